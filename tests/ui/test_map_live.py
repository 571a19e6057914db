"""The live map in a browser with every other host blocked: it opens, shows what the run says, and shows what a change does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.run import Workspace
from tests.town import build
from tests.ui.conftest import NewPage, Watched
from tests.ui.live import LiveMap, serving

#: A place in the town's fourth community, which has no centre.
EVIL = "<script>window.hacked=1</script><img src='http://elsewhere.example/x' onerror='window.hacked=1'>"
FREE = (111.5345, 36.0845)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def space(town: Path) -> Workspace:
    return Workspace.open(town)


@pytest.fixture(scope="module")
def app(repo: Path, town: Path) -> Iterator[str]:
    with serving(repo, town, {"PLANNER_DRAFTS": str(town.parent / "drafts")}) as server:
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
    assert "streets.geojson" in live.root.locator(".leaflet-control-attribution").inner_text()
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


def test_nothing_on_the_page_moves_while_one_waits(app: str, new_page: NewPage) -> None:
    """A fading border has the whole page drawn anew at every frame; ten officers at once then wait for their own screens."""
    seen, live = opened(new_page, app)
    live.root.evaluate("""(host) => { window.moved = [];
      [document, host.getRootNode()].forEach((root) => ["transitionrun", "animationstart"].forEach((type) =>
        root.addEventListener(type, (event) => window.moved.push(event.composedPath()[0].outerHTML.slice(0, 200)), true))); }""")
    place_facility(live, *FREE)
    place_facility(live, FREE[0] + 0.002, FREE[1])
    live.page.wait_for_timeout(300)
    assert seen.page.evaluate("window.moved") == []


def test_streets_stand_in_the_page_as_finished_pictures(app: str, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    drawn = """(host) => [...host.querySelectorAll("canvas.leaflet-tile")].map((tile) => {
      const copy = new OffscreenCanvas(tile.width, tile.height).getContext("2d");
      copy.drawImage(tile, 0, 0);
      return [tile.getContext("2d") === null, copy.getImageData(0, 0, tile.width, tile.height).data.some((byte) => byte)]; })"""
    tiles = live.root.evaluate(drawn)
    assert tiles
    assert all(finished for finished, _ in tiles)
    assert any(inked for _, inked in tiles)


def test_a_clicked_home_names_the_nearest_facilities_and_draws_the_walk(app: str, space: Workspace, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    live.root.locator("[data-theme=homes]").click()
    homes = space.result.demand[space.result.demand["place"] == "on_network"]
    home = homes.iloc[0]
    live.go(home.geometry.x, home.geometry.y, 17)
    live.after(lambda: live.click(home.geometry.x, home.geometry.y))
    expect(live.card).to_have_attribute("data-card", f"demand:{home['demand_id']}")
    names = space.result.facilities.set_index("facility_id")["name"]
    first = live.card.locator(".pl-near tr").nth(1)
    expect(first).to_contain_text(names[home["nearest_facility_id"]])
    expect(first).to_contain_text(f"{float(home['nearest_facility_min']):.1f} 分钟")
    facility = space.result.facilities.set_index("facility_id").geometry[home["nearest_facility_id"]]
    walk = space.network.walk(home.geometry, facility)
    assert walk is not None
    expect(live.card).to_contain_text(f"{walk.metres:,.0f} 米")
    assert live.painted()["marks"] == 3  # the walk twice, and the home


def test_a_home_out_of_reach_says_why(app: str, space: Workspace, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    live.root.locator("[data-theme=homes]").click()
    told = space.result.explanations["why_not_homes"]
    row = told[told["set"] == "facility"].iloc[0]
    home = space.result.demand.set_index("demand_id").loc[row["demand_id"]]
    live.go(home.geometry.x, home.geometry.y, 17)
    live.after(lambda: live.click(home.geometry.x, home.geometry.y))
    expect(live.card).to_contain_text(row["what"])


def test_a_parcel_is_drawn_judged_and_named_by_text_alone(app: str, new_page: NewPage) -> None:
    seen, live = opened(new_page, app)
    parcels = live.count("parcel-fail")
    live.do("parcel").click()
    for lon, lat in ((111.5021, 36.0801), (111.5041, 36.0801), (111.5041, 36.0815), (111.5021, 36.0815)):
        live.click(lon, lat)
        live.page.wait_for_timeout(60)
    assert live.renders == 1  # drawing asks the server nothing, and chooses nothing
    expect(live.card).to_have_count(0)
    live.do("finish").click()
    fields = live.root.locator(".pl-form")
    fields.locator("[name=name]").fill(EVIL)
    for name, value in {"households": "1000", "population": "2800", "elderly_floor_area_m2": "150"}.items():
        fields.locator(f"[name={name}]").fill(value)
    live.after(lambda: fields.locator("button[type=submit]").click())
    expect(live.card.locator("h3")).to_have_text(EVIL)
    quota = live.card.locator(".pm-finding[data-verdict=fail]").first
    expect(quota).to_contain_text("200")  # 1000 households ask for 200 m²
    expect(quota).to_contain_text("还差 50 ㎡")
    expect(quota).to_contain_text("二(一)")
    assert live.count("parcel-fail") == parcels + 1
    assert live.page.evaluate("window.hacked") is None
    assert seen.outside == []
    assert seen.errors == []


def test_a_facility_is_moved_resized_and_closed(app: str, space: Workspace, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    lon, lat = space.result.facilities.set_index("facility_id").loc["F2", ["lon", "lat"]]
    live.after(lambda: live.click(lon, lat))
    expect(live.card).to_have_attribute("data-card", "facility:F2")
    live.do("resize").click()
    live.root.locator(".pl-form [name=floor_area_m2]").fill("600")
    live.after(lambda: live.root.locator(".pl-form button[type=submit]").click())
    assert "-1" in live.figure("communities_urban-too_small")
    live.do("move").click()
    live.after(lambda: live.click(lon + 0.001, lat))
    live.after(live.do("close_facility").click)
    run = space.run(
        [
            {"resize_facility": {"id": "F2", "floor_area_m2": 600}},
            {"move_facility": {"id": "F2", "at": [lon + 0.001, lat]}},
            {"close_facility": {"id": "F2"}},
        ]
    )
    assert live.count("facility-other_open") + live.count("facility-centre_open") == int((run.facilities["status"] == "open").sum())
    assert f"{run.summary['coverage']['centre']['15']['standard']['share']:.1%}" in live.figure("centre")
    expect(live.root.locator(".pl-changes li")).to_have_count(3)
    live.after(live.root.locator(".pl-changes li").nth(2).locator("[data-do=drop]").click)
    expect(live.root.locator(".pl-changes li")).to_have_count(2)


def test_standard_and_elderly_side_by_side(app: str, space: Workspace, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    centre = live.view()[:2]
    live.after(live.do("pair").click)
    assert live.view()[:2] == pytest.approx(centre, abs=1e-3)
    maps = live.root.locator(".pl-map")
    expect(maps).to_have_count(2)
    expect(maps.nth(1)).to_contain_text("老年人步行")
    for n, profile in enumerate(("standard", "elderly")):
        expect(maps.nth(n).locator(".pl-caption")).to_contain_text(
            f"{space.result.summary['coverage']['centre']['15'][profile]['share']:.1%}"
        )
    expect(live.root.locator(".pl-figures")).to_be_hidden()  # the box of figures would lie on the first map
    assert live.root.locator(".pl-other canvas").count() > 0


def test_a_roads_reach_and_layers_on_demand(app: str, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    before = live.painted().get("areas", 0)
    live.after(lambda: live.layer("reached_lines"))
    assert live.painted()["areas"] > before
    shown = live.painted()["circles"]
    live.layer("circle-15")
    assert live.painted()["circles"] < shown
    live.layer("straight")
    live.do("road").click()
    live.click(111.5021, 36.0790)
    live.click(111.5121, 36.0790)
    live.after(lambda: live.page.keyboard.press("Enter"))
    expect(live.root.locator(".pl-changes li")).to_contain_text("新增道路")


def test_found_by_name(app: str, new_page: NewPage) -> None:
    _, live = opened(new_page, app)
    live.root.locator("input[type=search]").fill("丙中心")
    live.after(live.root.locator(".pl-search li button").first.click)
    expect(live.card).to_have_attribute("data-card", "facility:F3")
