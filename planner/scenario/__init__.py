"""What an officer writes: the scenario file, its changes, what it extends, named versions of it. Nothing is computed here.

Where things are
----------------
``schema``, ``changes``
    What a scenario file may say, and each kind of change, as frozen types that refuse unknown keys.
``chain``
    A file laid over all it extends, every fault with its line.
``load``
    The scenario checked as a whole: :func:`load_file` gives a :class:`LoadedScenario`.
``rewriting``
    Changes edited in the text of a file, comments and layout kept.
``store``
    Named scenarios in a folder: every version kept, two writers never lose each other's work.

``planner.run`` computes what is written here.
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
