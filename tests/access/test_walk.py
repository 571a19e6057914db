"""One walk drawn: as long as the reach says, in one line from door to door, through nothing that is shut."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access import PROFILES, Walk, WalkNetwork, read_barriers
from planner.access.join.compounds import Courts
from planner.errors import InputError
from planner.network import PRIVATE, apply_walls, read_lines, street_graph
from tests.searching import examples

from .made import CRS, EAST, MINUTES, NORTH, Made, layer, made, net_of, points
from .support import ground, network, pairs, sampled
from .test_snap_barriers import RIVER, SOUTH_NORTH, barred

#: Millimetres of streets and offsets are rounded; the plane is true to 3 in 100 000.
ROUNDING_M = 0.02


def every_walk(net: WalkNetwork, places: gpd.GeoSeries, minutes: float, profile: str = "standard") -> dict[tuple[int, int], Walk]:
    """Walks between all places, by facility and home."""
    spots = list(places.to_crs("EPSG:4326"))
    found = {
        (i, j): net.walk(home, facility, minutes=minutes, profile=profile)
        for i, facility in enumerate(spots)
        for j, home in enumerate(spots)
    }
    return {pair: walk for pair, walk in found.items() if walk is not None}


def plane(net: WalkNetwork, walk: Walk) -> shapely.LineString:
    x, y = net.streets.to_plane(*shapely.get_coordinates(walk.line).T)
    return shapely.LineString(np.column_stack([x, y]))


def assert_true(net: WalkNetwork, walk: Walk, home: shapely.Point, facility: shapely.Point) -> None:
    """From door to door without a jump, along streets that meet, and private ones only at its ends."""
    line = plane(net, walk)
    assert line.length == pytest.approx(walk.metres, abs=ROUNDING_M + 3e-5 * walk.metres)
    first, last = line.coords[0], line.coords[-1]
    assert shapely.distance(shapely.Point(first), home) < 0.001
    assert shapely.distance(shapely.Point(last), facility) < 0.001
    s = net.streets
    ends = [{int(s.edge_u[e]), int(s.edge_v[e])} for e in walk.streets]
    assert all(a & b for a, b in pairwise(ends)), "streets that follow each other meet in a node"
    between = s.node_x, s.node_y
    for a, b in pairwise(ends):
        spots = [shapely.Point(between[0][n], between[1][n]) for n in a & b]
        assert min(shapely.distance(spot, line) for spot in spots) < 0.01
    private = [bool(s.edge_flags[e] & PRIVATE) for e in walk.streets]
    inner = "".join("x" if p else "-" for p in private).strip("x")
    assert "x" not in inner, "nobody walks through a private part"


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.data())
def test_walks_are_as_long_as_the_reach_says(town: Made, data: st.DataObject) -> None:
    """Also with gates locked at some junctions: there streets do not meet, so no walk leads through."""
    segments = town.segments()
    shut = data.draw(st.lists(st.integers(0, len(segments.closed) - 1), max_size=2))
    closed = segments.closed.copy()
    closed[shut] = True
    net = WalkNetwork(street_graph(replace(segments, closed=closed), source="made"))
    places = town.points()
    times = pairs(net.reach(places, minutes=MINUTES).times(places))
    walks = every_walk(net, places, MINUTES)
    assert {pair: walk.seconds for pair, walk in walks.items()} == times
    spots = places.to_crs(net.streets.crs)
    for (facility, home), walk in walks.items():
        assert walk.metres == pytest.approx(walk.seconds, abs=0.005), "at one metre a second, on the flat"
        assert_true(net, walk, spots.iloc[home], spots.iloc[facility])


@pytest.mark.parametrize("name", ["newport", "helsinki", "porto"])
@pytest.mark.parametrize("profile", ["standard", "elderly"])
def test_walks_through_real_streets(shared_data: Path, name: str, profile: str) -> None:
    """Half of the places lie on private ways; Porto has stairs."""
    segments, net = network(shared_data, name)
    facilities, homes = (ground(net, xy) for xy in sampled(segments, net, facilities=6, homes_each=10, seed=31))
    who = replace(PROFILES[profile], name="slow on stairs", steps_factor=2.0)
    times = pairs(net.reach(facilities, minutes=20, profile=who).times(homes))
    ends = [list(places.to_crs("EPSG:4326")) for places in (facilities, homes)]
    checked, private = 0, 0
    for (facility, home), seconds in times.items():
        walk = net.walk(ends[1][home], ends[0][facility], profile=who, minutes=20)
        assert walk is not None
        assert walk.seconds == seconds
        stairs_m = seconds * who.speed_m_s - walk.metres
        assert -0.01 <= stairs_m <= walk.metres
        assert_true(net, walk, homes.iloc[home], facilities.iloc[facility])
        checked += 1
        private += any(net.streets.edge_flags[list(walk.streets)] & PRIVATE)
    assert checked >= 30
    assert private >= 5


def test_a_walk_takes_the_bridge_and_its_legs_keep_off_the_water() -> None:
    net = barred(SOUTH_NORTH, ("water", RIVER))
    (home, facility), water = points([(200, 45), (200, 15)]), shapely.affinity.translate(RIVER, EAST, NORTH)
    spots = points([(200, 45), (200, 15)]).to_crs("EPSG:4326")
    walk = net.walk(*spots)
    assert walk is not None
    assert walk.metres == pytest.approx(55 + 200 + 100 + 200 + 15, rel=1e-3)
    assert (walk.home_leg_m, walk.facility_leg_m) == pytest.approx((55, 15), abs=0.1)
    drawn = gpd.GeoSeries([walk.line], crs="EPSG:4326").to_crs(CRS).item()
    assert shapely.intersection(drawn, water).length == pytest.approx(15, rel=0.01), "over the bridge, once"
    assert shapely.distance(shapely.intersection(drawn, water), shapely.Point(EAST, NORTH + 28)) < 0.1
    assert shapely.distance(shapely.Point(drawn.coords[0]), home) < 0.01
    assert shapely.distance(shapely.Point(drawn.coords[-1]), facility) < 0.01


def test_a_leg_out_of_a_compound_bends_at_its_gate() -> None:
    net = net_of([((-300, 0), (120, 0), (120, 200))])
    wall = gpd.GeoSeries([shapely.affinity.translate(shapely.box(-60, 20, 60, 120), EAST, NORTH)], crs=CRS)
    there = wall.to_crs(net.streets.crs).to_numpy()
    gate = points([(60, 70)]).to_crs(net.streets.crs)
    courts = Courts(there, np.asarray([0]), shapely.get_coordinates(gate.to_numpy()), np.asarray([0]))
    barriers = read_barriers(gpd.GeoDataFrame({"kind": ["wall"]}, geometry=wall.boundary, crs=CRS), net.streets)
    gated = WalkNetwork(net.streets, barriers=barriers, courts=courts)
    home, facility = points([(20, 60), (-250, 5)]).to_crs("EPSG:4326")
    walk = gated.walk(home, facility)
    assert walk is not None
    assert walk.home_leg_m == pytest.approx(np.hypot(40, 10) + 60, abs=0.1)
    drawn = plane(gated, walk)
    assert shapely.distance(drawn, gate.item()) < 0.01
    assert shapely.intersection(drawn, there[0]).length == pytest.approx(np.hypot(40, 10), abs=0.1)


def test_nobody_is_led_through_a_compound() -> None:
    """The short way leads through a wall without people's own gate: the walk goes round."""
    from tests.network import test_walls as walls

    closed, _ = apply_walls(walls.town(), walls.walls(), walls.gates((0, 100, True), (200, 100, True)))
    net = WalkNetwork(street_graph(closed, source="town"))
    ends = [shapely.Point(walls.X + a, walls.Y + b) for a, b in (walls.WEST, walls.EAST)]
    walk = net.walk(*gpd.GeoSeries(ends, crs=walls.CRS).to_crs("EPSG:4326"))
    assert walk is not None
    drawn = gpd.GeoSeries([walk.line], crs="EPSG:4326").to_crs(walls.CRS).item()
    assert shapely.intersection(drawn, shapely.buffer(walls.SQUARE, -0.1)).is_empty
    assert walk.metres == pytest.approx(800, rel=2e-3)


