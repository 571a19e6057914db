"""What differs between runs: figures, homes gained and lost, verdicts that turned and why, money."""

from __future__ import annotations

from planner.compare.comparison import Comparison, Side, compare
from planner.compare.figures import figure_told, shown_change

__all__ = ["Comparison", "Side", "compare", "figure_told", "shown_change"]
