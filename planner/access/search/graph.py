"""The graph a search runs on: arcs of the street graph, with each private part standing twice.

A private street is walked only to or from a place that lies on it. So a node of a private part has two copies besides its public one: the
*seed* copy, where a walk that begins there is found, and the *read* copy, where a walk that ends there is read. Arcs lead seed → public →
read and never back, so nobody passes through. Walking *to* a facility is searched from the facility backwards, walking *from* it
forwards; in both the sources sit on seed copies and the targets are read from read copies.

The graph knows which street and which way along it each arc is, not what it costs: one graph serves every profile and both directions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.network import CLOSED, PRIVATE, StreetGraph, kernel

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SearchGraph:
    """Arcs in rows, and where each street hangs in them.

    Attributes
    ----------
    row_start, row_end
        Arcs of node ``i`` are ``row_start[i]:row_end[i]``, shape (nodes,).
    head
        Node each arc leads to, shape (arcs,).
    arc_edge
        Street of each arc, -1 for the free passage between copies of a node.
    arc_along
        Whether the arc runs from the street's ``u`` to its ``v``.
    seed_u, seed_v, read_u, read_v
        Nodes at the ends of each street for a source and for a target, shape (edges,).
    edge_ptr, edge_at
        Streets that can be read from a node: ``edge_at[edge_ptr[i]:edge_ptr[i + 1]]``.
    """

    row_start: Int64
    row_end: Int64
    head: Int32
    arc_edge: Int32
    arc_along: npt.NDArray[np.bool_]
    seed_u: Int32
    seed_v: Int32
    read_u: Int32
    read_v: Int32
    edge_ptr: Int64
    edge_at: Int64

    @property
    def n_nodes(self) -> int:
        """Nodes, copies included."""
        return len(self.row_start)


def search_graph(graph: StreetGraph) -> SearchGraph:
    """Build the search graph of a street graph; parallel streets stay, the search takes the best."""
    n = graph.n_nodes
    u, v = graph.edge_u.astype(np.int64), graph.edge_v.astype(np.int64)
    open_ = (graph.edge_flags & CLOSED) == 0
    private = ((graph.edge_flags & PRIVATE) > 0) & open_
    public = ~private & open_
    inside = np.unique(np.concatenate([u[private], v[private]]))
    copy = np.full(n, -1, dtype=np.int64)
    copy[inside] = np.arange(len(inside))
    seed, read = n + copy, n + len(inside) + copy
    pu, pv = u[private], v[private]
    public_edge, private_edge = np.flatnonzero(public), np.flatnonzero(private)
    passage = np.full(len(inside), -1, dtype=np.int64)
    tails = [u[public], v[public], seed[pu], seed[pv], read[pu], read[pv], seed[inside], inside]
    heads = [v[public], u[public], seed[pv], seed[pu], read[pv], read[pu], inside, read[inside]]
    edges = [public_edge, public_edge, private_edge, private_edge, private_edge, private_edge, passage, passage]
    along = [np.full(len(e), i % 2 == 0) for i, e in enumerate(edges)]
    size = n + 2 * len(inside)
    head = np.concatenate(heads)
    indptr, order = _rows(np.concatenate(tails), head, size)
    read_u, read_v = np.where(private, read[u], u), np.where(private, read[v], v)
    ends = np.concatenate([read_u, read_v])
    edge_ptr, by_end = _rows(ends, np.where(np.tile(open_, 2), -1, ends), size)
    return SearchGraph(
        row_start=indptr[:-1],
        row_end=indptr[1:],
        head=head[order].astype(np.int32),
        arc_edge=np.concatenate(edges)[order].astype(np.int32),
        arc_along=np.concatenate(along)[order],
        seed_u=np.where(private, seed[u], u).astype(np.int32),
        seed_v=np.where(private, seed[v], v).astype(np.int32),
        read_u=read_u.astype(np.int32),
        read_v=read_v.astype(np.int32),
        edge_ptr=edge_ptr,
        edge_at=by_end % len(u),
    )


@kernel
def _rows(tail: Any, head: Any, size: int) -> Any:
    """Row pointers, and the arcs by tail, otherwise in the order given; arcs that lead back to their own node are left out."""
    indptr = np.zeros(size + 1, dtype=np.int64)
    for k in range(len(tail)):
        if tail[k] != head[k]:
            indptr[tail[k] + 1] += 1
    for i in range(size):
        indptr[i + 1] += indptr[i]
    place = indptr[:-1].copy()
    order = np.empty(indptr[size], dtype=np.int64)
    for k in range(len(tail)):
        if tail[k] != head[k]:
            order[place[tail[k]]] = k
            place[tail[k]] += 1
    return indptr, order
