"""Files to read: made ones in a temporary folder, and the case data where they are at hand."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.inputs import InputTable, read
from planner.model import InputSpec

Write = Callable[..., InputSpec]


@pytest.fixture(scope="session")
def data() -> Path:
    """Folder of the case data: ``PLANNER_TEST_DATA``, else ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("PLANNER_TEST_DATA") or Path(__file__).parents[2].parent / "shared" / "data")
    if not (folder / "cases").is_dir():
        pytest.skip("the case data are not here: set PLANNER_TEST_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def cases(data: Path) -> Path:
    return data / "cases"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and give the spec to read it."""

    def _write(text: str | bytes, name: str = "table.csv", **spec: object) -> InputSpec:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return InputSpec(path, **spec)  # type: ignore[arg-type]

    return _write


def codes(table: InputTable, subject: str = "") -> set[str]:
    """Give the codes of a table's problems, of one subject or all."""
    return {p.code for p in table.problems if not subject or p.subject == subject}


def read_case(cases: Path, noun: str, name: str, **options: object) -> InputTable:
    area = options.pop("area", None)
    return read(noun, InputSpec(cases / name, shown=name, **options), area=area)  # type: ignore[arg-type]
