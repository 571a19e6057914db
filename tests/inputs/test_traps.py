"""One test per format and trap of docs/file-formats.md: each file is made here, and read, mended aloud or refused as the page says."""

from __future__ import annotations

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import shapely

from planner.errors import InputError, Severity
from planner.inputs import InputTable, file_hash, inspect_file, read
from planner.model import InputSpec

from . import made, made_xls
from .conftest import Write, codes

FACILITIES = "编号,名称,类型,建筑面积,经度,纬度,坐标系\nA,甲站,站,500,114.3,30.6,WGS84\nB,乙中心,中心,1200,114.31,30.61,WGS84\n"


def refused(spec: InputSpec, noun: str = "parcel") -> set[str]:
    with pytest.raises(InputError) as caught:
        read(noun, spec)
    for problem in caught.value.problems:
        assert problem.what()
        assert problem.mend()
    return {p.code for p in caught.value.problems}


def is_the_parcels(table: InputTable) -> None:
    """Figures and places are those that were written, whatever the format."""
    assert table.frame.index.tolist() == ["P1", "P2", "P3"]
    assert [s.fact("elderly_floor_area_m2").value for s in table.subjects()] == [Decimal("20.1"), Decimal(100), Decimal(200)]
    assert table.frame["households"].tolist() == [100, 500, 1240]
    expected = made.parcels(4326).geometry.to_numpy()
    assert shapely.hausdorff_distance(table.frame.geometry.to_numpy(), expected).max() < 2e-7  # two centimetres
    assert table.frame.crs.to_epsg() == 4326


def save_parcels(folder: Path, suffix: str) -> Path:
    if suffix == ".kmz":
        return made.zipped([save_parcels(folder, ".kml")], folder / "宗地.kmz", names="utf-8")
    path = folder / f"宗地{suffix}"
    drivers = {
        ".gpkg": "GPKG",
        ".gdb": "OpenFileGDB",
        ".fgb": "FlatGeobuf",
        ".kml": "LIBKML",
        ".geojson": "GeoJSON",
    }
    layer = made.parcels(4326 if suffix in {".kml", ".geojson"} else 4547)
    options = {"SPATIAL_INDEX": "NO"} if suffix == ".fgb" else {}  # an index would put the features into another order
    layer.to_file(path, driver=drivers[suffix], **({"layer": "宗地"} if suffix in {".gpkg", ".gdb", ".kml"} else {}), **options)
    return path


@pytest.mark.parametrize("suffix", [".gpkg", ".gdb", ".fgb", ".kml", ".kmz", ".geojson"])
def test_layers_of_every_format_are_the_same_parcels(tmp_path: Path, suffix: str) -> None:
    is_the_parcels(read("parcel", InputSpec(save_parcels(tmp_path, suffix))))


def test_a_geodatabase_is_hashed_whole(tmp_path: Path) -> None:
    path = save_parcels(tmp_path, ".gdb")
    before = file_hash(path)
    shutil.copytree(path, tmp_path / "copy.gdb")
    assert file_hash(tmp_path / "copy.gdb") == before
    largest = max(path.iterdir(), key=lambda p: p.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:-1])
    assert file_hash(path) != before


def test_a_geodatabase_of_several_layers_asks_which(tmp_path: Path) -> None:
    path = save_parcels(tmp_path, ".gdb")
    made.parcels().to_file(path, driver="OpenFileGDB", layer="备份", mode="a")
    assert refused(InputSpec(path)) == {"layer.choose"}
    is_the_parcels(read("parcel", InputSpec(path, layer="宗地")))


@pytest.mark.parametrize("cpg", [True, False])
@pytest.mark.parametrize("names", ["gbk", "utf-8"])
def test_a_zipped_shapefile_with_chinese_names(tmp_path: Path, names: str, cpg: bool) -> None:
    shp = made.shapefile(tmp_path, cpg=cpg)
    parts = sorted(p for p in tmp_path.iterdir() if p.stem == shp.stem)
    table = read("parcel", InputSpec(made.zipped(parts, tmp_path / "a.zip", names=names)))
    is_the_parcels(table)
    assert ("encoding.used" in codes(table)) == (not cpg)


