"""Reached street pieces: which part of each street lies within the limit, cut exactly, with the walk to each end.

A piece runs from where the walk is shorter to where it is longer. Where both ends of a street are reached, its two pieces meet at the point
that is equally far both ways. A street on which the source itself stands is first split at the source.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.network import inlined, kernel, part

_FAR = 1 << 60
_NOTHING = 1e-9  # shares of a street below this are rounding


@part
def room_for(rows: Any, needed: int) -> Any:
    """Return the rows, or a copy at least twice as long where they are too few."""
    if needed <= len(rows):
        return rows
    longer = np.empty((max(2 * len(rows), needed), rows.shape[1]), dtype=rows.dtype)
    for i in range(len(rows)):  # an assignment of slices takes longer to compile than a kernel: it brings its errors' wording along
        for k in range(rows.shape[1]):
            longer[i, k] = rows[i, k]
    return longer


@inlined
def _split(stands: Any, edge: int, source: int, ends: Any) -> Any:
    """Places along a street on which a source stands, and the walk to each: its ends, and every entrance; in order."""
    ptr, stand_edge, stand_share, stand_leg = stands
    first, last = ptr[source], ptr[source + 1]
    place = np.empty(last - first + 2, dtype=np.float64)
    walk = np.empty(last - first + 2, dtype=np.float64)
    forward, backward, walk_u, walk_v = ends
    place[0], walk[0], place[1], walk[1] = 0.0, walk_u, 1.0, walk_v
    n = 2
    for k in range(first, last):
        if stand_edge[k] == edge:
            at = n
            while at > 0 and place[at - 1] > stand_share[k]:  # few stand on one street: put in order as they come
                place[at], walk[at] = place[at - 1], walk[at - 1]
                at -= 1
            place[at], walk[at] = stand_share[k], stand_leg[k]
            n += 1
    for i in range(1, n):
        walk[i] = min(walk[i], walk[i - 1] + forward * (place[i] - place[i - 1]))
    for i in range(n - 2, -1, -1):
        walk[i] = min(walk[i], walk[i + 1] + backward * (place[i + 1] - place[i]))
    return place[:n], walk[:n]


@inlined
def _span(out: Any, n: int, row: Any, span: Any, limit: float) -> int:
    """Write the one or two pieces of a span between two labelled places; give the new count."""
    source, edge, forward, backward = row
    lo, hi, d_lo, d_hi = span
    meet = min(max((d_hi - d_lo + backward * (hi - lo)) / (forward + backward), 0.0), hi - lo)
    from_lo = min(meet, (limit - d_lo) / forward)
    from_hi = min(hi - lo - meet, (limit - d_hi) / backward)
    if from_lo > _NOTHING:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = source, edge, lo, lo + from_lo, d_lo
        n += 1
    if from_hi > _NOTHING:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = source, edge, hi, hi - from_hi, d_hi
        n += 1
    return n


@kernel
def reached_pieces(rows: Any, graph: Any, costs: Any, stands: Any, limits: Any) -> Any:
    """Cut the streets around every reached node.

    Parameters
    ----------
    rows
        ``(ptr, node, mm)`` of the bounded search.
    graph
        ``(edge_ptr, edge_at, read_u, read_v)`` of the search graph.
    costs
        ``(forward, backward)`` of each street, millimetres, in search direction.
    stands
        ``(ptr, edge, share, leg)``: where each source stands, as a share of the street from its ``u`` end.
    limits
        Inclusive, millimetres, one per source.

    Returns
    -------
    numpy.ndarray
        Shape (pieces, 5): source, street, start and end as shares of the street from its ``u`` end, walk in millimetres to the start.
    """
    ptr, node, mm = rows
    edge_ptr, edge_at, read_u, read_v = graph
    forward, backward = costs
    stand_ptr, stand_edge, _, _ = stands
    dist = np.full(len(edge_ptr) - 1, _FAR, dtype=np.int64)
    done = np.full(len(forward), -1, dtype=np.int64)
    out = np.empty((4096, 5), dtype=np.float64)
    n = 0
    for source in range(len(ptr) - 1):
        limit = float(limits[source])
        for i in range(ptr[source], ptr[source + 1]):
            dist[node[i]] = mm[i]
        for s in range(stand_ptr[source], stand_ptr[source + 1]):
            edge = stand_edge[s]
            if done[edge] == source:
                continue
            done[edge] = source
            there, back = max(float(forward[edge]), 1.0), max(float(backward[edge]), 1.0)
            place, walk = _split(stands, edge, source, (there, back, float(dist[read_u[edge]]), float(dist[read_v[edge]])))
            for i in range(1, len(place)):
                if place[i] > place[i - 1]:
                    out = room_for(out, n + 2)
                    n = _span(out, n, (source, edge, there, back), (place[i - 1], place[i], walk[i - 1], walk[i]), limit)
        for i in range(ptr[source], ptr[source + 1]):
            for k in range(edge_ptr[node[i]], edge_ptr[node[i] + 1]):
                edge = edge_at[k]
                if done[edge] == source:
                    continue
                done[edge] = source
                out = room_for(out, n + 2)
                there, back = max(float(forward[edge]), 1.0), max(float(backward[edge]), 1.0)
                span = (0.0, 1.0, float(dist[read_u[edge]]), float(dist[read_v[edge]]))
                n = _span(out, n, (source, edge, there, back), span, limit)
        for i in range(ptr[source], ptr[source + 1]):
            dist[node[i]] = _FAR
    return out[:n].copy()


@kernel
def piece_shapes(pieces: Any, shape_start: Any, shape_x: Any, shape_y: Any, share: Any) -> Any:
    """Vertices of each piece with its shape, from its start to its end.

    Parameters
    ----------
    pieces
        Of :func:`reached_pieces`.
    shape_start, shape_x, shape_y
        Shapes of the street graph.
    share
        Place of each vertex along its street, 0 at ``u``, 1 at ``v``.

    Returns
    -------
    tuple
        ``ptr`` (pieces + 1), ``x``, ``y``, ``share``: the vertices of piece ``i`` are ``ptr[i]:ptr[i + 1]``.
    """
    ptr = np.zeros(len(pieces) + 1, dtype=np.int64)
    total = 0
    for i in range(len(pieces)):
        edge = int(pieces[i, 1])
        total += shape_start[edge + 1] - shape_start[edge] + 2
    xs = np.empty(total, dtype=np.float64)
    ys = np.empty(total, dtype=np.float64)
    fs = np.empty(total, dtype=np.float64)
    n = 0
    for i in range(len(pieces)):
        edge = int(pieces[i, 1])
        lo, hi = min(pieces[i, 2], pieces[i, 3]), max(pieces[i, 2], pieces[i, 3])
        first, last = shape_start[edge], shape_start[edge + 1] - 1
        begin = n
        for k in range(first, last):
            f0, f1 = share[k], share[k + 1]
            if f1 <= lo or f0 >= hi or f1 <= f0:
                continue
            a, b = max(lo, f0), min(hi, f1)
            for end in range(2):
                f = a if end == 0 else b
                if end == 0 and n > begin:
                    continue
                w = (f - f0) / (f1 - f0)
                xs[n] = shape_x[k] + w * (shape_x[k + 1] - shape_x[k])
                ys[n] = shape_y[k] + w * (shape_y[k + 1] - shape_y[k])
                fs[n] = f
                n += 1
        if pieces[i, 3] < pieces[i, 2]:
            for k in range((n - begin) // 2):
                p, q = begin + k, n - 1 - k
                xs[p], xs[q] = xs[q], xs[p]
                ys[p], ys[q] = ys[q], ys[p]
                fs[p], fs[q] = fs[q], fs[p]
        ptr[i + 1] = n
    return ptr, xs[:n].copy(), ys[:n].copy(), fs[:n].copy()


@kernel
def walked_segments(pieces: Any, legs: Any, shapes: Any, costs: Any, n_sources: int) -> Any:
    """Arrange all that is walked as straight segments.

    Parameters
    ----------
    pieces
        Of :func:`reached_pieces`.
    legs
        Access legs: source (ascending), start x, y, end x, y, walk in metres at both; shape (legs, 7).
    shapes
        ``(shape_start, shape_x, shape_y, share)`` as for :func:`piece_shapes`.
    costs
        ``(forward, backward)`` of each street, millimetres, in search direction.
    n_sources
        Number of sources.

    Returns
    -------
    tuple
        ``ptr`` (sources + 1), and per segment start x, y, end x, y, walk in metres at both, which rises; shape (segments, 6).
    """
    shape_start, shape_x, shape_y, share = shapes
    forward, backward = costs
    total = len(legs)
    for i in range(len(pieces)):
        edge = int(pieces[i, 1])
        total += shape_start[edge + 1] - shape_start[edge] - 1
    ptr = np.zeros(n_sources + 1, dtype=np.int64)
    out = np.empty((total, 6), dtype=np.float64)
    n, i, leg = 0, 0, 0
    for source in range(n_sources):
        while leg < len(legs) and legs[leg, 0] == source:
            for k in range(6):
                out[n, k] = legs[leg, k + 1]
            n, leg = n + 1, leg + 1
        while i < len(pieces) and pieces[i, 0] == source:
            edge = int(pieces[i, 1])
            begin, end = pieces[i, 2], pieces[i, 3]
            lo, hi = min(begin, end), max(begin, end)
            per_share = (forward[edge] if end > begin else backward[edge]) / 1000.0
            for k in range(shape_start[edge], shape_start[edge + 1] - 1):
                f0, f1 = share[k], share[k + 1]
                if f1 <= lo or f0 >= hi or f1 <= f0:
                    continue
                a, b = max(lo, f0), min(hi, f1)
                if end < begin:
                    a, b = b, a
                for side in range(2):
                    f = a if side == 0 else b
                    w = (f - f0) / (f1 - f0)
                    out[n, 2 * side] = shape_x[k] + w * (shape_x[k + 1] - shape_x[k])
                    out[n, 2 * side + 1] = shape_y[k] + w * (shape_y[k + 1] - shape_y[k])
                    out[n, 4 + side] = pieces[i, 4] / 1000.0 + abs(f - begin) * per_share
                n += 1
            i += 1
        ptr[source + 1] = n
    return ptr, out[:n].copy()
