"""A result that is counted with changes of a scenario says so in every paper; one of the data as they are says nothing of the kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from planner.report import write_results
from planner.report.changewords import change_words, changes_mark
from planner.run import RunResult, Workspace

from ..town import build
from .papers import text_of

CHANGES: list[dict[str, Any]] = [
    {"add_facility": {"id": "F-new", "name": "新建=1+1中心", "kind": "社区养老服务中心", "floor_area_m2": 800, "at": [111.505, 36.085]}},
    {"grow_population": {"to_year": 2030, "rate": 0.01}},
]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, RunResult]:
    space = Workspace.open(build(tmp_path_factory.mktemp("town")))
    return space.result, space.run(CHANGES)


def texts_of(folder: Path) -> dict[str, str]:
    book = openpyxl.load_workbook(folder / "report.xlsx", read_only=True)
    cells = [str(cell) for sheet in book.worksheets[:1] for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    return {
        "report.docx": text_of((folder / "report.docx").read_bytes()),
        "report.xlsx": "\n".join(cells),
        "说明.txt": (folder / "说明.txt").read_text(encoding="utf-8-sig"),
    }


def test_changes_stand_in_word_workbook_guide_and_map(runs: tuple[RunResult, RunResult], tmp_path: Path) -> None:
    before, after = (write_results(run, tmp_path / str(n)) for n, run in enumerate(runs))
    for name, text in texts_of(after).items():
        for part in ("新增设施", "新建=1+1中心", "F-new", "800", "人口增长", "2030"):
            assert part in text, (name, part)
    for name, text in texts_of(before).items():
        assert "人口增长" not in text, name
        assert "处变化" not in text, name
    mark = json.dumps("已计入方案的 2 处变化")
    said, plain = ((folder / "map.html").read_text(encoding="utf-8") for folder in (after, before))
    assert "已计入方案的 2 处变化" in said or mark in said
    assert "处变化" not in plain
    assert changes_mark(runs[0].summary) == ""


def test_figures_and_words_of_a_change() -> None:
    text = change_words("resize_facility", {"id": "F1", "floor_area_m2": 1200, "beds": 30})
    assert text == "改规模 F1 · 1,200 ㎡ · 30 张床"
    assert change_words("move_facility", {"id": "F1", "at": [111.5, 36.1]}, "en").endswith("F1 · 111.5, 36.1")
