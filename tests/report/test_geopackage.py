"""The GeoPackage: every layer with its rows, in WGS84, with styles a GIS understands."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from planner.errors import OutputError
from planner.report import write_layer
from planner.report.folder.geopackage import LAYERS
from planner.report.folder.qml import layer_style
from planner.style import ARTERIALS, CENTRE_COLOURS, CIRCLE_COLOURS, STREETS, VERDICT_COLOURS, street_rank
from tests.runs import AnyRun, Run, run_into
from tests.town import SCENARIO, build

CASES = ("wuhan", "newport", "example")
KINDS = {
    "water": "MultiPolygon",
    "rail": "MultiLineString",
    "streets": "MultiLineString",
    "communities": "MultiPolygon",
    "circles": "MultiPolygon",
    "reached_lines": "LineString",
    "parcels": "MultiPolygon",
    "demand": "Point",
    "facilities": "Point",
}


def layers(run: Run) -> list[str]:
    return [str(name) for name, _ in pyogrio.list_layers(run.folder / "results.gpkg")]


@pytest.mark.parametrize("case", CASES)
def test_every_layer_is_there_with_its_rows(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    assert [name for name in layers(run) if name != "layer_styles"] == list(LAYERS)
    file = run.folder / "results.gpkg"
    count = {}
    for name in LAYERS:
        about = pyogrio.read_info(file, layer=name)
        assert about["crs"] == "EPSG:4326"
        assert about["geometry_type"] == KINDS[name]
        count[name] = about["features"]
    for name in ("communities", "facilities", "parcels"):
        assert count[name] == len(run.rows(name))
    used = sum(r["used"] == "yes" for r in run.rows("facilities"))
    assert count["circles"] == 3 * used
    assert count["demand"] > 0
    assert count["reached_lines"] > used


@pytest.mark.parametrize("case", CASES)
def test_layers_hold_the_same_figures_as_the_tables(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    for name, key in {"communities": "community_id", "facilities": "facility_id", "parcels": "parcel_id"}.items():
        layer = gpd.read_file(run.folder / "results.gpkg", layer=name)
        rows = run.rows(name)
        if not rows:
            continue
        assert [c for c in layer.columns if c != "geometry"] == list(rows[0])
        assert layer[key].tolist() == [r[key] for r in rows]
        for column in rows[0]:
            here = layer[column]
            told = pd.Series([r[column] for r in rows])
            if pd.api.types.is_numeric_dtype(here):
                pd.testing.assert_series_equal(here.astype(float), pd.to_numeric(told).astype(float), check_names=False)
            else:
                assert here.fillna("").astype(str).str.slice(0, 10).tolist() == told.str.slice(0, 10).tolist() or column == "name"
    demand = gpd.read_file(run.folder / "results.gpkg", layer="demand")
    assert demand["persons"].sum() == pytest.approx(run.summary["coverage"]["persons"], abs=0.5)
    off = demand.loc[demand["place"] == "off_network", "persons"].sum()
    assert off == pytest.approx(run.summary["coverage"]["off_network_persons"], abs=0.5)


@pytest.mark.parametrize("case", CASES)
def test_shapes_are_sound(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    around = shapely.box(*gpd.read_file(run.folder / "results.gpkg", layer="communities").total_bounds).buffer(0.25)
    for name in LAYERS[LAYERS.index("communities") :]:
        layer = gpd.read_file(run.folder / "results.gpkg", layer=name)
        placed = layer.geometry.dropna()
        assert placed.is_valid.all(), name
        assert not placed.is_empty.any(), name
        assert placed.within(around).all(), name
    circles = gpd.read_file(run.folder / "results.gpkg", layer="circles")
    area = circles.to_crs(circles.estimate_utm_crs()).area
    for _, own in area.groupby(circles["facility_id"]):
        by_limit = own.groupby(circles["minutes"]).sum()
        assert by_limit.index.tolist() == [5, 10, 15]
        assert by_limit.is_monotonic_increasing
        assert by_limit.is_unique


@pytest.mark.parametrize("case", ["example"])
def test_styles_are_inside_and_name_what_the_layers_hold(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    with closing(sqlite3.connect(run.folder / "results.gpkg")) as base:
        rows = base.execute("SELECT f_table_name, f_geometry_column, styleQML, useAsDefault, update_time FROM layer_styles").fetchall()
        listed = base.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchall()
        dates = {d for (d,) in base.execute("SELECT last_change FROM gpkg_contents")} | {r[4] for r in rows}
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
    assert listed == [("attributes",)]
    assert dates == {"2024-06-01T00:00:00.000Z"}
    assert [r[0] for r in rows] == list(LAYERS)
    assert all(r[3] == 1 for r in rows)
    fields = {"communities": "centre_status", "parcels": "verdict", "circles": "minutes", "facilities": "is_centre", "streets": "kind"}
    classes = {
        "communities": {*CENTRE_COLOURS, "village"},
        "parcels": set(VERDICT_COLOURS),
        "circles": {*(str(m) for m in CIRCLE_COLOURS), ""},
        "facilities": {f"{kind}-{state}" for kind in ("centre", "other") for state in ("open", "shut")},
        "streets": {"0", "1", "2"},
    }
    for name, column, qml, *_ in rows:
        root = ET.fromstring(qml)  # noqa: S314 - our own text
        assert root.tag == "qgis"
        renderer = root.find("renderer-v2")
        assert renderer is not None
        with closing(sqlite3.connect(run.folder / "results.gpkg")) as base:
            geometry = base.execute("SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (name,)).fetchone()
        assert geometry == (column,)
        symbols = {s.attrib["name"] for s in renderer.iter("symbol")}
        assert {c.attrib["symbol"] for c in renderer.iter("category")} <= symbols
        if name in fields:
            assert fields[name] in renderer.attrib["attr"]
            assert {c.attrib["value"] for c in renderer.iter("category")} == classes[name]
            assert all(re.search(r"[\u4e00-\u9fff]", c.attrib["label"]) for c in renderer.iter("category")), name
            if name in {"parcels", "circles"}:  # the others class by an expression
                held = gpd.read_file(run.folder / "results.gpkg", layer=name)[fields[name]]
                assert {f"{v:g}" if isinstance(v, float) else str(v) for v in held} <= classes[name]
        else:
            assert len(symbols) == 1


def test_other_limits_are_drawn_too(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("minutes: [5, 10, 15]", "minutes: [7.5, 20]")
    run = run_into(build(tmp_path, scenario=scenario), tmp_path / "out")
    assert set(gpd.read_file(run.folder / "results.gpkg", layer="circles")["minutes"]) == {7.5, 20}
    assert {r["minutes"] for r in run.rows("coverage")} == {"7.5", "20.0"}
    assert "share_within_7.5" in run.rows("communities")[0]
    assert list(run.summary["coverage"]["facility"]) == ["7.5", "20"]


def test_a_layer_without_its_spatial_index_is_not_passed_off_as_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GDAL says nothing where the disk fills up while it writes the index."""
    real = pyogrio.write_dataframe

    def without_index(frame: gpd.GeoDataFrame, path: Path, *, layer: str, layer_options: dict[str, str], **options: Any) -> None:
        real(frame, path, layer=layer, layer_options={"SPATIAL_INDEX": "NO"} if layer == "demand" else layer_options, **options)

    monkeypatch.setattr(pyogrio, "write_dataframe", without_index)
    with pytest.raises(OutputError, match="spatial index"):
        run_into(build(tmp_path), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_one_layer_replaces_an_older_file_only_when_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326")
    out = tmp_path / "deep" / "circles.gpkg"
    write_layer(frame, out, "circles")
    before = out.read_bytes()

    def full(*_: object, **__: object) -> None:
        raise pyogrio.errors.DataSourceError("Failed to commit transaction")

    with monkeypatch.context() as patch:
        patch.setattr(pyogrio, "write_dataframe", full)
        with pytest.raises(OutputError, match="Failed to commit"):
            write_layer(frame, out, "circles")
    assert out.read_bytes() == before
    assert [p.name for p in out.parent.iterdir()] == ["circles.gpkg"]
    write_layer(frame.assign(a=2), out, "circles")
    assert gpd.read_file(out)["a"].tolist() == [2]


def test_styles_that_class_by_an_expression_name_every_street_and_village() -> None:
    streets, villages = layer_style("streets"), layer_style("communities")
    for kind in (*ARTERIALS, *STREETS):
        assert f"'{kind}'" in streets
        assert street_rank(kind) in {0, 1}
    assert "urban" in villages
    assert "<layerOpacity>" in layer_style("circles")
    assert 'fieldName="name"' in layer_style("facilities")
    assert 'minScale="15000"' in layer_style("demand")
