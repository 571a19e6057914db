"""Pick the reader for a source of streets, clip it, and state in the graph where it came from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import NetworkError, Problem, Severity
from planner.inputs import file_hash
from planner.model import InputSpec
from planner.network.contract import contract
from planner.network.graph import StreetGraph
from planner.network.lines import read_lines
from planner.network.osm import SUFFIXES, read_osm
from planner.network.segments import Segments, require_streets
from planner.network.walkfile import load_walk
from planner.network.walking import FILTER_STATEMENT

_LINE_SUFFIXES = (".parquet", ".geoparquet", ".shp", ".gpkg", ".geojson", ".json", ".fgb")


def read_streets(spec: InputSpec, *, clip: BaseGeometry | None = None) -> StreetGraph:
    """Read streets of any supported kind.

    Parameters
    ----------
    spec
        ``.osm.pbf``, ``.osm``, ``.osm.gz``; a line layer (``.parquet``, ``.shp``, ``.gpkg``, ``.geojson``); or a ``.walk`` file.
        ``spec.crs`` stands in for a layer's own.
    clip
        Polygon in WGS84: keep only street pieces with an end inside it. A ``.walk`` file is not clipped.

    Raises
    ------
    NetworkError
        If the file is missing, unreadable, of no known kind, or holds no walkable street.
    """
    path, name = spec.path, spec.name
    if not path.is_file():
        raise NetworkError([Problem("network.missing", Severity.ERROR, file=name)])
    if path.suffix == ".walk":
        return load_walk(path, name=name)
    lower = path.name.lower()
    if lower.endswith(SUFFIXES):
        segments = read_osm(path, name=name)
    elif lower.endswith(_LINE_SUFFIXES):
        segments = read_lines(_layer(path, spec), name=name)
    else:
        raise NetworkError(
            [Problem("network.unknown_kind", Severity.ERROR, file=name, params={"known": " ".join((*SUFFIXES, *_LINE_SUFFIXES))})]
        )
    if clip is not None:
        segments = require_streets(clip_segments(segments, clip), name)
    return street_graph(segments, source=name, sha256=file_hash(path))


def street_graph(segments: Segments, *, source: str, sha256: str = "") -> StreetGraph:
    """Contract segments and state source, hash, filter and kilometres by kind of street in ``about``."""
    kept = {k: round(v / 1000, 3) for k, v in segments.kept_m().items()}
    dropped = {k: round(v / 1000, 3) for k, v in segments.dropped_m.items()}
    about = {"source": source, "sha256": sha256, "filter": FILTER_STATEMENT, "kept_km": kept, "dropped_km": dropped}
    return contract(segments, about=about)


def clip_segments(segments: Segments, polygon: BaseGeometry) -> Segments:
    """Keep the segments that have an end inside a polygon in WGS84."""
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, segments.lon, segments.lat)
    keep = np.flatnonzero(inside[segments.a] | inside[segments.b])
    used, ends = np.unique(np.concatenate([segments.a[keep], segments.b[keep]]), return_inverse=True)
    return replace(
        segments,
        lon=segments.lon[used],
        lat=segments.lat[used],
        gate=segments.gate[used],
        a=ends[: len(keep)],
        b=ends[len(keep) :],
        **{name: getattr(segments, name)[keep] for name in ("way", "kind", "private", "bridge", "tunnel")},
    )


def _layer(path: Path, spec: InputSpec) -> gpd.GeoDataFrame:
    try:
        if path.suffix in {".parquet", ".geoparquet"}:
            layer = gpd.read_parquet(path)
        else:
            layer = pyogrio.read_dataframe(path, layer=spec.layer, encoding=spec.encoding)
    except Exception as error:  # readers raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.unreadable", Severity.ERROR, file=spec.name, params={"detail": str(error)})]) from error
    if "geometry" not in layer:
        raise NetworkError([Problem("network.empty", Severity.ERROR, file=spec.name)])
    return layer.set_crs(spec.crs, allow_override=True) if spec.crs else layer
