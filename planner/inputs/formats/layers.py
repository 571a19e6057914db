"""Feature layers that need care of their own: GeoJSON (exact digits), shapefile (any encoding), GeoParquet."""

from __future__ import annotations

import codecs
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pyproj

from planner.errors import Problem, Severity
from planner.geo import Datum, parse_datum
from planner.inputs.formats.dbf import dbf_encoding
from planner.inputs.formats.ogr import crs_of, gdal_problems, read_layer, shapes_of, texts
from planner.inputs.formats.source import FileContent, file_parts, refuse
from planner.inputs.formats.text_files import decode
from planner.model import InputSpec
from planner.texts.reading.layouts import DATUM_MEMBERS

_SHIFTED = frozenset({Datum.GCJ02, Datum.BD09})


def read_geojson(spec: InputSpec) -> FileContent:
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
    with gdal_problems(spec) as heard:
        meta, _, wkb, _ = pyogrio.raw.read(text.encode("utf-8"), columns=[])
    if wkb is None or len(wkb) != len(features):
        raise refuse("file.unreadable", spec, why="geometry")
    named = _crs_name(document)
    return FileContent(
        format="GeoJSON",
        headers=headers,
        cells=cells,
        rows=np.arange(1, len(features) + 1, dtype=np.int64),
        geometry=shapes_of(wkb),
        crs=crs_of(meta.get("crs")),
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
    """Return the datum the file itself names; a ``crs`` counts only where it names a shifted datum, which PROJ cannot read."""
    named = next((document[m] for m in DATUM_MEMBERS if isinstance(document.get(m), str)), "")
    return str(named) if named else crs_name if parse_datum(crs_name) in _SHIFTED else ""


def _json_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_shapefile(spec: InputSpec) -> FileContent:
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
    source = read_layer(spec, "Shapefile", encoding="ISO-8859-1", layers=(spec.path.stem,), noted=noted)
    return replace(
        source,
        headers=tuple(_decoded(header, encoding) for header in source.headers),
        cells=tuple([_decoded(text, encoding) for text in column] for column in source.cells),
        encoding=shown,
        cut_headers=True,
    )


def _decoded(text: str, encoding: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode(encoding, errors="ignore")


def read_geoparquet(spec: InputSpec) -> FileContent:
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
    return FileContent(
        format="GeoParquet" if spatial else "Parquet",
        headers=tuple(str(c) for c in columns),
        cells=tuple(texts(frame[c].to_numpy()) for c in columns),
        rows=np.arange(1, len(frame) + 1, dtype=np.int64),
        geometry=np.array(frame.geometry.to_numpy(), dtype=object) if spatial else None,
        crs=crs,
    )
