"""Change a table that was read: rows added, values replaced. The table itself stays as it was; a changed copy is given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from planner.inputs.headers.fields import FIELDS, NUMBERS, FieldKind
from planner.inputs.table import InputTable
from planner.inputs.values.cells import parse_cell
from planner.model import InputSpec, Operation, Origin


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for one row, or a new row.

    Attributes
    ----------
    id
        Row to change; a new one is appended where the table has none of that id.
    texts
        Canonical field → text, read as a cell of the file would be.
    place
        New place in WGS84, if it moves.
    file, row
        Where the change is written down, for traces.
    """

    id: str
    texts: Mapping[str, str]
    place: BaseGeometry | None = None
    file: str = ""
    row: int | None = None


def edited(table: InputTable, edits: Sequence[Edit]) -> InputTable:
    """Apply edits in order.

    Parameters
    ----------
    table
        Not changed.
    edits
        Values that cannot be read become missing with their doubt, as in a file.

    Returns
    -------
    InputTable
        With ``edited`` naming every changed cell.
    """
    frame, raw = table.frame.copy(), table.raw.copy()
    headers, doubts, cells = dict(table.headers), dict(table.doubts), dict(table.edited)
    for edit in edits:
        if edit.id not in frame.index:
            frame, raw = _with_row(frame, edit), _with_row(raw, edit)
        for name, text in edit.texts.items():
            kind = FIELDS[table.noun][name][0]
            headers.setdefault(name, name)
            if name == "status" and name not in frame:
                frame[name] = str(Operation.OPEN)  # a list without standings is one of places in operation
            cell = parse_cell(text, kind)
            _put(frame, edit.id, name, _frame_value(cell.value, kind), number=kind in NUMBERS)
            _put(raw, edit.id, name, text, number=False)
            doubts.pop((edit.id, name), None)
            if cell.doubt:
                doubts[edit.id, name] = cell.doubt
            cells[edit.id, name] = Origin(edit.file, edit.row, name, text)
        if edit.place is not None:
            frame.loc[[edit.id], "geometry"] = gpd.GeoSeries([edit.place], index=[edit.id], crs=frame.crs)
            frame.loc[edit.id, "place_doubt"] = ""
            if "candidates" in frame:
                frame.loc[edit.id, "candidates"] = None
    raw = raw.fillna("")
    return replace(
        table,
        frame=frame,
        raw=raw,
        headers=MappingProxyType(headers),
        doubts=MappingProxyType(doubts),
        edited=MappingProxyType(cells),
        before=(table, frozenset(edit.id for edit in edits)),
    )


def empty_table(noun: str, spec: InputSpec) -> InputTable:
    """Return a table without rows, to be filled by edits."""
    frame = gpd.GeoDataFrame({"row": pd.Series(dtype=np.int64), "place_doubt": pd.Series(dtype=object)}, geometry=[], crs="EPSG:4326")
    frame.index = pd.Index([], dtype=object, name="id")
    return InputTable(noun, spec, "", frame, pd.DataFrame(index=frame.index), MappingProxyType({}), MappingProxyType({}), ())


def _with_row(frame: Any, edit: Edit) -> Any:
    """Append a blank row: missing numbers, empty text."""
    values = {name: None if name in {"geometry", "candidates"} else np.nan if _is_number(frame[name]) else "" for name in frame.columns}
    if "row" in values:
        values["row"] = -1 if edit.row is None else edit.row
    return _added(frame, edit.id, values)


def _added(frame: Any, label: str, values: Mapping[str, Any]) -> Any:
    index = pd.Index([*frame.index, label], dtype=object, name="id")
    columns = {name: [*frame[name].tolist(), values[name]] for name in frame.columns if name != "geometry"}
    plain = pd.DataFrame({name: pd.Series(column, index=index, dtype=_dtype(frame[name])) for name, column in columns.items()}, index=index)
    if "geometry" not in frame.columns:
        return plain
    return gpd.GeoDataFrame(plain, geometry=gpd.GeoSeries([*frame.geometry.tolist(), None], index=index, crs=frame.crs))


def _dtype(column: pd.Series) -> Any:
    return column.dtype if _is_number(column) else object


def _is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def _put(frame: Any, label: str, name: str, value: object, *, number: bool) -> None:
    if name not in frame:
        frame[name] = np.nan if number else ""
    if not number:
        frame[name] = frame[name].astype(object)
    frame.loc[label, name] = value


def _frame_value(value: object, kind: FieldKind) -> object:
    if kind in NUMBERS:
        return np.nan if value is None else float(str(value))
    if isinstance(value, Operation):
        return str(value)
    return "" if value is None and kind is not FieldKind.DATE else value
