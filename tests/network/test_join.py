"""Planned roads joined to the streets that are there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.access import WalkNetwork
from planner.network import Segments, join_roads, read_lines, street_graph
from planner.network.build.join import HEAL_M

CRS = "EPSG:32649"
X, Y = 500_000.0, 3_990_000.0


def layer(*lines: list[tuple[float, float]], **tags: list[str]) -> Segments:
    shapes = [shapely.LineString([(X + a, Y + b) for a, b in points]) for points in lines]
    columns = {"highway": ["residential"] * len(lines), **tags}
    return read_lines(gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS))


MAIN = [(0.0, 0.0), (1000.0, 0.0)]


def seconds(segments: Segments, start: tuple[float, float], end: tuple[float, float]) -> float:
    places = gpd.GeoSeries([shapely.Point(X + a, Y + b) for a, b in (start, end)], crs=CRS)
    net = WalkNetwork(street_graph(segments, source="town"))
    return float(net.reach(places[1:], minutes=60).nearest(places[:1])["seconds"].iloc[0])


def test_a_road_that_ends_on_a_street_meets_it() -> None:
    joined, report = join_roads(layer(MAIN), layer([(400.0, 0.0), (400.0, 300.0)]))
    assert (report.roads, report.joints, report.healed) == (1, 1, 0)
    assert seconds(joined, (400, 300), (0, 0)) == pytest.approx(700, rel=2e-3)


def test_a_road_that_crosses_a_street_meets_it_but_not_on_a_bridge() -> None:
    joined, _ = join_roads(layer(MAIN), layer([(400.0, -300.0), (400.0, 300.0)]))
    assert seconds(joined, (400, 300), (0, 0)) == pytest.approx(700, rel=2e-3)
    over, report = join_roads(layer(MAIN), layer([(400.0, -300.0), (400.0, 300.0)], bridge=["yes"]))
    assert report.joints == 0
    assert np.isnan(seconds(over, (400, 300), (0, 0)))


@pytest.mark.parametrize(("gap", "healed"), [(HEAL_M - 1, 1), (HEAL_M + 1, 0)])
def test_a_small_gap_is_healed_and_told(gap: float, healed: int) -> None:
    joined, report = join_roads(layer(MAIN), layer([(400.0, gap), (400.0, 300.0)]))
    assert (report.healed, len(report.places)) == (healed, healed)
    walk = seconds(joined, (400, 300), (0, 0))
    assert walk == pytest.approx(700, rel=2e-3) if healed else np.isnan(walk)


def test_streets_keep_their_length_and_a_far_road_stays_apart() -> None:
    streets, far = layer(MAIN), layer([(0.0, 800.0), (300.0, 800.0)])
    joined, report = join_roads(streets, far)
    assert report.joints == 0
    assert joined.lengths_m().sum() == pytest.approx(streets.lengths_m().sum() + far.lengths_m().sum(), abs=1e-3)


def test_two_roads_may_meet_one_street_at_one_place() -> None:
    joined, report = join_roads(layer(MAIN), layer([(400.0, 0.0), (400.0, 300.0)], [(400.0, 0.0), (400.0, -300.0)]))
    assert report.roads == 2
    assert seconds(joined, (400, 300), (400, -300)) == pytest.approx(600, rel=2e-3)
