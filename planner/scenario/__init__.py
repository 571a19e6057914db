"""Scenarios: a base, read at a date, run to a result.

``Scenario.load(path)`` reads and checks a scenario file; ``.run()`` carries it out and gives a frozen :class:`RunResult`. Reading is in
``load`` and ``schema``; ``run`` leads through ``people`` (where they live), ``centres`` (what stands in each community), ``walks`` (who
is how far from what), ``tables`` and ``summary`` (the frames and figures of the result). ``checks`` judges rules without a network.
A :class:`Workspace` holds a scenario open and runs it with ever other changes; what they do not touch is kept (``kept``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.scenario.checks import Check, check_communities, check_parcels
from planner.scenario.comparing import Comparison, Side, compare
from planner.scenario.intake import Progress
from planner.scenario.load import Loaded, load_file
from planner.scenario.result import RunResult
from planner.scenario.run import run
from planner.scenario.store import Saved, ScenarioConflictError, ScenarioStore
from planner.scenario.summary import SCHEMA_VERSION
from planner.scenario.workspace import Workspace

__all__ = [
    "SCHEMA_VERSION", "Check", "Comparison", "Progress", "RunResult", "Saved", "Scenario", "ScenarioConflictError", "ScenarioStore", "Side",
    "Workspace", "check_communities", "check_parcels", "compare",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """规划方案: what is read, at which date, walked how.

    Examples
    --------
    >>> Scenario.load("scenarios/baseline.yaml").run().summary["parcels"]["total"]  # doctest: +SKIP
    40
    """

    loaded: Loaded

    @classmethod
    def load(cls, path: str | Path) -> Scenario:
        """Read and check a scenario file.

        Raises
        ------
        InputError
            With every problem found: file, line, key, what is wrong, how to mend it.
        """
        return cls(load_file(Path(path)))

    @property
    def name(self) -> str:
        """Name as the file gives it."""
        return self.loaded.file.name

    @property
    def as_of(self) -> date:
        """Day on which rules are read."""
        return self.loaded.file.as_of

    def run(self, progress: Progress | None = None) -> RunResult:
        """Carry the scenario out.

        Parameters
        ----------
        progress
            Called with a step's name and the share done.

        Raises
        ------
        InputError
            If an input cannot be read so that no result could be trusted.
        """
        return run(self.loaded, progress)
