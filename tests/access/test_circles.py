"""Circles are true pictures of a reach: nothing too far inside, nothing reached outside, holes kept, overlaps resolved."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from planner.access import Reach, WalkNetwork

from .made import net_of, points
from .support import FloatArray, ground, network

CELL, WIDTH, LIMIT = 10.0, 50.0, 900.0
MINUTES = [5, 10, 15]


@cache
def around(data: Path, name: str, count: int = 20) -> tuple[WalkNetwork, gpd.GeoSeries, Reach]:
    """Reaches of random places beside streets."""
    segments, net = network(data, name)
    rng = np.random.default_rng(5)
    vertex = rng.choice(len(segments.lon), count, replace=False)
    x, y = net.streets.to_plane(segments.lon[vertex], segments.lat[vertex])
    sources = ground(net, np.column_stack([x, y]) + rng.normal(0, 15, (count, 2)))
    return net, sources, net.reach(sources)


def walked(net: WalkNetwork, sources: gpd.GeoSeries, reach: Reach, source: int) -> FloatArray:
    """Points no more than two metres apart on all that is walked from one source, with the walk to each: columns x, y, metres."""
    lines = reach.lines()
    lines = lines[lines["source"] == source].to_crs(net.streets.crs)
    out = []
    for shape, start, end in zip(lines.geometry, lines["from_s"], lines["to_s"], strict=True):
        share = np.linspace(0, 1, int(shape.length / 2) + 2)
        on = shapely.line_interpolate_point(shape, share, normalized=True)
        out.append(np.column_stack([shapely.get_coordinates(on), start + share * (end - start)]))
    place, snaps = sources.iloc[source], net.snap(sources.iloc[[source]])
    if len(snaps.edge) and snaps.leg_mm[0] > 0:
        leg = np.linspace(0, 1, 1 + int(np.ceil(snaps.leg_mm[0] / 1000)))[:, None]
        on_leg = np.array([place.x, place.y]) + leg * (np.array([snaps.snap_x[0], snaps.snap_y[0]]) - (place.x, place.y))
        out.append(np.column_stack([on_leg, leg[:, 0] * snaps.leg_mm[0] / 1000]))
    return np.concatenate(out)


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_no_place_too_far_inside_and_no_reached_street_outside(shared_data: Path, name: str) -> None:
    net, sources, reach = around(shared_data, name)
    circles = reach.circles(MINUTES).to_crs(net.streets.crs)
    rng = np.random.default_rng(17)
    sampled = 0
    for source in range(len(sources)):
        points_on = walked(net, sources, reach, source)
        tree = cKDTree(points_on[:, :2])
        for minutes, shape in circles[circles["source"] == source].set_index("minutes").geometry.items():
            limit = 60.0 * float(minutes)
            assert not shape.is_empty
            assert shape.is_valid
            low, high = np.array(shape.bounds[:2]) - 20, np.array(shape.bounds[2:]) + 20
            places = low + rng.random((500, 2)) * (high - low)
            inside = places[shapely.contains_xy(shape, places)]
            sampled += len(inside)
            for place, near in zip(inside, tree.query_ball_point(inside, WIDTH + CELL), strict=True):
                assert near, f"{source}, {minutes} min: a place inside is more than a cell beyond {WIDTH} m from any reached street"
                off = np.hypot(*(points_on[near, :2] - place).T)
                assert (points_on[near, 2] + off).min() <= limit + CELL
            reached = points_on[points_on[:, 2] <= limit]
            assert shapely.distance(shape, shapely.points(reached[:, :2])).max() <= CELL
    assert sampled >= 10_000


def exact(walk: FloatArray, limit: float) -> shapely.Geometry:
    """Union of disks of radius ``min(width, limit - walk)`` around walked points."""
    radius = np.minimum(WIDTH, limit - walk[:, 2])
    kept = radius > 0
    return shapely.union_all(shapely.buffer(shapely.points(walk[kept, :2]), radius[kept], quad_segs=8))


def test_circles_equal_the_exact_variable_width_buffer(shared_data: Path) -> None:
    net, sources, reach = around(shared_data, "newport")
    circles = reach.circles([10]).to_crs(net.streets.crs)
    overlaps = []
    for source in range(10):
        truth = exact(walked(net, sources, reach, source), 600.0)
        drawn = circles.loc[circles["source"] == source, "geometry"].item()
        overlaps.append(shapely.intersection(truth, drawn).area / shapely.union(truth, drawn).area)
    assert np.median(overlaps) >= 0.99
    assert min(overlaps) >= 0.97


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_circles_grow_with_minutes(shared_data: Path, name: str) -> None:
    net, _, reach = around(shared_data, name)
    circles = reach.circles(MINUTES).to_crs(net.streets.crs)
    for _, group in circles.groupby("source"):
        for small, large in pairwise(group.sort_values("minutes").geometry):
            assert small.area < large.area
            assert large.buffer(CELL).covers(small)


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_dissolved_split_and_rings_agree_with_the_single_circles(shared_data: Path, name: str) -> None:
    net, sources, reach = around(shared_data, name)
    single = reach.circles(MINUTES).to_crs(net.streets.crs)
    dissolved = reach.circles(MINUTES, overlap="dissolve").to_crs(net.streets.crs).set_index("minutes").geometry
    split = reach.circles(MINUTES, overlap="split").to_crs(net.streets.crs)
    assert list(split["source"]) == [s for s in range(len(sources)) for _ in MINUTES]
    assert list(dissolved.index) == MINUTES
    overlapping = 0.0
    for minutes in MINUTES:
        whole = shapely.union_all(single[single["minutes"] == minutes].geometry.to_numpy())
        assert dissolved[minutes].area == pytest.approx(whole.area, rel=0.01)
        assert shapely.symmetric_difference(dissolved[minutes], whole).area < 0.01 * whole.area
        parts = split[split["minutes"] == minutes].geometry.to_numpy()
        union = shapely.union_all(parts)
        assert shapely.area(parts).sum() - union.area <= 0.01 * union.area
        assert shapely.symmetric_difference(union, whole).area <= 0.01 * whole.area
        overlapping += single[single["minutes"] == minutes].area.sum() - whole.area
    assert overlapping > 0.1 * dissolved[15].area, "the sources' circles must overlap, or nothing was split"


def test_a_split_part_holds_the_places_nearest_to_its_source() -> None:
    net = net_of([((0, 0), (1000, 0))])
    parts = net.reach(points([(300, 0), (800, 0)])).circles([15], overlap="split").to_crs(net.streets.crs)
    x, y = net.streets.to_plane(*points([(545, 5), (555, 5), (400, 0), (700, 0)]).to_crs("EPSG:4326").get_coordinates().to_numpy().T)
    inside = [[bool(shapely.contains_xy(p, a, b)) for a, b in zip(x, y, strict=True)] for p in parts.geometry]
    assert inside == [[True, False, True, False], [False, True, False, True]]


def test_rings_are_the_circles_less_the_smaller_ones(shared_data: Path) -> None:
    net, _, reach = around(shared_data, "helsinki")
    disks = reach.circles(MINUTES).to_crs(net.streets.crs).geometry.to_numpy().reshape(-1, 3)
    rings = reach.circles(MINUTES, geometry="rings").to_crs(net.streets.crs).geometry.to_numpy().reshape(-1, 3)
    assert shapely.area(rings).sum(axis=1) == pytest.approx(shapely.area(disks[:, 2]), rel=1e-3)
    assert (shapely.area(shapely.intersection(rings[:, 1], disks[:, 0])) < 1.0).all()


def test_a_ring_road_keeps_its_hole() -> None:
    corners = [(250 * np.cos(t), 250 * np.sin(t)) for t in np.linspace(0, 2 * np.pi, 60)]
    net = net_of([(*corners[:-1], corners[0])])
    shape = net.reach(points([corners[0]])).circles([15]).to_crs(net.streets.crs).geometry.item()
    holes = [shapely.Polygon(r) for p in shape.geoms for r in p.interiors]
    assert len(holes) == 1
    assert holes[0].area == pytest.approx(np.pi * 200**2, rel=0.03)


def test_a_straight_street_has_the_circle_one_expects() -> None:
    # width 50 m along 600 m each way less the taper: the disks shrink over the last 50 m
    net = net_of([((-2000, 0), (2000, 0))])
    shape = net.reach(points([(0, 0)]), minutes=10).circles().to_crs(net.streets.crs).geometry.item()
    assert shape.area == pytest.approx(2 * 550 * 100 + np.pi * 50**2, rel=0.01)
    low, high = shape.bounds[0], shape.bounds[2]
    assert high - low == pytest.approx(1200, abs=CELL)


def test_a_source_off_the_network_has_an_empty_polygon() -> None:
    net = net_of([((0, 0), (1000, 0))])
    circles = net.reach(points([(500, 0), (500, 400)])).circles([5, 15])
    assert circles.geometry.is_empty.tolist() == [False, False, True, True]
    assert (circles.geom_type == "MultiPolygon").all()
    lost = net.reach(points([(500, 400)]))
    assert lost.circles([5], overlap="dissolve").geometry.is_empty.tolist() == [True]
    assert lost.circles([5], overlap="split").geometry.is_empty.tolist() == [True]


def test_limits_beyond_the_reach_are_refused() -> None:
    net = net_of([((0, 0), (1000, 0))])
    with pytest.raises(ValueError, match="15 minutes"):
        net.reach(points([(500, 0)]), minutes=10).circles([5, 15])
    with pytest.raises(ValueError, match="minutes"):
        net.reach(points([(500, 0)]), minutes=0)
    with pytest.raises(ValueError, match="direction"):
        net.reach(points([(500, 0)]), direction="sideways")  # type: ignore[arg-type]
