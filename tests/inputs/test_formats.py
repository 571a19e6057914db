"""The formats: encodings, line ends, quoting, layers, what a damaged file says."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError
from planner.inputs import InputTable, file_hash, read
from planner.inputs.formats.dbf import dbf_encoding
from planner.inputs.formats.text_files import decode
from planner.model import InputSpec

from .conftest import Write, codes

TEXT = '编号,名称,类型,建筑面积,经度,纬度,坐标系\nA,甲站,站,500,114.3,30.6,WGS84\nB,乙中心,中心,"1,200",114.31,30.61,WGS84\n'


def refused(spec: InputSpec, noun: str = "facility") -> str:
    with pytest.raises(InputError) as caught:
        read(noun, spec)
    (problem,) = caught.value.problems
    assert problem.what()
    assert problem.mend()
    return problem.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(write: Write, encoding: str, end: str) -> None:
    table = read("facility", write(TEXT.replace("\n", end).encode(encoding)))
    assert table.frame["name"].tolist() == ["甲站", "乙中心"]
    assert table.frame["floor_area_m2"].tolist() == [500, 1200]
    assert table.frame["row"].tolist() == [2, 3]
    assert ("encoding.used" in codes(table)) == (encoding in {"gbk", "gb18030", "utf-16"})


@given(st.text("甲乙丙㎡（）ab1,，'。é", min_size=1), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_text_comes_back_in_any_encoding(text: str, encoding: str) -> None:
    got, used = decode(("编号\n" + text).encode(encoding), InputSpec(Path("x.csv")))
    assert got.removeprefix("\ufeff") == "编号\n" + text
    assert used == encoding


def test_forced_and_unknown_encodings(write: Write) -> None:
    assert refused(write(TEXT.encode("gbk"), encoding="utf-8")) == "encoding.wrong"
    assert refused(write(TEXT, encoding="klingon")) == "encoding.wrong"
    assert refused(write(b"\xff\xff\x80,\n\x81\n")) == "encoding.unknown"
    assert read("facility", write(TEXT.encode("gbk"), encoding="GBK")).frame.loc["A", "name"] == "甲站"


@pytest.mark.parametrize("delimiter", ["\t", ";"])
def test_other_delimiters(write: Write, delimiter: str) -> None:
    assert len(read("facility", write(TEXT.replace('"1,200"', "1200").replace(",", delimiter))).frame) == 2


def test_quoted_line_breaks_and_blank_lines_keep_the_line_numbers(write: Write) -> None:
    text = '编号,名称,类型,建筑面积,经度,纬度,坐标系\n\nA,"甲\n站",站,500,114.3,30.6,WGS84\n,,,,,,\nB,乙,站,600,114.3,30.6,WGS84\n'
    assert read("facility", write(text)).frame["row"].tolist() == [3, 6]


def test_an_unquoted_comma_spoils_only_its_row(write: Write) -> None:
    text = "编号,类型,建筑面积,经度,纬度,坐标系\nA,站,1,200,114.3,30.6,WGS84\nB,站,600,114.3,30.6,WGS84\nC,站\n"
    table = read("facility", write(text))
    assert codes(table, "A") == {"row.ragged"}
    assert pd.isna(table.frame.loc["A", "floor_area_m2"])
    assert table.frame.geometry["A"] is None
    assert table.doubts["A", "floor_area_m2"] == "row.ragged"
    assert {"row.short", "place.blank"} <= codes(table, "C")
    assert not codes(table, "B")


def test_files_that_cannot_be_read(write: Write, tmp_path: Path) -> None:
    assert refused(InputSpec(tmp_path / "none.csv")) == "file.missing"
    assert refused(InputSpec(tmp_path)) == "file.folder"
    assert refused(write("", "empty.csv")) == "file.empty"
    assert refused(write("编号,名称\n", "head.csv")) == "file.empty"
    assert refused(write("x", "a.xyz")) == "file.format"
    assert refused(write("{", "a.geojson")) == "file.unreadable"
    assert refused(write('{"type": "Topology"}', "b.geojson")) == "file.not_geojson"
    assert refused(write('{"type": "FeatureCollection", "features": []}', "c.geojson")) == "file.empty"
    assert refused(write("no database", "d.gpkg")) == "file.not_its_kind"
    assert refused(write("no parquet", "e.parquet")) == "file.unreadable"
    assert refused(write("no shapes", "f.shp")) == "file.part_missing"


def test_messages_never_name_the_machine(write: Write) -> None:
    for spec in (write("no database", "d.gpkg", shown="in/d.gpkg"), write("no parquet", "e.parquet", shown="in/e.parquet")):
        with pytest.raises(InputError) as caught:
            read("parcel", spec)
        assert str(spec.path.parent) not in str(caught.value)


def layer(crs: int = 4547) -> gpd.GeoDataFrame:
    shapes = [shapely.box(500_000, 3_387_000, 500_100, 3_387_100), shapely.box(500_200, 3_387_000, 500_300, 3_387_100)]
    columns = {
        "地块编号": ["P1", "P2"],
        "规划户数": [100, None],
        "规划人口": [260.0, 300.0],
        "养老建面": [20.1, 0.0],
        "养老用地": [52.0, 60.0],
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=crs)


def check_layer(table: InputTable) -> None:
    assert table.frame.index.tolist() == ["P1", "P2"]
    assert table.raw["elderly_floor_area_m2"].tolist() == ["20.1", "0"]
    assert table.raw["households"].tolist() == ["100", ""]
    assert table.frame["row"].tolist() == [1, 2]
    assert table.frame.crs.to_epsg() == 4326
    assert table.frame.geometry["P1"].bounds[0] == pytest.approx(114.0)


def test_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    layer().to_file(path, layer="地块")
    check_layer(read("parcel", InputSpec(path)))
    layer().to_file(path, layer="备份")
    assert refused(InputSpec(path), "parcel") == "layer.choose"
    assert refused(InputSpec(path, layer="没有"), "parcel") == "layer.missing"
    check_layer(read("parcel", InputSpec(path, layer="地块")))


def test_geoparquet_and_plain_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    layer().to_parquet(path)
    check_layer(read("parcel", InputSpec(path)))
    pd.DataFrame({"id": ["A"], "persons": [2.5], "lon": [-3.0], "lat": [51.5]}).to_parquet(path)
    assert read("demand", InputSpec(path)).frame.loc["A", "persons"] == 2.5


@pytest.mark.parametrize(
    ("stored", "cpg", "code"),
    [("GBK", "GBK", ""), ("GBK", None, "encoding.used"), ("GBK", "UTF-8", "encoding.declared_wrong"), ("UTF-8", None, "encoding.used")],
)
def test_shapefiles_in_any_encoding(tmp_path: Path, stored: str, cpg: str | None, code: str) -> None:
    path = tmp_path / "a.shp"
    # Latin-1 keeps the bytes as they are, so that the names are cut in mid-character as other programs do.
    names = {name: name.encode(stored)[:10].decode("latin-1") for name in layer().columns if name != "geometry"}
    pyogrio.write_dataframe(layer().rename(columns=names), path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(cpg)
    table = read("parcel", InputSpec(path))
    check_layer(table)
    assert ({c for c in codes(table) if c.startswith("encoding")} or {""}) == {code}
    assert ("column.shortened" in codes(table)) == (stored == "UTF-8")


def test_a_shapefile_without_reference_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.shp"
    pyogrio.write_dataframe(layer(), path, encoding="GBK")
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError) as caught:
        read("parcel", InputSpec(path))
    assert {p.code for p in caught.value.problems} == {"crs.looks_metres"}
    check_layer(read("parcel", InputSpec(path, crs="EPSG:4547")))


@given(st.binary(max_size=200))
def test_any_bytes_give_some_encoding(data: bytes) -> None:
    assert dbf_encoding(data, "")[0]


def test_a_damaged_head_that_promises_billions_of_records_costs_nothing() -> None:
    data = bytes([3, 0, 0, 0]) + b"\xff\xff\xff\xff" + (65).to_bytes(2, "little") + b"\x00\x00" + bytes(20) + b"NAME" + bytes(7) + b"C"
    assert dbf_encoding(data + bytes(4) + b"\x0a" + bytes(15) + b"\r", "") == ("utf-8", "")


def test_the_hash_depends_on_content_alone(write: Write) -> None:
    assert file_hash(write("a", "a.csv").path) == file_hash(write("a", "b.csv").path)
    assert file_hash(write("a", "a.csv").path) != file_hash(write("b", "b.csv").path)
