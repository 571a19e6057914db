"""Compile every kernel once, so that the first real run does not wait for it: ``python -m planner.access.warm``."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from planner.access.count.coverage import weighted_medians
from planner.access.profiles import PROFILES
from planner.access.walknetwork import WalkNetwork
from planner.network import read_lines, street_graph


def warm() -> None:
    """Walk through a town of a few streets, one of them private and all on a slope, in every way that runs do."""
    streets = [[(0, 0), (90, 0)], [(90, 0), (90, 90)], [(90, 90), (0, 90)], [(0, 90), (0, 0)], [(90, 0), (180, 30)], [(90, 90), (180, 30)]]
    shapes = [shapely.LineString(np.add(line, (500_000, 4_000_000))) for line in streets]
    layer = gpd.GeoDataFrame({"access": ["", "", "", "", "private", ""]}, geometry=shapes, crs="EPSG:32649")
    segments = read_lines(layer)
    hilly = replace(segments, z=np.arange(len(segments.lon), dtype=np.float32))
    net = WalkNetwork(street_graph(hilly, source="warm"))
    places = gpd.GeoSeries([shape.centroid for shape in shapes], crs=layer.crs)
    reach = net.reach(places, minutes=5, profile=replace(PROFILES["standard"], slope=True))
    reach.times(places)
    reach.nearest(places)
    reach.lines()
    weighted_medians(np.ones(2), np.ones(2), np.array([0, 2]))
    net.walk(*places.to_crs("EPSG:4326").iloc[[0, 4]])
    for overlap in ("overlap", "dissolve", "split"):
        reach.circles([2, 5], overlap=overlap)


if __name__ == "__main__":
    warm()
