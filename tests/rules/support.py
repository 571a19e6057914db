"""Small builders for facts and subjects, the Wuhan boundary parcels by hand, and a second reading of a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from planner.model import Fact, FactValue, Finding, Origin, Subject, Verdict
from planner.rules import RulePack, judge

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
    review = any(p["value"] is None or p["standing"] not in {"document", "standard-seen"} for p in trace["parameters"].values())
    review |= trace["citation"]["date"] is None or force["from"] is None
    inputs = trace["inputs"]
    for condition in trace["conditions"]:
        told = inputs[condition["fact"]]
        if told["value"] is None or told["doubt"]:
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
    return {"ratio": _ratio, "range": _range, "count": _count, "steps": _steps}[trace["rule"]["kind"]](trace)


def _number(trace: Mapping[str, Any], role: str) -> Fraction | None:
    told = trace["inputs"][trace["facts"][role]]
    sound = told["type"] == "number" and not told["doubt"] and 0 <= Decimal(told["value"]) < Decimal("1e13")
    return Fraction(told["value"]) if sound else None


def _parameter(trace: Mapping[str, Any], name: str) -> Fraction:
    return Fraction(trace["parameters"][name]["value"])


def _ratio(trace: Mapping[str, Any]) -> Verdict:
    base, provided = _number(trace, "base"), _number(trace, "provided")
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
        doubtful = any(p["doubt"] or p["type"] not in {"date", "none"} for p in pair)
        if doubtful or {step["homes"], step["facility"]} & backwards:
            seen.add(Verdict.NEEDS_REVIEW)
        elif homes is None or homes > as_of:
            seen.add(Verdict.PASS if facility and facility <= as_of else Verdict.NOT_APPLICABLE)
        elif facility is None:
            seen.add(Verdict.NEEDS_REVIEW)
        else:
            seen.add(Verdict.FAIL if facility > homes else Verdict.PASS)
    return next(v for v in (Verdict.FAIL, Verdict.NEEDS_REVIEW, Verdict.PASS, Verdict.NOT_APPLICABLE) if v in seen)
