"""OSMnx graphs both ways."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from planner.errors import NetworkError, Problem, Severity
from planner.network.graph import PRIVATE, StreetGraph
from planner.network.lines import read_lines
from planner.network.segments import Segments
from planner.network.walking import NEEDS_FOOT_TAG, TAG_KEYS

_NAME = "OSMnx graph"


def read_osmnx(graph: nx.MultiDiGraph) -> Segments:
    """Turn an OSMnx graph into segments.

    Both directions of a street are one street; an edge without ``geometry`` is straight. Streets meet at nodes, never where they only
    touch. The walking filter judges the tags again, so
    that a drive network loses its motorways.

    Parameters
    ----------
    graph
        As OSMnx makes it: ``graph["crs"]``, nodes with ``x``, ``y``, edges with ``highway``, ``osmid`` and maybe ``geometry``.

    Returns
    -------
    Segments
        In WGS84; ``way`` is the OSM way id (the first of several).

    Raises
    ------
    NetworkError
        If the graph has no CRS, a node has no place, or no walkable edge is left.
    """
    if "crs" not in graph.graph:
        raise NetworkError([Problem("network.no_crs", Severity.ERROR, file=_NAME)])
    bare = sorted(str(n) for n, d in graph.nodes(data=True) if "x" not in d or "y" not in d)
    if bare:
        raise NetworkError([Problem("network.no_place", Severity.ERROR, file=_NAME, subject=n) for n in bare])
    rows = []
    shapes = []
    for u, v, data in graph.edges(data=True):
        ends = [(graph.nodes[n]["x"], graph.nodes[n]["y"]) for n in (u, v)]
        shapes.append(data.get("geometry") or shapely.LineString(ends))
        rows.append({k: w for k, w in data.items() if k != "geometry"})
    layer = gpd.GeoDataFrame(rows, geometry=shapes, crs=graph.graph["crs"])
    number = {node: i for i, node in enumerate(graph.nodes)}
    between = np.asarray([(number[u], number[v]) for u, v in graph.edges()], dtype=np.int64)
    segments = read_lines(layer, name=_NAME, ends=between)
    ids = np.asarray([_way_id(r.get("osmid"), i + 1) for i, r in enumerate(rows)], dtype=np.int64)
    return replace(segments, way=ids[segments.way - 1])


def fetch_place(place: str) -> nx.MultiDiGraph:
    """Fetch every street of a place through OSMnx; needs the internet.

    Raises
    ------
    NetworkError
        If the place is not found or there is no internet.
    """
    import osmnx

    kept = list(osmnx.settings.useful_tags_way)
    osmnx.settings.useful_tags_way = sorted({*kept, *TAG_KEYS})
    try:
        return osmnx.graph_from_place(place, custom_filter='["highway"]', retain_all=True)
    except Exception as error:  # OSMnx and its HTTP client raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.place_failed", Severity.ERROR, value=place, params={"detail": str(error)[:200]})]) from error
    finally:
        osmnx.settings.useful_tags_way = kept


def _way_id(osmid: object, fallback: int) -> int:
    first = osmid[0] if isinstance(osmid, list) and osmid else osmid
    return int(first) if isinstance(first, (int, np.integer)) else fallback


def to_networkx(graph: StreetGraph) -> nx.MultiDiGraph:
    """Give the street graph as an OSMnx-like MultiDiGraph.

    Returns
    -------
    networkx.MultiDiGraph
        ``graph["crs"]`` EPSG:4326; nodes 0 … n-1 with ``x``, ``y`` in degrees; each street as two edges with ``length`` (metres),
        ``highway``, ``osmid``, ``geometry``, ``reversed``, ``oneway=False``, ``access="private"`` where it is private, and
        ``foot="yes"`` or ``sidewalk="yes"`` where its kind is walked only for such a tag.
    """
    out = nx.MultiDiGraph(crs="epsg:4326")
    lon, lat = graph.to_degrees(graph.node_x, graph.node_y)
    out.add_nodes_from((i, {"x": float(lon[i]), "y": float(lat[i])}) for i in range(graph.n_nodes))
    shape_lon, shape_lat = graph.to_degrees(graph.shape_x, graph.shape_y)
    points = np.column_stack([shape_lon, shape_lat])
    for e in range(graph.n_edges):
        shape = points[graph.shape_start[e] : graph.shape_start[e + 1]]
        data = {
            "length": int(graph.edge_mm[e]) / 1000,
            "highway": graph.kinds[graph.edge_kind[e]],
            "osmid": int(graph.edge_way[e]),
            "oneway": False,
        }
        data |= _tags(data["highway"], private=bool(graph.edge_flags[e] & PRIVATE))
        u, v = int(graph.edge_u[e]), int(graph.edge_v[e])
        out.add_edge(u, v, geometry=shapely.LineString(shape), reversed=False, **data)
        out.add_edge(v, u, geometry=shapely.LineString(shape[::-1]), reversed=True, **data)
    return out


def _tags(highway: str, *, private: bool) -> dict[str, str]:
    """Tags by which the walking filter judges a kept street as it was judged."""
    tags = {"access": "private"} if private else {}
    if highway in NEEDS_FOOT_TAG:
        tags["sidewalk" if private else "foot"] = "yes"
    return tags
