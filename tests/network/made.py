"""Small street files and layers for tests, in metres around one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import osmium
import shapely
from pyproj import Transformer

from planner.access import WalkNetwork
from planner.network import Segments, read_osm, street_graph

CRS = "EPSG:32649"
X, Y = 500_000.0, 3_990_000.0
Spot = tuple[float, float]
_TO_DEGREES = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)


def line(*points: Spot) -> shapely.LineString:
    return shapely.LineString([(X + a, Y + b) for a, b in points])


def roads(lines: Sequence[Sequence[Spot]], **columns: Sequence[str]) -> gpd.GeoDataFrame:
    """A road layer in ``CRS``."""
    return gpd.GeoDataFrame({"highway": ["residential"] * len(lines), **columns}, geometry=[line(*points) for points in lines], crs=CRS)


def osm(path: Path, ways: Sequence[tuple[Sequence[Spot], Mapping[str, str]]], nodes: Mapping[Spot, Mapping[str, str]]) -> Segments:
    """Write ways and tagged nodes as an OSM file and read it; ways meet where they share a spot."""
    spots = list(dict.fromkeys(spot for points, _ in ways for spot in points))
    number = {spot: i + 1 for i, spot in enumerate(spots)}
    with osmium.SimpleWriter(str(path), overwrite=True) as out:
        for spot, i in number.items():
            lon, lat = _TO_DEGREES.transform(X + spot[0], Y + spot[1])
            out.add_node(osmium.osm.mutable.Node(id=i, location=(lon, lat), tags=dict(nodes.get(spot, {}))))
        for i, (points, tags) in enumerate(ways):
            out.add_way(osmium.osm.mutable.Way(id=i + 1, nodes=[number[p] for p in points], tags={"highway": "residential", **tags}))
    return read_osm(path)


def places(*spots: Spot) -> gpd.GeoSeries:
    return gpd.GeoSeries([shapely.Point(X + a, Y + b) for a, b in spots], crs=CRS)


def seconds(segments: Segments, start: Spot, end: Spot) -> float:
    """Walk between two places at one metre per second, NaN where there is none within an hour."""
    net = WalkNetwork(street_graph(segments, source="town"))
    return float(net.reach(places(end), minutes=60).nearest(places(start))["seconds"].iloc[0])