def test_a_zip_of_several_layers_asks_which_and_a_strange_zip_is_refused(tmp_path: Path) -> None:
    one, two = made.shapefile(tmp_path, stem="甲"), made.shapefile(tmp_path, stem="乙")
    parts = sorted(p for p in tmp_path.iterdir() if p.stem in {one.stem, two.stem})
    path = made.zipped(parts, tmp_path / "两层.zip")
    assert refused(InputSpec(path)) == {"layer.choose"}
    assert refused(InputSpec(path, layer="丙")) == {"layer.missing"}
    is_the_parcels(read("parcel", InputSpec(path, layer="乙")))
    assert refused(InputSpec(made.zipped([one.with_suffix(".dbf")], tmp_path / "b.zip"))) == {"file.empty"}
    (tmp_path / "c.zip").write_bytes(b"PK no zip at all")
    assert refused(InputSpec(tmp_path / "c.zip")) == {"file.unreadable"}


def test_a_name_in_a_zip_cannot_leave_its_folder(tmp_path: Path) -> None:
    csv = tmp_path / "a.csv"
    csv.write_text(FACILITIES, encoding="utf-8")
    path = made.zipped([csv], tmp_path / "up.zip", names="utf-8", folder="../../../up")
    assert read("facility", InputSpec(path)).frame.index.tolist() == ["A", "B"]
    assert not (tmp_path.parent / "up").exists()


def test_a_drawing_gives_areas_and_labels_and_is_joined_to_its_table(tmp_path: Path) -> None:
    path = made.drawing(tmp_path / "总图.dxf")
    assert refused(InputSpec(path)) == {"layer.choose"}
    assert refused(InputSpec(path, layer="绿地")) == {"layer.missing"}
    assert "crs.looks_metres" in refused(InputSpec(path, layer="宗地"))
    table = read("parcel", InputSpec(path, layer="宗地", crs="EPSG:4547", columns={"id": "标注"}))
    assert table.frame.index.tolist() == ["P1", "P2", "P3"]
    assert table.frame.geometry.geom_type.unique().tolist() == ["Polygon"]
    figures = "\n".join(",".join(row) for row in (made.HEADERS, *made.ROWS))
    (tmp_path / "指标.csv").write_text(figures, encoding="utf-8")
    (tmp_path / "总图.dxf.mapping.yaml").write_text(
        "noun: parcel\nlayer: 宗地\ncrs: EPSG:4547\ncolumns: {id: 标注}\njoin: {path: 指标.csv}\n", encoding="utf-8"
    )
    is_the_parcels(read("parcel", InputSpec(path)))


def test_inspecting_a_drawing_proposes_its_labels_as_ids(tmp_path: Path) -> None:
    found = inspect_file(made.drawing(tmp_path / "a.dxf"), noun="parcel", spec=InputSpec(tmp_path / "a.dxf", layer="宗地"))
    assert found.proposals == {"id": "标注"}


def test_corner_text_is_read_northing_first_with_holes_and_zone(write: Write) -> None:
    text = made.corner_text()
    table = read("parcel", write(text.encode("gbk"), "宗地.txt"))
    assert table.frame.index.tolist() == ["P1", "P2", "P3"]
    assert [len(shape.interiors) for shape in table.frame.geometry] == [1, 0, 0]
    expected = made.parcels(4326).geometry.to_numpy()
    assert shapely.hausdorff_distance(table.frame.geometry.to_numpy()[1:], expected[1:]).max() < 2e-7
    assert table.frame["site_area_m2"].tolist() == [40_000.0] * 3
    assert codes(table) >= {"column.converted", "corners.count", "encoding.used"}
    bare = read("parcel", write(made.corner_text(prefix=False), "无带号.txt"))
    assert shapely.equals_exact(bare.frame.geometry.to_numpy(), table.frame.geometry.to_numpy(), 1e-9).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"datum": "80国家大地坐标系"}, "datum.needs_parameters"),
        ({"datum": "北京54坐标系"}, "datum.needs_parameters"),
        ({"datum": "某市独立坐标系"}, "datum.unknown_file"),
        ({"zone": "", "prefix": False}, "corners.zone"),
        ({"zone": "37"}, "corners.zone"),
    ],
)
def test_corner_text_that_does_not_say_where_is_refused(write: Write, options: dict[str, object], code: str) -> None:
    assert code in refused(write(made.corner_text(**options), "a.txt"))  # type: ignore[arg-type]


