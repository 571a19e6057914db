"""规划方案 in a browser: changes checked before they count, saved and opened again, the second writer told, scenarios side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from planner.compare import compare
from planner.run import Scenario
from planner.scenario import ScenarioStore
from tests.town import build
from tests.ui.conftest import NewPage
from tests.ui.live import serving
from tests.ui.pagehand import choose, download, opened, settled

WRONG = (
    "- close_facility: {id: F-none}",
    "- no_such: {id: 1}",
    "- close_facility: {id: F1, id: F2}",
    "{{{",
    "- move_facility: {}",
)


@pytest.fixture(scope="module")
def town(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app on a scenario of its own, with one more beside it."""
    folder = tmp_path_factory.mktemp("scenarios")
    scenario = build(folder / "town")
    more = "name: 甲中心停用\nextends: " + scenario.name + "\nchanges:\n- close_facility: {id: F1}\n"
    scenario.with_name("停用.yaml").write_text(more, encoding="utf-8")
    with serving(repo, scenario) as server:
        yield server.address, scenario


def write_changes(page: Page, text: str) -> None:
    page.get_by_role("tab", name="改动清单").click()
    page.get_by_role("textbox", name="逐条编辑（YAML）").fill(text)
    page.get_by_role("button", name="检查并采用").first.click()
    settled(page)


def fill_in(page: Page, name: str, author: str, note: str) -> None:
    """Say under which name a scenario is to be saved, who saves it and why."""
    page.get_by_role("tab", name="已存方案").click()
    page.get_by_role("textbox", name="方案名称").fill(name)
    page.get_by_role("textbox", name="保存人").fill(author)
    page.get_by_role("textbox", name="说明").fill(note)
    settled(page)


def save(page: Page, name: str, author: str, note: str = "") -> None:
    fill_in(page, name, author, note)
    page.get_by_role("button", name="保存方案").click()
    settled(page)


def overwrite(page: Page, name: str, author: str, note: str = "") -> None:
    """Save over a scenario: the button is locked until that is ticked."""
    fill_in(page, name, author, note)
    expect(page.get_by_role("button", name="保存方案")).to_be_disabled()
    page.get_by_test_id("stCheckbox").filter(has_text=f"覆盖已有方案「{name}」").locator("label").click()
    settled(page)
    page.get_by_role("button", name="保存方案").click()
    settled(page)


def test_changes_are_checked_saved_and_opened(town: tuple[str, Path], new_page: NewPage, tmp_path: Path) -> None:
    address, scenario = town
    seen = opened(new_page, address, "规划方案")
    page = seen.page
    for wrong in WRONG:
        write_changes(page, wrong)
        expect(page.get_by_text("没有办成")).to_be_visible(timeout=20_000)
    write_changes(page, "- resize_facility: {id: F2, floor_area_m2: 600}\n")
    expect(page.locator(".pp-grid").filter(has_text="调整设施规模")).to_be_visible(timeout=20_000)
    settled(page)
    book = download(page, page.get_by_role("button", name="导出改动清单"), tmp_path)
    assert any("F2" in str(c.value) for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for c in row)
    save(page, "扩建<b>乙站", "王五")
    expect(page.get_by_text("没有办成")).to_be_visible(timeout=20_000)
    save(page, "扩建乙站", "王五", "<script>window.hacked=1</script>")
    store = ScenarioStore(scenario.parent)
    expect(page.get_by_text("已保存“扩建乙站”")).to_be_visible(timeout=20_000)
    saved = store.read("扩建乙站")
    assert (saved.author, saved.note, saved.version) == ("王五", "<script>window.hacked=1</script>", 1)
    run = Scenario.load(scenario.with_name("扩建乙站.yaml")).run()
    assert float(run.facilities.set_index("facility_id").loc["F2", "floor_area_m2"]) == 600
    expect(page.get_by_text("当前有 0 处未保存的改动")).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert seen.outside == []
    assert seen.errors == []


def test_the_second_writer_is_told_and_nothing_is_lost(town: tuple[str, Path], new_page: NewPage) -> None:
    address, scenario = town
    store, before = ScenarioStore(scenario.parent), scenario.read_text(encoding="utf-8")
    name = scenario.stem
    one, two = (opened(new_page, address, "规划方案").page for _ in range(2))
    for page, change in ((one, "- close_facility: {id: F3}\n"), (two, "- close_facility: {id: F2}\n")):
        write_changes(page, change)
        expect(page.locator(".pp-grid").filter(has_text="停用设施")).to_be_visible(timeout=20_000)
        page.get_by_role("tab", name="已存方案").click()
    expect(one.get_by_role("textbox", name="方案名称")).to_have_value("")
    one.get_by_role("button", name="保存方案").click()
    expect(one.get_by_text("请先填方案名称")).to_be_visible(timeout=20_000)
    assert scenario.read_text(encoding="utf-8") == before
    overwrite(one, name, "张三", "先保存")
    expect(one.get_by_text(f"已保存“{name}”")).to_be_visible(timeout=20_000)
    overwrite(two, name, "李四", "后保存")
    expect(two.get_by_text("没有保存：别人先保存了")).to_be_visible(timeout=20_000)
    assert "张三" in two.get_by_test_id("stMain").inner_text()
    assert "F3" in store.read(name).text
    assert store.read(name).author == "张三"
    kept = next(e for e in store.entries() if e.author == "李四")
    assert "F2" in kept.text
    assert store.versions(name)[0].text == before


