"""Shapes from the plane of a network to degrees: many points at a time, by polynomials fitted to the exact projection."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from planner.network import StreetGraph, kernel, plane_to_degrees

FloatArray = npt.NDArray[np.float64]

#: On ground this wide, in metres, a polynomial of the fourth degree is the projection to well below a tenth of a millimetre.
_TILE_M = 20_000.0
_DEGREE, _KNOTS = 4, 7
_POWERS = tuple((i, j) for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i))


def shapes_to_degrees(shapes: npt.NDArray[np.object_], streets: StreetGraph) -> npt.NDArray[np.object_]:
    """Return shapes in the plane of a network in degrees WGS84.

    A circle has hundreds of vertices and a city hundreds of circles: projected one by one they would take longer than they took to draw.
    """
    points = shapely.get_coordinates(shapes)
    if not len(points):
        return shapes
    return np.asarray(shapely.set_coordinates(shapes.copy(), points_to_degrees(points, streets)))


def points_to_degrees(points: FloatArray, streets: StreetGraph) -> FloatArray:
    """Return points in the plane of a network in degrees WGS84; shape (points, 2), none of them NaN."""
    low, high = np.floor(points.min(axis=0) / _TILE_M).astype(int).tolist(), np.floor(points.max(axis=0) / _TILE_M).astype(int).tolist()
    columns, rows = range(low[0], high[0] + 1), range(low[1], high[1] + 1)
    table = np.stack([_tile(streets.crs, column, row) for row in rows for column in columns])
    out: FloatArray = _evaluate(points, table, (low[0], low[1], len(columns)))
    return out


@cache
def _knots() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Places in a tile, from -1 to 1, at which the projection is asked, and the matrix that fits the polynomials to it."""
    knot = np.cos(np.pi * (np.arange(_KNOTS) + 0.5) / _KNOTS)
    u, v = (k.ravel() for k in np.meshgrid(knot, knot))
    return u, v, np.linalg.pinv(np.column_stack([u**i * v**j for i, j in _POWERS]))


@lru_cache(maxsize=4096)  # a city lies on a few tiles; fitting one takes as long as drawing a circle
def _tile(crs: str, column: int, row: int) -> FloatArray:
    """Coefficients of both polynomials of a tile of ground, shape (degree + 1, degree + 1, 2)."""
    u, v, fit = _knots()
    lon, lat = plane_to_degrees(crs, (column + 0.5 + u / 2) * _TILE_M, (row + 0.5 + v / 2) * _TILE_M)
    fitted = fit @ np.column_stack([lon, lat])
    table = np.zeros((_DEGREE + 1, _DEGREE + 1, 2))
    for term, (i, j) in enumerate(_POWERS):
        table[i, j] = fitted[term]
    table.flags.writeable = False
    return table


@kernel
def _evaluate(points: Any, table: Any, tiles: Any) -> Any:
    """Evaluate the polynomials of each point's tile, by Horner's rule in both directions."""
    first_column, first_row, columns = tiles
    out = np.empty_like(points)
    degree = table.shape[1] - 1
    for p in range(len(points)):
        column, row = np.floor(points[p, 0] / _TILE_M), np.floor(points[p, 1] / _TILE_M)
        u, v = 2.0 * (points[p, 0] / _TILE_M - column) - 1.0, 2.0 * (points[p, 1] / _TILE_M - row) - 1.0
        tile = table[(int(row) - first_row) * columns + int(column) - first_column]
        for axis in range(2):
            total = 0.0
            for i in range(degree, -1, -1):
                inner = 0.0
                for j in range(degree - i, -1, -1):
                    inner = inner * v + tile[i, j, axis]
                total = total * u + inner
            out[p, axis] = total
    return out
