"""What is computed: a scenario and its inputs become a frozen :class:`RunResult`; a :class:`Workspace` runs ever other changes.

``reading/`` reads every input of a scenario; ``people`` says where they live, ``centres`` what stands in each community, ``walks`` who is
how far from what; ``judged/`` puts facts before the rules; ``why/`` explains homes not reached; ``tables`` and ``summary`` give the
frames and figures of the result. ``changes`` applies what a scenario changes; ``checks`` judges rules without a network.
A :class:`Workspace` holds a scenario open and runs it with ever other changes; what they do not touch is remembered (``memory``).
"""

from __future__ import annotations

from planner.run.centres import CentreCounts, count_centres
from planner.run.checks import Check, check_communities, check_facts, check_parcels, compare_parcels, draft_parcel
from planner.run.memory import LazyTables, Memory
from planner.run.reading.intake import Progress
from planner.run.result import RunResult
from planner.run.scenario import Scenario
from planner.run.summary import SCHEMA_VERSION, resolved_data
from planner.run.walks import walking
from planner.run.workspace import Workspace

__all__ = [
    "SCHEMA_VERSION",
    "CentreCounts",
    "Check",
    "LazyTables",
    "Memory",
    "Progress",
    "RunResult",
    "Scenario",
    "Workspace",
    "check_communities",
    "check_facts",
    "check_parcels",
    "compare_parcels",
    "count_centres",
    "draft_parcel",
    "resolved_data",
    "walking",
]
