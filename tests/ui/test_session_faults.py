"""What may go wrong while officers work: a killed server, two who save one scenario, a bad upload. Nothing is lost, nothing is run."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from planner.run import Scenario
from tests.town import build, features, parcel
from tests.ui.conftest import NewPage
from tests.ui.live import LiveMap, serving
from tests.ui.pagehand import turn

FREE = (111.5345, 36.0845)
EVIL = "<script>window.hacked=1</script>"


def place(live: LiveMap, lon: float, lat: float) -> None:
    live.do("add").click()
    live.after(lambda: live.click(lon, lat))


def save(live: LiveMap, name: str, author: str) -> None:
    live.do("save").click()
    form = live.root.locator(".pl-form")
    form.locator("[name=name]").fill(name)
    form.locator("[name=author]").fill(author)
    live.after(form.locator("button[type=submit]").click)


def test_a_killed_server_loses_nothing(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    town, env = build(tmp_path / "town"), {"PLANNER_DRAFTS": str(tmp_path / "drafts")}
    with serving(repo, town, env) as server:
        live = LiveMap.open(new_page(1366, 768).page, server.address)
        place(live, *FREE)
        place(live, FREE[0] + 0.002, FREE[1])
        figure = live.figure("centre")
        server.kill()
    with serving(repo, town, env) as server:
        live = LiveMap.open(new_page(1366, 768).page, server.address)
        expect(live.root.locator(".pl-message")).to_contain_text("2 处变化")
        live.after(live.do("draft_take").click)
        expect(live.root.locator(".pl-changes li")).to_have_count(2)
        assert live.figure("centre") == figure
        second = LiveMap.open(new_page(1366, 768).page, server.address)
        assert second.do("draft_take").count() == 0  # taken, and its officer is at work


def test_of_two_who_save_one_scenario_the_second_is_told_and_both_are_kept(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    town, name = build(tmp_path / "town"), "补点方案"
    with serving(repo, town, {"PLANNER_DRAFTS": str(tmp_path / "drafts")}) as server:
        first, second = (LiveMap.open(new_page(1366, 768).page, server.address) for _ in range(2))
        place(first, *FREE)
        place(second, FREE[0] + 0.002, FREE[1])
        save(first, name, f"甲{EVIL}")
        expect(first.root.locator(".pl-message")).to_contain_text("已存为方案")
        save(second, name, "乙")
        told = second.root.locator(".pl-message")
        expect(told).to_contain_text(f"甲{EVIL}")
        assert second.page.evaluate("window.hacked") is None
        first.after(lambda: first.do("undo").click())
        place(first, FREE[0] + 0.004, FREE[1])
        save(first, name, "甲")  # what the first saved is the first's to go on with
        expect(first.root.locator(".pl-message")).to_contain_text("已存为方案")
    saved = sorted(p for p in town.parent.glob("*.yaml") if p != town)
    assert len(saved) == 2
    for file in saved:
        assert Scenario.load(file).run().summary["changes"]


def test_what_is_saved_from_the_map_counts_as_saved_until_more_is_tried(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    town, name, drafts = build(tmp_path / "town"), "补点方案", tmp_path / "drafts"
    with serving(repo, town, {"PLANNER_DRAFTS": str(drafts)}) as server:
        live = LiveMap.open(new_page(1366, 768).page, server.address)
        place(live, *FREE)
        assert len(list(drafts.glob("*.json"))) == 1
        save(live, name, "甲")
        expect(live.root.locator(".pl-message")).to_contain_text("已存为方案")
        assert list(drafts.glob("*.json")) == []
        place(live, FREE[0] + 0.002, FREE[1])
        assert len(list(drafts.glob("*.json"))) == 1  # tried since then, and in no scenario
        live.after(live.do("undo").click)
        assert list(drafts.glob("*.json")) == []
        turn(live.page, "规划方案")
        expect(live.page.get_by_text(f"当前的 1 处改动已存为方案“{name}”")).to_be_visible(timeout=20_000)
        live.page.get_by_role("button", name=f"打开“{name}”").click()
        expect(live.page.get_by_text("当前有 0 处未保存的改动")).to_be_visible(timeout=60_000)
        again = LiveMap.open(new_page(1366, 768).page, server.address)
        expect(again.do("draft_take")).to_have_count(0)


def test_a_bad_upload_is_told_and_a_good_one_judged(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    properties, kind, where = parcel("P9", 3, households="500", elderly_floor_area_m2="60")
    good = features([({**properties, "name": EVIL}, kind, where)])
    with serving(repo, build(tmp_path / "town"), {"PLANNER_DRAFTS": str(tmp_path / "drafts")}) as server:
        seen = new_page(1366, 768)
        live = LiveMap.open(seen.page, server.address)
        page, box = live.page, live.page.locator("[data-testid=stFileUploader] input")
        page.get_by_text("上传地块").first.click()
        for name, content in (("bad.geojson", b'{"type": "FeatureCollection", "features": [{'), ("../../x.zip", b"PK\x03\x04no")):
            box.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
            expect(page.get_by_test_id("stText").filter(has_text=name.rpartition("/")[2])).to_be_visible(timeout=30_000)
            expect(page.get_by_text("这个文件读不出地块")).to_be_visible()
            assert live.count("parcel-fail") == 1
        box.set_input_files({"name": "good.geojson", "mimeType": "application/json", "buffer": good.encode()})
        add = page.get_by_role("button", name="加入方案", exact=True)
        expect(add).to_be_visible(timeout=30_000)
        live.after(add.click)
        expect(live.card).to_contain_text(EVIL)
        expect(live.root.locator(".pl-changes li")).to_have_count(1)
        assert page.evaluate("window.hacked") is None
        assert seen.outside == []
