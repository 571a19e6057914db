"""The three stages: what is derived and how it is said, the clause to paste, and what is held against what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model import Fact, Subject, Verdict
from planner.rules import Assumption, RulePack, compare_stages, draft_conditions
from planner.rules.duty.stages import estimate_households, estimate_persons

from .support import AS_OF, LINFEN, fact, parcel

DWELLING = Assumption(Decimal(90), Decimal(110), Decimal(130), "本地成交均值（编造）")
PERSONS = Assumption(Decimal("2.4"), Decimal("2.6"), Decimal(3), "普查户均（编造）")


def bare(**facts: str) -> Subject:
    return Subject("parcel", "P1", "东城一号", {k: Fact(Decimal(v)) for k, v in facts.items()})


def draft(subject: Subject, pack: RulePack = LINFEN, day: date = AS_OF) -> str:
    return draft_conditions(pack, subject, as_of=day, dwelling_m2=DWELLING, persons_per_household=PERSONS).clause.zh


def test_households_are_derived_with_a_range_and_a_source() -> None:
    subject = bare(residential_floor_area_m2="120000")
    found = draft_conditions(LINFEN, subject, as_of=AS_OF, dwelling_m2=DWELLING, persons_per_household=PERSONS)
    assert (found.households.low, found.households.middle, found.households.high) == (Decimal(923), Decimal(1091), Decimal(1334))
    assert found.households.words.zh.startswith("估算：")
    assert "923–1334 户" in found.households.words.zh
    assert DWELLING.source in found.households.words.zh
    assert "266.8 ㎡" in found.clause.zh
    assert "同步规划、同步建设、同步验收、同步交付" in found.clause.zh
    assert "民政局" in found.letter.zh
    assert found.clause.zh in found.letter.zh


def test_given_figures_go_before_derived_ones() -> None:
    clause = draft(bare(households="1000", population="2500", residential_floor_area_m2="999999"))
    assert "不少于 1000 户、2500 人" in clause
    assert "200 ㎡" in clause
    assert "500 ㎡" in clause
    assert clause.count("用地面积不少于") == 1  # two rules ask for land: the larger is what is asked, the smaller lies within
    assert "250 ㎡包含在内" in clause


def test_the_clause_holds_what_is_in_force_and_names_what_has_no_figure() -> None:
    early = draft(bare(households="1000"), day=date(2021, 12, 31))
    assert "200 ㎡" in early
    assert "用地面积" not in early
    jincheng = draft(bare(households="1000"), RulePack.load("jincheng"))
    assert "数值待录入" in jincheng
    assert "200 ㎡" not in jincheng


def test_nothing_to_go_by_is_refused() -> None:
    with pytest.raises(ValueError, match="residential_floor_area_m2"):
        draft(bare())
    for figures in ((0, 1, 2), (3, 2, 4), (1, 2, 1)):
        with pytest.raises(ValueError, match="low <= middle <= high"):
            Assumption(Decimal(figures[0]), Decimal(figures[1]), Decimal(figures[2]), "x")
    with pytest.raises(ValueError, match="source"):
        Assumption(Decimal(1), Decimal(1), Decimal(1), " ")


more_m2 = st.decimals(0, 50, places=1)


@given(st.decimals(1, 10**7, places=1), st.decimals(50, 100, places=1), more_m2, more_m2)
def test_the_range_holds_the_middle_and_grows_with_the_area(area: Decimal, low: Decimal, more: Decimal, most: Decimal) -> None:
    dwelling = Assumption(low, low + more, low + more + most, "x")
    found = estimate_households(area, dwelling)
    assert found.low <= found.middle <= found.high
    assert found.middle >= area / dwelling.middle
    assert estimate_households(area * 2, dwelling).high >= found.high
    persons = estimate_persons(found, PERSONS)
    assert persons.low <= persons.middle <= persons.high


def test_conditions_against_scheme_and_permit_against_survey() -> None:
    before = parcel("1000", "2500", "200", "500").facts
    after = parcel("1001", "2500", "199.9", "500").facts
    found = {d.field: d for d in compare_stages(before, after, stage="scheme")}
    assert {name: d.verdict for name, d in found.items()} == {
        "households": Verdict.FAIL,
        "population": Verdict.PASS,
        "elderly_floor_area_m2": Verdict.FAIL,
        "elderly_land_area_m2": Verdict.PASS,
    }
    assert found["elderly_floor_area_m2"].words.zh == "养老服务设施建筑面积：规划条件 200，方案 199.9，相差 0.1，不利"
    survey = {d.field: d for d in compare_stages(before, after, stage="verification")}
    assert "规划许可 1000，实测 1001" in survey["households"].words.zh


def test_a_figure_on_one_side_only_needs_review() -> None:
    (found,) = compare_stages({"households": fact("1000")}, {}, stage="scheme")
    assert (found.verdict, found.before, found.after) == (Verdict.NEEDS_REVIEW, Decimal(1000), None)
    assert "户数缺失" in found.words.zh
    with pytest.raises(ValueError, match="conditions"):
        compare_stages({}, {}, stage="conditions")


def test_less_people_and_more_facility_are_no_fault() -> None:
    found = compare_stages(parcel("1000").facts, parcel("900", floor="300").facts, stage="scheme")
    assert {d.verdict for d in found} == {Verdict.PASS}
