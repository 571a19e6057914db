"""The nouns every floor shares: verdicts, facts, subjects, findings, and where an input comes from. Data only, nothing is computed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

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
        """Give the fact of that name, an empty one where the input does not carry it."""
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


# Changes of a scenario: what an officer may alter, each as one frozen type that a scenario file, the map and the siting all share.


class _Change(BaseModel):
    """Base of every change: unknown keys refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Id = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Figure = Annotated[Decimal, Field(ge=0, lt=Decimal(10) ** 9, allow_inf_nan=False)]
Place = tuple[Annotated[float, Field(ge=-180, le=180)], Annotated[float, Field(ge=-180, le=180)]]


def _nested(value: Any) -> Any:
    """Coordinates as nested tuples of figures."""
    if isinstance(value, list | tuple):
        return tuple(map(_nested, value))
    return float(value)


class Drawn(_Change):
    """A GeoJSON geometry in WGS84, written down inside the change itself."""

    type: Literal["Polygon", "MultiPolygon", "LineString", "MultiLineString"]
    coordinates: Annotated[tuple[Any, ...], BeforeValidator(_nested)]


class _Shaped(_Change):
    """A change whose shape lies in a file or is written down as ``geometry``."""

    file: Id | None = None
    geometry: Drawn | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if (self.file is None) == (self.geometry is None):
            raise ValueError("file 与 geometry 应恰好给一个 give either file or geometry")
        return self


class AddFacility(_Change):
    """A new facility, built and operating, at (longitude, latitude) in WGS84."""

    id: Id
    name: str = ""
    kind: Id
    floor_area_m2: Figure | None = None
    land_area_m2: Figure | None = None
    beds: Figure | None = None
    at: Place


class MoveFacility(_Change):
    """A facility moved to (longitude, latitude) in WGS84."""

    id: Id
    at: Place


class ResizeFacility(_Change):
    """A facility with other sizes; what is not given stays."""

    id: Id
    floor_area_m2: Figure | None = None
    land_area_m2: Figure | None = None
    beds: Figure | None = None


class CloseFacility(_Change):
    """A facility that no longer operates."""

    id: Id


class AddParcel(_Shaped):
    """A new parcel: its outline in a file or drawn, its figures, and the people it will house."""

    id: Id
    name: str = ""
    project: str | None = None
    stage: str | None = None
    households: Figure | None = None
    population: Figure | None = None
    residential_floor_area_m2: Figure | None = None
    site_area_m2: Figure | None = None
    elderly_floor_area_m2: Figure | None = None
    elderly_land_area_m2: Figure | None = None
    conditions_date: date | None = None
    granted_on: date | None = None
    county: str | None = None
    community_id: str | None = None


class AddCompound(_Shaped):
    """A new compound whose people count: its outline in a file or drawn, households and people."""

    id: Id
    name: str = ""
    households: Figure | None = None
    population: Figure | None = None


class AddRoad(_Shaped):
    """New streets from a line layer, or drawn."""

    id: str = ""


class OpenGate(_Change):
    """A gate opened to walkers; its owners must agree."""

    id: Id


class CloseGate(_Change):
    """A gate shut to walkers."""

    id: Id


class GrowPopulation(_Change):
    """People grown from the scenario's day to a year by a yearly rate (0.01 is one per cent)."""

    to_year: Annotated[int, Field(ge=2000, le=2100)]
    rate: Annotated[Decimal, Field(ge=Decimal("-0.2"), le=Decimal("0.2"))]
    older_rate: Annotated[Decimal, Field(ge=Decimal("-0.2"), le=Decimal("0.2"))] | None = None


class OverrideRule(_Change):
    """Another value for a rule of the pack, with who says so; ``parameter`` where it is not the one the rule turns on."""

    id: Id
    value: Figure
    source: Id
    parameter: Id | None = None


Change: TypeAlias = (
    AddFacility
    | MoveFacility
    | ResizeFacility
    | CloseFacility
    | AddParcel
    | AddCompound
    | AddRoad
    | OpenGate
    | CloseGate
    | GrowPopulation
    | OverrideRule
)

#: Name in a scenario file → type.
CHANGES: Mapping[str, type[Change]] = MappingProxyType(
    {
        "add_facility": AddFacility,
        "move_facility": MoveFacility,
        "resize_facility": ResizeFacility,
        "close_facility": CloseFacility,
        "add_parcel": AddParcel,
        "add_compound": AddCompound,
        "add_road": AddRoad,
        "open_gate": OpenGate,
        "close_gate": CloseGate,
        "grow_population": GrowPopulation,
        "override_rule": OverrideRule,
    }
)