def test_a_broken_corner_is_named_by_line(write: Write) -> None:
    lines = made.corner_text().splitlines()
    lines[12] = "J1,1,三百,500000"
    with pytest.raises(InputError) as caught:
        read("parcel", write("\n".join(lines), "a.txt"))
    assert [(p.code, p.row) for p in caught.value.problems] == [("corners.bad_line", 13)]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".et"])
@pytest.mark.parametrize("two_rows", [True, False])
@pytest.mark.parametrize("title", [True, False])
@pytest.mark.parametrize("totals", [True, False])
def test_an_office_workbook(tmp_path: Path, suffix: str, two_rows: bool, title: bool, totals: bool) -> None:
    path = made.workbook(tmp_path / "一览表.xlsx", title=title, two_rows=two_rows, totals=totals)
    if suffix != ".xlsx":
        path = made_xls.old_workbook(path, path.with_suffix(suffix))
    table = read("facility", InputSpec(path, datum="WGS84"))
    assert table.frame.index.tolist() == ["A", "B"]
    assert table.frame["beds"].tolist() == [10, 30]
    assert table.subjects()[0].fact("floor_area_m2").value == Decimal("500.1")
    first = 1 + 2 * title + 1 + two_rows
    assert table.frame["row"].tolist() == [first, first + 1]
    assert ("sheet.above" in codes(table), "sheet.left_out" in codes(table)) == (title, totals)


def test_a_workbook_of_several_sheets_asks_which(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made.workbook(tmp_path / "a.xlsx"))
    book.copy_worksheet(book["一览表"]).title = "二季度"
    book.save(tmp_path / "b.xlsx")
    made_xls.old_workbook(tmp_path / "b.xlsx", tmp_path / "b.xls")
    for name in ("b.xlsx", "b.xls"):
        assert refused(InputSpec(tmp_path / name, datum="WGS84"), "facility") == {"layer.choose"}
        assert read("facility", InputSpec(tmp_path / name, layer="二季度", datum="WGS84")).frame.index.tolist() == ["A", "B"]
        assert refused(InputSpec(tmp_path / name, layer="三季度"), "facility") == {"layer.missing"}


def test_excel_numbers_dates_and_long_codes_keep_what_the_sheet_shows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["宗地代码", "户数", "养老建面", "出让日期"])
    sheet.append([141002001001, 0.1 + 0.2, "约900㎡", datetime.date(2023, 10, 1)])
    book.save(tmp_path / "a.xlsx")
    made_xls.old_workbook(tmp_path / "a.xlsx", tmp_path / "a.xls")
    for name in ("a.xlsx", "a.xls"):
        table = read("parcel", InputSpec(tmp_path / name))
        assert table.frame.index.tolist() == ["141002001001"]
        assert table.raw.to_numpy().tolist() == [["141002001001", "0.3", "约900㎡", "2023-10-01"]]
        assert "number.approximate" in codes(table)


