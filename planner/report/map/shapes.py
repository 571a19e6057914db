"""Geometry as the map page draws it: simplified, rounded, latitude first, plain lists."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

#: Decimals of a degree that the page keeps: about one metre.
DECIMALS = 5
#: Simplification in degrees, 2 to 6 metres: far below a pixel at the scales the page opens in.
STREET_TOLERANCE, CIRCLE_TOLERANCE, BOUNDARY_TOLERANCE = 6e-5, 3e-5, 2e-5

Shapes = npt.NDArray[np.object_]


def plain(geometry: Any) -> list[Any]:
    """Return a point as ``[lat, lon]``, a line as a list of lines of points, an area as a list of areas of rings of points."""
    if geometry.geom_type == "Point":
        return [round(geometry.y, DECIMALS), round(geometry.x, DECIMALS)]
    parts = shapely.get_parts(geometry)
    if geometry.geom_type.endswith("LineString"):
        return [_path(part) for part in parts]
    areas = [p for p in parts if p.geom_type == "Polygon"]
    return [[_path(ring)[:-1] for ring in (area.exterior, *area.interiors)] for area in areas]


def drawable(geometry: Any) -> bool:
    """Return whether there is anything to draw."""
    return geometry is not None and not geometry.is_empty


def drawable_rows(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return which rows of a frame have anything to draw, see :func:`drawable`; shape (rows,)."""
    shapes = frame.geometry.to_numpy()
    return np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))


def rings(circles: gpd.GeoDataFrame) -> list[tuple[float, Any]]:
    """Dissolve the circles per limit and cut the shorter limit out of the longer one, so that colours stay clean; shortest first."""
    out: list[tuple[float, Any]] = []
    inner = shapely.Polygon()
    for minutes in sorted(float(m) for m in pd.unique(circles["minutes"])):
        mine = circles.geometry[(circles["minutes"] == minutes) & circles.geometry.map(drawable)]
        whole = shapely.union_all(mine.to_numpy())
        ring = shapely.difference(whole, inner)
        out.append((minutes, shapely.make_valid(shapely.simplify(ring, CIRCLE_TOLERANCE))))
        inner = whole
    return out


def simple_areas(areas: Shapes) -> Shapes:
    """Simplify areas; neighbours keep their common edges where they share them exactly."""
    there = np.array([drawable(a) for a in areas], dtype=bool)
    out = areas.copy()
    if there.any():
        shared = bool(shapely.coverage_is_valid(areas[there]))
        out[there] = (
            shapely.coverage_simplify(areas[there], BOUNDARY_TOLERANCE) if shared else shapely.simplify(areas[there], BOUNDARY_TOLERANCE)
        )
    return np.array([new if drawable(new) else old for new, old in zip(out, areas, strict=True)], dtype=object)


def simple_lines(lines: Any) -> Any:
    """Simplify street lines."""
    return shapely.simplify(lines, STREET_TOLERANCE)


def merged_points(frame: gpd.GeoDataFrame, *, limit: int, classes: pd.Series) -> tuple[pd.DataFrame, float]:
    """Put points of one grid cell and class together until few enough remain.

    Parameters
    ----------
    frame
        Points in WGS84 with ``persons`` and ``older_persons``.
    limit
        Points wanted at most.
    classes
        Class of each point; points of different classes are never merged.

    Returns
    -------
    tuple
        A frame with ``class, lat, lon, persons, older_persons, points``, and the width of the cells in metres.
    """
    lat, lon = frame.geometry.y.to_numpy(), frame.geometry.x.to_numpy()
    middle = float(np.cos(np.radians(lat.mean()))) if len(lat) else 1.0
    cell_m = 25.0
    while True:
        step = cell_m / 111_320
        table = pd.DataFrame(
            {
                "class": classes.to_numpy(),
                "row": np.floor(lat / step).astype(np.int64),
                "column": np.floor(lon * middle / step).astype(np.int64),
                "lat": lat,
                "lon": lon,
                "persons": frame["persons"].to_numpy(dtype=float),
                "older_persons": frame["older_persons"].to_numpy(dtype=float),
                "points": 1,
            }
        )
        groups = table.groupby(["class", "row", "column"], sort=True)
        if groups.ngroups <= limit:
            how = {"lat": "mean", "lon": "mean", "persons": "sum", "older_persons": "sum", "points": "sum"}
            return groups.agg(how).reset_index(), cell_m
        cell_m *= 2


def bounds_of(*frames: gpd.GeoDataFrame) -> list[list[float]]:
    """Return south-west and north-east corners of the first frame that holds anything."""
    for frame in frames:
        there = frame.geometry[drawable_rows(frame)]
        if len(there):
            west, south, east, north = (float(v) for v in there.total_bounds)
            pad = 0.002 if west == east or south == north else 0.0
            return [[round(south - pad, 5), round(west - pad, 5)], [round(north + pad, 5), round(east + pad, 5)]]
    return [[35.0, 110.0], [37.0, 112.0]]


def label_place(geometry: Any) -> tuple[float, float, int]:
    """Return latitude, longitude and rough width in metres of the place a label stands on."""
    point = geometry if geometry.geom_type == "Point" else shapely.point_on_surface(geometry)
    west, _, east, _ = geometry.bounds
    metres = (east - west) * 111_320 * float(np.cos(np.radians(point.y)))
    return round(point.y, DECIMALS), round(point.x, DECIMALS), round(metres)


def _path(line: Any) -> list[list[float]]:
    points = np.round(shapely.get_coordinates(line)[:, ::-1], DECIMALS)
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = (points[1:] != points[:-1]).any(axis=1)
    return [[float(a), float(b)] for a, b in points[kept]] if kept.sum() > 1 else [[float(a), float(b)] for a, b in points]
