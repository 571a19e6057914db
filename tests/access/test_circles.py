"""Circles are true pictures of a reach: nothing too far inside, nothing reached outside, holes kept, overlaps resolved."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from scipy.spatial import cKDTree

from planner.access import Reach, WalkNetwork
from planner.access.draw.circles import CELL_M, FINE_CELL_M, SCREENING_CELL_M, Overlap

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


@pytest.mark.parametrize("name", ["newport", "helsinki", "heidelberg", "shanghai", "porto", "porto alegre", "wuhan"])
def test_sampled_places_inside_are_reached_and_reached_places_are_inside(shared_data: Path, name: str) -> None:
    """By brute force over all that is walked: no place inside is more than a cell too far, none reached more than a cell outside."""
    net, sources, reach = around(shared_data, name)
    circles = reach.circles(MINUTES).to_crs(net.streets.crs)
    rng = np.random.default_rng(17)
    n_inside = n_outside = n_reached = 0
    for source in range(len(sources)):
        points_on = walked(net, sources, reach, source)
        tree = cKDTree(points_on[:, :2])
        for minutes, shape in circles[circles["source"] == source].set_index("minutes").geometry.items():
            limit = 60.0 * float(minutes)
            assert not shape.is_empty
            assert shape.is_valid
            low, high = np.array(shape.bounds[:2]) - 80, np.array(shape.bounds[2:]) + 80
            places = low + rng.random((700, 2)) * (high - low)
            least, off = walk_to(tree, points_on, places, limit)
            inside = shapely.contains_xy(shape, places)
            assert (off[inside] <= WIDTH + CELL).all(), f"{source}, {minutes} min: a place inside is too far from any reached street"
            assert (least[inside] <= limit + CELL).all(), f"{source}, {minutes} min: a place inside is too far to walk to"
            reached = (off <= WIDTH) & (least <= limit)
            # a cell is so wide from corner to corner: where a street's reach runs out in a point, its end may fall between four centres
            assert shapely.distance(shape, shapely.points(places[reached])).max(initial=0) <= CELL * np.sqrt(2)
            on_street = points_on[points_on[:, 2] <= limit]
            assert shapely.distance(shape, shapely.points(on_street[:, :2])).max() <= CELL
            n_inside, n_outside, n_reached = n_inside + inside.sum(), n_outside + (~inside).sum(), n_reached + reached.sum()
    assert min(n_inside, n_outside, n_reached) >= 10_000


def walk_to(tree: cKDTree, points_on: FloatArray, places: FloatArray, limit: float) -> tuple[FloatArray, FloatArray]:
    """Shortest walk to each place, and how far off a street reached in time it lies; ``inf`` beyond the width and a cell."""
    least, off = np.full(len(places), np.inf), np.full(len(places), np.inf)
    for i, near in enumerate(tree.query_ball_point(places, WIDTH + CELL)):
        if near:
            away = np.hypot(*(points_on[near, :2] - places[i]).T)
            least[i] = (points_on[near, 2] + away).min()
            off[i] = away[points_on[near, 2] <= limit].min(initial=np.inf)
    return least, off


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
    """A circle grows wherever more street is reached, and stands still only where its source has no street left to walk on."""
    net, sources, reach = around(shared_data, name)
    circles = reach.circles(MINUTES).to_crs(net.streets.crs)
    walked_m = {m: walked_length_m(net, sources, m) for m in MINUTES}
    for source, group in circles.groupby("source"):
        for (short, small), (long, large) in pairwise(group.sort_values("minutes").set_index("minutes").geometry.items()):
            if walked_m[long][source] > walked_m[short][source] + 0.01:
                assert small.area < large.area
            else:
                assert small.equals(large)
            assert large.buffer(CELL).covers(small)


def walked_length_m(net: WalkNetwork, sources: gpd.GeoSeries, minutes: float) -> pd.Series:
    """Length of the streets each source reaches."""
    lines = net.reach(sources, minutes=minutes).lines().to_crs(net.streets.crs)
    summed: pd.Series = lines.geometry.length.groupby(lines["source"]).sum()
    return summed


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


def test_each_source_may_have_limits_of_its_own() -> None:
    net = net_of([((-2000, 0), (2000, 0))])
    places = points([(-1000, 0), (1000, 0)])
    one, other = net.reach(places.iloc[[0]], minutes=5), net.reach(places.iloc[[1]], minutes=10)
    reach = net.reach(places, minutes=[5, 10])
    own = reach.circles()
    assert own["minutes"].tolist() == [5, 10]
    assert own.to_wkb()["geometry"].tolist() == [one.circles().to_wkb()["geometry"][0], other.circles().to_wkb()["geometry"][0]]
    broken = reach.circles([[5, 2], [10, 4]])
    assert list(zip(broken["source"], broken["minutes"], strict=True)) == [(0, 2), (0, 5), (1, 4), (1, 10)]
    assert broken.to_wkb()["geometry"][3] == own.to_wkb()["geometry"][1]
    joined = reach.circles([[5, 2], [10, 5]], overlap="dissolve", geometry="rings").to_crs(net.streets.crs)
    assert joined["minutes"].tolist() == [2, 5, 10]
    two, five, ten = (100 * (2 * walk - 100) + np.pi * 50**2 for walk in (120, 300, 600))
    assert joined.area.tolist() == pytest.approx([two, 2 * five - two, ten - five], rel=0.02)
    with pytest.raises(ValueError, match="each of the 2 sources"):
        reach.circles([[5], [11]])
    with pytest.raises(ValueError, match="each of the 2 sources"):
        reach.circles([[5]])


def test_a_source_with_a_shorter_limit_is_dissolved_with_that() -> None:
    net = net_of([((-2000, 0), (2000, 0))])
    reach = net.reach(points([(-1000, 0), (1000, 0)]), minutes=[5, 10])
    joined = reach.circles([10], overlap="dissolve").to_crs(net.streets.crs).geometry.item()
    single = reach.circles([10]).to_crs(net.streets.crs).geometry
    assert joined.area == pytest.approx(single.area.sum(), rel=1e-3)
    assert single.area.tolist() == pytest.approx([100 * 500 + np.pi * 2500, 100 * 1100 + np.pi * 2500], rel=0.02)


@pytest.mark.parametrize("overlap", ["overlap", "dissolve", "split"])
def test_the_same_bytes_on_one_thread_or_many(shared_data: Path, overlap: Overlap) -> None:
    net, sources, _ = around(shared_data, "helsinki", 60)
    drawn = [net.reach(sources, threads=threads).circles(MINUTES, overlap=overlap).to_wkb() for threads in (1, 4, 4, 2, 1)]
    for other in drawn[1:]:
        pd.testing.assert_frame_equal(pd.DataFrame(other), pd.DataFrame(drawn[0]))


@pytest.mark.parametrize(("cell_m", "least"), [(SCREENING_CELL_M, 0.97), (CELL_M, 0.99), (FINE_CELL_M, 0.995)])
def test_the_finer_the_grid_the_truer_the_circle(shared_data: Path, cell_m: float, least: float) -> None:
    net, sources, reach = around(shared_data, "newport")
    circles = reach.circles([10], cell_m=cell_m).to_crs(net.streets.crs).geometry.to_numpy()
    truth = np.asarray([exact(walked(net, sources, reach, source), 600.0) for source in range(6)])
    share = shapely.area(shapely.intersection(truth, circles[:6])) / shapely.area(shapely.union(truth, circles[:6]))
    assert np.median(share) >= least
