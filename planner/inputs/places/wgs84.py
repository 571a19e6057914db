"""Where each row lies, in WGS84; or why it is not placed, and where it might lie.

A place is never guessed. Coordinates without a datum, swapped, or outside the study area give a row without geometry, a reason
(``place_doubt``) and, where something explains them, the places that are possible (``candidates``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.geo import Datum, to_wgs84, transformer

Shapes = NDArray[np.object_]
_AT_ONCE = 20_000
_DEGREE_DATUMS = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
_REFUSED = frozenset({Datum.XIAN80, Datum.BEIJING54})


@dataclass(frozen=True, slots=True)
class Places:
    """Outcome of placing n rows.

    Attributes
    ----------
    geometry
        WGS84 shapes, ``None`` where not placed.
    doubt
        Problem code where not placed, else ``""``.
    candidates
        WGS84 ``MultiPoint`` of possible places, or ``None``.
    """

    geometry: Shapes
    doubt: NDArray[np.object_]
    candidates: Shapes


def place(
    shapes: Shapes,
    datums: Sequence[Datum | None],
    reasons: Sequence[str],
    *,
    crs: pyproj.CRS | None,
    area: BaseGeometry | None,
) -> Places:
    """Bring shapes to WGS84 and judge whether they can be trusted.

    Parameters
    ----------
    shapes
        Shape (n,), x before y, in ``crs`` or, where that is ``None``, in degrees; ``None`` where the row gives no readable place.
    datums
        Datum of each row; ``None`` where it is not known, then ``reasons`` says why.
    reasons
        Problem code for rows without shape or datum, else ``""``.
    crs
        Reference system of the coordinates.
    area
        Study area in WGS84 with the margin the caller allows; ``None``: only the limits of the earth.

    Returns
    -------
    Places
    """
    n = len(shapes)
    code = np.array(list(reasons), dtype=object)
    placed, candidates = np.full(n, None, dtype=object), np.full(n, None, dtype=object)
    here = np.array([s is not None for s in shapes], dtype=bool)
    datum_of = np.array([d or "" for d in datums], dtype=object)
    refused = here & np.isin(datum_of, [str(d) for d in _REFUSED])
    code[refused] = "datum.needs_parameters"
    sure = here & (code == "") & ~refused
    degrees = _to_degrees(shapes, crs)
    for datum in Datum:
        rows = sure & (datum_of == str(datum))
        placed[rows] = _shift(degrees[rows], datum)
    wrong = sure & ~_inside(placed, area)
    placed[wrong] = None
    rows = np.flatnonzero(wrong)
    if rows.size:
        turned = _to_degrees(_swap(shapes[rows]), crs)
        for at, row in enumerate(rows):
            found = _possible(turned[at : at + 1], (Datum(datum_of[row]),), area)
            candidates[row] = found
            code[row] = "place.swapped" if found is not None else "place.outside" if area is not None else "place.not_on_earth"
    for row in np.flatnonzero(here & (datum_of == "")):
        straight = _possible(degrees[row : row + 1], _DEGREE_DATUMS, area)
        candidates[row] = (
            straight if straight is not None else _possible(_to_degrees(_swap(shapes[row : row + 1]), crs), _DEGREE_DATUMS, area)
        )
        if candidates[row] is None:
            code[row] = "place.outside" if area is not None else "place.not_on_earth"
    return Places(placed, code, candidates)


def to_wgs84_shapes(shapes: Shapes, crs: pyproj.CRS | None, datum: Datum) -> Shapes:
    """Bring shapes of a known reference system and datum to WGS84, in two dimensions; the shapes given stay as they are."""
    return _shift(_to_degrees(shapes, crs), datum)


def _possible(shape: Shapes, datums: Sequence[Datum], area: BaseGeometry | None) -> BaseGeometry | None:
    """Gather the places one shape would have under several datums, as far as they lie where they may."""
    found = np.array([_shift(shape, datum)[0] for datum in datums], dtype=object)
    found = found[_inside(found, area)]
    points: Any = shapely.point_on_surface(found)
    return shapely.multipoints(points) if len(points) else None


def _to_degrees(shapes: Shapes, crs: pyproj.CRS | None) -> Shapes:
    """Bring shapes of a projected or foreign system to longitude and latitude, in two dimensions."""
    if crs is None or crs.is_geographic:
        return np.asarray(shapely.force_2d(shapes), dtype=object) if shapely.has_z(shapes).any() else shapes.copy()
    step = transformer(crs, "EPSG:4326")
    return _map(shapes, lambda xy: np.column_stack(step.transform(xy[:, 0], xy[:, 1])))


def _shift(shapes: Shapes, datum: Datum) -> Shapes:
    if datum not in {Datum.GCJ02, Datum.BD09}:
        return shapes
    return _map(shapes, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1], datum)))


def _swap(shapes: Shapes) -> Shapes:
    return _map(shapes, lambda xy: xy[:, ::-1])


def _map(shapes: Shapes, step: Any) -> Shapes:
    """Apply a step to all vertices of many shapes at once; the shapes given stay as they are."""
    result = np.full(len(shapes), None, dtype=object)
    for start in range(0, len(shapes), _AT_ONCE):  # a large layer would hold all its vertices three times over
        part = slice(start, start + _AT_ONCE)
        result[part] = shapely.transform(shapes[part], step)
    return result


def _inside(shapes: Shapes, area: BaseGeometry | None) -> NDArray[np.bool_]:
    """Return which shapes are real places: on earth and, where a study area is given, touching it."""
    bounds = shapely.bounds(shapes)
    inside = (
        np.isfinite(bounds).all(axis=1) & (np.abs(bounds[:, [0, 2]]) <= 180.0).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90.0).all(axis=1)
    )
    if area is not None and inside.any():
        shapely.prepare(area)
        inside[inside] = shapely.intersects(area, shapes[inside])
    return np.asarray(inside, dtype=bool)
