"""Where one can step off the streets: their nodes and shapes on the ground, indexed once for all that is asked of them."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.join.snaps import usable_streets
from planner.network import BRIDGE, CLOSED, PRIVATE, TUNNEL, StreetGraph

IntArray = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
#: Longest path proposed, metres.
MAX_PATH_M = 150.0
_SAME_PLACE_M = 0.05


class OffStreet:
    """Places on the ground at streets; what is on a bridge or in a tunnel is left out.

    Parameters
    ----------
    streets
        Streets.
    lines
        Their shapes.
    min_island_m
        Shorter pieces of the network are no place to go to.
    """

    def __init__(self, streets: StreetGraph, lines: Shapes, min_island_m: float) -> None:
        self._streets = streets
        self._lines = lines
        self._min_island_m = min_island_m

    @cached_property
    def nodes(self) -> IntArray:
        """Nodes that a street leads to, none that touches a bridge or tunnel."""
        graph = self._streets
        live = np.zeros(graph.n_nodes, dtype=bool)
        open_ = (graph.edge_flags & CLOSED) == 0
        live[graph.edge_u[open_]] = live[graph.edge_v[open_]] = True
        raised = open_ & ((graph.edge_flags & (BRIDGE | TUNNEL)) > 0)
        live[graph.edge_u[raised]] = live[graph.edge_v[raised]] = False
        return np.flatnonzero(live)

    @cached_property
    def points(self) -> Shapes:
        """The nodes as points, aligned with ``nodes``."""
        return np.asarray(shapely.points(self._streets.node_x[self.nodes], self._streets.node_y[self.nodes]))

    @cached_property
    def node_tree(self) -> shapely.STRtree:
        """Index of ``points``."""
        return shapely.STRtree(self.points)

    @cached_property
    def near(self) -> tuple[IntArray, IntArray]:
        """Pairs of places in ``nodes`` that lie within :data:`MAX_PATH_M` of each other, by the first."""
        a, b = self.node_tree.query(self.points, predicate="dwithin", distance=MAX_PATH_M)
        return a, b

    @cached_property
    def parted(self) -> tuple[IntArray, IntArray]:
        """Pairs of nodes at one place where streets were parted: at a gate, or at a wall."""
        a, b = self.node_tree.query(self.points, predicate="dwithin", distance=_SAME_PLACE_M)
        return self.nodes[a[a != b]], self.nodes[b[a != b]]

    @cached_property
    def street_tree(self) -> tuple[IntArray, Shapes, shapely.STRtree]:
        """Numbers, shapes and index of the public streets on the ground that a path may lead to."""
        graph = self._streets
        usable = usable_streets(graph, self._min_island_m) & ((graph.edge_flags & (PRIVATE | BRIDGE | TUNNEL)) == 0)
        edges = np.flatnonzero(usable)
        lines = self._lines[edges]
        return edges, lines, shapely.STRtree(lines)
