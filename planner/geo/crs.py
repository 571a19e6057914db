"""Reference systems: the right metric zone for a place, what people write for one, transformers, areas.

Chinese reference systems are defined northing first; every transformer built here takes and gives x (longitude, easting) first.
"""

from __future__ import annotations

import math
import re
import unicodedata

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError, Problem, Severity
from planner.geo.datum import Datum, in_china_box

_FIRST_ZONE, _LAST_ZONE = 75, 135  # central meridians of the 3-degree zones, EPSG 4534 to 4554
_FIRST_EPSG = 4534


def cgcs2000_zone(lon: float) -> int:
    """Return the EPSG code of the CGCS2000 3-degree Gauss-Kruger zone (no zone prefix in the eastings) of a longitude.

    A seam (112.5 E, for example) belongs to the zone east of it. Longitudes west of 73.5 E or east of 136.5 E get the outermost zone.

    Parameters
    ----------
    lon
        Degrees.

    Returns
    -------
    int
        From 4534 (central meridian 75 E) to 4554 (135 E); 111 E is 4546, 114 E is 4547.

    Examples
    --------
    >>> cgcs2000_zone(111.5), cgcs2000_zone(114.3)
    (4546, 4547)
    """
    meridian = min(max(math.floor(lon / 3.0 + 0.5) * 3, _FIRST_ZONE), _LAST_ZONE)
    return _FIRST_EPSG + (meridian - _FIRST_ZONE) // 3


def metric_crs(lon: float, lat: float) -> pyproj.CRS:
    """Choose the metric reference system for work around a place.

    Parameters
    ----------
    lon, lat
        WGS84 degrees, for example the middle of the study area.

    Returns
    -------
    pyproj.CRS
        Inside China's box the CGCS2000 3-degree zone without prefix, elsewhere the UTM zone of WGS84. Units are metres.

    Raises
    ------
    ValueError
        If the place is no place on earth.
    """
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180.0 and abs(lat) <= 90.0):
        raise ValueError(f"no place on earth: longitude {lon}, latitude {lat}")
    if bool(in_china_box(lon, lat)):
        return pyproj.CRS.from_epsg(cgcs2000_zone(lon))
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    return pyproj.CRS.from_epsg((32600 if lat >= 0.0 else 32700) + zone)


def parse_crs(text: str) -> pyproj.CRS:
    """Read a reference system as people write it.

    Parameters
    ----------
    text
        ``"EPSG:4547"``, ``"4547"``, a name known to PROJ, WKT or a PROJ string.

    Returns
    -------
    pyproj.CRS

    Raises
    ------
    InputError
        If PROJ does not know it (code ``crs.unknown``).
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    try:
        return pyproj.CRS.from_user_input(int(plain) if re.fullmatch(r"[0-9]{4,6}", plain) else plain)
    except pyproj.exceptions.CRSError as error:
        raise InputError([Problem("crs.unknown", Severity.ERROR, value=text)]) from error


def crs_datum(crs: pyproj.CRS) -> Datum | None:
    """Return which of the datums known here a reference system stands on.

    Returns
    -------
    Datum or None
        ``None`` for any other datum; such systems are transformed as PROJ does it. GCJ-02 and BD-09 are never the answer, as no
        registered reference system describes them.
    """
    geodetic = crs.geodetic_crs
    names = " ".join(str(part.name) for part in (geodetic, geodetic.datum) if part is not None) if geodetic is not None else str(crs.name)
    plain = re.sub(r"[\s_'’.-]+", "", names.casefold())
    marks = {
        Datum.XIAN80: ("xian1980", "xian80"),
        Datum.BEIJING54: ("beijing1954", "beijing54"),
        Datum.CGCS2000: ("china2000", "cgcs2000", "chinageodeticcoordinatesystem2000"),
        Datum.WGS84: ("wgs84", "worldgeodeticsystem1984", "wgs1984"),
    }
    return next((datum for datum, words in marks.items() if any(word in plain for word in words)), None)


def transformer(source: pyproj.CRS | str | int, target: pyproj.CRS | str | int) -> pyproj.Transformer:
    """Build a transformer that takes and gives x before y, whatever the authority's axis order.

    Parameters
    ----------
    source, target
        Anything pyproj reads.

    Returns
    -------
    pyproj.Transformer
    """
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


def geodesic_area_m2(geometry: BaseGeometry) -> float:
    """Measure the area of a geometry on the ellipsoid.

    Parameters
    ----------
    geometry
        Polygon or multi-polygon in WGS84 (or CGCS2000) degrees; holes are taken out. Lines and points have no area.

    Returns
    -------
    float
        Square metres, never negative; agrees with the area in the right 3-degree zone to within the zone's distortion (under 0.02 %).

    Notes
    -----
    Karney (2013), Algorithms for geodesics, through PROJ.
    """
    parts: NDArray[np.object_] = np.asarray(shapely.get_parts(shapely.get_parts(geometry)), dtype=object)
    geod = pyproj.Geod(ellps="WGS84")
    rings = [part for part in parts if part.geom_type == "Polygon"]
    return float(sum(abs(geod.geometry_area_perimeter(ring)[0]) for ring in shapely.orient_polygons(rings))) if rings else 0.0
