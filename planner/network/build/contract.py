"""From segments to the street graph: join chains of degree-2 vertices, number along a Hilbert curve, measure in integer millimetres."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

from planner.network.build.hilbert import hilbert_order
from planner.network.build.islands import islands
from planner.network.graph import BRIDGE, GATE, PRIVATE, TUNNEL, StreetGraph, local_crs
from planner.network.jit import kernel
from planner.network.segments import FloatArray, IntArray, Segments, once

_MM = 1000.0


class _Places(NamedTuple):
    """Vertices in the order of the curve."""

    x: FloatArray
    y: FloatArray
    gate: npt.NDArray[np.bool_]
    z: npt.NDArray[np.float32]
    rank: IntArray
    crs: str


def contract(segments: Segments, *, about: Mapping[str, object]) -> StreetGraph:
    """Build the street graph.

    A vertex stays a node where streets meet or end, where a barrier stands, and where a private street, stairs, a bridge, a tunnel or a
    road crossing begins or ends; every other vertex only gives shape. Streets that form a ring without any node get one at their first
    vertex along the curve. Segments given twice between the same vertices count once, the shorter one.

    Parameters
    ----------
    segments
        Straight pieces in WGS84.
    about
        Plain facts to carry along.

    Returns
    -------
    StreetGraph
        In a metric system of its own, see :func:`planner.network.graph.local_crs`.
    """
    crs = local_crs(segments.lon, segments.lat)
    x, y = (np.asarray(v) for v in Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(segments.lon, segments.lat))
    order = hilbert_order(x, y)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    keep = once(segments, rank)
    a, b = rank[segments.a[keep]], rank[segments.b[keep]]
    is_node = _nodes(a, b, _sort(segments)[keep], segments.gate[order])
    indptr, arc = _arcs(a, b, len(order))
    chain_start, chain_seg, chain_vertex = _chains(indptr, arc, a, b, is_node)
    places = _Places(x[order], y[order], segments.gate[order], segments.z[order] if len(segments.z) else segments.z, rank, crs)
    return _assemble(segments, keep, (chain_start, chain_seg, chain_vertex), places, about)


def _sort(segments: Segments) -> IntArray:
    """Return pieces of one sort one number: only pieces of one sort are chained."""
    flags = (segments.private, is_steps(segments), segments.bridge, segments.tunnel)
    number: IntArray = sum((flag.astype(np.int64) << bit for bit, flag in enumerate(flags)), np.zeros(len(segments.a), dtype=np.int64))
    at = np.flatnonzero(segments.crossing > 0)  # a crossing way is a part of its own, also beside another one
    number[at] += (1 + np.unique(segments.way[at], return_inverse=True)[1]) << len(flags)
    return number


def is_steps(segments: Segments) -> npt.NDArray[np.bool_]:
    """Return which pieces are stairs."""
    steps: npt.NDArray[np.bool_] = np.asarray([k == "steps" for k in segments.kinds], dtype=bool)[segments.kind]
    return steps


def _nodes(a: IntArray, b: IntArray, sort: IntArray, gate: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    n = len(gate)
    ends = np.concatenate([a, b])
    degree = np.bincount(ends, minlength=n)
    low = np.full(n, np.iinfo(np.int64).max)
    high = np.full(n, np.iinfo(np.int64).min)
    np.minimum.at(low, ends, np.tile(sort, 2))
    np.maximum.at(high, ends, np.tile(sort, 2))
    nodes: npt.NDArray[np.bool_] = (degree > 0) & ((degree != 2) | (low < high) | gate)
    return nodes


def _arcs(a: IntArray, b: IntArray, n: int) -> tuple[IntArray, IntArray]:
    """Segments around each vertex: ``arc[indptr[v]:indptr[v + 1]]`` are segment numbers."""
    ends = np.concatenate([a, b])
    seg = np.concatenate([np.arange(len(a)), np.arange(len(a))])
    order = np.lexsort((seg, ends))
    indptr = np.zeros(n + 1, dtype=np.int64)
    np.cumsum(np.bincount(ends, minlength=n), out=indptr[1:])
    return indptr, seg[order]


@kernel
def _chains(indptr: Any, arc: Any, a: Any, b: Any, is_node: Any) -> Any:
    """Walk every chain once: from each node along each segment to the next node; then rings, from their lowest vertex."""
    m = len(a)
    used = np.zeros(m, dtype=np.bool_)
    start = np.zeros(m + 1, dtype=np.int64)
    seg_out = np.empty(m, dtype=np.int64)
    vertex_out = np.empty(2 * m, dtype=np.int64)
    n_chain = 0
    n_seg = 0
    n_vertex = 0
    for rings in (False, True):
        for v in range(len(is_node)):
            if not (is_node[v] or rings):
                continue
            for k in range(indptr[v], indptr[v + 1]):
                seg = arc[k]
                if used[seg]:
                    continue
                here = v
                vertex_out[n_vertex] = here
                n_vertex += 1
                while True:
                    used[seg] = True
                    seg_out[n_seg] = seg
                    n_seg += 1
                    here = b[seg] if a[seg] == here else a[seg]
                    vertex_out[n_vertex] = here
                    n_vertex += 1
                    if is_node[here] or here == v:
                        break
                    k2 = indptr[here]
                    seg = arc[k2] if arc[k2] != seg else arc[k2 + 1]
                n_chain += 1
                start[n_chain] = n_seg
    return start[: n_chain + 1], seg_out[:n_seg], vertex_out[:n_vertex]


def _assemble(
    segments: Segments, keep: IntArray, chains: tuple[IntArray, IntArray, IntArray], places: _Places, about: Mapping[str, object]
) -> StreetGraph:
    start, chain_seg, chain_vertex = chains
    n = len(start) - 1
    seg = keep[chain_seg]
    chain = np.repeat(np.arange(n), np.diff(start))
    length = segments.lengths_m()[seg]
    shape_start = start + np.arange(n + 1)
    head, tail = chain_vertex[shape_start[:-1]], chain_vertex[shape_start[1:] - 1]
    node = np.unique(np.concatenate([head, tail]))
    u, v = np.searchsorted(node, head), np.searchsorted(node, tail)
    mm = np.maximum(np.rint(np.bincount(chain, weights=length, minlength=n) * _MM), 1).astype(np.int64)
    steps = is_steps(segments)[seg]
    main = seg[_longest(chain, length)]
    order = np.lexsort((segments.way[main], mm, np.maximum(u, v), np.minimum(u, v)))
    index, new_start = _reordered(shape_start, order, u > v)
    vertex = chain_vertex[index]
    edge_u, edge_v, way = np.minimum(u, v)[order], np.maximum(u, v)[order], segments.way[main][order]
    share = np.bincount(chain, weights=segments.crossing[seg].astype(np.float64), minlength=n)[order]
    number = np.full(len(places.rank), -1, dtype=np.int64)
    number[node] = np.arange(len(node))
    return StreetGraph(
        crs=places.crs,
        node_x=places.x[node],
        node_y=places.y[node],
        node_flags=np.where(places.gate[node], GATE, 0).astype(np.uint8),
        edge_u=edge_u.astype(np.int32),
        edge_v=edge_v.astype(np.int32),
        edge_mm=mm[order].astype(np.int32),
        steps_mm=np.minimum(np.rint(np.bincount(chain, weights=length * steps, minlength=n) * _MM), mm)[order].astype(np.int32),
        crossings=_thousandths(share, way),
        edge_kind=segments.kind[main][order],
        edge_flags=_flags(segments, seg, chain, n)[order],
        edge_way=way,
        island=islands(edge_u, edge_v, mm[order], len(node)),
        shape_start=new_start.astype(np.int32),
        shape_x=places.x[vertex],
        shape_y=places.y[vertex],
        shape_z=places.z[vertex] if len(places.z) else places.z,
        kinds=segments.kinds,
        about=MappingProxyType(dict(about)),
        gates=segments.gates.renumbered(number[places.rank]),
        problems=segments.problems,
    )


def _thousandths(share: npt.NDArray[np.number], way: npt.NDArray[np.int64]) -> npt.NDArray[np.int32]:
    """Round shares of crossings so that the edges of one crossing way keep their sum: by what has gathered along the way's edges."""
    out = np.zeros(len(share), dtype=np.int32)
    at = np.flatnonzero(share > 0)
    at = at[np.argsort(way[at], kind="stable")]
    if len(at):
        first = np.flatnonzero(np.append(True, way[at][1:] != way[at][:-1]))
        gathered = np.cumsum(share[at])
        before = np.repeat(np.append(0.0, gathered)[first], np.diff(np.append(first, len(at))))
        upto = np.rint((gathered - before) * 1000).astype(np.int32)
        out[at] = np.diff(upto, prepend=np.int32(0))
        out[at[first]] = upto[first]
    return out


