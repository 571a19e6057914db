"""draw."""

from __future__ import annotations

from planner.access.draw.circles import CELL_M, DECK_M, FINE_CELL_M, SCREENING_CELL_M, WIDTH_M

__all__ = ["CELL_M", "DECK_M", "FINE_CELL_M", "SCREENING_CELL_M", "WIDTH_M"]
