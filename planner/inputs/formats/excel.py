"""Excel workbooks, new and old: one sheet, its table found among titles, notes and totals. The first bytes say which, not the name."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from planner.errors import Problem, Severity
from planner.inputs.formats.newexcel import Sheet, new_sheets
from planner.inputs.formats.oldexcel import old_sheets
from planner.inputs.formats.sheets import Merge, find_table
from planner.inputs.formats.source import FileContent, refuse
from planner.inputs.formats.text_files import read_csv
from planner.inputs.values.cells import strip
from planner.model import InputSpec

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_MARKUP = (b"<html", b"<table", b"<!doctype", b"<?xml", b"mime-version")


def read_excel(spec: InputSpec, *, header_rows: tuple[int, int] | None = None) -> FileContent:
    """Read a sheet: the one the spec names as its layer, else the only visible one that is not blank.

    Formulas give the value Excel last saved. Numbers are taken to 15 digits, which is what Excel keeps and shows. Systems that export text
    and call it ``.xls`` are common: such a file is read as the text it is.

    Raises
    ------
    InputError
        ``file.unreadable`` (damaged, encrypted), ``file.markup_sheet`` (a web page by that name), ``layer.missing``, ``layer.choose``,
        ``file.empty``.
    """
    with spec.path.open("rb") as stream:
        head = stream.read(1024)
    if head.startswith(_ZIP):
        sheets = new_sheets(spec)
    elif head.startswith(_OLE):
        try:
            sheets = old_sheets(spec.path)
        except ValueError as error:
            raise refuse("file.unreadable", spec, why=str(error)) from error
    elif head.lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise refuse("file.markup_sheet", spec, value=spec.path.suffix)
    else:
        return read_csv(spec)
    return _table(spec, sheets, header_rows)


def _table(spec: InputSpec, sheets: Mapping[str, Sheet], header_rows: tuple[int, int] | None) -> FileContent:
    """Find the table of the sheet that was named, or of the only one that may be meant."""
    names = tuple(sheets)
    if spec.layer and spec.layer not in sheets:
        raise refuse("layer.missing", spec, value=spec.layer, layers="、".join(names))
    filled = [name for name, sheet in sheets.items() if sheet.visible and (len(sheet.rows) > 1 or max(map(len, sheet.rows), default=0) > 1)]
    choice = [spec.layer] if spec.layer else filled
    if len(choice) > 1:
        raise refuse("layer.choose", spec, layers="、".join(filled))
    if not choice:
        raise refuse("file.empty", spec)
    sheet = sheets[choice[0]]
    grid = [[_text(value) for value in row] for row in sheet.rows]
    merges = _packed(sheet.merges, sheet.numbers)
    found = find_table(grid, merges, file=spec.name, header_rows=_of_rows(sheet.numbers, header_rows))
    rows = [sheet.numbers[at] for at in found.rows]
    if not found.records or not found.headers:
        raise refuse("file.empty", spec)
    width = len(found.headers)
    even = [(cells + [""] * width)[:width] for cells in found.records]
    return FileContent(
        format="Excel",
        headers=found.headers,
        cells=tuple(list(column) for column in zip(*even, strict=True)),
        rows=np.array(rows, dtype=np.int64) + 1,
        layer=choice[0],
        layers=names,
        ragged=tuple(at for at, cells in enumerate(found.records) if any(strip(c) for c in cells[width:])),
        merged=found.merged,
        problems=(*(replace(p, row=sheet.numbers[p.row - 1] + 1) if p.row else p for p in found.problems), *_hidden(sheet, rows, spec)),
    )


def _packed(merges: Sequence[Merge], numbers: Sequence[int]) -> list[Merge]:
    """Write merged cells by the place of a row among those that hold something; one over blank rows alone is left out."""
    packed = [(bisect_left(numbers, top), bisect_right(numbers, bottom) - 1, left, right) for top, bottom, left, right in merges]
    return [merge for merge in packed if merge[0] <= merge[1]]


def _of_rows(numbers: Sequence[int], header_rows: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the header rows a person named by their place among the rows that hold something."""
    if header_rows is None:
        return None
    first, last = bisect_left(numbers, header_rows[0] - 1), bisect_right(numbers, header_rows[1] - 1) - 1
    return min(first, len(numbers) - 1) + 1, max(first, last) + 1


def _hidden(sheet: Sheet, rows: Sequence[int], spec: InputSpec) -> tuple[Problem, ...]:
    """Tell which of the records stand in hidden rows: they are read like any other."""
    there = [row + 1 for row in rows if row in sheet.hidden]
    said = "、".join(map(str, there[:10])) + ("…" if len(there) > 10 else "")
    return (Problem("sheet.hidden_rows", Severity.DOUBT, spec.name, value=said, params={"count": len(there)}),) if there else ()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return np.format_float_positional(float(f"{value:.15g}"), trim="-")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    return str(value)
