"""What the columns of every table are called, in Chinese and English, units included."""

from __future__ import annotations

from planner.tables.columns import CATCHMENT, COLUMNS, REACH_FIGURES, REACH_SETS, SHARE_WITHIN, SHEET_COLUMNS, STRAIGHT, WHO

__all__ = ["CATCHMENT", "COLUMNS", "REACH_FIGURES", "REACH_SETS", "SHARE_WITHIN", "SHEET_COLUMNS", "STRAIGHT", "WHO"]
