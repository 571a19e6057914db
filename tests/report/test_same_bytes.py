"""The same inputs give the same bytes: whoever runs it, where, when, and in which process."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planner.report.folder.datapackage import PACKAGE
from tests.runs import Run, contents, run_into
from tests.town import build

_STAMP = re.compile(rb"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")


def run_elsewhere(scenario: Path, out: Path, cwd: Path, **env: str) -> Run:
    """Run a scenario in a process of its own."""
    variables = {k: v for k, v in os.environ.items() if k not in {"SOURCE_DATE_EPOCH", "TZ", "PYTHONHASHSEED"}}
    command = [sys.executable, "-m", "planner", "run", str(scenario), "--out", str(out), "--json"]
    subprocess.run(command, cwd=cwd, env={**variables, **env}, check=True, capture_output=True)
    return Run(out)


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return build(tmp_path / "town")


def test_two_runs_in_one_process(town: Path, tmp_path: Path) -> None:
    runs = [run_into(town, tmp_path / f"out{k}") for k in range(3)]
    assert contents(runs[0].folder) == contents(runs[1].folder) == contents(runs[2].folder)


def test_the_folder_it_is_written_to_changes_nothing(town: Path, tmp_path: Path) -> None:
    here = run_into(town, tmp_path / "here")
    there = run_into(town, tmp_path / "山西" / "a b")
    assert contents(here.folder) == contents(there.folder)


def test_the_place_of_the_inputs_changes_nothing(town: Path, tmp_path: Path) -> None:
    here = run_into(town, tmp_path / "here")
    there = run_into(build(tmp_path / "moved" / "deeper"), tmp_path / "there")
    assert contents(here.folder) == contents(there.folder)


def test_other_seeds_folders_and_time_zones(town: Path, tmp_path: Path) -> None:
    here = contents(run_into(town, tmp_path / "here").folder)
    for k, env in enumerate(({"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati"}, {"PYTHONHASHSEED": "77", "TZ": "America/Los_Angeles"})):
        cwd = tmp_path / f"cwd{k}"
        cwd.mkdir()
        there = run_elsewhere(town, tmp_path / f"there{k}", cwd, LC_ALL=("C.UTF-8", "C")[k], **env)
        assert contents(there.folder) == here
        assert not list(cwd.iterdir())


def test_source_date_epoch_dates_the_files_and_nothing_else(town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    plain = contents(run_into(town, tmp_path / "plain").folder)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")  # 2001-09-09 01:46:40 UTC
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    dated = [run_into(town, tmp_path / f"dated{k}").folder for k in range(2)]
    assert contents(dated[0]) == contents(dated[1])
    assert b"2001-09-09T00:00:00.000Z" in (dated[0] / "results.gpkg").read_bytes()
    figures = {name for name in plain if name.endswith((".csv", ".json", ".jsonl", ".yaml")) and name != PACKAGE}
    assert {name: contents(dated[0])[name] for name in figures} == {name: plain[name] for name in figures}
    before, after = (_package(folder) for folder in (tmp_path / "plain", dated[0]))
    carrying = {r["path"] for r, other in zip(before["resources"], after["resources"], strict=True) if r != other}
    assert "results.gpkg" in carrying
    assert carrying <= {"results.gpkg", "report.docx", "report.xlsx"}  # their dates, and so their hashes, alone
    for package in (before, after):
        for resource in package["resources"]:
            if resource["path"] in carrying:
                del resource["hash"], resource["bytes"]
    assert before == after


def _package(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return data


def test_another_name_changes_the_bytes(town: Path, tmp_path: Path) -> None:
    here = run_into(town, tmp_path / "here")
    there = run_into(build(tmp_path / "other", name="别的"), tmp_path / "there")
    assert contents(here.folder) != contents(there.folder)


@pytest.mark.parametrize("case", ["wuhan", "newport", "example"])
def test_the_cases_in_another_process(case: str, repo: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(f"{case}_run")
    scenario = repo / "scenarios" / "baseline.yaml"
    if case != "example":
        scenario = Path(request.getfixturevalue("shared_data")) / "cases" / case / "baseline.yaml"
    there = run_elsewhere(scenario, tmp_path / "there", tmp_path, PYTHONHASHSEED="4711", TZ="Asia/Shanghai")
    assert contents(there.folder) == contents(run.folder)


@pytest.mark.parametrize("case", ["wuhan", "newport", "example"])
def test_results_name_no_machine_and_no_hour(case: str, repo: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    run: Run = request.getfixturevalue(f"{case}_run")
    names = [
        str(repo),
        str(repo.resolve().parent) + "/",
        str(Path.home()) + "/",
        str(run.folder.parent),
        str(tmp_path.parent),
        socket.gethostname(),
    ]
    for file in sorted(run.folder.iterdir()):
        content = file.read_bytes()
        found = [n for n in names if len(n) > 4 and n.encode() in content]
        assert not found, file.name
        stamps = {s for s in _STAMP.findall(content) if not s.endswith(b"T00:00")}
        assert not stamps, file.name
    assert run.summary["as_of"] == "2024-06-01"
