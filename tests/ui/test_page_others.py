"""社区缺口, 指标库, 数据 and 报告 in a browser with every other host blocked: figures asserted against the files of the run."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.rules import RulePack
from tests.runs import Run, number
from tests.ui.conftest import NewPage
from tests.ui.live import serving
from tests.ui.pagehand import SIZES, cells, choose, click_figure, click_row, download, figure, opened, settled, turn


@pytest.fixture(scope="module")
def app(repo: Path, example_run: Run) -> Iterator[str]:
    """The app on the example city's result."""
    with serving(repo, example_run.folder) as server:
        yield server.address


def test_communities_villages_apart(app: str, example_run: Run, new_page: NewPage) -> None:
    seen = opened(new_page, app, "社区缺口")
    page, rows = seen.page, example_run.rows("communities")
    urban = [r for r in rows if r["urban"] != "no"]
    for status in ("missing", "too_small", "needs_review", "too_large", "ok"):
        assert figure(page, f"communities-{status}") == sum(r["centre_status"] == status for r in urban)
    assert figure(page, "communities-village") == len(rows) - len(urban)
    click_figure(page, "communities-too_small")
    table = page.get_by_test_id("stDataFrame").first
    wanted = sorted((r for r in urban if r["centre_status"] == "too_small"), key=lambda r: -number(r["persons"]))
    assert [row[0] for row in cells(table)] == [r["community_id"] for r in wanted]
    click_row(page, table, 2)
    expect(page.locator(".pc-card").first).to_contain_text(wanted[2]["name"])
    share = float(wanted[2]["share_within_10"])
    expect(page.locator(".pp-grid").first).to_contain_text(f"{share:.1%}")
    click_figure(page, "communities-village")
    expect(page.locator(".pc-card").first).to_contain_text("村（不判定）")
    assert seen.outside == []
    assert seen.errors == []


def test_an_advisory_miss_reads_as_such(app: str, example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, app, "社区缺口").page
    missing = next(r for r in example_run.rows("communities") if r["centre_status"] == "missing" and r["urban"] == "yes")
    choose(page, "查看社区", missing["community_id"])
    expect(page.locator(".pc-card").filter(has_text="未达引导性要求").first).to_be_visible()
    expect(page.locator(".pc-card").first).to_contain_text(missing["name"])
    assert "不符合" not in page.locator(".pc-card").filter(has_text="LF21-one").first.inner_text()


def test_why_not_is_the_sum_of_the_communities_on_screen(app: str, example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, app, "社区缺口").page
    click_figure(page, "communities-missing")
    page.get_by_role("radio", name="社区中心（站、点）").or_(page.get_by_role("button", name="社区中心（站、点）")).first.click()
    settled(page)
    ids = {r["community_id"] for r in example_run.rows("communities") if r["centre_status"] == "missing" and r["urban"] != "no"}
    rows = [r for r in example_run.rows("why_not") if (r["set"], r["profile"], r["minutes"]) == ("centre", "standard", "15")]
    persons = sum(number(r["unreached_persons"]) for r in rows if r["community_id"] in ids)
    expect(page.get_by_text(f"{persons:,.0f} 人在 15 分钟内（普通步行）走不到任何社区中心（站、点）")).to_be_visible()


def test_rules_on_a_day(app: str, example_run: Run, new_page: NewPage) -> None:
    seen = opened(new_page, app, "指标库")
    page, pack = seen.page, RulePack.load("linfen")
    in_force = [r for r in pack.rules if r.force_on(date(2024, 6, 1))]
    assert figure(page, "rules-all") == len(in_force)
    page.get_by_role("textbox", name="名称或编号").fill("LF23-land")
    page.keyboard.press("Enter")
    settled(page)
    card = page.locator(".pc-card").first
    expect(card).to_contain_text("LF23-land")
    text = card.inner_text()
    for part in ("0.2 ㎡", "约束性", "临政办发〔2023〕43号", "效力待确认", "2023-12-20", "解读口径"):
        assert part in text
    mine = [f["verdict"] for f in example_run.rows("findings") if f["rule_id"] == "LF23-land"]
    assert f"核查了 {len(mine)} 项：不符合 {mine.count('fail')}" in page.get_by_test_id("stMain").inner_text()
    page.get_by_text("两个日期之间有什么不同").click()
    expect(page.get_by_text("处变化")).to_be_visible()
    page.get_by_text("文件清单").click()
    expect(page.locator(".pp-grid").filter(has_text="发文机关")).to_contain_text("关于加快推进社区居家养老服务发展的通知")
    assert seen.outside == []
    assert seen.errors == []


def test_quality_by_code(app: str, example_run: Run, new_page: NewPage) -> None:
    seen = opened(new_page, app, "数据")
    page, rows = seen.page, example_run.rows("quality")
    assert figure(page, "data-all") == len(rows)
    assert figure(page, "data-doubt") == sum(r["severity"] == "doubt" for r in rows)
    click_figure(page, "data-note")
    codes = {r["code"] for r in rows if r["severity"] == "note"}
    found = {cell for row in cells(page.get_by_test_id("stDataFrame").first) for cell in row}
    assert found & codes
    assert not found & ({r["code"] for r in rows} - codes)
    assert seen.errors == []


MALFORMED = {
    "empty.csv": b"",
    "noise.xlsx": bytes(range(256)) * 40,
    "cut.zip": b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"\x00" * 30,
    "no.geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Poly',
    "noise.shp": b"\x00\x00\x27\x0a" + b"\xff" * 500,
    "noise.dxf": b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n\xff\xfe\n",
    "deep.json": b"[" * 3000,
    "program.exe": b"MZ\x90\x00",
    "noise.parquet": b"PAR1" + b"\x01" * 64,
    "noise.gpkg": b"SQLite format 3\x00" + b"\x7f" * 600,
    "zeros.csv": b"id,name\n\x00\x00\x00,\xff\xfe\n",
}


