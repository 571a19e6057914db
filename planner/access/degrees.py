"""Shapes from the plane of a network to degrees: many points at a time, by polynomials fitted to the exact projection."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from planner.network import StreetGraph
from planner.network.jit import kernel

FloatArray = npt.NDArray[np.float64]

#: On ground this wide, in metres, a polynomial of the fourth degree is the projection to well below a tenth of a millimetre.
_TILE_M = 20_000.0
_DEGREE, _KNOTS = 4, 7
_POWERS = tuple((i, j) for i in range(_DEGREE + 1) for j in range(_DEGREE + 1 - i))


def shapes_to_degrees(shapes: npt.NDArray[np.object_], streets: StreetGraph) -> npt.NDArray[np.object_]:
    """Give shapes in the plane of a network in degrees WGS84.

    A circle has hundreds of vertices and a city hundreds of circles: projected one by one they would take longer than they took to draw.
    """
    points = shapely.get_coordinates(shapes)
    if not len(points):
        return shapes
    return np.asarray(shapely.set_coordinates(shapes.copy(), points_to_degrees(points, streets)))


def points_to_degrees(points: FloatArray, streets: StreetGraph) -> FloatArray:
    """Give points in the plane of a network in degrees WGS84; shape (points, 2), none of them NaN."""
    low, high = (np.floor(end / _TILE_M).astype(np.int64) for end in (points.min(axis=0), points.max(axis=0)))
    columns, rows = (high - low + 1).tolist()
    middle = (
        np.stack(np.meshgrid(*(low[i] + np.arange(n) for i, n in enumerate((columns, rows)))), axis=-1).reshape(-1, 2) + 0.5
    ) * _TILE_M
    knot = np.cos(np.pi * (np.arange(_KNOTS) + 0.5) / _KNOTS)
    u, v = (k.ravel() for k in np.meshgrid(knot, knot))
    at = middle[:, None, :] + np.column_stack([u, v]) * (_TILE_M / 2)
    lon, lat = streets.to_degrees(at[..., 0].ravel(), at[..., 1].ravel())
    terms = np.column_stack([u**i * v**j for i, j in _POWERS])
    fitted = np.linalg.pinv(terms) @ np.stack([lon, lat]).reshape(2, len(middle), -1).transpose(1, 2, 0)
    table = np.zeros((len(middle), _DEGREE + 1, _DEGREE + 1, 2))
    for term, (i, j) in enumerate(_POWERS):
        table[:, i, j] = fitted[:, term]
    out: FloatArray = _evaluate(points, table, (int(low[0]), int(low[1]), columns))
    return out


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
