"""Frames of drawn shapes, made at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
from geopandas.array import from_shapely

WGS84 = pyproj.CRS("EPSG:4326")


def shapes_frame(columns: dict[str, Any], shapes: npt.NDArray[np.object_]) -> gpd.GeoDataFrame:
    """Put shapes in degrees WGS84 beside other columns; rows are numbered from 0.

    The constructor of a GeoDataFrame looks its columns over several times, which takes longer than drawing a circle. So a blank frame
    with these columns is made once, copied, and its columns are replaced.

    Parameters
    ----------
    columns
        Names and values, each as long as ``shapes``.
    shapes
        Geometries, shape (rows,).
    """
    out: gpd.GeoDataFrame = _blank(tuple(columns), len(shapes)).copy(deep=False)
    for at, values in enumerate((*columns.values(), from_shapely(shapes, crs=WGS84))):
        out.isetitem(at, values)
    return out


@lru_cache(maxsize=64)
def _blank(names: tuple[str, ...], rows: int) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(dict.fromkeys(names, 0), index=pd.RangeIndex(rows), geometry=np.full(rows, None), crs=WGS84)
