"""Streets as they come from any source: numbered vertices and the segments between them, before contraction.

Every reader (OSM file, OSMnx graph, line layer) ends here; :func:`planner.network.contract.contract` goes on from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from pyproj import Geod

from planner.errors import NetworkError, Problem, Severity

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_GEOD = Geod(ellps="WGS84")


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
        True where nobody walks through: a locked gate. The streets do not meet there, see :func:`planner.network.walls.cut_at`.
    a, b
        Vertex numbers of each segment's ends, shape (segments,).
    way
        Id of the street the segment belongs to: OSM way id, or row number of a line layer counted from 1.
    kind
        Index into ``kinds`` (the value of ``highway``), shape (segments,).
    private, bridge, tunnel
        Flags, shape (segments,).
    kinds
        Values of ``highway`` that occur, sorted.
    dropped_m
        Street metres the walking filter left out, by value of ``highway``.
    problems
        What was found wrong in the source.
    """

    lon: FloatArray
    lat: FloatArray
    gate: npt.NDArray[np.bool_]
    closed: npt.NDArray[np.bool_]
    a: IntArray
    b: IntArray
    way: IntArray
    kind: npt.NDArray[np.uint8]
    private: npt.NDArray[np.bool_]
    bridge: npt.NDArray[np.bool_]
    tunnel: npt.NDArray[np.bool_]
    kinds: tuple[str, ...]
    dropped_m: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()

    def lengths_m(self) -> FloatArray:
        """Geodesic length of each segment on the WGS84 ellipsoid, metres."""
        return geodesic_m(self.lon[self.a], self.lat[self.a], self.lon[self.b], self.lat[self.b])

    def kept_m(self) -> dict[str, float]:
        """Street metres by value of ``highway``."""
        return metres_by_kind(self.lengths_m(), self.kind, self.kinds)


#: Attributes that a piece hands on to its parts.
_INHERITED = ("way", "kind", "private", "bridge", "tunnel")


def rearranged(segments: Segments, new: tuple[FloatArray, FloatArray], of: IntArray, a: IntArray, b: IntArray) -> Segments:
    """Give streets other pieces, each with the attributes of the piece it comes from.

    Parameters
    ----------
    segments
        Streets.
    new
        Longitudes and latitudes of vertices to append.
    of
        For each new piece the old one it comes from.
    a, b
        Its end vertices.
    """
    return replace(
        segments,
        lon=np.concatenate([segments.lon, new[0]]),
        lat=np.concatenate([segments.lat, new[1]]),
        gate=np.concatenate([segments.gate, np.zeros(len(new[0]), dtype=bool)]),
        closed=np.concatenate([segments.closed, np.zeros(len(new[0]), dtype=bool)]),
        a=a,
        b=b,
        **{name: getattr(segments, name)[of] for name in _INHERITED},
    )


def split_at(segments: Segments, owner: IntArray, vertex: IntArray, new: tuple[FloatArray, FloatArray]) -> Segments:
    """Split pieces at vertices.

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
    return rearranged(segments, new, of, a, b)


def geodesic_m(lon_a: FloatArray, lat_a: FloatArray, lon_b: FloatArray, lat_b: FloatArray) -> FloatArray:
    """Geodesic distances in metres between pairs of places in degrees."""
    if not len(lon_a):
        return np.zeros(0)
    return np.asarray(_GEOD.inv(lon_a, lat_a, lon_b, lat_b)[2], dtype=np.float64)


def metres_by_kind(lengths_m: FloatArray, kind: npt.NDArray[np.uint8], kinds: tuple[str, ...]) -> dict[str, float]:
    """Sum lengths by street kind, rounded to the centimetre, in the order of ``kinds``."""
    sums = np.bincount(kind, weights=lengths_m, minlength=len(kinds))
    return {name: round(float(total), 2) for name, total in zip(kinds, sums, strict=True) if total}


def require_streets(segments: Segments, file: str) -> Segments:
    """Give the segments back, or refuse an area without a single street.

    Raises
    ------
    NetworkError
        If no walkable street is left.
    """
    if not len(segments.a):
        raise NetworkError([*segments.problems, Problem("network.empty", Severity.ERROR, file=file)])
    return segments
