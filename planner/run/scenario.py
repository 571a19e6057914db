"""A scenario ready to be run: what ``planner.Scenario`` is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.run.compute import run
from planner.run.reading.intake import Progress
from planner.run.result import RunResult
from planner.scenario import LoadedScenario, load_file


@dataclass(frozen=True, slots=True)
class Scenario:
    """规划方案: what is read, at which date, walked how.

    Examples
    --------
    >>> Scenario.load("scenarios/baseline.yaml").run().summary["parcels"]["total"]  # doctest: +SKIP
    40
    """

    loaded: LoadedScenario

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
