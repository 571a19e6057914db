"""Road layers as bureaus have them: what is not known to be a street is not walked on, and said with its kilometres."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from planner.access import WalkNetwork
from planner.model import InputSpec
from planner.network import Segments, WalkAccess, read_lines, read_streets, walk_access
from planner.network.graph import PRIVATE
from planner.network.read.roadclasses import road_class
from planner.texts.reading.streets import ROAD_CLASSES

from .made import osm

CRS = 32649
X, Y = 546_800.0, 3_994_400.0
SHORT = shapely.LineString([(X, Y), (X + 500, Y)])
ROUND = shapely.LineString([(X, Y), (X, Y + 500), (X + 500, Y + 500), (X + 500, Y)])
NOT_WALKED = {
    "铁路", "铁路专用线", "地铁", "地铁2号线", "轻轨", "轨道交通", "高速", "高速公路", "国家高速", "京昆高速公路", "G5",
    "G5高速", "Ｇ５", "S80", "G1812", "高速匝道", "匝道", "快速路", "快速路主路", "城市快速路", "快速路主线", "河流",
    "河道", "航道", "轮渡", "渡口", "索道", "规划", "规划道路", "规划主干路", "拟建", "拟建支路", "待建", "未建成", "在建",
    "在建次干路", "施工中", "废弃", "废弃道路", "公交专用道", "motorway", "trunk", "construction", "proposed", "rail",
    "waterway",
}  # fmt: skip
WALKED = {
    "主干路", "主干道", "城市主干路", "次干路", "次干道", "支路", "城市支路", "街巷", "巷道", "胡同", "里弄", "小区道路",
    "内部道路", "国道", "省道", "县道", "乡道", "村道", "一级公路", "二级公路", "三级公路", "四级公路", "等外公路",
    "人行道", "步行街", "人行天桥", "地下通道", "绿道", "台阶", "机耕路", "自行车道", "辅路", "G108", "S329", "X101",
    "Y012", "residential", "footway", "Primary", "track_grade3", " 支 路 ",
}  # fmt: skip
UNKNOWN = ("某某", "三块板", "21", "高速辅路", "铁路人行道口", "未分类", "unknown")
HEADERS = (
    "highway", "fclass", "道路等级", "道路类型", "道路类别", "道路级别", "技术等级", "行政等级", "公路等级",
    "等级", "类型", "DLDJ", "RDLEVEL", "road_class", "RoadType", "Type",
)  # fmt: skip


def layer(word: object, header: str = "道路等级", street: str = "支路", **more: Sequence[object]) -> gpd.GeoDataFrame:
    """A straight way of 500 m that a word closes or not, and a street 1 500 m round."""
    return gpd.GeoDataFrame({header: [street, word], **more}, geometry=[ROUND, SHORT], crs=CRS)


def walked_m(lines: gpd.GeoDataFrame, **options: object) -> float:
    return round(float(read_lines(lines, name="roads.shp", **options).lengths_m().sum()), -1)  # type: ignore[arg-type]


def doubts(segments: Segments) -> set[str]:
    return {p.code for p in segments.problems}


@pytest.mark.parametrize("word", sorted(NOT_WALKED))
def test_a_word_for_what_nobody_walks_on(word: str) -> None:
    assert walk_access({"highway": road_class(word) or ""}) is WalkAccess.NONE
    assert road_class(word) is not None
    # a trunk road of a layer that says nothing of walkers is told and walked
    if road_class(word) != "trunk":
        assert walked_m(layer(word)) == 1_500


@pytest.mark.parametrize("word", sorted(WALKED))
def test_a_word_for_a_street(word: str) -> None:
    assert walk_access({"highway": road_class(word) or ""}) is WalkAccess.PUBLIC
    assert walked_m(layer(word)) == 2_000


def test_every_listed_word_stands_for_something_known() -> None:
    assert len(ROAD_CLASSES) >= 100
    for word, kind in ROAD_CLASSES.items():
        assert road_class(word) == kind


@pytest.mark.parametrize("word", UNKNOWN)
def test_an_unknown_word_is_not_walked_on_and_told_with_its_kilometres(word: str) -> None:
    found = read_lines(layer(word), name="roads.shp")
    assert round(float(found.lengths_m().sum()), -1) == 1_500
    [doubt] = [p for p in found.problems if p.code == "network.unknown_class"]
    assert doubt.field == "道路等级"
    for lang in ("zh", "en"):
        assert f"{word} 0.5" in doubt.what(lang)


@pytest.mark.parametrize("header", HEADERS)
def test_the_column_is_recognised(header: str) -> None:
    assert walked_m(layer("铁路", header)) == 1_500


def test_of_two_columns_the_one_that_closes_holds() -> None:
    lines = layer("主干路", 技术等级=["四级公路", "高速公路"])
    assert walked_m(lines) == 1_500
    assert walked_m(lines, columns={"highway": "道路等级"}) == 2_000


def test_a_blank_class_among_others_is_not_known() -> None:
    found = read_lines(layer(""), name="roads.shp")
    assert "network.unknown_class" in doubts(found)
    assert round(float(found.lengths_m().sum()), -1) == 1_500


def test_a_layer_whose_classes_nobody_knows_says_so() -> None:
    found = read_lines(layer("21", street="42"), name="roads.shp")
    assert "network.classes_unread" in doubts(found)
    assert round(float(found.lengths_m().sum()), -1) == 2_000
    bare = read_lines(gpd.GeoDataFrame(geometry=[ROUND, SHORT], crs=CRS), name="roads.shp")
    assert "network.no_classes" in doubts(bare)
    assert doubts(read_lines(layer("支路"), name="roads.shp")) == set()


@pytest.mark.parametrize("column", ["waterway", "railway", "barrier", "power", "aerialway"])
def test_lines_that_are_no_roads_in_a_layer_made_of_osm(column: str) -> None:
    lines = layer(None, "highway", "residential", **{column: [None, "yes"], "other_tags": [None, '"name"=>"汾河"']})
    found = read_lines(lines, name="lines.gpkg")
    assert round(float(found.lengths_m().sum()), -1) == 1_500
    assert doubts(found) == set()


def test_tags_that_gdal_packed_are_read() -> None:
    lines = layer("service", "highway", "residential", other_tags=[None, '"access"=>"private","foot"=>"no"'])
    assert walked_m(lines) == 1_500


@pytest.mark.parametrize("value", [["residential", "motorway"], "residential;motorway", "['residential', 'motorway']"])
def test_of_several_values_the_strictest_holds(value: object) -> None:
    assert walked_m(layer(value, "highway", "residential")) == 1_500


def test_files_and_frames_are_read_alike(tmp_path: Path) -> None:
    lines = layer("某某")
    lines.to_file(tmp_path / "roads.gpkg")
    of_file = read_streets(InputSpec(tmp_path / "roads.gpkg"))
    of_frame = WalkNetwork.from_lines(lines).streets
    assert of_file.edge_mm.sum() == pytest.approx(of_frame.edge_mm.sum(), abs=2)
    for graph in (of_file, of_frame):
        assert "network.unknown_class" in {p.code for p in graph.problems}


@pytest.mark.parametrize("name", ["cls_rail.shp", "cls_g5.shp", "cls_jishu.shp", "gdal_lines.gpkg"])
def test_layers_that_were_walked_on_in_silence(shared_data: Path, name: str) -> None:
    path = shared_data / "faults" / "streets" / name
    spec = InputSpec(path, layer="lines") if path.suffix == ".gpkg" else InputSpec(path)
    assert round(float(read_streets(spec).edge_mm.sum()) / 1e6, 1) == 1.5


@pytest.mark.parametrize("name", ["way_motorroad.osm", "way_access_military.osm", "way_access_residents.osm"])
def test_ways_that_were_a_short_cut_for_all(shared_data: Path, name: str) -> None:
    """The forbidden link of 500 m is gone, or walked by those alone who live on it."""
    graph = read_streets(InputSpec(shared_data / "faults" / "streets" / name))
    public = (graph.edge_flags & PRIVATE) == 0
    assert round(float(graph.edge_mm[public].sum()) / 1e6, 1) == 1.5


def test_an_unknown_value_of_an_osm_file_is_told_too(tmp_path: Path) -> None:
    streets = [([(0.0, 0.0), (500.0, 0.0)], {"highway": "trail"}), ([(0.0, 0.0), (0.0, 300.0)], {"highway": "residential"})]
    osm(tmp_path / "town.osm", streets, {})
    graph = read_streets(InputSpec(tmp_path / "town.osm"))
    assert round(float(graph.edge_mm.sum()) / 1e6, 1) == 0.3
    [doubt] = [p for p in graph.problems if p.code == "network.unknown_class"]
    assert "trail 0.5" in doubt.what("zh")
