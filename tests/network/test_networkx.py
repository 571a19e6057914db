"""To networkx and back without loss: streets, flags, crossings, gates."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
import pytest

from planner.errors import NetworkError
from planner.network import StreetGraph, read_osm, read_osmnx, street_graph, to_networkx
from tests.access.support import network
from tests.network.made import osm


@pytest.mark.parametrize("name", ["newport-2023-06-13.osm.pbf", "poa_osm.pbf"])
def test_a_real_network_comes_back_whole(shared_data: Path, name: str) -> None:
    graph = street_graph(read_osm(shared_data / "osm" / name), source=name)
    back = street_graph(read_osmnx(to_networkx(graph)), source=name)
    for field in ("node_flags", "edge_u", "edge_v", "edge_flags", "edge_way", "crossings", "island"):
        np.testing.assert_array_equal(getattr(back, field), getattr(graph, field), err_msg=field)
    for field in ("edge_mm", "steps_mm"):
        np.testing.assert_allclose(getattr(back, field), getattr(graph, field), atol=1, err_msg=field)
    assert [back.kinds[k] for k in back.edge_kind] == [graph.kinds[k] for k in graph.edge_kind]
    assert gates(back) == gates(graph)


def gates(graph: StreetGraph) -> list[tuple[object, ...]]:
    """Gates by place."""
    table = graph.gates
    texts = (table.kind, table.access, table.hours)
    return sorted(zip(table.lon.round(9).tolist(), table.node.tolist(), *texts, table.locked.tolist(), table.private.tolist(), strict=True))


def test_streets_drawn_twice_over_the_same_ground_come_back_once(shared_data: Path) -> None:
    """Two ways with vertices of their own at equal places, one of which the graph cannot tell from the other."""
    graph = network(shared_data, "helsinki")[1].streets
    back = street_graph(read_osmnx(to_networkx(graph)), source="helsinki")
    lines = [line.normalize().wkt for line in graph.lines()]
    assert len(lines) - len(set(lines)) == 1
    assert int(graph.edge_mm.sum()) - int(back.edge_mm.sum()) == pytest.approx(5996, abs=50)


def test_a_crossing_way_of_a_graph_node_by_node_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spots = [(10.0 * i, 0.0) for i in range(5)]
    tags = {"highway": "footway", "footway": "crossing"}
    osm(tmp_path / "town.osm", [(spots, tags), ([spots[-1], (40.0, 90.0)], {})], {spots[2]: {"barrier": "gate", "locked": "yes"}})
    monkeypatch.setattr(osmnx.settings, "useful_tags_way", [*osmnx.settings.useful_tags_way, "footway"])
    monkeypatch.setattr(osmnx.settings, "useful_tags_node", [*osmnx.settings.useful_tags_node, "barrier", "locked"])
    plain = osmnx.graph_from_xml(tmp_path / "town.osm", bidirectional=True, simplify=False, retain_all=True)
    ours, theirs = (street_graph(s, source="town") for s in (read_osm(tmp_path / "town.osm"), read_osmnx(plain)))
    for graph in (ours, theirs):
        assert int(graph.crossings.sum()) == 1000
        assert graph.gates.locked.tolist() == [True]
        assert graph.about["islands"] == {"count": 1, "km": 0.02}


def test_nodes_without_a_number_for_a_place_are_refused(shared_data: Path) -> None:
    graph = to_networkx(network(shared_data, "helsinki")[1].streets)
    small = nx.MultiDiGraph(graph.subgraph(list(graph)[:40]), **graph.graph)
    node = next(n for n in small if small.degree(n))
    small.nodes[node]["x"] = float("nan")
    for *_, data in small.edges(node, data=True):
        data.pop("geometry")
    with pytest.raises(NetworkError) as caught:
        street_graph(read_osmnx(small), source="small")
    assert [(p.code, p.subject) for p in caught.value.problems] == [("network.no_place", str(node))]
