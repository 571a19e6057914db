"""The same inputs in six formats and four datums give the same findings and the same communities, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest
import shapely

from planner.geo import wgs84_to_bd09, wgs84_to_gcj02
from planner.inputs import InputTable, read
from planner.run.reading.intake import study_area
from planner.scenario.load import input_files, load_file, spec_of

from ..inputs import made
from ..runs import run_into
from ..town import build

Degrees = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]
SHIFTS: dict[str, Degrees] = {"WGS84": lambda x, y: (x, y), "GCJ-02": wgs84_to_gcj02, "BD-09": wgs84_to_bd09}
NOUNS = {"communities": "community", "compounds": "compound", "parcels": "parcel"}


def plain(table: InputTable) -> gpd.GeoDataFrame:
    """The cells as they stand and the places in WGS84, without the columns that gave the places."""
    names = {name: header for name, header in table.headers.items() if name not in {"lon", "lat", "lonlat", "datum"}}
    raw = table.raw[list(names)].rename(columns=names)
    return gpd.GeoDataFrame(raw.reset_index(drop=True), geometry=table.frame.geometry.to_numpy(), crs=4326)


def shifted(layer: gpd.GeoDataFrame, datum: str) -> gpd.GeoDataFrame:
    moved = shapely.transform(layer.geometry.to_numpy(), lambda xy: np.column_stack(SHIFTS[datum](xy[:, 0], xy[:, 1])))
    return layer.set_geometry(gpd.GeoSeries(moved, crs=4326))


def as_layer(driver: str, suffix: str, crs: int, datum: str = "") -> Callable[[Path, str, gpd.GeoDataFrame], str]:
    def write(folder: Path, noun: str, layer: gpd.GeoDataFrame) -> str:
        path = folder / f"{noun}{suffix}"
        moved = shifted(layer, datum) if datum else layer.to_crs(crs)
        pyogrio.write_dataframe(moved, path, driver=driver, **({} if suffix == ".geojson" else {"layer": noun}))
        return f"{{path: {path.name}, datum: {datum}}}" if datum else path.name

    return write


def as_zipped_shapefile(folder: Path, noun: str, layer: gpd.GeoDataFrame) -> str:
    frame = layer.to_crs(4526)
    short = {c: c.encode("gbk")[:10].decode("gbk", errors="ignore") for c in frame.columns if c != "geometry"}
    renamed = frame.rename(columns={c: s.encode("gbk").decode("latin-1") for c, s in short.items()})
    for column in renamed.columns.drop("geometry"):
        renamed[column] = [text.encode("gbk").decode("latin-1") for text in renamed[column]]
    path = folder / f"{noun}.shp"
    pyogrio.write_dataframe(renamed, path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").write_text("GBK")
    made.zipped(sorted(p for p in folder.iterdir() if p.stem == noun), folder / f"{noun}.zip")
    back = {full: cut for full, cut in short.items() if full != cut}
    columns = ", ".join(f"{field}: {back[header]}" for field, header in FIELD_OF[noun].items() if header in back)
    return f"{{path: {noun}.zip, columns: {{{columns}}}}}"


def as_sheet(suffix: str, datum: str) -> Callable[[Path, str, gpd.GeoDataFrame], str]:
    def write(folder: Path, noun: str, layer: gpd.GeoDataFrame) -> str:
        if not (layer.geom_type == "Point").all():
            return as_layer("GeoJSON", ".geojson", 4326, datum)(folder, noun, layer)
        xy = shapely.get_coordinates(shifted(layer, datum).geometry.to_numpy())
        table = pd.DataFrame(layer.drop(columns="geometry")).assign(经度=xy[:, 0], 纬度=xy[:, 1])
        path = folder / f"{noun}{suffix}"
        if suffix == ".tsv":
            path.write_bytes(table.to_csv(sep="\t", index=False).encode("utf-16"))
        else:
            book = openpyxl.Workbook()
            sheet = book.active
            assert sheet is not None
            for row in (["某某一览表"], list(table.columns), *table.to_numpy().tolist(), ["合计"]):
                sheet.append(row)
            book.save(path)
        return f"{{path: {path.name}, datum: {datum}}}"

    return write


FIELD_OF: dict[str, dict[str, str]] = {}
WAYS = {
    "GeoPackage, CGCS2000 zone": as_layer("GPKG", ".gpkg", 4547),
    "zipped GBK shapefile, CGCS2000 zone with prefix": as_zipped_shapefile,
    "geodatabase, WGS84": as_layer("OpenFileGDB", ".gdb", 4326),
    "KML, GCJ-02": as_layer("LIBKML", ".kml", 4326, "GCJ-02"),
    "Excel, BD-09": as_sheet(".xlsx", "BD-09"),
    "UTF-16 TSV, GCJ-02": as_sheet(".tsv", "GCJ-02"),
}


def same_whatever_the_format(base: Path, folder: Path, ways: list[str]) -> None:
    loaded = load_file(base)
    specs = {noun: spec_of(loaded.path, entry) for noun, entry in input_files(loaded.file)}
    first = read("community", specs["communities"])
    tables = {noun: read(kind, specs[noun], area=study_area(first)) for noun, kind in NOUNS.items() if noun in specs}
    FIELD_OF.update({noun: dict(table.headers) for noun, table in tables.items()})
    expected = run_into(base, folder / "expected").folder
    for number, way in enumerate(ways):
        inputs = folder / f"in{number}"
        inputs.mkdir(parents=True)
        entries = {noun: WAYS[way](inputs, noun, plain(table)) for noun, table in tables.items()}
        kept = {n: f"{{path: {s.path}, crs: {s.crs or 'null'}, datum: {s.datum or 'null'}}}" for n, s in specs.items() if n not in entries}
        lines = [f"name: {loaded.file.name}", f"city: {loaded.file.city}", f"as_of: {loaded.file.as_of}", "inputs:"]
        lines += [f"  {noun}: {entry}" for noun, entry in {**kept, **entries}.items()]
        (inputs / "s.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = run_into(inputs / "s.yaml", folder / f"out{number}").folder
        for name in ("findings.csv", "communities.csv"):
            assert (found / name).read_bytes() == (expected / name).read_bytes(), (way, name)


def test_a_town_in_every_format(tmp_path: Path) -> None:
    same_whatever_the_format(build(tmp_path / "town"), tmp_path, list(WAYS))


@pytest.mark.soak
def test_wuhan_in_every_format(shared_data: Path, tmp_path: Path) -> None:
    same_whatever_the_format(shared_data / "cases" / "wuhan" / "baseline.yaml", tmp_path, list(WAYS))
