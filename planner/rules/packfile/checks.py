"""From plain data to a checked pack: every fault found, each with its own code, line and mending; nothing raised here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import RulePackError
from planner.rules.kinds import KINDS, RuleKind
from planner.rules.packfile.schema import Condition, Header, Parameter, Reading, Rule, change_days, entry_on
from planner.rules.packfile.source import Place, YamlSource, spell

M = TypeVar("M", bound=BaseModel)

PACK_LISTS = ("centre_kinds", "municipal_districts")
"""Lists every pack has besides those it names itself."""

_CITATION = {"citation", "document", "clause"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What could be read; ``None`` or fewer rules where something is wrong."""

    header: Header | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class PackBase:
    """What a pack stands on: names it may use without writing them again."""

    documents: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    lists: tuple[str, ...] = ()


NO_BASE = PackBase()


def check(source: YamlSource, base: PackBase = NO_BASE) -> Checked:
    """Compare a pack's data with the schema and its rules against their kinds; faults go to ``source.problems``."""
    data = source.data
    if not isinstance(data, dict):
        if not source.problems:
            source.report("rulepack.missing_key", (), value="schema")
        return Checked(None, ())
    raw_rules = data.get("rules")
    header = read_model(Header, {k: v for k, v in data.items() if k != "rules"}, (), source)
    if not isinstance(raw_rules, list) or not raw_rules:
        source.report("rulepack.no_rules", ("rules",))
        return Checked(header, ())
    if header is not None:
        _header(header, base, source)
    rules = read_rules(raw_rules, source)
    _same_ids(raw_rules, source)
    dropped = header.without if header else ()
    _inherited_ids(raw_rules, [r.id for r in base.rules if r.id not in dropped], source)
    check_rules(rules, known_names(data, base), source)
    if len(rules) == len(raw_rules):
        _size_rule(header, [*rules.values(), *base.rules], source)
    return Checked(header, tuple(rules.values()))


@dataclass(frozen=True, slots=True)
class Names:
    """Words a rule may refer to."""

    documents: tuple[str, ...]
    lists: tuple[str, ...]


def known_names(data: dict[str, Any], base: PackBase) -> Names:
    """Gather the documents and lists of a file and of what it stands on."""
    found = {part: tuple(data[part]) if isinstance(data.get(part), dict) else () for part in ("documents", "lists")}
    documents = tuple(dict.fromkeys((*found["documents"], *base.documents)))
    return Names(documents, tuple(dict.fromkeys((*PACK_LISTS, *found["lists"], *base.lists))))


def check_rules(rules: Mapping[int, Rule], names: Names, source: YamlSource) -> None:
    """Compare each rule with its kind and the words it refers to; the key is its position under ``rules``."""
    for i, rule in rules.items():
        _rule(rule, ("rules", i), names, source)


def read_rules(raw_rules: Iterable[Any], source: YamlSource) -> dict[int, Rule]:
    """Read rules as the schema asks; faults go to ``source.problems``, faulty ones are left out."""
    return {i: rule for i, raw in enumerate(raw_rules) if (rule := read_model(Rule, raw, ("rules", i), source)) is not None}


def _header(header: Header, base: PackBase, source: YamlSource) -> None:
    known = [r.id for r in base.rules]
    for i, name in enumerate(header.without):
        if name not in known:
            source.report("rulepack.unknown_word", ("without", i), value=name, params={"known": "、".join(known) or "–"})
    for key in header.documents:
        if key in base.documents:
            source.report("rulepack.inherited", ("documents", key), value=key)


def _inherited_ids(raw_rules: list[Any], inherited: list[str], source: YamlSource) -> None:
    for i, raw in enumerate(raw_rules):
        name = raw.get("id") if isinstance(raw, dict) else None
        if name in inherited:
            source.report("rulepack.inherited", ("rules", i, "id"), value=name)


def _size_rule(header: Header | None, rules: Iterable[Rule], source: YamlSource) -> None:
    """Compare the rule that sizes the city's centres with what centre_range needs of it."""
    named = header.centre_size_rule if header else None
    fitting = [r.id for r in rules if r.kind == "range" and {"low", "high"} <= r.parameters.keys()]
    if named is not None and named not in fitting:
        source.report("rulepack.unknown_word", ("centre_size_rule",), value=named, params={"known": "、".join(fitting)})


