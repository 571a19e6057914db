"""The street networks searched on: Porto, and made grids of any size; 500 facilities on each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from benchmarks.common import data
from benchmarks.ours import Arcs, arcs
from planner.access import WalkNetwork

FACILITIES, LIMIT_MM = 500, 900_000
SMALL, LARGE = 316, 1000  # nodes along one side: 100 000 and 1 000 000 in all
_SPACING_M, _MOVED = 100.0, 0.3
_METRES_PER_DEGREE_EAST, _METRES_PER_DEGREE_NORTH = 90_000.0, 111_000.0  # near 36° N


@dataclass(frozen=True, eq=False)
class Case:
    """A network and the nodes where facilities stand."""

    name: str
    net: WalkNetwork
    nodes: npt.NDArray[np.int64]

    @cached_property
    def arcs(self) -> Arcs:
        """Arcs to search on."""
        return arcs(self.net)

    def title(self) -> str:
        """Name and size in words."""
        n, m = len(self.arcs.indptr) - 1, len(self.arcs.head)
        return f"{self.name}: {n:,} nodes with private copies, {m:,} arcs, {len(self.nodes)} facilities, {LIMIT_MM // 1000} m"


@cache
def porto() -> Case:
    """Porto's walkable streets, contracted."""
    net = WalkNetwork.from_osm(data() / "osm" / "porto_portugal.osm.pbf")
    return Case("Porto", net, _drawn(np.arange(net.streets.n_nodes)))


@cache
def grid(side: int) -> Case:
    """Crooked grid of streets of about 100 m, read as a road layer is; facilities stand too far from its rim to reach it.

    Crossings are moved by up to 30 m each way, so that nearly all lengths differ, from 40 m to 200 m.
    """
    place = np.indices((side, side)).reshape(2, -1).T
    moved = (place + np.random.default_rng(side).uniform(-_MOVED, _MOVED, place.shape)) * _SPACING_M
    degrees = moved / (_METRES_PER_DEGREE_EAST, _METRES_PER_DEGREE_NORTH) + (111.0, 36.0)
    number = np.arange(side * side).reshape(side, side)
    ends = np.concatenate([_pairs(number[:-1], number[1:]), _pairs(number[:, :-1], number[:, 1:])])
    net = WalkNetwork.from_lines(gpd.GeoDataFrame(geometry=shapely.linestrings(degrees[ends]), crs="EPSG:4326"))
    x, y = net.streets.node_x, net.streets.node_y
    from_rim_m = np.minimum.reduce([x - x.min(), x.max() - x, y - y.min(), y.max() - y])
    return Case(f"Grid of {side} × {side}", net, _drawn(np.flatnonzero(from_rim_m > 1.2 * LIMIT_MM / 1000)))


def _pairs(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return np.column_stack([one.ravel(), other.ravel()])


def _drawn(nodes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.sort(np.random.default_rng(1).choice(nodes, FACILITIES, replace=False)).astype(np.int64)
