"""The result as one GeoPackage: a layer per noun, with the styles a GIS opens it in."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio

from planner.files import whole_files, writing
from planner.report.folder.qml import layer_style
from planner.run import RunResult
from planner.tables import Room, field_of, schemas

#: Stands where a file of one layer asks for a time: the layer has no day of its own, and the same input gives the same bytes.
_NO_DAY = "2000-01-01T00:00:00.000Z"
#: Layers in drawing order, lowest first.
LAYERS = ("water", "rail", "streets", "communities", "circles", "reached_lines", "parcels", "demand", "facilities")

#: Tables of the schema extension of GeoPackage, as the standard has them.
_SCHEMA_EXTENSION = """
CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC,
    max_is_inclusive BOOLEAN, description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES
    ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write'),
    ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', 'read-write');
"""

_KINDS = {
    "rail": "MultiLineString",
    "streets": "MultiLineString",
    "reached_lines": "LineString",
    "demand": "Point",
    "facilities": "Point",
}


def write_geopackage(result: RunResult, path: Path, *, day: date) -> None:
    """Write every layer in WGS84 and the styles into ``path``.

    Parameters
    ----------
    result
        A finished run.
    path
        File to write; must not exist.
    day
        Date written into the file where it asks for the time of change, so that the same run gives the same bytes.

    Raises
    ------
    OSError
        If it cannot be written whole, for example on a full disk.
    """
    layers: Mapping[str, gpd.GeoDataFrame] = {
        "water": _ground(result.ground, "water", "Polygon"),
        "rail": _ground(result.ground, "rail", "LineString"),
        "streets": result.streets,
        "communities": result.communities,
        "circles": result.circles,
        "reached_lines": result.lines,
        "parcels": result.parcels,
        "demand": result.demand,
        "facilities": result.facilities,
    }
    with _dated(f"{day.isoformat()}T00:00:00.000Z"), _disk_errors():
        for name in LAYERS:
            frame = _plain(layers[name])
            kind = _KINDS.get(name, "MultiPolygon")
            options = {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi"), "append": path.exists()}
            pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", layer_options={"SPATIAL_INDEX": "YES"}, **options)
        _write_styles(path, day, {name: layer_style(name) for name in LAYERS})
        _write_aliases(path, "run")


def write_layer(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    """Write one frame as the only layer of a GeoPackage; an older file of that name is replaced once the new one is whole.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with writing(path), _disk_errors():
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_files(path.parent) as scratch:
            part = scratch / f"{path.stem}.gpkg"
            with _dated(_NO_DAY):
                pyogrio.write_dataframe(_plain(frame), part, layer=name, driver="GPKG")
            part.rename(scratch / path.name)


def _ground(ground: gpd.GeoDataFrame, kind: str, form: str) -> gpd.GeoDataFrame:
    """Return water or railways that can be drawn as the layer's form; rivers given as lines are left to the map."""
    drawn = ground.geometry.notna() & ground.geometry.geom_type.isin([form, f"Multi{form}"]) & (ground["kind"] == kind)
    return ground.loc[drawn, ["name", "geometry"]].reset_index(drop=True)


def write_layers(frames: Mapping[str, gpd.GeoDataFrame], path: Path, *, day: date, room: Room, styles: Mapping[str, str]) -> None:
    """Write frames as layers of a new GeoPackage, lowest first, each with its QGIS style and the headers of its columns.

    Layers without rows stay, empty.

    Raises
    ------
    OSError
        If it cannot be written whole.
    """
    with _dated(f"{day.isoformat()}T00:00:00.000Z"), _disk_errors():
        for name, frame in frames.items():
            kind = _kind(frame)
            options = {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi"), "append": path.exists()}
            pyogrio.write_dataframe(_plain(frame), path, layer=name, driver="GPKG", layer_options={"SPATIAL_INDEX": "YES"}, **options)
        _write_styles(path, day, styles)
        _write_aliases(path, room)


def _kind(frame: gpd.GeoDataFrame) -> str:
    """Return the type of a layer: all of one family, areas and lines as their collections."""
    kinds = {str(k).removeprefix("Multi") for k in frame.geometry.geom_type.dropna()}
    form = kinds.pop() if len(kinds) == 1 else "Unknown"
    return f"Multi{form}" if form in {"Polygon", "LineString"} else form


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what GDAL and SQLite raise on a full or broken disk into ``OSError``."""
    try:
        yield
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, sqlite3.OperationalError) as error:
        raise OSError(str(error)) from error


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Columns as types a GeoPackage holds: decimals as numbers, dates as text, flags as yes/no."""
    out = frame.reset_index(drop=True)
    for name in out.columns.drop("geometry"):
        column = out[name]
        if column.dtype == object:
            values = [_value(v) for v in column]
            numeric = all(v is None or isinstance(v, float) for v in values) and any(v is not None for v in values)
            out[name] = np.asarray([np.nan if v is None else v for v in values], dtype=float) if numeric else [_text(v) for v in values]
    return out


def _value(value: Any) -> Any:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return float(value) if isinstance(value, Decimal | float | int) and not isinstance(value, bool) else value


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@contextmanager
def _dated(stamp: str) -> Iterator[None]:
    """Let GDAL write this time instead of the clock's."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _write_styles(path: Path, day: date, styles: Mapping[str, str]) -> None:
    """Put a QGIS style for every layer into the file, as QGIS itself stores them."""
    with closing(sqlite3.connect(path)) as base, base:
        indexed = {name for (name,) in base.execute("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")}
        if not indexed.issuperset(styles):
            raise OSError(errno.ENOSPC, "spatial index could not be written")  # GDAL is silent where the disk filled up just then
        base.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, f_table_name TEXT,"
            " f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT,"
            " ui TEXT, update_time DATETIME)"
        )
        base.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD,"
            " useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', '', ?)",
            [(name, name, qml, f"{day.isoformat()}T00:00:00.000Z") for name, qml in styles.items()],
        )
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (f"{day.isoformat()}T00:00:00.000Z",),
        )


def _write_aliases(path: Path, room: Room) -> None:
    """Name layers and columns in Chinese, English beside, as the schema extension of GeoPackage does: a GIS shows them as aliases."""
    with closing(sqlite3.connect(path)) as base, base:
        layers = [name for (name,) in base.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features' ORDER BY rowid")]
        base.executescript(_SCHEMA_EXTENSION)
        for name in layers:
            table = schemas(room)[name]
            base.execute(
                "UPDATE gpkg_contents SET identifier = ?, description = ? WHERE table_name = ?",
                (table.title, f"{table.description} · {table.title_en}: {table.description_en}", name),
            )
            columns = [column for _, column, *_ in base.execute(f'PRAGMA table_info("{name}")') if column not in {"fid", "geom"}]
            fields = [field_of(column, name, room) for column in columns]
            base.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (?, ?, ?, ?)",
                [(name, f.name, f.header(), " · ".join(text for text in (f.header("en"), f.description) if text)) for f in fields],
            )
