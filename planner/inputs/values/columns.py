"""Reading a whole column: the clean cells at once, the others one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from planner.errors import Severity
from planner.inputs.headers.fields import DATED_FIELDS, KEY_FIELDS, NUMBERS, FieldKind
from planner.inputs.log import Log
from planner.inputs.values.cells import CLEAN, Cell, is_missing, parse_date, parse_number, parse_status, parse_urban, strip
from planner.model import Operation
from planner.texts.reading import cells as words

_MAY_BE_BLANK = frozenset({FieldKind.ID, FieldKind.DATUM, FieldKind.PAIR})
_FEW = 12


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """One canonical column of a table being read.

    Attributes
    ----------
    field, kind, header
        What it is, how its cells are read, and what the file calls it.
    factor
        What one unit of it is in the field's own unit.
    cells
        Texts as they stand.
    """

    field: str
    kind: FieldKind
    header: str
    factor: Decimal
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Frame:
    """The rows a column's problems are reported for, and where the doubts go."""

    noun: str
    ids: Sequence[str]
    rows: Sequence[int]
    doubts: dict[tuple[str, str], str]
    log: Log


def read_column(column: FieldColumn, frame: Frame) -> NDArray[np.float64] | NDArray[np.object_]:
    """Read one column.

    Returns
    -------
    ndarray
        float64 with NaN, or objects: ``datetime.date``, ``bool`` or ``None``, ``str``. Doubts and problems go to ``frame``.
    """
    if column.kind in NUMBERS:
        return _numbers(column, frame)
    if column.kind is FieldKind.DATE:
        return _objects(column, frame, parse_date, None)
    if column.kind is FieldKind.URBAN:
        return _objects(column, frame, parse_urban, None)
    if column.kind is FieldKind.STATUS:
        return _objects(column, frame, _status_text, "")
    return _texts(column, frame)


def _status_text(text: str) -> Cell:
    cell = parse_status(text)
    return Cell(cell.value.value) if isinstance(cell.value, Operation) else cell


def _numbers(column: FieldColumn, frame: Frame) -> NDArray[np.float64]:
    clean = column.factor == 1 and column.kind is not FieldKind.YEAR
    known: dict[str, Cell] = {}
    values = np.full(len(column.cells), np.nan)
    missing: list[int] = []
    for at, text in enumerate(column.cells):
        if clean and CLEAN.fullmatch(text):
            values[at] = float(text)
            continue
        if text not in known:
            known[text] = _foreign(column.field, text) or parse_number(text, column.kind, factor=column.factor)
        cell = known[text]
        if cell.missing:
            missing.append(at)
            continue
        _tell(column, frame, at, cell)
        if isinstance(cell.value, Decimal) and cell.doubt in {"", "number.approximate"}:
            values[at] = float(cell.value)
    _tell_missing(column, frame, missing)
    if column.factor != 1:
        frame.log.add("column.converted", Severity.NOTE, field=column.header, factor=f"{column.factor:.6g}")
    return values


def _foreign(field: str, text: str) -> Cell | None:
    """Doubt a count whose unit is of something else: persons in a column of households."""
    sign = words.FOREIGN_UNITS.get(field, "")
    return Cell(doubt="number.unit") if sign and re.search(sign, text) else None


def _objects(column: FieldColumn, frame: Frame, parse: Callable[[str], Cell], nothing: object) -> NDArray[np.object_]:
    known: dict[str, Cell] = {text: parse(text) for text in dict.fromkeys(column.cells)}
    values = np.full(len(column.cells), nothing, dtype=object)
    missing: list[int] = []
    for at, text in enumerate(column.cells):
        cell = known[text]
        if cell.missing:
            missing.append(at)
            continue
        _tell(column, frame, at, cell)
        if cell.value is not None:
            values[at] = cell.value
    _tell_missing(column, frame, missing)
    return values


def _texts(column: FieldColumn, frame: Frame) -> NDArray[np.object_]:
    values = np.empty(len(column.cells), dtype=object)
    missing: list[int] = []
    for at, text in enumerate(column.cells):
        stripped = strip(text)
        if stripped != text and stripped:
            frame.log.add(
                "text.trimmed", Severity.NOTE, row=frame.rows[at], field=column.header, subject=frame.ids[at], value=text, now=stripped
            )
        if column.kind is not FieldKind.NAME and is_missing(stripped):
            stripped = ""
        if not stripped:
            missing.append(at)
        values[at] = stripped
    if column.kind not in _MAY_BE_BLANK:
        _tell_missing(column, frame, missing)
    return values


def _tell(column: FieldColumn, frame: Frame, at: int, cell: Cell) -> None:
    """Report a cell that was not read straight off, and keep its doubt."""
    where = {"row": frame.rows[at], "field": column.header, "subject": frame.ids[at], "value": column.cells[at]}
    if cell.note and not cell.doubt and column.factor == 1:
        frame.log.add(cell.note, Severity.NOTE, now=_plain_number(cell.value), **where)  # type: ignore[arg-type]
    if cell.doubt:
        frame.doubts[frame.ids[at], column.field] = cell.doubt
        frame.log.add(cell.doubt, Severity.DOUBT, now=_plain_number(cell.value), **where)  # type: ignore[arg-type]


def _plain_number(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) and value.is_finite() else str(value or "")


def _tell_missing(column: FieldColumn, frame: Frame, missing: Sequence[int]) -> None:
    """Report blank cells: an empty column in one line, many rows of a large table in one line, else row by row.

    Stage dates may be blank (the step is not reached); what a verdict rests on weighs as a doubt.
    """
    stage_date = column.kind is FieldKind.DATE and column.field not in DATED_FIELDS  # or the day a row was updated
    if not missing or stage_date:
        return
    key = column.field in KEY_FIELDS[frame.noun] or column.field in DATED_FIELDS or column.kind is FieldKind.STATUS
    weight = Severity.DOUBT if key else Severity.NOTE
    count, total = len(missing), len(column.cells)
    if count == total:
        frame.log.add("column.empty", weight, field=column.header, count=count)
    elif not frame.log.every_row and count > _FEW:
        frame.log.add("value.missing_many", Severity.NOTE, field=column.header, count=count, total=total)
    else:
        for at in missing:
            frame.log.add("value.missing", weight, row=frame.rows[at], field=column.header, subject=frame.ids[at], value=column.cells[at])
