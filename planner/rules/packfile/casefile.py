"""Case files an officer can write: facts of one subject, the rule, and the verdict expected; run against a pack.

A case names its facts as an input table would: numbers, ISO days, 是/否 or true/false, words. A money case names a project instead and the
amount expected. What is wrong with the file is reported with its line; a case that comes out otherwise is a miss, not an error.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from planner.errors import RulePackError
from planner.model import Fact, FactValue, Finding, Origin, Subject, Verdict
from planner.rules.judge.judging import JUDGE_ON, judge
from planner.rules.judge.verdicts import verdict_word
from planner.rules.kinds import KINDS
from planner.rules.money.subsidies import CareProject, reckon
from planner.rules.packfile.checks import read_whole, refuse_faulty
from planner.rules.packfile.loading import SUFFIXES
from planner.rules.packfile.pack import RulePack
from planner.rules.packfile.schema import Day, Frozen, Name, Number, Words
from planner.rules.packfile.source import YamlSource, problem, read_source
from planner.texts import words_of
from planner.texts.rules.facts import CASE_FLAGS

_VERDICTS = dict(words_of("verdict"))


class Case(Frozen):
    """One case as it stands in the file."""

    rule: Words
    name: Words | None = None
    as_of: Day | None = None
    judge_on: Annotated[str, StringConstraints(pattern="^(" + "|".join(JUDGE_ON) + ")$")] = "as_of"
    facts: dict[Name, str | bool | None] = Field(default_factory=dict)
    doubts: dict[Name, Words] = Field(default_factory=dict)
    readings: dict[Name, Name] = Field(default_factory=dict)
    value: Number | None = None
    document_date: Day | None = None
    values: dict[Name, Number] = Field(default_factory=dict)
    verdict: Words | None = None
    required: Number | None = None
    shortfall: Number | None = None
    rank: int | None = None
    amount_yuan: Number | None = None
    amount_high_yuan: Number | None = None
    city_yuan: Number | None = None


class CaseFile(Frozen):
    """A whole case file; ``as_of`` holds for every case that names no day of its own."""

    as_of: Day
    cases: Annotated[tuple[Case, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case and what came of it; ``misses`` is empty where all is as expected."""

    case: Case
    line: int
    rule_id: str
    verdict: str
    said: str
    misses: tuple[str, ...]


def read_cases(text: str, file: str) -> tuple[CaseFile, YamlSource]:
    """Read a case file.

    Raises
    ------
    RulePackError
        With every problem found: file, line, key and mending.
    """
    source = read_source(text, file)
    made = read_whole(CaseFile, source, "cases")
    for i, case in enumerate(made.cases if made else ()):
        wanted = [w for w in (case.verdict, case.amount_yuan) if w is not None]
        if not wanted:
            source.report("rulepack.missing_key", ("cases", i), value="verdict")
        if case.verdict is not None and case.verdict not in {*_VERDICTS.values(), *map(str, Verdict)}:
            known = "、".join((*map(str, Verdict), *sorted(_VERDICTS.values())))
            source.report("rulepack.unknown_word", ("cases", i, "verdict"), value=case.verdict, params={"known": known})
    refuse_faulty(source)
    if made is None:
        raise RulePackError([problem("rulepack.missing_key", file, value="cases")])
    return made, source


def load_cases(name_or_path: str | Path) -> tuple[CaseFile, YamlSource]:
    """Read the cases that come with a pack (by its name), or a case file (by its path).

    Raises
    ------
    RulePackError
        If there is no such file, or it is not sound.
    """
    given = str(name_or_path)
    try:
        if Path(given).suffix in SUFFIXES:
            return read_cases(Path(given).read_text(encoding="utf-8-sig"), given)
        file = f"{given}.yaml"
        return read_cases((resources.files("planner.rules") / "packs" / "cases" / file).read_text(encoding="utf-8"), f"cases/{file}")
    except UnicodeDecodeError as error:
        raise RulePackError([problem("rulepack.encoding", given)]) from error
    except OSError as error:
        raise RulePackError([problem("cases.not_found", given, value=given)]) from error


