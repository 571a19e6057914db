"""``planner inspect`` from end to end: comparing, proposing, confirming, saving, writing back."""

from __future__ import annotations

import json
import re
from pathlib import Path

import geopandas as gpd
import openpyxl
import pyogrio
import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from planner.errors import InputError
from planner.geo import wgs84_to_bd09

from ..geo.test_detector import town
from ..inputs import made, made_xls
from ..inputs.test_detection import listing


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def streets(tmp_path: Path) -> Path:
    path = tmp_path / "streets.geojson"
    gpd.GeoDataFrame({"highway": ["residential"] * len(town()[0])}, geometry=town()[0], crs=4326).to_file(path)
    return path


@pytest.fixture
def compounds(tmp_path: Path) -> Path:
    path = tmp_path / "小区.csv"
    path.write_text(listing(*wgs84_to_bd09(*town()[1].T)), encoding="utf-8")
    return path


def test_a_list_is_compared_with_streets(compounds: Path, streets: Path) -> None:
    ended = call("inspect", compounds, "--against", streets, "--json")
    assert ended.exit_code == 0
    readings = json.loads(ended.stdout)["detection"]
    assert readings["sure"] is True
    assert readings["readings"][0]["datum"] == "BD-09"
    assert {r["datum"] for r in readings["readings"][1:]} == {"GCJ-02", "WGS84"}
    assert readings["readings"][0]["mean_m"] < 60
    shown = call("inspect", compounds, "--against", streets)
    assert "BD-09" in shown.stdout
    assert "可以采用" in shown.stdout


def test_an_osm_file_serves_as_reference(compounds: Path, streets: Path, tmp_path: Path) -> None:
    walk = tmp_path / "a.walk"
    assert call("network", "build", streets, "-o", walk).exit_code == 0
    ended = call("inspect", compounds, "--against", walk, "--json")
    assert json.loads(ended.stdout)["detection"]["readings"][0]["datum"] == "BD-09"


def test_what_was_confirmed_is_kept_and_used(tmp_path: Path) -> None:
    path = tmp_path / "地块.csv"
    path.write_text("地块编号,规划总户数合计,规划人口,养老建面,养老用地\nP1,100,260,20.1,52\n", encoding="utf-8")
    found = json.loads(call("inspect", path, "--as", "parcel", "--json").stdout)
    assert found["proposals"] == {"households": "规划总户数合计"}
    assert call("inspect", path, "--as", "parcel", "--accept", "all", "--save").exit_code == 0
    again = json.loads(call("inspect", path, "--json").stdout)
    assert again["headers"]["households"] == "规划总户数合计"
    assert again["mapping"] == "地块.csv.mapping.yaml"
    with pytest.raises(InputError, match="--accept"):
        call_raw("inspect", path, "--accept", "nonsense")


def test_a_datum_kept_is_shown_the_next_time_and_a_folder_tells_as_much(tmp_path: Path) -> None:
    path = tmp_path / "设施.csv"
    path.write_text(
        "编号,名称,类型,建筑面积,经度,纬度\nA1,甲,社区养老服务中心,约800,111.51,36.08\nA1,乙,社区养老服务站,-3,111.52,36.08\n",
        encoding="utf-8",
    )
    assert json.loads(call("inspect", path, "--json").stdout)["datum"] == ""
    assert call("inspect", path, "--datum", "高德", "--save").exit_code == 0
    found = json.loads(call("inspect", path, "--json").stdout)
    assert (found["datum"], found["mapping"]) == ("GCJ-02", "设施.csv.mapping.yaml")
    assert "未声明" not in call("inspect", path).stdout
    told = call("inspect", tmp_path).stdout
    codes = {p["code"] for p in found["problems"]}
    assert {"number.negative", "number.approximate"} <= codes
    assert all(f"[{code}]" in told for code in codes)


def call_raw(*words: object) -> None:
    ended = call(*words)
    if ended.exception is not None:
        raise ended.exception