def test_what_a_scenario_stands_on_is_not_overwritten(town: tuple[str, Path], new_page: NewPage) -> None:
    address, scenario = town
    page = opened(new_page, address, "规划方案").page
    write_changes(page, "- close_facility: {id: F4}\n")
    save(page, "底线方案", "王五")
    expect(page.get_by_text("已保存“底线方案”")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("textbox", name="方案名称")).to_have_value("")
    before = scenario.read_bytes()
    page.get_by_role("textbox", name="方案名称").fill(scenario.stem)
    page.get_by_role("textbox", name="说明").fill("误存")
    expect(page.get_by_text("不能覆盖它")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="保存方案")).to_be_disabled()
    assert scenario.read_bytes() == before
    other = scenario.with_name("另案.yaml")
    other.write_bytes(scenario.with_name("停用.yaml").read_bytes())
    overwrite(page, "另案", "王五")
    expect(page.get_by_text("已保存“另案”")).to_be_visible(timeout=20_000)
    assert 'extends: "底线方案.yaml"' in other.read_text(encoding="utf-8")
    assert len(ScenarioStore(scenario.parent).versions("另案")) == 2  # what stood there is kept


def test_scenarios_side_by_side(town: tuple[str, Path], new_page: NewPage, tmp_path: Path) -> None:
    address, scenario = town
    seen = opened(new_page, address, "规划方案")
    page = seen.page
    page.get_by_role("tab", name="比较方案").click()
    for name in (scenario.stem, "停用"):
        choose(page, "选 2 至 6 个方案", name)
    page.get_by_role("button", name="开始比较").click()
    expect(page.get_by_text("主要指标并列")).to_be_visible(timeout=60_000)
    settled(page)
    wanted = compare([Scenario.load(scenario.with_name(f"{n}.yaml")).run() for n in (scenario.stem, "停用")])
    text = page.locator(".pp-grid").last.inner_text()
    row = wanted.figures.set_index("figure").loc["facilities_used"]
    assert f"{float(str(row['2-1'])):+,.0f}" in text
    assert "1 " + str(wanted.scenarios["name"].iloc[0]) in text
    book = download(page, page.get_by_role("button", name="下载表格 Excel"), tmp_path)
    assert "判定变化" in openpyxl.load_workbook(book).sheetnames
    assert len(wanted.verdicts)
    assert seen.outside == []
    assert seen.errors == []


def test_six_scenarios_side_by_side_can_be_read(town: tuple[str, Path], new_page: NewPage, tmp_path: Path) -> None:
    address, scenario = town
    names = [f"老城补点方案{n}号" for n in "甲乙丙丁戊"]
    for n, name in enumerate(names, start=1):
        change = f"- resize_facility: {{id: F2, floor_area_m2: {500 + n}}}\n"
        scenario.with_name(f"{name}.yaml").write_text(
            f"name: 示例城区{name}（合成数据）\nextends: {scenario.name}\nchanges:\n{change}", encoding="utf-8"
        )
    page = opened(new_page, address, "规划方案").page
    page.set_viewport_size({"width": 1366, "height": 768})
    page.get_by_role("tab", name="比较方案").click()
    for name in (scenario.stem, *names):
        choose(page, "选 2 至 6 个方案", name)
    page.get_by_role("button", name="开始比较").click()
    expect(page.get_by_text("主要指标并列")).to_be_visible(timeout=60_000)
    settled(page)
    table = page.locator(".pp-wide")
    table.scroll_into_view_if_needed()
    page.screenshot(path=str(tmp_path / "six.png"))
    labels = [box for cell in table.locator("tbody td:first-child").all() if (box := cell.bounding_box())]
    assert len(labels) > 15
    for box in labels:
        assert box["width"] >= 200
        assert box["height"] <= 75  # two or three lines, never a column of single characters
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")  # the figures scroll, the page does not
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    table.evaluate("e => e.scrollLeft = e.scrollWidth")
    first = table.locator("tbody td:first-child").first.bounding_box()
    assert first is not None
    assert first["x"] >= 0  # the labels stay in sight
