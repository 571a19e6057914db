"""What is drawn on the live map arrives: every tool, every way to end it; and what is done on a panel stays on the panel.

The map is moved so that communities lie under every panel and a card is open: a click that falls through a panel chooses one of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, expect

from tests.town import build
from tests.ui.conftest import Watched, watched
from tests.ui.live import LiveMap, serving

MIDDLE = (111.5290, 36.0840)
CORNERS = [(111.5270, 36.0820), (111.5310, 36.0822), (111.5312, 36.0856), (111.5272, 36.0854)]
FIGURES = {"name": "新地块", "households": "1000", "population": "2800", "elderly_floor_area_m2": "150"}
TOOLS = ("add", "parcel", "road", "move")
#: How a tool is put away; that for moving stands in the card, which is away as long as it is in hand.
WAYS_OUT = ("button", "Escape", "tool again", "Enter on the button")
#: A pixel of the map is four metres wide.
PIXEL_DEGREES = 5e-5


@dataclass(frozen=True)
class Desk:
    """An officer's map, and the folder in which the app keeps what was tried."""

    live: LiveMap
    seen: Watched
    drafts: Path

    def changes(self) -> list[Mapping[str, Any]]:
        """The changes as the server has them."""
        files = list(self.drafts.glob("*.json"))
        assert len(files) <= 1
        return cast("list[Mapping[str, Any]]", json.loads(files[0].read_text(encoding="utf-8"))["changes"]) if files else []

    def drawn(self, change: str) -> list[tuple[float, float]]:
        """Corners of the one change that was tried, as the server keeps them."""
        (body,) = (c[change] for c in self.changes())
        (feature,) = json.loads(Path(body["file"]).read_text(encoding="utf-8"))["features"]
        at = feature["geometry"]["coordinates"]
        return [tuple(corner) for corner in (at if change == "add_road" else at[0][:-1])]

    def draw(self, tool: str, corners: list[tuple[float, float]]) -> None:
        self.live.do(tool).click()
        for corner in corners:
            self.live.click(*corner)

    def typed(self) -> list[list[float]]:
        """The corners as they stand in the field of the tool."""
        text = self.live.root.locator("[name=corners]").input_value()
        return [[float(n) for n in line.split()] for line in text.split("\n") if line]

    def stands(self, change: str, corners: list[tuple[float, float]], within: float = PIXEL_DEGREES) -> None:
        """What was drawn is among the changes, has these corners, and is there still after a step back and forth."""
        for step in ("", "undo", "redo"):
            if step:
                self.live.after(self.live.do(step).click)
            expect(self.live.root.locator(".pl-changes li")).to_have_count(0 if step == "undo" else 1)
        assert sorted(self.drawn(change)) == [pytest.approx(c, abs=within) for c in sorted(corners)]
        assert self.live.mode == "choose"


@pytest.fixture(scope="module")
def desk(repo: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Desk]:
    town = build(tmp_path_factory.mktemp("town"))
    drafts = town.parent / "drafts"
    with serving(repo, town, {"PLANNER_DRAFTS": str(drafts)}) as server:
        seen = watched(browser, 1366, 768)
        live = LiveMap.open(seen.page, server.address)
        yield Desk(live, seen, drafts)
        seen.page.close()


@pytest.fixture
def table(desk: Desk) -> Iterator[Desk]:
    """The map with nothing tried, a facility's card open, and communities under all panels."""
    live = desk.live
    live.page.keyboard.press("Escape")
    assert live.mode == "choose"
    if live.do("clear").is_visible():
        live.after(live.do("clear").click)
    live.root.locator("[data-theme=gaps]").click()
    live.go(*MIDDLE, 15)
    if live.card.count() == 0 or live.card.get_attribute("data-card") != "facility:F3":
        live.after(lambda: live.click(111.5245, 36.0845))
    expect(live.card).to_have_attribute("data-card", "facility:F3")
    assert desk.changes() == []
    yield desk
    assert desk.seen.errors == []
    assert desk.seen.outside == []


def end(live: LiveMap, how: str, last: tuple[float, float]) -> None:
    if how == "button":
        live.do("finish").click()
    elif how == "double click":
        live.page.mouse.dblclick(*live.point(*last))
    else:
        live.page.keyboard.press("Enter")


@pytest.mark.parametrize("how", ["button", "double click", "enter"])
def test_a_drawn_road_arrives_as_it_was_drawn(table: Desk, how: str) -> None:
    live, view = table.live, table.live.view()
    table.draw("road", CORNERS[:3] if how == "double click" else CORNERS)
    live.after(lambda: end(live, how, CORNERS[3]))
    table.stands("add_road", CORNERS)
    expect(live.card).to_have_attribute("data-card", "facility:F3")
    assert live.view() == view


