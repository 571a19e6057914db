"""Round trips on the pages: a list of changes through Excel, a scenario back to an older version, a live run written out as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from planner.scenario import ScenarioStore
from tests.town import build
from tests.ui.conftest import NewPage
from tests.ui.live import serving
from tests.ui.pagehand import choose, download, opened, settled, turn


@pytest.fixture
def town(repo: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The app at work in a folder of its own, where it writes results."""
    scenario = build(tmp_path / "work" / "town")
    with serving(repo, scenario, {"PLANNER_DRAFTS": str(tmp_path / "drafts")}, where=scenario.parent) as server:
        yield server.address, scenario


def test_excel_versions_and_files_come_round(town: tuple[str, Path], new_page: NewPage, tmp_path: Path) -> None:
    address, scenario = town
    store = ScenarioStore(scenario.parent)
    seen = opened(new_page, address, "规划方案")
    page = seen.page

    # A list of changes goes out to Excel, is edited there, and comes back.
    page.get_by_role("tab", name="改动清单").click()
    page.get_by_role("textbox", name="逐条编辑（YAML）").fill("- resize_facility: {id: F2, floor_area_m2: 600}\n")
    page.get_by_role("button", name="检查并采用").first.click()
    expect(page.locator(".pp-grid").filter(has_text="调整设施规模")).to_be_visible(timeout=20_000)
    settled(page)
    file = download(page, page.get_by_role("button", name="导出改动清单"), tmp_path)
    book = openpyxl.load_workbook(file)
    cell = next(c for sheet in book for row in sheet.iter_rows() for c in row if str(c.value) == "600")
    cell.value = 720
    book.save(file)
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(file)
    expect(page.get_by_text("720").first).to_be_visible(timeout=20_000)
    settled(page)
    page.get_by_role("button", name="检查并采用").last.click()
    expect(page.locator(".pp-grid").filter(has_text="720")).to_be_visible(timeout=20_000)

    # Saved twice under one name, then the first version is made the scenario again.
    page.get_by_role("tab", name="已存方案").click()
    page.get_by_role("textbox", name="方案名称").fill("扩建")
    page.get_by_role("textbox", name="保存人").fill("张三")
    settled(page)
    page.get_by_role("button", name="保存方案").click()
    expect(page.get_by_text("已保存“扩建”")).to_be_visible(timeout=20_000)
    first = store.read("扩建")
    store.save("扩建", first.text.replace("720", "730"), read_hash=first.hash, author="李四", note="再改")
    page.goto(address)
    turn(page, "规划方案")
    choose(page, "方案名称", "扩建")
    page.get_by_text("历次版本（2）").click()
    page.wait_for_timeout(500)  # the fold opens
    choose(page, "历次版本", "1")
    page.get_by_role("button", name="恢复这一版").click()
    settled(page)
    expect(page.get_by_text("历次版本（3）")).to_be_visible(timeout=20_000)
    assert store.read("扩建").text == first.text
    assert [v.version for v in store.versions("扩建")] == [1, 2, 3]

    # A live run is written out as files, which can be fetched one by one.
    main = turn(page, "报告")
    page.get_by_role("button", name="写出结果").click()
    expect(main.get_by_text("summary.json")).to_be_visible(timeout=60_000)
    written = scenario.parent / "out" / "town"
    fetched = download(page, page.get_by_test_id("stDownloadButton").filter(has_text="下载").nth(1), tmp_path)
    assert fetched.read_bytes() == (written / fetched.name).read_bytes()
    assert seen.outside == []
    assert seen.errors == []
