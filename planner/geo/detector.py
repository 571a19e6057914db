"""Which datum, zone and axis order a file's coordinates stand on, found by comparing them with something whose place is known.

Streets and boundaries stay where they are; a list read in the wrong datum lies 300 to 1200 m beside them. Every reading that the size of
the numbers allows is tried. The measure is the mean distance to the reference (far ones count as :data:`FAR_M`), point by point, so that
two readings are compared on the same points. A reading is only called sure if it beats every rival **and** its own copies pushed aside to
all directions by more standard errors than chance explains; points near each other are not independent, so errors are taken over cells of
a kilometre (cluster-robust). Otherwise the answer is *unsure*, and a person is asked.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planner.geo.crs import metric_crs, transformer
from planner.geo.datum import in_china_box
from planner.geo.hypotheses import Floats, Hypothesis, frames, with_datums

FAR_M = 300.0
"""Distances above this count as this: a few strays must not decide."""
SURE_SIGMA = 4.0
"""Standard errors by which the best reading must beat each rival and its own displaced copies."""
FEWEST_POINTS = 20
"""With fewer points nothing is called sure."""

_MOST_POINTS = 1500
_PROBES = 25
_MARGIN_M = 5_000.0
_LEAST_INSIDE = 0.5
_RING_M = (300.0, 450.0)
_DIRECTIONS = 12
_COPIES = 3  # displaced copies of each point, out of all directions in turn
_REST_M = (80.0, 160.0)
_REST_DIRECTIONS = 8
_REST_POINTS = 600
_REST_SIGMA = 3.0
_CELL_M = 1_000.0
_SAME_M = 1.0  # readings that put every point at the same spot are one reading


class Why(StrEnum):
    """How sure a detection is, and why not."""

    SURE = "sure"
    FEW = "few"
    NOWHERE = "nowhere"
    RIVALS = "rivals"
    FLAT = "flat"
    SHIFTED = "shifted"


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Something whose place is known.

    Attributes
    ----------
    tree
        Index of its lines (streets, outlines) or areas, in metres of ``epsg``.
    epsg
        Metric system around it.
    middle
        Its middle, WGS84 degrees.
    bounds
        West, south, east, north in metres.
    areal
        True where points should lie *inside* areas, rather than near lines.
    """

    tree: shapely.STRtree
    epsg: int
    middle: tuple[float, float]
    bounds: tuple[float, float, float, float]
    areal: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one reading fits.

    Attributes
    ----------
    reading
        The hypothesis.
    inside
        Share of the points within 5 km of the reference's extent.
    mean_m
        Mean distance to the reference, those above :data:`FAR_M` counted as that; ``inf`` where the points lie elsewhere.
    apart_m
        Median distance between this reading and the best one.
    sigma
        Standard errors by which it is worse than the best; 0 for the best itself, ``inf`` where it lies elsewhere.
    """

    reading: Hypothesis
    inside: float
    mean_m: float
    apart_m: float
    sigma: float


@dataclass(frozen=True, slots=True)
class Detection:
    """What the comparison says.

    Attributes
    ----------
    why
        Whether the first fit may be relied on, and if not, why.
    fits
        Every reading tried, best first.
    points
        Points compared.
    ring_sigma
        Standard errors by which the best reading is nearer to the reference than its own copies pushed aside.
    rest_m
        East and north by which the points would have to move to fit clearly better still; zeros where they would not. A rest of 50 to 200 m
        is what coordinates of Xi'an 80, Beijing 54 or a local grid leave.
    """

    why: Why
    fits: tuple[Fit, ...]
    points: int
    ring_sigma: float
    rest_m: tuple[float, float] = (0.0, 0.0)

    @property
    def sure(self) -> bool:
        """Whether the best reading may be used without asking."""
        return self.why is Why.SURE

    @property
    def best(self) -> Fit | None:
        """The reading that fits best, ``None`` where none lies near the reference."""
        return None if self.why is Why.NOWHERE or not self.fits else self.fits[0]


def line_reference(shapes: NDArray[np.object_]) -> Reference:
    """Make a reference of streets or of the outlines of areas.

    Parameters
    ----------
    shapes
        WGS84 lines or polygons, at least one that is not empty.

    Raises
    ------
    ValueError
        If there is none.
    """
    kinds = shapely.get_type_id(shapes)
    outlines = shapes.copy()
    outlines[np.isin(kinds, (3, 6))] = shapely.boundary(shapes[np.isin(kinds, (3, 6))])
    coordinates, owner = shapely.get_coordinates(shapely.get_parts(outlines), return_index=True)
    if len(coordinates) < 2:
        raise ValueError("no lines to compare with")
    metres, epsg, middle = _metres(coordinates)
    joined = owner[1:] == owner[:-1]
    segments = shapely.linestrings(np.stack([metres[:-1][joined], metres[1:][joined]], axis=1))
    return Reference(shapely.STRtree(segments), epsg, middle, _box(metres), areal=False)


def area_reference(shapes: NDArray[np.object_]) -> Reference:
    """Make a reference of areas that hold the points: WGS84 polygons, at least one that is not empty."""
    coordinates = shapely.get_coordinates(shapes)
    if not len(coordinates):
        raise ValueError("no areas to compare with")
    metres, epsg, middle = _metres(coordinates)
    step = transformer(4326, epsg)
    areas = shapely.transform(shapes, lambda xy: np.column_stack(step.transform(xy[:, 0], xy[:, 1])))
    return Reference(shapely.STRtree(areas), epsg, middle, _box(metres), areal=True)


def detect(x: Floats, y: Floats, reference: Reference) -> Detection:
    """Try every reading of a file's coordinates against a reference.

    Parameters
    ----------
    x, y
        Numbers as they stand in the file, first and second, shape (n,); NaN where a row has none.
    reference
        From :func:`line_reference` or :func:`area_reference`.

    Returns
    -------
    Detection
        The same for the same input; at most 1500 points, evenly taken, are compared.
    """
    good = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not good.size:
        return Detection(Why.FEW, (), 0, 0.0)
    good = good[np.linspace(0, good.size - 1, min(good.size, _MOST_POINTS)).astype(np.int64)]
    x, y = x[good], y[good]
    readings = _readings(x, y, reference)
    inside = {reading: _inside(reading, x, y, reference) for reading in readings}
    near = [reading for reading in readings if inside[reading] >= _LEAST_INSIDE]
    placed = {reading: _placed(reading, x, y, reference) for reading in near}
    if not near:
        fits = tuple(Fit(r, inside[r], float("inf"), float("nan"), float("inf")) for r in readings)
        return Detection(Why.NOWHERE, fits, good.size, 0.0)
    return _compared(near, [r for r in readings if r not in near], placed, inside, reference)


def _compared(
    near: list[Hypothesis], elsewhere: list[Hypothesis], placed: dict[Hypothesis, Floats], inside: dict[Hypothesis, float], ref: Reference
) -> Detection:
    distance = {reading: _distances(placed[reading], ref) for reading in near}
    best = min(near, key=lambda r: float(distance[r].mean()))  # the first of equals: WGS84, straight
    cells = _cells(placed[best])
    ring = _ring(placed[best], ref)
    ring_sigma = _sigma(ring - distance[best], cells)
    fits = [
        Fit(
            reading,
            inside[reading],
            float(distance[reading].mean()),
            _apart(placed[best], placed[reading]),
            0.0 if reading is best else _sigma(distance[reading] - distance[best], cells),
        )
        for reading in near
    ]
    fits.sort(key=lambda fit: (fit.reading is not best, fit.mean_m))
    fits += [Fit(r, inside[r], float("inf"), float("inf"), float("inf")) for r in elsewhere]
    rivals = any(fit.sigma < SURE_SIGMA and fit.apart_m > _SAME_M for fit in fits[1:])
    count = len(placed[best])
    why = Why.FEW if count < FEWEST_POINTS else Why.RIVALS if rivals else Why.FLAT if ring_sigma < SURE_SIGMA else Why.SURE
    rest = _rest(placed[best], ref) if why is Why.SURE and not ref.areal else (0.0, 0.0)
    return Detection(Why.SHIFTED if any(rest) else why, tuple(fits), count, ring_sigma, rest)


def _inside(reading: Hypothesis, x: Floats, y: Floats, reference: Reference) -> float:
    """Return the share of some points, evenly taken, that lie near the reference."""
    some = np.linspace(0, len(x) - 1, min(len(x), _PROBES)).astype(np.int64)
    return float(_within(_placed(reading, x[some], y[some], reference), reference).mean())


def _readings(x: Floats, y: Floats, reference: Reference) -> list[Hypothesis]:
    """List what to try: every frame, and for those that lie near the reference in China every datum."""
    found: list[Hypothesis] = []
    shifted = bool(in_china_box(*reference.middle))
    for frame in frames(x, y, middle=reference.middle):
        near = _inside(frame, x, y, reference) >= _LEAST_INSIDE / 2
        found += with_datums(frame) if near and shifted else (frame,)
    return found


def _placed(reading: Hypothesis, x: Floats, y: Floats, reference: Reference) -> Floats:
    lon, lat = reading.wgs84(x, y)
    real = np.abs(lat) <= 90.0
    return np.column_stack(_forward(reference.epsg).transform(np.where(real, lon, np.inf), np.where(real, lat, np.inf)))


@functools.cache
def _forward(epsg: int) -> pyproj.Transformer:
    return transformer(4326, epsg)


def _within(xy: Floats, reference: Reference) -> NDArray[np.bool_]:
    west, south, east, north = reference.bounds
    inside = (xy[:, 0] >= west - _MARGIN_M) & (xy[:, 0] <= east + _MARGIN_M)
    return np.asarray(inside & (xy[:, 1] >= south - _MARGIN_M) & (xy[:, 1] <= north + _MARGIN_M))


def _distances(xy: Floats, reference: Reference) -> Floats:
    """Return the distance of each point to the reference, at most :data:`FAR_M`; inside an area it is 0."""
    result = np.full(len(xy), FAR_M)
    real = np.flatnonzero(np.isfinite(xy).all(axis=1))
    (at, _), metres = reference.tree.query_nearest(shapely.points(xy[real]), max_distance=FAR_M, return_distance=True, all_matches=False)
    result[real[at]] = metres
    return result


def _ring(xy: Floats, reference: Reference) -> Floats:
    """Return the mean distance of each point's copies pushed aside, to three directions that turn from point to point."""
    total = np.zeros(len(xy))
    turn = np.arange(len(xy)) % (_DIRECTIONS // _COPIES)
    radius = np.where(turn % 2 == 0, *_RING_M)
    for copy in range(_COPIES):
        angle = 2.0 * np.pi * (copy / _COPIES + turn / _DIRECTIONS)
        total += _distances(xy + radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), reference)
    return total / _COPIES


