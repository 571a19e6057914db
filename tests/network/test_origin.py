"""Whose streets a file holds: the credit on maps and papers rests on it."""

from __future__ import annotations

import gzip
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString

from planner.network import origin_of

LINE = [LineString([(111.0, 36.0), (111.01, 36.0)])]


def layer(path: Path, **columns: list[object]) -> Path:
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=LINE, crs="EPSG:4326")
    frame.to_parquet(path) if path.suffix == ".parquet" else frame.to_file(path)
    return path


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("<osm version='0.6' generator='osmium'>", "osm"),
        ("<!-- 合成数据 --><osm version='0.6'>", "made"),
        ("<osm version='0.6' generator='x (Synthetic city)'>", "made"),
        ("<osm version='0.6' generator='photosynthetics'>", "osm"),
    ],
)
@pytest.mark.parametrize("name", ["a.osm", "a.osm.gz"])
def test_osm_data_is_openstreetmaps_unless_its_head_says_it_is_made_up(tmp_path: Path, name: str, head: str, told: str) -> None:
    content = f"<?xml version='1.0'?>{head}<node id='1'/></osm>".encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert origin_of(tmp_path / name) == told


@pytest.mark.parametrize("name", ["a.parquet", "a.geojson", "a.gpkg", "a.shp"])
def test_a_layer_is_the_bureaus_own_unless_it_carries_openstreetmaps_numbers(tmp_path: Path, name: str) -> None:
    assert origin_of(layer(tmp_path / name, NAME=["a"], highway=["residential"])) == "layer"
    assert origin_of(layer(tmp_path / f"b{name}", osm_id=["12"], name=["a"])) == "osm"
    assert origin_of(layer(tmp_path / f"c{name}", u=[1], v=[2], key=[0])) == "osm"


def test_what_cannot_be_told_keeps_the_credit(tmp_path: Path) -> None:
    (tmp_path / "damaged.shp").write_bytes(b"no layer")
    for name in ("damaged.shp", "absent.osm.gz", "absent.parquet", "some.osm.pbf", "some.walk"):
        assert origin_of(tmp_path / name) == "osm"
