"""Streets as they come from any source: numbered vertices and the segments between them, before contraction.

Every reader (OSM file, OSMnx graph, line layer) ends here; :func:`planner.network.contract.contract` goes on from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
