"""What gates let through: by their tags on small towns, and counted on real cities."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from planner.access import WalkNetwork
from planner.network import GATE, PRIVATE, Segments, load_walk, read_osmnx, save_walk, segments_of, street_graph
from planner.network.segments import picked
from planner.network.walking import is_locked, is_private_gate
from tests.access.support import network
from tests.network.made import Spot, osm, seconds

WEST, GATE_AT, EAST = (0.0, 0.0), (100.0, 0.0), (200.0, 0.0)
Way = tuple[list[Spot], dict[str, str]]
SHORT: Way = ([WEST, GATE_AT, EAST], {})
AROUND: Way = ([WEST, (0.0, 300.0), (200.0, 300.0), EAST], {})
COURT: Way = ([WEST, GATE_AT, EAST, (200.0, 50.0)], {})

LARGE = [pytest.param(name, marks=pytest.mark.soak) for name in ("porto", "heidelberg")]


def town(tmp_path: Path, tags: dict[str, str], *, around: bool = True) -> Segments:
    return osm(tmp_path / "town.osm", [SHORT, AROUND] if around else [COURT, ([WEST, (0.0, 300.0), (9.0, 700.0)], {})], {GATE_AT: tags})


@pytest.mark.parametrize(
    ("tags", "passes"),
    [
        ({"barrier": "gate"}, True),
        ({"barrier": "gate", "access": "private"}, False),
        ({"barrier": "gate", "access": "residents"}, False),
        ({"barrier": "gate", "access": "customers"}, False),
        ({"barrier": "gate", "foot": "private"}, False),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, True),
        ({"barrier": "lift_gate", "access": "private", "foot": "designated"}, True),
        ({"barrier": "lift_gate", "access": "private"}, False),
        ({"barrier": "gate", "access": "destination"}, True),
        ({"barrier": "gate", "access": "no"}, False),
        ({"barrier": "gate", "access": "no", "foot": "permissive"}, True),
        ({"barrier": "gate", "locked": "yes"}, False),
        ({"barrier": "bollard", "access": "no"}, True),
        ({"barrier": "bollard", "access": "private"}, True),
        ({"barrier": "bollard", "foot": "no"}, False),
        ({"barrier": "kissing_gate", "access": "private"}, True),
        ({"barrier": "cycle_barrier", "locked": "yes"}, True),
        ({"barrier": "stile"}, True),
        ({"barrier": "gate", "opening_hours": "06:00-22:00"}, True),
    ],
)
def test_who_walks_through_where_there_is_a_way_around(tmp_path: Path, tags: dict[str, str], passes: bool) -> None:
    assert seconds(town(tmp_path, tags), WEST, EAST) == pytest.approx(200 if passes else 800, rel=2e-3)


def test_ground_behind_a_private_gate_is_walked_to_and_from(tmp_path: Path) -> None:
    segments = town(tmp_path, {"barrier": "gate", "access": "private"}, around=False)
    assert seconds(segments, WEST, EAST) == pytest.approx(200, rel=2e-3)
    assert seconds(segments, EAST, (0.0, 300.0)) == pytest.approx(500, rel=2e-3)
    behind = segments.private
    assert segments.lengths_m()[behind].sum() == pytest.approx(150, rel=2e-3)
    told = next(p for p in segments.problems if p.code == "network.private_gates")
    assert (told.params["count"], told.params["guarding"], told.params["shut"]) == (1, 1, 0)


def test_ground_between_two_private_gates_is_no_short_cut(tmp_path: Path) -> None:
    middle = (150.0, 0.0)
    private = {"barrier": "gate", "access": "private"}
    segments = osm(tmp_path / "town.osm", [([WEST, GATE_AT, middle, EAST], {}), AROUND], {GATE_AT: private, middle: private})
    assert seconds(segments, WEST, EAST) == pytest.approx(800, rel=2e-3)
    assert seconds(segments, WEST, (125.0, 0.0)) == pytest.approx(125, rel=2e-3)
    assert seconds(segments, (125.0, 0.0), EAST) == pytest.approx(75, rel=2e-3)


def test_a_private_gate_on_a_junction_bars_nobody(tmp_path: Path) -> None:
    side: list[Spot] = [GATE_AT, (100.0, -50.0)]
    segments = osm(tmp_path / "town.osm", [SHORT, AROUND, (side, {})], {GATE_AT: {"barrier": "gate", "access": "private"}})
    assert seconds(segments, WEST, EAST) == pytest.approx(200, rel=2e-3)


def test_tags_and_hours_are_kept_on_disk_and_through_networkx(tmp_path: Path) -> None:
    hours = {"barrier": "gate", "access": "customers", "foot": "yes", "opening_hours": "Mo-Su 06:00-22:00"}
    locked = {"barrier": "lift_gate", "locked": "yes"}
    ways: list[Way] = [([WEST, GATE_AT, EAST], {}), ([EAST, (300.0, 0.0), (400.0, 0.0)], {})]
    graph = street_graph(osm(tmp_path / "town.osm", ways, {GATE_AT: hours, (300.0, 0.0): locked}), source="town")
    assert [(p.code, p.params["count"]) for p in graph.problems if "gate" in p.code] == [
        ("network.locked_gates", 1),
        ("network.gate_hours", 1),
    ]
    save_walk(graph, tmp_path / "town.walk")
    loaded = load_walk(tmp_path / "town.walk")
    again = street_graph(read_osmnx(WalkNetwork(graph).to_networkx()), source="town")
    for gates in (graph.gates, loaded.gates, again.gates):
        rows = sorted(zip(gates.kind, gates.access, gates.hours, gates.locked.tolist(), strict=True))
        assert rows == [("gate", "yes", "Mo-Su 06:00-22:00", False), ("lift_gate", "", "", True)]
        open_gate = gates.kind.index("gate")
        node = int(gates.node[open_gate])
        assert graph.node_flags[node] & GATE
        x, y = graph.to_plane(gates.lon[open_gate], gates.lat[open_gate])
        assert (float(x), float(y)) == pytest.approx((graph.node_x[node], graph.node_y[node]), abs=0.01)
        assert gates.node[gates.kind.index("lift_gate")] == -1
    assert loaded.problems == graph.problems


def test_locked_and_private_exclude_each_other() -> None:
    values = ["", "yes", "no", "private", "customers", "permissive"]
    for kind in ("gate", "bollard", "lift_gate"):
        for access in values:
            for foot in values:
                for shut in ("", "yes"):
                    tags = {"barrier": kind, "access": access, "foot": foot, "locked": shut}
                    assert not (is_locked(tags) and is_private_gate(tags))
                    if foot in ("yes", "permissive"):
                        assert not is_locked(tags)
                        assert not is_private_gate(tags)


def beside_private_streets(segments: Segments, seed: int, count: int) -> gpd.GeoSeries:
    """Places on public streets, most of them within 150 m of a private street or a gate nobody walks through."""
    rng = np.random.default_rng(seed)
    public = np.unique(np.concatenate([segments.a[~segments.private], segments.b[~segments.private]]))
    private = np.unique(np.concatenate([segments.a[segments.private], np.flatnonzero(segments.closed)]))
    near = shapely.STRtree(shapely.points(segments.lon[public], segments.lat[public])).query(
        shapely.points(segments.lon[private], segments.lat[private]), predicate="dwithin", distance=0.0015
    )[1]
    inner = np.isin(public, private, invert=True)
    chosen = rng.choice(np.intersect1d(near, np.flatnonzero(inner)), count, replace=False)
    return gpd.GeoSeries(gpd.points_from_xy(segments.lon[public[chosen]], segments.lat[public[chosen]]), crs="EPSG:4326")


def pairs(net: WalkNetwork, places: gpd.GeoSeries) -> dict[tuple[int, int], float]:
    times = net.reach(places, minutes=15).times(places)
    return {(int(s), int(t)): float(w) for s, t, w in times[["source", "target", "seconds"]].itertuples(index=False)}


@pytest.mark.parametrize(
    "name", ["helsinki", "newport", pytest.param("porto", marks=pytest.mark.soak), pytest.param("heidelberg", marks=pytest.mark.soak)]
)
def test_gates_and_private_streets_of_a_real_city_serve_what_lies_behind_them_alone(shared_data: Path, name: str) -> None:
    """Between public places, private ways and the gates before them might as well not be there; opening them makes short cuts."""
    segments, net = network(shared_data, name)
    places = beside_private_streets(segments, 3, 400 if name != "helsinki" else 120)
    as_is = pairs(net, places)
    without = pairs(WalkNetwork(street_graph(picked(segments, np.flatnonzero(~segments.private)), source=name)), places)
    assert as_is.keys() == without.keys()
    worst = max(abs(as_is[k] - without[k]) for k in as_is)
    assert worst < 0.1, "no walk between public places uses a private way"
    nobody = np.zeros(len(segments.lon), dtype=bool)
    opened = pairs(
        WalkNetwork(street_graph(replace(segments, private=np.zeros_like(segments.private), closed=nobody), source=name)), places
    )
    shorter = [k for k in opened if opened[k] < as_is.get(k, np.inf) - 1]
    longer = [k for k in as_is if as_is[k] < opened.get(k, np.inf) - 0.1]
    print(f"{name}: {len(as_is)} walks, {len(shorter)} would be shorter through private ground or shut gates")  # noqa: T201 - shown with -s
    assert shorter, "the places were chosen beside private ground"
    assert not longer


@pytest.mark.parametrize(
    "name", ["newport", pytest.param("porto", marks=pytest.mark.soak), pytest.param("heidelberg", marks=pytest.mark.soak)]
)
def test_private_streets_of_a_real_city_are_reached_from_outside(shared_data: Path, name: str) -> None:
    """A place on a private street is reached exactly as its own part plus the public network give it (networkx)."""
    _, net = network(shared_data, name)
    graph = net.streets
    private = np.flatnonzero(((graph.edge_flags & PRIVATE) > 0) & (graph.edge_mm > 20_000) & (graph.island == 0))
    rng = np.random.default_rng(5)
    part, outside = nx.Graph(), nx.Graph()
    for e in range(graph.n_edges):
        u, v, mm = int(graph.edge_u[e]), int(graph.edge_v[e]), int(graph.edge_mm[e])
        into = part if graph.edge_flags[e] & PRIVATE else outside
        if u != v and mm < into.get_edge_data(u, v, {"mm": 1 << 40})["mm"]:
            into.add_edge(u, v, mm=mm)
    public = np.flatnonzero((graph.edge_flags & PRIVATE) == 0)
    found = 0
    for e in rng.choice(private, 30, replace=False).tolist():
        home = int(graph.edge_u[e])
        inside = nx.single_source_dijkstra_path_length(part, home, cutoff=900_000, weight="mm")
        doors = {n: d for n, d in inside.items() if n in outside}
        if home in outside or not doors:
            continue
        reached = nx.multi_source_dijkstra_path_length(outside, set(doors), cutoff=900_000, weight="mm")
        goal = next((int(graph.edge_u[k]) for k in public.tolist() if graph.edge_u[k] in reached and graph.edge_u[k] not in part), None)
        if goal is None:
            continue
        back = nx.single_source_dijkstra_path_length(outside, goal, cutoff=900_000, weight="mm")
        expected = min((d + back[n] for n, d in doors.items() if n in back), default=np.inf) / 1000
        ends = gpd.GeoSeries(gpd.points_from_xy(graph.node_x[[home, goal]], graph.node_y[[home, goal]]), crs=graph.crs)
        got = net.reach(ends[1:], minutes=15).times(ends[:1])["seconds"]
        if expected <= 890:
            assert float(got.iloc[0]) == pytest.approx(expected, abs=0.1)
            found += 1
    assert found >= 5


def test_segments_of_a_graph_keep_its_gates(shared_data: Path) -> None:
    _, net = network(shared_data, "newport")
    again = street_graph(segments_of(net.streets), source="newport")
    assert again.gates.kind == net.streets.gates.kind
    np.testing.assert_array_equal(again.gates.node, net.streets.gates.node)