def _bring(page: Page, files: list[dict[str, object]]) -> None:
    page.get_by_role("tab", name="带来文件").click()
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.get_by_text("看哪个文件")).to_be_visible(timeout=30_000)
    settled(page)


def test_malformed_files_are_told_and_break_nothing(app: str, new_page: NewPage) -> None:
    seen = opened(new_page, app, "数据")
    page = seen.page
    _bring(page, [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in MALFORMED.items()])
    for name in MALFORMED:
        choose(page, "看哪个文件", name)
        told = page.get_by_test_id("stMain").inner_text()
        assert "这个文件读不了" in told or "这个文件无法读取" in told or "读取时发现的问题" in told, name
        assert "Traceback" not in told
        assert page.get_by_test_id("stException").count() == 0, name
    turn(page, "地块核查")
    expect(page.locator(".pc-card").first).to_be_visible()
    assert seen.outside == []
    assert seen.errors == []


def test_headers_are_confirmed_and_kept(app: str, new_page: NewPage, tmp_path: Path) -> None:
    seen = opened(new_page, app, "数据")
    page = seen.page
    evil = "<img src=x onerror='window.hacked=1'>"
    rows = (
        f"楼盘,总户数（户）,建面,lon,lat,{evil}\n<script>window.hacked=1</script>,1200,30000,111.51,36.08,1\n乙园,-5,2000,111.52,36.09,2\n"
    )
    _bring(page, [{"name": "<script>小区.csv", "mimeType": "text/csv", "buffer": rows.encode("gb18030")}])
    choose(page, "看哪个文件", "小区.csv")
    choose(page, "这是什么表", "小区")
    main = page.get_by_test_id("stMain")
    text = main.inner_text()
    assert "GB18030" in text
    assert evil in text
    if not page.get_by_role("button", name="确认并保存映射文件").is_visible():
        page.get_by_text("确认表头和坐标系").click()
    expect(page.get_by_role("button", name="确认并保存映射文件")).to_be_visible()
    page.wait_for_timeout(600)
    choose(page, "整个文件的坐标系", "GCJ-02")
    page.get_by_role("button", name="确认并保存映射文件").click()
    expect(page.get_by_role("button", name="下载映射文件")).to_be_visible(timeout=20_000)
    kept = download(page, page.get_by_role("button", name="下载映射文件"), tmp_path).read_text(encoding="utf-8")
    assert "noun: compound" in kept
    assert "datum: GCJ-02" in kept
    assert "households: 总户数（户）" in kept
    expect(main.get_by_text("映射文件", exact=True)).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert seen.outside == []
    assert seen.errors == []


def test_files_of_the_result_are_downloaded_whole(app: str, example_run: Run, new_page: NewPage, tmp_path: Path) -> None:
    seen = opened(new_page, app, "报告")
    page = seen.page
    book = download(page, page.locator(".st-key-file-report-xlsx button"), tmp_path)
    assert book.read_bytes() == (example_run.folder / "report.xlsx").read_bytes()
    pack = download(page, page.get_by_role("button", name="全部打包下载"), tmp_path)
    with zipfile.ZipFile(pack) as packed:
        assert sorted(packed.namelist()) == sorted(p.name for p in example_run.folder.iterdir())
        assert packed.read("findings.csv") == (example_run.folder / "findings.csv").read_bytes()
    assert seen.outside == []
    assert seen.errors == []


def test_papers_are_made_with_their_progress(repo: Path, example_run: Run, new_page: NewPage, tmp_path: Path) -> None:
    folder = tmp_path / "result"
    shutil.copytree(example_run.folder, folder)
    with serving(repo, folder) as server:
        seen = opened(new_page, server.address, "报告")
        page = seen.page
        choose(page, "生成哪些", "逐地块")
        choose(page, "为哪些地块出具", "P007")
        page.get_by_role("button", name="生成", exact=False).last.click()
        expect(page.get_by_text("已生成 1 个文件")).to_be_visible(timeout=60_000)
        paper = download(page, page.locator("[class*='st-key-file-papers-parcels-P007'] button").first, tmp_path)
        assert paper.read_bytes() == (folder / "papers" / "parcels" / "P007.docx").read_bytes()
        expect(page.get_by_text("已过期", exact=True)).to_have_count(0)
        (folder / "traces.jsonl").write_bytes((folder / "traces.jsonl").read_bytes() + b"\n")  # as if another run lay there
        turn(page, "数据")
        turn(page, "报告")
        expect(page.get_by_text("已过期", exact=True)).to_have_count(1)
        expect(page.get_by_text("出自更早的一次计算")).to_be_visible()
        assert seen.outside == []
        assert seen.errors == []


@pytest.mark.parametrize("size", SIZES)
def test_every_page_in_english_fits_its_width(app: str, new_page: NewPage, size: tuple[int, int]) -> None:
    seen = opened(new_page, app, "地块核查", size)
    page = seen.page
    page.get_by_text("English", exact=True).click()
    for name in ("Parcels", "Community gaps", "Rules", "Data", "Reports"):
        main = turn(page, name)
        expect(page.get_by_test_id("stTopNavLink").filter(has_text=name)).to_have_attribute("aria-current", "page")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        expect(main.locator(".pc-card, [data-testid=stDataFrame], button").first).to_be_visible(timeout=20_000)
    assert seen.outside == []
    assert seen.errors == []
