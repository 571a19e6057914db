"""GeoJSON: figures keep the very digits of the file; GDAL is given bare shapes, never a member that could make it open something."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyogrio

from planner.errors import Problem, Severity
from planner.geo import Datum, parse_datum
from planner.inputs.formats.gdal import only_kept_drivers
from planner.inputs.formats.ogr import crs_of, gdal_problems, shapes_of
from planner.inputs.formats.source import FileContent, refuse
from planner.inputs.formats.text_files import decode
from planner.model import InputSpec
from planner.texts.reading.layouts import DATUM_MEMBERS

_SHIFTED = frozenset({Datum.GCJ02, Datum.BD09})
_SIMPLE = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})
_COORDINATES = re.compile(r"[\[\], 0-9eE+.\-]*")
_CRS_NAME = re.compile(r"(?:urn:|EPSG:|OGC:|CRS:|https?://(?:www\.)?opengis\.net/)[\w:./#-]+", re.IGNORECASE)
_DEEPEST = 32  # collections in collections


def read_geojson(spec: InputSpec) -> FileContent:
    """Read a GeoJSON feature collection; numbers keep the very digits of the file.

    Coordinates are WGS84 (RFC 7946) unless a ``crs`` or a ``datum`` member says otherwise. A feature whose shape cannot be read stands
    without one and is reported.

    Raises
    ------
    InputError
        ``file.unreadable``, ``file.empty``, ``encoding.unknown``, ``file.not_geojson``, ``crs.linked`` where the reference system is
        written down somewhere else.
    """
    text, _ = decode(spec.path.read_bytes(), spec)
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except ValueError as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    features = _features(document, spec)
    named = _crs_name(document, spec)
    properties = [f.get("properties") or {} for f in features]
    headers = tuple(dict.fromkeys(str(key) for record in properties for key in record))
    cells = tuple([_json_text(record.get(header)) for record in properties] for header in headers)
    bare = [_shape_text(f.get("geometry")) for f in features]
    lost = [at for at, shape in enumerate(bare, 1) if shape is None]
    only_kept_drivers()
    with gdal_problems(spec) as heard:
        meta, _, wkb, _ = pyogrio.raw.read(_collection(bare, named), columns=[])
    if wkb is None or len(wkb) != len(features):
        raise refuse("file.unreadable", spec, why="geometry")
    unread = (Problem("geometry.unreadable", Severity.DOUBT, spec.name, row) for row in lost)
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
        problems=(*heard, *unread),
    )


def _features(document: object, spec: InputSpec) -> list[dict[str, Any]]:
    """Return the features; each is an object, its properties an object or nothing."""
    features = document.get("features") if isinstance(document, dict) else None
    if isinstance(document, dict) and "geometryType" in document and "type" not in document:
        raise refuse("file.esri_json", spec)
    if not isinstance(features, list) or not all(isinstance(f, dict) and isinstance(f.get("properties"), dict | None) for f in features):
        raise refuse("file.not_geojson", spec)
    if not features:
        raise refuse("file.empty", spec)
    return features


def _shape_text(shape: object, depth: int = 0) -> str | None:
    """Write the bare shape down again: type and coordinates, nothing else; ``None`` for one that cannot be read."""
    if shape is None:
        return "null"
    kind = shape.get("type") if isinstance(shape, dict) else None
    if not isinstance(shape, dict) or depth > _DEEPEST:
        return None
    if kind == "GeometryCollection" and isinstance(shape.get("geometries"), list):
        parts = [_shape_text(part, depth + 1) for part in shape["geometries"]]
        return None if None in parts else f'{{"type":"GeometryCollection","geometries":[{",".join(map(str, parts))}]}}'
    if kind not in _SIMPLE or not isinstance(shape.get("coordinates"), list):
        return None
    places = json.dumps(shape["coordinates"], separators=(",", ":")).replace('"', "")  # numbers were kept as their texts
    return f'{{"type":"{kind}","coordinates":{places}}}' if _COORDINATES.fullmatch(places) else None


def _collection(shapes: list[str | None], crs_name: str) -> bytes:
    head = f'"crs":{{"type":"name","properties":{{"name":"{crs_name}"}}}},' if _CRS_NAME.fullmatch(crs_name) else ""
    features = ",".join(f'{{"type":"Feature","properties":{{}},"geometry":{shape or "null"}}}' for shape in shapes)
    return f'{{"type":"FeatureCollection",{head}"features":[{features}]}}'.encode()


def _crs_name(document: Mapping[str, Any], spec: InputSpec) -> str:
    """Return the name of the reference system; one that is given as a link or a number of another kind is refused."""
    crs = document.get("crs")
    if crs is None:
        return ""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    kind = str(crs.get("type", "")).casefold() if isinstance(crs, dict) else ""
    if not isinstance(properties, dict):
        raise refuse("crs.linked", spec, value=str(crs)[:80])
    if kind == "epsg" and str(properties.get("code", "")).isdigit():
        return f"EPSG:{properties['code']}"
    name = str(properties.get("name", ""))
    if kind != "name" or "://" in name.casefold().replace("http://www.opengis.net/", "").replace("http://opengis.net/", ""):
        raise refuse("crs.linked", spec, value=str(properties.get("href") or name or kind)[:80])
    return name


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
