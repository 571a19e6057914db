"""Geometry for drawing: degrees to metres on a plane of true scale at the middle, areas with holes as paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from matplotlib.path import Path

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

#: WGS84.
_A, _E2 = 6_378_137.0, 0.00669437999014


@dataclass(frozen=True, slots=True)
class Plane:
    """Equirectangular, with the radii of the ellipsoid at its middle: true to scale there, within one in a thousand 30 km away."""

    lon: float
    lat: float

    @property
    def degree_m(self) -> tuple[float, float]:
        """Metres of a degree of longitude and of latitude."""
        sine = np.sin(np.radians(self.lat))
        root = np.sqrt(1 - _E2 * sine**2)
        east = _A / root * np.cos(np.radians(self.lat))
        north = _A * (1 - _E2) / root**3
        return float(np.radians(1) * east), float(np.radians(1) * north)

    def metres(self, geometry: Any) -> Any:
        """Lay shapes of degrees out in metres."""
        return shapely.transform(geometry, self._laid)

    def _laid(self, places: Floats) -> Floats:
        return (places - (self.lon, self.lat)) * self.degree_m


def area_path(shapes: Iterable[Any]) -> Path | None:
    """Return areas as one path, holes and all; ``None`` where there is nothing to draw."""
    rings = [ring for part in shapely.get_parts(list(shapes)) for area in _areas(part) for ring in (area.exterior, *area.interiors)]
    if not rings:
        return None
    corners, codes = [], []
    for ring in rings:
        places = shapely.get_coordinates(ring)
        step = np.full(len(places), Path.LINETO, dtype=Path.code_type)
        step[0], step[-1] = Path.MOVETO, Path.CLOSEPOLY
        corners.append(places)
        codes.append(step)
    return Path(np.concatenate(corners), np.concatenate(codes))


def line_pieces(shapes: Iterable[Any]) -> list[Floats]:
    """Return lines as lists of places."""
    parts = shapely.get_parts(np.asarray(list(shapes), dtype=object))
    return [shapely.get_coordinates(p) for p in parts if p.geom_type == "LineString" and not p.is_empty]


def widened(box: Box, ratio: float, pad: float = 0.04) -> Box:
    """Widen a box by a share and to a ratio of width to height, about its middle."""
    west, south, east, north = box
    wide, high = max(east - west, 1.0) * (1 + 2 * pad), max(north - south, 1.0) * (1 + 2 * pad)
    wide, high = max(wide, high * ratio), max(high, wide / ratio)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def _areas(part: Any) -> list[Any]:
    if part is None or part.is_empty:
        return []
    return [p for p in shapely.get_parts(part) if p.geom_type == "Polygon"]
