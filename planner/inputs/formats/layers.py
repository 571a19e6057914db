"""Feature layers that need care of their own: shapefile (any encoding), GeoParquet."""

from __future__ import annotations

import codecs
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyproj

from planner.errors import Problem, Severity
from planner.inputs.formats.dbf import dbf_encoding
from planner.inputs.formats.ogr import read_layer, texts
from planner.inputs.formats.source import FileContent, file_parts, refuse
from planner.model import InputSpec


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
