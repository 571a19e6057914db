"""Pick the reader for a source of streets, clip it, and state in the graph where it came from."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import shapely
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from planner.errors import NetworkError, Problem, Severity
from planner.geo import Datum, parse_datum, to_wgs84
from planner.inputs import file_hash
from planner.inputs.headers import mapping_path
from planner.model import InputSpec
from planner.network.build.contract import contract
from planner.network.graph import BRIDGE, CLOSED, GATE, PRIVATE, TUNNEL, StreetGraph
from planner.network.read.linefile import LINE_SUFFIXES, is_line_file, line_layer
from planner.network.read.lines import Crossings, read_lines
from planner.network.read.osm import SUFFIXES, read_osm
from planner.network.segments import FloatArray, IntArray, Segments, geodesic_m, picked, require_streets
from planner.network.walkfile import load_walk
from planner.network.walking import FILTER_STATEMENT
from planner.network.walls.cutting import cut_at

_PARQUET = frozenset({".parquet", ".geoparquet"})


def read_streets(spec: InputSpec, *, clip: BaseGeometry | None = None) -> StreetGraph:
    """Read streets of any supported kind as a graph, see :func:`read_segments`; a ``.walk`` file is opened as it is.

    Parameters
    ----------
    spec, clip
        As for :func:`read_segments`.

    Raises
    ------
    NetworkError
        As for :func:`read_segments`.
    """
    if spec.path.suffix == ".walk" and spec.path.is_file() and clip is None:
        return load_walk(spec.path, name=spec.name)
    return street_graph(read_segments(spec, clip=clip), source=spec.name, sha256=file_hash(spec.path))


def read_segments(spec: InputSpec, *, clip: BaseGeometry | None = None) -> Segments:
    """Read streets of any supported kind.

    Parameters
    ----------
    spec
        ``.osm.pbf``, ``.osm``, ``.osm.gz``; a line layer of any format tables may have; or a ``.walk`` file.
        ``spec.crs`` stands in for a layer's own; a layer in ``spec.datum`` is brought to WGS84.
    clip
        Polygon in WGS84: keep only street pieces with an end inside it.

    Raises
    ------
    NetworkError
        If the file is missing, unreadable, of no known kind, or holds no walkable street.
    """
    path, name = spec.path, spec.name
    if not path.is_file() and not (path.is_dir() and is_line_file(spec)):
        raise NetworkError([Problem("network.missing", Severity.ERROR, file=name)])
    if path.suffix == ".walk":
        segments = segments_of(load_walk(path, name=name))
    elif path.name.lower().endswith(SUFFIXES):
        segments = read_osm(path, name=name)
    elif is_line_file(spec):
        layer, noticed = _layer(spec)
        columns = {tag: header for tag, header in spec.columns.items() if header in layer.columns}
        segments = read_lines(layer, name=name, crossings=_crossings(spec), columns=columns)
        segments = replace(segments, problems=(*noticed, *segments.problems))
    else:
        raise NetworkError(
            [Problem("network.unknown_kind", Severity.ERROR, file=name, params={"known": " ".join((*SUFFIXES, ".walk", *LINE_SUFFIXES))})]
        )
    if clip is not None:
        segments = require_streets(clip_segments(segments, clip), name)
    return segments


def shape_vertices(graph: StreetGraph) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the vertices of all shapes numbers: nodes first, then those between.

    Parameters
    ----------
    graph
        Streets.

    Returns
    -------
    tuple
        Number of each shape vertex; longitudes and latitudes by number, degrees WGS84.
    """
    vertex = np.empty(len(graph.shape_x), dtype=np.int64)
    inner = np.ones(len(vertex), dtype=bool)
    first, last = graph.shape_start[:-1], graph.shape_start[1:] - 1
    inner[first] = inner[last] = False
    vertex[inner] = graph.n_nodes + np.arange(int(inner.sum()))
    vertex[first], vertex[last] = graph.edge_u, graph.edge_v
    lon, lat = graph.to_degrees(np.concatenate([graph.node_x, graph.shape_x[inner]]), np.concatenate([graph.node_y, graph.shape_y[inner]]))
    return vertex, lon, lat


