"""Made street layers for property tests: crooked grids with private parts, parallel streets, loops and dead ends; places beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import shapely
from hypothesis import strategies as st

from planner.access import WalkNetwork
from planner.network import Segments, read_lines, street_graph

CRS = "EPSG:32649"
EAST, NORTH = 545_000.0, 3_994_000.0
MINUTES = 5
LIMIT_S = 300.0

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Made:
    """Streets (vertices, private), the nodes of the grid, and places, in metres from ``EAST``, ``NORTH``."""

    streets: tuple[tuple[Points, bool], ...]
    nodes: Points
    places: Points

    def lines(self) -> gpd.GeoDataFrame:
        return layer([s for s, _ in self.streets], [p for _, p in self.streets])

    def segments(self) -> Segments:
        return read_lines(self.lines())

    def net(self) -> WalkNetwork:
        return WalkNetwork.from_lines(self.lines())

    def points(self) -> gpd.GeoSeries:
        return points(self.places)


def layer(streets: list[Points], private: list[bool] | None = None) -> gpd.GeoDataFrame:
    """A road layer in ``CRS``."""
    access = ["private" if p else "" for p in private or [False] * len(streets)]
    shapes = [shapely.LineString(np.add(s, (EAST, NORTH))) for s in streets]
    return gpd.GeoDataFrame({"highway": "residential", "access": access}, geometry=shapes, crs=CRS)


def points(places: Points | list[tuple[float, float]]) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(np.add(p, (EAST, NORTH))) for p in places], crs=CRS)


def net_of(streets: list[Points], private: list[bool] | None = None) -> WalkNetwork:
    return WalkNetwork(street_graph(read_lines(layer(streets, private)), source="made"))


@st.composite
def made(draw: st.DrawFn, *, min_places: int = 4) -> Made:
    """A made town."""
    columns, rows = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    shift = st.integers(-20, 20)
    node = {(i, j): (90.0 * i + draw(shift) + 0.13 * j, 90.0 * j + draw(shift) + 0.07 * i) for i, j in product(range(columns), range(rows))}
    streets: list[tuple[Points, bool]] = [((node[0, 0], node[1, 0]), False)]
    kinds = st.sampled_from(["public", "public", "private", "parallel", "none"])
    for (i, j), step in product(node, ((1, 0), (0, 1))):
        end = (i + step[0], j + step[1])
        if end in node and (i, j, step) != (0, 0, (1, 0)):
            streets += _between(node[i, j], node[end], draw(kinds))
    for key in draw(st.lists(st.sampled_from(sorted(node)), max_size=3, unique=True)):
        streets.append(_loop(node[key], closed=draw(st.booleans()), private=draw(st.booleans())))
    spot = st.tuples(
        st.integers(0, len(streets) - 1), st.integers(1, 98).map(lambda n: n / 99), st.sampled_from([-17.3, -3.1, 0.0, 0.0, 5.7, 21.9])
    )
    places = tuple(_beside(streets[s][0], share, off) for s, share, off in draw(st.lists(spot, min_size=min_places, max_size=10)))
    return Made(tuple(streets), tuple(node.values()), places)


def _between(a: tuple[float, float], b: tuple[float, float], kind: str) -> list[tuple[Points, bool]]:
    if kind == "none":
        return []
    straight: tuple[Points, bool] = ((a, b), kind == "private")
    if kind != "parallel":
        return [straight]
    middle = ((a[0] + b[0]) / 2 + 9.3, (a[1] + b[1]) / 2 + 11.7)
    return [straight, ((b, middle, a), False)]


def _loop(at: tuple[float, float], *, closed: bool, private: bool) -> tuple[Points, bool]:
    corners = (at, (at[0] + 31.7, at[1] + 13.9), (at[0] + 17.1, at[1] + 35.3))
    return ((*corners, at) if closed else corners), private


def _beside(street: Points, share: float, off: float) -> tuple[float, float]:
    line = shapely.LineString(street)
    on = line.interpolate(share, normalized=True)
    return (on.x + 0.6 * off, on.y + 0.8 * off)
