"""Excel workbooks, new and old: one sheet, its table found among titles, notes and totals. The first bytes say which, not the name."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from typing import Any

import numpy as np
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planner.inputs.formats.oldexcel import Sheets, old_sheets
from planner.inputs.formats.sheets import Merge, find_table
from planner.inputs.formats.source import FileContent, refuse
from planner.inputs.formats.text_files import read_csv
from planner.inputs.values.cells import strip
from planner.model import InputSpec

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_MARKUP = (b"<html", b"<table", b"<!doctype", b"<?xml", b"mime-version")
_MOST_BYTES = 1_000_000_000  # unpacked: a workbook of cells, not a bomb


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
        sheets = _new_sheets(spec)
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


def _table(spec: InputSpec, sheets: Sheets, header_rows: tuple[int, int] | None) -> FileContent:
    """Find the table of the sheet that was named, or of the only one that may be meant."""
    names = tuple(sheets)
    if spec.layer and spec.layer not in sheets:
        raise refuse("layer.missing", spec, value=spec.layer, layers="、".join(names))
    filled = [name for name, (visible, rows, _) in sheets.items() if visible and (len(rows) > 1 or max(map(len, rows), default=0) > 1)]
    choice = [spec.layer] if spec.layer else filled
    if len(choice) > 1:
        raise refuse("layer.choose", spec, layers="、".join(filled))
    if not choice:
        raise refuse("file.empty", spec)
    _, rows, merges = sheets[choice[0]]
    grid = [[_text(value) for value in row] for row in rows]
    found = find_table(grid, sorted(merges), file=spec.name, header_rows=header_rows)
    if not found.records or not found.headers:
        raise refuse("file.empty", spec)
    width = len(found.headers)
    even = [(cells + [""] * width)[:width] for cells in found.records]
    return FileContent(
        format="Excel",
        headers=found.headers,
        cells=tuple(list(column) for column in zip(*even, strict=True)),
        rows=np.array(found.rows, dtype=np.int64) + 1,
        layer=choice[0],
        layers=names,
        ragged=tuple(at for at, cells in enumerate(found.records) if any(strip(c) for c in cells[width:])),
        problems=found.problems,
    )


def _new_sheets(spec: InputSpec) -> Sheets:
    sheets: Sheets = {}
    for sheet in _opened(spec).worksheets:
        merges: list[Merge] = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
        sheets[sheet.title] = (sheet.sheet_state == "visible", [list(row) for row in sheet.iter_rows(values_only=True)], merges)
    return sheets


def _opened(spec: InputSpec) -> Any:
    try:
        with zipfile.ZipFile(spec.path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise refuse("file.too_large", spec)
        with warnings.catch_warnings(), spec.path.open("rb") as stream:  # as a stream: openpyxl minds the name of a file
            warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-down lists it leaves out
            return load_workbook(stream, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, EOFError) as error:
        raise refuse("file.unreadable", spec, why=str(error).splitlines()[0] if str(error) else "Excel") from error


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