def segments_of(graph: StreetGraph) -> Segments:
    """Return a street graph as segments again, so that roads and walls can be added to it."""
    n = graph.n_nodes
    vertex, lon, lat = shape_vertices(graph)
    owner = np.repeat(np.arange(graph.n_edges), np.diff(graph.shape_start))
    open_ = (graph.edge_flags & CLOSED) == 0
    start = np.flatnonzero(np.append(owner[:-1] == owner[1:], False) & open_[owner])
    of = owner[start]
    length = geodesic_m(lon[vertex[start]], lat[vertex[start]], lon[vertex[start + 1]], lat[vertex[start + 1]])
    total = np.maximum(np.bincount(of, weights=length, minlength=graph.n_edges), 1e-9)
    z = np.zeros(0, dtype=np.float32)
    if len(graph.shape_z):
        z = np.empty(len(lon), dtype=np.float32)
        z[vertex] = graph.shape_z
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
        crossing=(graph.crossings[of] / 1000 * length / total[of]).astype(np.float32),
        kinds=graph.kinds,
        problems=graph.problems,
        z=z,
        gates=graph.gates,
    )


def street_graph(segments: Segments, *, source: str, sha256: str = "") -> StreetGraph:
    """Contract segments and state source, hash, filter, kilometres by kind of street and what is not connected in ``about``."""
    kept = {k: round(v / 1000, 3) for k, v in segments.kept_m().items()}
    dropped = {k: round(v / 1000, 3) for k, v in segments.dropped_m.items()}
    about = {"source": source, "sha256": sha256, "filter": FILTER_STATEMENT, "kept_km": kept, "dropped_km": dropped}
    graph = contract(cut_at(segments, segments.closed), about=about)
    outside = graph.island > 0
    count = int(graph.island.max(initial=0))
    km = round(float(graph.edge_mm[outside].sum(dtype=np.int64)) / 1e6, 3)
    percent = round(100 * km / max(float(graph.edge_mm.sum(dtype=np.int64)) / 1e6, 1e-9), 1)
    islands = Problem("network.islands", Severity.NOTE, file=source, params={"count": count, "km": km, "percent": percent})
    before = tuple(p for p in graph.problems if p.code != islands.code)  # a graph that was read before carries its own
    return replace(
        graph,
        about=MappingProxyType({**about, "islands": {"count": count, "km": km}}),
        problems=(*before, islands) if count else before,
    )


def clip_segments(segments: Segments, polygon: BaseGeometry) -> Segments:
    """Keep the segments that have an end inside a polygon in WGS84."""
    shapely.prepare(polygon)
    inside = shapely.contains_xy(polygon, segments.lon, segments.lat)
    return picked(segments, np.flatnonzero(inside[segments.a] | inside[segments.b]))


def _crossings(spec: InputSpec) -> Crossings:
    """Read what the source says of crossings without a shared vertex; ``auto`` where it says nothing."""
    match spec.columns.get("crossings", "auto"):
        case "split":
            return "split"
        case "keep":
            return "keep"
        case "auto":
            return "auto"
        case other:
            raise NetworkError([Problem("network.crossings_unknown", Severity.ERROR, file=spec.name, field="crossings", value=other)])


def _layer(spec: InputSpec) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Read a layer of lines: GeoParquet as it is, for such layers are large; any other through the readers of tables."""
    if spec.path.suffix.casefold() not in _PARQUET or mapping_path(spec.path).is_file():
        return line_layer(spec)
    try:
        layer = gpd.read_parquet(spec.path)
    except Exception as error:  # readers raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.unreadable", Severity.ERROR, file=spec.name, params={"detail": str(error)})]) from error
    if spec.crs:
        try:
            layer = layer.set_crs(spec.crs, allow_override=True)
        except CRSError as error:
            raise NetworkError([Problem("crs.unknown", Severity.ERROR, file=spec.name, field="crs", value=spec.crs)]) from error
    return (_in_wgs84(layer, spec) if spec.datum else layer), ()


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
