"""Live formulas of the workbook: where a table's columns stand, and the figures a reader would check by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_range_abs

from planner.report.book.printing import layout
from planner.report.columns import finding_key
from planner.tables import title_of
from planner.texts import word

#: Row of the first record on a sheet, counted from nought.
FIRST_ROW = 2


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the columns of every table stand: table → columns in order, and its number of rows."""

    columns: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Cells:
        """Lay the tables out as the workbook does."""
        return cls(
            {name: tuple(c.name for c in layout(name, t).columns) for name, t in tables.items()}, {n: len(t) for n, t in tables.items()}
        )

    def whole(self, table: str, column: str) -> str:
        """Return the range of a column; empty where the table lacks it or has no rows."""
        if not self.rows.get(table) or column not in self.columns[table]:
            return ""
        at = self.columns[table].index(column)
        return f"'{title_of(table)}'!{xl_range_abs(FIRST_ROW, at, FIRST_ROW + self.rows[table] - 1, at)}"

    def count(self, table: str, *tests: tuple[str, str]) -> str:
        """Count the rows whose columns read as given."""
        ranges = [(self.whole(table, column), text) for column, text in tests]
        if not all(r for r, _ in ranges):
            return ""
        tested = ",".join(f"{r},{quoted(text)}" for r, text in ranges)
        return f"=COUNTIFS({tested})"

    def total(self, table: str, column: str, *tests: tuple[str, str | float]) -> str:
        """Sum a column over the rows whose other columns are as given."""
        what, ranges = self.whole(table, column), [(self.whole(table, c), v) for c, v in tests]
        if not what or not all(r for r, _ in ranges):
            return ""
        tested = ",".join(f"{r},{quoted(v) if isinstance(v, str) else format(v, 'g')}" for r, v in ranges)
        return f"=SUMIFS({what},{tested})"


def quoted(text: str) -> str:
    """Write a text as a formula's criterion that means itself: no wildcard, no comparison."""
    plain = text.replace("~", "~~").replace("*", "~*").replace("?", "~?").replace('"', '""')
    return f'"={plain}"' if plain.startswith(("<", ">", "=")) else f'"{plain}"'


def shortfall(names: Sequence[str], row: Mapping[str, object], at: int) -> str:
    """Return the formula of a finding's shortfall: required less provided, where that is what stands in the table; else nothing.

    Parameters
    ----------
    names
        Columns of the sheet in order.
    row
        The record.
    at
        Its row on the sheet, counted from nought.
    """
    try:
        required, provided, short = (Decimal(str(row[k])) for k in ("required", "provided", "shortfall"))
    except (KeyError, InvalidOperation):
        return ""
    if short != max(Decimal(0), required - provided):
        return ""
    cells = [f"{xl_col_to_name(names.index(k))}{at + 1}" for k in ("required", "provided")]
    return f"=MAX(0,ROUND({cells[0]}-{cells[1]},6))"


def verdict_text(verdict: str, force: str = "mandatory") -> str:
    """Return the word a verdict's cell holds."""
    return word(f"verdict.{finding_key(verdict, force)}")
