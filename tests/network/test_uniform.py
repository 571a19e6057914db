"""An edge is of one sort from end to end; crossings are counted, heights kept, islands numbered."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.network import BRIDGE, StreetGraph, load_walk, read_lines, save_walk, segments_of, street_graph
from planner.network.build.islands import islands
from planner.network.segments import split_at
from tests.access.support import network
from tests.network.made import osm, roads
from tests.searching import examples

NAMES = ["helsinki", "newport"]


def test_steps_crossings_and_bridges_begin_and_end_at_nodes(tmp_path: Path) -> None:
    spots = [(100.0 * i, 0.0) for i in range(8)]
    over: list[dict[str, str]] = [{"highway": "footway", "footway": "crossing"}, {"highway": "cycleway", "cycleway": "crossing"}]
    tags = [{}, {"highway": "steps"}, {}, *over, {}, {"bridge": "yes"}]
    ways = list(zip(pairwise(spots), tags, strict=True))
    graph = street_graph(osm(tmp_path / "town.osm", ways, {}), source="town")
    east = np.argsort(graph.node_x[graph.edge_u] + graph.node_x[graph.edge_v])
    assert graph.n_edges == len(tags)
    assert ((graph.steps_mm == 0) | (graph.steps_mm == graph.edge_mm)).all()
    assert (graph.steps_mm[east] > 0).tolist() == [False, True, False, False, False, False, False]
    assert graph.crossings[east].tolist() == [0, 0, 0, 1000, 1000, 0, 0]
    assert ((graph.edge_flags[east] & BRIDGE) > 0).tolist() == [False] * 6 + [True]


def test_a_crossing_tag_on_a_node_or_road_is_no_wait(tmp_path: Path) -> None:
    ways = [([(0.0, 0.0), (100.0, 0.0), (200.0, 0.0)], {"crossing": "marked"}), ([(100.0, 0.0), (100.0, 50.0)], {"footway": "sidewalk"})]
    segments = osm(tmp_path / "town.osm", ways, {(100.0, 0.0): {"highway": "crossing", "crossing": "zebra"}})
    assert not segments.crossing.any()


@pytest.mark.parametrize("name", NAMES)
def test_edges_are_uniform_and_every_crossing_way_counts_once(shared_data: Path, name: str) -> None:
    segments, net = network(shared_data, name)
    graph = net.streets
    assert ((graph.steps_mm == 0) | (graph.steps_mm == graph.edge_mm)).all()
    ways = np.unique(segments.way[segments.crossing > 0])
    counted = {int(w): int(graph.crossings[graph.edge_way == w].sum()) for w in ways}
    assert len(ways) > 2
    assert set(counted.values()) <= {1000}
    assert int(graph.crossings.sum()) == 1000 * len(ways)
    back = street_graph(segments_of(graph), source=name)
    np.testing.assert_array_equal(back.crossings, graph.crossings)


def test_a_layer_without_such_tags_has_no_crossings() -> None:
    assert not street_graph(read_lines(roads([[(0, 0), (300, 0)], [(300, 0), (300, 90)]])), source="town").crossings.any()


@settings(max_examples=examples(40), deadline=None)
@given(st.lists(st.integers(1, 99).map(lambda n: n / 100), max_size=6, unique=True), st.booleans())
def test_a_crossing_split_anywhere_is_still_one(shares: list[float], branch: bool) -> None:
    """Cut a crossing way at any places, with a side street at the first: its edges sum to 1000, its heights stay on the line."""
    segments = read_lines(roads([[(0, 0), (30, 0)], [(0, 0), (0, 90)]], footway=["crossing", ""]))
    at = int(np.flatnonzero(segments.crossing > 0)[0])
    z = np.arange(len(segments.lon), dtype=np.float32)
    a, b = int(segments.a[at]), int(segments.b[at])
    lon, lat = (v[a] + np.sort(shares) * (v[b] - v[a]) for v in (segments.lon, segments.lat))
    new = len(segments.lon) + np.arange(len(shares))
    heights = type(segments)(**{**{n: getattr(segments, n) for n in type(segments).__slots__}, "z": z})
    cut = split_at(heights, np.full(len(shares), at), new, (lon, lat))
    assert float(cut.crossing.sum()) == pytest.approx(1, abs=1e-6)
    if branch and shares:
        cut = split_at(cut, np.zeros(0, dtype=np.int64), new[:0], (lon[:0], lat[:0]))
        gate = cut.gate.copy()
        gate[new] = True
        cut = type(cut)(**{**{n: getattr(cut, n) for n in type(cut).__slots__}, "gate": gate})
    graph = street_graph(cut, source="town")
    assert int(graph.crossings.sum()) == 1000
    assert (graph.crossings > 0).sum() == (1 + len(shares) if branch else 1)
    np.testing.assert_allclose(cut.z[new], z[a] + np.sort(shares) * (z[b] - z[a]), atol=1e-3)


def with_z(graph: StreetGraph) -> StreetGraph:
    """Heights that only depend on the place."""
    z = (0.01 * graph.shape_x - 0.02 * graph.shape_y).astype(np.float32)
    return type(graph)(**{**{n: getattr(graph, n) for n in StreetGraph.__slots__}, "shape_z": z})


def test_heights_survive_disk_and_segments(shared_data: Path, tmp_path: Path) -> None:
    graph = with_z(network(shared_data, "helsinki")[1].streets)
    save_walk(graph, tmp_path / "h.walk")
    loaded = load_walk(tmp_path / "h.walk", verify=True)
    np.testing.assert_array_equal(loaded.shape_z, graph.shape_z)
    back = street_graph(segments_of(loaded), source="again")
    assert len(back.shape_z) == len(back.shape_x)
    np.testing.assert_allclose(back.shape_z, 0.01 * back.shape_x - 0.02 * back.shape_y, atol=0.01)
    assert len(street_graph(read_lines(roads([[(0, 0), (9, 0)]])), source="flat").shape_z) == 0


@pytest.mark.parametrize("name", NAMES)
def test_islands_are_the_connected_components(shared_data: Path, name: str) -> None:
    graph = network(shared_data, name)[1].streets
    plain = nx.MultiGraph()
    for e, (u, v) in enumerate(zip(graph.edge_u.tolist(), graph.edge_v.tolist(), strict=True)):
        plain.add_edge(u, v, key=e, mm=int(graph.edge_mm[e]))
    parts = [plain.subgraph(c) for c in nx.connected_components(plain)]
    expected = sorted((sum(d["mm"] for *_, d in p.edges(data=True)) for p in parts), reverse=True)
    found = np.bincount(graph.island, weights=graph.edge_mm).astype(np.int64).tolist()
    assert found == expected
    for p in parts:
        assert len({int(graph.island[k]) for *_, k in p.edges(keys=True)}) == 1
    told = next(p for p in graph.problems if p.code == "network.islands")
    assert told.params["count"] == len(parts) - 1 == graph.about["islands"]["count"]  # type: ignore[index]
    assert told.params["km"] == pytest.approx(sum(expected[1:]) / 1e6, abs=0.001)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15), st.integers(1, 9)), min_size=1, max_size=25))
def test_islands_of_any_graph(edges: list[tuple[int, int, int]]) -> None:
    u, v, w = np.asarray(edges, dtype=np.int64).T
    found = islands(u, v, w, 16)
    plain = nx.Graph(list(zip(u.tolist(), v.tolist(), strict=True)))
    for i in range(len(u)):
        for j in range(len(u)):
            assert (found[i] == found[j]) == nx.has_path(plain, int(u[i]), int(u[j]))
    total = np.bincount(found, weights=w)
    assert (np.diff(total) <= 0).all()


def test_a_network_in_one_piece_says_nothing_of_islands() -> None:
    graph = street_graph(read_lines(roads([[(0, 0), (100, 0)]])), source="a")
    assert graph.about["islands"] == {"count": 0, "km": 0.0}
    assert not graph.problems
