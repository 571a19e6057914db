"""Lines nobody walks across: banks of water, railways, walls. Ways from a place to its street never cross them."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from planner.errors import InputError, Problem, Severity
from planner.network import StreetGraph

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

#: What a barrier can be; anything else given as one is one too.
KINDS = ("water", "rail", "wall")
#: A leg that meets a barrier this near to one of its ends touches it and does not cross, metres: what is drawn by hand rarely meets
#: exactly. Half of what :mod:`planner.network.walls.cutting` grants to streets along a wall.
TOUCH_M = 0.5


@dataclass(frozen=True, slots=True, eq=False)
class Barriers:
    """Barriers in the plane of a network, ready to be asked.

    Crossings of streets (bridges, underpasses, level crossings, gates) need no gap in them: barriers bind the straight legs between places
    and streets, walks along streets follow the street graph.

    Attributes
    ----------
    lines
        LineString or MultiLineString of each barrier, outlines of areas with their holes; metres, shape (barriers,).
    areas
        The area whose outline it is, an empty polygon where it is a mere line.
    kinds
        ``"water"``, ``"rail"``, ``"wall"`` or what the source says, shape (barriers,).
    owner
        Barrier of each straight piece in ``tree``.
    tree
        The straight pieces.
    """

    lines: npt.NDArray[np.object_]
    areas: npt.NDArray[np.object_]
    kinds: npt.NDArray[np.str_]
    owner: IntArray
    tree: shapely.STRtree

    def __len__(self) -> int:
        """Count the barriers."""
        return len(self.lines)

    def picked(self, keep: Mask) -> Barriers:
        """Keep some barriers."""
        return barriers_of(np.where(shapely.is_empty(self.areas), self.lines, self.areas)[keep], self.kinds[keep])

    def joined(self, other: Barriers) -> Barriers:
        """Append other barriers."""
        shapes = [np.where(shapely.is_empty(b.areas), b.lines, b.areas) for b in (self, other)]
        return barriers_of(np.concatenate(shapes), np.concatenate([self.kinds, other.kinds]))

    def crossed(self, start: FloatArray, end: FloatArray, *, but: IntArray | None = None) -> tuple[Mask, Mask]:
        """Return which straight legs cross a barrier.

        A leg out of water, from a place that a careless hand has put there, may cross the bank of that water once.

        Parameters
        ----------
        start, end
            Places and the points on streets they are joined to, metres, shape (legs, 2).
        but
            A barrier that each leg may cross all the same, -1 for none.

        Returns
        -------
        crossing : numpy.ndarray
            Shape (legs,).
        wet : numpy.ndarray
            Whether the leg leaves the water it starts in, shape (legs,).
        """
        crossing, wet = np.zeros(len(start), dtype=bool), np.zeros(len(start), dtype=bool)
        long, legs = _shortened(start, end)
        leg, piece = self.tree.query(legs, predicate="intersects")
        pairs = np.unique(np.column_stack([leg, self.owner[piece]]), axis=0)
        leg, barrier = pairs[:, 0], pairs[:, 1]
        if but is not None:
            kept = barrier != but[long[leg]]
            leg, barrier = leg[kept], barrier[kept]
        out = self._leaves_water(start[long[leg]], legs[leg], barrier)
        crossing[long[leg[~out]]] = True
        wet[long[leg[out]]] = True
        return crossing, wet & ~crossing

    def _leaves_water(self, start: FloatArray, legs: npt.NDArray[np.object_], barrier: IntArray) -> Mask:
        """Return which legs start in the water of a barrier and cross its bank in one point."""
        out = (self.kinds[barrier] == "water") & shapely.contains_xy(self.areas[barrier], start[:, 0], start[:, 1])
        at = np.flatnonzero(out)
        out[at] = shapely.get_type_id(shapely.intersection(legs[at], self.lines[barrier[at]])) == 0
        return np.asarray(out)


def _shortened(start: FloatArray, end: FloatArray) -> tuple[IntArray, npt.NDArray[np.object_]]:
    """Legs without what is only a touch at their ends: which are left, and their lines."""
    way = end - start
    length = np.hypot(way[:, 0], way[:, 1])
    long = np.flatnonzero(length > 2 * TOUCH_M)
    cut = way[long] * (TOUCH_M / length[long])[:, None]
    return long, np.asarray(shapely.linestrings(np.stack([start[long] + cut, end[long] - cut], axis=1)))


def barriers_of(shapes: npt.NDArray[np.object_], kinds: npt.NDArray[np.str_]) -> Barriers:
    """Make barriers of lines and areas in the plane of a network.

    Parameters
    ----------
    shapes
        Lines (multi or not) and Polygons, metres, shape (barriers,).
    kinds
        Shape (barriers,).
    """
    shapes = np.asarray(shapes, dtype=object)
    is_area = shapely.get_dimensions(shapes) == 2
    lines = np.where(is_area, shapely.boundary(shapes), shapes)
    areas = np.where(is_area, shapes, shapely.Polygon())
    parts, owner = shapely.get_parts(lines, return_index=True)
    points, part = shapely.get_coordinates(parts, return_index=True)
    inner = np.flatnonzero(part[1:] == part[:-1])
    pieces = shapely.linestrings(np.stack([points[inner], points[inner + 1]], axis=1)) if len(inner) else np.zeros(0, dtype=object)
    return Barriers(lines, areas, np.asarray(kinds, dtype=str), owner[part[inner]].astype(np.int64), shapely.STRtree(pieces))


#: Nothing stands in the way.
NO_BARRIERS = barriers_of(np.zeros(0, dtype=object), np.zeros(0, dtype=str))


def read_barriers(layer: gpd.GeoDataFrame | None, streets: StreetGraph) -> Barriers:
    """Take over a layer of barriers.

    Parameters
    ----------
    layer
        Lines and areas in any CRS; column ``kind`` says ``water``, ``rail`` or ``wall``. Parts of a multi-geometry are barriers of their
        own; rows without a geometry and mere points bar nothing.
    streets
        The network whose plane to use.

    Raises
    ------
    InputError
        If the layer has no CRS.
    """
    if layer is None or not len(layer):
        return NO_BARRIERS
    if layer.crs is None:
        raise InputError([Problem("network.no_crs", Severity.ERROR)])
    shapes = layer.geometry.to_crs("EPSG:4326").to_numpy()
    parts, row = _parts(shapes)
    kept = (shapely.get_dimensions(parts) >= 1) & ~shapely.is_empty(parts)
    plane = shapely.transform(parts[kept], streets.to_plane, interleaved=False)
    kinds = layer["kind"].astype(str).to_numpy() if "kind" in layer else np.full(len(layer), "")
    return barriers_of(plane, kinds[row[kept]].astype(str))


def _parts(shapes: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], IntArray]:
    """Single geometries and the row of each; a collection may hold multi-geometries."""
    outer, row = shapely.get_parts(shapes, return_index=True)
    parts, of = shapely.get_parts(outer, return_index=True)
    return parts, row[of].astype(np.int64)
