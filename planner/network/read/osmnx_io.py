"""OSMnx graphs both ways."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely

from planner.errors import NetworkError, Problem, Severity
from planner.network.gates import GATE_KEYS, GateTable, gate_notes, gate_table
from planner.network.graph import BRIDGE, CLOSED, GATE, PRIVATE, TUNNEL, StreetGraph
from planner.network.read.lines import read_lines
from planner.network.segments import IntArray, Segments, crossing_shares, drawn_once
from planner.network.walking import NEEDS_FOOT_TAG
from planner.network.walls.privategates import apply_private_gates

_NAME = "OSMnx graph"


def read_osmnx(graph: nx.MultiDiGraph) -> Segments:
    """Turn an OSMnx graph into segments.

    Both directions of a street are one street; an edge without ``geometry`` is straight. Streets meet at nodes, never where they only
    touch. The walking filter judges the tags again, so
    that a drive network loses its motorways.

    Parameters
    ----------
    graph
        As OSMnx makes it: ``graph["crs"]``, nodes with ``x``, ``y``, edges with ``highway``, ``osmid`` and maybe ``geometry``.

    Returns
    -------
    Segments
        In WGS84; ``way`` is the OSM way id (the first of several).

    Raises
    ------
    NetworkError
        If the graph has no CRS, a node has no place, or no walkable edge is left.
    """
    if "crs" not in graph.graph:
        raise NetworkError([Problem("network.no_crs", Severity.ERROR, file=_NAME)])
    bare = sorted(str(n) for n, d in graph.nodes(data=True) if not np.isfinite([d.get("x", np.nan), d.get("y", np.nan)]).all())
    if bare:
        raise NetworkError([Problem("network.no_place", Severity.ERROR, file=_NAME, subject=n) for n in bare])
    rows = []
    shapes = []
    for u, v, data in graph.edges(data=True):
        ends = [(graph.nodes[n]["x"], graph.nodes[n]["y"]) for n in (u, v)]
        shapes.append(data.get("geometry") or shapely.LineString(ends))
        rows.append({k: w for k, w in data.items() if k != "geometry"})
    layer = gpd.GeoDataFrame(rows, geometry=shapes, crs=graph.graph["crs"])
    number = {node: i for i, node in enumerate(graph.nodes)}
    between = np.asarray([(number[u], number[v]) for u, v in graph.edges()], dtype=np.int64)
    segments = read_lines(layer, name=_NAME, ends=between)
    ids = np.asarray([_way_id(r.get("osmid"), i + 1) for i, r in enumerate(rows)], dtype=np.int64)
    of_row = segments.way - 1
    segments = crossing_shares(replace(segments, way=ids[of_row]), segments.crossing > 0)
    counted = [r.get("crossings") for r in rows]
    if any(c is not None for c in counted):
        segments = _counted_crossings(segments, of_row, np.asarray([c or 0 for c in counted], dtype=np.float64))
    marked = drawn_once(_with_gates(segments, graph, between, of_row))
    return apply_private_gates(replace(marked, gates=marked.gates.joined(_cut_gates(graph), 0)), file=_NAME)


def _counted_crossings(segments: Segments, row: IntArray, thousandths: npt.NDArray[np.float64]) -> Segments:
    """Take the crossings of each edge as this package gave them away, spread over the edge's length."""
    length = segments.lengths_m()
    total = np.bincount(row, weights=length, minlength=len(thousandths))
    share = thousandths[row] / 1000 * length / np.maximum(total[row], 1e-9)
    return replace(segments, crossing=share.astype(np.float32))


def _with_gates(segments: Segments, graph: nx.MultiDiGraph, between: IntArray, row: IntArray) -> Segments:
    """Mark barriers that the nodes of the graph are tagged with."""
    names = list(graph.nodes)
    first = np.append(True, row[1:] != row[:-1])
    last = np.append(first[1:], True)
    vertex = np.full(len(names), -1, dtype=np.int64)
    vertex[between[row[first], 0]] = segments.a[first]
    vertex[between[row[last], 1]] = segments.b[last]
    tagged = [
        (int(vertex[i]), graph.nodes[n]) for i, n in enumerate(names) if vertex[i] >= 0 and {"barrier", "gate"} & graph.nodes[n].keys()
    ]
    barriers = [(v, {k: str(d[k]) for k in GATE_KEYS if k in d}) for v, d in tagged if "barrier" in d]
    gate, closed = segments.gate.copy(), segments.closed.copy()
    gate[[v for v, _ in tagged]] = True
    table = gate_table(barriers, segments.lon, segments.lat)
    closed[table.node[table.locked]] = True
    problems = (*segments.problems, *gate_notes(table, _NAME))
    return replace(segments, gate=gate, closed=closed, gates=table, problems=problems)


