"""One reason for every home that is not reached; the reasons add up, in every community, to those whom the coverage does not count."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access import PROFILES, WalkNetwork
from planner.access.count.coverage import coverage_table
from planner.access.count.reasons import REACHED, REASONS, HomeWalks, connected, excess_m, reason_codes, reason_names, why_not_columns
from planner.access.join.snaps import STATUSES
from tests.searching import examples

from .made import net_of, points

LIMIT_M = {"standard": 900.0, "elderly": 720.0}

metres = st.one_of(st.none(), st.integers(0, 2000).map(float), st.sampled_from([720.0, 900.0, 900.001]))
home = st.fixed_dictionaries(
    {
        "walk": metres,
        "open": metres,
        "straight": st.one_of(st.integers(0, 2000).map(float), st.just(float("inf"))),
        "status": st.sampled_from(STATUSES),
        "connected": st.booleans(),
        "doubtful": st.booleans(),
        "community": st.sampled_from(["A", "B", ""]),
        "persons": st.integers(0, 99),
    }
)


def standing(homes: list[dict[str, object]]) -> HomeWalks:
    walk, opened = (np.asarray([np.nan if h[k] is None else h[k] for h in homes], dtype=float) for k in ("walk", "open"))
    return HomeWalks(
        walk,
        opened,
        np.asarray([h["straight"] for h in homes], dtype=float),
        np.asarray([h["status"] for h in homes], dtype="<U11"),
        np.asarray([h["connected"] for h in homes], dtype=bool),
        np.asarray([h["doubtful"] for h in homes], dtype=bool),
    )


def expected(one: dict[str, object], limit: float) -> str:
    """The reasons as one would tell them, one home at a time."""
    walk, opened = (float("inf") if one[k] is None else float(str(one[k])) for k in ("walk", "open"))
    if one["doubtful"] or one["status"] == "no_place":
        return "data_doubtful"
    if walk <= limit and one["status"] == "joined":
        return ""
    if opened <= limit:
        return "gate_closed"
    if one["status"] != "joined":
        return {"barrier": "barrier", "island": "not_connected", "off_network": "no_street"}[str(one["status"])]
    if float(str(one["straight"])) > limit:
        return "no_facility_near"
    return "too_far" if one["connected"] else "not_connected"


@settings(deadline=None, max_examples=examples(150))
@given(st.lists(home, max_size=25))
def test_every_home_has_one_reason_and_sums_are_those_not_covered(rows: list[dict[str, object]]) -> None:
    homes = standing(rows)
    demand = pd.DataFrame({"community": [r["community"] for r in rows], "persons": [r["persons"] for r in rows]})
    demand["older_persons"] = demand["persons"] / 4
    demand["doubtful"], demand["on_network"] = homes.doubtful, homes.status == "joined"
    shown = [PROFILES["standard"], PROFILES["elderly"]]
    coverage = coverage_table(demand, {"": homes.walk_m}, communities=["A", "B"], minutes=[15], profiles=shown)
    for profile in shown:
        limit_mm = profile.limit_mm(15)
        why = reason_codes(homes, limit_mm)
        assert [str(w) for w in reason_names(why)] == [expected(r, LIMIT_M[profile.name]) for r in rows]
        every = np.ones(len(rows), dtype=bool)
        table = pd.DataFrame(why_not_columns(demand, why, excess_m(homes, limit_mm), communities=["A", "B"], mendable=every))
        assert table["community_id"].tolist() == coverage["community_id"].tolist()
        for what in ("persons", "homes"):
            parts = table[[f"{reason}_{what}" for reason in REASONS]].sum(axis=1)
            missed = coverage[what] - coverage[f"reached_{what}_{profile.name}"]
            assert parts.tolist() == table[f"unreached_{what}"].tolist() == missed.tolist()
        older = coverage["older_persons"] - coverage[f"reached_older_{profile.name}"]
        assert table["unreached_older"].to_numpy() == pytest.approx(older.to_numpy())
        assert table["mendable_persons"].tolist() == table["unreached_persons"].tolist()


def test_metres_too_far_are_told_for_those_on_the_network() -> None:
    row = {"walk": 1000.0, "open": None, "straight": 500.0, "status": "joined", "connected": True, "doubtful": False}
    rows = [row, {**row, "walk": 950.0}, {**row, "walk": 100.0}, {**row, "walk": None}, {**row, "status": "island"}]
    homes = standing([{**r, "community": "A", "persons": 1} for r in rows])
    assert excess_m(homes, 900_000).tolist()[:2] == [100.0, 50.0]
    assert np.isnan(excess_m(homes, 900_000)[2:]).all()
    demand = pd.DataFrame({"community": "A", "persons": [1.0, 1.0, 1.0, 0.5, 1.0], "older_persons": 0.0})
    table = pd.DataFrame(why_not_columns(demand, reason_codes(homes, 900_000), excess_m(homes, 900_000), communities=["A", "B"]))
    assert table["median_excess_m"].tolist()[0] == 100.0
    assert np.isnan(table["median_excess_m"].tolist()[1])
    assert "mendable_persons" not in table


def test_homes_are_connected_where_a_facility_stands_on_their_piece_of_the_network() -> None:
    net = net_of([((0, 0), (400, 0)), ((0, 200), (400, 200))])
    homes = net.snap(points([(10, 5), (390, 195), (390, 5), (5000, 5000)]))
    for facility, told in (((200, 1), [True, False, True, False]), ((200, 199), [False, True, False, False])):
        assert connected(net.streets, homes, net.snap(points([facility]))).tolist() == told
    assert not connected(net.streets, homes, net.snap(points([(9000, 9000)]))).any()


def reason_of(gated: WalkNetwork, opened: WalkNetwork, home: tuple[float, float], facility: tuple[float, float]) -> str:
    at, fac = points([home]), points([facility])
    walks = [net.reach(fac, minutes=60).nearest(at)["seconds"].to_numpy(dtype=float) for net in (gated, opened)]
    snaps = gated.snap(at)
    joined = connected(gated.streets, snaps, gated.snap(fac))
    straight = np.asarray([float(np.hypot(home[0] - facility[0], home[1] - facility[1]))])
    homes = HomeWalks(walks[0], walks[1], straight, snaps.status, joined, np.zeros(1, dtype=bool))
    return str(reason_names(reason_codes(homes, PROFILES["standard"].limit_mm(5)))[0])


def test_reasons_on_a_drawn_town() -> None:
    island = ((0.0, 150.0), (390.0, 150.0))
    street = ((0.0, 0.0), (1500.0, 0.0))
    around = ((0.0, 0.0), (0.0, 80.0), (-400.0, 80.0), (-400.0, 250.0))
    apart = net_of([street, around, island])
    tied = net_of([street, around, island, ((100.0, 0.0), (100.0, 150.0))])
    places = {
        (200.0, 3.0): REACHED,
        (1000.0, 3.0): "no_facility_near",
        (250.0, 148.0): "not_connected",
        (-300.0, 700.0): "no_street",
        (-399.0, 240.0): "no_facility_near",
        (-200.0, 81.0): "too_far",
    }
    facility = (50.0, -1.0)
    assert {at: reason_of(apart, apart, at, facility) for at in places} == places
    assert reason_of(apart, tied, (150.0, 148.0), facility) == "gate_closed"
    assert set(places.values()) | {"gate_closed"} == {REACHED, *REASONS} - {"data_doubtful", "barrier"}