@pytest.mark.parametrize("submit", ["button", "enter"])
@pytest.mark.parametrize("how", ["button", "double click", "enter"])
def test_a_drawn_parcel_arrives_as_it_was_drawn(table: Desk, how: str, submit: str) -> None:
    live, view = table.live, table.live.view()
    table.draw("parcel", CORNERS[:3] if how == "double click" else CORNERS)
    end(live, how, CORNERS[3])
    fields = live.root.locator(".pl-form")
    for name, value in FIGURES.items():
        fields.locator(f"[name={name}]").fill(value)
    live.click(MIDDLE[0], MIDDLE[1])  # the outline is closed; a click on the map takes nothing of it away
    assert live.view() == view
    field = fields.locator("[name=households]")
    live.after(fields.locator("button[type=submit]").click if submit == "button" else lambda: field.press("Enter"))
    table.stands("add_parcel", CORNERS)
    assert table.changes()[0]["add_parcel"]["households"] == 1000


@pytest.mark.parametrize("how", ["button", "key on the button"])
@pytest.mark.parametrize("tool", ["parcel", "road"])
def test_typed_corners_arrive_to_the_sixth_decimal(table: Desk, tool: str, how: str) -> None:
    live = table.live
    live.do(tool).click()
    live.root.locator("[name=corners]").fill("\n".join(f"{lon} {lat}" for lon, lat in CORNERS))
    finish = live.do("finish")
    done = finish.click if how == "button" else lambda: finish.press("Enter")
    if tool == "road":
        live.after(done)
    else:
        done()
        live.root.locator(".pl-form [name=households]").fill("300")
        live.after(live.root.locator(".pl-form button[type=submit]").click)
    table.stands(f"add_{tool}", CORNERS, within=1e-9)


def test_corners_clicked_and_typed_are_one_list(table: Desk) -> None:
    live, field = table.live, table.live.root.locator("[name=corners]")
    table.draw("road", CORNERS[:2])
    field.press("Control+End")
    field.press_sequentially(f"\n{CORNERS[2][0]} {CORNERS[2][1]}")
    live.click(*CORNERS[3])
    assert table.typed() == [pytest.approx(c, abs=PIXEL_DEGREES) for c in CORNERS]
    live.after(live.do("finish").click)
    table.stands("add_road", CORNERS)


def test_a_road_with_a_line_that_is_no_place_or_too_few_is_not_ended(table: Desk) -> None:
    live, told = table.live, table.live.root.locator(".pl-corners div")
    table.draw("road", CORNERS[:1])
    live.do("finish").click()
    expect(told).to_have_text("至少要 2 个点，现有 1 个")
    field = live.root.locator("[name=corners]")
    field.press("Control+End")
    field.press_sequentially("\n111.5 3600\n111.52 36.09")
    expect(told).to_have_text("第 2 行不是“经度 纬度”（十进制度）")
    live.do("finish").click()
    assert len(table.typed()) == 3
    field.fill("\n".join(f"{lon} {lat}" for lon, lat in CORNERS))
    expect(told).to_have_text("")
    live.after(live.do("finish").click)
    table.stands("add_road", CORNERS)


@pytest.mark.parametrize("how", ["click", "typed and button", "typed and enter"])
def test_a_facility_arrives_where_it_was_placed(table: Desk, how: str) -> None:
    live = table.live
    live.do("add").click()
    fields = live.root.locator(".pl-form")
    fields.locator("[name=beds]").fill("33")
    if how == "click":
        live.after(lambda: live.click(*CORNERS[0]))
    else:
        for name, value in zip(("lon", "lat"), CORNERS[0], strict=True):
            fields.locator(f"[name={name}]").fill(str(value))
        submit = fields.locator("button[type=submit]").click if how.endswith("button") else lambda: live.page.keyboard.press("Enter")
        live.after(submit)
    expect(live.root.locator(".pl-changes li")).to_have_count(1)
    (change,) = table.changes()
    assert change["add_facility"]["at"] == pytest.approx(CORNERS[0], abs=PIXEL_DEGREES)
    assert change["add_facility"]["beds"] == 33
    expect(live.card).to_have_attribute("data-card", "facility:F-new-1")


def test_a_facility_is_moved_to_where_the_click_was(table: Desk) -> None:
    live = table.live
    live.do("move").click()
    live.after(lambda: live.click(*CORNERS[2]))
    (change,) = table.changes()
    assert change["move_facility"] == {"id": "F3", "at": pytest.approx(CORNERS[2], abs=PIXEL_DEGREES)}


