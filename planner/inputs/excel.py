"""Excel workbooks (.xlsx, .xlsm): one sheet, its table found among titles, notes and totals."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from typing import Any

import numpy as np
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from planner.errors import Problem
from planner.inputs.cells import strip
from planner.inputs.sheets import Merge, find_table
from planner.inputs.source import Source, refuse
from planner.model import InputSpec

_MOST_BYTES = 1_000_000_000  # unpacked: a workbook of cells, not a bomb


def read_excel(spec: InputSpec, *, header_rows: tuple[int, int] | None = None) -> Source:
    """Read a sheet: the one the spec names as its layer, else the only visible one that is not blank.

    Formulas give the value Excel last saved. Numbers are taken to 15 digits, which is what Excel keeps and shows.

    Raises
    ------
    InputError
        ``file.unreadable`` (damaged, encrypted), ``layer.missing``, ``layer.choose``, ``file.empty``.
    """
    book = _opened(spec)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    names = tuple(sheets)
    if spec.layer and spec.layer not in sheets:
        raise refuse("layer.missing", spec, value=spec.layer, layers="、".join(names))
    filled = [s.title for s in sheets.values() if s.sheet_state == "visible" and (s.max_row > 1 or s.max_column > 1)]
    choice = [spec.layer] if spec.layer else filled
    if len(choice) > 1:
        raise refuse("layer.choose", spec, layers="、".join(filled))
    if not choice:
        raise refuse("file.empty", spec)
    sheet = sheets[choice[0]]
    grid = [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    merges: list[Merge] = [(m.min_row - 1, m.max_row - 1, m.min_col - 1, m.max_col - 1) for m in sheet.merged_cells.ranges]
    found = find_table(grid, sorted(merges), file=spec.name, header_rows=header_rows)
    if not found.records or not found.headers:
        raise refuse("file.empty", spec)
    width = len(found.headers)
    even = [(cells + [""] * width)[:width] for cells in found.records]
    problems: tuple[Problem, ...] = found.problems
    return Source(
        format="Excel",
        headers=found.headers,
        cells=tuple(list(column) for column in zip(*even, strict=True)),
        rows=np.array(found.rows, dtype=np.int64) + 1,
        layer=choice[0],
        layers=names,
        ragged=tuple(at for at, cells in enumerate(found.records) if any(strip(c) for c in cells[width:])),
        problems=problems,
    )


def _opened(spec: InputSpec) -> Any:
    try:
        with zipfile.ZipFile(spec.path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise refuse("file.too_large", spec)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-down lists it leaves out
            return load_workbook(spec.path, data_only=True)
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
