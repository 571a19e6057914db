"""Where rows are placed, and why not."""

from __future__ import annotations

import json
from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.errors import InputError, Severity
from planner.geo import wgs84_to_bd09, wgs84_to_gcj02
from planner.inputs import read
from planner.texts import PROBLEMS, words_of

from .conftest import Write, codes

HEAD = "编号,类型,建筑面积,经度,纬度,坐标系\n"
AREA = shapely.box(113.9, 30.3, 114.7, 30.9)


def facility(rows: str) -> str:
    return HEAD + rows


def errors(spec: object, noun: str = "facility") -> set[str]:
    with pytest.raises(InputError) as caught:
        read(noun, spec)  # type: ignore[arg-type]
    return {p.code for p in caught.value.problems}


def test_a_chinese_table_without_datum_is_refused(write: Write) -> None:
    assert errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,114.3,30.6\n")) == {"datum.undeclared"}
    assert errors(write("编号,类型,建筑面积,经度,纬度,坐标系\nA,站,500,114.3,30.6,\n")) == {"datum.undeclared"}


@pytest.mark.parametrize(("datum", "shift"), [("gcj02", wgs84_to_gcj02), ("百度", wgs84_to_bd09)])
def test_the_datum_of_the_spec(write: Write, datum: str, shift: object) -> None:
    x, y = shift(114.3, 30.6)  # type: ignore[operator]
    table = read("facility", write(f"编号,类型,建筑面积,经度,纬度\nA,站,500,{float(x)!r},{float(y)!r}\n", datum=datum))
    point = table.frame.geometry["A"]
    assert (point.x, point.y) == (pytest.approx(114.3, abs=1e-9), pytest.approx(30.6, abs=1e-9))


def test_the_row_goes_before_the_spec_and_the_spec_fills_blanks(write: Write) -> None:
    table = read("facility", write(facility("A,站,500,114.3,30.6,WGS84\nB,站,500,114.3,30.6,\n"), datum="BD-09"))
    assert table.frame.geometry["A"].x == 114.3
    assert table.frame.geometry["B"].x < 114.295
    assert codes(table, "B") == {"datum.filled"}


@pytest.mark.parametrize("text", ["地方坐标系", "1.5"])
def test_an_unknown_datum_of_a_row_is_a_doubt_with_candidates(write: Write, text: str) -> None:
    table = read("facility", write(facility(f"A,站,500,114.3,30.6,WGS84\nB,站,500,114.3,30.6,{text}\n")))
    assert table.frame.loc["B", "place_doubt"] == "datum.unknown"
    assert len(table.frame.loc["B", "candidates"].geoms) == 3


def test_rows_of_a_datum_that_needs_parameters_are_not_placed(write: Write) -> None:
    table = read("facility", write(facility("A,站,500,114.3,30.6,WGS84\nB,站,500,114.3,30.6,西安80\n")))
    assert table.frame.loc["B", "place_doubt"] == "datum.needs_parameters"
    assert table.frame.loc["B", "candidates"] is None
    assert errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,114.3,30.6\n", datum="北京54")) == {"datum.needs_parameters"}
    assert errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,114.3,30.6\n", datum="本地")) >= {"datum.unknown_file"}


def test_a_blank_datum_keeps_only_the_candidates_in_the_area(write: Write) -> None:
    table = read(
        "facility", write(facility("A,站,500,114.3,30.6,WGS84\nB,站,500,114.3,30.6,\nC,站,500,30.6,114.3,\nD,站,500,10,10,\n")), area=AREA
    )
    assert len(table.frame.loc["B", "candidates"].geoms) == 3
    assert len(table.frame.loc["C", "candidates"].geoms) == 3
    assert table.frame.loc["C", "candidates"].geoms[0].x == 114.3
    assert (table.frame.loc["D", "place_doubt"], table.frame.loc["D", "candidates"]) == ("place.outside", None)


