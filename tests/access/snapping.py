"""A slow second opinion on joining places to streets: every street, plain shapely, one place at a time. Shares no code with the index."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import shapely
from hypothesis import strategies as st
from shapely.ops import substring

from planner.access import WalkNetwork
from planner.access.join.barriers import Barriers, barriers_of
from planner.network import PRIVATE

from .made import Made, made

TOUCH_M = 0.5
Placed = tuple[str, int, float, float]  # status, street, metres along it as drawn, metres of leg


@dataclass(frozen=True)
class Bars:
    """Barriers as plain shapes with their kinds, metres in the plane of the network."""

    shapes: tuple[Any, ...]
    kinds: tuple[str, ...]

    def barriers(self) -> Barriers:
        return barriers_of(np.asarray([*self.shapes, None], dtype=object)[:-1], np.asarray(self.kinds, dtype=str))

    def moved(self, x: float, y: float) -> Bars:
        return Bars(tuple(shapely.affinity.translate(s, x, y) for s in self.shapes), self.kinds)

    def bars(self, place: Any, point: Any) -> bool:
        """Whether the way from a place to a point on a street crosses a barrier; the bank of the water it stands in counts not once."""
        leg = shapely.LineString([place, point])
        if leg.length <= 2 * TOUCH_M:
            return False
        leg = substring(leg, TOUCH_M, leg.length - TOUCH_M)
        for shape, kind in zip(self.shapes, self.kinds, strict=True):
            line = shape.boundary if shape.geom_type == "Polygon" else shape
            met = leg.intersection(line)
            stands_in = kind == "water" and shape.geom_type == "Polygon" and shape.contains(place)
            if not met.is_empty and not (stands_in and met.geom_type == "Point"):
                return True
        return False


class BruteSnap:
    """All streets, cut where barriers cross them, sorted by distance for each place."""

    def __init__(self, net: WalkNetwork, bars: Bars, min_island_m: float) -> None:
        s = net.streets
        self.bars = bars
        self.lines = list(s.lines())
        self.private = [bool(f & PRIVATE) for f in s.edge_flags]
        graph = nx.MultiGraph()
        graph.add_edges_from((int(u), int(v), {"mm": int(m)}) for u, v, m in zip(s.edge_u, s.edge_v, s.edge_mm, strict=True))
        lengths = {frozenset(c): graph.subgraph(c).size(weight="mm") for c in nx.connected_components(graph)}
        longest = max(lengths.values())
        good = {node for c, mm in lengths.items() if mm >= min_island_m * 1000 or mm == longest for node in c}
        self.usable = [int(u) in good for u in s.edge_u]
        self.pieces = [(e, a, piece) for e, line in enumerate(self.lines) if self.usable[e] for a, piece in self._cut(line)]

    def _cut(self, line: Any) -> list[tuple[float, Any]]:
        out, walked = [], 0.0
        for start, end in pairwise(line.coords):
            straight = shapely.LineString([start, end])
            cuts = {0.0, straight.length}
            for shape in self.bars.shapes:
                met = straight.intersection(shape.boundary if shape.geom_type == "Polygon" else shape)
                cuts |= {straight.project(shapely.Point(p)) for p in shapely.get_coordinates(met)}
            out += [(walked + a, substring(straight, a, b)) for a, b in pairwise(sorted(cuts))]
            walked += straight.length
        return out

    def place(self, point: Any, limit_m: float) -> Placed:
        near = [(piece.distance(point), self.private[e], e, a, piece) for e, a, piece in self.pieces]
        near = sorted((c for c in near if c[0] <= limit_m), key=lambda c: c[:4])
        for distance, _, e, a, piece in near:
            along = piece.project(point)
            if not self.bars.bars(point, piece.interpolate(along)):
                return "joined", e, a + along, distance
        if near:
            return "barrier", -1, np.nan, near[0][0]
        least = min(line.distance(point) for line in self.lines)
        return ("island" if least <= limit_m else "off_network"), -1, np.nan, least


@st.composite
def scattered(draw: st.DrawFn, *, places: int = 12) -> Made:
    """A made town with a stray piece of street, and places all over it and around it."""
    town = draw(made())
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x, y = rng.uniform(-200, 400), rng.uniform(-200, -110)
    stray = (((x, y), (x + rng.uniform(20, 350), y + 4.1)), False)
    spots = tuple((float(a), float(b)) for a, b in rng.uniform((-90, -220), (380, 380), (places, 2)))
    return Made((*town.streets, stray), town.nodes, (*town.places[:2], *spots))


@st.composite
def bars(draw: st.DrawFn) -> Bars:
    """Walls, rails, ponds with and without an island, streams drawn as lines, and walls that are areas, over a made town."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sorts = [(kind, form) for kind in ("water", "rail", "wall") for form in ("line", "area", "holed")]
    chosen = draw(st.lists(st.sampled_from(sorts), min_size=1, max_size=12))
    return Bars(tuple(_shape(rng, form) for _, form in chosen), tuple(kind for kind, _ in chosen))


def _shape(rng: np.random.Generator, form: str) -> Any:
    at = rng.uniform((-90, -220), (380, 380))
    if form == "line":
        return shapely.LineString(np.vstack([at, at + np.cumsum(rng.normal(0, 90, (rng.integers(1, 4), 2)), axis=0)]))
    wide, high = rng.uniform(5, 150, 2)
    area = shapely.box(*at, at[0] + wide, at[1] + high)
    hole = shapely.box(at[0] + wide / 3, at[1] + high / 3, at[0] + wide / 2, at[1] + high / 2)
    return area.difference(hole) if form == "holed" else area
