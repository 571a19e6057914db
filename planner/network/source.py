"""Pick the reader for a source of streets, clip it, and state in the graph where it came from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from planner.errors import NetworkError, Problem, Severity
from planner.geo import Datum, parse_datum, to_wgs84
from planner.inputs import file_hash
from planner.model import InputSpec
from planner.network.contract import contract
from planner.network.graph import BRIDGE, GATE, PRIVATE, TUNNEL, StreetGraph
from planner.network.lines import read_lines
from planner.network.osm import SUFFIXES, read_osm
from planner.network.segments import Segments, require_streets
from planner.network.walkfile import load_walk
from planner.network.walking import FILTER_STATEMENT
from planner.network.walls import cut_at

_LINE_SUFFIXES = (".parquet", ".geoparquet", ".shp", ".gpkg", ".geojson", ".json", ".fgb")


def read_streets(spec: InputSpec, *, clip: BaseGeometry | None = None) -> StreetGraph:
    """Read streets of any supported kind as a graph, see :func:`read_segments`; a ``.walk`` file is opened as it is."""
    if spec.path.suffix == ".walk" and spec.path.is_file() and clip is None:
        return load_walk(spec.path, name=spec.name)
    return street_graph(read_segments(spec, clip=clip), source=spec.name, sha256=file_hash(spec.path))


def read_segments(spec: InputSpec, *, clip: BaseGeometry | None = None) -> Segments:
    """Read streets of any supported kind.

    Parameters
    ----------
    spec
        ``.osm.pbf``, ``.osm``, ``.osm.gz``; a line layer (``.parquet``, ``.shp``, ``.gpkg``, ``.geojson``); or a ``.walk`` file.
        ``spec.crs`` stands in for a layer's own; a layer in ``spec.datum`` is brought to WGS84.
    clip
        Polygon in WGS84: keep only street pieces with an end inside it.

    Raises
    ------
    NetworkError
        If the file is missing, unreadable, of no known kind, or holds no walkable street.
    """
    path, name = spec.path, spec.name
    if not path.is_file():
        raise NetworkError([Problem("network.missing", Severity.ERROR, file=name)])
    if path.suffix == ".walk":
        segments = segments_of(load_walk(path, name=name))
    elif (lower := path.name.lower()).endswith(SUFFIXES):
        segments = read_osm(path, name=name)
    elif lower.endswith(_LINE_SUFFIXES):
        segments = read_lines(_layer(path, spec), name=name)
    else:
        raise NetworkError(
            [Problem("network.unknown_kind", Severity.ERROR, file=name, params={"known": " ".join((*SUFFIXES, *_LINE_SUFFIXES))})]
        )
    if clip is not None:
        segments = require_streets(clip_segments(segments, clip), name)
    return segments


def segments_of(graph: StreetGraph) -> Segments:
    """Give a street graph as segments again, so that roads and walls can be added to it."""
    n = graph.n_nodes
    count = np.diff(graph.shape_start)
    vertex = np.empty(len(graph.shape_x), dtype=np.int64)
    inner = np.ones(len(vertex), dtype=bool)
    first, last = graph.shape_start[:-1], graph.shape_start[1:] - 1
    inner[first] = inner[last] = False
    vertex[inner] = n + np.arange(int(inner.sum()))
    vertex[first], vertex[last] = graph.edge_u, graph.edge_v
    lon, lat = graph.to_degrees(np.concatenate([graph.node_x, graph.shape_x[inner]]), np.concatenate([graph.node_y, graph.shape_y[inner]]))
    owner = np.repeat(np.arange(graph.n_edges), count)
    start = np.flatnonzero(np.append(owner[:-1] == owner[1:], False))
    of = owner[start]
    gate = np.zeros(len(lon), dtype=bool)
    gate[:n] = (graph.node_flags & GATE) > 0
    return Segments(
        lon=lon,
        lat=lat,
        gate=gate,
        closed=np.zeros(len(lon), dtype=bool),
        a=vertex[start],
        b=vertex[start + 1],
        way=np.asarray(graph.edge_way[of]),
        kind=np.asarray(graph.edge_kind[of]),
        private=(graph.edge_flags[of] & PRIVATE) > 0,
        bridge=(graph.edge_flags[of] & BRIDGE) > 0,
        tunnel=(graph.edge_flags[of] & TUNNEL) > 0,
        kinds=graph.kinds,
        problems=graph.problems,
    )


def street_graph(segments: Segments, *, source: str, sha256: str = "") -> StreetGraph:
    """Contract segments and state source, hash, filter and kilometres by kind of street in ``about``."""
    kept = {k: round(v / 1000, 3) for k, v in segments.kept_m().items()}
    dropped = {k: round(v / 1000, 3) for k, v in segments.dropped_m.items()}
    about = {"source": source, "sha256": sha256, "filter": FILTER_STATEMENT, "kept_km": kept, "dropped_km": dropped}
    return contract(cut_at(segments, segments.closed), about=about)


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
        closed=segments.closed[used],
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
    if spec.crs:
        try:
            layer = layer.set_crs(spec.crs, allow_override=True)
        except CRSError as error:
            raise NetworkError([Problem("crs.unknown", Severity.ERROR, file=spec.name, field="crs", value=spec.crs)]) from error
    return _in_wgs84(layer, spec) if spec.datum else layer


def _in_wgs84(layer: gpd.GeoDataFrame, spec: InputSpec) -> gpd.GeoDataFrame:
    """Bring a layer of a stated datum (GCJ-02, BD-09 …) to WGS84; one without a CRS is in degrees."""
    datum = parse_datum(spec.datum or "")
    if datum is None:
        raise NetworkError([Problem("datum.unknown_file", Severity.ERROR, file=spec.name, field="datum", value=spec.datum or "")])
    degrees = (layer if layer.crs is not None else layer.set_crs("EPSG:4326")).to_crs("EPSG:4326")
    if datum in {Datum.WGS84, Datum.CGCS2000}:
        return degrees
    moved = shapely.transform(degrees.geometry.to_numpy(), lambda x, y: to_wgs84(x, y, datum), interleaved=False)
    return degrees.set_geometry(gpd.GeoSeries(moved, index=layer.index, crs=degrees.crs))