@pytest.mark.parametrize(
    ("lon", "lat", "doubt"),
    [("30.6", "114.3", "place.swapped"), ("14.3", "30.6", "place.outside"), ("", "30.6", "place.blank"), ("暂无", "暂无", "place.blank"),
     ("见图", "30.6", "place.unreadable"), ("nan", "30.6", "place.unreadable"),
     ("inf", "30.6", "place.unreadable"), ("500", "500", "place.outside")],
)  # fmt: skip
def test_places_that_cannot_be_used(write: Write, lon: str, lat: str, doubt: str) -> None:
    table = read("facility", write(facility(f"A,站,500,114.3,30.6,WGS84\nB,站,500,{lon},{lat},WGS84\n")), area=AREA)
    assert table.frame.geometry["B"] is None
    assert table.frame.loc["B", "place_doubt"] == doubt
    assert codes(table, "B") == {doubt}
    assert (table.frame.loc["B", "candidates"] is None) == (doubt != "place.swapped")
    assert next(s for s in table.subjects() if s.id == "B").fact("lon").doubt == doubt


def test_without_an_area_the_limits_of_the_earth_count(write: Write) -> None:
    table = read("facility", write(facility("A,站,500,114.3,30.6,WGS84\nB,站,500,30.6,114.3,WGS84\nC,站,500,500,500,WGS84\n")))
    assert table.frame["place_doubt"].tolist() == ["", "place.swapped", "place.not_on_earth"]


def test_pairs_in_one_cell(write: Write) -> None:
    table = read(
        "compound", write('编号,总户数,经纬度\nA,10,"114.3,30.6"\nB,10,114.3，30.6\nC,10,114.3 30.6\nD,10,\nE,10,114.3\n', datum="WGS84")
    )
    assert [g is not None for g in table.frame.geometry] == [True, True, True, False, False]
    assert table.frame["place_doubt"].tolist()[3:] == ["place.blank", "place.unreadable"]


def test_projected_columns(write: Write) -> None:
    table = read("facility", write("编号,类型,建筑面积,X,Y\nA,站,500,500000,3387000\n", crs="EPSG:4547"), area=AREA)
    assert table.frame.geometry["A"].x == pytest.approx(114.0)
    turned = read("facility", write("编号,类型,建筑面积,X,Y\nA,站,500,3387000,500000\n", crs="EPSG:4547"), area=AREA)
    assert turned.frame.loc["A", "place_doubt"] == "place.swapped"
    assert turned.frame.loc["A", "candidates"].geoms[0].x == pytest.approx(114.0)


def test_degrees_and_metres_are_told_apart(write: Write) -> None:
    assert errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,114.3,30.6\n", crs="EPSG:4547")) == {"crs.looks_degrees"}
    assert "crs.looks_metres" in errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,500000,3387000\n", datum="CGCS2000"))
    assert errors(write("编号,类型,建筑面积,经度,纬度\nA,站,500,1,2\n", crs="地方")) == {"crs.unknown"}
    with pytest.raises(InputError) as caught:
        read("facility", write("编号,类型,建筑面积,经度,纬度\nA,站,500,38500000,3387000\n", crs="EPSG:4490"))
    assert "EPSG:4526" in caught.value.problems[0].mend()


def square(x: float, y: float, size: float = 0.01) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]]}


