"""Datums against an independent scalar implementation, published points, and round trips."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError
from planner.geo import (
    Datum,
    bd09_to_wgs84,
    gcj02_to_wgs84,
    in_china_box,
    parse_datum,
    to_wgs84,
    wgs84_to_bd09,
    wgs84_to_gcj02,
)

LON = st.floats(72.01, 137.83)
LAT = st.floats(0.83, 55.82)
SUB_MM_DEG = 1e-9  # about 0.1 mm


def scalar_gcj02(lng: float, lat: float) -> tuple[float, float]:
    """The formula as it circulates in scalar form (coordtransform), written apart from the code under test."""
    x, y = lng - 105.0, lat - 35.0
    dlat = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(math.fabs(x))
    dlat += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    dlat += (20.0 * math.sin(y * math.pi) + 40.0 * math.sin(y / 3.0 * math.pi)) * 2.0 / 3.0
    dlat += (160.0 * math.sin(y / 12.0 * math.pi) + 320 * math.sin(y * math.pi / 30.0)) * 2.0 / 3.0
    dlng = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(math.fabs(x))
    dlng += (20.0 * math.sin(6.0 * x * math.pi) + 20.0 * math.sin(2.0 * x * math.pi)) * 2.0 / 3.0
    dlng += (20.0 * math.sin(x * math.pi) + 40.0 * math.sin(x / 3.0 * math.pi)) * 2.0 / 3.0
    dlng += (150.0 * math.sin(x / 12.0 * math.pi) + 300.0 * math.sin(x / 30.0 * math.pi)) * 2.0 / 3.0
    a, ee = 6378245.0, 0.00669342162296594323
    radlat = lat / 180.0 * math.pi
    magic = 1 - ee * math.sin(radlat) ** 2
    root = math.sqrt(magic)
    dlat = (dlat * 180.0) / ((a * (1 - ee)) / (magic * root) * math.pi)
    dlng = (dlng * 180.0) / (a / root * math.cos(radlat) * math.pi)
    return lng + dlng, lat + dlat


def scalar_bd09(lng: float, lat: float) -> tuple[float, float]:
    x_pi = math.pi * 3000.0 / 180.0
    z = math.sqrt(lng * lng + lat * lat) + 0.00002 * math.sin(lat * x_pi)
    theta = math.atan2(lat, lng) + 0.000003 * math.cos(lng * x_pi)
    return z * math.cos(theta) + 0.0065, z * math.sin(theta) + 0.006


@given(LON, LAT)
def test_agrees_with_the_scalar_formula(lon: float, lat: float) -> None:
    gcj = wgs84_to_gcj02(lon, lat)
    assert np.allclose(gcj, scalar_gcj02(lon, lat), rtol=0, atol=1e-12)
    assert np.allclose(wgs84_to_bd09(lon, lat), scalar_bd09(*scalar_gcj02(lon, lat)), rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("wgs", "gcj"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
    ids=["shanghai", "shenzhen", "beijing"],
)
def test_published_points_of_eviltransform(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert np.allclose(wgs84_to_gcj02(*wgs), gcj, rtol=0, atol=1e-6)
    assert np.allclose(gcj02_to_wgs84(*gcj), wgs, rtol=0, atol=1e-6)


@given(LON, LAT)
def test_round_trips_to_below_a_millimetre(lon: float, lat: float) -> None:
    for there, back in ((wgs84_to_gcj02, gcj02_to_wgs84), (wgs84_to_bd09, bd09_to_wgs84)):
        x, y = back(*there(lon, lat))
        assert abs(float(x) - lon) < SUB_MM_DEG
        assert abs(float(y) - lat) < SUB_MM_DEG


def test_arrays_equal_single_points_and_leave_the_input_alone() -> None:
    lon, lat = np.array([114.3, 111.5, -3.0, np.nan]), np.array([30.6, 36.1, 51.5, 30.0])
    before = lon.copy(), lat.copy()
    x, y = wgs84_to_bd09(lon, lat)
    for i in range(3):
        assert (x[i], y[i]) == tuple(float(v) for v in wgs84_to_bd09(lon[i], lat[i]))
    assert np.array_equal(lon, before[0], equal_nan=True)
    assert np.array_equal(lat, before[1])
    assert x.dtype == np.float64


def test_outside_china_and_nan_stay() -> None:
    lon, lat = np.array([-3.0, 151.2, np.nan, 114.0, 14.2]), np.array([51.6, -33.9, 30.0, np.nan, 30.5])
    for step in (wgs84_to_gcj02, gcj02_to_wgs84, wgs84_to_bd09, bd09_to_wgs84):
        x, y = step(lon, lat)
        assert np.array_equal(x, lon, equal_nan=True)
        assert np.array_equal(y, lat, equal_nan=True)
    assert in_china_box(114.0, 30.0)
    assert not in_china_box(np.nan, 30.0)


def test_an_empty_array_stays_empty() -> None:
    x, y = bd09_to_wgs84(np.array([]), np.array([]))
    assert x.shape == y.shape == (0,)


def test_the_shift_at_linfen_is_what_the_data_say() -> None:
    gcj, bd = wgs84_to_gcj02(111.52, 36.09), wgs84_to_bd09(111.52, 36.09)
    metres = 111_320 * math.cos(math.radians(36.09))
    assert 500 < (float(gcj[0]) - 111.52) * metres < 600
    assert 1_080 < (float(bd[0]) - 111.52) * metres < 1_200
    assert 600 < (float(bd[1]) - 36.09) * 111_000 < 750


@pytest.mark.parametrize(
    ("text", "datum"),
    [
        ("wgs84", Datum.WGS84), ("WGS-84", Datum.WGS84), ("wgs 1984", Datum.WGS84), ("EPSG:4326", Datum.WGS84), ("４３２６", Datum.WGS84),
        ("4490", Datum.CGCS2000), ("EPSG：4490", Datum.CGCS2000), ("国家2000", Datum.CGCS2000), ("大地2000坐标系", Datum.CGCS2000),
        ("cgcs 2000", Datum.CGCS2000), ("2000国家大地坐标系", Datum.CGCS2000),
        ("gcj02", Datum.GCJ02), ("GCJ-02", Datum.GCJ02), ("ＧＣＪ－０２", Datum.GCJ02), ("高德", Datum.GCJ02), ("腾讯地图", Datum.GCJ02),
        ("火星坐标系", Datum.GCJ02), ("火星坐标", Datum.GCJ02), (" 高德坐标系 ", Datum.GCJ02),
        ("bd09", Datum.BD09), ("BD_09", Datum.BD09), ("bd09ll", Datum.BD09), ("百度", Datum.BD09), ("百度坐标", Datum.BD09),
        ("西安80", Datum.XIAN80), ("1980西安坐标系", Datum.XIAN80), ("北京54", Datum.BEIJING54), ("54坐标系", Datum.BEIJING54),
        ("", None), ("　", None), ("坐标系", None), ("地方坐标", None), ("EPSG:4547", None),
    ],
)  # fmt: skip
def test_names_of_datums(text: str, datum: Datum | None) -> None:
    assert parse_datum(text) is datum


@given(st.text(max_size=20))
def test_reading_a_name_never_raises(text: str) -> None:
    assert parse_datum(text) is None or isinstance(parse_datum(text), Datum)


@pytest.mark.parametrize("datum", [Datum.XIAN80, Datum.BEIJING54])
def test_datums_that_need_parameters_are_refused(datum: Datum) -> None:
    with pytest.raises(InputError) as caught:
        to_wgs84(np.array([111.5]), np.array([36.0]), datum)
    assert caught.value.problems[0].code == "datum.needs_parameters"
    assert "CGCS2000" in str(caught.value)


def test_to_wgs84_takes_every_other_datum() -> None:
    lon, lat = np.array([111.5]), np.array([36.0])
    assert to_wgs84(lon, lat, Datum.CGCS2000)[0] == lon
    assert to_wgs84(lon, lat, Datum.WGS84)[0] is not lon
    assert np.allclose(to_wgs84(*wgs84_to_gcj02(lon, lat), Datum.GCJ02), (lon, lat), rtol=0, atol=SUB_MM_DEG)
    assert np.allclose(to_wgs84(*wgs84_to_bd09(lon, lat), Datum.BD09), (lon, lat), rtol=0, atol=SUB_MM_DEG)
