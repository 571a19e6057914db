"""The drawing board: dice that roll the same everywhere, the warp that bends straight plans into a grown city, and coordinates.

The city is drawn in *plan* metres (x east 0-6000, y north 0-5000) where rivers, rails and streets are straight; ``warp`` bends the
plane smoothly, so nothing that did not cross on the plan crosses in the city. Lines are cut into short pieces before they are bent.
"""

from __future__ import annotations

import math
import random
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

Point = tuple[float, float]
T = TypeVar("T")

WIDTH_M, HEIGHT_M = 6000.0, 5000.0
LON0, LAT0 = 111.5, 36.08
_A, _F = 6378137.0, 1 / 298.257223563
_E2 = _F * (2 - _F)
_W = math.sqrt(1 - _E2 * math.sin(math.radians(LAT0)) ** 2)
_M_PER_LAT = math.radians(1) * _A * (1 - _E2) / _W**3
_M_PER_LON = math.radians(1) * _A / _W * math.cos(math.radians(LAT0))


class Dice:
    """Random draws that depend on a name only, so that changing one part of the city leaves the others as they are."""

    def __init__(self, name: str) -> None:
        self._random = random.Random(zlib.crc32(name.encode()))  # noqa: S311 - drawing a city, not a secret

    def uniform(self, low: float, high: float) -> float:
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int((high - low + 1) * self._random.random())

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def pick(self, items: Sequence[T]) -> T:
        return items[self.whole(0, len(items) - 1)]


def warp(point: Point) -> Point:
    """Bend a plan point into the city: the river meanders, streets follow it, the rest sways a little."""
    x, y = point
    near_river = math.exp(-(((x - 2150) / 1700) ** 2) / 2)
    dx = 170 * math.sin(2 * math.pi * y / 4300 + 0.5) * near_river + 30 * math.sin(2 * math.pi * y / 2600 + x / 1900)
    dy = 45 * math.sin(2 * math.pi * x / 3800 + 0.8) + 18 * math.sin(2 * math.pi * x / 1500 + y / 1300)
    return x + dx, y + dy


def lonlat(point: Point) -> Point:
    """Give longitude and latitude (WGS84, 7 decimals: about 1 cm) of a plan point."""
    x, y = warp(point)
    return round(LON0 + (x - WIDTH_M / 2) / _M_PER_LON, 7), round(LAT0 + (y - HEIGHT_M / 2) / _M_PER_LAT, 7)


def metres(lon_lat: Point) -> Point:
    """Give city metres (bent, not plan) of a longitude and latitude."""
    return (lon_lat[0] - LON0) * _M_PER_LON + WIDTH_M / 2, (lon_lat[1] - LAT0) * _M_PER_LAT + HEIGHT_M / 2


def densify(points: Sequence[Point], step_m: float = 70.0) -> list[Point]:
    """Cut a plan line into pieces of at most ``step_m``; given points stay."""
    out = [points[0]]
    for a, b in pairwise(points):
        count = max(1, math.ceil(math.dist(a, b) / step_m))
        out += [(a[0] + (b[0] - a[0]) * k / count, a[1] + (b[1] - a[1]) * k / count) for k in range(1, count)]
        out.append(b)
    return out


def ring_area_m2(ring: Sequence[Point]) -> float:
    """Area inside a closed plan ring after bending, in square metres."""
    bent = [warp(p) for p in densify(ring)]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(bent))) / 2


def box_ring(box: tuple[float, float, float, float]) -> list[Point]:
    """Give the closed ring of a plan rectangle, anticlockwise."""
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def inside(point: Point, box: tuple[float, float, float, float], margin_m: float = 0.0) -> bool:
    """Tell whether a plan point lies in a plan rectangle, at least ``margin_m`` from its sides."""
    x0, y0, x1, y1 = box
    return x0 + margin_m <= point[0] <= x1 - margin_m and y0 + margin_m <= point[1] <= y1 - margin_m


def to_gcj02(lon: float, lat: float) -> Point:
    """Shift WGS84 to GCJ-02 as map sites of mainland China do (the widely published series)."""
    x, y = lon - 105.0, lat - 35.0
    wave = 20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)
    dlat = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    dlat += (wave + 20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    dlat += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    dlon = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    dlon += (wave + 20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    dlon += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    a, e2 = 6378245.0, 0.00669342162296594323
    phi = math.radians(lat)
    magic = 1 - e2 * math.sin(phi) ** 2
    dlat = math.degrees(dlat * magic * math.sqrt(magic) / (a * (1 - e2)))
    dlon = math.degrees(dlon * math.sqrt(magic) / (a * math.cos(phi)))
    return lon + dlon, lat + dlat


def to_bd09(lon: float, lat: float) -> Point:
    """Shift WGS84 to BD-09 (GCJ-02 and one more turn)."""
    x, y = to_gcj02(lon, lat)
    turn = math.pi * 3000 / 180
    z = math.hypot(x, y) + 0.00002 * math.sin(y * turn)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * turn)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006
