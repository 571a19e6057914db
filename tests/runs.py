"""Finished runs that many tests read: each case is run once a session, shared by all workers, and read back from its files."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from planner.report import write_results
from planner.run import Scenario

Row = dict[str, str]


@dataclass(frozen=True)
class Run:
    """A result folder, read as a stranger would: nothing but its files."""

    folder: Path

    @cached_property
    def summary(self) -> dict[str, Any]:
        data: dict[str, Any] = json.loads((self.folder / "summary.json").read_text(encoding="utf-8"))
        return data

    @cached_property
    def traces(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "traces.jsonl").read_text(encoding="utf-8").splitlines()]

    def rows(self, name: str) -> list[Row]:
        """Rows of a CSV file as text."""
        return read_rows(self.folder / f"{name}.csv")

    def by_id(self, name: str, key: str) -> dict[str, Row]:
        """Rows of a CSV file by a column that names each once."""
        rows = self.rows(name)
        found = {row[key]: row for row in rows}
        assert len(found) == len(rows)
        return found

    def doubts(self, subject: str) -> list[Row]:
        """Rows of the list of doubts that name a subject."""
        return [row for row in self.rows("quality") if row["subject"] == subject]

    def findings(self, subject: str) -> dict[str, Row]:
        """Findings of one subject by rule."""
        return {row["rule_id"]: row for row in self.rows("findings") if row["subject_id"] == subject}


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file of ours."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, str]:
    """File name → hash of its content."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def number(text: str) -> float:
    """A figure of a CSV file; blank is not a number."""
    return float(text) if text else float("nan")


def run_into(scenario: Path, folder: Path) -> Run:
    """Run a scenario and write its results."""
    return Run(write_results(Scenario.load(scenario).run(), folder))


def shared_run(scenario: Path, name: str, factory: pytest.TempPathFactory) -> Run:
    """Run a scenario once, whichever worker comes first; the others wait and read the same files."""
    base = factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "runs"
    shared.mkdir(exist_ok=True)
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = shared / name
        return Run(folder) if folder.is_dir() else run_into(scenario, folder)


@pytest.fixture(scope="session")
def wuhan_run(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Wuhan case."""
    return shared_run(shared_data / "cases" / "wuhan" / "baseline.yaml", "wuhan", tmp_path_factory)


@pytest.fixture(scope="session")
def newport_run(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The Newport case."""
    return shared_run(shared_data / "cases" / "newport" / "baseline.yaml", "newport", tmp_path_factory)


@pytest.fixture(scope="session")
def example_run(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The example city."""
    return shared_run(repo / "scenarios" / "baseline.yaml", "example", tmp_path_factory)


AnyRun = Callable[[str], Run]


@pytest.fixture
def any_run(request: pytest.FixtureRequest) -> AnyRun:
    """A run by the name of its case; asks for the shared data only where the case lies there."""

    def _run(name: str) -> Run:
        run: Run = request.getfixturevalue(f"{name}_run")
        return run

    return _run
