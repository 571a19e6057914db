"""What a comparison draws and what it costs: area, streets, parcels and money, each against a plain reckoning of its own."""

from __future__ import annotations

import json
import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from pyproj import Geod

from planner.compare import Comparison, compare
from planner.report import read_result, write_comparison, write_results
from planner.report.map.difference import difference_data
from planner.run import RunResult, Workspace

from ..runs import read_rows
from ..town import BLOCK, SOUTH, WEST, build, square

_GEOD = Geod(ellps="WGS84")
NORTH = SOUTH + 5 * BLOCK
ROAD = {
    "type": "LineString",
    "coordinates": [[WEST + 4 * BLOCK, NORTH], [WEST + 4 * BLOCK, NORTH + 0.001], [WEST + 12 * BLOCK, NORTH + 0.001]],
}
#: Yuan for each square metre, of at most 2000 in a municipal district (three, two, one of the 2021 notice), as a person reads it.
RATE, CAP = Decimal(200), Decimal(2000)


def near(k: int, j: float) -> list[float]:
    return [round(WEST + k * BLOCK + 0.0005, 6), round(SOUTH + j * BLOCK, 6)]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[RunResult]:
    space = Workspace.open(build(tmp_path_factory.mktemp("town")))
    site = {"type": "Polygon", "coordinates": square(WEST + 3 * BLOCK + 0.0004, SOUTH + 0.0004, 0.001, 0.001)}
    site2 = {"type": "Polygon", "coordinates": square(WEST + 7 * BLOCK + 0.0004, SOUTH + 0.0004, 0.001, 0.001)}
    one: list[dict[str, Any]] = [
        {"add_road": {"id": "R", "geometry": ROAD}},
        {"add_facility": {"id": "新", "kind": "社区养老服务中心", "floor_area_m2": 800, "at": near(26, 1)}},
        {
            "add_parcel": {
                "id": "N1",
                "households": 100,
                "population": 260,
                "elderly_floor_area_m2": 20,
                "elderly_land_area_m2": 52,
                "geometry": site,
            }
        },
    ]
    two: list[dict[str, Any]] = [
        {"close_facility": {"id": "F1"}},
        {"add_facility": {"id": "新", "kind": "社区养老服务中心", "floor_area_m2": 1200, "at": near(26, 1)}},
        {"add_facility": {"id": "又", "kind": "社区养老服务中心", "floor_area_m2": 2400, "at": near(16, 4)}},
        {
            "add_parcel": {
                "id": "N2",
                "households": 100,
                "population": 260,
                "elderly_floor_area_m2": 19,
                "elderly_land_area_m2": 52,
                "geometry": site2,
            }
        },
    ]
    return [space.result, space.run(one, name="一"), space.run(two, name="二 <b>")]


@pytest.fixture(scope="module")
def told(results: list[RunResult]) -> Comparison:
    return compare(results)


def km2(shape: Any) -> float:
    return abs(float(_GEOD.geometry_area_perimeter(shapely.orient_polygons(shape))[0])) / 1e6 if not shape.is_empty else 0.0


def test_area_is_the_difference_of_all_circles(results: list[RunResult], told: Comparison) -> None:
    whole = [shapely.union_all(r.circles.geometry[r.circles["minutes"] == 15.0].to_numpy()) for r in results]
    for number in (2, 3):
        for what, plain in (("area_gained", whole[number - 1] - whole[0]), ("area_lost", whole[0] - whole[number - 1])):
            drawn = told.areas[(told.areas["scenario"] == number) & (told.areas["what"] == what)]
            shape = drawn.geometry.iloc[0] if len(drawn) else shapely.Polygon()
            assert km2(shape) == pytest.approx(km2(plain), rel=0.02, abs=0.002)
            assert km2(shape - plain) < 0.001
    assert set(told.areas["what"]) == {"area_gained", "area_lost"}


def test_streets_added_are_the_road_of_the_change(told: Comparison) -> None:
    assert set(told.roads["scenario"]) == {2}
    line = shapely.LineString(ROAD["coordinates"])
    drawn = sum(_GEOD.geometry_length(g) for g in told.roads.geometry)
    assert drawn == pytest.approx(_GEOD.geometry_length(line), rel=0.01)
    assert all(line.buffer(2e-5).covers(g) for g in told.roads.geometry)


def test_parcels_that_came_with_their_verdicts(results: list[RunResult], told: Comparison) -> None:
    rows = {(r["scenario"], r["parcel_id"]): r for r in told.parcels.to_dict("records")}
    assert set(rows) == {(2, "N1"), (3, "N2")}
    assert [(r["what"], r["before"], r["after"]) for r in rows.values()] == [("new", "", "pass"), ("new", "", "fail")]
    back = compare([results[1], results[0]]).parcels
    assert back[["parcel_id", "what", "before", "after"]].to_numpy().tolist() == [["N1", "gone", "pass", ""]]


def test_why_a_verdict_turned_is_said_in_words(told: Comparison) -> None:
    closed = told.verdicts[(told.verdicts["scenario"] == 3) & (told.verdicts["subject_id"] == "F1")]
    assert len(closed)
    assert closed["why"].str.contains("→ 停用").any()
    assert not closed["why"].str.contains("open|closed").any()