@pytest.mark.parametrize(("tool", "how"), [way for way in product(TOOLS, WAYS_OUT) if way != ("move", "tool again")])
def test_a_tool_put_away_changes_nothing(table: Desk, tool: str, how: str) -> None:
    live, before = table.live, table.live.renders
    table.draw(tool, CORNERS[:2] if tool in {"parcel", "road"} else [])
    cancel = live.do("cancel")
    {
        "button": cancel.click,
        "Escape": lambda: live.page.keyboard.press("Escape"),
        "tool again": live.do(tool).click,
        "Enter on the button": lambda: cancel.press("Enter"),
    }[how]()
    live.page.wait_for_timeout(150)
    assert live.renders == before
    assert live.root.get_attribute("data-busy") == "no"
    assert live.mode == "choose"
    expect(live.card).to_have_attribute("data-card", "facility:F3")
    assert table.changes() == []


PANELS = {
    "fold": ".pl-legend [data-do=fold]",
    "theme": "[data-theme=parcels]",
    "theme back": "[data-theme=gaps]",
    "layer": "input[data-layer=circle-5]",
    "legend": ".pl-legend .pm-head span",
    "figures": ".pl-figures",
    "search": "input[type=search]",
    "hint": ".pl-tool",
    "larger": ".leaflet-control-zoom-in",
    "smaller": ".leaflet-control-zoom-out",
    "north": ".pm-north",
    "scale": ".leaflet-control-scale",
    "credit": ".leaflet-control-attribution",
    "whole": "[role=button][title=回到全图]",
}


def test_what_is_done_on_a_panel_puts_no_corner_and_chooses_nothing(table: Desk) -> None:
    live, before = table.live, table.live.renders
    table.draw("road", CORNERS[:3])
    drawn = table.typed()
    for name, where in PANELS.items():
        live.root.locator(where).first.click(position={"x": 5, "y": 5})
        if name == "fold":
            live.root.locator(where).first.click()
        assert table.typed() == drawn, name
    live.page.mouse.dblclick(*centre(live, ".pl-figures"))
    assert table.typed() == drawn
    live.page.keyboard.press("Escape")
    for name in ("theme", "theme back"):
        live.root.locator(PANELS[name]).click()
    live.page.wait_for_timeout(150)
    assert live.renders == before
    expect(live.card).to_have_attribute("data-card", "facility:F3")


def test_keys_on_a_panel_end_no_drawing(table: Desk) -> None:
    live = table.live
    table.draw("road", CORNERS[:3])
    drawn = table.typed()
    live.root.locator("[data-theme=parcels]").press("Enter")
    live.root.locator("[data-theme=gaps]").press("Enter")
    live.page.keyboard.press("Enter")  # the choice is made anew, and the keys are still on it
    live.root.locator("input[type=search]").press("Enter")
    assert table.typed() == drawn
    assert table.changes() == []


def centre(live: LiveMap, where: str) -> tuple[float, float]:
    box = live.root.locator(where).first.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("panel", [".pl-figures", ".pl-legend", ".pl-tools", ".pl-tool", ".pl-changes", ".leaflet-control-scale"])
def test_wheel_and_drag_on_a_panel_leave_the_map_where_it_is(table: Desk, panel: str) -> None:
    live, mouse = table.live, table.live.page.mouse
    if panel == ".pl-changes":
        live.after(live.do("close_facility").click)
    live.do("road").click()
    view, at = live.view(), centre(live, panel)
    mouse.move(*at)
    mouse.wheel(0, -300)
    mouse.wheel(0, 300)
    mouse.wheel(0, -300)
    mouse.down()
    mouse.move(at[0] + 40, at[1] + 25, steps=4)
    mouse.up()
    live.page.wait_for_timeout(250)
    assert live.view() == view
    assert table.typed() == []


def test_a_drawing_that_is_refused_is_there_again(table: Desk) -> None:
    live = table.live
    there = [CORNERS[0], CORNERS[0], CORNERS[0]]
    live.do("road").click()
    live.root.locator("[name=corners]").fill("\n".join(f"{lon} {lat}" for lon, lat in there))
    live.after(live.do("finish").click)
    expect(live.root.locator(".pl-message")).to_be_visible()
    assert table.typed() == [list(c) for c in there]
    live.root.locator("[name=corners]").fill("\n".join(f"{lon} {lat}" for lon, lat in CORNERS))
    live.after(live.do("finish").click)
    table.stands("add_road", CORNERS)


def test_what_is_done_quickly_is_all_done(table: Desk) -> None:
    """Two acts before the server has answered the first: neither takes the other's place."""
    live = table.live
    for corner in CORNERS[:2]:
        live.do("add").click()
        live.after(lambda at=corner: live.click(*at))  # type: ignore[misc]
    live.root.evaluate("(host) => { const undo = host.querySelector('[data-do=undo]'); undo.click(); undo.click(); }")
    expect(live.root.locator(".pl-changes li")).to_have_count(0)
    live.rendered(0)
    live.root.evaluate("(host) => { const redo = host.querySelector('[data-do=redo]'); redo.click(); redo.click(); }")
    expect(live.root.locator(".pl-changes li")).to_have_count(2)
    assert [c["add_facility"]["id"] for c in table.changes()] == ["F-new-1", "F-new-2"]
