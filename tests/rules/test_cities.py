"""Packs on packs: what a city inherits, what no city borrows, what a bureau's override changes, and one parcel in each city."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.errors import RulePackError
from planner.model import Fact, Subject, Verdict
from planner.rules import RulePack, centre_bounds, judge, subject_verdict, trace_schema

from .support import LINFEN, check_trace, findings, one, parcel, recompute

P, F, N, R = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NEEDS_REVIEW
CHANGZHI, JINCHENG = RulePack.load("changzhi"), RulePack.load("jincheng")
HERE = Path(__file__).parent
DAY = date(2025, 3, 1)

CZ_DATED = """
schema: 1
overrides: changzhi
version: "a1"
source: 长治市民政局录入（编造，仅供测试）
confirmed:
  CZ: {date: 2024-11-20, number: 长政办发〔2024〕1号, validity: {confirmed_by: 长治市民政局, confirmed_on: 2025-01-06}}
values:
  - {rule: CZ-quota, value: 15, source: 市局 2025 年第 1 次会议纪要, from: 2025-01-01}
old_before_year: 2000
"""


def override(tmp_path: Path, text: str) -> RulePack:
    path = tmp_path / "override.yaml"
    path.write_text(text, encoding="utf-8")
    return RulePack.load(path)


def test_one_parcel_in_each_city() -> None:
    subject = parcel("1000", "2500", "200", "500", plan_review_passed=True, conditions_exist=True)
    verdicts = {p.id: Counter(f.verdict for f in judge(p, [subject], as_of=DAY)) for p in (LINFEN, CHANGZHI, JINCHENG)}
    assert verdicts["linfen"] == {P: 4, N: 2}
    assert verdicts["changzhi"] == {R: 4}
    assert verdicts["jincheng"] == {R: 1, P: 1, N: 1}
    whole = [subject_verdict(judge(p, [subject], as_of=DAY)) for p in (LINFEN, CHANGZHI, JINCHENG)]
    assert whole == [P, R, R]


@pytest.mark.parametrize(("pack", "rule"), [(CHANGZHI, "CZ-quota"), (JINCHENG, "JC-quota")])
@pytest.mark.parametrize("floor", ["0", "199.9", "200", "100000"])
def test_no_city_is_judged_by_twenty(pack: RulePack, rule: str, floor: str) -> None:
    f = one(parcel(floor=floor), rule, DAY, pack)
    assert (f.verdict, f.required, f.shortfall) == (R, None, None)
    assert f.provided == Decimal(floor)
    assert "尚未录入" in f.reason
    assert recompute(f.trace) is R


def test_changzhi_shows_what_the_standard_would_ask_for_comparison_only() -> None:
    f = one(parcel(population="3000"), "CZ-quota", DAY, CHANGZHI)
    assert any("仅供参照" in r["zh"] and "300 ㎡" in r["zh"] for r in f.trace["remarks"])
    assert not any("仅供参照" in r["zh"] for r in one(parcel(), "JC-quota", DAY, JINCHENG).trace["remarks"])


def test_an_undated_document_asks_nothing_before_it_can_have_stood() -> None:
    assert {f.verdict for f in findings(parcel(), date(2024, 7, 17), CHANGZHI).values()} == {N}
    f = one(parcel(), "CZ-quota", date(2024, 7, 17), CHANGZHI)
    assert "不早于 2024-07-18" in f.reason
    assert not f.trace["force"]["in_force"]
    assert R in {f.verdict for f in findings(parcel(), date(2024, 7, 18), CHANGZHI).values()}


def test_a_bureau_dates_its_document_and_enters_its_value(tmp_path: Path) -> None:
    pack = override(tmp_path, CZ_DATED)
    subject = parcel("1000", "2500", "150", plan_review_passed=True)
    assert one(subject, "CZ-gate", date(2024, 11, 19), pack).verdict is N
    assert one(subject, "CZ-gate", date(2024, 11, 20), pack).verdict is P
    assert one(subject, "CZ-quota", date(2024, 12, 31), pack).verdict is R
    f = one(subject, "CZ-quota", DAY, pack)
    assert (f.verdict, f.required) == (P, Decimal(150))
    told = f.trace["parameters"]["quota"]
    assert (told["standing"], told["source"]) == ("bureau", "市局 2025 年第 1 次会议纪要")
    assert f.citation == "《长治市基本养老服务体系建设实施方案》（长政办发〔2024〕1号，2024-11-20）三(四)13"
    assert (pack.id, pack.version, pack.header.old_before_year) == ("changzhi", "2026.11+a1", 2000)
    assert pack.sha256 != CHANGZHI.sha256
    assert one(subject, "CZ-quota", DAY, CHANGZHI).verdict is R, "the pack itself is untouched"


def test_readings_counting_and_rules_of_an_override(tmp_path: Path) -> None:
    small = (HERE / "small.yaml").read_text(encoding="utf-8")
    text = f"""
