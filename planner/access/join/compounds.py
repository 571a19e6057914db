"""Compounds whose people come and go on foot: which walls stand in their way, and the ways out of compounds without a street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.join.barriers import Barriers, barriers_of
from planner.network import BRIDGE, TUNNEL, Gates, StreetGraph
from planner.network.walls import GATE_M, ON_WALL_M

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Courts:
    """Compounds with known gates and no street inside: one walks straight to a gate, and from there to a street outside (an estimate).

    Attributes
    ----------
    areas
        Polygons, metres, shape (courts,).
    wall
        Number of its wall among the barriers, shape (courts,).
    gate_xy
        Open gates, put on the wall, metres, shape (gates, 2).
    gate_court
        Court of each gate, ascending, shape (gates,).
    """

    areas: npt.NDArray[np.object_]
    wall: IntArray
    gate_xy: FloatArray
    gate_court: IntArray

    def of(self, xy: FloatArray) -> IntArray:
        """Court in which each place lies (the first of several), -1 for none."""
        out = np.full(len(xy), -1, dtype=np.int64)
        if len(self.areas):
            place, court = shapely.STRtree(self.areas).query(shapely.points(xy), predicate="within")
            order = np.lexsort((-court, place))
            out[place[order]] = court[order]
        return out

    def ways(self, court: IntArray) -> tuple[IntArray, IntArray]:
        """Pairs of a place and a gate of the court it lies in: row of the place, gate."""
        low = np.searchsorted(self.gate_court, court, side="left")
        count = np.where(court >= 0, np.searchsorted(self.gate_court, court, side="right") - low, 0)
        place = np.repeat(np.arange(len(court)), count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        return place, np.repeat(low, count) + step


NO_COURTS = Courts(np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64), np.zeros((0, 2)), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class WallCounts:
    """Compounds by what their wall means for a way from a place to its street.

    Attributes
    ----------
    closed
        A street inside and known gates: nobody crosses the wall off the streets.
    courts
        Known gates and no street inside: the way leads through a gate.
    ungated
        No known gate: the way crosses the wall straight.
    """

    closed: int
    courts: int
    ungated: int


def outside_walls(barriers: Barriers, walls: npt.NDArray[np.object_]) -> Barriers:
    """Leave out walls that run along the outline of a compound: what is known of its gates decides about them.

    Parameters
    ----------
    barriers
        Barriers as the source gives them.
    walls
        Outlines of the compounds: polygons, metres.
    """
    if not len(walls) or not (barriers.kinds == "wall").any():
        return barriers
    near = shapely.union_all(shapely.buffer(shapely.boundary(walls), ON_WALL_M))
    shapely.prepare(near)
    return barriers.picked((barriers.kinds != "wall") | ~shapely.covers(near, barriers.lines))


def with_compounds(
    barriers: Barriers, streets: StreetGraph, usable: npt.NDArray[np.bool_], walls: npt.NDArray[np.object_], gates: Gates
) -> tuple[Barriers, Courts, WallCounts]:
    """Add the walls of compounds to the barriers.

    Parameters
    ----------
    barriers
        Other barriers.
    streets
        Streets cut at the walls.
    usable
        Streets a place may be joined to, shape (edges,).
    walls
        Outlines of the compounds: polygons, metres.
    gates
        All known gates.

    Returns
    -------
    Barriers
        With a wall for each compound of which a gate is known.
    Courts
        Those of them without a usable street inside.
    WallCounts
        Compounds of each sort.
    """
    if not len(walls):
        return barriers, NO_COURTS, WallCounts(0, 0, 0)
    xy = np.column_stack(streets.to_plane(gates.lon, gates.lat))
    gate, wall = shapely.STRtree(shapely.boundary(walls)).query(shapely.points(xy), predicate="dwithin", distance=GATE_M)
    known = np.zeros(len(walls), dtype=bool)
    known[wall] = True
    court = np.flatnonzero(known & ~_has_street(streets, usable, walls))
    number = np.full(len(walls), -1, dtype=np.int64)
    number[court] = np.arange(len(court))
    leads = np.flatnonzero(gates.open[gate] & (number[wall] >= 0))
    leads = leads[np.lexsort((gate[leads], number[wall[leads]]))]
    # Put on the wall, so that ways on to a street lead outwards: any other crosses the wall again.
    on_wall = shapely.shortest_line(shapely.boundary(walls[wall[leads]]), shapely.points(xy[gate[leads]]))
    barred = np.flatnonzero(known)
    return (
        barriers.joined(barriers_of(shapely.boundary(walls[barred]), np.full(len(barred), "wall"))),
        Courts(
            areas=walls[court],
            wall=(len(barriers) + np.searchsorted(barred, court)).astype(np.int64),
            gate_xy=shapely.get_coordinates(on_wall)[::2],
            gate_court=number[wall[leads]],
        ),
        WallCounts(int(known.sum()) - len(court), len(court), int((~known).sum())),
    )


def _has_street(streets: StreetGraph, usable: npt.NDArray[np.bool_], walls: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Return which walls hold a street; bridges and tunnels pass over or under, streets along a wall are outside."""
    edge = np.flatnonzero(usable & ((streets.edge_flags & (BRIDGE | TUNNEL)) == 0))
    middle = shapely.line_interpolate_point(streets.lines()[edge], 0.5, normalized=True)
    at, wall = shapely.STRtree(walls).query(middle, predicate="within")
    deep = shapely.distance(middle[at], shapely.boundary(walls[wall])) > ON_WALL_M / 2
    out = np.zeros(len(walls), dtype=bool)
    out[wall[deep]] = True
    return out
