"""The sheets of old Excel workbooks (.xls, and .et of WPS, which is the same inside)."""

from __future__ import annotations

import datetime
import io
from pathlib import Path
from typing import Any

import xlrd

from planner.inputs.formats.newexcel import Sheet
from planner.inputs.formats.sheets import Merge
from planner.texts.reading.layouts import LOCKED_BOOK


def old_sheets(path: Path) -> dict[str, Sheet]:
    """Return the sheets of an old workbook, values as Excel last saved them.

    Parameters
    ----------
    path
        An OLE file that holds a workbook.

    Returns
    -------
    dict
        In the order of the workbook; dates are dates, an error is its sign (``#N/A``), a blank cell is ``None``.

    Raises
    ------
    ValueError
        If it is damaged, locked with a password or no workbook.
    """
    try:
        book = xlrd.open_workbook(file_contents=path.read_bytes(), formatting_info=True, logfile=io.StringIO())
        return {sheet.name: _content(sheet, int(book.datemode)) for sheet in book.sheets()}
    except OSError:
        raise
    except Exception as error:  # damaged records make xlrd raise whatever the parsing stumbles over
        raise ValueError(_why(str(error))) from error


def _why(said: str) -> str:
    """Return in words a person knows why xlrd gave up: a locked new workbook is an OLE file without a workbook in it."""
    if "encrypted" in said or "find workbook" in said:
        return LOCKED_BOOK
    return said.splitlines()[0] if said else "Excel"


def _content(sheet: Any, datemode: int) -> Sheet:
    every = [[_value(cell, datemode) for cell in sheet.row(at)] for at in range(sheet.nrows)]
    numbers = [at for at, row in enumerate(every) if any(value is not None for value in row)]
    hidden = frozenset(at for at, about in sheet.rowinfo_map.items() if about.hidden)
    merges: list[Merge] = [(top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
    return Sheet(sheet.visibility == 0, [every[at] for at in numbers], numbers, merges, hidden)


def _value(cell: Any, datemode: int) -> object:
    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
        return None
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            when: datetime.datetime = xlrd.xldate.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
        return when
    return cell.value
