"""A bureau's override file: what only the bureau knows, laid over a pack without touching it.

Values of parameters that no document at hand gives, dates and numbers of documents, who confirmed them, readings, and further rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from planner.rules.kinds import KINDS
from planner.rules.packfile.schema import (
    Day,
    Document,
    ForcePeriod,
    Frozen,
    Header,
    Number,
    Parameter,
    Provenance,
    Rule,
    Unit,
    Validity,
    Words,
)
from planner.rules.packfile.source import YamlSource

T = TypeVar("T", ForcePeriod, Parameter)


class Confirmed(Frozen):
    """What the bureau knows of a document of the pack; keys not given stay as they are."""

    date: Day | None = None
    number: Words | None = None
    validity: Validity | None = None


class Value(Frozen):
    """One value a bureau enters from a day on, with who says so."""

    rule: Words
    parameter: Words | None = None
    start: Day | None = Field(default=None, alias="from")
    value: Number
    unit: Unit | None = None
    clause: Words | None = None
    document: Words | None = None
    standing: Provenance = "bureau"
    source: Words


class ChosenReading(Frozen):
    """A reading chosen other than by default."""

    rule: Words
    reading: Words
    option: Words


class Counting(Frozen):
    """Whether a rule has a say in a parcel's verdict."""

    rule: Words
    counts_for_parcel: bool


class Override(Frozen):
    """Everything of an override file but its rules."""

    schema_version: Annotated[Literal["1"], Field(alias="schema")]
    overrides: Words
    version: Words
    source: Words
    documents: dict[str, Document] = Field(default_factory=dict)
    confirmed: dict[str, Confirmed] = Field(default_factory=dict)
    values: tuple[Value, ...] = ()
    readings: tuple[ChosenReading, ...] = ()
    counting: tuple[Counting, ...] = ()
    old_before_year: Annotated[int, Field(ge=1900, le=2100)] | None = None


def lay_over(override: Override, header: Header, rules: tuple[Rule, ...], source: YamlSource) -> tuple[Header, tuple[Rule, ...]]:
    """Apply an override to a pack; words that fit nothing go to ``source.problems``.

    Parameters
    ----------
    override
        The file, checked.
    header, rules
        The pack it is laid over; not changed.
    source
        The file's text, for lines.

    Returns
    -------
    tuple
        The changed header and rules, in the same order.
    """
    _known(override, header, rules, source)
    documents = {**header.documents, **override.documents}
    for name, confirmed in override.confirmed.items():
        if name in documents:
            given = {k: v for k, v in confirmed if v is not None}
            documents[name] = documents[name].model_copy(update=given)
    changed = {rule.id: dated(rule, documents) for rule in rules}
    for value in override.values:
        if value.rule in changed:
            changed[value.rule] = enter(changed[value.rule], value)
    for counting in override.counting:
        if counting.rule in changed:
            changed[counting.rule] = changed[counting.rule].model_copy(update={"counts_for_parcel": counting.counts_for_parcel})
    year = override.old_before_year or header.old_before_year
    version = f"{header.version}+{override.version}"
    new = header.model_copy(update={"documents": documents, "version": version, "old_before_year": year})
    return new, tuple(changed.values())


def enter(rule: Rule, value: Value) -> Rule:
    """Enter a value: from its day on where one is given, else for as long as the rule is in force.

    A rule without such a parameter is given back as it was; say so before.
    """
    name = value.parameter or KINDS[rule.kind].main
    old = rule.parameters.get(name)
    if old is None:
        return rule
    start = value.start or old[0].start
    entered = Parameter.model_validate(
        {
            "from": None if old[0].start is None else start,
            "value": value.value,
            "unit": value.unit or old[0].unit,
            "standing": value.standing,
            "clause": value.clause or rule.citation.clause,
            "document": value.document or old[0].document,
            "source": value.source,
        }
    )
    kept = (
        ()
        if entered.start is None or value.start is None
        else tuple(_until(e, entered.start) for e in old if e.start and e.start < entered.start)
    )
    return rule.model_copy(update={"parameters": {**rule.parameters, name: (*kept, entered)}})


def _until(entry: Parameter, day: date) -> Parameter:
    late = entry.end is not None and entry.end >= day
    return entry.model_copy(update={"end": day - timedelta(days=1)}) if late else entry


def dated(rule: Rule, documents: dict[str, Document]) -> Rule:
    """Let a rule of an undated document begin on the day the bureau entered for it."""
    day = documents[rule.citation.document].date
    if day is None or rule.begins is not None:
        return rule
    force = tuple(_from(period, day) for period in rule.force)
    parameters = {name: tuple(_from(e, day) for e in series) for name, series in rule.parameters.items()}
    return rule.model_copy(update={"force": force, "parameters": parameters})


def _from(entry: T, day: date) -> T:
    return entry.model_copy(update={"start": day}) if entry.start is None else entry


def _known(override: Override, header: Header, rules: tuple[Rule, ...], source: YamlSource) -> None:
    """Compare every name with the pack; a fault names what may stand there."""
    by_id = {rule.id: rule for rule in rules}
    documents = [*header.documents, *override.documents]
    for name in override.confirmed:
        if name not in documents:
            source.report("rulepack.unknown_document", ("confirmed", name), value=name, params={"known": "、".join(documents)})
    for name in override.documents:
        if name in header.documents:
            source.report("rulepack.inherited", ("documents", name), value=name)
    parts: tuple[tuple[str, Iterable[Value | ChosenReading | Counting]], ...] = (
        ("values", override.values),
        ("readings", override.readings),
        ("counting", override.counting),
    )
    for part, entries in parts:
        for i, entry in enumerate(entries):
            if entry.rule not in by_id:
                source.report("rulepack.unknown_word", (part, i, "rule"), value=entry.rule, params={"known": "、".join(by_id)})
            elif isinstance(entry, Value):
                _known_value(entry, by_id[entry.rule], documents, source, i)
            elif isinstance(entry, ChosenReading):
                _known_reading(entry, by_id[entry.rule], source, i)


def _known_value(value: Value, rule: Rule, documents: list[str], source: YamlSource, at: int) -> None:
    name = value.parameter or KINDS[rule.kind].main
    if name not in rule.parameters:
        source.report("rulepack.unknown_word", ("values", at, "parameter"), value=name, params={"known": "、".join(rule.parameters) or "–"})
    if value.document and value.document not in documents:
        source.report("rulepack.unknown_document", ("values", at, "document"), value=value.document, params={"known": "、".join(documents)})


def _known_reading(chosen: ChosenReading, rule: Rule, source: YamlSource, at: int) -> None:
    options = [f"{r.id}.{o.id}" for r in rule.readings for o in r.options]
    option = f"{chosen.reading}.{chosen.option}"
    if option not in options:
        source.report("rulepack.unknown_reading", ("readings", at), value=option, params={"known": "、".join(options) or "–"})
