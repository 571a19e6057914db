"""Streets as they come from any source: numbered vertices and the segments between them, before contraction.

Every reader (OSM file, OSMnx graph, line layer) ends here; :func:`planner.network.build.contract.contract` goes on from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from planner.errors import NetworkError, Problem, Severity
from planner.network.gates import NO_GATE_TABLE, GateTable

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_GEOD = Geod(ellps="WGS84")
_E2 = _GEOD.es
_SHORT_DEGREES = 0.002
_HIGH = np.radians(75)


@dataclass(frozen=True, slots=True)
class Segments:
    """Straight street pieces between vertices.

    Attributes
    ----------
    lon, lat
        Vertex places, degrees WGS84, shape (vertices,).
    gate
        True where a barrier (gate, lift gate, bollard …) stands at the vertex, shape (vertices,).
    closed
        True where nobody walks through: a locked gate. The streets do not meet there, see :func:`planner.network.walls.cutting.cut_at`.
    a, b
        Vertex numbers of each segment's ends, shape (segments,).
    way
        Id of the street the segment belongs to: OSM way id, or row number of a line layer counted from 1.
    kind
        Index into ``kinds`` (the value of ``highway``), shape (segments,).
    private, bridge, tunnel
        Flags, shape (segments,).
    crossing
        Share of one walked road crossing that the segment stands for, shape (segments,): a crossing way sums to 1 over its segments.
    kinds
        Values of ``highway`` that occur, sorted.
    dropped_m
        Street metres the walking filter left out, by value of ``highway``.
    problems
        What was found wrong in the source.
    z
        Height of each vertex in metres, NaN where it is not known; shape (vertices,), or (0,) when no heights are known at all.
    gates
        What the source says of its gates; ``gates.node`` are vertex numbers.
    """

    lon: FloatArray
    lat: FloatArray
    gate: npt.NDArray[np.bool_]
    closed: npt.NDArray[np.bool_]
    a: IntArray
    b: IntArray
    way: IntArray
    kind: npt.NDArray[np.uint16]
    private: npt.NDArray[np.bool_]
    bridge: npt.NDArray[np.bool_]
    tunnel: npt.NDArray[np.bool_]
    crossing: npt.NDArray[np.float32]
    kinds: tuple[str, ...]
    dropped_m: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()
    z: npt.NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, dtype=np.float32))
    gates: GateTable = NO_GATE_TABLE

    def lengths_m(self) -> FloatArray:
        """Geodesic length of each segment on the WGS84 ellipsoid, metres."""
        return geodesic_m(self.lon[self.a], self.lat[self.a], self.lon[self.b], self.lat[self.b])

    def kept_m(self) -> dict[str, float]:
        """Street metres by value of ``highway``."""
        return metres_by_kind(self.lengths_m(), self.kind, self.kinds)


#: Attributes that a piece hands on to its parts.
_INHERITED = ("way", "kind", "private", "bridge", "tunnel")


def rearranged(segments: Segments, of: IntArray, a: IntArray, b: IntArray) -> Segments:
    """Return streets other pieces, each with the attributes of the piece it comes from.

    A crossing is spread over the parts by their length, so that it still counts as one.

    Parameters
    ----------
    segments
        Streets.
    of
        For each new piece the old one it comes from.
    a, b
        Its end vertices.
    """
    length = geodesic_m(segments.lon[a], segments.lat[a], segments.lon[b], segments.lat[b])
    total = np.bincount(of, weights=length, minlength=len(segments.a))
    share = np.divide(length, total[of], out=np.zeros(len(of)), where=total[of] > 0)
    inherited = {name: getattr(segments, name)[of] for name in _INHERITED}
    return replace(segments, a=a, b=b, crossing=(segments.crossing[of] * share).astype(np.float32), **inherited)


def picked(segments: Segments, keep: IntArray) -> Segments:
    """Keep some pieces, and the vertices and gates they use."""
    used, ends = np.unique(np.concatenate([segments.a[keep], segments.b[keep]]), return_inverse=True)
    number = np.full(len(segments.lon), -1, dtype=np.int64)
    number[used] = np.arange(len(used))
    return replace(
        segments,
        lon=segments.lon[used],
        lat=segments.lat[used],
        gate=segments.gate[used],
        closed=segments.closed[used],
        a=ends[: len(keep)],
        b=ends[len(keep) :],
        z=segments.z[used] if len(segments.z) else segments.z,
        gates=segments.gates.renumbered(number).standing(),
        crossing=segments.crossing[keep],
        **{name: getattr(segments, name)[keep] for name in _INHERITED},
    )


def once(segments: Segments, rank: IntArray) -> IntArray:
    """Choose one segment per pair of vertices, public before private.

    Parameters
    ----------
    segments
        Streets; those without length are left out.
    rank
        A number per vertex that does not depend on the source's order; the segments chosen come in the order of these numbers.

    Returns
    -------
    numpy.ndarray
        Numbers of the segments.
    """
    a, b = rank[segments.a], rank[segments.b]
    low, high = np.minimum(a, b), np.maximum(a, b)
    order = np.lexsort((segments.way, segments.kind, segments.private, high, low))
    low, high = low[order], high[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    chosen: IntArray = order[first & (low != high)]
    return chosen


def drawn_once(segments: Segments) -> Segments:
    """Keep one segment per pair of vertices: a source that gives each direction of a street gives it twice."""
    return picked(segments, once(segments, np.arange(len(segments.lon))))


def with_vertices(segments: Segments, lon: FloatArray, lat: FloatArray, z: npt.NDArray[np.float32] | None = None) -> Segments:
    """Append vertices, open and without a gate.

    Parameters
    ----------
    segments
        Streets.
    lon, lat
        Where, degrees WGS84.
    z
        Their heights; unknown by default.
    """
    none = np.zeros(len(lon), dtype=bool)
    heights = segments.z
    if len(heights):
        heights = np.concatenate([heights, np.full(len(lon), np.nan, dtype=np.float32) if z is None else z.astype(np.float32)])
    return replace(
        segments,
        lon=np.concatenate([segments.lon, lon]),
        lat=np.concatenate([segments.lat, lat]),
        gate=np.concatenate([segments.gate, none]),
        closed=np.concatenate([segments.closed, none]),
        z=heights,
    )


def with_copies(segments: Segments, of: IntArray) -> Segments:
    """Append copies of vertices, open and without a gate."""
    return with_vertices(segments, segments.lon[of], segments.lat[of], segments.z[of] if len(segments.z) else None)


def split_at(segments: Segments, owner: IntArray, vertex: IntArray, new: tuple[FloatArray, FloatArray]) -> Segments:
    """Split pieces at vertices; a new vertex takes its height from the piece it is put on.

    Parameters
    ----------
    segments
        Streets.
    owner
        Piece to split, once per cut; ascending, cuts of one piece in order from its ``a`` end.
    vertex
        Vertex put there: an old one, or ``len(segments.lon) + k`` for the ``k``-th new one.
    new
        Longitudes and latitudes of the new vertices.
    """
    if not len(owner):
        return segments
    pieces = 1 + np.bincount(owner, minlength=len(segments.a))
    of = np.repeat(np.arange(len(segments.a)), pieces)
    begin = np.concatenate([[0], np.cumsum(pieces)])
    a, b = segments.a[of], segments.b[of]
    at = begin[owner] + np.arange(len(owner)) - np.searchsorted(owner, owner)
    b[at] = vertex
    a[at + 1] = vertex
    grown = with_vertices(segments, *new, _heights(segments, owner, vertex, new) if len(segments.z) else None)
    return rearranged(grown, of, a, b)


def _heights(segments: Segments, owner: IntArray, vertex: IntArray, new: tuple[FloatArray, FloatArray]) -> npt.NDArray[np.float32]:
    """Heights of new vertices, straight along the first piece each is put on."""
    n = len(segments.lon)
    number, first = np.unique(vertex, return_index=True)
    first = first[number >= n]
    piece, k = owner[first], number[number >= n] - n
    a, b = segments.a[piece], segments.b[piece]
    share = geodesic_m(segments.lon[a], segments.lat[a], new[0][k], new[1][k]) / np.maximum(segments.lengths_m()[piece], 1e-9)
    z = np.full(len(new[0]), np.nan, dtype=np.float32)
    z[k] = segments.z[a] + np.clip(share, 0, 1) * (segments.z[b] - segments.z[a])
    return z


def crossing_shares(segments: Segments, is_crossing: npt.NDArray[np.bool_]) -> Segments:
    """Spread one road crossing over the length of every street (``way``) that is one.

    Parameters
    ----------
    segments
        Streets; a piece given twice between the same vertices counts once for the length.
    is_crossing
        Shape (segments,).
    """
    at = np.flatnonzero(is_crossing)
    crossing = np.zeros(len(segments.a), dtype=np.float32)
    if len(at):
        ends = np.sort(np.column_stack([segments.a[at], segments.b[at]]), axis=1)
        _, first = np.unique(np.column_stack([segments.way[at], ends]), axis=0, return_index=True)
        length = segments.lengths_m()[at]
        _, way = np.unique(segments.way[at], return_inverse=True)
        total = np.bincount(way[first], weights=length[first])[way]
        crossing[at] = np.divide(length, total, out=np.zeros(len(at)), where=total > 0)
    return replace(segments, crossing=crossing)


def geodesic_m(lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray) -> FloatArray:
    """Geodesic distances in metres between pairs of places in degrees, on the WGS84 ellipsoid.

    Short ones, which streets are made of, come from the radii of curvature at the middle latitude: within a micrometre of the geodesic
    up to ``_SHORT_DEGREES``, at a twentieth of its cost; longer ones from the geodesic itself.
    """
    if not len(lon_a):
        return np.zeros(0)
    d_lon, d_lat = np.radians(lon_b - lon_a), np.radians(lat_b - lat_a)
    middle = np.radians((lat_a + lat_b) / 2)
    flat = 1 - _E2 * np.sin(middle) ** 2
    prime = _GEOD.a / np.sqrt(flat)
    metres = np.hypot(prime * np.cos(middle) * d_lon, prime * (1 - _E2) / flat * d_lat)
    far = np.flatnonzero(~(np.maximum(np.abs(d_lon), np.abs(d_lat)) <= np.radians(_SHORT_DEGREES)) | (np.abs(middle) > _HIGH))
    if len(far):
        metres[far] = _GEOD.inv(lon_a[far], lat_a[far], lon_b[far], lat_b[far])[2]
    return np.asarray(metres, dtype=np.float64)


def metres_by_kind(lengths_m: FloatArray, kind: npt.NDArray[np.uint16], kinds: tuple[str, ...]) -> dict[str, float]:
    """Sum lengths by street kind, rounded to the centimetre, in the order of ``kinds``."""
    sums = np.bincount(kind, weights=lengths_m, minlength=len(kinds))
    return {name: round(float(total), 2) for name, total in zip(kinds, sums, strict=True) if total}


def require_streets(segments: Segments, file: str) -> Segments:
    """Return the segments back, or refuse an area without a single street.

    Raises
    ------
    NetworkError
        If no walkable street is left.
    """
    if not len(segments.a):
        raise NetworkError([*segments.problems, Problem("network.empty", Severity.ERROR, file=file)])
    return segments
