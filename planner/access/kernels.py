"""Compiled searches: bounded many-source with ragged results, and multi-source nearest. Integer millimetres throughout.

Both are Dijkstra's algorithm on a 4-ary heap of packed keys ``distance << 32 | node`` with lazy deletion: keys compare as plain integers,
so that places at equal distance are settled in the order of their number and the result does not depend on chance. Labels carry the
number of the source that wrote them instead of being cleared between sources.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.network.jit import kernel

_MASK = 0xFFFFFFFF


@kernel
def _push(heap: Any, size: int, key: int) -> int:
    i = size
    while i > 0:
        parent = (i - 1) >> 2
        if heap[parent] <= key:
            break
        heap[i] = heap[parent]
        i = parent
    heap[i] = key
    return size + 1


@kernel
def _pop(heap: Any, size: int) -> int:
    """Remove the least key; the caller has read it at ``heap[0]``."""
    size -= 1
    key = heap[size]
    i = 0
    while True:
        child = 4 * i + 1
        if child >= size:
            break
        best = child
        last = min(child + 4, size)
        for c in range(child + 1, last):
            if heap[c] < heap[best]:
                best = c
        if heap[best] >= key:
            break
        heap[i] = heap[best]
        i = best
    heap[i] = key
    return size


@kernel
def _room(array: Any, needed: int) -> Any:
    """Give the array, or a copy twice as long where it is too short."""
    if needed <= len(array):
        return array
    longer = np.empty(max(2 * len(array), needed), dtype=array.dtype)
    longer[: len(array)] = array
    return longer


@kernel
def bounded_search(arcs: Any, seeds: Any, limit: int) -> Any:
    """Find every node within the limit of each source.

    Parameters
    ----------
    arcs
        ``(indptr, adj, cost)`` of the search graph.
    seeds
        ``(ptr, node, mm)``: source ``i`` starts at nodes ``node[ptr[i]:ptr[i + 1]]`` with these distances.
    limit
        Inclusive, millimetres.

    Returns
    -------
    tuple
        ``ptr`` (sources + 1), ``node``, ``mm``: ragged rows in order of distance.
    """
    indptr, adj, cost = arcs
    seed_ptr, seed_node, seed_mm = seeds
    n = len(indptr) - 1
    dist = np.empty(n, dtype=np.int64)
    stamp = np.full(n, -1, dtype=np.int64)
    heap = np.empty(1024, dtype=np.int64)
    n_source = len(seed_ptr) - 1
    ptr = np.zeros(n_source + 1, dtype=np.int64)
    out_node = np.empty(4096, dtype=np.int32)
    out_mm = np.empty(4096, dtype=np.int32)
    n_out = 0
    for source in range(n_source):
        size = 0
        for k in range(seed_ptr[source], seed_ptr[source + 1]):
            node = seed_node[k]
            d = seed_mm[k]
            if d <= limit and (stamp[node] != source or d < dist[node]):
                stamp[node] = source
                dist[node] = d
                heap = _room(heap, size + 1)
                size = _push(heap, size, (d << 32) | node)
        while size > 0:
            key = heap[0]
            size = _pop(heap, size)
            d = key >> 32
            node = key & _MASK
            if d != dist[node]:
                continue
            out_node = _room(out_node, n_out + 1)
            out_mm = _room(out_mm, n_out + 1)
            out_node[n_out] = node
            out_mm[n_out] = d
            n_out += 1
            heap = _room(heap, size + indptr[node + 1] - indptr[node])
            for k in range(indptr[node], indptr[node + 1]):
                to = adj[k]
                nd = d + cost[k]
                if nd <= limit and (stamp[to] != source or nd < dist[to]):
                    stamp[to] = source
                    dist[to] = nd
                    size = _push(heap, size, (nd << 32) | to)
        ptr[source + 1] = n_out
    return ptr, out_node[:n_out].copy(), out_mm[:n_out].copy()


@kernel
def nearest_search(arcs: Any, seeds: Any, limit: int) -> Any:
    """Find the nearest source of every node; of equally near ones the lowest number.

    Parameters
    ----------
    arcs, seeds, limit
        As for :func:`bounded_search`.

    Returns
    -------
    tuple
        ``mm`` (nodes,), -1 beyond the limit; ``source`` (nodes,), -1 there.
    """
    indptr, adj, cost = arcs
    seed_ptr, seed_node, seed_mm = seeds
    n = len(indptr) - 1
    dist = np.full(n, -1, dtype=np.int64)
    owner = np.full(n, -1, dtype=np.int32)
    heap = np.empty(4096, dtype=np.int64)
    size = 0
    for source in range(len(seed_ptr) - 1):
        for k in range(seed_ptr[source], seed_ptr[source + 1]):
            node = seed_node[k]
            d = seed_mm[k]
            if d <= limit and (dist[node] < 0 or d < dist[node]):
                dist[node] = d
                owner[node] = source
                heap = _room(heap, size + 1)
                size = _push(heap, size, (d << 32) | node)
    while size > 0:
        key = heap[0]
        size = _pop(heap, size)
        d = key >> 32
        node = key & _MASK
        if d != dist[node]:
            continue
        heap = _room(heap, size + indptr[node + 1] - indptr[node])
        for k in range(indptr[node], indptr[node + 1]):
            to = adj[k]
            nd = d + cost[k]
            if nd > limit:
                continue
            if dist[to] < 0 or nd < dist[to] or (nd == dist[to] and owner[node] < owner[to]):
                dist[to] = nd
                owner[to] = owner[node]
                size = _push(heap, size, (nd << 32) | to)
    return dist, owner


@kernel
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


@kernel
def target_times(rows: Any, at_node: Any, edge_of: Any, seeds: Any, limit: int) -> Any:
    """Measure the walk from each source to each target inside the limit.

    Parameters
    ----------
    rows
        ``(ptr, node, mm)`` of :func:`bounded_search`.
    at_node
        ``(ptr, target, add)``: targets that hang on a node, and the walk from the node to them.
    edge_of
        ``(ptr, target, offset, leg)``: targets on each street, by street, with their place along it.
    seeds
        ``(ptr, edge, offset, leg)``: where each source stands, one entry per entrance.
    limit
        Inclusive, millimetres.

    Returns
    -------
    tuple
        ``source``, ``target``, ``mm``; by source, then target.
    """
    ptr, node, mm = rows
    node_ptr, node_target, node_add = at_node
    edge_ptr, edge_target, edge_offset, edge_leg = edge_of
    seed_ptr, seed_edge, seed_offset, seed_leg = seeds
    n_target = 0
    for t in edge_target:
        n_target = max(n_target, t + 1)
    best = np.empty(n_target, dtype=np.int64)
    stamp = np.full(n_target, -1, dtype=np.int64)
    found = np.empty(n_target, dtype=np.int64)
    out_source = np.empty(4096, dtype=np.int32)
    out_target = np.empty(4096, dtype=np.int64)
    out_mm = np.empty(4096, dtype=np.int64)
    n_out = 0
    for source in range(len(ptr) - 1):
        n_found = 0
        for i in range(ptr[source], ptr[source + 1]):
            for k in range(node_ptr[node[i]], node_ptr[node[i] + 1]):
                t = node_target[k]
                n_found = _offer(best, stamp, found, n_found, (source, t, mm[i] + node_add[k], limit))
        for s in range(seed_ptr[source], seed_ptr[source + 1]):
            edge = seed_edge[s]
            for k in range(edge_ptr[edge], edge_ptr[edge + 1]):
                t = edge_target[k]
                d = seed_leg[s] + abs(edge_offset[k] - seed_offset[s]) + edge_leg[k]
                n_found = _offer(best, stamp, found, n_found, (source, t, d, limit))
        out_source = _room(out_source, n_out + n_found)
        out_target = _room(out_target, n_out + n_found)
        out_mm = _room(out_mm, n_out + n_found)
        hits = np.sort(found[:n_found])
        for k in range(n_found):
            out_source[n_out] = source
            out_target[n_out] = hits[k]
            out_mm[n_out] = best[hits[k]]
            n_out += 1
    return out_source[:n_out].copy(), out_target[:n_out].copy(), out_mm[:n_out].copy()
