"""Subsidies: both caps, the counties' shares, ranges where the text gives ranges, sums, and what keeps an amount from being reckoned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model import Fact
from planner.rules import CareProject, RulePack, reckon, reckoning_data
from planner.rules.money.subsidies import Amount

from .support import AS_OF, LINFEN

D = Decimal

COUNTIES = LINFEN.listed("counties")
FORTY = {"永和县", "大宁县", "汾西县", "隰县", "吉县"}


def project(county: str | None, id: str = "X", **facts: str | bool) -> CareProject:  # noqa: A002
    values = {k: Fact(v if isinstance(v, bool) else Decimal(v)) for k, v in facts.items()}
    return CareProject(id, Fact(county), values)


def amounts(*projects: CareProject, as_of: date = AS_OF) -> Sequence[Amount]:
    return reckon(LINFEN, projects, as_of=as_of).amounts


@pytest.mark.parametrize(
    ("county", "area", "grant"),
    [
        ("尧都区", "2300", 400_000),
        ("尧都", "2000", 400_000),
        ("尧都区", "1999.5", 399_900),
        ("洪洞县", "2300", 300_000),
        ("侯马市", "2300", 300_000),
        ("霍州市", "1500", 300_000),
        ("隰县", "1499", 299_800),
    ],
)
def test_construction_grant(county: str, area: str, grant: int) -> None:
    (one,) = amounts(project(county, floor_area_m2=area))
    assert (one.rule_id, one.low, one.high, one.yearly, one.city_percent) == ("LF21-build", D(grant), D(grant), False, None)
    assert one.city == (D(grant), D(grant))
    assert f"{grant} 元" in one.formula.zh
    assert "三(二)1" in one.citation


def test_the_county_bears_the_rest() -> None:
    (one,) = amounts(project("洪洞县", floor_area_m2="1000", cost_yuan="1200000"))
    assert "其余 1000000 元由县级承担" in one.formula.zh


@pytest.mark.parametrize("county", COUNTIES)
def test_shares_of_city_and_county(county: str) -> None:
    (one,) = amounts(project(county, operating=True))
    assert one.city_percent == (40 if county in FORTY else 20)
    assert (one.low, one.high) == (D(50_000), D(150_000))
    assert (one.city[0] or 0) + (one.county[0] or 0) == one.low
    assert (one.city[1] or 0) + (one.county[1] or 0) == one.high


def test_bed_and_service_subsidies() -> None:
    beds, bought = amounts(
        project("隰县", residents_self_caring="10", residents_half_disabled="5", residents_disabled="5",
                persons_over_80="100", persons_alone_70="60", persons_alone_70_poor="20"),
    )  # fmt: skip
    assert beds.low == (10 * 100 + 5 * 200 + 5 * 300) * 12
    assert (bought.low, bought.high) == (D(120 * 50 * 12), D(160 * 50 * 12))
    assert beds.city[0] == Decimal("0.4") * (beds.low or 0)


def test_per_project_and_summed() -> None:
    listed = [project("尧都区", "A", floor_area_m2="2300"), project("洪洞县", "B", floor_area_m2="2300", operating=True)]
    found = reckon(LINFEN, listed, as_of=AS_OF)
    assert found.total("LF21-build") == (D(700_000), D(700_000))
    assert found.total("LF21-build", projects=["B"]) == (D(300_000), D(300_000))
    data = reckoning_data(found, listed)
    by_county = {(r["county"], r["rule_id"]): (r["low"], r["high"]) for r in data["by_county"]}
    assert by_county["洪洞县", "LF21-operate"] == ("50000", "150000")
    assert [t["rule_id"] for t in data["totals"]] == ["LF21-build", "LF21-operate"]


@pytest.mark.parametrize(
    ("county", "area", "said"),
    [("北京市", "900", "北京市"), (None, "900", "县（市、区）缺失"), ("尧都区", "-5", "为负数"), ("尧都区", "0", "为 0")],
)
def test_what_is_in_the_way_is_named_and_adds_nothing(county: str | None, area: str, said: str) -> None:
    found = reckon(LINFEN, [project(county, floor_area_m2=area)], as_of=AS_OF)
    assert [a.low for a in found.amounts] == [None]
    assert said in found.amounts[0].formula.zh
    assert (found.total(), len(found.unknown)) == ((D(0), D(0)), 1)


def test_a_doubtful_area_is_not_reckoned() -> None:
    doubtful = CareProject("X", Fact("尧都区"), {"floor_area_m2": Fact(Decimal(900), doubt="number.approximate")})
    assert amounts(doubtful)[0].low is None


def test_villages_and_other_days_and_other_cities_promise_nothing() -> None:
    assert amounts(project("隰县", operating=True, urban=False, residents_disabled="3")) == ()
    assert amounts(project("隰县", floor_area_m2="900"), as_of=date(2021, 6, 10)) == ()
    assert reckon(RulePack.load("jincheng"), [project("隰县", floor_area_m2="900")], as_of=AS_OF).amounts == ()


@given(st.sampled_from(COUNTIES), st.decimals(1, 10**5, places=1), st.decimals(0, 10**4, places=1))
def test_more_area_never_brings_less_and_never_more_than_the_cap(county: str, area: Decimal, more: Decimal) -> None:
    first, second = (amounts(project(county, floor_area_m2=str(a)))[0].low or Decimal(0) for a in (area, area + more))
    assert first <= second <= (400_000 if county == "尧都区" else 300_000)
    assert first == min(area, Decimal(2000 if county == "尧都区" else 1500)) * 200
