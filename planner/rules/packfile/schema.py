"""What a rule pack may say: frozen models of the YAML. Unknown keys are refused; nothing here is computed but dates.

A rule is declared, never programmed: its *kind* names the evaluator, ``facts`` say which field plays which role, ``parameters`` are dated
values, ``readings`` are the choices where a document is silent, ``applies_when`` is a list of plain comparisons.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Literal, Protocol, TypeAlias, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from planner.model import Force
from planner.texts.rules.sentences import UNITS

Provenance: TypeAlias = Literal["document", "standard-seen", "bureau", "second-hand", "convention", "unverified"]
"""Where a value comes from: a document at hand, a standard seen, the bureau's own decision (with its source); the others never judge."""
SubjectKind: TypeAlias = Literal["parcel", "project", "compound", "facility", "community", "township", "county", "city"]
JUDGING_STANDINGS: frozenset[str] = frozenset({"document", "standard-seen", "bureau"})


class Dated(Protocol):
    """Anything that holds from a day to a day."""

    @property
    def start(self) -> date | None:
        """First day; ``None`` where the document's date is not known."""

    @property
    def end(self) -> date | None:
        """Last day it holds; ``None`` for until the next entry begins."""


D = TypeVar("D", bound=Dated)


def _iso(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise PydanticCustomError("rulepack.bad_date", "not a date of the form 2021-06-11")
    return value


def _decimal(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"\d{1,12}(\.\d{1,12})?", value):
        raise PydanticCustomError("rulepack.bad_number", "not a plain decimal number")
    return value


def _unit(value: str) -> str:
    if value not in UNITS:
        raise PydanticCustomError("rulepack.unknown_unit", "unknown unit", {"known": "、".join(UNITS)})
    return value


def _series(entries: tuple[D, ...]) -> tuple[D, ...]:
    """Refuse a dated series whose entries overlap, run backwards, or leave open where they begin."""
    for entry in entries:
        if entry.start and entry.end and entry.end < entry.start:
            raise PydanticCustomError("rulepack.bad_period", "ends before it begins", {"start": str(entry.start), "end": str(entry.end)})
    if len(entries) > 1 and any(e.start is None for e in entries):
        raise PydanticCustomError("rulepack.overlap", "an open start beside others", {"first": "?", "second": "?"})
    ordered = sorted(entries, key=lambda e: e.start or date.min)
    for a, b in pairwise(ordered):
        if a.start == b.start or (a.end and b.start and a.end >= b.start):
            params = {"first": f"{a.start} – {a.end or ''}".rstrip(" –"), "second": f"{b.start} – {b.end or ''}".rstrip(" –")}
            raise PydanticCustomError("rulepack.overlap", "dates overlap", params)
    return tuple(ordered)


Day: TypeAlias = Annotated[date, BeforeValidator(_iso)]
Number: TypeAlias = Annotated[Decimal, BeforeValidator(_decimal)]
Unit: TypeAlias = Annotated[str, AfterValidator(_unit)]
Words: TypeAlias = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Frozen(BaseModel):
    """Base of every part of a pack: unknown keys refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Frozen):
    """The same words in Chinese and English."""

    zh: Words
    en: Words

    def say(self, lang: str = "zh") -> str:
        """Return one language."""
        return self.zh if lang == "zh" else self.en


class Validity(Frozen):
    """Who confirmed that a document is still in force, and when."""

    confirmed_by: Words
    confirmed_on: Day


class Document(Frozen):
    """A policy document; ``validity`` null prints 效力待确认, ``date`` null keeps its rules from passing or failing anything.

    ``not_before`` is a day the document cannot be older than, where its date is not known: before it nothing is asked.
    """

    title: Words
    title_en: Words
    number: Words | None
    date: Day | None
    issuer: Words
    validity: Validity | None
    not_before: Day | None = None
    note: Text | None = None


class Citation(Frozen):
    """Where a rule stands: key of a document of the pack, and the clause as the document counts."""

    document: Words
    clause: Words


class Bearer(Frozen):
    """责任单位: who the document charges, and where it says so."""

    zh: Words
    en: Words
    clause: Words | None = None


class ForcePeriod(Frozen):
    """How binding a rule is from a day on; ``target`` is the year's end an aim is set for."""

    start: Day | None = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")
    force: Force
    target: Day | None = None
    clause: Words | None = None


class Parameter(Frozen):
    """One value of a parameter from a day on.

    ``value`` null is a value that nobody has entered yet, and ``why`` says why; ``source`` is who entered a bureau's own value.
    """

    start: Day | None = Field(alias="from")
    end: Day | None = Field(default=None, alias="to")
    value: Number | None
    unit: Unit
    standing: Provenance
    clause: Words
    document: Words | None = None
    why: Text | None = None
    source: Words | None = None


class Option(Frozen):
    """One way to read a silent text; it may name other facts for a role, or set a switch of the kind."""

    id: Name
    title: Text
    why: Text
    facts: dict[Name, Name] = {}
    settings: dict[Name, Number | bool] = {}


class Reading(Frozen):
    """解读口径: named options with a default."""

    id: Name
    default: Name
    options: Annotated[tuple[Option, ...], Field(min_length=1)]

    def option(self, chosen: str) -> Option:
        """Return an option by its id."""
        return next(o for o in self.options if o.id == chosen)


class Condition(Frozen):
    """A plain comparison of one fact: exactly one of ``is``, ``is_not``, ``in_list`` (a list of the pack).

    A fact that is missing or doubtful sends to review, is taken as met (``assume``), or as not met (``refuse``).
    """

    fact: Name
    equals: str | bool | None = Field(default=None, alias="is")
    differs: str | bool | None = Field(default=None, alias="is_not")
    in_list: Name | None = None
    otherwise: Text
    unknown: Literal["review", "assume", "refuse"] = "review"
    assumed: Text | None = None


class SyncStep(Frozen):
    """One of the steps taken together with the homes: the two fields that hold its dates, and those of their papers."""

    id: Name
    title: Text
    homes: Name
    facility: Name
    homes_paper: Name | None = None
    facility_paper: Name | None = None


class Item(Frozen):
    """One of several things a rule asks for: the fact that answers it, and the parameter it is held against where it is a figure."""

    id: Name
    title: Text
    fact: Name
    possible: Name | None = None
    parameter: Name | None = None


class Rule(Frozen):
    """One rule: what is asked of whom, since when, how binding, and where it stands.

    ``row`` groups rules that come from one passage (its own id by default). A ``quiet`` rule gives no finding as long as its value is not
    entered or none of its facts is given: what the same passage says is reported once elsewhere, or only a bureau's figures can tell.
    """

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,}[0-9]*-[a-z0-9][a-z0-9-]*$")]
    row: Words | None = None
    subject: SubjectKind
    kind: Words
    title: Text
    summary: Text
    label: Text | None = None
    citation: Citation
    force: Annotated[tuple[ForcePeriod, ...], Field(min_length=1), AfterValidator(_series)]
    facts: dict[Name, Name] = {}
    parameters: dict[Name, Annotated[tuple[Parameter, ...], Field(min_length=1), AfterValidator(_series)]] = {}
    settings: dict[Name, Number | bool] = {}
    steps: tuple[SyncStep, ...] = ()
    items: tuple[Item, ...] = ()
    readings: tuple[Reading, ...] = ()
    applies_when: tuple[Condition, ...] = ()
    counts_for_parcel: bool = False
    quiet: bool = False
    duty_bearer: Bearer | None = None
    checked_on: Day

    def force_on(self, day: date) -> ForcePeriod | None:
        """Return the period that holds on a day; ``None`` before the first and after the last."""
        return entry_on(self.force, day)

    @property
    def begins(self) -> date | None:
        """First day of the rule; ``None`` where its document carries no date."""
        return self.force[0].start


