"""``docs/library.md`` holds: every example on the page is run, from top to bottom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest


def test_the_page_of_the_python_face_runs(repo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    page = (repo / "docs" / "library.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(examples) >= 8
    monkeypatch.chdir(repo)
    names: dict[str, object] = {}
    for number, code in enumerate(examples, start=1):
        exec(compile(code, f"docs/library.md, example {number}", "exec"), names)  # noqa: S102 - our own page
    said = capsys.readouterr().out
    assert "nodes" in said
    assert "no-such-file" in said
