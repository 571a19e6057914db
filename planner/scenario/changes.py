"""Changes of a scenario: what an officer may alter, each as one frozen type that a scenario file, the map and the siting all share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from planner.texts.scenario import SCHEMA_ANSWERS


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
            raise ValueError(SCHEMA_ANSWERS["one_shape"])
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


@dataclass(frozen=True, slots=True)
class ChangeStep:
    """One change and where it is written down."""

    change: Change
    name: str
    file: Path
    line: int | None


def near_words(word: str, known: Iterable[str]) -> list[str]:
    """Give the three known words most like this one, the first in order among equals."""
    near = difflib.get_close_matches(word, known, n=50, cutoff=0.5)
    return sorted(near, key=lambda n: (-round(difflib.SequenceMatcher(a=n, b=word).ratio(), 6), n))[:3]
