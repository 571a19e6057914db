"""The datums Chinese coordinates come in, and the way between them.

GCJ-02 (Amap, Tencent, Google China) is WGS84 with a smooth shift of 300-800 m that only applies in China; BD-09 (Baidu) bends GCJ-02 once
more. Neither is published officially. The forward formulas used here are the ones every open implementation shares (eviltransform,
coordtransform, PRCoords). The inverses are not the usual one-step approximations: they iterate until the forward formula gives back the
input, so a round trip is exact to far below a millimetre.

CGCS2000 and WGS84 differ by centimetres and are treated as one. Xi'an 80 and Beijing 54 need parameters that only the local surveying
office has, so they are refused rather than guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.errors import InputError, Problem, Severity
from planner.texts.reading.datums import DATUM_ENDING, DATUM_NAMES

Floats: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[Floats, Floats]

_AXIS_M = 6378245.0  # Krasovsky 1940, the ellipsoid the GCJ-02 formula is written on
_ECCENTRICITY2 = 0.00669342162296594323
_BD_PI = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
_CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)
_STOP_DEG = 1e-12  # about 0.1 micrometre on the ground
_MOST_STEPS = 40


class Datum(StrEnum):
    """A datum coordinates may be given in."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    XIAN80 = "XIAN80"
    BEIJING54 = "BEIJING54"


def _plain(text: str) -> str:
    """Reduce a datum's name to what matters: no case, width, blanks or dashes, no trailing 坐标(系)."""
    name = re.sub(r"[\s\-_·:：/()'‘’,.]+", "", unicodedata.normalize("NFKC", text).casefold())
    return re.sub(DATUM_ENDING, "", name)


_BY_NAME: dict[str, Datum] = {_plain(name): Datum(datum) for datum, names in DATUM_NAMES.items() for name in names}


def parse_datum(text: str) -> Datum | None:
    """Read the name of a datum as people write it.

    Parameters
    ----------
    text
        For example ``"WGS-84"``, ``"EPSG:4490"``, ``"高德"``, ``"百度坐标"``, ``"西安80"``; width, case, blanks and dashes do not matter.

    Returns
    -------
    Datum or None
        ``None`` where the text is blank or names no datum known here.

    Examples
    --------
    >>> parse_datum("火星坐标系")
    <Datum.GCJ02: 'GCJ-02'>
    """
    return _BY_NAME.get(_plain(text))


