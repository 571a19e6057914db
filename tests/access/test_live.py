"""Live edits equal a network built anew, and leave the network they start from as it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.access import WalkNetwork
from planner.errors import NetworkError
from planner.network import CLOSED, GATE, PRIVATE, Segments, join_roads, read_lines, segments_of, street_graph
from tests.searching import examples

from .made import CRS, Made, layer, made, points
from .support import assert_same_walks, ground, network, pairs, sampled

ROUNDING_S = 0.02


def built(segments: Segments) -> WalkNetwork:
    return WalkNetwork(street_graph(segments, source="built"))


def assert_same(edited: WalkNetwork, anew: WalkNetwork, places: gpd.GeoSeries, minutes: float = 5) -> None:
    for direction in ("to", "from"):
        got, expected = (pairs(net.reach(places, minutes=minutes, direction=direction).times(places)) for net in (edited, anew))
        assert_same_walks(got, expected, limit_s=60 * minutes, within_s=ROUNDING_S)


@settings(deadline=None, max_examples=examples(60))
@given(made(), st.data())
def test_an_added_road_equals_a_rebuild(town: Made, data: st.DataObject) -> None:
    spot = st.tuples(st.integers(-60, 330), st.integers(-60, 330))
    line = data.draw(st.lists(spot, min_size=2, max_size=4, unique=True))
    assume(shapely.LineString(line).is_simple)
    roads = layer([tuple((float(x) + 0.3, float(y) + 0.7) for x, y in line)])
    base = town.net()
    before = pairs(base.reach(town.points(), minutes=5).times(town.points()))
    edited, report = base.edited(roads=roads)
    segments, expected = join_roads(segments_of(base.streets), read_lines(roads))
    assert report is not None
    assert (report.roads, report.joints, report.healed) == (expected.roads, expected.joints, expected.healed)
    assert_same(edited, built(segments), town.points())
    assert pairs(base.reach(town.points(), minutes=5).times(town.points())) == before


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.data())
def test_closed_streets_equal_a_rebuild(town: Made, data: st.DataObject) -> None:
    base = town.net()
    streets = base.streets.n_edges
    closed = data.draw(st.lists(st.integers(0, streets - 1), min_size=1, max_size=max(1, streets - 1), unique=True))
    assume(len(closed) < streets)
    edited, _ = base.edited(close_streets=closed)
    rest = np.setdiff1d(np.arange(streets), closed)
    private = np.where(base.streets.edge_flags[rest] & PRIVATE, "private", "")
    lines = gpd.GeoDataFrame({"access": private}, geometry=base.streets.lines()[rest], crs=base.streets.crs).to_crs(CRS)
    assert_same(edited, WalkNetwork.from_lines(lines), town.points())
    assert not (base.streets.edge_flags & CLOSED).any()


def gated(town: Made, nodes: list[int]) -> Segments:
    """The town with gates at some junctions."""
    segments = town.segments()
    x, y = (
        np.asarray(v)
        for v in gpd.GeoSeries(gpd.points_from_xy(segments.lon, segments.lat), crs=4326).to_crs(CRS).get_coordinates().to_numpy().T
    )
    gate = segments.gate.copy()
    for n in nodes:
        place = shapely.get_coordinates(points([town.nodes[n]]).to_numpy())[0]
        gate[np.argmin(np.hypot(x - place[0], y - place[1]))] = True
    return replace(segments, gate=gate)


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.data())
def test_gates_shut_and_opened_again(town: Made, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.integers(0, len(town.nodes) - 1), min_size=1, max_size=3, unique=True))
    segments = gated(town, chosen)
    base = built(segments)
    stands = np.flatnonzero(base.streets.node_flags & GATE)
    assume(len(stands))
    gates = gpd.GeoSeries(gpd.points_from_xy(base.streets.node_x[stands], base.streets.node_y[stands]), crs=base.streets.crs)
    shut, _ = base.edited(close_gates=gates)
    assert_same(shut, built(replace(segments, closed=segments.gate)), town.points())
    cut = [g for g in gates if (np.hypot(shut.streets.node_x - g.x, shut.streets.node_y - g.y) < 0.05).sum() > 2]
    if cut:  # a gate at a dead end cuts nothing
        opened, _ = shut.edited(open_gates=gpd.GeoSeries(cut, crs=gates.crs))
        assert_same(opened, base, town.points())


def test_a_gate_where_none_stands_is_refused() -> None:
    net = WalkNetwork.from_lines(layer([((0.0, 0.0), (100.0, 0.0)), ((100.0, 0.0), (100.0, 100.0))]))
    with pytest.raises(NetworkError) as caught:
        net.edited(close_gates=points([(0.0, 0.0), (50.0, 0.0)]), open_gates=points([(100.0, 0.0)]))
    assert [p.code for p in caught.value.problems] == ["network.no_gate_to_close"] * 2 + ["network.no_gate_to_open"]


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_a_road_through_a_real_town(shared_data: Path, name: str) -> None:
    segments, net = network(shared_data, name)
    sources_xy, homes_xy = sampled(segments, net, facilities=20, homes_each=30, seed=5)
    sources, homes = ground(net, sources_xy), ground(net, homes_xy)
    before = net.reach(sources).times(homes)
    busiest = sources_xy[before["source"].mode()[0]]
    road = shapely.LineString(busiest + np.asarray([(-900.0, -350.0), (20.0, 40.0), (850.0, 400.0)]))
    roads = gpd.GeoDataFrame({"highway": ["residential"]}, geometry=[road], crs=net.streets.crs)
    edited, report = net.edited(roads=roads)
    assert report is not None
    assert report.joints > 5
    anew = built(join_roads(segments, read_lines(roads))[0])
    got, expected = (pairs(n.reach(sources).times(homes)) for n in (edited, anew))
    assert_same_walks(got, expected, limit_s=900.0, within_s=0.1)
    assert got != pairs(before)
    n = net.streets.n_edges
    assert (edited.streets.edge_mm[:n] == net.streets.edge_mm).all()
