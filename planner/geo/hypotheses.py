"""What a file's coordinates may stand on: every reference system, datum and axis order that their size leaves open."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import NDArray

from planner.geo.crs import metric_crs, transformer
from planner.geo.datum import Datum, Pair, to_wgs84

Floats = NDArray[np.float64]

DATUMS: tuple[Datum, ...] = (Datum.WGS84, Datum.GCJ02, Datum.BD09)
"""Datums coordinates are read in; CGCS2000 stands with WGS84, Xi'an 80 and Beijing 54 cannot be tried without local parameters."""

_DEGREES = 180.0
_MERCATOR = 3857
_ZONES_3_DEG = range(25, 46)  # EPSG 4513 to 4533 with the zone before the easting
_MERIDIANS = range(75, 136, 3)  # EPSG 4534 to 4554 without it
_ZONES_6_DEG = range(13, 24)  # EPSG 4491 to 4501 with it; without it they equal the 3-degree zone of the same meridian
_EASTINGS = (100_000.0, 900_000.0)
_NORTHINGS = (300_000.0, 6_300_000.0)
_WORLD_M = 20_040_000.0
_NEAR_DEG = 5.0


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to read the numbers of a file.

    Attributes
    ----------
    epsg
        Code of the projected system the numbers are metres of; ``None`` where they are degrees.
    datum
        Datum the degrees stand on, after undoing the projection.
    swapped
        Whether the file gives latitude (northing) before longitude (easting).
    """

    epsg: int | None
    datum: Datum
    swapped: bool

    def wgs84(self, x: Floats, y: Floats) -> Pair:
        """Read numbers of the file, in its own order, as WGS84 longitude and latitude; NaN or infinite where they cannot be read so."""
        a, b = (y, x) if self.swapped else (x, y)
        if self.epsg is not None:
            lon, lat = _inverse(self.epsg).transform(a, b)
            a, b = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
        return to_wgs84(a, b, self.datum)

    @property
    def crs(self) -> str:
        """The reference system as a scenario file states it; empty for degrees."""
        return "" if self.epsg is None else f"EPSG:{self.epsg}"


def frames(x: Floats, y: Floats, *, middle: tuple[float, float]) -> tuple[Hypothesis, ...]:
    """List the reference systems and axis orders that the size of the numbers leaves open, each on WGS84.

    Parameters
    ----------
    x, y
        Numbers of the file, as they stand; at least one finite pair.
    middle
        WGS84 longitude and latitude about which the file should lie.

    Returns
    -------
    tuple of Hypothesis
        Empty where the numbers are neither degrees nor metres of a system in use in China or around ``middle``.
    """
    typical = float(np.nanmedian(np.abs(x))), float(np.nanmedian(np.abs(y)))
    found: list[Hypothesis] = []
    for swapped in (False, True):
        a, b = typical[::-1] if swapped else typical
        if a <= _DEGREES and b <= _DEGREES / 2:
            found.append(Hypothesis(None, Datum.WGS84, swapped))
        found += [Hypothesis(code, Datum.WGS84, swapped) for code in _projected(a, b, middle)]
    return tuple(found)


def with_datums(frame: Hypothesis) -> tuple[Hypothesis, ...]:
    """Return one reading under every datum that may be tried."""
    return tuple(Hypothesis(frame.epsg, datum, frame.swapped) for datum in DATUMS)


def _projected(easting: float, northing: float, middle: tuple[float, float]) -> list[int]:
    """List the projected systems whose numbers can have this size."""
    codes: list[int] = []
    if easting <= _DEGREES and northing <= _DEGREES:
        return codes
    local = metric_crs(*middle).to_epsg()
    prefix = int(easting // 1_000_000)
    bare = easting - prefix * 1_000_000
    if _EASTINGS[0] <= bare <= _EASTINGS[1] and _NORTHINGS[0] <= northing <= _NORTHINGS[1]:
        if prefix == 0:  # an easting cannot lie in a zone whose meridian is far from the reference
            codes += [4534 + at for at, meridian in enumerate(_MERIDIANS) if abs(meridian - middle[0]) < _NEAR_DEG]
            codes += [32600 + zone for zone in range(1, 61) if abs(zone * 6 - 183 - middle[0]) < _NEAR_DEG and middle[1] >= 0]
        elif prefix in _ZONES_3_DEG:
            codes.append(4513 + prefix - _ZONES_3_DEG[0])
        elif prefix in _ZONES_6_DEG:
            codes.append(4491 + prefix - _ZONES_6_DEG[0])
    if easting > 1_000_000 and easting <= _WORLD_M and northing <= _WORLD_M:
        codes.append(_MERCATOR)
    if local is not None and local not in codes and easting < 1_000_000:
        codes.append(local)
    return codes


@functools.cache
def _inverse(epsg: int) -> pyproj.Transformer:
    return transformer(epsg, 4326)
