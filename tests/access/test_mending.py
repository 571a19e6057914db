"""Small changes against brute force on networkx: every pair of street ends, every street beside a home; and against the edited network."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.access import PROFILES, WalkNetwork
from planner.access.improve.changes import Changes, cheapest_changes, worth_trying
from planner.access.improve.links import KINDS, LEAST_GAIN_M
from planner.access.join.barriers import barriers_of
from planner.access.profiles import Profile
from planner.network import PRIVATE, apply_walls, read_lines, street_graph
from planner.network.walls.cutting import Gates
from tests.searching import examples

from .made import CRS, EAST, NORTH, Made, Points, layer, made, net_of, points

LIMIT_M = 160.0
PATH_M = 70.0
START, PUBLIC, END = 0, 1, 2
PACE = Profile("pace", 1.0)
Row = dict[str, Any]


def walking_graph(net: WalkNetwork) -> nx.MultiDiGraph:
    """Streets in three levels: private ways before any public one, public ways, private ways after the last."""
    s, graph = net.streets, nx.MultiDiGraph()
    for u, v, mm, flags in zip(s.edge_u.tolist(), s.edge_v.tolist(), s.edge_mm.tolist(), s.edge_flags.tolist(), strict=True):
        private = bool(flags & PRIVATE)
        for level in (START, END) if private else (PUBLIC,):
            graph.add_edge((u, level), (v, level), mm=mm)
            graph.add_edge((v, level), (u, level), mm=mm)
        for node in (u, v):
            for a, b in pairwise((START, PUBLIC, END)):
                graph.add_edge((node, a), (node, b), mm=0)
    return graph


def ends_of(net: WalkNetwork, snap: Any, row: int, private_level: int) -> list[tuple[tuple[int, int], int]]:
    """Nodes of the street a place stands on, with the walk to each: access leg and part of the street."""
    s, edge = net.streets, int(snap.edge[row])
    level = private_level if s.edge_flags[edge] & PRIVATE else PUBLIC
    offset, leg = int(snap.offset_mm[row]), int(snap.leg_mm[row])
    return [((int(s.edge_u[edge]), level), leg + offset), ((int(s.edge_v[edge]), level), leg + int(s.edge_mm[edge]) - offset)]


def node_paths(net: WalkNetwork, left: dict[Any, float]) -> list[tuple[int, int, float]]:
    """Every path between street ends that is short enough and saves enough: length, where it starts, and the walk from there."""
    s, limit = net.streets, LIMIT_M * 1000
    places = np.column_stack([s.node_x, s.node_y])
    out = []
    for p, q in product(range(s.n_nodes), repeat=2):
        length = round(float(np.hypot(*(places[p] - places[q]))) * 1000)
        total, before = length + left.get((q, PUBLIC), np.inf), left.get((p, PUBLIC), np.inf)
        saved = (before if before <= limit else np.inf) - total
        if 50 < length <= PATH_M * 1000 and total <= limit and saved >= LEAST_GAIN_M * 1000:
            out.append((length, p, total))
    return out


def own_paths(net: WalkNetwork, left: dict[Any, float], point: Any, at: Any) -> list[tuple[float, float]]:
    """Length and walk of a path from a home to each public street near it; ``at`` is where the facility stands."""
    s, out = net.streets, []
    for edge, line in enumerate(s.lines()):
        if not s.edge_flags[edge] & PRIVATE and line.distance(point) <= PATH_M:
            along = line.project(point, normalized=True) * int(s.edge_mm[edge])
            ends = [(int(s.edge_u[edge]), along), (int(s.edge_v[edge]), int(s.edge_mm[edge]) - along)]
            rest = min(left.get((node, PUBLIC), np.inf) + part for node, part in ends)
            if int(at.edge[0]) == edge:
                rest = min(rest, abs(along - int(at.offset_mm[0])) + int(at.leg_mm[0]))
            out.append((line.distance(point) * 1000, line.distance(point) * 1000 + rest))
    return out


def brute(net: WalkNetwork, facility: gpd.GeoSeries, homes: gpd.GeoSeries, wanted: list[int]) -> dict[int, tuple[float, float]]:
    """Length and walk of the shortest path that brings each home inside the limit, if any."""
    graph = walking_graph(net)
    at, doors = net.snap(facility), net.snap(homes)
    for node, mm in ends_of(net, at, 0, END):
        graph.add_edge(node, "facility", mm=mm)
    left = nx.single_source_dijkstra_path_length(graph.reverse(copy=False), "facility", weight="mm")
    links, shapes = node_paths(net, left), homes.to_crs(net.streets.crs)
    found: dict[int, tuple[float, float]] = {}
    for home in wanted:
        options = own_paths(net, left, shapes.iloc[home], at)
        for row in np.flatnonzero(doors.owner == home).tolist():
            for node, mm in ends_of(net, doors, row, START):
                walks = nx.single_source_dijkstra_path_length(graph, node, weight="mm")
                options += [(length, walks[p, PUBLIC] + mm + total) for length, p, total in links if (p, PUBLIC) in walks]
        inside = [(length, walk) for length, walk in options if walk <= LIMIT_M * 1000 - 3000]  # well inside: no rounding decides
        if inside:
            found[home] = min(inside)
    return found


def changed(
    net: WalkNetwork, facility: gpd.GeoSeries, homes: gpd.GeoSeries, *, limit_m: float = LIMIT_M, **options: Any
) -> tuple[Changes, list[int]]:
    """Changes for the homes that are not reached and not too far in a straight line."""
    snaps = net.snap(homes)
    walk = net.reach(facility, minutes=limit_m / 60, profile=PACE).nearest(homes)["seconds"].to_numpy(dtype=float)
    near = homes.distance(facility.iloc[0]).to_numpy() <= limit_m
    wanted = np.flatnonzero(np.isnan(walk) & near)
    limit = round(limit_m * 1000)
    tried = worth_trying(net, net.snap(facility), snaps, wanted, limit_mm=limit, profile=PACE, **{"max_path_m": PATH_M, **options})
    return cheapest_changes(tried, homes, snaps, np.ones(len(homes))), wanted.tolist()


@settings(deadline=None, max_examples=examples(60))
@given(made(min_places=6), st.data())
def test_the_cheapest_path_is_the_one_that_trying_all_finds(town: Made, data: st.DataObject) -> None:
    net, places = town.net(), town.points()
    shift = data.draw(st.lists(st.tuples(st.integers(-60, 60), st.integers(-60, 60)), min_size=len(places), max_size=len(places)))
    homes = gpd.GeoSeries([shapely.affinity.translate(p, *d) for p, d in zip(places, shift, strict=True)], crs=CRS)
    facility = places.iloc[:1]
    changes, wanted = changed(net, facility, homes)
    expected = brute(net, facility, homes, wanted)
    assume(expected)
    got = changes.homes.set_index("home")
    chosen = changes.changes.loc[got["change"]].set_axis(got.index)
    assert set(expected) <= set(got.index) <= set(wanted)
    assert (got["walk_m"] <= LIMIT_M).all()
    for home, (length, _) in expected.items():
        if chosen["kind"][home] == "path":  # streets of a made town may lie over each other, which looks like a wall
            assert chosen["length_m"][home] <= length / 1000 + 0.01
    for home in got.index:
        if chosen["kind"][home] == "path" and home in expected and got["walk_m"][home] < LIMIT_M - 3.01:
            assert chosen["length_m"][home] == pytest.approx(expected[home][0] / 1000, abs=0.01)


@settings(deadline=None, max_examples=examples(40))
@given(made(min_places=6))
def test_a_network_with_the_path_built_reaches_the_home_in_no_more_than_that(town: Made) -> None:
    net, places = town.net(), town.points()
    facility, homes = places.iloc[:1], places
    changes, _ = changed(net, facility, homes)
    for home, change, walk in changes.homes.itertuples(index=False):
        row: Row = changes.changes.loc[change].to_dict()
        if row["kind"] != "path":
            continue
        path = gpd.GeoSeries([shapely.LineString([(row["from_lon"], row["from_lat"]), (row["to_lon"], row["to_lat"])])], crs=4326)
        built, _ = net.edited(roads=gpd.GeoDataFrame({"highway": ["footway"]}, geometry=path))
        after = built.reach(facility, minutes=5, profile=PACE).nearest(homes)["seconds"]
        assert after.iloc[home] <= walk + 0.1


def walled(gates: list[tuple[float, float, bool]], *, around: bool = True) -> WalkNetwork:
    """A street, broken off below the compound unless one can walk ``around``; its street crosses the wall at x = 50 and x = 350."""
    streets: list[Points] = [((-100.0, 0.0), (50.0, 0.0)), ((350.0, 0.0), (600.0, 0.0))]
    streets += [((50.0, 0.0), (50.0, 100.0)), ((50.0, 100.0), (350.0, 100.0)), ((350.0, 100.0), (350.0, 0.0))]
    streets += [((50.0, 0.0), (350.0, 0.0))] if around else []
    wall = shapely.box(EAST + 20, NORTH + 20, EAST + 400, NORTH + 140)
    plane = gpd.GeoSeries([wall], crs=CRS).to_crs(4326)
    at = points([(x, y) for x, y, _ in gates]).to_crs(4326)
    known = Gates(at.x.to_numpy(), at.y.to_numpy(), np.asarray([o for *_, o in gates], dtype=bool))
    segments, _ = apply_walls(read_lines(layer(streets)), plane.to_numpy(), known)
    net = WalkNetwork(street_graph(segments, source="walled"))
    barriers = barriers_of(np.asarray([shapely.transform(plane.iloc[0], net.streets.to_plane, interleaved=False)]), np.asarray(["wall"]))
    return WalkNetwork(net.streets, barriers=barriers)


GATES = [(50.0, 20.0, False), (350.0, 20.0, True)]


def test_opening_the_closed_gate_is_proposed_and_does_what_is_promised() -> None:
    net = walled(GATES)
    facility, homes = points([(20.0, 1.0)]), points([(60.0, 101.0), (200.0, 101.0), (340.0, 101.0)])
    xy = points([(50.0, 20.0)]).to_crs(net.streets.crs).get_coordinates().to_numpy()
    changes, wanted = changed(net, facility, homes, gates_xy=xy)
    assert wanted == [0]
    change = changes.changes.iloc[0]
    assert (change["kind"], change["length_m"], change["homes"], change["persons"]) == ("open_gate", 0.0, 1, 1.0)
    assert changes.homes[["home", "change"]].to_numpy().tolist() == [[0, 0]]
    place = gpd.GeoSeries(gpd.points_from_xy([change["from_lon"]], [change["from_lat"]]), crs=4326)
    opened, _ = net.edited(open_gates=place)
    after = opened.reach(facility, minutes=5, profile=PACE).nearest(homes)["seconds"].iloc[0]
    assert after == pytest.approx(changes.homes["walk_m"].iloc[0], abs=0.01)
    unknown, _ = changed(net, facility, homes)
    assert unknown.changes["kind"].tolist() == ["open_wall"]
    assert list(KINDS) == ["open_gate", "open_wall", "path"]


def test_strangers_enter_a_compound_only_for_what_lies_inside() -> None:
    net = walled(GATES, around=False)
    stranger, resident = (360.0, -3.0), (100.0, 101.0)
    outside, wanted = changed(net, points([(40.0, -3.0)]), points([stranger, resident]), limit_m=600.0, max_path_m=1.0)
    assert wanted == [0, 1]
    assert outside.homes["home"].tolist() == [1]  # the way through the open gate would be 526 m for the stranger too
    inside, wanted = changed(net, points([(51.0, 60.0)]), points([(30.0, -3.0)]), limit_m=600.0, max_path_m=1.0)
    assert wanted == [0]
    assert inside.changes["kind"].tolist() == ["open_wall"]
    assert inside.homes["walk_m"].tolist() == pytest.approx([20 + 60 + 1 + 3], abs=0.1)


def test_no_path_crosses_a_barrier() -> None:
    streets: list[Points] = [((0.0, 0.0), (400.0, 0.0)), ((0.0, 60.0), (400.0, 60.0)), ((0.0, 0.0), (0.0, 60.0))]
    free = net_of(streets)
    facility, homes = points([(390.0, -1.0)]), points([(380.0, 61.0), (395.0, 63.0)])
    found, wanted = changed(free, facility, homes)
    assert wanted == [0, 1]
    assert found.homes["home"].tolist() == [0, 1]
    assert found.changes["length_m"].max() < 64
    bank = points([(-50.0, 30.0), (450.0, 30.0)]).to_crs(free.streets.crs).get_coordinates().to_numpy()
    river = barriers_of(np.asarray([shapely.LineString(bank)]), np.asarray(["water"]))
    barred, wanted = changed(WalkNetwork(free.streets, barriers=river), facility, homes)
    assert wanted == [0, 1]
    assert not len(barred.homes)
    assert not len(barred.changes)


def test_nobody_asked_nobody_told() -> None:
    net = net_of([((0.0, 0.0), (400.0, 0.0))])
    at = points([(10.0, 1.0)])
    nothing = np.zeros(0, dtype=np.int64)
    tried = worth_trying(net, net.snap(at), net.snap(at), nothing, limit_mm=1000, profile=PROFILES["standard"])
    none = cheapest_changes(tried, at, net.snap(at), np.ones(1))
    assert (len(none.homes), len(none.changes), none.left_out) == (0, 0, 0)
