"""Road layers as bureaus have them: the same streets out of every format, zone, datum and text encoding; each file is made here."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely

from planner.errors import NetworkError
from planner.geo import wgs84_to_gcj02
from planner.inputs import inspect_file
from planner.model import InputSpec
from planner.network import inspect_streets, is_street_file, read_streets

from ..inputs import made

KINDS = ("主干路", "支路", "高速公路")
LINES = (
    shapely.LineString([(500_000, 3_387_000), (500_400, 3_387_000), (500_800, 3_387_000)]),
    shapely.LineString([(500_400, 3_387_000), (500_400, 3_387_300)]),
    shapely.LineString([(499_000, 3_386_000), (502_000, 3_386_000)]),
)
WALKED_M = 1_100.0
"""Without the motorway; a metre of the projection is a metre here to a few parts in ten thousand."""


def roads(crs: int = 4547) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"道路名称": ["一路", "二路", "三路"], "道路等级": KINDS}, geometry=list(LINES), crs=4547).to_crs(crs)


def shapefile(folder: Path, *, prj: bool = True, crs: int = 4526) -> Path:
    path = folder / "道路.shp"
    raw = roads(crs).rename(columns=lambda c: c if c == "geometry" else c.encode("gbk").decode("latin-1"))
    for column in raw.columns.drop("geometry"):
        raw[column] = [text.encode("gbk").decode("latin-1") for text in raw[column]]
    pyogrio.write_dataframe(raw, path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    if not prj:
        path.with_suffix(".prj").unlink()
    return path


def zipped(folder: Path) -> InputSpec:
    shapefile(folder)
    return InputSpec(made.zipped(sorted(folder.glob("道路.*")), folder / "道路.zip"))


def kml_of_a_phone_map(folder: Path) -> InputSpec:
    layer = roads(4326)
    moved = shapely.transform(layer.geometry.to_numpy(), lambda xy: np.column_stack(wgs84_to_gcj02(xy[:, 0], xy[:, 1])))
    pyogrio.write_dataframe(layer.set_geometry(gpd.GeoSeries(moved, crs=4326)), folder / "道路.kml", driver="LIBKML")
    return InputSpec(folder / "道路.kml", datum="GCJ-02")


def geodatabase(folder: Path) -> InputSpec:
    pyogrio.write_dataframe(roads(), folder / "路.gdb", driver="OpenFileGDB", layer="道路")
    return InputSpec(folder / "路.gdb", layer="道路")


def drawing(folder: Path) -> InputSpec:
    lines: list[str] = []
    for number, line in enumerate(LINES[:2]):
        corners = list(line.coords)
        lines += ["0", "LWPOLYLINE", "5", f"A{number}", "8", "道路中心线", "90", str(len(corners)), "70", "0"]
        for east, north in corners:
            lines += ["10", f"{east:.3f}", "20", f"{north:.3f}"]
    head = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1015", "9", "$DWGCODEPAGE", "3", "ANSI_936", "0", "ENDSEC"]
    text = "\n".join([*head, "0", "SECTION", "2", "ENTITIES", *lines, "0", "ENDSEC", "0", "EOF"]) + "\n"
    (folder / "路.dxf").write_bytes(text.encode("gbk"))
    return InputSpec(folder / "路.dxf", crs="EPSG:4547")


WAYS: dict[str, Callable[[Path], InputSpec]] = {
    "GBK shapefile, zone with prefix, no .cpg": lambda folder: InputSpec(shapefile(folder)),
    "the same without .prj, zone stated": lambda folder: InputSpec(shapefile(folder, prj=False), crs="EPSG:4526"),
    "zipped": zipped,
    "KML on GCJ-02": kml_of_a_phone_map,
    "geodatabase": geodatabase,
    "DXF": drawing,
}


def test_the_source_says_what_crossings_without_a_shared_vertex_are(tmp_path: Path) -> None:
    crossing = [
        shapely.LineString([(500_000, 3_387_000), (500_400, 3_387_000)]),
        shapely.LineString([(500_200, 3_386_900), (500_200, 3_387_100)]),
    ]
    gpd.GeoDataFrame(geometry=crossing, crs=4547).to_parquet(tmp_path / "roads.parquet")
    edges = {c: read_streets(InputSpec(tmp_path / "roads.parquet", columns={"crossings": c})).n_edges for c in ("split", "keep", "auto")}
    assert edges == {"split": 4, "keep": 2, "auto": 2}


@pytest.mark.parametrize("way", list(WAYS))
def test_the_same_streets_out_of_every_file(tmp_path: Path, way: str) -> None:
    graph = read_streets(WAYS[way](tmp_path))
    assert graph.edge_mm.sum() / 1000 == pytest.approx(WALKED_M, rel=1e-3)
    assert graph.n_edges == 3  # the branch cuts the straight road
    lon, lat = graph.to_degrees(graph.shape_x, graph.shape_y)
    expected = roads(4326).geometry.iloc[:2].total_bounds
    assert np.abs(np.array([lon.min(), lat.min(), lon.max(), lat.max()]) - expected).max() < 2e-7
    if way != "DXF":
        assert set(graph.kinds) >= {"primary", "tertiary"}
        assert dict(graph.about["dropped_km"]) == {"motorway": pytest.approx(3.0, rel=1e-3)}  # type: ignore[call-overload]


def test_streets_of_unknown_place_are_refused_with_the_zone_their_numbers_give_away(tmp_path: Path) -> None:
    with pytest.raises(NetworkError) as caught:
        read_streets(InputSpec(shapefile(tmp_path, prj=False)))
    assert [p.code for p in caught.value.problems] == ["crs.looks_metres"]
    assert "EPSG:4526" in caught.value.problems[0].mend()
    with pytest.raises(NetworkError) as caught:
        read_streets(InputSpec(shapefile(tmp_path, prj=False, crs=4326)))
    assert [p.code for p in caught.value.problems] == ["datum.undeclared"]


def test_a_named_column_that_is_not_there_is_an_error_with_near_ones(tmp_path: Path) -> None:
    with pytest.raises(NetworkError) as caught:
        read_streets(InputSpec(shapefile(tmp_path), columns={"highway": "道路等集"}))
    assert [p.code for p in caught.value.problems] == ["column.missing"]
    assert "道路等级" in caught.value.problems[0].mend()


def test_inspecting_streets_says_how_many_and_of_which_kind(tmp_path: Path) -> None:
    spec = InputSpec(shapefile(tmp_path))
    found = inspect_file(spec.path)
    assert (found.noun, found.encoding, found.rows) == ("street", "GB18030", 3)
    assert dict(found.headers) == {"name": "道路名称", "highway": "道路等级"}
    seen = inspect_streets(spec, found)
    assert seen.figures["kinds_km"] == {"primary": 0.8, "tertiary": 0.3}
    assert seen.figures["streets"] == 3
    assert seen.crs == "EPSG:4526"
    broken = inspect_streets(InputSpec(shapefile(tmp_path, prj=False)), found)
    assert "crs.looks_metres" in {p.code for p in broken.problems}
    assert not broken.figures


def test_inspecting_an_osm_file(tmp_path: Path) -> None:
    nodes = "".join(f'<node id="{i}" lat="36.08" lon="{111.5 + 0.001 * i}" version="1"/>' for i in range(3))
    way = '<way id="9" version="1"><nd ref="0"/><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/></way>'
    (tmp_path / "a.osm").write_text(f'<osm version="0.6">{nodes}{way}</osm>', encoding="utf-8")
    spec = InputSpec(tmp_path / "a.osm")
    assert is_street_file(spec)
    seen = inspect_streets(spec)
    assert (seen.noun, seen.datum, seen.figures["streets"], seen.figures["length_km"]) == ("street", "WGS84", 1, 0.2)
    assert seen.bounds == pytest.approx((111.5, 36.08, 111.502, 36.08), abs=1e-6)
    (tmp_path / "b.osm").write_bytes(b"x" * 40)
    assert [p.code for p in inspect_streets(InputSpec(tmp_path / "b.osm")).problems] == ["network.unreadable"]
