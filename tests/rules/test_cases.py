"""Case files: the packs' own all come out as written, every rule has one, and a file with a mistake is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import RulePackError
from planner.rules import RulePack, load_cases, markdown, packs_with_cases, table, try_cases
from planner.rules.packfile.browsing import VERDICTS
from planner.rules.packfile.casefile import CaseOutcome, read_cases

CITIES = RulePack.available()
LISTED = """
LF21-quota LF23-land LF21-standards LF22-percapita LF21-sync LF22-sync CZ-sync JC-sync LF21-circle CZ-circle LF21-one LF21-size
LF21-beds LF21-supplement LF22-old CZ-old JC-old LF21-priority LF22-reclaim LF22-adjacent LF22-county LF22-project LF23-new
LF23-township LF23-meals CZ-gate JC-gate CZ-conditions CZ-county JC-county CZ-tiers JC-tiers JC-quota CZ-quota CZ-idle JC-idle
LF-idle CZ-ratings JC-ratings LF-9073 LF21-build LF21-share LF21-operate LF21-bed LF21-bonus LF21-buy LF23-lottery LF23-carers
"""
ROWS = frozenset(LISTED.split())
"""Every row of the list of what the documents ask, by its id; its last row, the targets, has no id of its own."""


def tried(city: str) -> tuple[RulePack, list[CaseOutcome]]:
    pack = RulePack.load(city)
    return pack, try_cases(pack, *load_cases(city))


@pytest.mark.parametrize("city", CITIES)
def test_every_case_comes_out_as_written(city: str) -> None:
    for one in tried(city)[1]:
        assert one.misses == (), (one.line, one.rule_id, one.said)


def test_every_row_has_a_rule_and_every_rule_a_case() -> None:
    lines = table(packs_with_cases())
    rules = {line["id"] for line in lines} | {line["row"] for line in lines}
    assert rules >= ROWS
    assert sum(line["row"] == "targets" for line in lines) == 4
    assert not [line["id"] for line in lines if not any(line[k] for k in (*VERDICTS, "amount"))]


def test_judged_rules_are_shown_from_every_side() -> None:
    """A rule that can judge has a case that passes, one that misses, one to review and one it does not touch; undated ones cannot judge."""
    for line in table(packs_with_cases()):
        if not line["judged"] or line["pack"] in {"changzhi", "national"} or line["id"] == "LF23-meals":
            continue
        assert all(line[verdict] for verdict in VERDICTS), line["id"]


def test_the_table_in_the_documentation_is_the_one_the_packs_give(repo: Path) -> None:
    page = (repo / "docs" / "rules-table.md").read_text(encoding="utf-8")
    assert markdown(table(packs_with_cases())) in page


GOOD = "as_of: 2024-06-01\ncases:\n  - {rule: LF21-quota, facts: {households: 100, elderly_floor_area_m2: 20}, verdict: 符合}\n"


def test_a_miss_names_what_was_expected_and_what_came() -> None:
    pack = RulePack.load("linfen")
    text = GOOD.replace("符合", "不符合").replace("elderly_floor_area_m2: 20}", "elderly_floor_area_m2: 20}, shortfall: 5")
    file, source = read_cases(text, "c.yaml")
    one = try_cases(pack, file, source)[0]
    assert (one.line, one.misses) == (3, ("verdict: 不符合 ≠ 符合", "shortfall: 5 ≠ 0"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("verdict: 符合", "verdict: 合格", "rulepack.unknown_word"),
        (", verdict: 符合", "", "rulepack.missing_key"),
        ("rule: LF21-quota", "rule: LF21-quota, result: 1", "rulepack.unknown_key"),
        ("as_of: 2024-06-01", "as_of: 2024年", "rulepack.bad_date"),
        ("households: 100,", "households: 100, households: 200,", "yaml.duplicate_key"),
        (GOOD, "", "rulepack.missing_key"),
    ],
)
def test_a_case_file_with_a_mistake_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(RulePackError) as caught:
        read_cases(GOOD.replace(old, new), "c.yaml")
    assert [p.code for p in caught.value.problems] == [code]
    assert caught.value.problems[0].row is not None


def test_a_case_of_no_rule_or_reading_is_refused() -> None:
    pack = RulePack.load("linfen")
    for text in (GOOD.replace("LF21-quota", "LF21-none"), GOOD.replace("verdict", "readings: {measure: x}, verdict")):
        with pytest.raises(RulePackError) as caught:
            try_cases(pack, *read_cases(text, "c.yaml"))
        assert caught.value.problems[0].row == 3
    with pytest.raises(RulePackError, match=r"cases\.not_found"):
        load_cases("nowhere")
