"""A table as other rooms use it: values, the text they came from, and what is doubtful about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

import geopandas as gpd
import pandas as pd

from planner.errors import Problem
from planner.inputs.headers.fields import FIELDS, FieldKind
from planner.inputs.values.cells import parse_cell
from planner.model import Fact, InputSpec, Operation, Origin, Subject

_PLACE_FIELDS = frozenset({"lon", "lat", "lonlat"})


@dataclass(frozen=True)
class InputTable:
    """One input table, read.

    Attributes
    ----------
    noun
        ``"facility"``, ``"community"``, ``"parcel"``, ``"compound"``, ``"demand"``, ``"gate"`` or ``"barrier"``.
    spec
        What was asked for.
    sha256
        Content hash of the file, see :func:`planner.inputs.file_hash`.
    frame
        One row per subject in file order, unique text index named ``id``, WGS84 (EPSG:4326) geometry or ``None`` where not placed.
        Columns: the canonical fields the file carries (numbers float64 with NaN where missing or bad; ``datetime.date`` or ``None``; text,
        ``""`` where missing; ``urban`` ``True``/``False``/``None``; ``status`` a value of :class:`planner.model.Operation` or ``""``),
        ``row`` (line of a text file, feature number of a layer, from 1), ``place_doubt`` (problem code or ``""``) and, for facilities,
        compounds and demand points, ``candidates`` (WGS84 ``MultiPoint`` of possible places, or ``None``). A value that is only doubtful
        (``约900㎡``, an absurd zero) stands in the frame; its doubt is in ``doubts``.
    raw
        The cells as they stand in the file, same index: canonical columns, then the columns not recognised under their own headers.
    headers
        Canonical field → header in the file.
    doubts
        ``(id, field)`` → problem code, for values that must not be judged.
    problems
        Everything noticed.
    factors
        Canonical field → what one unit of its column is in the field's own unit, where that is not 1.
    edited
        ``(id, field)`` → where a scenario changed that cell, see :func:`planner.inputs.edited`.
    before
        The table an edited one was made from, with the ids of the rows that were edited or added; rows keep their order.
    """

    noun: str
    spec: InputSpec
    sha256: str
    frame: gpd.GeoDataFrame
    raw: pd.DataFrame
    headers: Mapping[str, str]
    doubts: Mapping[tuple[str, str], str]
    problems: tuple[Problem, ...]
    factors: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    edited: Mapping[tuple[str, str], Origin] = field(default_factory=lambda: MappingProxyType({}))
    before: tuple[InputTable, frozenset[str]] | None = None

    def where(self, name: str) -> tuple[str, int]:
        """Return where a row is written down: file and row, a scenario's own for a row that a change added."""
        origin = self.edited.get((name, "name"))  # every added row is named by its change
        if origin is not None and origin.row is not None:
            return origin.file, origin.row
        return self.spec.name, int(self.frame["row"][name])

    @property
    def rows_read(self) -> int:
        """Rows that stand in the file, without those a change added."""
        return len(self.frame) - sum(1 for _, column in self.edited if column == "name")

    def subjects(self) -> list[Subject]:
        """Return each row as a subject whose facts are exact decimals of the file's own text.

        Returns
        -------
        list of Subject
            In file order. Every canonical field the file carries is a fact: value (``None`` where missing or unreadable; a negative number
            keeps its value), the cell it comes from, and its doubt. Coordinates carry the doubt of the place.
        """
        return list(self._subjects)

    @cached_property
    def _subjects(self) -> tuple[Subject, ...]:
        kinds = {column: FIELDS[self.noun][column][0] for column in self.headers}
        names = self.frame["name"] if "name" in self.frame.columns else pd.Series("", index=self.frame.index)
        place_doubts = self.frame["place_doubt"].tolist()
        columns = {column: self.raw[column].tolist() for column in self.headers}
        known, touched = self._untouched()
        result: list[Subject] = []
        for at, (name, row, label) in enumerate(zip(self.frame.index, self.frame["row"].tolist(), names.tolist(), strict=True)):
            if at < len(known) and str(name) not in touched:
                result.append(known[at])
                continue
            facts: dict[str, Fact] = {}
            for column, header in self.headers.items():
                text = columns[column][at]
                origin = self.edited.get((name, column))
                cell = parse_cell(text, kinds[column], factor=Decimal(1) if origin else self.factors.get(column, Decimal(1)))
                value = str(cell.value) if isinstance(cell.value, Operation) else cell.value
                if kinds[column] is FieldKind.ID:
                    value = str(name)
                doubt = self.doubts.get((name, column), "") or (place_doubts[at] if column in _PLACE_FIELDS else "")
                facts[column] = Fact(value, origin or Origin(self.spec.name, row, header, text), doubt, cell.note)
            result.append(Subject(self.noun, str(name), str(label), facts))
        return tuple(result)

    def _untouched(self) -> tuple[tuple[Subject, ...], frozenset[str]]:
        """Return the subjects of the table before, which are the same but for these ids; none where a column came in."""
        table, touched = self.before or (self, frozenset())
        return (table._subjects, touched) if table is not self and dict(table.headers) == dict(self.headers) else ((), touched)