def read_model(model: type[M], raw: Any, place: Place, source: YamlSource) -> M | None:
    """Read one part of a file; every fault goes to ``source.problems``."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _fault(detail, place, model, source)
        return None


def read_whole(model: type[M], source: YamlSource, key: str) -> M | None:
    """Read a whole file; one that holds nothing lacks ``key``. Faults go to ``source.problems``."""
    made = read_model(model, source.data, (), source) if isinstance(source.data, dict) else None
    if made is None and not source.problems:
        source.report("rulepack.missing_key", (), value=key)
    return made


def refuse_faulty(source: YamlSource) -> None:
    """Raise every problem found in a file, in its order, if there is one.

    Raises
    ------
    RulePackError
        With all of them.
    """
    if source.problems:
        raise RulePackError(sorted(source.problems, key=lambda p: p.row or 0))


def _fault(detail: ErrorDetails, place: Place, model: type[BaseModel], source: YamlSource) -> None:
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


def _same_ids(raw_rules: list[Any], source: YamlSource) -> None:
    first: dict[str, int] = {}
    for i, raw in enumerate(raw_rules):
        name = raw.get("id") if isinstance(raw, dict) else None
        if isinstance(name, str) and name in first:
            source.report("rulepack.duplicate_rule", ("rules", i, "id"), value=name, params={"first": first[name]})
        elif isinstance(name, str):
            first[name] = source.line(("rules", i, "id"))


def _rule(rule: Rule, place: Place, names: Names, source: YamlSource) -> None:
    _documents(rule, place, names.documents, source)
    for i, reading in enumerate(rule.readings):
        _reading(reading, (*place, "readings", i), source)
    for i, condition in enumerate(rule.applies_when):
        _condition(condition, (*place, "applies_when", i), names.lists, source)
    kind = KINDS.get(rule.kind)
    if kind is None:
        source.report("rulepack.unknown_kind", (*place, "kind"), value=rule.kind, params={"known": "、".join(KINDS)})
        return
    _parts(rule, kind, place, source)
    _items(rule, kind, place, source)
    _reasons(rule, place, source)
    _covered(rule, place, source)
    _sense(rule, kind, place, source)


def _documents(rule: Rule, place: Place, documents: tuple[str, ...], source: YamlSource) -> None:
    cited = [((*place, "citation", "document"), rule.citation.document)]
    for name, series in rule.parameters.items():
        cited += [((*place, "parameters", name, i, "document"), p.document) for i, p in enumerate(series) if p.document]
    for here, name in cited:
        if name not in documents:
            source.report("rulepack.unknown_document", here, value=name, params={"known": "、".join(documents)})


def _reading(reading: Reading, place: Place, source: YamlSource) -> None:
    options = [o.id for o in reading.options]
    if reading.default not in options:
        source.report("rulepack.bad_reading", (*place, "default"), value=reading.default, params={"known": "、".join(options)})


def _condition(condition: Condition, place: Place, lists: tuple[str, ...], source: YamlSource) -> None:
    tests = [t for t in (condition.equals, condition.differs, condition.in_list) if t is not None]
    if len(tests) != 1 or (condition.unknown == "assume") != (condition.assumed is not None):
        source.report("rulepack.bad_condition", place)
    elif condition.in_list is not None and condition.in_list not in lists:
        source.report("rulepack.unknown_word", (*place, "in_list"), value=condition.in_list, params={"known": "、".join(lists)})


def _parts(rule: Rule, kind: RuleKind, place: Place, source: YamlSource) -> None:
    """Compare what a rule writes with what its kind needs and may take."""
    facts = set(rule.facts) | {role for r in rule.readings for o in r.options for role in o.facts}
    any_parameter = frozenset(rule.parameters) if kind.free_parameters else frozenset()
    steps, items = (frozenset({part} if used else ()) for part, used in (("steps", kind.steps), ("items", kind.items)))
    written: dict[str, tuple[Iterable[str], frozenset[str], frozenset[str]]] = {
        "facts": (sorted(facts), kind.facts, kind.facts | kind.optional_facts),
        "parameters": (rule.parameters, kind.parameters, kind.parameters | kind.optional_parameters | any_parameter),
        "settings": (rule.settings, frozenset(), kind.settings),
        "steps": (["steps"] if rule.steps else [], steps, steps),
        "items": (["items"] if rule.items else [], items, items),
    }
    for part, (names, needed, allowed) in written.items():
        _names(rule, (*place, part), part, names=names, needed=needed, allowed=allowed, source=source)
    for i, reading in enumerate(rule.readings):
        for j, option in enumerate(reading.options):
            here = (*place, "readings", i, "options", j, "settings")
            _names(rule, here, "settings", names=option.settings, needed=frozenset(), allowed=kind.settings, source=source)


def _items(rule: Rule, kind: RuleKind, place: Place, source: YamlSource) -> None:
    """Compare each item's parameter with those of the rule; where items carry figures, every one needs one."""
    for i, item in enumerate(rule.items):
        if kind.item_figures and item.parameter not in rule.parameters:
            here = (*place, "items", i, "parameter")
            known = "、".join(rule.parameters)
            source.report("rulepack.unknown_word", here, value=item.parameter or "", params={"known": known})
        elif item.parameter is not None and not kind.item_figures:
            params = {"kind": rule.kind, "part": "items", "name": "parameter", "known": "id、title、fact、possible"}
            source.report("rulepack.kind_unused", (*place, "items", i, "parameter"), value="parameter", params=params)


