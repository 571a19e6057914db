"""Feature layers: GeoJSON, shapefile, GeoPackage, GeoParquet."""

from __future__ import annotations

import codecs
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from planner.errors import InputError, Problem, Severity
from planner.geo import Datum, parse_datum
from planner.inputs.dbf import dbf_encoding
from planner.inputs.source import Source, file_parts, refuse
from planner.inputs.text_files import decode
from planner.model import InputSpec

_DATUM_MEMBERS = ("datum", "coordsys", "坐标系")
_SHIFTED = frozenset({Datum.GCJ02, Datum.BD09})


def read_geojson(spec: InputSpec) -> Source:
    """Read a GeoJSON feature collection; numbers keep the very digits of the file.

    Coordinates are WGS84 (RFC 7946) unless a ``crs`` or a ``datum`` member says otherwise.

    Raises
    ------
    InputError
        ``file.unreadable``, ``file.empty``, ``encoding.unknown``.
    """
    text, _ = decode(spec.path.read_bytes(), spec)
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except ValueError as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise refuse("file.not_geojson", spec)
    if not features:
        raise refuse("file.empty", spec)
    properties = [f.get("properties") or {} for f in features]
    headers = tuple(dict.fromkeys(str(key) for record in properties for key in record))
    cells = tuple([_json_text(record.get(header)) for record in properties] for header in headers)
    with _gdal(spec) as heard:
        meta, _, wkb, _ = pyogrio.raw.read(text.encode("utf-8"), columns=[])
    if wkb is None or len(wkb) != len(features):
        raise refuse("file.unreadable", spec, why="geometry")
    named = _crs_name(document)
    return Source(
        format="GeoJSON",
        headers=headers,
        cells=cells,
        rows=np.arange(1, len(features) + 1, dtype=np.int64),
        geometry=_shapes(wkb),
        crs=_crs(meta.get("crs")),
        crs_by_rule=not named,
        datum=_named_datum(document, named),
        encoding="UTF-8" if not spec.encoding else spec.encoding,
        problems=tuple(heard),
    )


def _crs_name(document: Mapping[str, Any]) -> str:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    return str(properties.get("name", "")) if isinstance(properties, dict) else ""


def _named_datum(document: Mapping[str, Any], crs_name: str) -> str:
    """Give the datum the file itself names; a ``crs`` counts only where it names a shifted datum, which PROJ cannot read."""
    named = next((document[m] for m in _DATUM_MEMBERS if isinstance(document.get(m), str)), "")
    return str(named) if named else crs_name if parse_datum(crs_name) in _SHIFTED else ""


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_shapefile(spec: InputSpec) -> Source:
    """Read a shapefile; its text encoding is the spec's, else what fits the bytes of the ``.dbf`` (the ``.cpg`` is believed if it fits).

    Raises
    ------
    InputError
        ``file.part_missing`` without ``.dbf`` or ``.shx``, ``file.unreadable``, ``file.empty``.
    """
    parts = {part.suffix.casefold(): part for part in file_parts(spec.path)}
    missing = [suffix for suffix in (".dbf", ".shx") if suffix not in parts]
    if missing:
        raise refuse("file.part_missing", spec, value=" ".join(missing))
    declared = parts[".cpg"].read_text(encoding="ascii", errors="replace").strip() if ".cpg" in parts else ""
    try:
        encoding, problem = (codecs.lookup(spec.encoding).name, "") if spec.encoding else dbf_encoding(parts[".dbf"].read_bytes(), declared)
    except LookupError as error:
        raise refuse("encoding.wrong", spec, value=spec.encoding or "", why=str(error)) from error
    shown = declared if declared and not problem else encoding.upper()
    noted = [Problem(problem, Severity.NOTE, spec.name, value=shown, params={"declared": declared})] if problem else []
    # Latin-1 keeps every byte: names and texts that were cut in mid-character would stop the library otherwise.
    source = _read_ogr(spec, "Shapefile", encoding="ISO-8859-1", layers=(spec.path.stem,), noted=noted)
    return replace(
        source,
        headers=tuple(_decoded(header, encoding) for header in source.headers),
        cells=tuple([_decoded(text, encoding) for text in column] for column in source.cells),
        encoding=shown,
        cut_headers=True,
    )


