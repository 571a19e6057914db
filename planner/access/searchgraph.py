"""The graph a search runs on: arcs of the street graph, with each private part standing twice.

A private street is walked only to or from a place that lies on it. So a node of a private part has two copies besides its public one: the
*seed* copy, where a walk that begins there is found, and the *read* copy, where a walk that ends there is read. Arcs lead seed → public →
read and never back, so nobody passes through. Walking *to* a facility is searched from the facility backwards, walking *from* it
forwards; in both the sources sit on seed copies and the targets are read from read copies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.network import PRIVATE, StreetGraph

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SearchGraph:
    """Arcs as compressed rows, and where each street hangs in them.

    Attributes
    ----------
    indptr, adj, cost
        Arcs of node ``i`` are ``indptr[i]:indptr[i + 1]``; cost in millimetres of flat street. Of parallel arcs only the cheapest is kept.
    seed_u, seed_v, read_u, read_v
        Nodes at the ends of each street for a source and for a target, shape (edges,).
    cost_mm
        Cost of each street, shape (edges,).
    edge_ptr, edge_at
        Streets that can be read from a node: ``edge_at[edge_ptr[i]:edge_ptr[i + 1]]``.
    """

    indptr: Int64
    adj: Int32
    cost: Int32
    seed_u: Int32
    seed_v: Int32
    read_u: Int32
    read_v: Int32
    cost_mm: Int64
    edge_ptr: Int64
    edge_at: Int64

    @property
    def n_nodes(self) -> int:
        """Nodes, copies included."""
        return len(self.indptr) - 1


def search_graph(graph: StreetGraph) -> SearchGraph:
    """Build the search graph of a street graph.

    Cost is the street's length: the same for every profile, so that a profile only changes the limit.
    """
    n = graph.n_nodes
    u, v = graph.edge_u.astype(np.int64), graph.edge_v.astype(np.int64)
    cost = graph.edge_mm.astype(np.int64)
    private = (graph.edge_flags & PRIVATE) > 0
    inside = np.unique(np.concatenate([u[private], v[private]]))
    copy = np.full(n, -1, dtype=np.int64)
    copy[inside] = np.arange(len(inside))
    seed, read = n + copy, n + len(inside) + copy
    pu, pv, pc = u[private], v[private], cost[private]
    zero = np.zeros(len(inside), dtype=np.int64)
    tails = [u[~private], v[~private], seed[pu], seed[pv], read[pu], read[pv], seed[inside], inside]
    heads = [v[~private], u[~private], seed[pv], seed[pu], read[pv], read[pu], inside, read[inside]]
    costs = [cost[~private], cost[~private], pc, pc, pc, pc, zero, zero]
    size = n + 2 * len(inside)
    indptr, adj, arc_cost = _rows(np.concatenate(tails), np.concatenate(heads), np.concatenate(costs), size)
    read_u, read_v = np.where(private, read[u], u), np.where(private, read[v], v)
    ends = np.concatenate([read_u, read_v])
    order = np.argsort(ends, kind="stable")
    edge_ptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends, minlength=size), out=edge_ptr[1:])
    return SearchGraph(
        indptr=indptr,
        adj=adj,
        cost=arc_cost,
        seed_u=np.where(private, seed[u], u).astype(np.int32),
        seed_v=np.where(private, seed[v], v).astype(np.int32),
        read_u=read_u.astype(np.int32),
        read_v=read_v.astype(np.int32),
        cost_mm=cost,
        edge_ptr=edge_ptr,
        edge_at=(order % len(u)).astype(np.int64),
    )


def _rows(tail: Int64, head: Int64, cost: Int64, size: int) -> tuple[Int64, Int32, Int32]:
    """Arcs as compressed rows: no loops, the cheapest of parallel arcs."""
    order = np.lexsort((cost, head, tail))
    tail, head, cost = tail[order], head[order], cost[order]
    keep = tail != head
    keep[1:] &= (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    indptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail[keep], minlength=size), out=indptr[1:])
    return indptr, head[keep].astype(np.int32), cost[keep].astype(np.int32)
