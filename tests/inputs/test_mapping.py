"""The mapping file: saved, used again, part of the input, and strict about what it may say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import shapely

from planner.errors import InputError
from planner.inputs import file_hash, inspect_file, read, save_mapping
from planner.inputs.values.landcodes import is_residential, undecided
from planner.model import InputSpec

from . import made
from .conftest import Write, codes

TABLE = "地块编号,规划总户数合计,规划人口,用地面积,养老建筑面积合计,养老用地\nP1,100,260,30,20.1,52\n"


def mapped(spec: InputSpec, text: str) -> InputSpec:
    spec.path.with_name(spec.path.name + ".mapping.yaml").write_text(text, encoding="utf-8")
    return spec


def test_close_headers_are_proposed_never_used_and_kept_once_confirmed(write: Write) -> None:
    spec = write(TABLE, "宗地.csv")
    found = inspect_file(spec.path, noun="parcel")
    assert found.proposals == {"households": "规划总户数合计", "elderly_floor_area_m2": "养老建筑面积合计"}
    assert not {"households", "elderly_floor_area_m2"} & found.headers.keys()
    before = file_hash(spec.path)
    save_mapping(spec.path, "parcel", columns=found.proposals, units={"site_area_m2": "亩"})
    table = read("parcel", spec)
    assert "mapping.used" in codes(table)
    assert table.frame.loc["P1", "households"] == 100
    assert table.subjects()[0].fact("site_area_m2").value == Decimal(30) * Decimal(2000) / Decimal(3)
    assert file_hash(spec.path) != before
    assert inspect_file(spec.path).mapping == "宗地.csv.mapping.yaml"


def test_the_scenario_goes_before_the_mapping(write: Write) -> None:
    spec = write("编号,户数甲,户数乙,人口\nP1,100,200,260\n", columns={"households": "户数乙"})
    mapped(spec, "noun: parcel\ncolumns: {households: 户数甲}\n")
    assert read("parcel", spec).frame.loc["P1", "households"] == 200


def test_a_mapping_of_another_kind_of_table_does_not_spoil_a_reading(write: Write) -> None:
    spec = mapped(write("编号,名称,类型,经度,纬度\nA,甲,站,114.3,30.6\n"), "noun: compound\ndatum: WGS84\ncolumns: {households: 名称}\n")
    assert read("facility", spec).frame.index.tolist() == ["A"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("noun: parcel\nnoun: parcel\n", "mapping.unreadable"),
        ("noun: [\n", "mapping.unreadable"),
        ("noun: parcel\ncolour: red\n", "mapping.bad"),
        ("noun: banana\n", "mapping.bad"),
        ("noun: parcel\nunits: {site_area_m2: 斤}\n", "mapping.bad"),
        ("noun: parcel\nunits: {name: 亩}\n", "mapping.bad"),
        ("noun: parcel\ncolumns: {hausholds: 户数}\n", "mapping.bad"),
        ("noun: parcel\nlocal_grid: {to: 'EPSG:4547', points: [[0, 0, 1, 1]]}\n", "mapping.bad"),
        ("- a list\n", "mapping.bad"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_with_what_is_known(write: Write, text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        read("parcel", mapped(write(TABLE), text))
    assert {p.code for p in caught.value.problems} == {code}
    assert all(p.mend() and p.file.endswith(".mapping.yaml") for p in caught.value.problems)


def test_a_header_row_may_be_stated(tmp_path: Path) -> None:
    path = made.workbook(tmp_path / "a.xlsx")
    mapped(InputSpec(path), "noun: facility\ndatum: WGS84\nheader_rows: [3, 4]\n")
    assert read("facility", InputSpec(path)).frame.index.tolist() == ["A", "B"]


GRID = (
    "noun: parcel\nlocal_grid: {{to: 'EPSG:4547', "
    "points: [[0, 0, 500000, 3387000], [1000, 0, 501000, 3387000], [0, 1000, 500000, 3388000], {last}]}}\n"
)


def test_a_local_grid_is_brought_home_by_its_control_points(tmp_path: Path) -> None:
    layer = made.parcels().translate(xoff=-500_000, yoff=-3_387_000)
    local = made.parcels()
    local.geometry = layer.geometry
    path = made.shapefile(tmp_path, layer=local, prj=False)
    mapped(InputSpec(path), GRID.format(last="[1000, 1000, 501000, 3388000]"))
    table = read("parcel", InputSpec(path))
    assert shapely.hausdorff_distance(table.frame.geometry.to_numpy(), made.parcels(4326).geometry.to_numpy()).max() < 1e-9
    assert "mapping.grid_rest" not in codes(table)
    mapped(InputSpec(path), GRID.format(last="[1000, 1000, 501030, 3388000]"))
    assert "mapping.grid_rest" in codes(read("parcel", InputSpec(path)))


def test_ids_that_do_not_meet_are_told_on_both_sides(tmp_path: Path) -> None:
    path = made.shapefile(tmp_path, layer=made.parcels()[["地块编号", "geometry"]])
    (tmp_path / "指标.csv").write_text("编号,户数\nP1,10\nP1,11\nP9,90\n", encoding="utf-8")
    mapped(InputSpec(path), "noun: parcel\njoin: {path: 指标.csv}\n")
    table = read("parcel", InputSpec(path))
    assert table.frame["households"].tolist()[0] == 10
    assert table.frame["households"].isna().tolist() == [False, True, True]
    before = table.sha256
    unmatched = {(p.file, p.params["count"]) for p in table.problems if p.code == "join.unmatched"}
    assert unmatched == {("地块.shp", 2), ("指标.csv", 1)}
    assert "join.repeated" in codes(table)
    (tmp_path / "指标.csv").write_text("编号,户数\nP1,12\n", encoding="utf-8")
    assert read("parcel", InputSpec(path)).sha256 != before
    (tmp_path / "指标.csv").write_text("编号,户数\nP1,10\nP1,11\nP9,90\n", encoding="utf-8")
    mapped(InputSpec(path), "noun: parcel\njoin: {path: 指标.csv, id: 宗地统一编码}\n")
    with pytest.raises(InputError) as caught:
        read("parcel", InputSpec(path))
    assert caught.value.problems[0].code == "join.no_id"


@pytest.mark.parametrize(
    ("code", "scheme", "answer"),
    [
        ("0701", "MNR2020", True), ("070102", "MNR2020", True), ("0702", "MNR2020", False), ("0702", "三调", True), ("0702", "", None),
        ("0701 城镇住宅用地", "", True), ("R2", "GB50137-2011", True), ("A6", "GB50137-2011", False), ("R2", "MNR2020", None),
        ("0807", "MNR2020", False), ("", "MNR2020", None), ("住宅", "", None),
    ],
)  # fmt: skip
def test_a_land_code_means_what_its_scheme_says(code: str, scheme: str, answer: bool | None) -> None:
    assert is_residential(code, scheme) is answer


def test_codes_of_an_undeclared_scheme_are_asked_about(write: Write) -> None:
    assert undecided(["0701", "0702", "", "R2"], "") == [1]
    spec = write("地块编号,户数,人口,养老建面,养老用地,用地代码\nP1,1,2,3,4,0702\nP2,1,2,3,4,0701\n", "a.csv")
    assert "land.scheme" in codes(read("parcel", spec))
    table = read("parcel", mapped(spec, "noun: parcel\nland_codes: 三调\n"))
    assert "land.scheme" not in codes(table)
    assert table.frame["residential"].tolist() == [True, True]
