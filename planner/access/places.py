"""Places of any CRS as metres in the system of a network."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.errors import InputError, Problem, Severity
from planner.network import StreetGraph


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
    shapes = series.to_crs("EPSG:4326").to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~missing & ~np.isin(kinds, (0, 4)))
    if len(wrong):
        raise InputError([Problem("place.not_a_point", Severity.ERROR, row=int(i) + 1, subject=str(series.index[i])) for i in wrong])
    filled = np.where(missing, shapely.Point(np.nan, np.nan), shapes)
    parts, owner = shapely.get_parts(filled, return_index=True)
    x, y = streets.to_plane(shapely.get_x(parts), shapely.get_y(parts))
    places = np.column_stack([x, y])
    places[~np.isfinite(places).all(axis=1)] = np.nan
    return places, owner.astype(np.int64), series.index
