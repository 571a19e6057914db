"""Frames laid out as a table's description has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from planner.tables.schema import Room, schema_of


def frame_of(table: str, rows: Sequence[Mapping[str, Any]], room: Room = "run", *, dtype: type | None = None) -> pd.DataFrame:
    """Lay rows out with the columns of a table, in the order of its file.

    Parameters
    ----------
    table, room
        Whose columns: the description ``schemas/ROOM/tables/TABLE.json``.
    rows
        Column → value; every row has exactly the columns of the description.
    dtype
        Of all columns, where they do not follow from their values.

    Raises
    ------
    ValueError
        If a row has other columns: the description or what computes the row must be mended.
    """
    columns = schema_of(table, room).columns
    for row in rows:
        if row.keys() != set(columns):
            raise ValueError(f"{table}: columns differ from its description: {sorted(set(row) ^ set(columns))}")
    return pd.DataFrame([[row[c] for c in columns] for row in rows], columns=columns, dtype=dtype)