class CentreKind(Frozen):
    """A kind of community centre as the city calls it, with the other names its lists use."""

    name: Words
    also: tuple[Words, ...] = ()


class Header(Frozen):
    """Everything of a pack but its rules; ``extends`` names the pack it stands on, ``without`` the rules it does not take over."""

    schema_version: Annotated[Literal["1"], Field(alias="schema")]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$")]
    extends: Words | None = None
    without: tuple[Words, ...] = ()
    version: Words
    title: Text
    city: Text
    documents: dict[str, Document]
    centre_kinds: tuple[CentreKind, ...] = ()
    centre_size_rule: Words | None = None
    municipal_districts: tuple[Words, ...] = ()
    lists: dict[Name, tuple[Words, ...]] = {}
    old_before_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    not_checked: tuple[Text, ...] = ()


def entry_on(series: Sequence[D], day: date) -> D | None:
    """Find the entry of a dated series that holds on a day.

    An entry without ``to`` holds until the day before the next one begins; ``to`` is its last day.
    """
    found = None
    for entry in series:
        if entry.start is None or entry.start <= day:
            found = entry
    return None if found is None or (found.end is not None and found.end < day) else found


def change_days(series: Sequence[Dated]) -> set[date]:
    """Days on which a dated series changes: each first day, and each day after a last one."""
    return {e.start for e in series if e.start} | {e.end + timedelta(days=1) for e in series if e.end}
