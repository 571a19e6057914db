"""A bureau's local grid: an affine map to a national system, from stated coefficients or fitted to control points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEAST_POINTS = 3
_LEAST_SPREAD = 1e-6  # smallest singular value of centred control points, beside the largest


@dataclass(frozen=True, slots=True)
class Affine:
    """``X = a x + b y + c``, ``Y = d x + e y + f``, x before y on both sides.

    Attributes
    ----------
    a, b, c, d, e, f
        Coefficients; ``c`` and ``f`` in metres.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Bring local coordinates to the national system."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    @property
    def scale(self) -> float:
        """Linear scale: the square root of how areas grow; near 1 where both grids are in metres."""
        return float(np.sqrt(abs(self.a * self.e - self.b * self.d)))


def fit_affine(points: Sequence[tuple[float, float, float, float]]) -> tuple[Affine, Floats]:
    """Fit an affine map to control points by least squares.

    Parameters
    ----------
    points
        ``(x, y, X, Y)``: local and national coordinates, at least three not on one line.

    Returns
    -------
    tuple
        The map, and what it leaves at each control point in metres, shape (n,): nothing with three points, a check with more.

    Raises
    ------
    ValueError
        With fewer than three points, or points on one line.
    """
    table = np.asarray(points, dtype=np.float64).reshape(-1, 4)
    if len(table) < _LEAST_POINTS or not np.isfinite(table).all():
        raise ValueError("an affine map needs three control points")
    local, target = table[:, :2], table[:, 2:]
    middle = local.mean(axis=0)  # centred: metres of a national grid are large beside their differences
    spread = np.linalg.svd(local - middle, compute_uv=False)
    if spread[1] <= _LEAST_SPREAD * spread[0]:
        raise ValueError("the control points lie on one line")
    rows = np.column_stack([local - middle, np.ones(len(table))])
    solved = np.linalg.lstsq(rows, target, rcond=None)[0]
    (a, d), (b, e), (c, f) = solved
    east, north = float(c - a * middle[0] - b * middle[1]), float(f - d * middle[0] - e * middle[1])
    found = Affine(float(a), float(b), east, float(d), float(e), north)
    left = np.hypot(*(np.column_stack(found.apply(local[:, 0], local[:, 1])) - target).T)
    return found, np.asarray(left, dtype=np.float64)