def try_cases(pack: RulePack, file: CaseFile, source: YamlSource) -> list[CaseOutcome]:
    """Run every case against a pack.

    Raises
    ------
    RulePackError
        If a case names a rule, reading or option the pack does not have.
    """
    problems = []
    tried = []
    known = {rule.id for rule in pack.rules}
    for i, case in enumerate(file.cases):
        line = source.line(("cases", i))
        if case.rule not in known:
            params = {"known": "、".join(sorted(known))}
            problems.append(problem("rulepack.unknown_word", source.file, line, "rule", value=case.rule, params=params))
            continue
        try:
            tried.append(_try(pack, case, case.as_of or file.as_of, line))
        except RulePackError as error:
            problems += [problem(p.code, source.file, line, "readings", value=p.value, params=p.params) for p in error.problems]
    if problems:
        raise RulePackError(problems)
    return tried


def _try(pack: RulePack, case: Case, as_of: date, line: int) -> CaseOutcome:
    for reading, option in case.readings.items():
        pack = pack.with_reading(case.rule, reading, option)
    if case.document_date is not None:
        pack = pack.with_document_date(case.rule, case.document_date)
    if case.value is not None:
        pack = pack.with_value(case.rule, case.value, "case")
    for parameter, value in case.values.items():
        pack = pack.with_value(case.rule, value, "case", parameter=parameter)
    if case.amount_yuan is not None:
        return _try_money(pack, case, as_of, line)
    rule = pack.rule(case.rule)
    subject = Subject(rule.subject, "case", case.name or case.rule, facts_of(case.facts, case.doubts))
    stated = not KINDS[rule.kind].judges
    found = [f for f in judge(pack, [subject], as_of=as_of, judge_on=case.judge_on, stated=stated) if f.rule_id == case.rule]
    if not found:
        return CaseOutcome(case, line, case.rule, "none", "", _misses_of_none(case))
    return CaseOutcome(case, line, case.rule, str(found[0].verdict), found[0].reason, tuple(_misses(case, found[0])))


def _misses_of_none(case: Case) -> tuple[str, ...]:
    return () if case.verdict in {"not_applicable", _VERDICTS["not_applicable"]} else (f"verdict: {case.verdict} ≠ none",)


def _misses(case: Case, finding: Finding) -> list[str]:
    wanted = case.verdict or ""
    got = verdict_word(finding) if wanted in _VERDICTS.values() else str(finding.verdict)
    misses = [] if wanted == got else [f"verdict: {wanted} ≠ {got}"]
    figures = {"required": (case.required, finding.required), "shortfall": (case.shortfall, finding.shortfall)}
    misses += [f"{name}: {want} ≠ {have}" for name, (want, have) in figures.items() if want is not None and want != have]
    rank = finding.trace["result"]["rank"]
    if case.rank is not None and case.rank != rank:
        misses.append(f"rank: {case.rank} ≠ {rank}")
    return misses


def _try_money(pack: RulePack, case: Case, as_of: date, line: int) -> CaseOutcome:
    facts = facts_of(case.facts, case.doubts)
    project = CareProject("case", facts.get("county", Fact(None)), {k: v for k, v in facts.items() if k != "county"})
    found = [a for a in reckon(pack, [project], as_of=as_of).amounts if a.rule_id == case.rule]
    if not found:
        return CaseOutcome(case, line, case.rule, "none", "", (f"amount_yuan: {case.amount_yuan} ≠ none",))
    amount = found[0]
    pairs = {
        "amount_yuan": (case.amount_yuan, amount.low),
        "amount_high_yuan": (case.amount_high_yuan, amount.high),
        "city_yuan": (case.city_yuan, amount.city[0]),
    }
    misses = tuple(f"{name}: {want} ≠ {have}" for name, (want, have) in pairs.items() if want is not None and want != have)
    return CaseOutcome(case, line, case.rule, "amount", amount.formula.zh, misses)


def facts_of(written: Mapping[str, str | bool | None], doubts: Mapping[str, str]) -> dict[str, Fact]:
    """Read facts as a case writes them: numbers, ISO days, 是/否, words; a doubt is a problem code."""
    names = dict.fromkeys((*written, *doubts))
    return {
        name: Fact(_value(written.get(name)), Origin("case", None, name, _raw(written.get(name))), doubts.get(name, "")) for name in names
    }


def _value(text: str | bool | None) -> FactValue:
    if text is None or isinstance(text, bool):
        return text
    if text in CASE_FLAGS:
        return CASE_FLAGS[text]
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return Decimal(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    return text


def _raw(text: Any) -> str:
    return "" if text is None else str(text)
