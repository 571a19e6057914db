"""A scenario read once and run with more changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from planner.access import WalkNetwork
from planner.model import CHANGES
from planner.scenario import RunResult, Scenario
from planner.scenario.apply import Step
from planner.scenario.intake import read_inputs
from planner.scenario.load import Loaded
from planner.scenario.run import compute

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """A scenario with its inputs in memory, shared by all sessions; nothing of it changes."""

    loaded: Loaded
    result: RunResult
    network: WalkNetwork
    base_hash: str

    @classmethod
    def open(cls, path: str | Path, progress: Progress | None = None) -> Workspace:
        """Read a scenario file and all it names, and run it."""
        loaded, tell = Scenario.load(path).loaded, progress or (lambda *_: None)
        inputs = read_inputs(loaded, tell)
        result = compute(loaded, inputs, tell)
        key = sha256(repr(sorted((k, v["sha256"]) for k, v in result.summary["inputs"].items())).encode()).hexdigest()
        return cls(loaded, result, inputs.streets.gated, key)

    def run(self, changes: Sequence[Mapping[str, Any]], progress: Progress | None = None) -> RunResult:
        """Run the scenario with more changes."""
        if not changes:
            return self.result
        steps = tuple(
            Step(CHANGES[name].model_validate(body), name, self.loaded.path, None) for change in changes for name, body in change.items()
        )
        loaded, tell = replace(self.loaded, steps=(*self.loaded.steps, *steps)), progress or (lambda *_: None)
        return compute(loaded, read_inputs(loaded, tell), tell)
