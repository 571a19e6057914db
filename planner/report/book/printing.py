"""Which part of a sheet goes on paper: its columns in the order a reader wants them, and whether it is printed whole."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from planner.report.columns import Column, blank, columns_of
from planner.tables import schemas

#: Rows that are printed of a long sheet to look things up in: its first page; and the length up to which it is printed whole.
FIRST_PAGE, WHOLE = 36, 80
_WITHIN = "share_within_"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands on its sheet.

    Attributes
    ----------
    columns
        From the left: those that are printed, those for the screen, those without any value.
    printed
        How many of them are printed.
    rows
        How many records are printed.
    """

    columns: tuple[Column, ...]
    printed: int
    rows: int


def layout(sheet: str, frame: pd.DataFrame) -> Layout:
    """Lay a table out: what goes on paper first, what holds nothing last.

    Parameters
    ----------
    sheet
        Name of the sheet.
    frame
        Its table.
    """
    columns = columns_of(sheet, frame.columns)
    table = schemas().get(sheet)
    wanted = (table.paper if table else ()) or tuple(c.name for c in columns)
    place = {_longest(name, frame): at for at, name in enumerate(wanted)}
    movable = len(frame) and not sheet.startswith("ledger_")  # a county's ledger has columns to be filled in by hand
    empty = {c.name for c in columns if movable and all(blank(v) for v in frame[c.name])} - {columns[0].name}
    paper = sorted((c for c in columns if c.name in place and c.name not in empty), key=lambda c: place[c.name])
    screen = [c for c in columns if c.name not in place and c.name not in empty]
    rows = FIRST_PAGE if table and table.looked_up and len(frame) > WHOLE else len(frame)
    return Layout((*paper, *screen, *(c for c in columns if c.name in empty)), len(paper), rows)


def _longest(name: str, frame: pd.DataFrame) -> str:
    """Return the share within the longest limit the table has, where another than the usual one was asked for."""
    stem, found, _ = name.partition(_WITHIN)
    if not found or name in frame:
        return name
    there = [str(c) for c in frame.columns if str(c).startswith(stem + _WITHIN)]
    return there[-1] if there else name
