"""Shared duties: no square metre twice; a quota met is not a usable facility; neighbours that make one; old compounds in order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model import Fact, Subject, Verdict
from planner.rules import LedgerEntry, Usable, judge, own_entries, project_subjects, propose_sharing, rank_compounds, settle, usable_size
from planner.rules.wording import Bilingual

from .support import AS_OF, LINFEN, parcel

names = st.sampled_from(["A", "B", "C"])
areas = st.decimals(-10, 1000, places=1)
entries = st.lists(st.builds(LedgerEntry, names, st.sampled_from(["P1", "P2"]), areas), max_size=8)
stocks = st.dictionaries(names, st.none() | st.decimals(0, 1000, places=1))


@given(entries, stocks)
def test_no_square_metre_is_credited_twice(lines: list[LedgerEntry], stock: dict[str, Decimal | None]) -> None:
    found = settle(lines, stock)
    known = sum((a for a in stock.values() if a is not None), Decimal(0))
    assert sum(found.credited.values(), Decimal(0)) + sum(found.left.values(), Decimal(0)) == known
    assert all(a >= 0 for a in (*found.credited.values(), *found.left.values(), *found.overdrawn.values()))
    entered = sum((max(e.floor_area_m2, Decimal(0)) for e in lines), Decimal(0))
    assert sum(found.credited.values(), Decimal(0)) + sum(found.overdrawn.values(), Decimal(0)) == entered


def test_what_cannot_be_credited_is_told_with_its_row() -> None:
    written = [("A", "P1", 300), ("A", "P2", 200), ("Z", "P2", 9), ("A", "P1", -1)]
    lines = [LedgerEntry(facility, land, Decimal(area), "l.csv", row) for row, (facility, land, area) in enumerate(written, 2)]
    found = settle(lines, {"A": Decimal(400)})
    assert (dict(found.credited), dict(found.overdrawn)) == (
        {"P1": Decimal(300), "P2": Decimal(100)},
        {"P2": Decimal(109), "P1": Decimal(0)},
    )
    assert [(p.code, p.row) for p in found.problems] == [("ledger.overdrawn", 3), ("ledger.unknown_facility", 4), ("ledger.negative", 5)]
    assert all("{" not in p.line() for p in found.problems)


def in_project(id: str, floor: str, households: str | None = "1000", name: str = "甲") -> Subject:  # noqa: A002
    one = parcel(households, floor=floor, id=id)
    return replace(one, facts={**one.facts, "project": Fact(name)})


@pytest.mark.parametrize(
    ("floors", "households", "verdict", "shortfall"),
    [
        (("400", "0"), ("1000", "1000"), Verdict.PASS, 0),
        (("399", "0"), ("1000", "1000"), Verdict.FAIL, 1),
        (("400", "0"), ("1000", None), Verdict.NEEDS_REVIEW, None),
    ],
)
def test_parcels_of_a_project_share_their_duty(
    floors: tuple[str, str], households: tuple[str | None, str | None], verdict: Verdict, shortfall: int | None
) -> None:
    land = [in_project(f"P{i}", f, h) for i, (f, h) in enumerate(zip(floors, households, strict=True))]
    owed = judge(LINFEN, land, as_of=AS_OF)
    projects = project_subjects([*land, parcel(id="P9")], owed, settle(*own_entries(land)), rule_id="LF21-quota")
    assert [p.id for p in projects] == ["甲"]
    (found,) = [f for f in judge(LINFEN, projects, as_of=AS_OF) if f.rule_id == "LF21-project"]
    assert (found.verdict, found.shortfall) == (verdict, shortfall)


def test_one_parcel_alone_is_no_project() -> None:
    land = [in_project("P1", "400"), in_project("P2", "400", name="乙")]
    assert project_subjects(land, judge(LINFEN, land, as_of=AS_OF), settle(*own_entries(land)), rule_id="LF21-quota") == []


def test_a_quota_met_is_not_a_usable_facility() -> None:
    figures = {"A": ("2499", "499.8"), "B": ("2500", "500"), "C": ("100", "600"), "D": (None, "200")}
    land = [parcel(households, floor=floor, id=name) for name, (households, floor) in figures.items()]
    found = usable_size(judge(LINFEN, land, as_of=AS_OF), rule_id="LF21-quota", low=Decimal(500))
    assert [(u.parcel, u.quota, u.standing) for u in found] == [
        ("A", Verdict.PASS, "too_small"),
        ("B", Verdict.PASS, "usable"),
        ("C", Verdict.PASS, "usable"),
        ("D", Verdict.NEEDS_REVIEW, "unknown"),
    ]
    assert "差 0.2 ㎡" in found[0].words.zh


def small(name: str, due: str) -> Usable:
    return Usable(name, Decimal(due), Decimal(0), Verdict.FAIL, "too_small", Bilingual("", ""))


def test_neighbours_within_a_walk_make_one_centre() -> None:
    land = [small("A", "300"), small("B", "150"), small("C", "120"), small("D", "400"), small("E", "90")]
    metres = {("B", "A"): 200, ("C", "A"): 300, ("A", "D"): 5000, ("E", "D"): 100, ("B", "D"): 100}
    walks = {pair: Decimal(m) for pair, m in metres.items()}
    found = propose_sharing(land, walks, low=Decimal(500), high=Decimal(2000), within_m=Decimal(900))
    assert [(g.parcels, int(g.area_m2), int(g.farthest_m)) for g in found] == [(("D", "B"), 550, 100)]
    assert propose_sharing(land[:3], walks, low=Decimal(500), high=None, within_m=Decimal(250)) == []
    alone = propose_sharing(land[:3], walks, low=Decimal(500), high=Decimal(2000), within_m=Decimal(900))
    assert [(g.parcels, int(g.area_m2)) for g in alone] == [(("A", "B", "C"), 570)]


sizes = st.lists(st.integers(1, 499), min_size=1, max_size=7)


@given(sizes, st.data())
def test_groups_are_apart_within_the_walk_and_of_the_right_size(dues: list[int], data: st.DataObject) -> None:
    land = [small(f"P{i}", str(d)) for i, d in enumerate(dues)]
    pairs = [(a.parcel, b.parcel) for a in land for b in land if a is not b]
    walks = {pair: Decimal(data.draw(st.integers(0, 2000))) for pair in pairs}
    found = propose_sharing(land, walks, low=Decimal(500), high=Decimal(2000), within_m=Decimal(900))
    taken = [name for group in found for name in group.parcels]
    assert len(taken) == len(set(taken))
    for group in found:
        assert 500 <= group.area_m2 <= 2000
        assert group.area_m2 == sum(u.due_m2 or 0 for u in land if u.parcel in group.parcels)
        assert all(walks[name, group.parcels[0]] <= 900 for name in group.parcels[1:])


def compound(name: str, size: str | None, count: str = "0") -> Subject:
    facts = {"old": Fact(True), "facility_count": Fact(Decimal(count)), "facility_count_possible": Fact(Decimal(0))}
    return Subject("compound", name, name, facts | {"floor_area_m2": Fact(None if size is None else Decimal(size))})


def test_large_old_compounds_without_a_facility_come_first() -> None:
    listed = [compound("a", "90000"), compound("b", "200000"), compound("c", "350000"), compound("d", None), compound("e", "900000", "1")]
    found = judge(LINFEN, [*listed, compound("f", "350000")], as_of=AS_OF)
    assert [f.subject_id for f in rank_compounds(found)] == ["c", "f", "b", "a"]
    assert {f.subject_id: f.verdict for f in found if f.rule_id == "LF21-priority"}["d"] is Verdict.NEEDS_REVIEW
