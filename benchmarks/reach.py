"""Our searches against networkx and scipy on Porto's contracted streets: the same graph, the same facilities, the same answers."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from benchmarks.common import data, heading, table
from planner.access import WalkNetwork
from planner.access.kernels import bounded_search, nearest_search

FACILITIES, LIMIT_MM, PAIRS, SAMPLE, CHUNK = 500, 900_000, 9, 20, 50
FAR = 1 << 30


def run() -> None:
    net = WalkNetwork.from_osm(data() / "osm" / "porto_portugal.osm.pbf")
    search = net.search
    arcs = (search.indptr, search.adj, search.cost)
    node = np.sort(np.random.default_rng(1).choice(net.streets.n_nodes, FACILITIES, replace=False)).astype(np.int64)
    seeds = (np.arange(FACILITIES + 1), node, np.zeros(FACILITIES, dtype=np.int64))
    matrix = csr_array((search.cost.astype(float), search.adj, search.indptr.astype(np.int32)), shape=(search.n_nodes,) * 2)
    graph = nx.MultiDiGraph()
    tail = np.repeat(np.arange(search.n_nodes), np.diff(search.indptr))
    graph.add_weighted_edges_from(zip(tail.tolist(), search.adj.tolist(), search.cost.tolist(), strict=True), weight="mm")
    sample = node[:: FACILITIES // SAMPLE][:SAMPLE].tolist()

    def ours() -> Any:
        return bounded_search(arcs, seeds, LIMIT_MM)

    def networkx_cutoff() -> list[dict[int, int]]:
        return [nx.single_source_dijkstra_path_length(graph, s, cutoff=LIMIT_MM, weight="mm") for s in sample]

    def scipy_limit() -> int:
        chunks = (node[k : k + CHUNK] for k in range(0, FACILITIES, CHUNK))
        return sum(int(np.isfinite(dijkstra(matrix, indices=c, limit=LIMIT_MM)).sum()) for c in chunks)

    def nearest() -> Any:
        return nearest_search(arcs, seeds, FAR)

    def scipy_min_only() -> Any:
        return dijkstra(matrix, indices=node, min_only=True)

    _same_answers(node, sample, (ours(), networkx_cutoff(), scipy_limit()), (nearest(), scipy_min_only()))
    heading(f"Porto, {search.n_nodes:,} nodes with private copies, {len(search.adj):,} arcs, {FACILITIES} facilities, 900 m")
    print(f"{len(ours()[1]) / FACILITIES:.0f} nodes reached per facility; CPU seconds of one thread, {PAIRS} interleaved pairs\n")
    table(
        ["against", "ours ms", "theirs ms", "times faster: median (least–most)", "at least · aim", "reached"],
        [
            _pairs(f"networkx cutoff, MultiDiGraph ({SAMPLE} facilities, scaled)", ours, networkx_cutoff, FACILITIES / SAMPLE, (40, 60)),
            _pairs("scipy dijkstra(limit)", ours, scipy_limit, 1, (40, 60)),
            _pairs("scipy dijkstra(min_only), nearest for every node", nearest, scipy_min_only, 1, (1, 1)),
        ],
    )


def _same_answers(node: Any, sample: list[int], reached: tuple[Any, list[dict[int, int]], int], nearest: tuple[Any, Any]) -> None:
    """Nothing is timed that gives other answers."""
    (ptr, at, mm), by_networkx, count = reached
    same = len(at) == count
    for source, found in zip(sample, by_networkx, strict=True):
        i = int(np.searchsorted(node, source))
        same &= dict(zip(at[ptr[i] : ptr[i + 1]].tolist(), mm[ptr[i] : ptr[i + 1]].tolist(), strict=True)) == found
    (walk, _), theirs = nearest
    same &= bool(np.array_equal(np.where(walk < 0, np.inf, walk), theirs))
    if not same:
        sys.exit("the engines do not give the same answers")


def _seconds(work: Callable[[], Any]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _pairs(name: str, ours: Callable[[], Any], theirs: Callable[[], Any], scale: float, aims: tuple[int, int]) -> list[str]:
    gc.collect()
    gc.disable()
    pairs = [(_seconds(ours), scale * _seconds(theirs)) for _ in range(PAIRS)]
    gc.enable()
    ratios = [b / a for a, b in pairs]
    a, b, ratio = (statistics.median(values) for values in ([p[0] for p in pairs], [p[1] for p in pairs], ratios))
    verdict = "aim" if ratio >= aims[1] else "at least" if ratio >= aims[0] else "**no**"
    return [
        name,
        f"{1000 * a:.1f}",
        f"{1000 * b:.1f}",
        f"{ratio:.1f} ({min(ratios):.1f}–{max(ratios):.1f})",
        f"{aims[0]} · {aims[1]}",
        verdict,
    ]
