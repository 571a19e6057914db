"""Join added roads to the streets that are there: at shared vertices, at crossings, and over small gaps at their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.network.build.noding import SAME_M, Cut, cut_streets, linked, plane_lines
from planner.network.graph import local_plane
from planner.network.segments import FloatArray, IntArray, Segments

#: An end of an added road is extended to a street no farther away than this, metres.
HEAL_M = 15.0


@dataclass(frozen=True, slots=True)
class JoinReport:
    """How the added roads met the streets: joints in all, those that needed an extension, and places of the latter (degrees)."""

    roads: int
    joints: int
    healed: int
    places: tuple[tuple[float, float], ...]


def join_roads(streets: Segments, roads: Segments) -> tuple[Segments, JoinReport]:
    """Add roads to streets.

    A road meets a street where they cross (not at bridges and tunnels of either) and where an end of the road lies within ``HEAL_M`` of
    the street: there a straight connection is added. Nothing of the streets is removed.

    Parameters
    ----------
    streets, roads
        Pieces in WGS84.

    Returns
    -------
    Segments
        Streets and roads as one.
    JoinReport
        Counts and places for the result.
    """
    plane = local_plane(streets.lon, streets.lat)
    both = _stack(streets, roads)
    n_old = len(streets.a)
    x, y = plane.transform(both.lon, both.lat)
    lines = plane_lines(both, plane)
    over = both.bridge | both.tunnel
    new, old = shapely.STRtree(lines[:n_old]).query(lines[n_old:], predicate="intersects")
    new = new + n_old
    keep = ~over[new] & ~over[old]
    new, old = new[keep], old[keep]
    points = shapely.point_on_surface(shapely.intersection(lines[new], lines[old]))
    cuts: list[Cut] = [(new, points), (old, points)]
    gap_end, gap_street, gap_point, gap_m = _gaps(both, n_old, lines, shapely.points(x, y))
    cuts.append((gap_street, gap_point))
    split, vertex = cut_streets(both, lines, cuts, plane)
    target = vertex[len(vertex) - len(gap_end) :]
    healed = gap_m > SAME_M  # a nearer end stands on the street but for rounding
    joints = np.concatenate([points, gap_point])
    met = np.unique(np.rint(shapely.get_coordinates(joints) / SAME_M), axis=0)
    shown = tuple(zip(split.lon[target[healed]].tolist(), split.lat[target[healed]].tolist(), strict=True))
    return linked(split, gap_end, target), JoinReport(len(np.unique(roads.way)), len(met), int(healed.sum()), shown)


def _stack(streets: Segments, roads: Segments) -> Segments:
    """Put both side by side, kinds renumbered; nothing is joined yet."""
    kinds = tuple(sorted({*streets.kinds, *roads.kinds}))
    code = {k: i for i, k in enumerate(kinds)}
    renumbered = [np.asarray([code[k] for k in s.kinds], dtype=np.uint16)[s.kind] for s in (streets, roads)]
    n = len(streets.lon)
    return Segments(
        lon=np.concatenate([streets.lon, roads.lon]),
        lat=np.concatenate([streets.lat, roads.lat]),
        gate=np.concatenate([streets.gate, roads.gate]),
        closed=np.concatenate([streets.closed, roads.closed]),
        a=np.concatenate([streets.a, roads.a + n]),
        b=np.concatenate([streets.b, roads.b + n]),
        way=np.concatenate([streets.way, roads.way]),
        kind=np.concatenate(renumbered),
        private=np.concatenate([streets.private, roads.private]),
        bridge=np.concatenate([streets.bridge, roads.bridge]),
        tunnel=np.concatenate([streets.tunnel, roads.tunnel]),
        crossing=np.concatenate([streets.crossing, roads.crossing]),
        kinds=kinds,
        dropped_m=streets.dropped_m,
        problems=(*streets.problems, *roads.problems),
        z=_heights(streets, roads),
        gates=streets.gates.joined(roads.gates, n),
    )


def _heights(streets: Segments, roads: Segments) -> npt.NDArray[np.float32]:
    """Heights of both; unknown for the one that has none."""
    if not len(streets.z) and not len(roads.z):
        return streets.z
    return np.concatenate([s.z if len(s.z) else np.full(len(s.lon), np.nan, dtype=np.float32) for s in (streets, roads)])


def _gaps(
    both: Segments, n_old: int, lines: npt.NDArray[np.object_], vertices: npt.NDArray[np.object_]
) -> tuple[IntArray, IntArray, npt.NDArray[np.object_], FloatArray]:
    """Find dead ends of added roads near a street they do not touch: vertex, street piece, nearest point on it, metres to it."""
    ends = np.concatenate([both.a[n_old:], both.b[n_old:]])
    vertex, degree = np.unique(ends, return_counts=True)
    dead = vertex[degree == 1]
    (end, street), distance = shapely.STRtree(lines[:n_old]).query_nearest(
        vertices[dead], max_distance=HEAL_M, return_distance=True, all_matches=False
    )
    apart = distance > 0
    end, street = dead[end[apart]], street[apart]
    on_street = shapely.line_interpolate_point(lines[street], shapely.line_locate_point(lines[street], vertices[end]))
    return end, street, on_street, distance[apart]
