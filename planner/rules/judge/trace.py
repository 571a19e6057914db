"""The trace of a finding: plain JSON from which a reader can recompute the verdict by hand, and a report be written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from planner.model import Fact, Subject
from planner.rules.kinds import Outcome, Trouble
from planner.rules.packfile.pack import RulePack
from planner.rules.packfile.schema import Condition, ForcePeriod, Option, Parameter, Rule
from planner.rules.wording import Bilingual, number, value_text

TRACE_SCHEMA = 2
"""Version of the trace; it grows when a key changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What a reading that was not chosen would come to."""

    reading: str
    option: Option
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Judgement:
    """Everything that went into one finding, before it is written down."""

    rule: Rule
    subject: Subject
    day: date
    as_of: date
    judge_on: str
    period: ForcePeriod | None
    parameters: Mapping[str, Parameter]
    options: Mapping[str, Option]
    facts: Mapping[str, str]
    settings: Mapping[str, Decimal | bool]
    tested: tuple[tuple[Condition, bool | None], ...]
    outcome: Outcome
    blocks: tuple[Trouble, ...]
    reason: Bilingual
    others: tuple[OtherReading, ...]
    remarks: tuple[Bilingual, ...]


def build_trace(pack: RulePack, judged: Judgement) -> dict[str, Any]:
    """Write a finding's trace.

    Parameters
    ----------
    pack
        The rules.
    judged
        What went into the finding.

    Returns
    -------
    dict
        JSON data: texts, flags, ``None``, lists and mappings only; figures as decimal text, days as ISO text.
    """
    rule = judged.rule
    return {
        "schema": TRACE_SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "rule": {
            "id": rule.id,
            "row": rule.row or rule.id,
            "kind": rule.kind,
            "title": rule.title.model_dump(),
            "summary": rule.summary.model_dump(),
            "label": rule.label.model_dump() if rule.label else None,
            "counts_for_parcel": rule.counts_for_parcel,
            "duty_bearer": rule.duty_bearer.model_dump() if rule.duty_bearer else None,
            "checked_on": rule.checked_on.isoformat(),
        },
        "subject": {"kind": judged.subject.kind, "id": judged.subject.id, "name": judged.subject.name},
        "citation": _citation(pack, judged),
        "force": _force(judged),
        "judged_on": judged.day.isoformat(),
        "as_of": judged.as_of.isoformat(),
        "judge_on": judged.judge_on,
        "conditions": [_condition(c, met, pack) for c, met in judged.tested],
        "parameters": {name: _parameter(pack, judged.rule, p) for name, p in judged.parameters.items()},
        "facts": dict(judged.facts),
        "settings": {name: value if isinstance(value, bool) else number(value) for name, value in judged.settings.items()},
        "readings": _readings(judged),
        "inputs": {field: _input(judged.subject.fact(field)) for field in _fields(judged)},
        "other_readings": [_other(o) for o in judged.others],
        "steps": [dict(step) for step in judged.outcome.steps],
        "items": [dict(item) for item in judged.outcome.items],
        "blocks": [{"name": b.field, "code": b.code} | b.words.as_json() for b in judged.blocks],
        "troubles": [{"field": t.field, "code": t.code} | t.words.as_json() for t in judged.outcome.troubles],
        "formula": judged.outcome.formula.zh,
        "formula_en": judged.outcome.formula.en,
        "comparison": judged.outcome.comparison.zh,
        "comparison_en": judged.outcome.comparison.en,
        "result": _result(judged.outcome),
        "reason": judged.reason.zh,
        "reason_en": judged.reason.en,
        "remarks": [r.as_json() for r in judged.remarks],
        "not_checked": [t.model_dump() for t in pack.not_checked],
    }


def _citation(pack: RulePack, judged: Judgement) -> dict[str, Any]:
    citation = judged.rule.citation
    document = pack.documents[citation.document]
    return {
        "document": citation.document,
        "title": document.title,
        "number": document.number,
        "date": _iso(document.date),
        "issuer": document.issuer,
        "clause": (judged.period.clause if judged.period else None) or citation.clause,
        "validity": document.validity.model_dump(mode="json") if document.validity else None,
        "text": pack.citation(judged.rule, judged.period),
    }


def _force(judged: Judgement) -> dict[str, Any]:
    period = judged.period
    coming = [p.start.isoformat() for p in judged.rule.force if p.start and p.start > judged.day]
    return {
        "in_force": period is not None,
        "force": period.force.value if period else None,
        "from": _iso(period.start) if period else None,
        "to": _iso(period.end) if period else None,
        "target": _iso(period.target) if period else None,
        "next": coming[0] if coming else None,
    }


def _condition(condition: Condition, met: bool | None, pack: RulePack) -> dict[str, Any]:
    listed = list(pack.listed(condition.in_list)) if condition.in_list else None
    tests = {"is": condition.equals, "is_not": condition.differs, "in": listed}
    test = next((name, value) for name, value in tests.items() if value is not None)
    return {"fact": condition.fact, "test": test[0], "value": test[1], "met": met, "unknown": condition.unknown}


def _parameter(pack: RulePack, rule: Rule, parameter: Parameter) -> dict[str, Any]:
    document = pack.documents[parameter.document or rule.citation.document]
    return {
        "value": None if parameter.value is None else number(parameter.value),
        "unit": parameter.unit,
        "from": _iso(parameter.start),
        "to": _iso(parameter.end),
        "standing": parameter.standing,
        "document": parameter.document or rule.citation.document,
        "title": document.title,
        "number": document.number,
        "date": _iso(document.date),
        "clause": parameter.clause,
        "why": parameter.why.model_dump() if parameter.why else None,
        "source": parameter.source,
    }


def _other(other: OtherReading) -> dict[str, Any]:
    return {"reading": other.reading, "option": other.option.id, "title": other.option.title.model_dump(), **_result(other.outcome)}


def _readings(judged: Judgement) -> dict[str, Any]:
    return {
        reading.id: {
            "option": judged.options[reading.id].id,
            "default": reading.default,
            "title": judged.options[reading.id].title.model_dump(),
            "why": judged.options[reading.id].why.model_dump(),
            "others": [o.id for o in reading.options if o.id != judged.options[reading.id].id],
        }
        for reading in judged.rule.readings
    }


def _fields(judged: Judgement) -> list[str]:
    """List the fields a rule looks at, each once, in a fixed order."""
    named = list(judged.facts.values())
    named += [field for step in judged.rule.steps for field in (step.homes, step.facility)]
    named += [field for step in judged.rule.steps for field in (step.homes_paper, step.facility_paper) if field]
    named += [field for item in judged.rule.items for field in (item.fact, item.possible) if field]
    named += [c.fact for c, _ in judged.tested]
    if judged.judge_on != "as_of":
        named.append(judged.judge_on)
    return list(dict.fromkeys(named))


def _input(fact: Fact) -> dict[str, Any]:
    number_at_all = not isinstance(fact.value, Decimal) or fact.value.is_finite()
    kind = (
        "none"
        if fact.value is None
        else "text"
        if not number_at_all
        else {bool: "flag", Decimal: "number", date: "date"}.get(type(fact.value), "text")
    )
    origin = fact.origin
    return {
        "value": str(fact.value) if _odd(fact) else value_text(fact.value),
        "type": kind,
        "file": origin.file if origin else None,
        "row": origin.row if origin else None,
        "header": origin.field if origin else None,
        "raw": origin.raw if origin else None,
        "note": fact.note,
        "doubt": fact.doubt,
    }


def _odd(fact: Fact) -> bool:
    """Return whether a number cannot be written out plainly: no number at all, or one of absurd size."""
    return isinstance(fact.value, Decimal) and not (fact.value.is_finite() and abs(fact.value.adjusted()) < 40)


def _result(outcome: Outcome) -> dict[str, Any]:
    figures = {"required": outcome.required, "provided": outcome.provided, "shortfall": outcome.shortfall}
    return {
        "verdict": outcome.verdict.value,
        **{name: None if value is None else number(value) for name, value in figures.items()},
        "unit": outcome.unit,
        "rank": outcome.rank,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