def test_a_unit_written_above_the_table_is_asked_about_not_applied(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["地块指标表"], ["单位：亩"], ["地块编号", "用地面积", "户数"], ["P1", 30, 100]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    table = read("parcel", InputSpec(tmp_path / "a.xlsx"))
    assert table.frame.loc["P1", "site_area_m2"] == 30
    assert [(p.code, p.severity) for p in table.problems if p.row == 2] == [("sheet.unit_note", Severity.DOUBT)]


def test_damaged_and_locked_workbooks_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 locked")
    assert refused(InputSpec(tmp_path / "a.xlsx")) == {"file.unreadable"}
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    assert refused(InputSpec(tmp_path / "b.xlsx")) == {"file.empty"}
    whole = made_xls.old_workbook(made.workbook(tmp_path / "c.xlsx"), tmp_path / "c.xls").read_bytes()
    for cut in (600, 1100, 2000, 3000):
        (tmp_path / "d.xls").write_bytes(whole[:cut])
        assert refused(InputSpec(tmp_path / "d.xls", datum="WGS84"), "facility") <= {"file.unreadable", "file.empty"}


def test_what_a_sheet_is_its_content_says_not_its_name(write: Write, tmp_path: Path) -> None:
    """Systems export text, web pages and new workbooks and call them .xls."""
    text = read("facility", write(FACILITIES.replace(",", "\t").encode("gbk"), "a.xls"))
    assert text.frame["name"].tolist() == ["甲站", "乙中心"]
    new = shutil.copy(made.workbook(tmp_path / "b.xlsx"), tmp_path / "b.xls")
    assert read("facility", InputSpec(Path(new), datum="WGS84")).frame.index.tolist() == ["A", "B"]
    assert refused(write("\n<html><table><tr><td>编号</td></tr></table></html>", "c.xls"), "facility") == {"file.markup_sheet"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [",", "\t"])
def test_delimited_text_in_every_encoding(write: Write, encoding: str, sign: str) -> None:
    table = read("facility", write(FACILITIES.replace(",", sign).encode(encoding), "a.tsv"))
    assert table.frame["name"].tolist() == ["甲站", "乙中心"]


def test_delimited_text_with_a_title_above_and_totals_below(write: Write) -> None:
    table = read("facility", write("某市养老设施一览表\n单位：平方米,,\n" + FACILITIES + "合计,,,1700,,,\n注：数据截至年底,,,,,,\n"))
    assert table.frame.index.tolist() == ["A", "B"]
    assert table.frame["row"].tolist() == [4, 5]
    assert sorted(p.row or 0 for p in table.problems if p.code in {"sheet.left_out", "sheet.above"}) == [1, 2, 6, 7]


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.dwg", "file.dwg"), ("a.xlsb", "file.old_sheet"), ("a.ods", "file.old_sheet"), ("a.mdb", "file.other_gis"),
     ("a.pdf", "file.not_data"), ("a.rar", "file.other_archive")],
)  # fmt: skip
def test_known_formats_that_cannot_be_read_say_what_to_do(write: Write, name: str, code: str) -> None:
    assert refused(write("x", name)) == {code}


def test_a_shapefile_of_xian_80_or_beijing_54_is_refused(tmp_path: Path) -> None:
    for name, epsg in (("西安", 2382), ("北京", 2434)):
        layer = made.parcels().set_crs(epsg, allow_override=True)
        path = made.shapefile(tmp_path, stem=name, layer=layer)
        assert refused(InputSpec(path)) == {"datum.needs_parameters"}


def test_a_zone_far_from_the_data_is_doubted(tmp_path: Path) -> None:
    path = made.shapefile(tmp_path, prj=False)
    assert "crs.other_zone" not in codes(read("parcel", InputSpec(path, crs="EPSG:4547")))
    east = made.parcels()
    east.geometry = east.geometry.translate(xoff=240_000)  # 116.5 E in the zone of 114 E
    assert "crs.other_zone" in codes(read("parcel", InputSpec(made.shapefile(tmp_path, stem="东", layer=east))))
    seam = made.parcels()
    seam.geometry = seam.geometry.translate(xoff=-160_000)  # just west of 112.5 E: a county across the seam is kept in one zone
    assert "crs.other_zone" not in codes(read("parcel", InputSpec(made.shapefile(tmp_path, stem="缝", layer=seam))))
