"""地块核查 in a browser: figures lead to their rows, a row to its card with clause and mending, reviews stand where findings do."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from planner.rules import load_reviews
from tests.runs import Run
from tests.town import build, features, parcel
from tests.ui.conftest import NewPage
from tests.ui.live import serving
from tests.ui.pagehand import cells, choose, click_figure, click_row, download, figure, opened, press, unfold

EVIL = (
    "![x](http://elsewhere.example/x.png)<img src='http://elsewhere.example/y' onerror='window.hacked=1'>"
    ":red[甲]<script>window.hacked=1</script>"
)


@pytest.fixture(scope="module")
def app(repo: Path, example_run: Run) -> Iterator[str]:
    """The app on the example city's result."""
    with serving(repo, example_run.folder) as server:
        yield server.address


@pytest.fixture(scope="module")
def town(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The app on a scenario whose parcels carry hostile names."""
    folder = tmp_path_factory.mktemp("town")
    shapes = features([({**p[0], "name": EVIL}, *p[1:]) for p in (parcel("P1"), parcel("P2", 5, elderly_floor_area_m2=1))])
    scenario = build(folder / "town", parcels=shapes)
    with serving(repo, scenario) as server:
        yield server.address, scenario


def test_figures_lead_to_rows_and_a_row_to_its_card(app: str, example_run: Run, new_page: NewPage, tmp_path: Path) -> None:
    seen = opened(new_page, app, "地块核查")
    page, summary = seen.page, example_run.summary["parcels"]
    for verdict in ("fail", "needs_review", "pass", "not_applicable"):
        assert figure(page, f"parcels-{verdict}") == summary[verdict]
    rows = example_run.rows("parcels")
    worst = sorted((r for r in rows if r["verdict"] == "fail"), key=lambda r: -r["fails"].count(";"))
    expect(page.locator(".pc-card").first).to_contain_text(worst[0]["name"])
    click_figure(page, "parcels-needs_review")
    wanted = [r["parcel_id"] for r in rows if r["verdict"] == "needs_review"]
    table = page.get_by_test_id("stDataFrame").first
    assert [row[0] for row in cells(table)] == wanted
    click_row(page, table, 3)
    expect(page.locator(".pc-card").first).to_contain_text(wanted[3])
    file = download(page, page.get_by_role("button", name="下载表格 CSV"), tmp_path)
    with file.open(encoding="utf-8-sig", newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert [r["地块编号"] for r in listed] == wanted
    page.get_by_role("button", name="在地图上看").click()
    expect(page.get_by_test_id("stTopNavLink").filter(has_text="地图")).to_have_attribute("aria-current", "page")
    assert seen.outside == []
    assert seen.errors == []


def test_a_card_says_figures_clause_data_and_mending(app: str, example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, app, "地块核查").page
    failing = next(r for r in example_run.rows("parcels") if "LF21-quota" in r["fails"])
    choose(page, "查看地块", failing["parcel_id"])
    finding = example_run.findings(failing["parcel_id"])["LF21-quota"]
    trace = next(t for t in example_run.traces if t["subject"]["id"] == failing["parcel_id"] and t["rule"]["id"] == "LF21-quota")
    card = page.locator(".pc-card").filter(has_text="LF21-quota").first
    expect(card).to_be_visible()
    text = card.inner_text()
    for part in (finding["reason"], finding["citation"], trace["formula"], finding["required"], finding["provided"], finding["shortfall"]):
        assert part in text
    assert f"再配 {finding['shortfall']} ㎡" in text
    assert f"parcels.geojson 第 {trace['inputs']['households']['row']} 行" in text
    assert "不符合" in text
    steps = page.locator(".pc-steps").first
    assert [steps.locator("tbody tr").nth(i).locator("td").first.inner_text() for i in range(4)] == ["规划", "建设", "验收", "交付"]


def test_late_steps_are_marked_in_words(app: str, example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, app, "地块核查").page
    late = next(f for f in example_run.rows("findings") if f["rule_id"] == "LF21-sync" and f["verdict"] == "fail")
    choose(page, "查看地块", late["subject_id"])
    assert "设施滞后" in page.locator(".pc-steps").first.inner_text()


def test_search_and_rule_filter(app: str, example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, app, "地块核查").page
    choose(page, "不符合或待核查的条款", "LF23-land")
    wanted = {
        f["subject_id"] for f in example_run.rows("findings") if f["rule_id"] == "LF23-land" and f["verdict"] in {"fail", "needs_review"}
    }
    assert {row[0] for row in cells(page.get_by_test_id("stDataFrame").first)} == wanted
    page.get_by_role("textbox", name="名称或编号").fill("没有这个名字")
    page.keyboard.press("Enter")
    expect(page.get_by_text("没有符合筛选条件的记录")).to_be_visible()


def test_a_review_is_entered_where_the_finding_stands(town: tuple[str, Path], new_page: NewPage) -> None:
    address, scenario = town
    seen = opened(new_page, address, "地块核查")
    page = seen.page
    choose(page, "查看地块", "P2")
    expect(page.locator(".pc-card").first).to_contain_text(EVIL)
    unfold(page, "填写人工复核意见")
    press(page, page.get_by_role("button", name="保存复核意见").first, page.get_by_text("请填写依据和复核人"))
    page.get_by_role("textbox", name="依据（必填）").first.fill("<b>现场查看</b>，另有用房")
    page.get_by_role("textbox", name="复核人（必填）").first.fill("张三")
    press(page, page.get_by_role("button", name="保存复核意见").first, page.locator(".pc-review").first)
    text = page.locator(".pc-review").first.inner_text()
    assert "张三" in text
    assert "<b>现场查看</b>，另有用房" in text
    assert "机器判定：不符合" in text
    expect(page.get_by_text("1 宗的结论经复核改变")).to_be_visible()
    expect(page.locator(".st-key-fig-parcels-fail")).to_contain_text("机器判定 1")
    (review,) = load_reviews(scenario.with_name(f"{scenario.stem}.reviews.yaml"))
    assert (review.subject_id, str(review.verdict), review.name) == ("P2", "pass", "张三")
    unfold(page, "修改人工复核意见")
    press(page, page.get_by_role("button", name="撤回复核意见"), page.locator(".pc-review"), gone=True)
    assert load_reviews(scenario.with_name(f"{scenario.stem}.reviews.yaml")) == ()
    assert page.evaluate("window.hacked") is None
    assert seen.outside == []
    assert seen.errors == []


def test_no_parcels_is_said(newport_run: Run) -> None:
    def page(folder: str) -> None:
        from pathlib import Path

        from planner.ui.context import Context
        from planner.ui.folder import read_folder
        from planner.ui.state import SessionState
        from planner.ui.views import parcels

        parcels.show(Context("zh", read_folder(Path(folder)), None, SessionState({})))

    shown = AppTest.from_function(page, kwargs={"folder": str(newport_run.folder)}, default_timeout=60).run()
    assert [info.value for info in shown.info] == ["这个方案没有地块资料。"]
    assert not shown.exception
