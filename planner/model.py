"""The nouns every floor shares: verdicts, facts, subjects, findings, and where an input comes from. Data only, nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import pandas as pd

FactValue: TypeAlias = Decimal | str | date | bool | None


class Verdict(StrEnum):
    """判定: the outcome of one rule for one subject."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_REVIEW = "needs_review"


class Force(StrEnum):
    """How binding a clause is; an advisory or target miss is never printed as a violation."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"
    TARGET = "target"
    MONEY = "money"


class CentreStatus(StrEnum):
    """What stands in a community, judged on existing centres only."""

    OK = "ok"
    NEEDS_REVIEW = "needs_review"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    MISSING = "missing"


class Operation(StrEnum):
    """Standing of a facility; only ``OPEN`` counts as existing."""

    OPEN = "open"
    BUILDING = "building"
    PLANNED = "planned"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """One input file of a scenario and how to read it.

    Attributes
    ----------
    path
        Absolute path of the file.
    layer
        Layer name inside a file of several layers.
    crs
        Coordinate reference system as pyproj reads it, where the file does not say or says it wrongly.
    datum
        ``WGS84``, ``CGCS2000``, ``GCJ-02`` or ``BD-09`` (or a common alias) for the whole file.
    encoding
        Text encoding where it must be forced.
    columns
        Canonical field → header in the file, overriding recognition.
    shown
        The path as the scenario writes it; used in messages and results, so that results do not depend on the machine.
    """

    path: Path
    layer: str | None = None
    crs: str | None = None
    datum: str | None = None
    encoding: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    shown: str = ""

    @property
    def name(self) -> str:
        """Name for messages."""
        return self.shown or self.path.name


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was read: file as shown, row (line of a text file, feature number of a layer), header, raw text."""

    file: str
    row: int | None
    field: str
    raw: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value a rule may use, with where it comes from.

    Attributes
    ----------
    value
        Decimal from the text of the input, text, date or flag; ``None`` where missing.
    origin
        Input cell; ``None`` for a computed fact (then ``note`` says how).
    doubt
        Problem code that keeps this value from being judged (``"number.negative"`` …); empty where sound.
    note
        How a computed or estimated value came about.
    """

    value: FactValue
    origin: Origin | None = None
    doubt: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Something rules are judged on: a parcel, a community, a facility; with its facts by canonical field name."""

    kind: str
    id: str
    name: str
    facts: Mapping[str, Fact]

    def fact(self, name: str) -> Fact:
        """Return the fact of that name, an empty one where the input does not carry it."""
        return self.facts.get(name, Fact(None))


@dataclass(frozen=True, slots=True)
class Finding:
    """核查事项: one rule judged for one subject.

    ``required``, ``provided`` and ``shortfall`` are in ``unit``; ``trace`` holds everything needed to recompute the verdict by hand
    and is plain JSON data.
    """

    subject_kind: str
    subject_id: str
    rule_id: str
    force: Force
    verdict: Verdict
    required: Decimal | None
    provided: Decimal | None
    shortfall: Decimal | None
    unit: str
    judged_on: date
    citation: str
    reason: str
    trace: Mapping[str, Any]


def village(urban: Any) -> bool:
    """Return whether a place is known to be no urban community; read back from a file the flag is a word."""
    return str(urban).lower() in {"no", "false"}


def villages_of(urban: pd.Series) -> pd.Series:
    """Return which places are known to be no urban communities."""
    return urban.map(village).astype(bool)
