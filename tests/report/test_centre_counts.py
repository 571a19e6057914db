"""One count of centres: whichever surface an officer opens says the same number in operation, and the same parts it is made of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from planner.cli import app
from planner.compare import compare
from planner.report import read_finished, read_result
from planner.report.map.layers import MapSheet, facility_group
from planner.report.plates import PlateScene, city_plates
from planner.run import CentreCounts, Memory, RunResult, Scenario, count_centres
from planner.tables import title_of
from planner.ui.live.blocks import LiveSheet
from tests.runs import Run
from tests.town import build

#: Four centres in operation: two counted, one without a place, one far from every street; one planned, one closed; a canteen.
FACILITIES = """\
id,name,kind,floor_area_m2,status,lon,lat
F1,甲中心,社区养老服务中心,800,已建成并运营,111.5045,36.0845
F2,乙站,社区养老服务站,300,已建成并运营,111.5145,36.0845
F3,丙中心,社区养老服务中心,900,已建成并运营,,
F4,丁中心,社区养老服务中心,900,已建成并运营,111.5345,36.0500
F5,戊中心,社区养老服务中心,900,规划,111.5445,36.0845
F6,己中心,社区养老服务中心,900,停用,111.5500,36.0845
F7,己食堂,老年助餐点,100,已建成并运营,111.5545,36.0845
"""
COUNTS = CentreCounts(in_operation=4, not_placed=1, off_network=1, counted=2)
SENTENCE = "已建成并运营的社区养老服务中心（站、点）4 处，其中计入可达 2 处，没有可用坐标 1 处，不在路网上 1 处"
LEGEND = "社区中心（站、点）·运营"


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("counts"), facilities=FACILITIES)


@pytest.fixture(scope="module")
def printed(scenario: Path) -> str:
    """What ``planner run`` prints; the folder stands beside the scenario."""
    done = CliRunner().invoke(app, ["run", str(scenario), "--out", str(scenario.parent / "out")])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def folder(scenario: Path, printed: str) -> Path:
    assert printed
    return scenario.parent / "out"


@pytest.fixture(scope="module")
def result(scenario: Path) -> RunResult:
    return Scenario.load(scenario).run()


def unbroken(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_table_is_counted_once_and_its_parts_add_up(result: RunResult, folder: Path) -> None:
    run = read_finished(folder)
    assert count_centres(result.facilities) == count_centres(run.frame("facilities")) == run.centres == COUNTS
    assert COUNTS.in_operation == COUNTS.not_placed + COUNTS.off_network + COUNTS.counted
    assert COUNTS.words() == SENTENCE


def test_summary_and_guide(folder: Path) -> None:
    summary = Run(folder).summary
    assert CentreCounts.of_summary(summary) == COUNTS
    assert summary["facilities"]["centres"] == 6
    assert f"{SENTENCE}。" in (folder / "说明.txt").read_text(encoding="utf-8-sig")


def test_terminal(printed: str) -> None:
    assert unbroken(SENTENCE) in unbroken(printed)
    assert unbroken(COUNTS.words("en")) in unbroken(printed)


def test_word(folder: Path) -> None:
    text = "\n".join(p.text for p in docx.Document(str(folder / "report.docx")).paragraphs)
    assert unbroken(SENTENCE) in text
    assert len(re.findall(r"中心（站、点）(\d+)处", text)) == 1


def test_workbook(folder: Path) -> None:
    def first_cells(*, values: bool) -> dict[str, Any]:
        page: Any = openpyxl.load_workbook(folder / "report.xlsx", data_only=values)[title_of("summary")]
        return {str(name).strip(): value for name, value, *_ in page.iter_rows(values_only=True) if name}

    told = first_cells(values=True)
    whole = "社区中心（站、点）已建成并运营"
    assert (told[whole], told["其中没有可用坐标"], told["其中不在路网上"], told["其中计入可达"]) == (4, 1, 1, 2)
    formulas = first_cells(values=False)
    assert all(str(formulas[name]).startswith("=COUNTIFS(") for name in (whole, "其中没有可用坐标", "其中不在路网上", "其中计入可达"))


def test_plates(folder: Path) -> None:
    for plate in city_plates(PlateScene.read(read_finished(folder)), pdf=False):
        texts = list(plate.texts)
        assert texts[texts.index(LEGEND) + 1] == "4", plate.name
        assert unbroken(SENTENCE) in unbroken("".join(reversed(texts))), plate.name  # lines of a note are drawn from the foot upwards


def test_map_page_and_live_map(result: RunResult, folder: Path) -> None:
    for sheet in (MapSheet(), LiveSheet("zh", Memory())):
        group = facility_group(result, sheet, {})
        counts = {layer["id"]: layer["count"] for layer in group["layers"]}
        assert counts["facility-centre_open"].split()[0] == "4"
        assert SENTENCE in group["notes"]
    assert SENTENCE in (folder / "map.html").read_text(encoding="utf-8")


def test_comparison_of_a_live_run_and_its_folder(result: RunResult, folder: Path) -> None:
    figures = compare([result, read_result(folder)]).figures.set_index("figure")
    told = {
        name: tuple(figures.loc[f"facilities_centres_{name}", ["1", "2"]]) for name in ("in_operation", "not_placed", "off_network", "used")
    }
    assert told == {"in_operation": (4, 4), "not_placed": (1, 1), "off_network": (1, 1), "used": (2, 2)}


def test_page_of_facilities_live_and_finished(scenario: Path, folder: Path) -> None:
    def page(folder: str, scenario: str) -> None:
        from pathlib import Path

        from planner.run import Scenario
        from planner.ui.context import Context, from_result
        from planner.ui.folder import read_folder
        from planner.ui.state import SessionState
        from planner.ui.views import facilities

        shown = read_folder(Path(folder)) if folder else from_result(Scenario.load(scenario).run())
        facilities.show(Context("zh", shown, None, SessionState({})))

    for at in (str(folder), ""):
        seen = AppTest.from_function(page, kwargs={"folder": at, "scenario": str(scenario)}, default_timeout=120).run()
        assert not seen.exception
        assert next(c.value for c in seen.caption) == SENTENCE
        assert any("计入可达" in b.label and re.search(rf"\b{COUNTS.counted}\b", b.label) for b in seen.button), [
            b.label for b in seen.button
        ]


def test_nothing_in_operation_is_nought() -> None:
    none = count_centres(pd.DataFrame({"is_centre": ["yes"], "status": ["planned"], "why_not": ["not_open"]}))
    assert none == CentreCounts(0, 0, 0, 0)
    assert none.words("en") == "0 community centres in operation, of these 0 counted for reach"
