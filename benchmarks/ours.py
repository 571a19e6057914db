"""The one place where the benchmarks call our own searches: when these change, this file follows and no other."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from benchmarks.common import Found
from planner.access import WalkNetwork
from planner.access.profiles import profile_of
from planner.access.search import Search

_FAR_MM = 1 << 30


class Arcs(NamedTuple):
    """Arcs of node ``i`` are ``indptr[i]:indptr[i + 1]``."""

    indptr: npt.NDArray[Any]
    head: npt.NDArray[Any]
    mm: npt.NDArray[Any]


def arcs(net: WalkNetwork) -> Arcs:
    """Arcs our searches run on, for rivals to run on too."""
    graph, costs = net.search, net.costs(profile_of("standard"), "from")
    mm = np.where(graph.arc_along, costs.forward_mm[graph.arc_edge], costs.backward_mm[graph.arc_edge])
    mm[graph.arc_edge < 0] = 0  # the passage between copies of a node
    return Arcs(np.append(graph.row_start, graph.row_end[-1]), graph.head, mm.astype(np.int32))


def ours(net: WalkNetwork, nodes: npt.NDArray[np.int64], limit_mm: int) -> Found:
    """Reach of each node, on one thread."""
    return _search(net).within(_seeds(nodes), np.full(len(nodes), limit_mm, dtype=np.int64), threads=1)


def ours_nearest(net: WalkNetwork, nodes: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Millimetres from the nearest of these nodes to every node, -1 where there is no way."""
    return _search(net).nearest(_seeds(nodes), _FAR_MM)[0]


def _search(net: WalkNetwork) -> Search:
    """Give the search that every run on flat streets uses; the network keeps it."""
    return net.searcher(profile_of("standard"), "from")


def _seeds(nodes: npt.NDArray[np.int64]) -> tuple[Any, Any, Any]:
    return np.arange(len(nodes) + 1), nodes, np.zeros(len(nodes), dtype=np.int64)
