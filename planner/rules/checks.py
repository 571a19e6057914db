"""From plain data to a checked pack: every fault found, each with its own code, line and mending; nothing raised here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.rules.kinds import KINDS, Kind
from planner.rules.schema import Condition, Header, Parameter, Reading, Rule, change_days, entry_on
from planner.rules.source import Place, Source, spell

M = TypeVar("M", bound=BaseModel)

_CITATION = {"citation", "document", "clause"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What could be read; ``None`` or fewer rules where something is wrong."""

    header: Header | None
    rules: tuple[Rule, ...]


def check(source: Source) -> Checked:
    """Hold a pack's data against the schema and its rules against their kinds; faults go to ``source.problems``."""
    data = source.data
    if not isinstance(data, dict):
        if not source.problems:
            source.report("rulepack.missing_key", (), value="schema")
        return Checked(None, ())
    raw_rules = data.get("rules")
    header = _model(Header, {k: v for k, v in data.items() if k != "rules"}, (), source)
    if not isinstance(raw_rules, list) or not raw_rules:
        source.report("rulepack.no_rules", ("rules",))
        return Checked(header, ())
    rules = {i: rule for i, raw in enumerate(raw_rules) if (rule := _model(Rule, raw, ("rules", i), source)) is not None}
    _same_ids(raw_rules, source)
    documents = data.get("documents")
    known = list(documents) if isinstance(documents, dict) else []
    for i, rule in rules.items():
        _rule(rule, ("rules", i), known, source)
    if len(rules) == len(raw_rules):
        _size_rule(header, rules.values(), source)
    return Checked(header, tuple(rules.values()))


def _size_rule(header: Header | None, rules: Iterable[Rule], source: Source) -> None:
    """Hold the rule that sizes the city's centres against what centre_range needs of it."""
    named = header.centre_size_rule if header else None
    fitting = [r.id for r in rules if r.kind == "range" and {"low", "high"} <= r.parameters.keys()]
    if named is not None and named not in fitting:
        source.report("rulepack.unknown_word", ("centre_size_rule",), value=named, params={"known": "、".join(fitting)})


def _model(model: type[M], raw: Any, place: Place, source: Source) -> M | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _fault(detail, place, model, source)
        return None


def _fault(detail: ErrorDetails, place: Place, model: type[BaseModel], source: Source) -> None:
    """Translate one fault of the schema into a problem of the catalogue."""
    here = (*place, *(p for p in detail["loc"] if not (isinstance(p, str) and p.startswith("function-"))))
    kind, key = detail["type"], str(here[-1]) if here else ""
    if kind == "too_short" and detail["input"]:
        return  # the list is not empty: its entries are at fault and have been reported
    if kind not in {"missing", "extra_forbidden"}:
        # The branches of a choice are no keys of the file; several of them failing is one fault.
        while here and here not in source.lines:
            here = here[:-1]
        key = str(here[-1]) if here else ""
        if any(p.field == spell(here) for p in source.problems):
            return
    value = "" if detail["input"] is None else str(detail["input"]) if isinstance(detail["input"], str | bool) else "…"
    params: dict[str, Any] = {"detail": detail["msg"], **detail.get("ctx", {})}
    if kind == "missing":
        # The documents of the header have no citation of their own; a rule and its parts do.
        cited = key in _CITATION and place[:1] == ("rules",)
        source.report("rulepack.missing_citation" if cited else "rulepack.missing_key", here, value=key)
    elif kind == "extra_forbidden":
        params["known"] = "、".join(_allowed(model, detail["loc"]))
        source.report("rulepack.unknown_key", here, value=key, params=params)
    elif kind == "string_pattern_mismatch" and key == "id":
        source.report("rulepack.bad_id", here, value=value)
    elif kind in {"literal_error", "enum"}:
        source.report("rulepack.unknown_word", here, value=value, params={"known": str(params.get("expected", ""))})
    elif kind.startswith("rulepack."):
        source.report(kind, here, value=value, params=params)
    else:
        source.report("rulepack.bad_value", here, value=value or key, params=params)


