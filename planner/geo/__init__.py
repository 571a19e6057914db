"""Where on earth: Chinese coordinate datums, metric reference systems and areas. Floor 0, nothing here reads a file.

What lives here
---------------
``datum``
    GCJ-02 and BD-09 to WGS84 and back, vectorised, to better than a millimetre; reading the many names people give a datum.
``crs``
    The right metric zone for a place, reading what people write for a reference system, transformers that always take x before y,
    and areas on the ellipsoid.
``hypotheses``, ``detector``
    Which datum, zone and axis order a file's numbers stand on, found by comparing them with streets or boundaries; how sure that is.
``affine``
    A bureau's local grid, brought to a national system by stated control points or coefficients.

Everywhere, longitude comes before latitude and easting before northing.
"""

from __future__ import annotations

from planner.geo.affine import Affine, fit_affine
from planner.geo.crs import cgcs2000_zone, crs_datum, geodesic_area_m2, metric_crs, parse_crs, transformer
from planner.geo.datum import (
    Datum,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    in_china_box,
    parse_datum,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)
from planner.geo.detector import Detection, Fit, Reference, Why, area_reference, detect, line_reference
from planner.geo.hypotheses import Hypothesis

__all__ = [
    "Affine",
    "Datum",
    "Detection",
    "Fit",
    "Hypothesis",
    "Reference",
    "Why",
    "area_reference",
    "bd09_to_wgs84",
    "cgcs2000_zone",
    "crs_datum",
    "detect",
    "fit_affine",
    "gcj02_to_wgs84",
    "geodesic_area_m2",
    "in_china_box",
    "line_reference",
    "metric_crs",
    "parse_crs",
    "parse_datum",
    "to_wgs84",
    "transformer",
    "wgs84_to_bd09",
    "wgs84_to_gcj02",
]
