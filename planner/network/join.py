"""Join added roads to the streets that are there: at shared vertices, at crossings, and over small gaps at their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.network.graph import local_plane
from planner.network.segments import FloatArray, IntArray, Segments, rearranged, split_at

#: An end of an added road is extended to a street no farther away than this, metres.
HEAL_M = 15.0
_SAME_M = 0.5


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
    lines = shapely.linestrings(np.stack([np.column_stack([x[i], y[i]]) for i in (both.a, both.b)], axis=1))
    over = both.bridge | both.tunnel
    new, old = shapely.STRtree(lines[:n_old]).query(lines[n_old:], predicate="intersects")
    new = new + n_old
    keep = ~over[new] & ~over[old]
    new, old = new[keep], old[keep]
    points = shapely.point_on_surface(shapely.intersection(lines[new], lines[old]))
    cut_at = [(new, points), (old, points)]
    gap_end, gap_street, gap_point, gap_m = _gaps(both, n_old, lines, shapely.points(x, y))
    cut_at.append((gap_street, gap_point))
    split, vertex = _split(both, lines, cut_at, plane)
    linked, places = _link(split, gap_end, vertex[len(vertex) - len(gap_end) :])
    healed = gap_m > _SAME_M  # a nearer end stands on the street but for rounding
    joints = np.concatenate([points, gap_point])
    met = np.unique(np.rint(shapely.get_coordinates(joints) / _SAME_M), axis=0)
    shown = tuple(place for place, far in zip(places, healed, strict=True) if far)
    return linked, JoinReport(len(np.unique(roads.way)), len(met), int(healed.sum()), shown)


def _stack(streets: Segments, roads: Segments) -> Segments:
    """Put both side by side, kinds renumbered; nothing is joined yet."""
    kinds = tuple(sorted({*streets.kinds, *roads.kinds}))
    code = {k: i for i, k in enumerate(kinds)}
    renumbered = [np.asarray([code[k] for k in s.kinds], dtype=np.uint8)[s.kind] for s in (streets, roads)]
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
        kinds=kinds,
        dropped_m=streets.dropped_m,
        problems=(*streets.problems, *roads.problems),
    )


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


def _split(
    both: Segments, lines: npt.NDArray[np.object_], cuts: list[tuple[IntArray, npt.NDArray[np.object_]]], plane: Transformer
) -> tuple[Segments, IntArray]:
    """Put a vertex at every cut; equal places (to half a metre) share one. Also gives the vertex of each cut, in the order given."""
    owner = np.concatenate([c[0] for c in cuts]).astype(np.int64)
    points = np.concatenate([c[1] for c in cuts])
    if not len(owner):
        return both, owner
    px, py = shapely.get_x(points), shapely.get_y(points)
    place = np.unique(np.rint(np.column_stack([px, py]) / _SAME_M).astype(np.int64), axis=0, return_inverse=True)[1].ravel()
    _, first = np.unique(place, return_index=True)
    lon, lat = plane.transform(px[first], py[first], direction="INVERSE")
    vertex = len(both.lon) + place
    along = shapely.line_locate_point(lines[owner], points)
    order = np.lexsort((along, owner))
    return split_at(both, owner[order], vertex[order], (lon, lat)), vertex


def _link(split: Segments, ends: IntArray, target: IntArray) -> tuple[Segments, tuple[tuple[float, float], ...]]:
    """Connect each dead end to the vertex put on the street for it."""
    if not len(ends):
        return split, ()
    piece = np.asarray([np.flatnonzero((split.a == e) | (split.b == e))[0] for e in ends])
    of = np.concatenate([np.arange(len(split.a)), piece])
    none = (np.zeros(0), np.zeros(0))
    linked = rearranged(split, none, of, np.concatenate([split.a, ends]), np.concatenate([split.b, target]))
    return linked, tuple((float(split.lon[v]), float(split.lat[v])) for v in target)
