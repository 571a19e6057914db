"""The live map on a walled town over an intranet's tiles: gates, compounds, small changes tried, full screen, keys, a file's parcels."""

from __future__ import annotations

import json
import math
import re
import threading
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from planner.errors import InputError
from planner.geo import Datum, to_wgs84
from planner.run import Workspace
from planner.ui.context import from_result
from planner.ui.live.bringing import outlines
from planner.ui.live.view import subject_card
from tests.town import BLOCK, SCENARIO, SOUTH, WEST, build, features, parcel, square, streets
from tests.ui.conftest import NewPage, Watched
from tests.ui.live import LiveMap, serving

YARD = square(111.5022, 36.0823, 0.0008, 0.0014)
GATE = (111.5030, 36.0830)
WALLED = SCENARIO.replace("compounds.csv", "compounds.geojson").replace(
    "walk:", "  gates: {{path: gates.csv, datum: WGS84}}\n  barriers: {{path: barriers.geojson, datum: WGS84}}\nwalk:"
)
_PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


@dataclass
class Tiles:
    """A server of tiles: what was asked of it, by zoom, column and row."""

    port: int
    asked: set[tuple[int, int, int]] = field(default_factory=set)


@pytest.fixture(scope="module")
def tiles() -> Iterator[Tiles]:
    seen = Tiles(0)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            z, x, y = (int(n) for n in re.findall(r"\d+", self.path)[:3])
            seen.asked.add((z, x, y))
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(_PNG)

        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    seen.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield seen
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town one of whose compounds is walled, its only gate shut, while another is parted from its centre by a gap in the street."""
    folder = tmp_path_factory.mktemp("walled")
    yards = [("A1", "甲一小区", YARD), ("D1", "丁一小区", square(111.5300, 36.0821, 0.0004, 0.0004))]
    shapes = [({"id": i, "name": name, "households": 100}, "Polygon", ring) for i, name, ring in yards]
    (folder / "compounds.geojson").write_text(features(shapes), encoding="utf-8")
    (folder / "barriers.geojson").write_text(features([({"kind": "围墙"}, "LineString", YARD[0])]), encoding="utf-8")
    gate = f"id,compound_id,name,foot,lon,lat\nG1,A1,东门,no,{GATE[0]},{GATE[1]}\n"
    return build(folder, scenario=WALLED, gates=gate, streets=parted(json.loads(streets())))


def parted(town: dict[str, Any]) -> str:
    """Leave one street from west to east between the 13th and the 14th crossing, and that with a gap of eighteen metres."""
    west, east, gap = WEST + 13 * BLOCK, WEST + 14 * BLOCK, 0.0001
    lines = [f["geometry"]["coordinates"] for f in town["features"]]
    kept = [line for line in lines if not (abs(line[0][0] - west) < 1e-6 and abs(line[1][0] - east) < 1e-6)]
    row, middle = SOUTH + 2 * BLOCK, (west + east) / 2
    halves = [[[west, row], [middle - gap, row]], [[middle + gap, row], [east, row]]]
    return features([({"highway": "residential"}, "LineString", line) for line in [*kept, *halves]])


@pytest.fixture(scope="module")
def space(town: Path) -> Workspace:
    return Workspace.open(town)


@pytest.fixture(scope="module")
def app(repo: Path, town: Path, tiles: Tiles) -> Iterator[str]:
    env = {"PLANNER_DRAFTS": str(town.parent / "drafts"), "PLANNER_BASEMAP": f"http://127.0.0.1:{tiles.port}/{{z}}/{{x}}/{{y}}.png"}
    with serving(repo, town, {**env, "PLANNER_BASEMAP_CREDIT": "某局底图"}) as server:
        yield server.address


def opened(new_page: NewPage, address: str) -> tuple[Watched, LiveMap]:
    seen = new_page(1366, 768)
    return seen, LiveMap.open(seen.page, address)


def clean(seen: Watched) -> None:
    """Nothing was asked of another host, nothing went wrong."""
    assert seen.outside == []
    assert seen.errors == []


def tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int, int]:
    """The tile of a place, by the published formula."""
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * 2**zoom), int(y * 2**zoom)


def test_tiles_of_the_intranet_lie_under_the_map(app: str, tiles: Tiles, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    live.go(*GATE, 16)
    seen.page.wait_for_timeout(800)
    assert tile_of(*GATE, 16) in tiles.asked
    place = live.point(*GATE)
    shown = [t for t in tiles.asked if t[0] == 16]
    columns, rows = {x for _, x, _ in shown}, {y for _, _, y in shown}
    assert len(shown) <= (1366 // 256 + 4) * (768 // 256 + 4)
    assert len(columns) >= 3 <= len(rows)
    assert live.root.locator("img.leaflet-tile-loaded").count() > 0
    box = live.root.locator(f"img.leaflet-tile[src$='/{'/'.join(map(str, tile_of(*GATE, 16)))}.png']").bounding_box()
    assert box
    assert box["x"] <= place[0] <= box["x"] + box["width"]
    assert box["y"] <= place[1] <= box["y"] + box["height"]
    expect(live.root.locator(".leaflet-control-attribution")).to_contain_text("某局底图")
    clean(seen)


def test_a_shut_gate_is_opened_and_its_people_get_out(app: str, space: Workspace, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    live.layer("gates-shut")
    assert live.root.locator("[data-count=gates-shut]").inner_text().startswith("1")
    live.go(*GATE, 18)
    live.after(lambda: live.click(*GATE))
    expect(live.card).to_have_attribute("data-card", "gate:G1")
    expect(live.card).to_contain_text("业主")
    before = live.figure("facility")
    live.after(live.do("open_gate").click)
    summary = space.run([{"open_gate": {"id": "G1"}}]).summary
    assert f"{summary['coverage']['facility']['15']['standard']['share']:.1%}" in live.figure("facility") != before
    expect(live.card).to_contain_text("开放")
    expect(live.root.locator("[data-count=gates-open]")).to_have_text(re.compile("^1"))
    expect(live.root.locator("[data-count=gates-shut]")).to_have_text(re.compile("^0"))
    live.after(live.do("pair").click)
    share = summary["coverage"]["facility"]["15"]["elderly"]["share"]
    expect(live.root.locator(".pl-other .pl-caption")).to_contain_text(f"{share:.1%}")
    clean(seen)


def test_a_compound_has_a_card_with_its_gates(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    live.layer("compounds")
    live.go(111.5025, 36.0830, 18)
    live.after(lambda: live.click(111.50225, 36.0824))
    expect(live.card).to_have_attribute("data-card", "compound:A1")
    expect(live.card).to_contain_text("甲一小区")
    expect(live.card).to_contain_text("G1 关闭")
    clean(seen)


def test_a_small_change_is_tried_by_one_click_and_taken_back(app: str, space: Workspace, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    homes = space.result.explanations["why_not_homes"]
    home = str(homes[homes["change"] == "path"].iloc[0]["demand_id"])
    live.root.locator("[data-theme=homes]").click()
    at = space.result.demand.set_index("demand_id").geometry[home]
    live.go(at.x, at.y, 18)
    live.after(lambda: live.click(at.x, at.y))
    expect(live.card).to_have_attribute("data-card", f"demand:{home}")
    before = live.figure("facility")
    live.after(live.do("try").click)
    expect(live.root.locator(".pl-changes li")).to_contain_text("新增道路")
    assert live.figure("facility") != before
    live.after(live.do("undo").click)
    assert live.figure("facility") == before
    clean(seen)


def test_a_facility_is_placed_by_the_keyboard_alone(app: str, space: Workspace, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    keys = seen.page.keyboard
    live.do("add").focus()
    keys.press("Enter")
    for text in ("", "700", "10", "新站", "111.5345", "36.0845"):  # kind, floor area, beds, name, longitude, latitude
        if text:
            keys.press("ControlOrMeta+a")
            keys.type(text)
        keys.press("Tab")
    live.after(lambda: keys.press("Enter"))
    expect(live.card).to_contain_text("新站")
    kind = live.card.get_attribute("data-card")
    assert kind == "facility:F-new-1"
    body = {"id": "F-new-1", "name": "新站", "kind": "社区养老服务中心", "floor_area_m2": 700, "beds": 10, "at": [111.5345, 36.0845]}
    share = space.run([{"add_facility": body}]).summary["coverage"]["centre"]["15"]["standard"]["share"]
    assert f"{share:.1%}" in live.figure("centre")
    clean(seen)


def test_full_screen_and_back(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    live.do("full").click()
    seen.page.wait_for_function("() => document.fullscreenElement !== null")
    expect(live.root.locator(".pl-title")).to_be_visible()
    box = live.root.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (1366, 768)
    live.do("full").click()
    seen.page.wait_for_function("() => document.fullscreenElement === null")
    expect(live.root.locator(".pl-title")).to_be_hidden()
    clean(seen)


def test_parcels_of_a_file_come_at_once_under_their_ids(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    seen.page.get_by_text("上传地块").first.click()
    content = features([parcel("P8", 3), parcel("P9", 4, elderly_floor_area_m2="60"), parcel("P10", 5, households="")])
    box = seen.page.locator("[data-testid=stFileUploader] input")
    box.set_input_files({"name": "three.geojson", "mimeType": "application/json", "buffer": content.encode()})
    expect(seen.page.get_by_text("其中 1 宗没有户数")).to_be_visible(timeout=30_000)
    live.after(seen.page.get_by_role("button", name="2 宗全部加入").click)
    expect(live.root.locator(".pl-changes li")).to_have_count(2)
    expect(live.root.locator(".pl-changes")).to_contain_text("P8")
    assert live.count("parcel-fail") == 2
    clean(seen)


def test_the_datum_of_a_brought_file_can_be_declared() -> None:
    text = features([parcel("P8", 3)]).encode()
    ((as_written,), _), ((moved,), _) = (outlines("a.geojson", text, datum) for datum in ("", "GCJ-02"))
    there, here = (np.asarray(one.geometry["coordinates"][0][0]) for one in (as_written, moved))
    assert here == pytest.approx(np.array(to_wgs84(there[0], there[1], Datum.GCJ02)), abs=1e-7)
    assert math.hypot(*((here - there) * (90_000, 111_000))) > 300
    corners = "地块编号,户数,经度,纬度\nP1,300,111.5,36.0\nP1,300,111.501,36.0\nP1,300,111.501,36.001\n"
    with pytest.raises(InputError) as refused:
        outlines("corners.csv", corners.encode())
    assert [p.code for p in refused.value.problems] == ["datum.undeclared"]
    assert outlines("corners.csv", corners.encode(), "BD-09")[0] == []  # read, but points are no parcels


def test_north_follows_the_language(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    expect(live.root.locator(".pm-north")).to_have_text("北")
    live.after(seen.page.get_by_text("English", exact=True).click)
    expect(live.root.locator(".pm-north")).to_have_text("N")
    expect(live.root.locator(".leaflet-control-attribution")).not_to_contain_text("方案输入资料")
    clean(seen)


_FOCUSED = """() => { let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  const look = at ? getComputedStyle(at) : null;
  return at ? [at.dataset.do || at.dataset.layer || at.dataset.theme || at.type || at.dataset.testid || at.tagName,
    at.matches(':focus-visible') && look.outlineStyle !== 'none'] : ['', false]; }"""


def test_a_parcel_and_a_road_are_typed_corner_by_corner_without_a_mouse(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    keys, corners = seen.page.keyboard, ("111.5345 36.0845", "111.5355，36.0845", "111.5355\t36.0855", "")
    before = live.count("parcel-fail")
    live.do("parcel").press("Enter")
    keys.type("\n".join(("", "111.5345 361.0", *corners)))
    wrong = live.root.locator(".pl-corners div")
    expect(wrong).to_have_text("第 2 行不是“经度 纬度”（十进制度）")
    keys.press("Control+A")
    keys.type("\n".join(corners))
    expect(wrong).to_have_text("")
    live.do("finish").press("Enter")
    for figure in ("500", "1200", "10"):  # the cursor stands at the households
        keys.type(figure)
        keys.press("Tab")
    live.after(lambda: keys.press("Enter"))
    expect(live.card).to_contain_text("500")
    assert live.count("parcel-fail") == before + 1
    live.do("road").press("Enter")
    keys.type("111.5345 36.0845\n111.5365 36.0845")
    live.after(lambda: live.do("finish").press("Enter"))
    expect(live.root.locator(".pl-changes li")).to_have_count(2)
    clean(seen)


def test_every_tool_is_reached_by_tab_and_seen(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    live.root.locator("input[type=search]").focus()
    met: dict[str, bool] = {}
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        name, marked = seen.page.evaluate(_FOCUSED)
        met[name] = marked
    tools = {"add", "parcel", "road", "pair", "full", "fold", "circles", "gaps", "parcels", "homes", "gates-shut", "compounds", "circle-15"}
    assert tools <= set(met)
    assert [name for name in tools if not met[name]] == []
    clean(seen)


def test_a_community_card_in_english_is_in_english(tmp_path: Path) -> None:
    shown = from_result(Workspace.open(build(tmp_path)).result)
    for name in shown.communities["community_id"].astype(str):
        card = subject_card(shown, "community", name, "en")
        assert card is not None
        told = [*(label for label, _ in card["rows"]), *(f["reason"] for f in card["findings"]), *(f["title"] for f in card["findings"])]
        assert not re.search("[\u4e00-\u9fff]", " ".join(told)), told
        assert "Why" not in dict(card["rows"])
