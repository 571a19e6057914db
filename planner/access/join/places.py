"""Places of any CRS as metres in the system of a network."""

from __future__ import annotations

from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import CRS, Transformer

from planner.access.join.frames import WGS84
from planner.errors import InputError, Problem, Severity
from planner.network import StreetGraph

_POINT, _MULTIPOINT = 0, 4


def plane_places(
    points: gpd.GeoDataFrame | gpd.GeoSeries, streets: StreetGraph
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], pd.Index[Any]]:
    """Points of any CRS as metres in the graph's system.

    Returns
    -------
    places : numpy.ndarray
        Shape (entries, 2): one per point, one per part of a MultiPoint, NaN for a row without a place.
    owner : numpy.ndarray
        Row of each entry.
    index : pandas.Index
        Labels of the rows.

    Raises
    ------
    InputError
        If the points have no CRS, or a row is neither Point nor MultiPoint.
    """
    series = points.geometry
    if series.crs is None:
        raise InputError([Problem("network.no_crs", Severity.ERROR)])
    shapes = series.to_numpy()
    kinds = shapely.get_type_id(shapes)
    missing = (kinds < 0) | shapely.is_empty(shapes)
    wrong = np.flatnonzero(~missing & (kinds != _POINT) & (kinds != _MULTIPOINT))
    if len(wrong):
        raise InputError([Problem("place.not_a_point", Severity.ERROR, row=int(i) + 1, subject=str(series.index[i])) for i in wrong])
    filled = np.where(missing, shapely.Point(np.nan, np.nan), shapes) if missing.any() else shapes
    parts, owner = shapely.get_parts(filled, return_index=True)
    lon, lat = shapely.get_x(parts), shapely.get_y(parts)
    if series.crs != WGS84:
        lon, lat = _transformer(series.crs).transform(lon, lat)
    places = np.column_stack(streets.to_plane(lon, lat))
    places[~np.isfinite(places).all(axis=1)] = np.nan
    return places, owner.astype(np.int64), series.index


@cache  # there are few, and making one takes longer than asking it
def _transformer(crs: CRS) -> Transformer:
    """From a system to degrees WGS84."""
    return Transformer.from_crs(crs, WGS84, always_xy=True)
