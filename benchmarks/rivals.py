"""The same questions put to networkx and scipy, on the same arcs."""

from __future__ import annotations

import time
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.common import Found, ragged
from benchmarks.ours import Arcs

CHUNKS = (1, 2, 5, 10, 20, 50)
Nodes = npt.NDArray[np.int64]


def cheapest(arcs: Arcs) -> tuple[Nodes, Nodes, Nodes]:
    """Tail, head and millimetres of each arc, of parallel ones the shortest: scipy would add them up."""
    tail = np.repeat(np.arange(len(arcs.indptr) - 1), np.diff(arcs.indptr))
    head, mm = arcs.head.astype(np.int64), arcs.mm.astype(np.int64)
    order = np.lexsort((mm, head, tail))
    tail, head, mm = tail[order], head[order], mm[order]
    first = np.append(True, (np.diff(tail) != 0) | (np.diff(head) != 0))
    return tail[first], head[first], mm[first]


def scipy_matrix(arcs: Arcs) -> Any:
    """Compressed rows in the types scipy works with, so that no call converts them."""
    tail, head, mm = cheapest(arcs)
    n = len(arcs.indptr) - 1
    indptr = np.searchsorted(tail, np.arange(n + 1)).astype(np.int32)
    return csr_array((mm.astype(np.float64), head.astype(np.int32), indptr), shape=(n, n))


def scipy_rows(matrix: Any, nodes: Nodes, limit_mm: int, chunk: int) -> None:
    """Leave the distances in dense rows and read nothing from them."""
    for k in range(0, len(nodes), chunk):
        dijkstra(matrix, indices=nodes[k : k + chunk], limit=limit_mm)


def scipy_found(matrix: Any, nodes: Nodes, limit_mm: int, chunk: int) -> Found:
    """Take the reached nodes out of the dense rows."""
    n, parts = matrix.shape[0], []
    for k in range(0, len(nodes), chunk):
        rows = dijkstra(matrix, indices=nodes[k : k + chunk], limit=limit_mm).ravel()
        at = np.flatnonzero(rows <= limit_mm)
        parts.append((k + at // n, at % n, rows[at]))
    source, node, mm = (np.concatenate(part) for part in zip(*parts, strict=True))
    return ragged(source, node, mm, len(nodes))


def best_chunk(matrix: Any, nodes: Nodes, limit_mm: int) -> int:
    """How many sources at a time suit scipy best: few keep the rows in the processor's cache, many spare calls."""
    scipy_rows(matrix, nodes, limit_mm, CHUNKS[-1])
    taken = {}
    for chunk in CHUNKS:
        begin = time.process_time()
        scipy_rows(matrix, nodes, limit_mm, chunk)
        taken[chunk] = time.process_time() - begin
    return min(taken, key=lambda chunk: taken[chunk])


def networkx_graph(arcs: Arcs) -> nx.MultiDiGraph:
    """Build the kind of graph OSMnx gives."""
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(len(arcs.indptr) - 1))
    tail = np.repeat(np.arange(len(arcs.indptr) - 1), np.diff(arcs.indptr))
    graph.add_weighted_edges_from(zip(tail.tolist(), arcs.head.tolist(), arcs.mm.tolist(), strict=True), weight="mm")
    return graph


def networkx_rows(graph: nx.MultiDiGraph, nodes: list[int], limit_mm: int) -> list[dict[int, int]]:
    return [nx.single_source_dijkstra_path_length(graph, s, cutoff=limit_mm, weight="mm") for s in nodes]


def networkx_found(rows: list[dict[int, int]]) -> Found:
    """Lay the dictionaries out as ragged rows."""
    source = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    node = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    mm = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.int64)
    return ragged(source, node, mm, len(rows))
