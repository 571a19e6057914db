"""Make streets meet that meet on the ground: put vertices where they cross, and close small gaps at their ends."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.network.graph import local_plane
from planner.network.segments import FloatArray, IntArray, Segments, rearranged, split_at

Geometries = npt.NDArray[np.object_]
#: A cut: which piece, and the point on it in the plane.
Cut = tuple[IntArray, Geometries]

#: Cuts nearer to each other than this share a vertex, metres.
SAME_M = 0.5
#: An end this near to a street stands on it, metres: what is drawn by hand or rounded rarely meets exactly.
TOUCH_M = 0.05


def plane_lines(segments: Segments, plane: Transformer) -> Geometries:
    """Return pieces as lines in a metric plane."""
    x, y = plane.transform(segments.lon, segments.lat)
    return np.asarray(shapely.linestrings(np.stack([np.column_stack([x[i], y[i]]) for i in (segments.a, segments.b)], axis=1)))


def cut_streets(segments: Segments, lines: Geometries, cuts: Sequence[Cut], plane: Transformer) -> tuple[Segments, IntArray]:
    """Put a vertex at every cut; equal places (to ``SAME_M``) share one.

    Parameters
    ----------
    segments
        Streets.
    lines
        Their pieces in the plane.
    cuts
        Which pieces to cut where.
    plane
        From degrees to the plane.

    Returns
    -------
    Segments
        Pieces between cuts.
    numpy.ndarray
        The vertex of each cut, in the order given.
    """
    owner = np.concatenate([c[0] for c in cuts]).astype(np.int64)
    points = np.concatenate([c[1] for c in cuts])
    if not len(owner):
        return segments, owner
    px, py = shapely.get_x(points), shapely.get_y(points)
    place = np.unique(np.rint(np.column_stack([px, py]) / SAME_M).astype(np.int64), axis=0, return_inverse=True)[1].ravel()
    _, first = np.unique(place, return_index=True)
    lon, lat = plane.transform(px[first], py[first], direction="INVERSE")
    vertex = len(segments.lon) + place
    along = shapely.line_locate_point(lines[owner], points)
    order = np.lexsort((along, owner))
    return split_at(segments, owner[order], vertex[order], (lon, lat)), vertex


def linked(segments: Segments, ends: IntArray, target: IntArray) -> Segments:
    """Connect each dead end to a vertex by a piece like the one that ends there."""
    if not len(ends):
        return segments
    both = np.concatenate([segments.a, segments.b])
    order = np.argsort(both, kind="stable")
    piece = order[np.searchsorted(both[order], ends)] % len(segments.a)
    of = np.concatenate([np.arange(len(segments.a)), piece])
    return rearranged(segments, of, np.concatenate([segments.a, ends]), np.concatenate([segments.b, target]))


def crossings(level: IntArray, lines: Geometries) -> tuple[IntArray, IntArray, Geometries]:
    """Find pieces that cross without a shared vertex.

    Parameters
    ----------
    level
        Only pieces of one level meet, shape (segments,).
    lines
        The pieces in the plane.

    Returns
    -------
    tuple
        First piece, second piece, point.
    """
    one, two = shapely.STRtree(lines).query(lines, predicate="crosses")
    keep = (one < two) & (level[one] == level[two])
    one, two = one[keep], two[keep]
    return one, two, np.asarray(shapely.intersection(lines[one], lines[two]))


def gaps(segments: Segments, level: IntArray, lines: Geometries, *, heal_m: float) -> tuple[IntArray, IntArray, Geometries]:
    """Find ends of streets that nearly meet another street.

    An end counts where nothing else meets it and a street of its level is near, one that a short walk (five times ``heal_m``) does not
    reach already.

    Parameters
    ----------
    segments
        Streets.
    level
        As for :func:`crossings`.
    lines
        The pieces in the plane.
    heal_m
        Largest gap, metres.

    Returns
    -------
    tuple
        Vertex at the end, nearest piece, point on it.
    """
    ends, spots, reach_m = _ends(segments, lines, heal_m)
    end, street = shapely.STRtree(lines).query(spots, predicate="dwithin", distance=reach_m)
    vertex = ends[end]
    own = _piece_at(segments, vertex)
    keep = (segments.a[street] != vertex) & (segments.b[street] != vertex) & (level[street] == level[own])
    end, street = end[keep], street[keep]
    order = np.lexsort((street, shapely.distance(spots[end], lines[street]), end))
    near = _Neighbours(segments)
    found: dict[int, int] = {}
    for k in order.tolist():
        e = int(end[k])
        if e not in found and not near.reached(int(ends[e]), int(street[k]), 5 * heal_m):
            found[e] = int(street[k])
    at = np.asarray(list(found), dtype=np.int64)
    street = np.asarray(list(found.values()), dtype=np.int64)
    on_street = shapely.line_interpolate_point(lines[street], shapely.line_locate_point(lines[street], spots[at]))
    return ends[at], street, np.asarray(on_street)


def _ends(segments: Segments, lines: Geometries, heal_m: float) -> tuple[IntArray, Geometries, FloatArray]:
    """Vertices at ends of streets, their places, and how far each looks: dead ends to the gap's width, joints only where they touch."""
    both = np.concatenate([segments.a, segments.b])
    way = np.tile(segments.way, 2)
    low = np.full(len(segments.lon), np.iinfo(np.int64).max)
    high = np.full(len(segments.lon), np.iinfo(np.int64).min)
    np.minimum.at(low, both, way)
    np.maximum.at(high, both, way)
    degree = np.bincount(both, minlength=len(segments.lon))
    ends = np.flatnonzero((degree == 1) | (low < high))
    own = _piece_at(segments, ends)
    begins = segments.a[own] == ends
    spots = np.where(begins, shapely.get_point(lines[own], 0), shapely.get_point(lines[own], 1))
    return ends, spots, np.where(degree[ends] == 1, heal_m, min(TOUCH_M, heal_m))


