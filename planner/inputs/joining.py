"""Figures joined to shapes: a drawing or a corner file carries places, a table beside it the numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from planner.errors import Problem, Severity
from planner.inputs.formats.registry import load
from planner.inputs.formats.source import FileContent, refuse
from planner.inputs.headers.match import match_headers
from planner.inputs.values.cells import strip
from planner.model import InputSpec

_SHOWN = 5


def joined(source: FileContent, noun: str, spec: InputSpec, join: tuple[Path, str, str | None]) -> FileContent:
    """Join the columns of a table to a layer, row by row, by id.

    Parameters
    ----------
    source
        The layer; its id column is found as always, ``spec.columns`` included.
    noun
        Kind of table.
    spec
        Of the layer.
    join
        Path of the table, header of its id column (empty: found as always), its sheet or layer.

    Returns
    -------
    FileContent
        The layer with the table's columns, its own where both have one of a name. Rows that stand on one side only are doubts, a
        repeated id in the table as well (its first row counts).

    Raises
    ------
    InputError
        ``join.no_id`` where either side has no id column, and whatever reading the table says.
    """
    path, header, layer = join
    table_spec = InputSpec(path, layer, shown=path.name)
    table = load(table_spec)
    left = match_headers(noun, source.headers, spec.columns, cut=source.cut_headers).columns.get("id")
    right = _id_column(noun, table, header)
    if left is None or right is None:
        lacking, present = (spec, source.headers) if left is None else (table_spec, table.headers)
        raise refuse("join.no_id", lacking, value=header, present="、".join(present))
    keys, ids = ([strip(text) for text in side] for side in (table.cells[right], source.cells[left]))
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(key, at)
    columns = [at for at, name in enumerate(table.headers) if at != right and name.strip() and name not in source.headers]
    cells = tuple([table.cells[at][first[key]] if key in first else "" for key in ids] for at in columns)
    return replace(
        source,
        headers=(*source.headers, *(table.headers[at] for at in columns)),
        cells=(*source.cells, *cells),
        problems=(*source.problems, *table.problems, *_unmatched(spec.name, ids, table_spec.name, keys)),
    )


def _id_column(noun: str, table: FileContent, header: str) -> int | None:
    """Find the id column of the table: the one named, else the one recognised."""
    if header:
        headers = [h.strip() for h in table.headers]
        return headers.index(header.strip()) if header.strip() in headers else None
    return match_headers(noun, table.headers, {}).columns.get("id")


def _unmatched(name: str, ids: Sequence[str], other: str, keys: Sequence[str]) -> Iterator[Problem]:
    """Report ids that stand on one side only, and of those the table repeats."""
    for file, other_file, mine, theirs in ((name, other, ids, set(keys)), (other, name, keys, set(ids))):
        lost = [key or "—" for key in dict.fromkeys(mine) if key not in theirs]
        if lost:
            yield Problem(
                "join.unmatched", Severity.DOUBT, file, value="、".join(lost[:_SHOWN]), params={"count": len(lost), "other": other_file}
            )
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        yield Problem("join.repeated", Severity.DOUBT, other, value="、".join(twice[:_SHOWN]), params={"count": len(twice)})
