"""The price of a larger network: the same number of facilities on ten times as many nodes."""

from __future__ import annotations

from benchmarks.cases import LARGE, LIMIT_MM, SMALL, Case, grid
from benchmarks.common import PAIRS, Asked, Found, heading, interleaved, table
from benchmarks.ours import ours

GROWTH = Asked(1.5, 1.5, at_most=True)


def run() -> None:
    small, large = grid(SMALL), grid(LARGE)
    nodes = [len(case.arcs.indptr) - 1 for case in (large, small)]
    heading(f"Ten times the network: {nodes[0]:,} nodes against {nodes[1]:,}")
    reached = [len(_reach(case)[1]) / len(case.nodes) for case in (large, small)]
    print(f"{reached[0]:.0f} and {reached[1]:.0f} nodes reached per facility; CPU time of one thread, {PAIRS} interleaved pairs\n")
    pairs = interleaved(lambda: _reach(large), lambda: _reach(small))
    table(
        ["search", "large ms", "small ms", "times as long: median (least–most)", "at most", "reached"],
        [[f"{len(large.nodes)} facilities, {LIMIT_MM // 1000} m", *pairs.cells(GROWTH)]],
    )


def _reach(case: Case) -> Found:
    return ours(case.net, case.nodes, LIMIT_MM)
