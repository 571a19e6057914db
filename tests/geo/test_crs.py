"""Zones, names of reference systems, axis order, areas."""

from __future__ import annotations

import math

import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError
from planner.geo import Datum, cgcs2000_zone, crs_datum, geodesic_area_m2, metric_crs, parse_crs, transformer


@pytest.mark.parametrize("number", range(21))
def test_each_zone_has_the_meridian_its_code_promises(number: int) -> None:
    meridian = 75 + 3 * number
    code = cgcs2000_zone(meridian)
    assert code == 4534 + number
    assert pyproj.CRS.from_epsg(code).name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian}E"


def test_the_seam_belongs_to_the_east() -> None:
    assert cgcs2000_zone(112.5) == 4547
    assert cgcs2000_zone(112.4999) == 4546


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [(111.52, 36.09, 4546), (114.3, 30.6, 4547), (-3.0, 51.6, 32630), (-51.2, -30.0, 32722), (24.9, 60.2, 32635), (180.0, 10.0, 32660)],
)
def test_the_metric_system_of_a_place(lon: float, lat: float, code: int) -> None:
    assert metric_crs(lon, lat).to_epsg() == code


@given(st.floats(-180, 180), st.floats(-80, 84))
def test_the_metric_system_is_metric_everywhere(lon: float, lat: float) -> None:
    crs = metric_crs(lon, lat)
    assert crs.is_projected
    assert {axis.unit_name for axis in crs.axis_info} == {"metre"}


@pytest.mark.parametrize(("lon", "lat"), [(math.nan, 0.0), (0.0, math.inf), (181.0, 0.0), (0.0, 91.0)])
def test_no_place_on_earth(lon: float, lat: float) -> None:
    with pytest.raises(ValueError, match="no place on earth"):
        metric_crs(lon, lat)


@pytest.mark.parametrize("text", ["EPSG:4547", "4547", "４５４７", " epsg:4547 ", "CGCS2000 / 3-degree Gauss-Kruger CM 114E"])
def test_names_of_one_reference_system(text: str) -> None:
    assert parse_crs(text).to_epsg() == 4547


def test_an_unknown_reference_system_is_an_error() -> None:
    with pytest.raises(InputError) as caught:
        parse_crs("地方坐标")
    assert [p.code for p in caught.value.problems] == ["crs.unknown"]


@pytest.mark.parametrize(
    ("code", "datum"),
    [(4326, Datum.WGS84), (32650, Datum.WGS84), (4490, Datum.CGCS2000), (4547, Datum.CGCS2000), (4610, Datum.XIAN80), (2379, Datum.XIAN80),
     (4214, Datum.BEIJING54), (2433, Datum.BEIJING54), (27700, None)],
)  # fmt: skip
def test_the_datum_of_a_reference_system(code: int, datum: Datum | None) -> None:
    assert crs_datum(pyproj.CRS.from_epsg(code)) is datum


def test_transformers_take_longitude_first() -> None:
    x, y = transformer("EPSG:4490", 4546).transform(111.0, 36.0)
    assert x == pytest.approx(500_000.0)
    assert 3_900_000 < y < 4_100_000


def test_area_agrees_with_the_zone_and_takes_out_holes() -> None:
    outer = shapely.box(114.0, 30.0, 114.01, 30.01)
    hole = shapely.box(114.002, 30.002, 114.004, 30.004)
    for shape in (outer, outer.difference(hole), shapely.MultiPolygon([outer.difference(hole), shapely.box(114.02, 30.0, 114.03, 30.01)])):
        flat = shapely.transform(shape, lambda xy: shapely.get_coordinates(_projected(xy)))
        assert geodesic_area_m2(shape) == pytest.approx(flat.area, rel=2e-4)
    assert geodesic_area_m2(outer.reverse()) == pytest.approx(geodesic_area_m2(outer))
    assert geodesic_area_m2(shapely.Point(114, 30)) == 0.0
    assert geodesic_area_m2(shapely.Polygon()) == 0.0


def _projected(xy: object) -> object:
    coordinates = shapely.get_coordinates(shapely.points(xy))
    return shapely.points(*transformer("EPSG:4326", 4547).transform(coordinates[:, 0], coordinates[:, 1]))
