"""Live edits of a walk network: added roads, closed streets, gates opened and shut. The network asked stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.access.join.places import plane_places
from planner.errors import NetworkError, Problem, Severity
from planner.network import CLOSED, GATE, JoinReport, Segments, StreetGraph, closed_streets, join_roads, overlaid, read_lines
from planner.network.build import HEAL_M

IntArray = npt.NDArray[np.int64]

#: A gate is looked for no farther than this from the place named, metres.
GATE_SEARCH_M = 10.0
_SAME_PLACE_M = 0.05


class Edits(NamedTuple):
    """What to change; see :meth:`planner.access.WalkNetwork.edited`."""

    roads: gpd.GeoDataFrame | None = None
    close_streets: Any = ()
    close_gates: gpd.GeoSeries | None = None
    open_gates: gpd.GeoSeries | None = None


def edited_streets(graph: StreetGraph, lines: npt.NDArray[np.object_], edits: Edits) -> tuple[StreetGraph, JoinReport | None]:
    """Apply edits to a graph, one after the other: streets closed, gates shut, gates opened, roads added.

    Parameters
    ----------
    graph
        Streets.
    lines
        Their shapes in the graph's system.
    edits
        What to change.

    Raises
    ------
    NetworkError
        If no such gate stands where one is named (all of them at once), or the roads cannot be read.
    """
    problems: list[Problem] = []
    shut = _gates(graph, edits.close_gates, "network.no_gate_to_close", problems)
    ajar = _gates(graph, edits.open_gates, "network.no_gate_to_open", problems)
    if problems:
        raise NetworkError(problems)
    out = closed_streets(graph, np.asarray(edits.close_streets, dtype=np.int64)) if len(edits.close_streets) else graph
    for nodes, change in ((shut, _close), (ajar, _open)):
        if nodes:
            out = change(out, nodes)
    if edits.roads is None:
        return out, None
    return _with_roads(out, _all_lines(out, lines), edits.roads)


def _gates(graph: StreetGraph, places: gpd.GeoSeries | None, code: str, problems: list[Problem]) -> list[IntArray]:
    """Nodes at each gate: one for an open gate, several at one place where streets were cut."""
    if places is None:
        return []
    xy, _, index = plane_places(places, graph)
    opening = code.endswith("open")
    candidates = np.flatnonzero(_cut_places(graph) if opening else (graph.node_flags & GATE) > 0)
    found = []
    for label, place in zip(index, xy, strict=True):
        away = np.hypot(graph.node_x[candidates] - place[0], graph.node_y[candidates] - place[1])
        if not len(away) or not away.min() <= GATE_SEARCH_M:
            problems.append(Problem(code, Severity.ERROR, subject=str(label), params={"limit_m": f"{GATE_SEARCH_M:g}"}))
            continue
        at = candidates[np.argmin(away)]
        here = np.hypot(graph.node_x - graph.node_x[at], graph.node_y - graph.node_y[at]) <= _SAME_PLACE_M
        found.append(np.flatnonzero(here & _used(graph)) if opening else np.asarray([at]))
    return found


def _used(graph: StreetGraph) -> npt.NDArray[np.bool_]:
    """Nodes that a street still leads to."""
    open_ = (graph.edge_flags & CLOSED) == 0
    used = np.zeros(graph.n_nodes, dtype=bool)
    used[graph.edge_u[open_]] = used[graph.edge_v[open_]] = True
    return used


def _cut_places(graph: StreetGraph) -> npt.NDArray[np.bool_]:
    """Nodes that share their place with another: streets were parted there."""
    used = _used(graph)
    grid = np.rint(np.column_stack([graph.node_x, graph.node_y]) / _SAME_PLACE_M).astype(np.int64)
    grid[~used] = np.iinfo(np.int64).min
    _, place, count = np.unique(grid, axis=0, return_inverse=True, return_counts=True)
    shared: npt.NDArray[np.bool_] = (count[place.ravel()] > 1) & used
    return shared


def _around(graph: StreetGraph, nodes: IntArray) -> IntArray:
    """Streets that end at some nodes."""
    at = np.isin(graph.edge_u, nodes) | np.isin(graph.edge_v, nodes)
    return np.flatnonzero(at & ((graph.edge_flags & CLOSED) == 0))


def _ends(graph: StreetGraph, touched: IntArray) -> IntArray:
    """End nodes of streets: the first vertices of what :func:`overlaid` hands to an edit, in this order."""
    return np.unique(np.concatenate([graph.edge_u[touched], graph.edge_v[touched]])).astype(np.int64)


def _close(graph: StreetGraph, gates: list[IntArray]) -> StreetGraph:
    nodes = np.unique(np.concatenate(gates))
    touched = _around(graph, nodes)
    vertices = np.searchsorted(_ends(graph, touched), nodes)

    def shut(segments: Segments) -> Segments:
        closed = segments.closed.copy()
        closed[vertices] = True
        return replace(segments, closed=closed)

    return overlaid(graph, touched, shut)


def _open(graph: StreetGraph, gates: list[IntArray]) -> StreetGraph:
    touched = _around(graph, np.concatenate(gates))
    ends = _ends(graph, touched)

    def join(segments: Segments) -> Segments:
        number = np.arange(len(segments.lon))
        gate = segments.gate.copy()
        for nodes in gates:
            vertices = np.searchsorted(ends, nodes)
            number[vertices] = vertices[0]
            gate[vertices[0]] = True
        return replace(segments, gate=gate, a=number[segments.a], b=number[segments.b])

    return overlaid(graph, touched, join)


def _with_roads(graph: StreetGraph, lines: npt.NDArray[np.object_], layer: gpd.GeoDataFrame) -> tuple[StreetGraph, JoinReport]:
    roads = read_lines(layer, name="roads")
    x, y = graph.to_plane(roads.lon, roads.lat)
    shapes = shapely.linestrings(np.stack([np.column_stack([x[i], y[i]]) for i in (roads.a, roads.b)], axis=1))
    near = np.unique(shapely.STRtree(shapes).query(lines, predicate="dwithin", distance=HEAL_M + 1.0)[0])
    touched = near[(graph.edge_flags[near] & CLOSED) == 0]
    reports: list[JoinReport] = []

    def join(segments: Segments) -> Segments:
        added = replace(roads, way=-roads.way)
        if not len(segments.a):
            reports.append(JoinReport(len(np.unique(roads.way)), 0, 0, ()))
            return added
        joined, report = join_roads(segments, added)
        reports.append(report)
        return joined

    return overlaid(graph, touched, join), reports[0]


def _all_lines(graph: StreetGraph, lines: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Shapes of an edited graph: those of its base, and of the streets behind them."""
    return np.concatenate([lines, graph.lines(first=len(lines))])
