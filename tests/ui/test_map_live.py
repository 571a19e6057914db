"""The live map in a browser with every other host blocked: it opens, shows what the run says, and shows what a change does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.scenario import Workspace
from tests.town import build
from tests.ui.conftest import NewPage, Watched
from tests.ui.live import LiveMap, serving

#: A place in the town's fourth community, which has no centre.
FREE = (111.5345, 36.0845)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def space(town: Path) -> Workspace:
    return Workspace.open(town)


@pytest.fixture(scope="module")
def app(repo: Path, town: Path) -> Iterator[str]:
    with serving(repo, town) as server:
        yield server.address


def opened(new_page: NewPage, address: str) -> tuple[Watched, LiveMap]:
    seen = new_page(1366, 768)
    return seen, LiveMap.open(seen.page, address)


def reached(summary: Mapping[str, Any]) -> int:
    """Persons within fifteen minutes of a centre."""
    persons: float = summary["coverage"]["centre"]["15"]["standard"]["persons"]
    return round(persons)


def place_facility(live: LiveMap, lon: float, lat: float) -> float:
    live.do("add").click()
    return live.after(lambda: live.click(lon, lat))


def test_figures_counts_and_shapes_are_those_of_the_run(app: str, space: Workspace, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    summary, result = space.result.summary, space.result
    for name in ("facility", "centre", "qualified_centre"):
        for profile in ("standard", "elderly"):
            assert f"{summary['coverage'][name]['15'][profile]['share']:.1%}" in live.figure(name)
    assert str(summary["parcels"]["fail"]) in live.figure("parcels-fail")
    assert str(summary["communities_urban"]["missing"]) in live.figure("communities_urban-missing")
    for minutes in (5, 10, 15):
        assert live.count(f"circle-{minutes}") == round(summary["coverage"]["facility"][f"{minutes}"]["standard"]["persons"])
    assert live.count("facility-centre_open") == int(
        ((result.facilities["is_centre"] == "yes") & (result.facilities["status"] == "open")).sum()
    )
    assert live.painted()["circles"] == len(result.circles)
    assert sum(live.count(f"home-{rank}") for rank in range(6)) == len(result.demand)
    assert "© OpenStreetMap contributors" in live.root.locator(".leaflet-control-attribution").inner_text()
    for part in (".leaflet-control-scale-line", ".pm-north", "input[type=search]", "[data-do=full]"):
        expect(live.root.locator(part).first).to_be_visible()
    assert seen.outside == []
    assert seen.errors == []


def test_a_facility_placed_shows_its_circle_and_what_it_changes_and_is_taken_back(app: str, space: Workspace, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    before, base = live.painted()["circles"], live.figure("facility")
    missing = space.result.summary["communities_urban"]["missing"]
    place_facility(live, *FREE)
    change = {"add_facility": {"id": "F-new-1", "kind": "社区养老服务中心", "floor_area_m2": 800, "beds": 12, "at": list(FREE)}}
    after = space.run([change]).summary
    assert live.painted()["circles"] == before + 3
    assert f"{after['coverage']['centre']['15']['standard']['share']:.1%}" in live.figure("centre")
    gained = reached(after) - reached(space.result.summary)
    assert f"{gained:+,} 人" in live.figure("centre")
    assert after["communities_urban"]["missing"] == missing - 1
    assert "-1" in live.figure("communities_urban-missing")
    expect(live.card).to_contain_text("F-new-1")
    expect(live.root.locator(".pl-changes li")).to_have_count(1)
    live.after(live.do("undo").click)
    assert live.figure("facility") == base
    assert live.painted()["circles"] == before
    live.after(live.do("redo").click)
    assert live.painted()["circles"] == before + 3
    assert seen.outside == []
    assert seen.errors == []


def test_moving_the_map_asks_nothing_and_a_change_never_moves_it(app: str, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    messages = live.renders
    x, y = live.point(*FREE)
    live.page.mouse.move(x, y)
    live.page.mouse.down()
    live.page.mouse.move(x - 120, y - 40, steps=6)
    live.page.mouse.up()
    live.page.mouse.wheel(0, -240)
    live.page.wait_for_timeout(600)
    view = live.view()
    assert live.renders == messages
    assert live.root.get_attribute("data-busy") == "no"
    place_facility(live, *FREE)
    assert live.view() == view