def test_subsidies_against_a_plain_sum(told: Comparison) -> None:
    built = {2: {"新": 800}, 3: {"新": 1200, "又": 2400}}
    for number, sizes in built.items():
        plain = {name: RATE * min(Decimal(size), CAP) for name, size in sizes.items()}
        mine = told.subsidies[told.subsidies["scenario"] == number]
        by_level = dict(list(mine.groupby("level")))
        assert {r["project"]: r["high_yuan_change"] for r in by_level["project"].to_dict("records")} == plain
        assert set(by_level["project"]["what"]) == {"new"}
        for level in ("county", "all"):
            (row,) = by_level[level].to_dict("records")
            assert row["low_yuan_change"] == row["low_yuan"] == sum(plain.values())
            assert row["low_yuan_before"] == 0


def test_subsidies_that_change_and_that_go(results: list[RunResult]) -> None:
    money = compare([results[1], results[2], results[0]]).subsidies
    bigger = money[(money["scenario"] == 2) & (money["project"] == "新")].to_dict("records")[0]
    assert (bigger["what"], bigger["high_yuan_before"], bigger["high_yuan"]) == ("changed", 160_000, 240_000)
    assert "min(800, 2000)" in bigger["formula_before"]
    assert "min(1200, 2000)" in bigger["formula"]
    total = money[(money["scenario"] == 2) & (money["level"] == "all")].to_dict("records")[0]
    assert total["high_yuan_change"] == RATE * (1200 + CAP) - RATE * 800
    gone = money[(money["scenario"] == 3) & (money["level"] == "all")].to_dict("records")[0]
    assert (gone["what"], gone["high_yuan"], gone["high_yuan_change"]) == ("gone", 0, -160_000)


def test_files_tell_the_same_from_runs_and_from_folders(results: list[RunResult], told: Comparison, tmp_path: Path) -> None:
    folders = [write_results(r, tmp_path / f"run{n}") for n, r in enumerate(results)]
    live = write_comparison(told, tmp_path / "live")
    read = write_comparison(compare([read_result(f) for f in folders]), tmp_path / "read")
    for name in ("subsidies", "parcels", "facilities", "verdicts", "figures", "communities"):
        one, two = (read_rows(f / f"{name}.csv") for f in (live, read))
        assert one == two, name


def test_the_map_counts_what_the_tables_count(told: Comparison) -> None:
    data = difference_data(told)
    layers = {layer["id"]: layer for group in data["groups"] for layer in group["layers"]}
    for (number, what), homes in told.homes[told.homes["set"] == "facility"].groupby(["scenario", "what"]):
        assert layers[f"s{number}-home-{what}"]["count"] == f"{len(homes):,} 处·{homes['persons'].sum():,.0f} 人"
        assert len(layers[f"s{number}-home-{what}"]["items"]) == len(homes)
    assert layers["s2-parcel-pass"]["count"] == "1 宗"
    assert layers["s3-parcel-fail"]["count"] == "1 宗"
    shown = {theme["id"]: set(theme["layers"]) for theme in data["themes"]}
    assert all(not any(i.startswith("s3-") for i in layers) for name, layers in shown.items() if name == "s2")
    text = json.dumps(data, ensure_ascii=False)
    assert "二 <b>" in text  # as data; the page writes it as text


def test_every_layer_opens_with_a_style_that_names_what_it_holds(told: Comparison, tmp_path: Path) -> None:
    path = write_comparison(told, tmp_path / "out") / "comparison.gpkg"
    with sqlite3.connect(path) as base:
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles").fetchall())
    layers = {str(name) for name, _ in pyogrio.list_layers(path)} - {"layer_styles"}
    assert set(styles) == layers == {"communities", "areas", "roads", "parcels", "homes", "facilities"}
    for layer, field in (("homes", "what"), ("areas", "what"), ("parcels", "after")):
        held = set(pyogrio.read_dataframe(path, layer=layer)[field]) - {""}
        assert held
        assert all(f'value="{code}"' in styles[layer] for code in held)


def test_the_guide_names_every_column(told: Comparison, tmp_path: Path) -> None:
    out = write_comparison(told, tmp_path / "out")
    guide = (out / "说明.txt").read_text(encoding="utf-8-sig")
    for table in out.glob("*.csv"):
        part = guide.split(f"\n{table.name}")[1].split("\n\n")[0]
        columns = list(read_rows(table)[0]) if read_rows(table) else []
        for column in columns:
            (line,) = [line for line in part.splitlines() if line.startswith(f"　{column}　")]
            assert column.endswith("_en") or not line.split("　")[2].isascii(), line


def test_nothing_differs_and_the_map_says_so(results: list[RunResult], tmp_path: Path) -> None:
    same = compare([results[0], results[0]])
    assert not len(same.areas) + len(same.roads) + len(same.parcels) + len(same.subsidies)
    out = write_comparison(same, tmp_path / "out")
    assert "与方案 1 没有差别" in (out / "map.html").read_text(encoding="utf-8")
    assert {len(pyogrio.read_dataframe(out / "comparison.gpkg", layer=n)) for n in ("homes", "areas", "parcels")} == {0}
