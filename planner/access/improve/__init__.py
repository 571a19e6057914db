"""improve."""

from __future__ import annotations

from planner.access.improve.changes import Changes, NearStreets, Tried, cheapest_changes, near_streets, worth_trying

__all__ = ["Changes", "NearStreets", "Tried", "cheapest_changes", "near_streets", "worth_trying"]