def test_ends_of_every_sort() -> None:
    net = net_of([((0, 0), (1000, 0)), ((0, 500), (1000, 500))])
    here, near, far, lost, other = points([(100, 0), (160, 20), (990, 0), (500, 250), (100, 500)]).to_crs("EPSG:4326")
    same = net.walk(here, here)
    assert same is not None
    assert (same.metres, same.seconds, len(same.line.coords)) == (0.0, 0.0, 2)
    short = net.walk(near, here, profile="elderly")
    assert short is not None
    assert (short.metres, short.minutes) == pytest.approx((80, 80 / 0.8 / 60), rel=1e-3)
    assert net.walk(far, here, minutes=14) is None
    assert net.walk(far, here, minutes=15) is not None
    assert net.walk(lost, here) is None
    assert net.walk(here, lost) is None
    assert net.walk(here, other) is None, "no street joins them"
    doors = net.walk(shapely.MultiPoint([here, far]), points([(900, 10)]).to_crs("EPSG:4326").item())
    assert doors is not None
    assert doors.metres == pytest.approx(100, rel=1e-3)
    with pytest.raises(InputError):
        net.walk(shapely.LineString([(0, 0), (1, 1)]), here)
    with pytest.raises(InputError):
        net.walk(here, here, profile="running")


def test_uphill_takes_longer_than_down() -> None:
    segments = read_lines(layer([((0, 0), (200, 0), (400, 0))]))
    hilly = replace(segments, z=np.asarray(20.0 * np.arange(len(segments.lon)), dtype=np.float32))
    net, who = WalkNetwork(street_graph(hilly, source="hill")), replace(PROFILES["standard"], name="sloping", slope=True)
    places = points([(20, 5), (380, 5)])
    times, walks = pairs(net.reach(places, profile=who).times(places)), {}
    low, high = places.to_crs("EPSG:4326")
    for pair, home, facility in (((0, 1), high, low), ((1, 0), low, high)):
        walk = net.walk(home, facility, profile=who)
        assert walk is not None
        assert walk.seconds == times[pair]
        assert walk.metres == pytest.approx(370, rel=1e-3)
        walks[pair] = walk.seconds
    assert walks[1, 0] > 1.2 * walks[0, 1]


def test_of_equally_long_walks_it_is_always_the_same() -> None:
    net = net_of([((0, 0), (100, 0)), ((0, 0), (0, 100)), ((100, 0), (100, 100)), ((0, 100), (100, 100))])
    home, facility = points([(0, 0), (100, 100)]).to_crs("EPSG:4326")
    walks = [net.walk(home, facility) for _ in range(5)]
    assert len({walk.line.wkb for walk in walks if walk is not None}) == 1
