"""What must hold for any streets: DESIGN, section 5."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.access import WalkNetwork
from planner.network import PRIVATE
from tests.searching import examples

from .made import LIMIT_S, MINUTES, Made, layer, made, net_of, points
from .reference import Reference
from .support import assert_same_walks, pairs

Pairs = dict[tuple[int, int], float]
ROUNDING_S = 0.01  # a millimetre at each end, each street and each join, at 1 m/s


def walks(net: WalkNetwork, places: gpd.GeoSeries, minutes: float = MINUTES) -> Pairs:
    return pairs(net.reach(places, minutes=minutes).times(places))


@settings(deadline=None, max_examples=examples(60))
@given(made())
def test_reach_equals_networkx(town: Made) -> None:
    net, segments = town.net(), town.segments()
    reference = Reference(segments, net.streets.crs)
    xy = shapely.get_coordinates(town.points().to_crs(net.streets.crs).to_numpy())
    snaps = reference.snap(xy)
    for direction in ("to", "from"):
        reach = net.reach(town.points(), minutes=MINUTES, direction=direction)
        expected = {
            (i, j): m
            for i, snap in enumerate(snaps)
            if snap is not None
            for j, m in reference.walks(snap, snaps, LIMIT_S, direction=direction).items()
        }
        assert_same_walks(pairs(reach.times(town.points())), expected, limit_s=LIMIT_S, within_s=ROUNDING_S)


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.integers(1, 4), st.integers(1, 10))
def test_more_minutes_never_reach_less(town: Made, minutes: int, more: int) -> None:
    net, places = town.net(), town.points()
    short, long = walks(net, places, minutes), walks(net, places, minutes + more)
    assert short == {pair: s for pair, s in long.items() if s <= 60 * minutes}


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.data())
def test_an_added_road_never_takes_reach_away(town: Made, data: st.DataObject) -> None:
    node = st.sampled_from(town.nodes)
    start, end = data.draw(node), data.draw(node)
    assume(start != end)
    road = shapely.LineString([start, end])
    streets = shapely.union_all([shapely.LineString(s) for s, _ in town.streets])
    # snaps held: no place comes to stand nearer to the new road than to its own street
    assume(all(road.distance(shapely.Point(p)) > streets.distance(shapely.Point(p)) + 0.01 for p in town.places))
    richer = Made((*town.streets, ((start, end), False)), town.nodes, town.places)
    before, after = walks(town.net(), town.points()), walks(richer.net(), town.points())
    for pair, seconds in before.items():
        assert after.get(pair, np.inf) <= seconds + ROUNDING_S or seconds > LIMIT_S - ROUNDING_S


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.randoms(use_true_random=False))
def test_row_order_and_line_direction_change_nothing(town: Made, random: Random) -> None:
    rows = [(street[::-1] if random.random() < 0.5 else street, private) for street, private in town.streets]
    random.shuffle(rows)
    mixed = Made(tuple(rows), town.nodes, town.places)
    assert walks(mixed.net(), town.points()) == walks(town.net(), town.points())


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.integers(0, 99), st.integers(1, 9))
def test_splitting_a_line_changes_nothing(town: Made, which: int, tenth: int) -> None:
    street, private = town.streets[which % len(town.streets)]
    a, b = street[0], street[1]
    middle = (a[0] + tenth / 10 * (b[0] - a[0]), a[1] + tenth / 10 * (b[1] - a[1]))
    parts = [((a, middle), private), ((middle, *street[1:]), private)]
    rest = [s for s in town.streets if s != (street, private)]
    split = Made((*rest, *parts), town.nodes, town.places)
    assert_same_walks(walks(split.net(), town.points()), walks(town.net(), town.points()), limit_s=LIMIT_S, within_s=ROUNDING_S)


@settings(deadline=None, max_examples=examples(25))
@given(made(), st.sampled_from(["EPSG:4326", "EPSG:4546", "EPSG:3857"]), st.sampled_from(["EPSG:4326", "EPSG:4546", "EPSG:3857"]))
def test_reference_system_of_the_input_changes_nothing(town: Made, of_lines: str, of_points: str) -> None:
    net = WalkNetwork.from_lines(town.lines().to_crs(of_lines))
    assert_same_walks(walks(net, town.points().to_crs(of_points)), walks(town.net(), town.points()), limit_s=LIMIT_S, within_s=ROUNDING_S)


@settings(deadline=None, max_examples=examples(60))
@given(made(min_places=6))
def test_a_private_part_is_never_a_short_cut(town: Made) -> None:
    net = town.net()
    snaps = net.snap(town.points())
    outside = set(snaps.owner[(net.streets.edge_flags[snaps.edge] & PRIVATE) == 0].tolist())
    public = Made(tuple(s for s in town.streets if not s[1]), town.nodes, town.places)
    got = {pair: s for pair, s in walks(net, town.points()).items() if set(pair) <= outside}
    expected = {pair: s for pair, s in walks(public.net(), town.points()).items() if set(pair) <= outside}
    assert_same_walks(got, expected, limit_s=LIMIT_S, within_s=ROUNDING_S)


@settings(deadline=None, max_examples=examples(30))
@given(made(min_places=6))
def test_nearest_is_the_least_of_all_times(town: Made) -> None:
    reach = town.net().reach(town.points().iloc[:3], minutes=MINUTES)
    times, nearest = reach.times(town.points()), reach.nearest(town.points())
    least = times.sort_values(["seconds", "source"]).drop_duplicates("target").set_index("target")
    found = nearest.dropna()
    assert found["seconds"].to_dict() == least["seconds"].to_dict()
    assert found["source"].to_dict() == least["source"].to_dict()


def test_places_inside_a_private_part_reach_out_and_are_reached() -> None:
    # a public street, a private yard with two mouths on it, and a private house deep inside
    net = net_of([((0, 0), (100, 0)), ((100, 0), (200, 0)), ((0, 0), (0, 40), (200, 40), (200, 0))], [False, False, True])
    inside, outside, neighbour = (100.0, 40.0), (60.0, 0.0), (50.0, 40.0)
    for direction in ("to", "from"):
        reach = net.reach(points([inside]), direction=direction)
        got = pairs(reach.times(points([outside, neighbour])))
        assert got == pytest.approx({(0, 0): 100 + 40 + 60, (0, 1): 50}, abs=0.2)


def test_the_way_through_is_walked_to_a_house_inside_but_not_past_it() -> None:
    # two public streets joined by a private lane of 100 m, and by a public way of 700 m
    streets: list[tuple[tuple[float, float], ...]] = [
        ((0, 0), (100, 0)), ((0, 100), (100, 100)), ((100, 0), (100, 100)), ((0, 0), (-300, 0), (-300, 100), (0, 100)),
    ]  # fmt: skip
    net = net_of(streets, [False, False, True, False])
    got = pairs(net.reach(points([(50, 0)]), minutes=20).times(points([(50, 100), (100, 30)])))
    assert got == pytest.approx({(0, 0): 50 + 700 + 50, (0, 1): 50 + 30}, abs=0.5)


def test_a_place_equally_near_to_a_private_and_a_public_end_stands_on_the_public_one() -> None:
    # the place lies beyond the corner, so that the corner is the nearest point of both streets; no short cut through the lane for it
    for lane_first in (False, True):
        streets: list[tuple[tuple[float, float], ...]] = [((100, 0), (200, 0)), ((100, 100), (200, 100)), ((100, 0), (100, 100))]
        private = [False, False, True]
        order = [2, 0, 1] if lane_first else [0, 1, 2]
        net = net_of([streets[i] for i in order], [private[i] for i in order])
        got = pairs(net.reach(points([(95, -5)])).times(points([(150, 100), (100, 60)])))
        assert set(got) == {(0, 1)}


def test_of_parallel_streets_the_shortest_counts() -> None:
    bows: list[tuple[tuple[float, float], ...]] = [((100, 0), (150, h), (200, 0)) for h in (90, 40, 10, 120)]
    net = net_of([((0, 0), (100, 0)), *bows, ((200, 0), (300, 0))])
    got = pairs(net.reach(points([(0, 0)])).times(points([(300, 0)])))
    assert got[0, 0] == pytest.approx(200 + 2 * np.hypot(50, 10), abs=0.2)


def test_a_loop_is_walked_the_shorter_way_round() -> None:
    net = net_of([((0, 0), (100, 0)), ((100, 0), (150, 50), (150, -50), (100, 0))])
    got = pairs(net.reach(points([(150, 40)]), minutes=20).times(points([(0, 0), (150, -40)])))
    assert got[0, 0] == pytest.approx(10 + np.hypot(50, 50) + 100, abs=0.2)
    assert got[0, 1] == pytest.approx(80, abs=0.1)


def test_a_ring_without_a_junction_is_walked_both_ways() -> None:
    net = net_of([((0, 0), (100, 0), (100, 100), (0, 100), (0, 0))])
    got = pairs(net.reach(points([(50, 0)])).times(points([(0, 50), (100, 50)])))
    assert got == pytest.approx({(0, 0): 100, (0, 1): 100}, abs=0.1)


def test_a_place_exactly_at_the_limit_is_reached() -> None:
    net = net_of([((0, 0), (2000, 0))])
    source, home = points([(0, 0)]), points([(700, 0)])
    whole_mm = round(net.reach(source).times(home)["seconds"].item() * 1000)
    exact = net.reach(source, minutes=whole_mm / 60_000)
    assert int(exact.limits_mm[0]) == whole_mm
    assert len(exact.times(home)) == 1
    assert exact.nearest(home)["seconds"].notna().all()
    short = net.reach(source, minutes=(whole_mm - 1) / 60_000)
    assert short.times(home).empty
    assert short.nearest(home)["seconds"].isna().all()


def test_a_junction_exactly_at_the_limit_is_reached() -> None:
    # the home stands on the middle junction, two streets from either source: from one side or the other the street it is joined to lies
    # wholly beyond the limit, so that the junction itself must be reached
    posts = [0.0, 250.0, 500.0, 750.0, 1000.0]
    net = net_of([*(((a, 0.0), (b, 0.0)) for a, b in pairwise(posts)), *(((a, 0.0), (a, 10.0)) for a in posts[1:-1])])
    home = points([(500, 0)])
    for place in ((0, 0), (1000, 0)):
        source = points([place])
        whole_mm = round(net.reach(source).times(home)["seconds"].item() * 1000)
        exact = net.reach(source, minutes=whole_mm / 60_000)
        assert exact.times(home)["seconds"].tolist() == [whole_mm / 1000]
        assert exact.nearest(home)["seconds"].tolist() == [whole_mm / 1000]
        assert net.reach(source, minutes=(whole_mm - 1) / 60_000).times(home).empty


def test_farther_than_the_snap_limit_is_off_the_network() -> None:
    net = net_of([((0, 0), (500, 0))])
    homes = points([(100, 149.9), (100, 150.1), (100, 3000)])
    snaps = net.snap(homes)
    assert snaps.on_network.tolist() == [True, False, False]
    assert snaps.distance_m[:2] == pytest.approx([149.9, 150.1], abs=0.1)
    assert np.isinf(snaps.distance_m[2])
    assert net.reach(points([(50, 0)])).times(homes)["target"].tolist() == [0]
    off = net.reach(points([(100, 151)]))
    assert off.times(homes).empty
    assert off.lines().empty
    near = net.reach(points([(50, 0)]), max_snap_m=151)
    assert near.times(homes)["target"].tolist() == [0, 1]
    assert near.times(homes, max_snap_m=20).empty


def test_both_access_legs_are_walked() -> None:
    net = net_of([((0, 0), (500, 0))])
    reach = net.reach(points([(100, 30)]))
    assert pairs(reach.times(points([(300, -70)]))) == pytest.approx({(0, 0): 30 + 200 + 70}, abs=0.2)
    assert reach.nearest(points([(300, -70)]))["seconds"].tolist() == pytest.approx([30 + 200 + 70], abs=0.2)


def test_the_best_of_several_entrances_counts() -> None:
    net = net_of([((0, 0), (1000, 0))])
    single = points([(100, 20), (800, 5)])
    gates = gpd.GeoSeries([shapely.MultiPoint(list(single))], crs=single.crs, index=["school"])
    homes = points([(0, 0), (1000, 0), (450, 0)])
    one = net.reach(single).times(homes).groupby("target")["seconds"].min()
    reach = net.reach(gates)
    assert reach.times(homes).set_index("target")["seconds"].to_dict() == one.to_dict()
    assert reach.nearest(homes)["seconds"].tolist() == one.tolist()
    both_ways = pairs(net.reach(homes).times(gates.reset_index(drop=True)))
    assert {j: s for (j, _), s in both_ways.items()} == one.to_dict()


def test_places_without_geometry_and_empty_tables_have_no_times() -> None:
    net = net_of([((0, 0), (1000, 0))])
    homes = gpd.GeoSeries([shapely.Point(), None, *points([(10, 0)])], crs=points([(0, 0)]).crs)
    reach = net.reach(points([(0, 0)]))
    assert reach.times(homes)["target"].tolist() == [2]
    assert reach.nearest(homes)["seconds"].isna().tolist() == [True, True, False]
    assert reach.times(homes.iloc[:0]).empty
    assert reach.nearest(homes.iloc[:0]).empty
    nobody = net.reach(homes.iloc[:0])
    assert nobody.times(homes).empty
    assert nobody.lines().empty
    assert nobody.circles([5, 15]).empty
    assert nobody.nearest(homes)["source"].isna().all()


def test_a_road_layer_keeps_apart_what_only_crosses() -> None:
    net = WalkNetwork.from_lines(layer([((0, 0), (100, 100)), ((0, 100), (100, 0))]))
    assert net.reach(points([(10, 10)])).times(points([(10, 90)])).empty
