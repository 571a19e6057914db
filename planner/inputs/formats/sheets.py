"""A sheet as people keep it: a title and notes above, a header of one or more rows, totals and signatures below.

A rectangle of texts goes in, headers and records come out. Nothing is left out silently: what stood above and below is reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from planner.errors import Problem, Severity
from planner.inputs.headers.match import header_datum, is_known_header
from planner.inputs.values.cells import UNITS, plain, strip
from planner.texts.reading import layouts as words

Grid = Sequence[Sequence[str]]
Merge = tuple[int, int, int, int]  # first row, last row, first column, last column; all counted from 0, ends included

_LOOKED_AT = 40
LEAST_KNOWN = 2
"""Known headers that make a row the header."""
_TOTAL, _REMARK, _UNIT_NOTE = (re.compile(p) for p in (words.TOTAL, words.REMARK, words.UNIT_NOTE))


@dataclass(frozen=True, slots=True)
class SheetTable:
    """The table found in a sheet.

    Attributes
    ----------
    first
        Row the header starts on, counted from 0.
    headers
        One per column; rows of a taller header joined.
    records
        Texts of each record, as many as headers or more.
    rows
        Where each record stands, counted from 0.
    merged
        Position of the record and column of each cell that shares a merged cell with another record.
    problems
        What was left out, and units named above the table.
    """

    first: int
    headers: tuple[str, ...]
    records: list[list[str]]
    rows: list[int]
    merged: tuple[tuple[int, int], ...]
    problems: tuple[Problem, ...]


def find_table(grid: Grid, merges: Sequence[Merge], *, file: str, header_rows: tuple[int, int] | None = None) -> SheetTable:
    """Find the table in a sheet.

    Parameters
    ----------
    grid
        Texts, row by row; rows may differ in length.
    merges
        Merged cells.
    file
        For the problems reported.
    header_rows
        First and last row of the header, counted from 1, where a person said so; else the row that holds most known headers, and the rows
        that merged cells tie to it.
    """
    filled = _filled(grid, merges)
    first, last = (header_rows[0] - 1, header_rows[1] - 1) if header_rows else _header(filled, merges)
    headers = _joined(filled[first : last + 1])
    problems = list(_told_above(filled[:first], file))
    records: list[list[str]] = []
    rows: list[int] = []
    for at in range(last + 1, len(filled)):
        cells = filled[at]
        if not any(strip(c) for c in cells):
            continue
        if is_total(cells):
            problems.append(Problem("sheet.left_out", Severity.NOTE, file, at + 1, value=_short(cells)))
            continue
        records.append(cells)
        rows.append(at)
    return SheetTable(first, headers, records, rows, _shared(merges, rows), tuple(problems))


def _shared(merges: Sequence[Merge], rows: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the cells whose one text stands for several records, by position of the record and column."""
    cells: list[tuple[int, int]] = []
    for top, bottom, left, right in merges:
        first, last = bisect_left(rows, top), bisect_right(rows, bottom)
        if last - first > 1 and left == right:
            cells.extend((at, left) for at in range(first, last))
    return tuple(cells)


def is_total(cells: Sequence[str]) -> bool:
    """Recognise a row of totals, or a remark or signature below a table, by the first text that stands in it."""
    first = plain(next((strip(c) for c in cells if strip(c)), "")).replace(" ", "")
    return bool(_TOTAL.fullmatch(first) or _REMARK.fullmatch(first))


def _filled(grid: Grid, merges: Sequence[Merge]) -> list[list[str]]:
    """Write the text of a merged cell into each cell it covers."""
    filled = [list(row) for row in grid]
    widest = max(map(len, filled), default=0)  # a merged cell may be declared over columns that hold nothing
    for top, bottom, left, declared in merges:
        right = min(declared, widest - 1)
        if top >= len(filled) or right < left:
            continue
        text = filled[top][left] if left < len(filled[top]) else ""
        for at in range(top, min(bottom, len(filled) - 1) + 1):
            filled[at] += [""] * (right + 1 - len(filled[at]))
            filled[at][left : right + 1] = [text] * (right + 1 - left)
    return filled


def _header(grid: Grid, merges: Sequence[Merge]) -> tuple[int, int]:
    """Find the header: the row of most known headers near the top, else the first that is not blank, and the rows merged with it."""
    known = [known_headers(row) for row in grid[:_LOOKED_AT]]
    best = max(range(len(known)), key=lambda at: known[at], default=0)
    if not known or known[best] < LEAST_KNOWN:
        best = next((at for at, row in enumerate(grid) if sum(bool(strip(c)) for c in row) > 1), 0)
        return best, best
    tied = [(top, bottom) for top, bottom, left, right in merges if top <= best <= bottom and (bottom > top or right > left)]
    above = [(top, bottom) for top, bottom, left, right in merges if bottom == best - 1 and right > left and not _lone(grid[best - 1])]
    first = min([best, *(top for top, _ in (*tied, *above))])
    last = max([best, *(bottom for top, bottom in tied if bottom > top)])
    if last == best and any(right > left for top, bottom, left, right in merges if top == bottom == best):
        last = min(best + 1, len(grid) - 1)  # a group heading without any cell merged downwards: its parts stand in the next row
    return first, last


def known_headers(row: Sequence[str]) -> int:
    """Count the different texts of a row that are headers of some kind of table."""
    return sum(is_known_header(c) for c in dict.fromkeys(strip(c) for c in row) if c)


def _lone(row: Sequence[str]) -> bool:
    """Distinguish a title, one text alone in its row, from a row of group headings."""
    return len({strip(c) for c in row if strip(c)}) <= 1


def _joined(rows: Grid) -> tuple[str, ...]:
    """Join the rows of a header column by column, so that a known name comes out where there is one."""
    width = max((len(row) for row in rows), default=0)
    headers: list[str] = []
    for column in range(width):
        parts = list(dict.fromkeys(strip(row[column]) for row in rows if column < len(row) and strip(row[column])))
        ways = ["".join(parts), "".join(reversed(parts)), *reversed(parts)] if parts else [""]
        chosen = next((way for way in ways if is_known_header(way)), "/".join(parts))
        datum = header_datum("/".join(parts))
        headers.append(f"{chosen}（{datum}）" if datum and not header_datum(chosen) else chosen)
    while headers and not headers[-1]:
        headers.pop()
    return tuple(headers)


def _told_above(rows: Grid, file: str) -> list[Problem]:
    problems: list[Problem] = []
    for at, row in enumerate(rows):
        text = _short(row)
        if not text:
            continue
        unit = _UNIT_NOTE.search(text)
        if unit is not None and plain(unit["unit"]) in {u for units in UNITS.values() for u in units} - words.SQUARE_METRES:
            problems.append(Problem("sheet.unit_note", Severity.DOUBT, file, at + 1, value=text, params={"unit": unit["unit"]}))
        else:
            problems.append(Problem("sheet.above", Severity.NOTE, file, at + 1, value=text))
    return problems


def _short(cells: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(strip(c) for c in cells if strip(c)))[:120]