def test_a_table_is_written_back_in_the_zone_of_its_place(tmp_path: Path) -> None:
    path = made.shapefile(tmp_path)
    out = tmp_path / "回写.gpkg"
    assert call("inspect", path, "--as", "parcel", "--write-back", out).exit_code == 0
    info = pyogrio.read_info(out)
    assert info["crs"] == "EPSG:4547"
    assert {"地块编号", "规划户数", "存疑"} <= set(info["fields"])
    assert call("inspect", path, "--write-back", out, "--write-crs", "EPSG:4526").exit_code == 0
    assert pyogrio.read_info(out)["crs"] == "EPSG:4526"
    with pytest.raises(InputError, match=r"crs\.unknown"):
        call_raw("inspect", path, "--write-back", out, "--write-crs", "火星")


def test_a_reference_that_says_nothing_of_its_place_is_refused(compounds: Path, tmp_path: Path) -> None:
    nowhere = made.shapefile(tmp_path, prj=False)
    with pytest.raises(InputError, match=r"against\.place"):
        call_raw("inspect", compounds, "--against", nowhere)


def figures(folder: Path) -> Path:
    """The developer's figures in an old workbook, away from the shapes."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["地块指标一览表"], list(made.HEADERS), *[[row[0], *map(float, row[1:])] for row in made.ROWS], ["合计"]):
        sheet.append(row)
    book.save(folder / "指标.xlsx")
    return made_xls.old_workbook(folder / "指标.xlsx", folder / "指标.xls")


def judged(shapes: Path) -> None:
    """The parcels are judged, in the printed summary and in the data: 20.1 of 20 m² and 100 of 100 pass, 200 of 248 m² fail."""
    words = ("check", "parcels", shapes, "--rules", "linfen", "--as-of", "2024-06-01")
    printed = call(*words)
    assert printed.exit_code == 0
    assert re.search(r"│\s+2 │\s+1 │\s+0 │\s+0 │", printed.stdout)
    assert re.search(r"^P3 LF21-quota .*应配养老服务设施建筑面积 248 ㎡，实配 200 ㎡，缺 48 ㎡，不符合", printed.stdout, re.MULTILINE)
    found = json.loads(call(*words, "--json").stdout)
    assert {s["parcel_id"]: s["verdict"] for s in found["subjects"]} == {"P1": "pass", "P2": "pass", "P3": "fail"}


def test_a_drawing_ends_as_judged_parcels(tmp_path: Path) -> None:
    drawing, table = made.drawing(tmp_path / "总图.dxf"), figures(tmp_path)
    said = ("--as", "parcel", "--layer", "宗地", "--crs", "EPSG:4547", "--accept", "all", "--join", table)
    seen = json.loads(call("inspect", drawing, *said, "--json").stdout)
    assert seen["headers"]["households"] == "规划户数"
    assert not [p for p in seen["problems"] if p["severity"] == "error"]
    judged(drawing)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_corner_file_ends_as_judged_parcels(tmp_path: Path, encoding: str) -> None:
    corners = tmp_path / "界址点.txt"
    corners.write_bytes(made.corner_text().encode(encoding))
    assert call("inspect", corners, "--as", "parcel", "--join", figures(tmp_path)).exit_code == 0
    judged(corners)


def test_saving_again_keeps_what_was_confirmed_before(tmp_path: Path) -> None:
    path = tmp_path / "地块.csv"
    path.write_text("地块编号,规划总户数合计,规划人口,养老建面,养老用地\nP1,100,260,20.1,52\n", encoding="utf-8")
    (tmp_path / "地块.csv.mapping.yaml").write_text("noun: parcel\nunits: {elderly_land_area_m2: 亩}\n", encoding="utf-8")
    assert call("inspect", path, "--accept", "all", "--save").exit_code == 0
    assert call("inspect", path, "--encoding", "utf-8", "--save").exit_code == 0
    kept = (tmp_path / "地块.csv.mapping.yaml").read_text(encoding="utf-8")
    assert "亩" in kept
    assert "规划总户数合计" in kept
    assert "utf-8" in kept
