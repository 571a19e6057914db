"""Live edits: other streets laid over a graph that stays as it is.

An edit touches a few streets. These are closed in a copy of the flags, taken out as segments, edited as segments by the same functions that
build a network (:func:`join_roads`, :func:`cut_at`), contracted by themselves, and appended behind the arrays. The numbers of all other
streets and nodes hold, and nothing of the base is measured anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from planner.network.build.contract import contract
from planner.network.build.islands import islands
from planner.network.gates import GateTable
from planner.network.graph import CLOSED, StreetGraph
from planner.network.read.source import segments_of
from planner.network.segments import IntArray, Segments
from planner.network.walls.cutting import cut_at

_PIN = "pin"


def closed_streets(graph: StreetGraph, edges: IntArray) -> StreetGraph:
    """Close streets: nobody walks there, nothing is joined to them, their numbers stay.

    Parameters
    ----------
    graph
        Streets.
    edges
        Numbers of the streets to close.
    """
    flags = graph.edge_flags.copy()
    flags[edges] |= CLOSED
    return _with_islands(replace(graph, edge_flags=flags))


def overlaid(graph: StreetGraph, touched: IntArray, edit: Callable[[Segments], Segments]) -> StreetGraph:
    """Apply edited streets to a graph.

    Parameters
    ----------
    graph
        The base; it is not changed.
    touched
        Numbers of the streets the edit may change.
    edit
        Gives the touched streets, as segments, what they become; the first vertices are their end nodes. It may append vertices and pieces,
        split pieces, close vertices; it leaves the end nodes it does not close in place.

    Returns
    -------
    StreetGraph
        Nodes and streets of the base under their numbers, the touched streets flagged ``CLOSED``, and behind them what came of the edit.
        Appended streets may run from a higher to a lower node.
    """
    touched = np.unique(touched)
    ends = np.unique(np.concatenate([graph.edge_u[touched], graph.edge_v[touched]]))
    local = segments_of(_subgraph(graph, touched, ends))
    rest = np.ones(graph.n_edges, dtype=bool)
    rest[touched] = False
    rest &= (graph.edge_flags & CLOSED) == 0
    held = np.isin(ends, np.concatenate([graph.edge_u[rest], graph.edge_v[rest]]))
    pins = np.flatnonzero(held)
    edited = edit(replace(local, gate=_at(local.gate, pins), gates=local.gates.joined(_pins(local, pins), 0)))
    new = contract(cut_at(edited, edited.closed), about={})
    return _appended(graph, touched, new, ends)


def _subgraph(graph: StreetGraph, edges: IntArray, nodes: IntArray) -> StreetGraph:
    """Take out some streets, end nodes renumbered; ``edge_way`` holds their numbers in the graph, so that parts can be traced back."""
    count = np.diff(graph.shape_start)[edges]
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int32)
    vertex = np.repeat(graph.shape_start[edges] - start[:-1], count) + np.arange(start[-1])
    number = np.full(graph.n_nodes, -1, dtype=np.int64)
    number[nodes] = np.arange(len(nodes))
    per_edge = {name: getattr(graph, name)[edges] for name in ("edge_mm", "steps_mm", "crossings", "edge_kind", "edge_flags", "island")}
    return replace(
        graph,
        node_x=graph.node_x[nodes],
        node_y=graph.node_y[nodes],
        node_flags=graph.node_flags[nodes],
        edge_u=number[graph.edge_u[edges]].astype(np.int32),
        edge_v=number[graph.edge_v[edges]].astype(np.int32),
        edge_way=edges.astype(np.int64),
        shape_start=start,
        shape_x=graph.shape_x[vertex],
        shape_y=graph.shape_y[vertex],
        shape_z=graph.shape_z[vertex] if len(graph.shape_z) else graph.shape_z,
        gates=graph.gates.renumbered(number).standing(),
        problems=(),
        **per_edge,
    )


def _pins(local: Segments, vertices: IntArray) -> GateTable:
    """Name end nodes that other streets hang on, so that contraction shows where they have gone; the name ends with the number."""
    text = ("",) * len(vertices)
    no = np.zeros(len(vertices), dtype=bool)
    kind = tuple(f"{_PIN}{i}" for i in vertices.tolist())
    return GateTable(vertices, kind, text, text, no, no, local.lon[vertices], local.lat[vertices])


def _at(flags: npt.NDArray[np.bool_], places: IntArray) -> npt.NDArray[np.bool_]:
    out = flags.copy()
    out[places] = True
    return out


def _appended(graph: StreetGraph, touched: IntArray, new: StreetGraph, ends: IntArray) -> StreetGraph:
    """Put a contracted piece behind a graph, on the nodes that were pinned."""
    is_pin = np.asarray([k.startswith(_PIN) for k in new.gates.kind], dtype=bool)
    pinned = new.gates.picked(np.flatnonzero(is_pin))
    number = np.full(new.n_nodes, -1, dtype=np.int64)
    number[pinned.node] = ends[np.asarray([int(k.removeprefix(_PIN)) for k in pinned.kind], dtype=np.int64)]
    added = np.flatnonzero(number < 0)
    number[added] = graph.n_nodes + np.arange(len(added))
    x, y = graph.to_plane(
        *new.to_degrees(np.concatenate([new.node_x[added], new.shape_x]), np.concatenate([new.node_y[added], new.shape_y]))
    )
    kinds = (*graph.kinds, *(k for k in new.kinds if k not in graph.kinds))
    code = np.asarray([kinds.index(k) for k in new.kinds], dtype=graph.edge_kind.dtype)
    flags = graph.edge_flags.copy()
    flags[touched] |= CLOSED
    own = new.edge_way >= 0  # parts of touched streets carry their number, added roads a negative one
    way = np.where(own, graph.edge_way[np.maximum(new.edge_way, 0)], new.edge_way)
    gone = np.setdiff1d(ends, number[pinned.node])
    kept_gates = graph.gates.picked(np.flatnonzero(~np.isin(graph.gates.node, gone)))
    return _with_islands(
        replace(
            graph,
            node_x=np.concatenate([graph.node_x, x[: len(added)]]),
            node_y=np.concatenate([graph.node_y, y[: len(added)]]),
            node_flags=np.concatenate([graph.node_flags, new.node_flags[added]]),
            edge_u=np.concatenate([graph.edge_u, number[new.edge_u].astype(np.int32)]),
            edge_v=np.concatenate([graph.edge_v, number[new.edge_v].astype(np.int32)]),
            edge_mm=np.concatenate([graph.edge_mm, new.edge_mm]),
            steps_mm=np.concatenate([graph.steps_mm, new.steps_mm]),
            crossings=np.concatenate([graph.crossings, new.crossings]),
            edge_kind=np.concatenate([graph.edge_kind, code[new.edge_kind]]),
            edge_flags=np.concatenate([flags, new.edge_flags]),
            edge_way=np.concatenate([graph.edge_way, way]),
            shape_start=np.concatenate([graph.shape_start, graph.shape_start[-1] + new.shape_start[1:]]).astype(np.int32),
            shape_x=np.concatenate([graph.shape_x, x[len(added) :]]),
            shape_y=np.concatenate([graph.shape_y, y[len(added) :]]),
            shape_z=_heights(graph, new),
            kinds=kinds,
            about=MappingProxyType({**graph.about, "edited": True}),
            gates=kept_gates.joined(_moved(new.gates.picked(np.flatnonzero(~is_pin)), number, graph.n_nodes), 0),
        )
    )


def _heights(graph: StreetGraph, new: StreetGraph) -> npt.NDArray[np.float32]:
    if not len(graph.shape_z):
        return graph.shape_z
    z = new.shape_z if len(new.shape_z) else np.full(len(new.shape_x), np.nan, dtype=np.float32)
    return np.concatenate([graph.shape_z, z])


def _moved(gates: GateTable, number: IntArray, n_base: int) -> GateTable:
    """Gates of the edited piece on the nodes of the whole; those on a pinned node stand in the base's table already."""
    moved = gates.renumbered(number)
    return moved.picked(np.flatnonzero((moved.node < 0) | (moved.node >= n_base)))


def _with_islands(graph: StreetGraph) -> StreetGraph:
    open_ = np.flatnonzero((graph.edge_flags & CLOSED) == 0)
    island = np.zeros(graph.n_edges, dtype=np.int32)
    u, v = graph.edge_u[open_].astype(np.int64), graph.edge_v[open_].astype(np.int64)
    island[open_] = islands(u, v, graph.edge_mm[open_].astype(np.int64), graph.n_nodes)
    return replace(graph, island=island)