def _piece_at(segments: Segments, vertex: IntArray) -> IntArray:
    """Return a piece that ends at each vertex."""
    piece = np.zeros(len(segments.lon), dtype=np.int64)
    piece[segments.a] = piece[segments.b] = np.arange(len(segments.a))
    return piece[vertex]


class _Neighbours:
    """Short walks around single vertices."""

    def __init__(self, segments: Segments) -> None:
        both = np.concatenate([segments.a, segments.b])
        self._segments = segments
        self._piece = np.argsort(both, kind="stable") % max(len(segments.a), 1)
        self._start = np.concatenate([[0], np.cumsum(np.bincount(both, minlength=len(segments.lon)))])
        self._metres = segments.lengths_m()

    def reached(self, start: int, street: int, limit_m: float) -> bool:
        """Return whether an end of a street is reached from a vertex within a limit."""
        wanted = {int(self._segments.a[street]), int(self._segments.b[street])}
        best = {start: 0.0}
        heap = [start]
        while heap:
            here = heap.pop()
            if here in wanted:
                return True
            for piece in self._piece[self._start[here] : self._start[here + 1]].tolist():
                there = int(self._segments.a[piece] + self._segments.b[piece]) - here
                metres = best[here] + float(self._metres[piece])
                if metres <= limit_m and metres < best.get(there, np.inf):
                    best[there] = metres
                    heap.append(there)
        return False


def node_streets(
    segments: Segments, *, level: IntArray, split: bool, heal_m: float
) -> tuple[Segments, tuple[IntArray, IntArray], tuple[IntArray, FloatArray]]:
    """Split streets where they cross, if wanted, and close gaps at their ends.

    Parameters
    ----------
    segments
        Streets in WGS84.
    level
        Only pieces of one level meet: bridges, tunnels and layers apart; shape (segments,).
    split
        Put a vertex where two pieces cross.
    heal_m
        Largest gap to close, metres; 0 closes none.

    Returns
    -------
    Segments
        Streets that meet.
    tuple
        Streets (``way``) of each pair of pieces that cross without a vertex, split or not.
    tuple
        Street of each closed gap, and how wide it was, metres.
    """
    plane = local_plane(segments.lon, segments.lat)
    lines = plane_lines(segments, plane)
    one, two, points = crossings(level, lines)
    end, street, on_street = gaps(segments, level, lines, heal_m=heal_m) if heal_m > 0 else (one[:0], one[:0], points[:0])
    corner = _corners(segments, lines, street, on_street)
    once = ~((corner < end) & np.isin(_pair(corner, end), _pair(end, corner)))  # two ends that found each other
    end, street, on_street, corner = end[once], street[once], on_street[once], corner[once]
    x, y = plane.transform(segments.lon[end], segments.lat[end])
    healed = (segments.way[_piece_at(segments, end)], shapely.distance(shapely.points(x, y), on_street))
    inner = corner < 0
    cuts: list[Cut] = [(one, points), (two, points)] if split else []
    met, vertex = cut_streets(segments, lines, [*cuts, (street[inner], on_street[inner])], plane)
    target = corner.copy()
    target[inner] = vertex[len(vertex) - int(inner.sum()) :]
    return linked(met, end, target), (segments.way[one], segments.way[two]), healed


def _pair(one: IntArray, two: IntArray) -> IntArray:
    return one * (1 << 31) + two


def _corners(segments: Segments, lines: Geometries, street: IntArray, points: Geometries) -> IntArray:
    """Return the vertex of a street at which a point on it lies, -1 where it lies between its ends."""
    along = shapely.line_locate_point(lines[street], points)
    at_a, at_b = along < TOUCH_M, along > shapely.length(lines[street]) - TOUCH_M
    return np.where(at_a, segments.a[street], np.where(at_b, segments.b[street], -1))
