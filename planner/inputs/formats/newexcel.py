"""The sheets of new Excel workbooks (.xlsx, .xlsm), read as a stream: work follows the cells that are filled, not what a file declares."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from planner.inputs.formats.sheets import Merge
from planner.inputs.formats.source import refuse
from planner.model import InputSpec

_MOST_BYTES = 1_000_000_000  # unpacked: a workbook of cells, not a bomb
_MOST_CELLS = 20_000_000
_MOST_MERGES = 100_000
_CHUNK, _OVERLAP = 1 << 20, 4096
_MARKS = re.compile(rb'<(?:\w+:)?(?:mergeCell\b[^>]*\bref="(?P<merge>[A-Z0-9:]+)"|row\b(?P<row>[^>]*\bhidden="(?:1|true)"[^>]*))', re.ASCII)
_NUMBER = re.compile(rb'\br="(\d+)"')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: rows that hold something, where each stands (from 0), merged cells, hidden rows (from 0)."""

    visible: bool
    rows: list[list[object]]
    numbers: list[int]
    merges: list[Merge]
    hidden: frozenset[int] = field(default_factory=frozenset)


def new_sheets(spec: InputSpec) -> dict[str, Sheet]:
    """Return the sheets of a new workbook, values as Excel last saved them.

    Raises
    ------
    InputError
        ``file.too_large`` where more would be unpacked than a workbook of cells has. A damaged file raises whatever the library does.
    """
    with zipfile.ZipFile(spec.path) as packed, warnings.catch_warnings(), spec.path.open("rb") as stream:
        if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
            raise refuse("file.too_large", spec)
        warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-down lists it leaves out
        book = load_workbook(stream, data_only=True, read_only=True)  # as a stream: openpyxl minds the name of a file
        budget = _MOST_CELLS
        sheets: dict[str, Sheet] = {}
        for sheet in book.worksheets:
            rows, numbers = _filled(sheet, spec, budget)
            budget -= sum(map(len, rows))
            with packed.open(sheet._worksheet_path) as part:  # the library reads no merged cells of a stream
                merges, hidden = _marks(part, spec)
            sheets[sheet.title] = Sheet(sheet.sheet_state == "visible", rows, numbers, merges, hidden)
        return sheets


def _filled(sheet: Any, spec: InputSpec, budget: int) -> tuple[list[list[object]], list[int]]:
    """Return the rows that hold something, without the blank cells at their ends, and where they stand."""
    sheet.reset_dimensions()  # what a file declares of its size may be far more than it holds, or less
    rows: list[list[object]] = []
    numbers: list[int] = []
    for at, row in enumerate(sheet.iter_rows(values_only=True)):
        if not row:
            continue
        last = next((i for i in range(len(row) - 1, -1, -1) if row[i] is not None), -1)
        if last < 0:
            continue
        rows.append(list(row[: last + 1]))
        numbers.append(at)
        budget -= last + 1
        if budget < 0:
            raise refuse("file.too_large", spec)
    return rows, numbers


def _marks(part: IO[bytes], spec: InputSpec) -> tuple[list[Merge], frozenset[int]]:
    """Find merged cells and hidden rows in the text of a sheet."""
    merges: set[Merge] = set()
    hidden: set[int] = set()
    for found in _found(part):
        if found["merge"]:
            left, top, right, bottom = range_boundaries(found["merge"].decode("ascii"))
            merges.add((top - 1, bottom - 1, left - 1, right - 1))
        elif (number := _NUMBER.search(found["row"])) is not None:
            hidden.add(int(number[1]) - 1)
        if len(merges) > _MOST_MERGES:
            raise refuse("file.too_large", spec)
    return sorted(merges), frozenset(hidden)


def _found(part: IO[bytes]) -> Iterator[re.Match[bytes]]:
    tail = b""
    while chunk := part.read(_CHUNK):
        text = tail + chunk
        yield from _MARKS.finditer(text)
        tail = text[-_OVERLAP:]  # a mark found twice counts once
