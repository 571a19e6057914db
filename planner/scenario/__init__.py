"""What an officer writes: the scenario file, its changes, what it extends, named versions of it.

``load_file`` reads and checks a scenario file with everything it extends (``chain``, ``schema``, ``changes``); ``rewriting`` changes one
in place, comments kept; :class:`ScenarioStore` keeps named versions. Nothing is computed here: that is ``planner.run``.
"""

from __future__ import annotations

from planner.scenario.chain import Chain, extended, read_chain
from planner.scenario.changes import (
    CHANGES,
    AddCompound,
    AddFacility,
    AddParcel,
    AddRoad,
    Change,
    ChangeStep,
    CloseFacility,
    CloseGate,
    GrowPopulation,
    MoveFacility,
    OpenGate,
    OverrideRule,
    ResizeFacility,
    near_words,
)
from planner.scenario.load import LoadedScenario, input_files, load_chain, load_file, pack_name, spec_of
from planner.scenario.rewriting import ChangeEdit, changes_of, flow, rewritten
from planner.scenario.schema import WalkSettings
from planner.scenario.store import Saved, ScenarioConflictError, ScenarioStore

__all__ = [
    "CHANGES",
    "AddCompound",
    "AddFacility",
    "AddParcel",
    "AddRoad",
    "Chain",
    "Change",
    "ChangeEdit",
    "ChangeStep",
    "CloseFacility",
    "CloseGate",
    "GrowPopulation",
    "LoadedScenario",
    "MoveFacility",
    "OpenGate",
    "OverrideRule",
    "ResizeFacility",
    "Saved",
    "ScenarioConflictError",
    "ScenarioStore",
    "WalkSettings",
    "changes_of",
    "extended",
    "flow",
    "input_files",
    "load_chain",
    "load_file",
    "near_words",
    "pack_name",
    "read_chain",
    "rewritten",
    "spec_of",
]
