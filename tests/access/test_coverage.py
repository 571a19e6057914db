"""Persons add up, in every community and in all; the weighted median."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access import PROFILES, Profile
from planner.access.count.coverage import coverage_table, weighted_medians
from tests.searching import examples

COMMUNITIES = ["A", "B", "empty"]
MINUTES = [5, 10, 15]
SHOWN = [PROFILES["standard"], PROFILES["elderly"]]

metres = st.one_of(st.just(float("nan")), st.floats(0, 2000), st.sampled_from([300.0, 600.0, 900.0, 240.0, 480.0, 720.0]))
person = st.tuples(
    st.sampled_from(["A", "B", ""]), st.integers(0, 10_000), st.integers(0, 100), st.booleans(), st.booleans(), metres, metres
)


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(person, max_size=30))
def test_sums_add_up(rows: list[tuple[str, int, int, bool, bool, float, float]]) -> None:
    demand = pd.DataFrame([r[:5] for r in rows], columns=["community", "persons", "older", "on_network", "doubtful"])
    demand["older_persons"] = demand["persons"] * demand.pop("older") / 100
    walks = {"": np.asarray([r[5] for r in rows], dtype=float), "centre": np.asarray([r[6] for r in rows], dtype=float)}
    table = coverage_table(demand, walks, communities=COMMUNITIES, minutes=MINUTES, profiles=SHOWN)

    ids = [*COMMUNITIES, *([""] if (demand["community"] == "").any() else [])]
    assert list(zip(table["community_id"], table["minutes"], strict=True)) == [(i, m) for i in ids for m in MINUTES]
    for _, whole in table.groupby("minutes"):
        assert whole["persons"].sum() == demand["persons"].sum()
        assert whole["older_persons"].sum() == pytest.approx(demand["older_persons"].sum())
    for name, walk in walks.items():
        for profile in SHOWN:
            start, end = (f"{name}_" if name else ""), f"_{profile.name}"
            reached = table[f"{start}reached_persons{end}"]
            parts = reached + table[f"{start}too_far_persons{end}"] + table["off_network_persons"] + table["doubtful_persons"]
            assert (parts == table["persons"]).all()
            assert (table.groupby("community_id")[f"{start}reached_persons{end}"].diff().dropna() >= 0).all()
            assert (table[f"{start}reached_older{end}"] <= table["older_persons"] + 1e-9).all()
            share = table[f"{start}share{end}"]
            assert share.dropna().between(0, 1).all()
            assert share[table["persons"] == 0].isna().all()
            counted = share.notna()
            assert (share * table["persons"])[counted].to_numpy() == pytest.approx(reached[counted].to_numpy())
            for row, (community, minutes) in enumerate(zip(table["community_id"], table["minutes"], strict=True)):
                able = (demand["community"] == community) & demand["on_network"].astype(bool) & ~demand["doubtful"].astype(bool)
                expected = demand["persons"][able & (walk <= minutes * 60 * profile.speed_m_s)].sum()
                assert reached[row] == expected
        assert (table[f"{start}reached_persons_elderly"] <= table[f"{start}reached_persons_standard"]).all()


def one(walk_mm: int, profile: Profile, minutes: float) -> float:
    demand = pd.DataFrame({"community": ["A"], "persons": [7], "older_persons": [1], "on_network": [True], "doubtful": [False]})
    walks = {"": np.asarray([walk_mm / 1000])}
    table = coverage_table(demand, walks, communities=["A"], minutes=[minutes], profiles=[profile])
    return float(table[f"reached_persons_{profile.name}"].item())


@pytest.mark.parametrize("limit_mm", [2007, 300_000, 335_544, 719_999, 720_001, 900_000, 999_983])
def test_a_place_exactly_at_the_limit_counts(limit_mm: int) -> None:
    pace = Profile("pace", limit_mm / 60_000)  # one minute is the limit
    assert pace.limit_mm(1) == limit_mm
    assert one(limit_mm, pace, 1) == 7
    assert one(limit_mm + 1, pace, 1) == 0


def test_doubtful_places_are_never_counted_as_reached() -> None:
    demand = pd.DataFrame(
        {"community": ["A", "A"], "persons": [5, 3], "older_persons": [1, 1], "on_network": [True, False], "doubtful": [True, True]}
    )
    table = coverage_table(demand, {"": np.zeros(2)}, communities=["A"], minutes=[15], profiles=SHOWN)
    assert table["doubtful_persons"].item() == 8
    assert table["off_network_persons"].item() == 0
    assert table["reached_persons_standard"].item() == 0
    assert table["share_standard"].isna().all()


weighted = st.lists(st.tuples(st.one_of(st.floats(0, 1e4), st.just(float("inf"))), st.integers(0, 50)), max_size=20)


@settings(deadline=None)
@given(st.lists(weighted, min_size=2, max_size=4), st.integers(0, 1))
def test_weighted_medians_are_those_of_everyone_asked(groups: list[list[tuple[float, int]]], outside: int) -> None:
    rows = np.asarray([row for group in groups for row in group], dtype=float).reshape(-1, 2)
    cuts = np.cumsum([0, *map(len, groups)])[outside:]
    for median, group in zip(weighted_medians(rows[:, 0], rows[:, 1], cuts), groups[outside:], strict=True):
        everyone = sorted(value for value, weight in group for _ in range(weight))
        if everyone:
            assert median == everyone[(len(everyone) - 1) // 2]
        else:
            assert np.isnan(median)


def test_weighted_medians_beyond_the_search_are_infinite() -> None:
    inf = float("inf")
    values, weights = np.array([inf, 3.0, inf, 3.0, 1.0]), np.array([60.0, 40.0, 50.0, 50.0, 0.0])
    assert weighted_medians(values, weights, np.array([0, 2, 4, 4])).tolist()[:2] == [inf, 3.0]
    assert np.isnan(weighted_medians(values, weights, np.array([0, 2, 4, 4, 5]))[2:]).all()
