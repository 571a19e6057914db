"""Rows and their names: repeated rows, repeated ids, rows without an id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.errors import Severity
from planner.inputs.formats.source import FileContent
from planner.inputs.log import Log
from planner.inputs.values.cells import strip

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class UsedRows:
    """Which records of a file are used, and what they are called.

    Attributes
    ----------
    keep
        Positions of the records kept, in file order.
    ids
        A unique id for each of them.
    repeated
        Ids whose text in the file belongs to more than one record.
    """

    keep: NDArray[np.int64]
    ids: list[str]
    repeated: frozenset[str]


def name_rows(source: FileContent, id_column: int | None, log: Log, *, keep_equal: bool = False) -> UsedRows:
    """Drop repeated rows, once and aloud, and give every other row an id of its own.

    A row equal in every cell (and geometry) to an earlier one is dropped. The same id on different rows is kept under ``F011`` and
    ``F011#2``, both reported. A row without an id is called after its row number.

    Parameters
    ----------
    source
        The file.
    id_column
        Position of the id column; ``None`` where there is none.
    log
        Takes the problems.
    keep_equal
        Keep equal rows even so; for tables without ids whose rows may rightly be equal.
    """
    given = [strip(text) for text in source.cells[id_column]] if id_column is not None else [""] * len(source)
    header = source.headers[id_column].strip() if id_column is not None else ""
    first = _first_equal(source)
    keep = np.arange(len(source), dtype=np.int64)
    if not keep_equal:
        keep = np.flatnonzero(first == keep).astype(np.int64)
        for at in np.flatnonzero(first != np.arange(len(source))):
            name = given[at] or _row_name(source, int(at))
            log.add("row.duplicate", Severity.NOTE, row=int(source.rows[at]), subject=name, first=int(source.rows[first[at]]))
    if id_column is None:
        log.add("id.made", Severity.NOTE)
    ids = _unique([given[at] or _row_name(source, int(at)) for at in keep])
    counts = Counter(given[at] for at in keep)
    repeated: set[str] = set()
    for at, name in zip(keep, ids, strict=True):
        text, row = given[at], int(source.rows[at])
        if not text and id_column is not None:
            log.add("id.blank", Severity.NOTE, row=row, field=header, subject=name)
        elif text and counts[text] > 1:
            repeated.add(name)
            log.add("id.duplicate", Severity.DOUBT, row=row, field=header, subject=name, value=text, count=counts[text])
    return UsedRows(keep, ids, frozenset(repeated))


def _row_name(source: FileContent, at: int) -> str:
    return f"row{int(source.rows[at])}"


def _unique(names: Sequence[str]) -> list[str]:
    """Append a number to each bearer of one name, avoiding names that stand in the file anyway."""
    present, used, result = set(names), set[str](), list[str]()
    for name in names:
        unique, number = name, 2
        while unique in used or (unique != name and unique in present):
            unique, number = f"{name}#{number}", number + 1
        used.add(unique)
        result.append(unique)
    return result


def _first_equal(source: FileContent) -> NDArray[np.int64]:
    """Return for each record the position of the first record equal to it."""
    if not source.cells and source.geometry is None:
        return np.arange(len(source), dtype=np.int64)
    prints = _prints(source)
    first = np.arange(len(source), dtype=np.int64)
    _, group, size = np.unique(prints, return_inverse=True, return_counts=True)
    alike = np.flatnonzero(size[group] > 1)  # equal prints are nearly always equal records, but only equal records count
    seen: dict[tuple[object, ...], int] = {}
    shapes = [None] * len(alike) if source.geometry is None else list(shapely.to_wkb(source.geometry[alike]))
    for at, shape in zip(alike.tolist(), shapes, strict=True):
        first[at] = seen.setdefault((*(column[at] for column in source.cells), shape), at)
    return first


def _prints(source: FileContent) -> NDArray[np.int64]:
    """Return a number for each record, the same for equal ones; a large layer is not laid out in memory once more for it."""
    prints = np.empty(len(source), dtype=np.int64)
    for start in range(0, len(source), _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, len(source)))
        columns: list[Sequence[object]] = [column[part] for column in source.cells]
        if source.geometry is not None:
            columns.append(list(shapely.to_wkb(source.geometry[part])))
        prints[part] = [hash(record) for record in zip(*columns, strict=True)]
    return prints
