"""reading."""

from __future__ import annotations

from planner.run.reading.lists import compare_parcels, judge_facts, judge_ledger
from planner.run.reading.projects import read_projects
from planner.run.reading.streets import ground_frame

__all__ = ["compare_parcels", "ground_frame", "judge_facts", "judge_ledger", "read_projects"]