def _rest(xy: Floats, reference: Reference) -> tuple[float, float]:
    """Return the push, out of sixteen, after which the points fit clearly better; zeros where there is none."""
    xy = xy[np.linspace(0, len(xy) - 1, min(len(xy), _REST_POINTS)).astype(np.int64)]
    cells, here = _cells(xy), _distances(xy, reference)
    best, push = _REST_SIGMA, (0.0, 0.0)
    for radius in _REST_M:
        for step in range(_REST_DIRECTIONS):
            angle = 2.0 * np.pi * step / _REST_DIRECTIONS
            moved = (radius * float(np.cos(angle)), radius * float(np.sin(angle)))
            sigma = _sigma(here - _distances(xy + np.array(moved), reference), cells)
            if sigma > best:
                best, push = sigma, moved
    return push


def _cells(xy: Floats) -> NDArray[np.int64]:
    """Return the number of the kilometre cell each point lies in."""
    cell = np.floor(np.nan_to_num(xy, posinf=0.0, neginf=0.0) / _CELL_M).astype(np.int64)
    return np.asarray(np.unique(cell, axis=0, return_inverse=True)[1].reshape(-1), dtype=np.int64)


def _sigma(worse: Floats, cells: NDArray[np.int64]) -> float:
    """Return the mean of paired differences in standard errors, taken over cells."""
    mean = float(worse.mean())
    if mean <= 0.0:
        return 0.0
    sums = np.bincount(cells, weights=worse - mean)
    error = float(np.sqrt((sums**2).sum())) / len(worse)
    return mean / error if error > 0.0 else 0.0


def _apart(first: Floats, second: Floats) -> float:
    real = np.isfinite(first).all(axis=1) & np.isfinite(second).all(axis=1)
    return float(np.median(np.hypot(*(first[real] - second[real]).T))) if real.any() else float("inf")


def _metres(degrees: Floats) -> tuple[Floats, int, tuple[float, float]]:
    """Bring WGS84 degrees to metres of the system around their middle."""
    west, south = degrees.min(axis=0)
    east, north = degrees.max(axis=0)
    middle = (float(west + east) / 2.0, float(south + north) / 2.0)
    epsg = metric_crs(*middle).to_epsg() or 0
    return np.column_stack(transformer(4326, epsg).transform(degrees[:, 0], degrees[:, 1])), epsg, middle


def _box(metres: Floats) -> tuple[float, float, float, float]:
    (west, south), (east, north) = metres.min(axis=0), metres.max(axis=0)
    return float(west), float(south), float(east), float(north)
