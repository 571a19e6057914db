"""The street graph: junctions, the streets between them with their shape, all as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.errors import Problem
from planner.network.gates import NO_GATE_TABLE, GateTable
from planner.network.segments import FloatArray

Int32 = npt.NDArray[np.int32]
Flags = npt.NDArray[np.uint8]

#: Bits of ``StreetGraph.edge_flags``.
PRIVATE, BRIDGE, TUNNEL = 1, 2, 4
#: Nobody walks there any more: closed, or replaced by streets laid over the graph (:mod:`planner.network.build.overlay`).
CLOSED = 8
#: Bits of ``StreetGraph.node_flags``.
GATE = 1


@dataclass(frozen=True, slots=True, eq=False)
class StreetGraph:
    """Walkable streets between junctions, gates and dead ends.

    Chains of degree-2 vertices are one edge with its full shape, and an edge is of one sort from end to end: private, stairs, bridge,
    tunnel and road crossing each begin and end at a node. Nodes stand in the order of a space-filling (Hilbert) curve, edges in the
    order of their lower node, so that neighbours on the ground are neighbours in memory and the numbering does not depend on the order of
    the source.

    Attributes
    ----------
    crs
        Metric system of all ``x``, ``y``: a transverse Mercator centred on the area, scale 1 at its middle.
    node_x, node_y
        Node places, metres, shape (nodes,).
    node_flags
        ``GATE``, shape (nodes,).
    edge_u, edge_v
        End nodes, ``edge_u <= edge_v``, shape (edges,).
    edge_mm
        Geodesic length, integer millimetres.
    steps_mm
        The part of it that is stairs: all of it or nothing.
    crossings
        Thousandths of a walked road crossing on the edge, shape (edges,); the edges of one crossing way sum to 1000.
    edge_kind
        Index into ``kinds``: the value of ``highway`` of the longest part.
    edge_flags
        ``PRIVATE``, ``BRIDGE``, ``TUNNEL``.
    edge_way
        Id of the source street of the longest part.
    island
        Which connected piece of the network (private streets included) the edge lies in: 0 is the longest, shape (edges,).
    shape_start
        Edge ``e`` has its vertices at ``shape_start[e]:shape_start[e + 1]``, running from ``edge_u`` to ``edge_v``; shape (edges + 1,).
    shape_x, shape_y
        Vertices, metres.
    shape_z
        Height of each vertex in metres, NaN where not known; length 0 when no heights are known at all.
    gates
        What the source says of its gates; ``gates.node`` are node numbers.
    kinds
        Values of ``highway`` that occur.
    about
        Plain facts for results: source, hash, filter, kept and dropped metres by kind.
    problems
        What was found wrong in the source.
    """

    crs: str
    node_x: FloatArray
    node_y: FloatArray
    node_flags: Flags
    edge_u: Int32
    edge_v: Int32
    edge_mm: Int32
    steps_mm: Int32
    crossings: Int32
    edge_kind: npt.NDArray[np.uint16]
    edge_flags: Flags
    edge_way: npt.NDArray[np.int64]
    island: Int32
    shape_start: Int32
    shape_x: FloatArray
    shape_y: FloatArray
    shape_z: npt.NDArray[np.float32]
    kinds: tuple[str, ...]
    gates: GateTable = NO_GATE_TABLE
    about: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    problems: tuple[Problem, ...] = ()

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_x)

    @property
    def n_edges(self) -> int:
        """Number of streets."""
        return len(self.edge_u)

    def lines(self, *, first: int = 0) -> npt.NDArray[np.object_]:
        """Edge shapes as shapely LineStrings in ``crs``, from a first edge on; shape (edges - first,)."""
        begin = int(self.shape_start[first])
        points = np.column_stack([self.shape_x[begin:], self.shape_y[begin:]])
        owner = np.repeat(np.arange(self.n_edges - first), np.diff(self.shape_start[first:]))
        return np.asarray(shapely.linestrings(points, indices=owner))

    def to_plane(self, lon: FloatArray, lat: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Degrees WGS84 to metres in ``crs``; NaN stays NaN."""
        x, y = _transformer("EPSG:4326", self.crs).transform(lon, lat)
        return np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def to_degrees(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Metres in ``crs`` to degrees WGS84."""
        return plane_to_degrees(self.crs, x, y)


def plane_to_degrees(crs: str, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Metres in a metric system to degrees WGS84."""
    lon, lat = _transformer(crs, "EPSG:4326").transform(x, y)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def local_crs(lon: FloatArray, lat: FloatArray) -> str:
    """Metric system for an area: transverse Mercator with scale 1 on the middle of its extent, rounded to a hundredth of a degree.

    Distances are true to 3 in 100 000 within 50 km east and west of the middle: 0.5 cm on the longest access leg of 150 m.

    Parameters
    ----------
    lon, lat
        Places in degrees WGS84; not empty.
    """
    lon0 = round(float(lon.min() + lon.max()) / 2, 2)
    lat0 = round(float(lat.min() + lat.max()) / 2, 2)
    return f"+proj=tmerc +lat_0={lat0} +lon_0={lon0} +k=1 +x_0=0 +y_0=0 +ellps=WGS84 +units=m +no_defs +type=crs"


def local_plane(lon: FloatArray, lat: FloatArray) -> Transformer:
    """Return the transformer from degrees WGS84 to the metric system of an area, see :func:`local_crs`."""
    return _transformer("EPSG:4326", local_crs(lon, lat))


@cache  # there are few, and making one takes longer than projecting a whole circle
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
