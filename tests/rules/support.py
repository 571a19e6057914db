"""Small builders for facts and subjects, the Wuhan boundary parcels by hand, and a second reading of a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from planner.model import Fact, FactValue, Finding, Origin, Subject, Verdict
from planner.rules import RulePack, judge
from planner.rules.judge.trace import TRACE_SCHEMA
from planner.rules.judge.traceform import TraceForm

LINFEN = RulePack.load("linfen")
AS_OF = date(2024, 6, 1)
STEPS = ("plan", "build", "accept", "deliver")


def fact(text: str | None, field: str = "", doubt: str = "") -> Fact:
    """A number as a reader gives it: decimal from the text, with its cell."""
    origin = Origin("hand.csv", 2, field, text or "")
    return Fact(None if text is None else Decimal(text), origin, doubt)


def parcel(
    households: str | None = "1000",
    population: str | None = "2500",
    floor: str | None = "200",
    land: str | None = "500",
    *,
    doubts: Mapping[str, str] | None = None,
    id: str = "P001",  # noqa: A002
    **more: FactValue,
) -> Subject:
    """A parcel with its four figures; ``more`` are further fields (dates)."""
    figures = {"households": households, "population": population, "elderly_floor_area_m2": floor, "elderly_land_area_m2": land}
    facts = {name: fact(text, name, (doubts or {}).get(name, "")) for name, text in figures.items()}
    facts |= {name: Fact(value, doubt=(doubts or {}).get(name, "")) for name, value in more.items()}
    return Subject("parcel", id, f"地块 {id}", facts)


def check_trace(trace: Mapping[str, Any]) -> None:
    """Hold a trace against its version and its form; ``ValueError`` names every key that is missing, unknown or of another kind."""
    if trace.get("schema") != TRACE_SCHEMA:
        raise ValueError(f"trace of version {trace.get('schema')!r}, not {TRACE_SCHEMA}")
    TraceForm.model_validate(dict(trace))


def dated(homes: str, facility: str, **more: FactValue) -> Subject:
    """A parcel with step dates: four ISO days per side, ``-`` where empty."""
    days: dict[str, FactValue] = {}
    for side, texts in (("housing", homes.split()), ("facility", facility.split())):
        for step, text in zip(STEPS, texts, strict=True):
            days[f"{side}_{step}_on"] = None if text == "-" else date.fromisoformat(text)
    return parcel(**(days | more))  # type: ignore[arg-type]


def centre(area: str | None, *, kind: str = "社区养老服务中心", status: FactValue = "open", doubt: str = "", **more: FactValue) -> Subject:
    """A facility."""
    facts = {"floor_area_m2": fact(area, "建筑面积", doubt), "kind": Fact(kind), "status": Fact(status)}
    return Subject("facility", "F001", "中心", facts | {name: Fact(value) for name, value in more.items()})


def community(count: str | None, possible: str | None = "0", **more: FactValue) -> Subject:
    """A community with its centre counts."""
    facts = {"centre_count": fact(count), "centre_count_possible": fact(possible)}
    return Subject("community", "SQ001", "社区", facts | {name: Fact(value) for name, value in more.items()})


def findings(subject: Subject, as_of: date = AS_OF, pack: RulePack = LINFEN, judge_on: str = "as_of") -> dict[str, Finding]:
    """Judge one subject: rule id → finding."""
    return {f.rule_id: f for f in judge(pack, [subject], as_of=as_of, judge_on=judge_on)}


def one(subject: Subject, rule: str, as_of: date = AS_OF, pack: RulePack = LINFEN, judge_on: str = "as_of") -> Finding:
    """Judge one subject by one rule."""
    return findings(subject, as_of, pack, judge_on)[rule]


def recompute(trace: Mapping[str, Any]) -> Verdict:
    """Read a trace and judge again from nothing but it: written apart from the engine, as a careful reader would."""
    force, day, as_of = trace["force"], trace["judged_on"], trace["as_of"]
    if not force["in_force"] or (force["from"] or "") > day or (force["to"] or "9999") < day:
        return Verdict.NOT_APPLICABLE
    review = any(p["value"] is None or p["standing"] not in {"document", "standard-seen", "bureau"} for p in trace["parameters"].values())
    review |= trace["citation"]["date"] is None or force["from"] is None
    inputs = trace["inputs"]
    for condition in trace["conditions"]:
        told = inputs[condition["fact"]]
        if told["value"] is None or told["doubt"]:
            if condition["unknown"] == "refuse":
                return Verdict.NOT_APPLICABLE
            review |= condition["unknown"] == "review"
            continue
        value = {"true": True, "false": False}[told["value"]] if told["type"] == "flag" else told["value"]
        test = condition["test"]
        good = value in condition["value"] if test == "in" else (value == condition["value"]) == (test == "is")
        if not good:
            return Verdict.NOT_APPLICABLE
    if trace["judge_on"] != "as_of":
        told = inputs[trace["judge_on"]]
        review |= told["type"] != "date" or bool(told["doubt"]) or told["value"] > as_of
    if review:
        return Verdict.NEEDS_REVIEW
    return _KINDS[trace["rule"]["kind"]](trace)


def _number(trace: Mapping[str, Any], role: str) -> Fraction | None:
    told = trace["inputs"][trace["facts"][role]]
    sound = told["type"] == "number" and not told["doubt"] and 0 <= Decimal(told["value"]) < Decimal("1e13")
    return Fraction(told["value"]) if sound else None


def _parameter(trace: Mapping[str, Any], name: str) -> Fraction:
    return Fraction(trace["parameters"][name]["value"])


def _ratio(trace: Mapping[str, Any]) -> Verdict:
    base, provided = _number(trace, "base"), _number(trace, "provided")
    for role in ("shared", "embedded"):
        told = trace["inputs"].get(trace["facts"].get(role), {"type": "none", "doubt": ""})
        if told["type"] != "none" or told["doubt"]:
            more = _number(trace, role)
            provided = None if provided is None or more is None else provided + more
    if not base or provided is None:
        return Verdict.NEEDS_REVIEW
    up = Fraction(trace["settings"].get("round_base_up_to", 0))
    base = ceil(base / up) * up if up else base
    return Verdict.PASS if provided * _parameter(trace, "per") >= base * _parameter(trace, "quota") else Verdict.FAIL


def _range(trace: Mapping[str, Any]) -> Verdict:
    value = _number(trace, "value")
    if value is None or (value == 0 and trace["settings"].get("zero_is_doubtful")):
        return Verdict.NEEDS_REVIEW
    high = _parameter(trace, "high") if "high" in trace["parameters"] else value
    return Verdict.PASS if _parameter(trace, "low") <= value <= high else Verdict.FAIL


def _count(trace: Mapping[str, Any]) -> Verdict:
    count, minimum = _number(trace, "count"), _parameter(trace, "minimum")
    if count is None:
        return Verdict.NEEDS_REVIEW
    if count >= minimum:
        return Verdict.PASS
    if "possible" not in trace["facts"]:
        return Verdict.FAIL
    possible = _number(trace, "possible")
    return Verdict.NEEDS_REVIEW if possible is None or count + possible >= minimum else Verdict.FAIL


def _steps(trace: Mapping[str, Any]) -> Verdict:
    inputs, as_of = trace["inputs"], trace["as_of"]
    backwards = set()
    for side in ("homes", "facility"):
        fields = [s[side] for s in trace["steps"] if inputs[s[side]]["type"] == "date"]
        for i, early in enumerate(fields):
            for late in fields[i + 1 :]:
                if inputs[early]["value"] > inputs[late]["value"]:
                    backwards |= {early, late}
    seen = set()
    for step in trace["steps"]:
        pair = (inputs[step["homes"]], inputs[step["facility"]])
        homes, facility = (p["value"] for p in pair)
        papers = [inputs[step[f]]["value"] if step[f] else None for f in ("homes_paper", "facility_paper")]
        doubtful = any(p["doubt"] or p["type"] not in {"date", "none"} for p in pair)
        if doubtful or {step["homes"], step["facility"]} & backwards:
            seen.add(Verdict.NEEDS_REVIEW)
        elif papers[0] and homes is None:
            seen.add(Verdict.PASS if papers[0] == papers[1] else Verdict.NEEDS_REVIEW)
        elif homes is None or homes > as_of:
            done = (facility and facility <= as_of) or (papers[1] and homes is None)
            seen.add(Verdict.PASS if done else Verdict.NOT_APPLICABLE)
        elif facility is None:
            seen.add(Verdict.PASS if papers[0] and papers[0] == papers[1] else Verdict.NEEDS_REVIEW)
        else:
            seen.add(Verdict.FAIL if facility > homes else Verdict.PASS)
    return next(v for v in (Verdict.FAIL, Verdict.NEEDS_REVIEW, Verdict.PASS, Verdict.NOT_APPLICABLE) if v in seen)


def _value(trace: Mapping[str, Any], field: str) -> Fraction | None:
    return _number({"inputs": trace["inputs"], "facts": {"x": field}}, "x")


def _flags(trace: Mapping[str, Any]) -> Verdict:
    told = [trace["inputs"][i["fact"]] for i in trace["items"]]
    sound = [t["value"] if t["type"] == "flag" and not t["doubt"] else None for t in told]
    if "false" in sound:
        return Verdict.FAIL
    return Verdict.PASS if set(sound) == {"true"} else Verdict.NEEDS_REVIEW


def _presence(trace: Mapping[str, Any]) -> Verdict:
    needed = int(trace["settings"].get("at_least", len(trace["items"])))
    states = [i["state"] for i in trace["items"]]
    for item in trace["items"]:
        count = _value(trace, item["fact"])
        assert (item["state"] == "there") == (count is not None and count >= 1)
    if states.count("there") >= needed:
        return Verdict.PASS
    return Verdict.FAIL if len(states) - states.count("absent") < needed else Verdict.NEEDS_REVIEW


def _share(trace: Mapping[str, Any]) -> Verdict:
    share = _number(trace, "share")
    if share is None:
        return Verdict.NEEDS_REVIEW
    return Verdict.PASS if share >= _parameter(trace, "threshold") else Verdict.FAIL


def _adjacency(trace: Mapping[str, Any]) -> Verdict:
    distance = _number(trace, "distance")
    if distance is None:
        return Verdict.NEEDS_REVIEW
    return Verdict.PASS if distance <= _parameter(trace, "within") else Verdict.FAIL


def _priority(trace: Mapping[str, Any]) -> Verdict:
    has, size = _number(trace, "has"), _number(trace, "size")
    if has is not None and has >= 1:
        return Verdict.PASS
    possible = _number(trace, "possible") if "possible" in trace["facts"] else Fraction(0)
    if has is None or size is None or possible is None or possible >= 1:
        return Verdict.NEEDS_REVIEW
    assert trace["result"]["rank"] == (1 if size >= _parameter(trace, "first_from") else 2)
    return Verdict.FAIL


def _ledger(trace: Mapping[str, Any]) -> Verdict:
    due, credited = _number(trace, "due"), _number(trace, "credited")
    if due is None or credited is None or ("overdrawn" in trace["facts"] and _number(trace, "overdrawn") is None):
        return Verdict.NEEDS_REVIEW
    return Verdict.PASS if credited * 100 >= due * _parameter(trace, "share") else Verdict.FAIL


def _minimums(trace: Mapping[str, Any]) -> Verdict:
    pairs = [(_value(trace, i["fact"]), _parameter(trace, i["parameter"])) for i in trace["items"]]
    if any(value is not None and value < least for value, least in pairs):
        return Verdict.FAIL
    return Verdict.NEEDS_REVIEW if any(value is None for value, _ in pairs) else Verdict.PASS


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], Verdict]] = {
    "ratio": _ratio,
    "range": _range,
    "count": _count,
    "steps": _steps,
    "flags": _flags,
    "presence": _presence,
    "share": _share,
    "adjacency": _adjacency,
    "priority": _priority,
    "ledger": _ledger,
    "minimums": _minimums,
}