def in_china_box(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return which places lie in the box where GCJ-02 and BD-09 shift coordinates.

    The box 72.004-137.8347 E, 0.8293-55.8271 N is the one eviltransform publishes. It is generous: it also holds China's neighbours, where
    nobody hands out shifted coordinates. A point counts as inside on the edge; NaN is never inside.

    Parameters
    ----------
    lon, lat
        Degrees, any matching shapes.

    Returns
    -------
    ndarray of bool
        Broadcast shape of the inputs.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    west, south, east, north = _CHINA_BOX
    return np.asarray((x >= west) & (x <= east) & (y >= south) & (y <= north))


def _shift(lon: Floats, lat: Floats) -> Pair:
    """Offset in degrees that GCJ-02 adds to a WGS84 place, without asking whether the place is in China."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (ripple + 20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (ripple + 20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY2 * np.sin(phi) ** 2
    north_deg = np.degrees(north / (_AXIS_M * (1.0 - _ECCENTRICITY2) / (magic * np.sqrt(magic))))
    east_deg = np.degrees(east / (_AXIS_M / np.sqrt(magic) * np.cos(phi)))
    return east_deg, north_deg


def _to_gcj(lon: Floats, lat: Floats) -> Pair:
    east, north = _shift(lon, lat)
    return lon + east, lat + north


def _to_bd(lon: Floats, lat: Floats) -> Pair:
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_PI)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_PI)
    return radius * np.cos(angle) + _BD_LON, radius * np.sin(angle) + _BD_LAT


def _inverse(forward: Callable[[Floats, Floats], Pair], lon: Floats, lat: Floats) -> Pair:
    """Undo a small smooth shift by fixed-point iteration: subtract what the forward formula is off by until it is off by nothing."""
    x, y = lon.copy(), lat.copy()
    for _ in range(_MOST_STEPS):
        fx, fy = forward(x, y)
        dx, dy = fx - lon, fy - lat
        x, y = x - dx, y - dy
        if max(np.max(np.abs(dx), initial=0.0), np.max(np.abs(dy), initial=0.0)) < _STOP_DEG:
            break
    return x, y


def _apply(step: Callable[[Floats, Floats], Pair], lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Apply a forward formula to the places inside the box; leave the others, and NaN, as they are."""
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    x, y = x.copy(), y.copy()
    inside = in_china_box(x, y)
    x[inside], y[inside] = step(x[inside], y[inside])
    return x, y


def _undo(step: Callable[[Floats, Floats], Pair], lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo a forward formula where its solution lies inside the box.

    The box is tested on the solution, not on the given point: a place just inside the edge may be shifted just outside it.
    """
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    x, y = x.copy(), y.copy()
    west, south, east, north = _CHINA_BOX
    near = (x >= west - 0.1) & (x <= east + 0.1) & (y >= south - 0.1) & (y <= north + 0.1)
    sx, sy = _inverse(step, x[near], y[near])
    inside = in_china_box(sx, sy)
    x[near] = np.where(inside, sx, x[near])
    y[near] = np.where(inside, sy, y[near])
    return x, y


def wgs84_to_gcj02(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Shift WGS84 to GCJ-02.

    Parameters
    ----------
    lon, lat
        Degrees, any matching shapes; scalars give arrays of shape ``()``.

    Returns
    -------
    tuple of ndarray
        Longitude and latitude, float64, broadcast shape. Outside the box of :func:`in_china_box` and at NaN the input itself.

    Notes
    -----
    The formula as published in eviltransform (MIT) and used by every open implementation.
    """
    return _apply(_to_gcj, lon, lat)


def gcj02_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo :func:`wgs84_to_gcj02` to better than a millimetre, by iteration; parameters and result as there."""
    return _undo(_to_gcj, lon, lat)


def wgs84_to_bd09(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Go from WGS84 to BD-09 (Baidu) by way of GCJ-02; parameters and result as :func:`wgs84_to_gcj02`.

    Notes
    -----
    The second formula as published in coordtransform (MIT).
    """
    return _apply(_wgs_to_bd, lon, lat)


def bd09_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> Pair:
    """Undo :func:`wgs84_to_bd09` to better than a millimetre, by iteration; parameters and result as :func:`wgs84_to_gcj02`."""
    return _undo(_wgs_to_bd, lon, lat)


def _wgs_to_bd(lon: Floats, lat: Floats) -> Pair:
    return _to_bd(*_to_gcj(lon, lat))


def to_wgs84(lon: ArrayLike, lat: ArrayLike, datum: Datum) -> Pair:
    """Bring coordinates of a known datum to WGS84.

    Parameters
    ----------
    lon, lat
        Degrees in ``datum``, any matching shapes.
    datum
        Where they come from. CGCS2000 is taken as WGS84 (they differ by centimetres).

    Returns
    -------
    tuple of ndarray
        Longitude and latitude in WGS84, float64; always new arrays.

    Raises
    ------
    InputError
        For Xi'an 80 and Beijing 54 (code ``datum.needs_parameters``), which need the local seven parameters.
    """
    if datum is Datum.GCJ02:
        return gcj02_to_wgs84(lon, lat)
    if datum is Datum.BD09:
        return bd09_to_wgs84(lon, lat)
    if datum in {Datum.XIAN80, Datum.BEIJING54}:
        raise InputError([Problem("datum.needs_parameters", Severity.ERROR, value=str(datum))])
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    return x.copy(), y.copy()
