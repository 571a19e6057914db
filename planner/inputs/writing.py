"""Writing a layer back for the bureau's own software: its zone, its headers, a format it opens."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pyproj

from planner.errors import InputError, Problem, Severity
from planner.files import whole_files, writing
from planner.geo import cgcs2000_zone, in_china_box, metric_crs
from planner.inputs.headers.fields import FIELDS, FieldKind
from planner.inputs.table import InputTable
from planner.texts.reading.headers import DOUBTS

DRIVERS: Mapping[str, str] = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON"}
"""Formats that can be written: suffix → GDAL's name."""

_DBF_BYTES = 10
_DBF_TEXT_BYTES = 254


def bureau_crs(frame: gpd.GeoDataFrame) -> pyproj.CRS:
    """Choose the reference system a layer is handed back in: the CGCS2000 3-degree zone of its middle, in metres, without zone prefix.

    Outside China the UTM zone; a layer without any place gets CGCS2000 degrees.
    """
    bounds = frame.total_bounds
    if not np.isfinite(bounds).all():
        return pyproj.CRS.from_epsg(4490)
    lon, lat = float(bounds[0] + bounds[2]) / 2, float(bounds[1] + bounds[3]) / 2
    return pyproj.CRS.from_epsg(cgcs2000_zone(lon)) if bool(in_china_box(lon, lat)) else metric_crs(lon, lat)


def chinese_headers(table: InputTable) -> dict[str, str]:
    """Give the Chinese header of each canonical column: the file's own where it has one, else the first the readers know."""
    known = {name: next(iter(aliases), name) for name, (_, aliases) in FIELDS[table.noun].items()}
    return {name: table.headers.get(name, alias).strip() for name, alias in known.items()}


def write_back(table: InputTable, path: Path, *, crs: str | int | None = None, encoding: str = "GBK") -> Path:
    """Write a table as a layer with Chinese headers.

    Parameters
    ----------
    table
        Values as read and judged, places in WGS84; rows without a place are written without one.
    path
        ``.gpkg``, ``.shp`` or ``.geojson``; what stands there is replaced once all is written.
    crs
        Reference system; by default :func:`bureau_crs`, for GeoJSON always WGS84, as its standard asks.
    encoding
        Of a shapefile's text, said in its ``.cpg``.

    Returns
    -------
    Path
        ``path``.

    Raises
    ------
    InputError
        ``file.cannot_write_format`` for another suffix.
    OutputError
        If it cannot be written.
    """
    suffix = path.suffix.casefold()
    if suffix not in DRIVERS:
        raise InputError(
            [Problem("file.cannot_write_format", Severity.ERROR, path.name, value=suffix, params={"known": " ".join(DRIVERS)})]
        )
    frame = _columns(table)
    target = pyproj.CRS.from_epsg(4326) if suffix == ".geojson" else pyproj.CRS.from_user_input(crs) if crs else bureau_crs(frame)
    frame = frame.to_crs(target)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_files(path.parent) as folder:
            try:
                _write(frame, folder / path.name, suffix, encoding)
            except (pyogrio.errors.DataSourceError, RuntimeError) as error:
                raise OSError(str(error)) from error
    return path


def _columns(table: InputTable) -> gpd.GeoDataFrame:
    """Give the canonical columns under their Chinese headers, dates as text, the row's doubts in one column of their own."""
    names = chinese_headers(table)
    frame = table.frame
    doubts: dict[str, list[str]] = {}
    for (subject, field), code in table.doubts.items():
        doubts.setdefault(subject, []).append(f"{names.get(field, field)}: {code}")
    columns: dict[str, object] = {names["id"]: [str(i) for i in frame.index]}
    for name, (kind, _) in FIELDS[table.noun].items():
        if name not in frame or kind in {FieldKind.ID, FieldKind.PAIR, FieldKind.DEGREE, FieldKind.DATUM}:
            continue
        values = frame[name]
        columns[names[name]] = values.to_numpy() if values.dtype.kind == "f" else ["" if _blank(v) else str(v) for v in values]
    columns[DOUBTS] = ["; ".join(doubts.get(str(i), ())) for i in frame.index]
    return gpd.GeoDataFrame(columns, geometry=frame.geometry.array, crs=frame.crs)


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def _write(frame: gpd.GeoDataFrame, path: Path, suffix: str, encoding: str) -> None:
    if suffix != ".shp":
        pyogrio.write_dataframe(frame, path, driver=DRIVERS[suffix], layer=path.stem)
        return
    # Latin-1 hands bytes through as they are: GDAL then cuts names and texts where we cut them, between characters.
    shapes = frame.geometry.name
    names = _short_names([c for c in frame.columns if c != shapes], encoding)
    raw = frame.rename(columns={c: n.encode(encoding).decode("latin-1") for c, n in names.items()})
    for column in raw.columns:
        if column != shapes and raw[column].dtype.kind not in "fiu":
            raw[column] = [_cut(str(v), encoding, _DBF_TEXT_BYTES).decode("latin-1") for v in raw[column]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pyogrio.write_dataframe(raw, path, driver=DRIVERS[suffix], encoding="ISO-8859-1")
    path.with_suffix(".cpg").write_text(encoding, encoding="ascii")


def _short_names(names: list[str], encoding: str) -> dict[str, str]:
    """Cut headers to the ten bytes a shapefile keeps, between characters, each still different from the others."""
    used: set[str] = set()
    result: dict[str, str] = {}
    for name in names:
        short = _cut(name, encoding, _DBF_BYTES).decode(encoding)
        number = 2
        while short in used:
            short = _cut(name, encoding, _DBF_BYTES - len(str(number))).decode(encoding) + str(number)
            number += 1
        used.add(short)
        result[name] = short
    return result


def _cut(text: str, encoding: str, most: int) -> bytes:
    """Encode a text in at most so many bytes, whole characters only; what the encoding lacks becomes a question mark."""
    return text.encode(encoding, errors="replace")[:most].decode(encoding, errors="ignore").encode(encoding)
