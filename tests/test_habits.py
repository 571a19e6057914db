"""Files for the hosts and tools of developers say what the project says elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from planner import __version__


def _yaml(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def test_the_gate_runs_on_every_python_that_is_tested_here(repo: Path) -> None:
    workflow = _yaml(repo / ".github" / "workflows" / "gate.yml")
    gate = workflow["jobs"]["gate"]
    listed = re.search(r"for version in ([\d. ]+);", (repo / "tools" / "interpreters.sh").read_text(encoding="utf-8"))
    assert listed is not None
    assert gate["strategy"]["matrix"]["python"] == listed[1].split()
    least = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert least == f">={listed[1].split()[0]}"
    assert gate["steps"][-1] == {"run": ".ci/run"}
    assert (repo / ".ci" / "run").stat().st_mode & 0o111


def test_hooks_before_a_commit_are_local_and_run_what_the_gate_runs(repo: Path) -> None:
    hooks = [(found["repo"], hook) for found in _yaml(repo / ".pre-commit-config.yaml")["repos"] for hook in found["hooks"]]
    assert {(where, hook["language"]) for where, hook in hooks} == {("local", "system")}
    entries = [hook["entry"].split() for _, hook in hooks]
    assert {entry[0] for entry in entries} <= {".venv/bin/ruff", ".venv/bin/python"}
    named = [word for entry in entries for word in entry if word.startswith("tests/")]
    assert "tests/test_house.py" in named
    assert [name for name in named if not (repo / name).is_file()] == []


def test_the_citation_is_of_this_version_and_licence(repo: Path) -> None:
    citation = _yaml(repo / "CITATION.cff")
    project = tomllib.loads((repo / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert citation["version"] == project["version"] == __version__
    assert citation["license"] == project["license"]
    assert [author["name"] for author in citation["authors"]] == ["planner maintainers"]
