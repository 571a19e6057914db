"""improve."""

from __future__ import annotations

from planner.access.improve.changes import CandidateChanges, Changes, NearStreets, cheapest_changes, near_streets, worth_trying

__all__ = ["CandidateChanges", "Changes", "NearStreets", "cheapest_changes", "near_streets", "worth_trying"]
