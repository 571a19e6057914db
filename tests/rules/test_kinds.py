"""Each kind of rule at its bounds, and what keeps it from judging."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from planner.model import Fact, Force, Operation, Origin, Subject, Verdict
from planner.rules import RulePack, verdict_word

from .support import AS_OF, LINFEN, centre, community, dated, findings, one, parcel

P, F, N, R = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NEEDS_REVIEW


def test_ratio_shows_figures_formula_and_reason() -> None:
    f = one(parcel("1155", floor="230.9"), "LF21-quota")
    assert (f.verdict, f.required, f.provided, f.shortfall, f.unit) == (F, Decimal(231), Decimal("230.9"), Decimal("0.1"), "m2")
    assert f.trace["formula"] == "1155 户 × 20 ㎡ ÷ 100 户 = 231 ㎡"
    assert f.trace["comparison"] == "230.9 ㎡ < 231 ㎡"
    assert f.reason == "户数 1155 户，按每 100 户 20 ㎡折算，应配养老服务设施建筑面积 231 ㎡，实配 230.9 ㎡，缺 0.1 ㎡，不符合。"
    assert "short by 0.1 m²" in f.trace["reason_en"]
    assert f.citation == "《关于加快推进社区居家养老服务发展的通知》（2021-06-11）二(一)（效力待确认）"


def test_figures_are_written_plainly() -> None:
    f = one(parcel(population="3100", land="1E+3"), "LF23-land")
    assert str(f.required) == "620"
    assert f.trace["formula"] == "3100 人 × 0.2 ㎡/人 = 620 ㎡"
    assert f.trace["inputs"]["elderly_land_area_m2"]["value"] == "1000"


def test_reading_rounds_part_hundreds_up() -> None:
    strict = LINFEN.with_reading("LF21-quota", "rounding", "round_up_hundreds")
    f = one(parcel("1155", floor="239.9"), "LF21-quota", pack=strict)
    assert (f.verdict, f.required) == (F, Decimal(240))
    assert "户数 1155 户（按 1200 户计）" in f.reason
    assert f.trace["readings"]["rounding"]["option"] == "round_up_hundreds"
    assert f.trace["formula"] == "1200 户 × 20 ㎡ ÷ 100 户 = 240 ㎡"
    assert one(parcel("1200", floor="240"), "LF21-quota", pack=strict).verdict is P
    assert one(parcel("1155", floor="231"), "LF21-quota", pack=strict.with_reading("LF21-quota", "rounding", "proportional")).verdict is P


def test_land_is_labelled_and_names_its_reading() -> None:
    f = one(parcel(), "LF23-land")
    assert f.trace["rule"]["label"]["zh"] == "规划层级指标·地块折算"
    assert f.trace["readings"]["land"]["option"] == "own_and_shared"
    assert {o["option"]: o["verdict"] for o in f.trace["other_readings"]} == {"own_site": "pass", "with_embedded": "pass"}
    assert any("规划层级指标" in r["zh"] for r in f.trace["remarks"])


@pytest.mark.parametrize(
    ("text", "doubt", "code"),
    [(None, "", "missing"), ("-500", "", "negative"), ("-500", "number.negative", "negative"), ("0", "", "zero"),
     ("0", "number.absurd", "doubtful"), ("900", "number.approximate", "doubtful"), ("1E+20", "", "absurd"), ("NaN", "", "unreadable")],
)  # fmt: skip
def test_base_that_cannot_be_judged_on(text: str | None, doubt: str, code: str) -> None:
    f = one(parcel(text, doubts={"households": doubt}), "LF21-quota")
    assert f.verdict is R
    assert f.shortfall is None
    assert [(t["field"], t["code"]) for t in f.trace["troubles"]] == [("households", code)]
    assert f.reason.startswith("户数")
    assert f.reason.endswith("需人工核查。")


def test_every_field_in_the_way_is_named() -> None:
    f = one(parcel(None, floor=None), "LF21-quota")
    assert f.reason == "户数缺失；养老服务设施建筑面积缺失，无法判定，需人工核查。"


def test_unreadable_text_is_shown() -> None:
    subject = parcel()
    told = Fact(None, Origin("a.csv", 3, "户数", "暂无"), "number.unreadable")
    f = one(Subject("parcel", "P", "", {**subject.facts, "households": told}), "LF21-quota")
    assert f.reason == "户数无法采用（原文“暂无”），无法判定，需人工核查。"
    assert f.trace["inputs"]["households"] == {
        "value": None, "type": "none", "file": "a.csv", "row": 3, "header": "户数", "raw": "暂无", "note": "", "doubt": "number.unreadable",
    }  # fmt: skip


def test_provided_zero_is_a_plain_figure() -> None:
    f = one(parcel(floor="0"), "LF21-quota")
    assert (f.verdict, f.shortfall) == (F, Decimal(200))


@pytest.mark.parametrize(
    ("area", "verdict", "shortfall"),
    [("499.9", F, "0.1"), ("500", P, "0"), ("500.0", P, "0"), ("1200", P, "0"), ("2000", P, "0"), ("2000.5", F, "0"),
     (None, R, None), ("-1", R, None), ("0", R, None)],
)  # fmt: skip
def test_size(area: str | None, verdict: Verdict, shortfall: str | None) -> None:
    f = one(centre(area, urban=True), "LF21-size")
    assert (f.verdict, f.force) == (verdict, Force.ADVISORY)
    assert f.shortfall == (None if shortfall is None else Decimal(shortfall))
    assert "不符合" not in f.reason + verdict_word(f)


def test_size_speaks_of_existing_urban_centres_only() -> None:
    assert one(centre("300", kind="日间照料中心"), "LF21-size").verdict is N
    assert one(centre("300", kind=" 社区居家养老服务站　"), "LF21-size").verdict is F
    assert one(centre("300", kind="居家养老服务照料中心"), "LF21-size").verdict is F
    for status in (Operation.PLANNED, Operation.BUILDING, Operation.CLOSED):
        assert one(centre("300", status=status), "LF21-size").verdict is N
    assert one(centre("800", status=None), "LF21-size").verdict is R
    assert one(centre("300", urban=False), "LF21-size").verdict is N
    f = one(centre("300"), "LF21-size")
    assert f.verdict is F
    assert any("按城市社区判定" in r["zh"] for r in f.trace["remarks"])


@pytest.mark.parametrize(
    ("count", "possible", "verdict"),
    [("1", "0", P), ("3", None, P), ("0", "0", F), ("0", "1", R), ("0", None, R), (None, "0", R), ("-1", "0", R)],
)
def test_one_centre(count: str | None, possible: str | None, verdict: Verdict) -> None:
    assert one(community(count, possible, urban=True), "LF21-one").verdict is verdict


def test_doubtful_condition_is_no_condition_met() -> None:
    subject = centre("800", urban=True)
    for told in (Fact("open", doubt="status.odd"), Fact("planned", doubt="status.odd")):
        f = one(Subject("facility", "F", "", {**subject.facts, "status": told}), "LF21-size")
        assert (f.verdict, f.trace["blocks"][0]["name"]) == (R, "status")


def test_one_centre_grows_binding_with_time() -> None:
    early, late = (one(community("0"), "LF21-one", day) for day in (date(2024, 6, 1), date(2026, 6, 11)))
    assert (early.force, verdict_word(early), verdict_word(early, "en")) == (Force.ADVISORY, "未达引导性要求", "advisory not met")
    assert (late.force, verdict_word(late)) == (Force.MANDATORY, "不符合")
    assert (early.trace["citation"]["clause"], late.trace["citation"]["clause"]) == ("一；二(一)", "三(一)")
    between = one(community("0"), "LF21-one", date(2026, 6, 10))
    assert between.force is Force.ADVISORY
    assert any("目标期已过（2025-12-31）" in r["zh"] for r in between.trace["remarks"])
    assert not any("目标期已过" in r["zh"] for r in one(community("0"), "LF21-one", date(2025, 12, 31)).trace["remarks"])
    assert one(community("0", urban=False), "LF21-one").verdict is N


def test_the_number_nought_is_not_the_answer_no() -> None:
    subject = community("0")
    numbered = replace(subject, facts={**subject.facts, "urban": Fact(Decimal(0))})
    assert one(numbered, "LF21-one").verdict is one(community("0", urban=True), "LF21-one").verdict is not N


@pytest.mark.parametrize(
    ("homes", "facility", "verdict"),
    [
        ("- - - -", "- - - -", N),
        ("2022-01-01 - - -", "2022-01-01 - - -", P),
        ("2022-01-02 - - -", "2022-01-01 - - -", P),
        ("2022-01-01 - - -", "2022-01-02 - - -", F),
        ("2022-01-01 - - -", "- - - -", R),
        ("- - - -", "2022-01-01 - - -", P),
        ("2022-01-01 2022-05-01 - -", "2022-01-01 2022-06-01 - -", F),
        ("2022-01-01 2022-05-01 2023-01-01 -", "2022-01-01 2022-06-01 - -", F),
        ("2022-04-01 2022-03-01 - -", "2022-04-01 2022-03-01 - -", R),
        ("2022-04-01 2022-05-01 - -", "2022-04-01 2022-03-01 - -", R),
        ("2025-01-01 - - -", "2025-06-01 - - -", N),
        ("2025-01-01 - - -", "- - - -", N),
        ("2024-01-01 - - -", "2025-06-01 - - -", F),
        ("2024-06-01 - - -", "- - - -", R),
        ("2024-06-02 - - -", "- - - -", N),
        ("- - - -", "2024-06-01 - - -", P),
        ("- - - -", "2024-06-02 - - -", N),
    ],
)
def test_four_steps(homes: str, facility: str, verdict: Verdict) -> None:
    assert one(dated(homes, facility), "LF21-sync").verdict is verdict


def test_four_steps_say_what_happened() -> None:
    f = one(dated("2021-05-01 2021-09-01 2023-06-01 -", "2021-05-01 2022-09-01 - -"), "LF21-sync")
    assert (
        f.reason == "验收：住宅 2023-06-01，设施日期缺失（另需人工核查）；建设：设施 2022-09-01，住宅 2021-09-01，设施晚 365 天，不符合。"
    )
    assert [s["state"] for s in f.trace["steps"]] == ["in_step", "late", "missing", "not_reached"]
    ahead = one(dated("- - - -", "2022-01-01 - - -"), "LF21-sync")
    assert "住宅尚未到此步" in ahead.reason


def test_doubt_on_a_step_date() -> None:
    f = one(dated("2022-01-01 - - -", "2022-01-01 - - -", doubts={"facility_plan_on": "date.odd"}), "LF21-sync")  # type: ignore[arg-type]
    assert f.verdict is R
    assert "养老服务设施规划日期存疑" in f.reason
    text = one(parcel(housing_plan_on="2022年", facility_plan_on=date(2022, 1, 1)), "LF21-sync")
    assert (text.verdict, text.trace["troubles"][0]["code"]) == (R, "not_a_date")


def test_no_finding_for_subjects_no_rule_speaks_of() -> None:
    assert findings(Subject("county", "1", "", {})) == {}
    own = {"LF21-quota", "LF23-land", "LF21-sync", "LF21-standards", "LF22-percapita", "LF22-sync"}
    assert set(findings(parcel(), AS_OF)) == own


def test_pack_is_frozen() -> None:
    with pytest.raises(AttributeError):
        RulePack.load("linfen").sha256 = "x"  # type: ignore[misc]