def _cut_gates(graph: nx.MultiDiGraph) -> GateTable:
    """Gates at which a graph of this package was cut: they stand on no node."""
    cut = graph.graph.get("cut_gates", ())
    places = np.asarray([gate[:2] for gate in cut], dtype=np.float64).reshape(-1, 2)
    table = gate_table([(i, tags) for i, (_, _, tags) in enumerate(cut)], places[:, 0], places[:, 1])
    return replace(table, node=np.full(len(table), -1, dtype=np.int64))


def _way_id(osmid: object, fallback: int) -> int:
    first = osmid[0] if isinstance(osmid, list) and osmid else osmid
    return int(first) if isinstance(first, (int, np.integer)) else fallback


def to_networkx(graph: StreetGraph) -> nx.MultiDiGraph:
    """Return the street graph as an OSMnx-like MultiDiGraph.

    Returns
    -------
    networkx.MultiDiGraph
        ``graph["crs"]`` EPSG:4326; nodes 0 … n-1 with ``x``, ``y`` in degrees; each street as two edges with ``length`` (metres),
        ``highway`` (``steps`` for stairs), ``osmid``, ``geometry``, ``reversed``, ``oneway=False``, ``access="private"`` where it is
        private, ``foot="yes"`` or ``sidewalk="yes"`` where its kind is walked only for such a tag, ``bridge="yes"``, ``tunnel="yes"``,
        and on road crossings ``footway="crossing"`` with ``crossings`` (thousandths of one). Nodes with a gate have ``gate=True`` and
        the tags known of it; gates at which streets were cut stand in ``graph["cut_gates"]``. Heights are left out.
    """
    out = nx.MultiDiGraph(crs="epsg:4326")
    lon, lat = graph.to_degrees(graph.node_x, graph.node_y)
    out.add_nodes_from((i, {"x": float(lon[i]), "y": float(lat[i])}) for i in range(graph.n_nodes))
    for i in np.flatnonzero(graph.node_flags & GATE).tolist():
        out.nodes[i]["gate"] = True
    cut = []
    for node, x, y, tags in graph.gates.tagged():
        if node < 0:
            cut.append((x, y, tags))
        else:
            out.nodes[node].update(tags)
    if cut:
        out.graph["cut_gates"] = cut
    shape_lon, shape_lat = graph.to_degrees(graph.shape_x, graph.shape_y)
    points = np.column_stack([shape_lon, shape_lat])
    for e in np.flatnonzero((graph.edge_flags & CLOSED) == 0).tolist():
        shape = points[graph.shape_start[e] : graph.shape_start[e + 1]]
        data = {
            "length": int(graph.edge_mm[e]) / 1000,
            "highway": graph.kinds[graph.edge_kind[e]],
            "osmid": int(graph.edge_way[e]),
            "oneway": False,
        }
        data |= _tags(data["highway"], int(graph.edge_flags[e]))
        if graph.crossings[e]:
            data |= {"footway": "crossing", "crossings": int(graph.crossings[e])}
        u, v = int(graph.edge_u[e]), int(graph.edge_v[e])
        out.add_edge(u, v, geometry=shapely.LineString(shape), reversed=False, **data)
        out.add_edge(v, u, geometry=shapely.LineString(shape[::-1]), reversed=True, **data)
    return out


def _tags(highway: str, flags: int) -> dict[str, str]:
    """Tags by which the reader judges a kept street as it was judged."""
    private = bool(flags & PRIVATE)
    tags = {"access": "private"} if private else {}
    if highway in NEEDS_FOOT_TAG:
        tags["sidewalk" if private else "foot"] = "yes"
    return tags | {name: "yes" for name, bit in (("bridge", BRIDGE), ("tunnel", TUNNEL)) if flags & bit}