def _reasons(rule: Rule, place: Place, source: YamlSource) -> None:
    """Find values that nobody entered and that do not say why."""
    for name, series in rule.parameters.items():
        for i, entry in enumerate(series):
            if entry.value is None and entry.why is None:
                source.report("rulepack.no_reason", (*place, "parameters", name, i, "value"), params={"parameter": name})


def _names(
    rule: Rule, place: Place, part: str, *, names: Iterable[str], needed: frozenset[str], allowed: frozenset[str], source: YamlSource
) -> None:
    names = list(names)
    for name in sorted(needed.difference(names)):
        params = {"kind": rule.kind, "part": part, "name": name, "known": "、".join(sorted(needed))}
        source.report("rulepack.kind_lacks", place, value=name, params=params)
    for name in names:
        if name not in allowed:
            params = {"kind": rule.kind, "part": part, "name": name, "known": "、".join(sorted(allowed)) or "–"}
            source.report("rulepack.kind_unused", (*place, name), value=name, params=params)


def _covered(rule: Rule, place: Place, source: YamlSource) -> None:
    """Find a day on which the rule is in force and a parameter has no entry."""
    for name, series in rule.parameters.items():
        day = _uncovered(rule, series)
        if day:
            source.report("rulepack.uncovered", (*place, "parameters", name), params={"day": day, "parameter": name})


def _uncovered(rule: Rule, series: tuple[Parameter, ...]) -> date | None:
    days = sorted(change_days(rule.force) | change_days(series))
    return next((d for d in days if rule.force_on(d) is not None and entry_on(series, d) is None), None)


def _sense(rule: Rule, kind: RuleKind, place: Place, source: YamlSource) -> None:
    """Find values no rule can be reckoned with: a divisor of zero, a lower bound above the upper."""
    for name in kind.positive & rule.parameters.keys():
        for i, entry in enumerate(rule.parameters[name]):
            if entry.value == 0:
                source.report("rulepack.bad_value", (*place, "parameters", name, i, "value"), value="0", params={"detail": "> 0"})
    for low, high in kind.ordered:
        if {low, high} <= rule.parameters.keys():
            _ordered(rule, low, high, (*place, "parameters", low), source)


def _ordered(rule: Rule, low: str, high: str, place: Place, source: YamlSource) -> None:
    for day in sorted(change_days(rule.parameters[low]) | change_days(rule.parameters[high])):
        below, above = (entry_on(rule.parameters[name], day) for name in (low, high))
        if below and above and below.value is not None and above.value is not None and below.value > above.value:
            source.report("rulepack.bad_value", place, value=str(below.value), params={"detail": f"{low} <= {high} = {above.value}, {day}"})
