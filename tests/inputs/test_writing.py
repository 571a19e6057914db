"""Writing back: what was read comes back the same, in the bureau's zone and under Chinese headers, whatever the format."""

from __future__ import annotations

import warnings
from pathlib import Path

import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError, OutputError
from planner.inputs import read
from planner.inputs.writing import _cut, _short_names, write_back
from planner.model import InputSpec

from . import made
from .conftest import Write, read_case

TABLE = (
    "编号,名称,类型,建筑面积,床位,经度,纬度,坐标系,备注\n"
    "A,王家湾片区社区养老服务中心,社区养老服务中心,500.1,12,114.3,30.6,WGS84,x\n"
    "B,乙中心,站,约900㎡,,114.31,30.61,WGS84,y\n"
    "C,丙,站,80,1,,,,z\n"
)


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson"])
def test_a_table_goes_out_and_comes_back(write: Write, tmp_path: Path, suffix: str) -> None:
    table = read("facility", write(TABLE))
    path = write_back(table, tmp_path / f"设施{suffix}")
    again = read("facility", InputSpec(path))
    assert again.frame.index.tolist() == ["A", "B", "C"]
    for column in ("name", "kind", "floor_area_m2", "beds"):
        assert again.frame[column].equals(table.frame[column]), column
    placed = shapely.get_coordinates(again.frame.geometry.to_numpy()[:2])
    assert abs(placed - shapely.get_coordinates(table.frame.geometry.to_numpy()[:2])).max() < 1e-7
    assert again.frame.geometry["C"] is None or again.frame.geometry["C"].is_empty
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the names are GBK bytes, which the library says
        crs = pyogrio.read_info(path, encoding="ISO-8859-1" if suffix == ".shp" else None)["crs"]
    assert crs == ("EPSG:4326" if suffix == ".geojson" else "EPSG:4547")


def test_parcels_keep_their_areas_and_a_stated_zone(tmp_path: Path) -> None:
    made.parcels().to_file(tmp_path / "a.gpkg")
    table = read("parcel", InputSpec(tmp_path / "a.gpkg"))
    path = write_back(table, tmp_path / "out" / "b.shp", crs="EPSG:4526")
    assert pyogrio.read_bounds(path)[1][0].min() > 38_000_000
    again = read("parcel", InputSpec(path))
    assert shapely.hausdorff_distance(again.frame.geometry.to_numpy(), table.frame.geometry.to_numpy()).max() < 1e-8
    assert [s.fact("elderly_floor_area_m2").value for s in again.subjects()] == [
        s.fact("elderly_floor_area_m2").value for s in table.subjects()
    ]


def test_doubts_travel_with_the_rows(cases: Path, tmp_path: Path) -> None:
    table = read_case(cases, "parcel", "wuhan/parcels.geojson")
    path = write_back(table, tmp_path / "a.gpkg")
    frame = pyogrio.read_dataframe(path).set_index(table.headers["id"])
    assert "number.negative" in frame.loc["P049", "存疑"]
    assert frame.loc["P001", "存疑"] == ""


def test_another_format_is_refused_and_a_full_folder_is_an_error(write: Write, tmp_path: Path) -> None:
    table = read("facility", write(TABLE))
    with pytest.raises(InputError) as caught:
        write_back(table, tmp_path / "a.dwg")
    assert caught.value.problems[0].code == "file.cannot_write_format"
    (tmp_path / "a_file").write_text("x")
    with pytest.raises(OutputError):
        write_back(table, tmp_path / "a_file" / "a.gpkg")


@given(st.lists(st.text("养老服务设施建筑面积用地abc", min_size=1, max_size=14), min_size=1, max_size=8, unique=True))
def test_short_names_fit_and_differ(names: list[str]) -> None:
    short = list(_short_names(names, "gbk").values())
    assert len(set(short)) == len(names)
    assert all(len(name.encode("gbk")) <= 10 for name in short)
    assert _cut("养老𠮷", "gbk", 5) == "养老?".encode("gbk")