def _decoded(text: str, encoding: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode(encoding, errors="ignore")


def read_ogr(spec: InputSpec) -> Source:
    """Read a GeoPackage: the layer the spec names, or the only one.

    Raises
    ------
    InputError
        ``layer.missing``, ``layer.choose`` (several layers and none named), ``file.unreadable``, ``file.empty``.
    """
    with _gdal(spec) as heard:
        listed = pyogrio.list_layers(spec.path)
    names = tuple(str(name) for name in listed[:, 0])
    spatial = [str(name) for name, kind in listed if kind is not None]
    if spec.layer and spec.layer not in names:
        raise refuse("layer.missing", spec, value=spec.layer, layers="、".join(names))
    choice = [spec.layer] if spec.layer else list(names) if len(names) == 1 else spatial
    if len(choice) != 1:
        raise refuse("layer.choose", spec, layers="、".join(names))
    return _read_ogr(spec, "GeoPackage", layer=choice[0], layers=names, noted=heard)


def _read_ogr(
    spec: InputSpec, name: str, *, layers: tuple[str, ...], noted: list[Problem], layer: str | None = None, encoding: str | None = None
) -> Source:
    with _gdal(spec) as heard:
        meta, _, wkb, values = pyogrio.raw.read(spec.path, layer=layer, encoding=encoding or None, datetime_as_string=True)
    count = len(wkb) if wkb is not None else len(values[0]) if len(values) else 0
    if count == 0:
        raise refuse("file.empty", spec)
    return Source(
        format=name,
        headers=tuple(str(f) for f in meta["fields"]),
        cells=tuple(texts(column) for column in values),
        rows=np.arange(1, count + 1, dtype=np.int64),
        geometry=None if wkb is None else _shapes(wkb),
        crs=_crs(meta.get("crs")),
        encoding=encoding or "",
        layer=layer or layers[0],
        layers=layers,
        problems=(*noted, *heard),
    )


def read_geoparquet(spec: InputSpec) -> Source:
    """Read GeoParquet, or a plain Parquet table without geometry.

    Raises
    ------
    InputError
        ``file.unreadable``, ``file.empty``.
    """
    try:
        spatial = b"geo" in (pq.read_schema(spec.path).metadata or {})
        frame = gpd.read_parquet(spec.path) if spatial else pd.read_parquet(spec.path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    if len(frame) == 0:
        raise refuse("file.empty", spec)
    shape = str(frame.geometry.name) if spatial else None
    columns = [c for c in frame.columns if c != shape]
    crs: pyproj.CRS | None = frame.crs if spatial else None  # type: ignore[assignment]
    return Source(
        format="GeoParquet" if spatial else "Parquet",
        headers=tuple(str(c) for c in columns),
        cells=tuple(texts(frame[c].to_numpy()) for c in columns),
        rows=np.arange(1, len(frame) + 1, dtype=np.int64),
        geometry=np.array(frame.geometry.to_numpy(), dtype=object) if spatial else None,
        crs=crs,
    )


def texts(values: NDArray[Any]) -> list[str]:
    """Write a column's values as text: floats by the fewest digits that read back the same, without ``.0``; nothing as ``""``."""
    if values.dtype.kind == "f":
        return ["" if np.isnan(v) else np.format_float_positional(v, unique=True, trim="-") for v in values]
    if values.dtype.kind == "M":
        return ["" if np.isnat(v) else str(v).removesuffix("T00:00:00").split("T00:00:00.0")[0] for v in values]
    return [_text(v) for v in values]


def _text(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else np.format_float_positional(value, unique=True, trim="-")
    return str(value)


def _shapes(wkb: Sequence[bytes | None] | NDArray[np.object_]) -> NDArray[np.object_]:
    shapes: NDArray[np.object_] = np.asarray(shapely.from_wkb(np.asarray(wkb, dtype=object), on_invalid="fix"), dtype=object)
    return shapes


def _crs(text: str | None) -> pyproj.CRS | None:
    if not text:
        return None
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return None


@contextmanager
def _gdal(spec: InputSpec) -> Iterator[list[Problem]]:
    """Turn what GDAL says into problems of the file, and what it throws into one error."""
    heard: list[Problem] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield heard
        except InputError:
            raise
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, RuntimeError, ValueError) as error:
            raise refuse("file.unreadable", spec, why=_first_line(error)) from error
    heard.extend(Problem("layer.warning", Severity.NOTE, spec.name, value=_first_line(w.message)) for w in caught)


def _first_line(said: object) -> str:
    """Keep the first line of a library's message, without the folder a path in it names."""
    line = str(said).splitlines()[0] if str(said) else ""
    return " ".join(Path(word.strip("'\"`")).name if "/" in word or "\\" in word else word for word in line.split(" "))
