"""The app in a browser with every other host blocked: a finished run with its map, tables and findings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from planner.ui.serving.launch import SETTINGS
from tests.runs import Run, run_into
from tests.town import FACILITIES, build, features, parcel
from tests.ui.conftest import NewPage, Watched
from tests.ui.live import LiveMap, serving
from tests.ui.pagehand import settled

EVIL = "![x](http://elsewhere.example/x.png)<img src='http://elsewhere.example/y' onerror='window.hacked=1'>:red[甲]"


@pytest.fixture(scope="module")
def app(repo: Path, example_run: Run) -> Iterator[str]:
    """The app on the example city."""
    with serving(repo, example_run.folder) as server:
        yield server.address


def opened(new_page: NewPage, address: str, size: tuple[int, int] = (1366, 768)) -> Watched:
    seen = new_page(*size)
    seen.page.goto(address)
    expect(pages(seen.page).first).to_be_visible(timeout=60_000)
    seen.page.frame_locator("iframe").locator("[data-ready=yes]").wait_for(timeout=60_000)
    return seen


def pages(page: Page, name: str = "") -> Locator:
    """Links to the pages, or the one of a name."""
    links = page.get_by_test_id("stTopNavLink")
    return links.filter(has_text=name) if name else links


def go(page: Page, name: str) -> Locator:
    """Open a page of the app and give what it shows."""
    pages(page, name).click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=30_000)
    return page.get_by_test_id("stMain")


def test_title_figures_map_and_tabs(app: str, example_run: Run, new_page: NewPage) -> None:
    seen = opened(new_page, app)
    page, summary = seen.page, example_run.summary
    expect(page.get_by_text(summary["name"]).first).to_be_visible()
    expect(page.get_by_text("合成数据·仅供测试").first).to_be_visible()
    figures = page.locator(".pc-figures").inner_text()
    assert f"{summary['coverage']['facility']['15']['standard']['share']:.1%}" in figures
    assert f"{summary['parcels']['fail']}\n共 {summary['parcels']['total']} 宗" in figures
    for name in ("地块核查", "社区缺口", "设施", "数据"):
        expect(go(page, name).get_by_test_id("stDataFrame").first).to_be_visible()
    assert seen.outside == []
    assert seen.errors == []


def test_english_by_a_switch(app: str, new_page: NewPage) -> None:
    seen = opened(new_page, app)
    seen.page.get_by_text("English", exact=True).click()
    expect(pages(seen.page, "Community gaps")).to_be_visible()
    expect(seen.page.get_by_text("Parcels failing")).to_be_visible()
    assert seen.errors == []


def test_names_are_text_and_nothing_is_fetched_for_them(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    properties, kind, place = parcel("P1")
    shapes = features([({**properties, "name": EVIL}, kind, place)])
    run = run_into(build(tmp_path / "town", parcels=shapes), tmp_path / "out")
    with serving(repo, run.folder) as server:
        seen = opened(new_page, server.address)
        expect(go(seen.page, "地块核查").locator(".pc-card").first).to_contain_text(EVIL)
        assert seen.page.evaluate("window.hacked") is None
        assert seen.outside == []


def test_a_finished_result_leads_back_to_its_scenario(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    scenario = build(tmp_path / "town")
    run = run_into(scenario, tmp_path / "town" / "result")
    with serving(repo, run.folder, {"PLANNER_DRAFTS": str(tmp_path / "drafts")}) as server:
        seen = opened(new_page, server.address)
        expect(seen.page.get_by_text("town.yaml")).to_be_visible()
        seen.page.get_by_role("button", name="打开方案进行试算").click()
        live = LiveMap(seen.page)
        live.rendered(0)
        assert f"{run.summary['coverage']['facility']['15']['standard']['share']:.1%}" in live.figure("facility")
        expect(live.do("add")).to_be_visible()
        (scenario.parent / "facilities.csv").write_text(FACILITIES.replace("800", "801"), encoding="utf-8")
        again = opened(new_page, server.address)
        expect(again.page.get_by_text("输入已变（facilities.csv）")).to_be_visible()
        expect(again.page.get_by_role("button", name="按现在的数据打开")).to_be_visible()
        assert (seen.errors, again.errors) == ([], [])


def test_a_scenario_that_cannot_be_read_is_told_and_another_opened(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    good = build(tmp_path / "town")
    bad = good.with_name("bad.yaml")
    bad.write_text(good.read_text(encoding="utf-8") + "nonsense: 1\n", encoding="utf-8")
    with serving(repo, bad, {"PLANNER_DRAFTS": str(tmp_path / "drafts")}) as server:
        seen = new_page(1366, 768)
        seen.page.goto(server.address)
        expect(seen.page.get_by_text("这个方案读不出来")).to_be_visible(timeout=60_000)
        expect(seen.page.get_by_text("nonsense")).to_be_visible()
        seen.page.get_by_role("button", name="打开别的").click()
        settled(seen.page)
        live = LiveMap(seen.page)
        live.rendered(0)
        expect(live.do("add")).to_be_visible()
        assert seen.errors == []


def test_the_command_and_the_settings_file_say_the_same(repo: Path) -> None:
    """An installed package has no settings file beside it, a copy of the project started by Streamlit itself has no flags."""
    settings = tomllib.loads((repo / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    said = {f"{part}.{key}": value for part, keys in settings.items() for key, value in keys.items()}
    assert said == SETTINGS
    assert SETTINGS["server.address"] == "localhost"
    assert SETTINGS["runner.postScriptGC"] is False  # a look through all runs kept, after every click of every officer