def collection(*geometries: Mapping[str, object] | None, **members: object) -> str:
    features = [
        {"type": "Feature", "properties": {"id": f"Q{i}", "name": "甲", "township": "乙", "county": "丙"}, "geometry": g}
        for i, g in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", **members, "features": features})


@pytest.mark.parametrize(
    ("members", "spec"),
    [({"datum": "GCJ-02"}, {}), ({}, {"datum": "高德"}), ({"crs": {"type": "name", "properties": {"name": "GCJ-02"}}}, {})],
)
def test_every_vertex_of_a_shifted_layer_is_moved(write: Write, members: dict[str, object], spec: dict[str, str]) -> None:
    table = read("community", write(collection(square(114.3, 30.6), **members), "a.geojson", **spec))
    got = shapely.get_coordinates(table.frame.geometry["Q0"])
    gcj = np.column_stack(wgs84_to_gcj02(got[:, 0], got[:, 1]))
    assert np.allclose(gcj, shapely.get_coordinates(shapely.geometry.shape(square(114.3, 30.6))), rtol=0, atol=1e-9)
    assert "datum.by_rule" not in codes(table)


def test_a_layer_that_names_cgcs2000_needs_no_note(write: Write) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    table = read("community", write(collection(square(114.3, 30.6), crs=crs), "a.geojson"))
    assert not codes(table)
    assert shapely.get_coordinates(table.frame.geometry["Q0"])[0].tolist() == [114.3, 30.6]


def test_broken_and_blank_shapes(write: Write) -> None:
    bowtie = {"type": "Polygon", "coordinates": [[[114, 30], [114.01, 30.01], [114.01, 30], [114, 30.01], [114, 30]]]}
    point = {"type": "Point", "coordinates": [114, 30]}
    table = read("community", write(collection(bowtie, None, point, square(114.1, 30)), "a.geojson"))
    assert codes(table, "Q0") == {"geometry.repaired"}
    assert table.frame.geometry["Q0"].is_valid
    assert table.frame.geometry["Q0"].geom_type == "MultiPolygon"
    assert codes(table, "Q1") == {"place.blank"}
    assert table.frame.geometry["Q1"] is None
    assert codes(table, "Q2") == {"geometry.not_area"}
    assert "candidates" not in table.frame.columns


def test_footprints_of_facilities_become_points(write: Write) -> None:
    table = read("facility", write(collection(square(114.3, 30.6)), "a.geojson"))
    assert table.frame.geometry["Q0"].geom_type == "Point"
    assert "geometry.to_point" in codes(table)


def test_an_old_datum_of_a_layer_is_refused(write: Write, tmp_path: object) -> None:
    spec = write("", "old.gpkg")
    spec.path.unlink()
    gpd.GeoDataFrame({"id": ["P1"]}, geometry=[shapely.box(500_000, 3_900_000, 500_100, 3_900_100)], crs=2382).to_file(spec.path)
    assert errors(spec, "parcel") == {"datum.needs_parameters"}


def test_doubts_of_places_weigh_as_doubts(write: Write) -> None:
    table = read("facility", write(facility("A,站,500,114.3,30.6,WGS84\nB,站,500,30.6,114.3,WGS84\n")))
    assert next(p for p in table.problems if p.code == "place.swapped").severity is Severity.DOUBT


@pytest.mark.parametrize(
    ("headers", "datum"),
    [
        ("高德经度,高德纬度", "GCJ-02"),
        ("经度(GCJ02),纬度(GCJ02)", "GCJ-02"),
        ("经度（百度）,纬度（百度）", "BD-09"),
        ("经度(BD-09),纬度", "BD-09"),
    ],
)
def test_a_datum_that_the_headers_name_is_used_and_told(write: Write, headers: str, datum: str) -> None:
    text = f"编号,名称,类型,建筑面积,{headers}\nA,甲站,站,500,114.3,30.6\n"
    table = read("facility", write(text))
    same = read("facility", write(text.replace(headers, "经度,纬度"), "b.csv", datum=datum))
    assert table.frame.geometry["A"].equals(same.frame.geometry["A"])
    assert "datum.by_header" in codes(table)
    stated = read("facility", write(text, "c.csv", datum="WGS84"))
    assert stated.frame.geometry["A"].coords[0] == (114.3, 30.6)
    assert "datum.by_header" not in codes(stated)


def test_headers_that_name_two_datums_are_asked_about(write: Write) -> None:
    with pytest.raises(InputError, match=r"datum\.undeclared"):
        read("facility", write("编号,名称,类型,建筑面积,经度(高德),纬度(百度)\nA,甲站,站,500,114.3,30.6\n"))


def test_every_reason_for_no_place_has_a_word_on_paper() -> None:
    reasons = {code for code in PROBLEMS if code.startswith("place.")} - {"place.none"}  # that one is about a whole layer
    assert reasons
    assert reasons <= dict(words_of("why_not")).keys()
