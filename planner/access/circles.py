"""Service circles: polygons drawn from a reach. Pictures of it, never the basis of a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import contourpy
import numpy as np
import numpy.typing as npt
import shapely

from planner.access.field import walk_field

FloatArray = npt.NDArray[np.float64]
Overlap = Literal["overlap", "dissolve", "split"]
Shape = Literal["disks", "rings"]

#: Off-street walking shown around a reached street, metres.
WIDTH_M = 50.0
#: Grid of the walking-time field, metres.
CELL_M = 10.0


def circle_fields(
    segments: FloatArray, limits_m: Sequence[float], *, width_m: float = WIDTH_M, cell_m: float = CELL_M
) -> list[tuple[Any, Any, Any]]:
    """Grids of one reach, one per limit, all on the same cells.

    Parameters
    ----------
    segments
        As :func:`planner.access.field.walk_field` takes them, cut at the longest limit.
    limits_m
        Limits in metres of walk.

    Returns
    -------
    list
        ``(x, y, field)`` per limit; cell centres lie on whole multiples of the cell size, so that fields of several reaches line up.
    """
    pad = width_m + 2 * cell_m
    low = np.floor((np.minimum(segments[:, 0:2].min(axis=0), segments[:, 2:4].min(axis=0)) - pad) / cell_m)
    high = np.ceil((np.maximum(segments[:, 0:2].max(axis=0), segments[:, 2:4].max(axis=0)) + pad) / cell_m)
    nx, ny = (high - low).astype(int) + 1
    x, y = (low[0] + np.arange(nx)) * cell_m, (low[1] + np.arange(ny)) * cell_m
    grid = (float(x[0]), float(y[0]), float(cell_m), int(nx), int(ny))
    return [(x, y, walk_field(segments, grid, float(limit), float(width_m))) for limit in limits_m]


def contour(x: FloatArray, y: FloatArray, field: FloatArray) -> shapely.MultiPolygon:
    """Polygon of the places where the field is not positive, holes kept.

    Returns
    -------
    shapely.MultiPolygon
        Valid; empty where no place is inside.
    """
    generator = contourpy.contour_generator(x, y, field, fill_type=contourpy.FillType.OuterOffset)
    filled: Any = generator.filled(-np.inf, 0.0)
    points, offsets = filled
    polygons = []
    for ring_points, ring_offsets in zip(points, offsets, strict=True):
        rings = [ring_points[a:b] for a, b in pairwise(ring_offsets)]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    whole = shapely.MultiPolygon(polygons)
    return whole if whole.is_valid else polygons_of(shapely.make_valid(whole, method="structure"))


def polygons_of(shape: Any) -> shapely.MultiPolygon:
    """Keep the polygons of a shape; lines and points that an overlay leaves behind are dropped."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def split_fields(fields: Sequence[FloatArray], walks: Sequence[tuple[Any, Any, Any]], cell_m: float) -> list[FloatArray]:
    """Give every place to the source it is nearest to.

    Parameters
    ----------
    fields
        Field of each source for one limit.
    walks
        ``(x, y, walk)`` of each source on the same grids: the walk itself, ``inf`` beyond.
    cell_m
        Size of the common cells.

    Returns
    -------
    list
        For each source its field, raised to be positive where another source is nearer; the borders meet to within the grid's
        interpolation.
    """
    low = np.asarray([[round(x[0] / cell_m), round(y[0] / cell_m)] for x, y, _ in walks])
    high = np.asarray([[round(x[-1] / cell_m), round(y[-1] / cell_m)] for x, y, _ in walks])
    out = []
    for i, field in enumerate(fields):
        others = np.full(field.shape, np.inf)
        touching = np.flatnonzero((low <= high[i]).all(axis=1) & (high >= low[i]).all(axis=1))
        for j in touching[touching != i]:
            a, b = np.maximum(low[i], low[j]), np.minimum(high[i], high[j]) + 1
            mine = np.s_[a[1] - low[i][1] : b[1] - low[i][1], a[0] - low[i][0] : b[0] - low[i][0]]
            theirs = np.s_[a[1] - low[j][1] : b[1] - low[j][1], a[0] - low[j][0] : b[0] - low[j][0]]
            others[mine] = np.minimum(others[mine], walks[j][2][theirs])
        with np.errstate(invalid="ignore"):
            lead = np.clip(walks[i][2] - others, -2 * cell_m, 2 * cell_m)
        out.append(np.maximum(field, np.where(np.isinf(others), -2 * cell_m, lead)))
    return out
