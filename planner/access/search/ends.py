"""The two ends of a walk: how sources and targets hang on the nodes of a search, and the walks between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.access.draw.pieces import room_for
from planner.access.join.snaps import Snaps
from planner.access.search.costs import Costs
from planner.access.search.graph import SearchGraph
from planner.network import inlined, kernel

Int64 = npt.NDArray[np.int64]
Stands = tuple[Int64, Int64, Int64, Int64, Int64]
Hooks = tuple[tuple[Int64, Int64, Int64], tuple[Int64, Int64, Int64, Int64, Int64]]


def stands_of(snaps: Snaps, costs: Costs, delay_mm: Int64) -> Stands:
    """Where each source stands: ``(ptr, edge, forward, backward, leg)``, one entry per entrance.

    ``forward`` and ``backward`` are the parts of the street's two costs from its ``u`` end to the source; a source's delay counts as a
    longer access leg.
    """
    forward, backward = costs.part_forward(snaps.edge, snaps.offset_mm), costs.part_backward(snaps.edge, snaps.offset_mm)
    return snaps.rows(), snaps.edge, forward, backward, snaps.leg_mm + delay_mm[snaps.owner]


def seeds_of(search: SearchGraph, costs: Costs, stands: Stands) -> tuple[Int64, Int64, Int64]:
    """Seeds of each source: both ends of each street it stands on, with the walk to them; ``(ptr, node, mm)``."""
    ptr, edge, forward, backward, leg = stands
    node = np.column_stack([search.seed_u[edge], search.seed_v[edge]]).ravel()
    mm = np.column_stack([leg + backward, leg + costs.forward_mm[edge] - forward]).ravel()
    return 2 * ptr, node.astype(np.int64), mm


def hang_targets(search: SearchGraph, costs: Costs, snaps: Snaps) -> Hooks:
    """Attach targets to the nodes and streets they can be read from.

    Returns
    -------
    at_node
        ``(ptr, target, add)`` by node of the search graph.
    on_edge
        ``(ptr, target, forward, backward, leg)`` by street.
    """
    edge = snaps.edge
    forward, backward = costs.part_forward(edge, snaps.offset_mm), costs.part_backward(edge, snaps.offset_mm)
    node = np.concatenate([search.read_u[edge], search.read_v[edge]]).astype(np.int64)
    add = np.concatenate([forward, costs.backward_mm[edge] - backward]) + np.tile(snaps.leg_mm, 2)
    order = np.argsort(node, kind="stable")
    at_node = (_pointer(node, search.n_nodes), np.tile(snaps.owner, 2)[order], add[order])
    order = np.argsort(edge, kind="stable")
    on_edge = (_pointer(edge, len(costs.length_mm)), snaps.owner[order], forward[order], backward[order], snaps.leg_mm[order])
    return at_node, on_edge


def _pointer(keys: Int64, size: int) -> Int64:
    pointer = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=pointer[1:])
    return pointer


@inlined
def _offer(best: Any, stamp: Any, found: Any, n_found: int, walk: Any) -> int:
    """Note a walk to a target if it is inside the limit and the best so far; give the count of targets found."""
    source, target, mm, limit = walk
    if mm > limit:
        return n_found
    if stamp[target] != source:
        stamp[target] = source
        found[n_found] = target
        best[target] = mm
        return n_found + 1
    best[target] = min(best[target], mm)
    return n_found


def target_times(rows: Any, hooks: Hooks, stands: Stands, limits: Int64) -> tuple[Int64, Int64, Int64]:
    """Measure the walk from each source to each target inside the limit.

    Parameters
    ----------
    rows
        ``(ptr, node, mm)`` of :func:`planner.access.search.kernels.bounded_search`.
    hooks
        Of :func:`hang_targets`.
    stands
        Of :func:`stands_of`.
    limits
        Inclusive, millimetres, one per source.

    Returns
    -------
    tuple
        ``source``, ``target``, ``mm``; by source, then target.
    """
    found: Int64 = _target_times(rows, hooks, stands, limits)
    source, target, mm = found[np.lexsort((found[:, 1], found[:, 0]))].T
    return np.ascontiguousarray(source), np.ascontiguousarray(target), np.ascontiguousarray(mm)


@kernel
def _target_times(rows: Any, hooks: Any, stands: Any, limits: Any) -> Any:
    """Return rows of source, target and walk; by source, its targets as they were found."""
    ptr, node, mm = rows
    (node_ptr, node_target, node_add), (edge_ptr, edge_target, edge_forward, edge_backward, edge_leg) = hooks
    stand_ptr, stand_edge, stand_forward, stand_backward, stand_leg = stands
    n_target = 0
    for t in edge_target:
        n_target = max(n_target, t + 1)
    best = np.empty(n_target, dtype=np.int64)
    stamp = np.full(n_target, -1, dtype=np.int64)
    found = np.empty(n_target, dtype=np.int64)
    out = np.empty((4096, 3), dtype=np.int64)
    n_out = 0
    for source in range(len(ptr) - 1):
        n_found = 0
        limit = limits[source]
        for i in range(ptr[source], ptr[source + 1]):
            for k in range(node_ptr[node[i]], node_ptr[node[i] + 1]):
                t = node_target[k]
                n_found = _offer(best, stamp, found, n_found, (source, t, mm[i] + node_add[k], limit))
        for s in range(stand_ptr[source], stand_ptr[source + 1]):
            edge = stand_edge[s]
            for k in range(edge_ptr[edge], edge_ptr[edge + 1]):
                t = edge_target[k]
                ahead, back = edge_forward[k] - stand_forward[s], stand_backward[s] - edge_backward[k]
                d = stand_leg[s] + max(ahead, back) + edge_leg[k]
                n_found = _offer(best, stamp, found, n_found, (source, t, d, limit))
        out = room_for(out, n_out + n_found)
        for k in range(n_found):
            out[n_out, 0], out[n_out, 1], out[n_out, 2] = source, found[k], best[found[k]]
            n_out += 1
    return out[:n_out]


def nearest_targets(dist: Int64, owner: Int64, sources: tuple[Stands, int], ends: tuple[SearchGraph, Costs, Snaps]) -> tuple[Int64, Int64]:
    """Walk to the nearest source of each place, and its row; -1 beyond the limit.

    Parameters
    ----------
    dist, owner
        Of :meth:`planner.access.search.runner.Search.nearest`.
    sources
        Where the sources stand, and the limit in millimetres.
    ends
        Graph, costs, and where the places stand.
    """
    (stands, limit), (search, costs, snaps) = sources, ends
    best = np.full(snaps.n_places, np.iinfo(np.int64).max)
    who = np.full(snaps.n_places, -1, dtype=np.int64)

    def offer(place: Int64, mm: Int64, source: Int64) -> None:
        order = np.lexsort((source, mm, place))
        place, mm, source = place[order], mm[order], source[order]
        first = np.ones(len(place), dtype=bool)
        first[1:] = place[1:] != place[:-1]
        place, mm, source = place[first], mm[first], source[first]
        better = (mm < best[place]) | ((mm == best[place]) & (source < who[place]))
        best[place[better]], who[place[better]] = mm[better], source[better]

    edge = snaps.edge
    forward, backward = costs.part_forward(edge, snaps.offset_mm), costs.part_backward(edge, snaps.offset_mm)
    for end, part in ((search.read_u, forward), (search.read_v, costs.backward_mm[edge] - backward)):
        node = end[edge]
        mm = dist[node] + part + snaps.leg_mm
        hit = np.flatnonzero((dist[node] >= 0) & (mm <= limit))
        offer(snaps.owner[hit], mm[hit], owner[node[hit]])
    entry, stand = _on_one_street(stands[1], edge)
    along = np.maximum(forward[entry] - stands[2][stand], stands[3][stand] - backward[entry])
    mm = stands[4][stand] + along + snaps.leg_mm[entry]
    hit = np.flatnonzero(mm <= limit)
    source = np.searchsorted(stands[0], stand[hit], side="right") - 1
    offer(snaps.owner[entry[hit]], mm[hit], source)
    return np.where(who >= 0, best, -1), who


def _on_one_street(stand_edge: Int64, edge: Int64) -> tuple[Int64, Int64]:
    """Pairs of an entry and a stand on the same street."""
    order = np.argsort(stand_edge, kind="stable")
    low = np.searchsorted(stand_edge[order], edge, side="left")
    count = np.searchsorted(stand_edge[order], edge, side="right") - low
    entry = np.repeat(np.arange(len(edge)), count)
    step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return entry, order[np.repeat(low, count) + step]
