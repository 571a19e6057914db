"""``docs/library.md`` holds: every example on the page is run, from top to bottom."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from planner import RunResult


def test_the_page_of_the_python_face_runs(repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    page = (repo / "docs" / "library.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 8
    monkeypatch.chdir(repo)
    names: dict[str, object] = {}
    for number, code in enumerate(examples, start=1):
        exec(compile(code, f"docs/library.md, example {number}", "exec"), names)  # noqa: S102 - our own page
    said = capsys.readouterr().out
    assert "2165 nodes" in said
    assert "open → closed" in said
    assert "no-such-file" in said


def test_the_page_names_every_part_of_a_result(repo: Path) -> None:
    page = (repo / "docs" / "library.md").read_text(encoding="utf-8")
    table = page.partition("| of a `RunResult`")[2].partition("\n\n")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(field.name for field in dataclasses.fields(RunResult))
