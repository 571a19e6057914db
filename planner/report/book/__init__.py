"""Excel: the workbook of a run, ledgers by county, a scenario's changes as a workbook and back.

``workbook`` and ``ledgers`` choose the sheets; ``pen`` writes a sheet, ``formulas`` its live sums, ``printing`` its paper
layout, ``summary`` its first and last page; ``scenario`` writes and reads a scenario's changes; ``tablefile`` writes one table.
"""

from __future__ import annotations

from planner.report.book.scenario import read_scenario_book, write_scenario_book
from planner.report.book.tablefile import table_csv, table_xlsx

__all__ = ["read_scenario_book", "table_csv", "table_xlsx", "write_scenario_book"]