schema: 1
overrides: linfen
version: "1"
source: 某局
readings:
  - {{rule: LF23-land, reading: land, option: own_site}}
counting:
  - {{rule: LF23-land, counts_for_parcel: false}}
{small[small.index("documents:") :]}"""
    pack = override(tmp_path, text)
    subject = parcel(land="0", shared_land_area_m2=Decimal(500))
    assert one(subject, "LF23-land", pack=pack).trace["readings"]["land"]["option"] == "own_site"
    assert "LF23-land" not in {f.rule_id for f in findings(subject, pack=pack).values() if f.trace["rule"]["counts_for_parcel"]}
    assert pack.rule("XX24-beds").citation.document == "XX24"


def test_an_override_stands_on_an_override(tmp_path: Path) -> None:
    (tmp_path / "first.yaml").write_text(CZ_DATED, encoding="utf-8")
    head = 'schema: 1\noverrides: first.yaml\nversion: "b"\nsource: 某局\n'
    text = head + "values: [{rule: CZ-quota, value: 18, source: 第二次, from: 2026-01-01}]\n"
    pack = override(tmp_path, text)
    required = [one(parcel("1000"), "CZ-quota", day, pack).required for day in (date(2025, 12, 31), date(2026, 1, 1))]
    assert required == [Decimal(150), Decimal(180)]


def test_a_value_for_a_what_if() -> None:
    pack = JINCHENG.with_value("JC-quota", Decimal(25), "方案测算")
    f = one(parcel(floor="250"), "JC-quota", pack=pack)
    assert (f.verdict, f.trace["parameters"]["quota"]["source"]) == (P, "方案测算")
    for rule, parameter in (("JC-none", None), ("JC-quota", "size"), ("JC-sync", None)):
        with pytest.raises(RulePackError):
            JINCHENG.with_value(rule, Decimal(1), "x", parameter=parameter)


def test_a_city_inherits_and_may_leave_out(tmp_path: Path) -> None:
    assert {r.id for r in RulePack.load("national").rules} <= {r.id for r in LINFEN.rules}
    text = (
        (HERE / "small.yaml").read_text(encoding="utf-8").replace("id: small\n", "id: small\nextends: national\nwithout: [GB50437-beds]\n")
    )
    pack = override(tmp_path, text)
    assert pack.rules[0].id == "XX24-beds"
    assert "GB50437-beds" not in {r.id for r in pack.rules}
    assert "GB50437-land" in {r.id for r in pack.rules}
    assert "GB50437" in pack.documents


def test_a_city_silent_on_size_has_no_bounds() -> None:
    assert centre_bounds(LINFEN, DAY) == (Decimal(500), Decimal(2000))
    assert centre_bounds(CHANGZHI, DAY) is None
    assert centre_bounds(JINCHENG, DAY) is None
    with pytest.raises(RulePackError):
        centre_bounds(LINFEN, date(2021, 1, 1))


@pytest.mark.parametrize("pack", [LINFEN, CHANGZHI, JINCHENG, RulePack.load("national")], ids=lambda p: p.id)
def test_every_trace_has_its_form(pack: RulePack) -> None:
    for kind in ("parcel", "project", "compound", "facility", "community", "township", "county", "city"):
        for f in judge(pack, [Subject(kind, "1", "x", {"urban": Fact(True)})], as_of=DAY, stated=True):
            check_trace(f.trace)


def test_a_trace_out_of_form_is_refused() -> None:
    trace = one(parcel(), "LF21-quota").trace
    check_trace(trace)
    wrongs: tuple[dict[str, object], ...] = ({"schema": 1}, {"more": 1}, {"result": {}})
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"version|validation"):
            check_trace({**trace, **wrong})
    assert {"schema", "inputs", "parameters", "readings", "formula", "result"} <= set(trace_schema()["properties"])
