"""book."""

from __future__ import annotations

from planner.report.book.scenario import read_scenario_book, write_scenario_book
from planner.report.book.tablefile import table_csv, table_xlsx

__all__ = ["read_scenario_book", "table_csv", "table_xlsx", "write_scenario_book"]
