"""The edge of the map: where the streets known end, a figure may be too low, because ways and facilities beyond it are not known."""

from __future__ import annotations

from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.access.count.coverage import Mask
from planner.access.join.places import plane_places
from planner.network import CLOSED, StreetGraph

FloatArray = npt.NDArray[np.float64]


def map_hull(streets: StreetGraph) -> BaseGeometry:
    """Return the convex hull of all streets that are not closed, metres in their plane."""
    vertex_open = np.repeat((streets.edge_flags & CLOSED) == 0, np.diff(streets.shape_start))
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([streets.shape_x, streets.shape_y])[vertex_open]))
    shapely.prepare(hull)
    return hull


def edge_distance_m(places: gpd.GeoSeries, streets: StreetGraph, hull: BaseGeometry | None = None) -> FloatArray:
    """Metres in a straight line from each place to the edge of the map: the convex hull of all streets.

    Parameters
    ----------
    places
        Points or MultiPoints in any CRS; of several entrances the one nearest to the edge.
    streets
        Streets; closed ones do not count.
    hull
        Their :func:`map_hull`, where it is at hand.

    Returns
    -------
    ndarray
        Shape (places,): 0 on the hull and outside it, NaN without a place.
    """
    xy, owner, index = plane_places(places, streets)
    out = np.full(len(index), np.nan)
    known = np.isfinite(xy).all(axis=1)
    hull = map_hull(streets) if hull is None else hull
    points = shapely.points(xy[known])
    distance = np.where(shapely.contains(hull, points), shapely.distance(shapely.boundary(hull), points), 0.0)
    np.fmin.at(out, owner[known], distance)
    return out


class EdgeCounts(NamedTuple):
    """What lies nearer to the edge of the map than a limit: homes not reached, their persons, and facilities whose circle is cut."""

    homes: int
    persons: float
    facilities: int


def edge_doubt(homes_edge_m: FloatArray, unreached: Mask, limit_m: float) -> Mask:
    """Homes that are not reached, and might be from beyond the edge; shape (homes,). Those reached are reached, whatever lies there."""
    return np.asarray(unreached & (homes_edge_m < limit_m))


def edge_counts(
    homes_edge_m: FloatArray, facilities_edge_m: FloatArray, persons: FloatArray, unreached: Mask, *, limit_m: float
) -> EdgeCounts:
    """Count what the edge of the map makes doubtful.

    Parameters
    ----------
    homes_edge_m, facilities_edge_m
        Of :func:`edge_distance_m`.
    persons
        Persons of each home.
    unreached
        Homes not reached within the limit.
    limit_m
        The limit as metres of walk.
    """
    doubt = edge_doubt(homes_edge_m, unreached, limit_m)
    return EdgeCounts(int(doubt.sum()), float(persons[doubt].sum()), int((facilities_edge_m < limit_m).sum()))
