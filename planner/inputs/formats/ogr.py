"""Layers as GDAL reads them: GeoPackage, geodatabase, KML, FlatGeobuf, drawings; and what GDAL says turned into problems."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from numpy.typing import NDArray

from planner.errors import InputError, Problem, Severity
from planner.inputs.formats.drawing import drawing_layer
from planner.inputs.formats.gdal import gdal_path
from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec

_AT_ONCE = 20_000
_KML_OWN = frozenset({"timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon", "snippet"})
_KML_NUMBER = re.compile(r".*\.[0-9]+")  # the id a program gave a feature that has none


def read_ogr(spec: InputSpec, name: str) -> FileContent:
    """Read a file of layers: the layer the spec names, or the only one.

    Raises
    ------
    InputError
        ``layer.missing``, ``layer.choose`` (several layers and none named), ``file.unreadable``, ``file.empty``.
    """
    with gdal_problems(spec) as heard, gdal_path(spec) as path:
        listed = pyogrio.list_layers(path)
    names = tuple(str(name) for name in listed[:, 0])
    spatial = [str(name) for name, kind in listed if kind is not None]
    if spec.layer and spec.layer not in names:
        raise refuse("layer.missing", spec, value=spec.layer, layers="、".join(names))
    choice = [spec.layer] if spec.layer else list(names) if len(names) == 1 else spatial
    if len(choice) != 1:
        raise refuse("layer.choose", spec, layers="、".join(names))
    return read_layer(spec, name, layer=choice[0], layers=names, noted=heard)


def read_kml(spec: InputSpec) -> FileContent:
    """Read KML or KMZ, whose coordinates are WGS84 by its standard; columns that every KML carries and nobody filled are left out.

    Raises
    ------
    InputError
        As :func:`read_ogr`.
    """
    source = read_ogr(spec, "KML")
    used = [at for at, header in enumerate(source.headers) if header.casefold() not in _KML_OWN and any(source.cells[at])]
    used = [at for at in used if source.headers[at] != "id" or not all(_KML_NUMBER.fullmatch(text) for text in source.cells[at])]
    return replace(
        source,
        headers=tuple(source.headers[at] for at in used),
        cells=tuple(source.cells[at] for at in used),
        crs_by_rule=True,
    )


def read_dxf(spec: InputSpec) -> FileContent:
    """Read one layer of a drawing, see :func:`planner.inputs.formats.drawing.drawing_layer`."""
    whole = read_layer(spec, "DXF", layers=("entities",), noted=[])
    return drawing_layer(replace(whole, crs=None), spec)


def read_layer(
    spec: InputSpec, name: str, *, layers: tuple[str, ...], noted: list[Problem], layer: str | None = None, encoding: str | None = None
) -> FileContent:
    """Read a layer whole: texts of every column, shapes, reference system.

    Raises
    ------
    InputError
        ``file.unreadable``, ``file.empty``.
    """
    meta: dict[str, Any] = {}
    cells: list[list[str]] = []
    shapes: list[NDArray[np.object_]] = []
    count, full = 0, True
    with gdal_problems(spec) as heard, gdal_path(spec) as path:
        while full:  # by the piece: a large layer need not stand in memory as bytes, too
            meta, _, wkb, values = pyogrio.raw.read(
                path, layer=layer, encoding=encoding or None, datetime_as_string=True, skip_features=count, max_features=_AT_ONCE
            )
            got = len(wkb) if wkb is not None else len(values[0]) if len(values) else 0
            cells = cells or [[] for _ in values]
            for column, more in zip(cells, values, strict=True):
                column.extend(texts(more))
            if wkb is not None:
                shapes.append(shapes_of(wkb))
            count, full = count + got, got == _AT_ONCE
    if count == 0:
        raise refuse("file.empty", spec)
    return FileContent(
        format=name,
        headers=tuple(str(f) for f in meta["fields"]),
        cells=tuple(cells),
        rows=np.arange(1, count + 1, dtype=np.int64),
        geometry=np.concatenate(shapes) if shapes else None,
        crs=crs_of(meta.get("crs")),
        encoding=encoding or "",
        layer=layer or layers[0],
        layers=layers,
        problems=(*noted, *heard),
    )


def texts(values: NDArray[Any]) -> list[str]:
    """Write a column's values as text: floats by the fewest digits that read back the same, without ``.0``; nothing as ``""``."""
    if values.dtype.kind == "f":
        return ["" if np.isnan(v) else np.format_float_positional(v, unique=True, trim="-") for v in values]
    if values.dtype.kind == "M":
        return ["" if np.isnat(v) else str(v).removesuffix("T00:00:00").split("T00:00:00.0")[0] for v in values]
    if values.dtype.kind in "iu":
        known = {v: str(v) for v in np.unique(values).tolist()}  # one text for equal numbers: a large layer has many
        return [known[v] for v in values.tolist()]
    return [_text(v) for v in values]


def _text(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else np.format_float_positional(value, unique=True, trim="-")
    return str(value)


def shapes_of(wkb: Sequence[bytes | None] | NDArray[np.object_]) -> NDArray[np.object_]:
    """Make shapes of their binary form; rings that do not close are closed, heights dropped."""
    read = shapely.from_wkb(np.asarray(wkb, dtype=object), on_invalid="fix")
    shapes: NDArray[np.object_] = np.asarray(shapely.force_2d(read), dtype=object)
    return shapes


def crs_of(text: str | None) -> pyproj.CRS | None:
    """Read the reference system a file names; ``None`` where PROJ does not know it."""
    if not text:
        return None
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError:
        return None


@contextmanager
def gdal_problems(spec: InputSpec) -> Iterator[list[Problem]]:
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