def _allowed(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """List the keys that may stand where an unknown one stood, by walking the models along the path."""
    current: type[BaseModel] | None = model
    for part in loc[:-1]:
        if current is None or not isinstance(part, str):
            continue
        fields = {f.alias or name: f.annotation for name, f in current.model_fields.items()}
        current = _inner(fields[part]) if part in fields else current
    return [] if current is None else [f.alias or name for name, f in current.model_fields.items()]


def _inner(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = (_inner(part) for part in getattr(annotation, "__args__", ()))
    return next((f for f in found if f is not None), None)


def _same_ids(raw_rules: list[Any], source: Source) -> None:
    first: dict[str, int] = {}
    for i, raw in enumerate(raw_rules):
        name = raw.get("id") if isinstance(raw, dict) else None
        if isinstance(name, str) and name in first:
            source.report("rulepack.duplicate_rule", ("rules", i, "id"), value=name, params={"first": first[name]})
        elif isinstance(name, str):
            first[name] = source.line(("rules", i, "id"))


def _rule(rule: Rule, place: Place, documents: list[str], source: Source) -> None:
    _documents(rule, place, documents, source)
    for i, reading in enumerate(rule.readings):
        _reading(reading, (*place, "readings", i), source)
    for i, condition in enumerate(rule.applies_when):
        _condition(condition, (*place, "applies_when", i), source)
    kind = KINDS.get(rule.kind)
    if kind is None:
        source.report("rulepack.unknown_kind", (*place, "kind"), value=rule.kind, params={"known": "、".join(KINDS)})
        return
    _parts(rule, kind, place, source)
    _covered(rule, place, source)
    _sense(rule, kind, place, source)


def _documents(rule: Rule, place: Place, documents: list[str], source: Source) -> None:
    cited = [((*place, "citation", "document"), rule.citation.document)]
    for name, series in rule.parameters.items():
        cited += [((*place, "parameters", name, i, "document"), p.document) for i, p in enumerate(series) if p.document]
    for here, name in cited:
        if name not in documents:
            source.report("rulepack.unknown_document", here, value=name, params={"known": "、".join(documents)})


def _reading(reading: Reading, place: Place, source: Source) -> None:
    options = [o.id for o in reading.options]
    if reading.default not in options:
        source.report("rulepack.bad_reading", (*place, "default"), value=reading.default, params={"known": "、".join(options)})


def _condition(condition: Condition, place: Place, source: Source) -> None:
    tests = [t for t in (condition.equals, condition.differs, condition.in_list) if t is not None]
    if len(tests) != 1 or (condition.unknown == "assume") != (condition.assumed is not None):
        source.report("rulepack.bad_condition", place)


def _parts(rule: Rule, kind: Kind, place: Place, source: Source) -> None:
    """Hold what a rule writes against what its kind needs and may take."""
    facts = set(rule.facts) | {role for r in rule.readings for o in r.options for role in o.facts}
    written: dict[str, tuple[Iterable[str], frozenset[str], frozenset[str]]] = {
        "facts": (sorted(facts), kind.facts, kind.facts | kind.optional_facts),
        "parameters": (rule.parameters, kind.parameters, kind.parameters | kind.optional_parameters),
        "settings": (rule.settings, frozenset(), kind.settings),
        "steps": (["steps"] if rule.steps else [], frozenset({"steps"} if kind.steps else ()), frozenset({"steps"} if kind.steps else ())),
    }
    for part, (names, needed, allowed) in written.items():
        _names(rule, (*place, part), part, names=names, needed=needed, allowed=allowed, source=source)
    for i, reading in enumerate(rule.readings):
        for j, option in enumerate(reading.options):
            here = (*place, "readings", i, "options", j, "settings")
            _names(rule, here, "settings", names=option.settings, needed=frozenset(), allowed=kind.settings, source=source)


def _names(
    rule: Rule, place: Place, part: str, *, names: Iterable[str], needed: frozenset[str], allowed: frozenset[str], source: Source
) -> None:
    names = list(names)
    for name in sorted(needed.difference(names)):
        params = {"kind": rule.kind, "part": part, "name": name, "known": "、".join(sorted(needed))}
        source.report("rulepack.kind_lacks", place, value=name, params=params)
    for name in names:
        if name not in allowed:
            params = {"kind": rule.kind, "part": part, "name": name, "known": "、".join(sorted(allowed)) or "–"}
            source.report("rulepack.kind_unused", (*place, name), value=name, params=params)


def _covered(rule: Rule, place: Place, source: Source) -> None:
    """Find a day on which the rule is in force and a parameter has no entry."""
    for name, series in rule.parameters.items():
        day = _uncovered(rule, series)
        if day:
            source.report("rulepack.uncovered", (*place, "parameters", name), params={"day": day, "parameter": name})


def _uncovered(rule: Rule, series: tuple[Parameter, ...]) -> date | None:
    days = sorted(change_days(rule.force) | change_days(series))
    return next((d for d in days if rule.force_on(d) is not None and entry_on(series, d) is None), None)


def _sense(rule: Rule, kind: Kind, place: Place, source: Source) -> None:
    """Find values no rule can be reckoned with: a divisor of zero, a lower bound above the upper."""
    for name in kind.positive & rule.parameters.keys():
        for i, entry in enumerate(rule.parameters[name]):
            if entry.value == 0:
                source.report("rulepack.bad_value", (*place, "parameters", name, i, "value"), value="0", params={"detail": "> 0"})
    for low, high in kind.ordered:
        if {low, high} <= rule.parameters.keys():
            _ordered(rule, low, high, (*place, "parameters", low), source)


def _ordered(rule: Rule, low: str, high: str, place: Place, source: Source) -> None:
    for day in sorted(change_days(rule.parameters[low]) | change_days(rule.parameters[high])):
        below, above = (entry_on(rule.parameters[name], day) for name in (low, high))
        if below and above and below.value is not None and above.value is not None and below.value > above.value:
            source.report("rulepack.bad_value", place, value=str(below.value), params={"detail": f"{low} <= {high} = {above.value}, {day}"})