def _flags(segments: Segments, seg: IntArray, chain: IntArray, n: int) -> npt.NDArray[np.uint8]:
    """Collect the flags of each chain: set where any of its segments carries them (private never mixes with public, see ``_nodes``)."""
    flags = np.zeros(n, dtype=np.uint8)
    for bit, flag in ((PRIVATE, segments.private), (BRIDGE, segments.bridge), (TUNNEL, segments.tunnel)):
        flags |= np.where(np.bincount(chain, weights=flag[seg].astype(float), minlength=n) > 0, bit, 0).astype(np.uint8)
    return flags


def _longest(chain: IntArray, length: FloatArray) -> IntArray:
    """Index of the longest segment of each chain, the first of equals."""
    order = np.lexsort((np.arange(len(chain)), -length, chain))
    sorted_chain = chain[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = sorted_chain[1:] != sorted_chain[:-1]
    return order[first]


def _reordered(start: IntArray, order: IntArray, flip: npt.NDArray[np.bool_]) -> tuple[IntArray, IntArray]:
    """Return the indices of ragged rows taken in a new order, some of them backwards, and where each new row starts."""
    sizes = np.diff(start)[order]
    new_start = np.concatenate([[0], np.cumsum(sizes)])
    step = np.arange(new_start[-1]) - np.repeat(new_start[:-1], sizes)
    back = np.repeat(flip[order], sizes)
    first, last = np.repeat(start[:-1][order], sizes), np.repeat(start[1:][order] - 1, sizes)
    return np.where(back, last - step, first + step), new_start
