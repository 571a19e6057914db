"""The shape of each row before it is placed: points from cells, geometries from layers, and what is mended in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.errors import Severity
from planner.inputs.values.cells import parse_degree, plain
from planner.inputs.values.columns import Frame

Shapes = NDArray[np.object_]
_POINTS = frozenset({"facility", "demand"})
_AREAS = frozenset({"parcel", "community"})
_POLYGONAL = (3, 6)  # shapely's type numbers of Polygon and MultiPolygon


@dataclass(frozen=True, slots=True)
class Shaped:
    """Shapes as they stand in the file and, where there is none, the problem code why."""

    shapes: Shapes
    reasons: list[str]


def points_from_cells(lon: Sequence[str], lat: Sequence[str]) -> Shaped:
    """Make points of two columns of numbers; a blank gives ``place.blank``, anything unreadable ``place.unreadable``."""
    xs, ys = degrees(lon), degrees(lat)
    x, y = np.array([v for v, _ in xs]), np.array([v for v, _ in ys])
    shapes = np.full(len(x), None, dtype=object)
    good = np.isfinite(x) & np.isfinite(y)
    shapes[good] = shapely.points(x[good], y[good])
    reasons = [a or b for (_, a), (_, b) in zip(xs, ys, strict=True)]
    return Shaped(shapes, reasons)


def points_from_pairs(cells: Sequence[str]) -> Shaped:
    """Make points of one column holding ``lon,lat``."""
    halves = [_halves(text) for text in cells]
    return points_from_cells([a for a, _ in halves], [b for _, b in halves])


def _halves(text: str) -> tuple[str, str]:
    words = plain(text).strip("()[]")
    for mark in (",", ";", "、", " "):
        first, found, second = words.partition(mark)
        if found:
            return first.strip(), second.strip()
    return words, "" if not words else "?"


def degrees(cells: Sequence[str]) -> list[tuple[float, str]]:
    """Read coordinates: the number, or NaN with the problem code why there is none."""
    result: list[tuple[float, str]] = []
    for text in cells:
        try:
            value = float(text)
        except ValueError:
            cell = parse_degree(text)
            reason = cell.doubt or ("place.blank" if cell.value is None else "")
            result.append((float("nan") if reason else float(str(cell.value)), reason))
        else:
            result.append((value, "" if np.isfinite(value) else "place.unreadable"))
    return result


def shapes_from_layer(geometry: Shapes, frame: Frame) -> Shaped:
    """Read a layer's geometries: blank ones marked, repairs of invalid areas reported, footprints of point-like things made points."""
    shapes = geometry.copy()
    blank = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    shapes[blank] = None
    broken = ~blank & ~shapely.is_valid(shapes)
    for at in np.flatnonzero(broken).tolist():
        shapes[at] = _repaired(shapes[at])
        if shapes[at] is not None:
            frame.log.add(
                "geometry.repaired", Severity.NOTE, row=frame.rows[at], subject=frame.ids[at], why=shapely.is_valid_reason(geometry[at])
            )
    kinds = shapely.get_type_id(shapes)
    if frame.noun in _POINTS:
        wide = kinds > 0
        shapes[wide] = shapely.point_on_surface(shapes[wide])
        if wide.any():
            frame.log.add("geometry.to_point", Severity.NOTE, count=int(wide.sum()))
    if frame.noun in _AREAS:
        for at in np.flatnonzero((kinds >= 0) & ~np.isin(kinds, _POLYGONAL)).tolist():
            frame.log.add("geometry.not_area", Severity.DOUBT, row=frame.rows[at], subject=frame.ids[at], value=shapes[at].geom_type)
    reasons = ["place.blank" if shape is None else "" for shape in shapes]
    return Shaped(shapes, reasons)


def _repaired(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Make a shape valid; of an area only areas are kept, none where nothing is left of it."""
    fixed = shapely.make_valid(shape)
    if shapely.get_type_id(shape) not in _POLYGONAL:
        return fixed
    parts = shapely.get_parts(shapely.get_parts(fixed))
    areas = parts[shapely.get_type_id(parts) == _POLYGONAL[0]]
    return shapely.union_all(areas) if len(areas) else None
