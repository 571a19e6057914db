"""The columns of each kind of table: canonical field, what kind of value it holds, and the headers people give it.

The lists stand in ``fields.json`` beside this file. Headers are compared after :func:`planner.inputs.headers.match.plain_header` (width,
case, blanks, punctuation and bracketed units do not matter), so one spelling of each name is enough there. The canonical name itself always
matches.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias


class FieldKind(StrEnum):
    """What a column holds, and so how its cells are read."""

    ID = "id"
    NAME = "name"
    TEXT = "text"
    AREA = "area"
    COUNT = "count"
    YEAR = "year"
    DATE = "date"
    STATUS = "status"
    URBAN = "urban"
    DATUM = "datum"
    DEGREE = "degree"
    PAIR = "pair"


NUMBERS = frozenset({FieldKind.AREA, FieldKind.COUNT, FieldKind.YEAR})
#: Field → kind of value, and the headers people give it.
Fields: TypeAlias = Mapping[str, tuple[FieldKind, tuple[str, ...]]]


def _read() -> Mapping[str, Fields]:
    lists = json.loads(Path(__file__).with_name("fields.json").read_text(encoding="utf-8"))
    tables = {
        noun: {**table["own"], **{field: row for part in table["shared"] for field, row in lists["shared"][part].items()}}
        for noun, table in lists["tables"].items()
    }
    return MappingProxyType(
        {
            noun: MappingProxyType({field: (FieldKind(kind), tuple(headers)) for field, (kind, *headers) in rows.items()})
            for noun, rows in tables.items()
        }
    )


FIELDS: Mapping[str, Fields] = _read()
"""Kind of table → its fields, in the order they are shown."""


def label(noun: str, field: str) -> str:
    """Name a field as a person would: its usual Chinese header, and the name to write in a scenario."""
    usual = next((alias for alias in FIELDS[noun][field][1] if not alias.isascii()), "")
    return f"“{usual}”（{field}）" if usual else f"“{field}”"


KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "facility": ("kind", "floor_area_m2"),
    "community": ("name", "township", "county"),
    "parcel": ("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2"),
    "compound": ("households",),
    "demand": ("persons",),
    "gate": ("foot",),
    "barrier": ("kind",),
    "street": ("highway",),
}
"""Fields without which the table says little: their absence is reported, and a blank in one weighs as a doubt."""

DATED_FIELDS: tuple[str, ...] = ("granted_on", "conditions_date")
"""Parcel dates that decide which rules apply; a blank in one weighs as a doubt."""

STEP_FIELDS: tuple[tuple[str, ...], ...] = tuple(
    tuple(f"{track}_{step}_on" for step in ("plan", "build", "accept", "deliver")) for track in ("housing", "facility")
)
"""The four steps of the housing and of the facility, each in the order they happen."""
