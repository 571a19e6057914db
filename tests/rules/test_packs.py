"""Packs: what is refused and how it is said, and what a new city needs to write."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.errors import InputError, Problem, RulePackError
from planner.model import Fact, Subject, Verdict
from planner.rules import KINDS, RulePack, judge
from planner.texts import problem_text
from planner.texts.rules import PROBLEMS

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")


def faults(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(RulePackError) as caught:
        RulePack.load(path)
    return caught.value.problems


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_each_mistake_has_its_own_message(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ")
    found = faults(path)
    assert [p.code for p in found] == [expected], [p.line() for p in found]
    told = found[0]
    assert told.file == str(path)
    assert told.row is not None
    assert all(text and "{" not in text for lang in ("zh", "en") for text in (told.what(lang), told.mend(lang)))


def test_line_and_key_are_named() -> None:
    told = faults(HERE / "broken" / "unknown_unit.yaml")[0]
    assert (told.row, told.field, told.value) == (27, "rules[1].parameters.low[1].unit", "acre")
    told = faults(HERE / "broken" / "duplicate_key.yaml")[0]
    assert (told.row, told.field, told.params["first"]) == (20, "rules[1].title", 19)
    assert "from、to、value" in faults(HERE / "broken" / "unknown_key_parameter.yaml")[0].mend()


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    text = (
        SMALL.replace("unit: bed", "unit: acre")
        .replace("city:", "town: x\ncity:")
        .replace("{document: XX24,", "{document: XX24, document: A,")
    )
    second = SMALL[SMALL.index("  - id:") :].replace("XX24-beds", "XX24-more").replace("kind: range", "kind: guess")
    path = tmp_path / "many.yaml"
    path.write_text(text + second, encoding="utf-8")
    found = faults(path)
    assert [p.code for p in found] == ["rulepack.unknown_key", "yaml.duplicate_key", "rulepack.unknown_unit", "rulepack.unknown_kind"]
    assert [p.row for p in found] == sorted(p.row or 0 for p in found)


@pytest.mark.parametrize("text", ["", "# nothing", "[]", "just words", "? [a]\n: b", "a: \x01"])
def test_no_pack_at_all(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(text, encoding="utf-8")
    assert faults(path)


def test_deep_nesting_and_loops_are_refused(tmp_path: Path) -> None:
    for text in ("a: " + "[" * 5000, "a: &x {b: *x}"):
        path = tmp_path / "odd.yaml"
        path.write_text(text, encoding="utf-8")
        assert faults(path)


def test_not_found_and_not_utf8(tmp_path: Path) -> None:
    for name in ("changan", "nowhere.yaml", tmp_path / "none.yaml", tmp_path):
        with pytest.raises(RulePackError, match=r"not_found.*linfen"):
            RulePack.load(name)
    path = tmp_path / "gbk.yaml"
    path.write_bytes(SMALL.encode("gbk"))
    assert [p.code for p in faults(path)] == ["rulepack.encoding"]


def test_a_pack_error_is_an_input_error() -> None:
    assert issubclass(RulePackError, InputError)
    assert issubclass(RulePackError, ValueError)


def test_every_problem_is_said_in_both_languages() -> None:
    for code, entry in PROBLEMS.items():
        assert set(entry) == {"what_zh", "mend_zh", "what_en", "mend_en"}, code
        names = (
            "value known detail first second start end day parameter kind part name pack facility parcel given date rule subject count half"
        )
        values = dict.fromkeys(names.split(), "x")
        assert all(problem_text(code, part, lang, values) for part in ("what", "mend") for lang in ("zh", "en"))


def test_every_code_of_the_catalogue_is_tested_somewhere() -> None:
    expected = {p.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expect: ") for p in BROKEN}
    elsewhere = {"rulepack.not_found", "rulepack.encoding", "rules.no_centre_range", "cases.not_found"}
    elsewhere |= {code for code in PROBLEMS if code.split(".")[0] in {"review", "ledger", "money", "facts"}}
    assert set(PROBLEMS) == expected | elsewhere


def test_linfen_as_a_user_sees_it() -> None:
    pack = RulePack.load("linfen")
    assert {"changzhi", "jincheng", "linfen", "national"} <= set(RulePack.available())
    assert (pack.id, pack.title(), pack.city("en")) == ("linfen", "临汾市养老服务设施核查指标库", "Linfen")
    assert [r.id for r in pack.rules][:5] == ["LF21-quota", "LF23-land", "LF21-sync", "LF21-size", "LF21-one"]
    assert pack.documents["LF21"].number is None
    assert len(pack.sha256) == 64
    assert pack.municipal_districts == ("尧都区",)
    assert "日间照料中心" not in pack.centre_kinds
    assert pack.is_centre("社区养老服务站 ")
    assert pack.is_centre("居家养老服务照料中心")
    assert not pack.is_centre("养老院")
    assert any("晋政办发〔2023〕34号" in t.zh for t in pack.not_checked)
    assert pack.rule("LF21-size").title.say() == "社区养老服务中心规模"
    with pytest.raises(KeyError):
        pack.rule("LF21-none")


def test_pack_is_the_same_however_it_is_read(tmp_path: Path) -> None:
    built_in = RulePack.load("linfen")
    path = tmp_path / "linfen.yaml"
    text = (Path(KINDS["ratio"].evaluate.__code__.co_filename).parents[1] / "packs" / "linfen.yaml").read_text(encoding="utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert RulePack.load(path).sha256 == built_in.sha256
    assert RulePack.load(path).rules == built_in.rules
    assert pickle.loads(pickle.dumps(built_in)) == built_in  # noqa: S301 - our own bytes


def test_unknown_reading_is_refused() -> None:
    with pytest.raises(RulePackError, match=r"LF21-quota\.rounding\.round_up_hundreds"):
        RulePack.load("linfen").with_reading("LF21-quota", "rounding", "up")


def facility(beds: str) -> Subject:
    return Subject("facility", "F1", "", {"beds": Fact(Decimal(beds)), "status": Fact("open")})


def test_a_new_rule_of_a_known_kind_needs_yaml_only(tmp_path: Path) -> None:
    pack = RulePack.load(HERE / "small.yaml")
    found = judge(pack, [facility("10"), facility("9")], as_of=date(2024, 6, 1))
    assert [f.verdict for f in found] == [Verdict.PASS, Verdict.FAIL]
    assert found[1].reason == "床位 9 张，低于下限 10 张，缺 1 张，未达引导性要求。"
    assert found[1].unit == "bed"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: 10", "value: null, why: {zh: 未录入, en: not entered}", "value"),
        ("standing: document", "standing: second-hand", "standing"),
        ("standing: document", "standing: unverified", "standing"),
        ("date: 2024-01-01", "date: null", "document"),
        ("{from: 2024-01-01, force", "{from: null, force", "document"),
    ],
)
def test_what_nobody_confirmed_judges_nobody(old: str, new: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    text = SMALL.replace(old, new)
    path.write_text(text.replace("{from: 2024-01-01, value", "{from: null, value") if "from: null" in new else text, encoding="utf-8")
    for beds in ("10", "9"):
        found = judge(RulePack.load(path), [facility(beds)], as_of=date(2024, 6, 1))[0]
        assert found.verdict is Verdict.NEEDS_REVIEW
        assert [b["code"] for b in found.trace["blocks"]] == [code]
        assert "需人工核查" in found.reason


def test_values_change_with_their_dates(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    later = "        - {from: 2025-01-01, value: 20, unit: bed, standing: document, clause: 二}\n    applies_when"
    path.write_text(SMALL.replace("    applies_when", later), encoding="utf-8")
    pack = RulePack.load(path)
    verdicts = [judge(pack, [facility("15")], as_of=day)[0].verdict for day in (date(2024, 12, 31), date(2025, 1, 1))]
    assert verdicts == [Verdict.PASS, Verdict.FAIL]


def test_a_rule_that_ended_does_not_apply(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(SMALL.replace("{from: 2024-01-01, force", "{from: 2024-01-01, to: 2024-12-31, force"), encoding="utf-8")
    last, found = (judge(RulePack.load(path), [facility("1")], as_of=day)[0] for day in (date(2024, 12, 31), date(2025, 1, 1)))
    assert last.verdict is Verdict.FAIL
    assert (found.verdict, found.reason) == (Verdict.NOT_APPLICABLE, "本条在 2025-01-01 已不再有效，不适用。")


def test_confirmed_document_prints_no_doubt(tmp_path: Path) -> None:
    path = tmp_path / "pack.yaml"
    path.write_text(SMALL.replace("validity: null", "validity: {confirmed_by: 市民政局, confirmed_on: 2024-03-01}"), encoding="utf-8")
    found = judge(RulePack.load(path), [facility("10")], as_of=date(2024, 6, 1))[0]
    assert found.citation == "《某通知》（2024-01-01）一"
    assert found.trace["citation"]["validity"] == {"confirmed_by": "市民政局", "confirmed_on": "2024-03-01"}
    assert not any("效力" in r["zh"] for r in found.trace["remarks"])
