"""Our searches against the memory floor, networkx and scipy: the same arcs, the same facilities, the same answers."""

from __future__ import annotations

import sys

import numpy as np
from scipy.sparse.csgraph import dijkstra

from benchmarks.cases import LARGE, LIMIT_MM, SMALL, Case, grid, porto
from benchmarks.common import FASTER, PAIRS, SLOWER, Asked, heading, in_order, interleaved, same_found, table
from benchmarks.ours import ours, ours_nearest
from benchmarks.replay import replay
from benchmarks.rivals import best_chunk, networkx_found, networkx_graph, networkx_rows, scipy_found, scipy_matrix, scipy_rows

FLOOR, NETWORKX, SCIPY, NEAREST = Asked(5, 3, at_most=True), Asked(40, 60), Asked(40, 60), Asked(1, 1)


def run() -> None:
    for case, with_networkx in ((porto(), True), (grid(SMALL), True), (grid(LARGE), False)):
        heading(case.title())
        reached = len(ours(case.net, case.nodes, LIMIT_MM)[1]) / len(case.nodes)
        print(f"{reached:.0f} nodes reached per facility; CPU time of one thread, {PAIRS} interleaved pairs\n")
        table(SLOWER, _floor(case))
        print()
        table(FASTER, [*([_networkx(case)] if with_networkx else []), *_scipy(case), _nearest(case)])
        if not with_networkx:
            print("\nnetworkx is not measured at this size, to keep the run short and its memory small.")
        print()


def _floor(case: Case) -> list[list[str]]:
    arcs, found = tuple(case.arcs), in_order(ours(case.net, case.nodes, LIMIT_MM), by_distance=True)
    label = np.zeros(len(case.arcs.indptr) - 1, dtype=np.int64)
    same_found("the replay", found, replay(arcs, found)[:3])
    bare = interleaved(lambda: ours(case.net, case.nodes, LIMIT_MM), lambda: replay(arcs, found))
    looking = interleaved(lambda: ours(case.net, case.nodes, LIMIT_MM), lambda: replay(arcs, found, label))
    return [
        ["replay of exactly the arcs scanned", *bare.cells(FLOOR)],
        ["replay that also looks at the label of each arc's head", *looking.cells(FLOOR)],
    ]


def _networkx(case: Case) -> list[str]:
    graph, nodes = networkx_graph(case.arcs), case.nodes.tolist()
    same_found("networkx", ours(case.net, case.nodes, LIMIT_MM), networkx_found(networkx_rows(graph, nodes, LIMIT_MM)))
    pairs = interleaved(lambda: ours(case.net, case.nodes, LIMIT_MM), lambda: networkx_rows(graph, nodes, LIMIT_MM))
    return ["networkx cutoff, MultiDiGraph", *pairs.cells(NETWORKX)]


def _scipy(case: Case) -> list[list[str]]:
    matrix = scipy_matrix(case.arcs)
    chunk = best_chunk(matrix, case.nodes, LIMIT_MM)
    asked = (matrix, case.nodes, LIMIT_MM, chunk)
    same_found("scipy", ours(case.net, case.nodes, LIMIT_MM), scipy_found(*asked))
    taken_out = interleaved(lambda: ours(case.net, case.nodes, LIMIT_MM), lambda: scipy_found(*asked))
    left_in = interleaved(lambda: ours(case.net, case.nodes, LIMIT_MM), lambda: scipy_rows(*asked))
    return [
        [f"scipy dijkstra(limit), {chunk} at a time, the reached nodes taken out", *taken_out.cells(SCIPY)],
        [f"scipy dijkstra(limit), {chunk} at a time, its dense rows left unread", *left_in.cells(SCIPY)],
    ]


def _nearest(case: Case) -> list[str]:
    matrix = scipy_matrix(case.arcs)
    mm = ours_nearest(case.net, case.nodes)
    if not np.array_equal(np.where(mm < 0, np.inf, mm), dijkstra(matrix, indices=case.nodes, min_only=True)):
        sys.exit("scipy's min_only does not give the same answers")
    pairs = interleaved(lambda: ours_nearest(case.net, case.nodes), lambda: dijkstra(matrix, indices=case.nodes, min_only=True))
    return ["scipy dijkstra(min_only): the nearest for every node", *pairs.cells(NEAREST)]
