"""Catchments against plain dictionaries, measured walks in place of computed ones, and the straight-line circles beside the network's."""

from __future__ import annotations

import math
from itertools import product

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from planner.access import PROFILES
from planner.access.count.catchments import COMPUTED, Pairs, catchment_table, nearest_of, pairs_of, with_measured
from planner.access.count.coverage import coverage_table
from planner.access.count.mapedge import edge_counts, edge_distance_m
from planner.access.count.reasons import REASONS
from planner.access.count.straight import RADII_M, Walked, radius_m, straight_columns, straight_m, straight_summary
from tests.searching import examples

from .made import EAST, NORTH, Made, made, net_of, points

SHOWN = [PROFILES["standard"], PROFILES["elderly"]]
MINUTES = [5.0, 10.0, 15.0]
HOMES, FACILITIES = 6, 3

walk = st.one_of(st.sampled_from([240.0, 300.0, 480.0, 600.0, 720.0, 900.0]), st.integers(0, 1_200_000).map(lambda mm: mm / 1000))
walked = st.dictionaries(st.tuples(st.integers(0, FACILITIES - 1), st.integers(0, HOMES - 1)), walk, max_size=14)
people = st.lists(st.tuples(st.sampled_from(["A", "B", ""]), st.integers(0, 90), st.booleans()), min_size=HOMES, max_size=HOMES)


def as_pairs(metres: dict[tuple[int, int], float], *, measured: bool = False) -> Pairs:
    keys = list(metres)
    facility, home = (np.asarray([k[i] for k in keys], dtype=np.int64) for i in (0, 1))
    rows = np.arange(len(keys)) if measured else np.full(len(keys), COMPUTED)
    return Pairs(facility, home, np.asarray([metres[k] for k in keys], dtype=float), rows)


def as_demand(rows: list[tuple[str, int, bool]]) -> pd.DataFrame:
    demand = pd.DataFrame(rows, columns=["community", "persons", "doubtful"])
    return demand.assign(older_persons=demand["persons"] / 5, households=demand["persons"] * 0.4, on_network=True)


@settings(deadline=None, max_examples=examples(80))
@given(walked, people)
def test_every_home_is_in_one_own_catchment_and_in_every_one_it_reaches(
    metres: dict[tuple[int, int], float], rows: list[tuple[str, int, bool]]
) -> None:
    demand = as_demand(rows)
    table = catchment_table(as_pairs(metres), demand, ["F0", "F1", "F2"], minutes=MINUTES, profiles=SHOWN)
    keys = list(zip(table["facility_id"], table["minutes"], strict=True))
    assert keys == list(product(["F0", "F1", "F2"], MINUTES))
    told = dict(zip(keys, table.to_dict("records"), strict=True))
    for profile, minutes, f in product(SHOWN, MINUTES, range(FACILITIES)):
        limit = minutes * 60 * profile.speed_m_s
        inside = [h for h in range(HOMES) if metres.get((f, h), math.inf) <= limit and not rows[h][2]]
        best = {h: min((metres.get((g, h), math.inf), g) for g in range(FACILITIES)) for h in range(HOMES)}
        own = [h for h in inside if best[h][1] == f]
        row = told[f"F{f}", minutes]
        for way, homes in (("within", inside), ("nearest", own)):
            assert row[f"{way}_homes_{profile.name}"] == len(homes)
            assert row[f"{way}_persons_{profile.name}"] == sum(rows[h][1] for h in homes)
            assert row[f"{way}_older_{profile.name}"] == pytest.approx(sum(rows[h][1] for h in homes) / 5)
            assert row[f"{way}_households_{profile.name}"] == pytest.approx(sum(rows[h][1] for h in homes) * 0.4)


@settings(deadline=None, max_examples=examples(40))
@given(walked, people)
def test_own_catchments_add_up_to_the_coverage(metres: dict[tuple[int, int], float], rows: list[tuple[str, int, bool]]) -> None:
    demand, pairs = as_demand(rows), as_pairs(metres)
    nearest = np.full(HOMES, np.nan)
    own = nearest_of(pairs, HOMES)
    nearest[own.home] = own.metres
    coverage = coverage_table(demand, {"": nearest}, communities=["A", "B"], minutes=MINUTES, profiles=SHOWN)
    table = catchment_table(pairs, demand, ["F0", "F1", "F2"], minutes=MINUTES, profiles=SHOWN)
    for profile, minutes in product(SHOWN, MINUTES):
        covered, caught = (t[t["minutes"] == minutes] for t in (coverage, table))
        for what in ("persons", "homes", "households"):
            total = covered[f"reached_{what}_{profile.name}"].sum()
            assert caught[f"nearest_{what}_{profile.name}"].sum() == pytest.approx(total)
            assert caught[f"within_{what}_{profile.name}"].sum() >= total - 1e-9


@settings(deadline=None, max_examples=examples(60))
@given(walked, walked)
def test_a_measured_walk_stands_whether_it_is_shorter_or_longer(
    computed: dict[tuple[int, int], float], measured: dict[tuple[int, int], float]
) -> None:
    both = with_measured(as_pairs(computed), as_pairs(measured, measured=True))
    told = {(f, h): (m, r) for f, h, m, r in zip(*(column.tolist() for column in both), strict=True)}
    assert len(told) == len(both.home)
    order = list(measured)
    expected = {k: (m, COMPUTED) for k, m in computed.items()} | {k: (m, order.index(k)) for k, m in measured.items()}
    assert told == expected
    merged = computed | measured
    for f, h, m in zip(*(column.tolist() for column in nearest_of(both, HOMES)[:3]), strict=True):
        assert (m, f) == min((walk, g) for (g, home), walk in merged.items() if home == h)


def test_of_two_measurements_of_one_walk_the_later_row_counts() -> None:
    twice = Pairs(np.array([0, 0]), np.array([2, 2]), np.array([700.0, 400.0]), np.array([0, 1]))
    assert [c.tolist() for c in with_measured(as_pairs({}), twice)] == [[0], [2], [400.0], [1]]


@settings(deadline=None, max_examples=examples(25))
@given(made())
def test_pairs_of_a_reach_give_its_nearest(town: Made) -> None:
    net, places = town.net(), town.points()
    facilities, homes = places.iloc[:2], places.iloc[2:]
    reach = net.reach(facilities, minutes=5, profile="elderly")
    own = nearest_of(pairs_of(reach.times(homes), facilities.index, homes.index, reach.profile), len(homes))
    nearest = reach.nearest(homes)
    assert own.home.tolist() == np.flatnonzero(nearest["seconds"].notna()).tolist()
    assert own.metres / 0.8 == pytest.approx(nearest["seconds"].dropna().to_numpy())
    assert facilities.index[own.facility].tolist() == nearest["source"].dropna().tolist()


@settings(deadline=None, max_examples=examples(60))
@given(people, st.lists(st.tuples(st.one_of(st.none(), walk), st.integers(0, 1200), st.booleans()), min_size=HOMES, max_size=HOMES))
def test_reached_is_straight_less_one_and_plus_the_other_difference(
    rows: list[tuple[str, int, bool]], walks: list[tuple[float | None, int, bool]]
) -> None:
    demand = as_demand(rows)
    metres = np.asarray([np.nan if w is None else w for w, _, _ in walks], dtype=float)
    demand["on_network"] = [on for _, _, on in walks]
    homes = Walked(
        metres, np.asarray([s for _, s, _ in walks], dtype=float), demand["on_network"].to_numpy(), demand["doubtful"].to_numpy()
    )
    table = straight_columns(homes, demand, communities=["A", "B"], minutes=MINUTES, profiles=SHOWN)
    coverage = coverage_table(demand, {"": metres}, communities=["A", "B"], minutes=MINUTES, profiles=SHOWN)
    assert (table[["community_id", "minutes"]] == coverage[["community_id", "minutes"]]).all().all()
    assert table["straight_radius_m"].tolist() == [RADII_M[m] for m in table["minutes"]]
    for profile in SHOWN:
        only, more = (table[f"{w}_only_persons_{profile.name}"] for w in ("straight", "network"))
        assert (table["straight_persons"] - only + more).tolist() == coverage[f"reached_persons_{profile.name}"].tolist()
    for row in table.to_dict("records"):
        mine = [h for h in range(HOMES) if rows[h][0] == row["community_id"] and not rows[h][2] and walks[h][1] <= row["straight_radius_m"]]
        assert row["straight_persons"] == sum(rows[h][1] for h in mine)


@pytest.mark.parametrize(("minutes", "radius"), [(3, 300), (5, 300), (6, 500), (10, 500), (15, 1000), (30, 1000)])
def test_a_limit_goes_with_the_circle_that_practice_draws(minutes: float, radius: float) -> None:
    assert radius_m(minutes) == radius


def test_straight_lines_are_geodesic_lines() -> None:
    rng = np.random.default_rng(5)
    net = net_of([((0, 0), (3000, 0))])
    homes, facilities = (points([tuple(p) for p in rng.uniform(0, 3000, (n, 2)).tolist()]).to_crs(4326) for n in (40, 5))
    got = straight_m(homes, facilities, net.streets)
    ends = shapely.get_coordinates(facilities.to_numpy())
    for metres, (lon, lat) in zip(got, shapely.get_coordinates(homes.to_numpy()), strict=True):
        expected = min(Geod(ellps="WGS84").inv(lon, lat, x, y)[2] for x, y in ends)
        assert metres == pytest.approx(expected, rel=1e-4)


def test_straight_lines_know_entrances_missing_places_and_no_facilities() -> None:
    net = net_of([((0, 0), (3000, 0))])
    door = shapely.MultiPoint([(EAST, NORTH), (EAST + 500, NORTH)])
    homes = gpd.GeoSeries([door, None], crs="EPSG:32649")
    near = straight_m(homes, points([(600.0, 0.0)]), net.streets)
    assert near[0] == pytest.approx(100, abs=0.1)
    assert math.isinf(near[1])
    assert np.isinf(straight_m(homes, points([(600.0, 0.0)]).iloc[:0], net.streets)).all()


def test_reasons_add_up_to_the_difference() -> None:
    homes = Walked(
        np.array([950.0, np.nan, 100.0, 400.0]),
        np.array([920.0, 700.0, 90.0, 390.0]),
        np.array([True, False, True, True]),
        np.zeros(4, bool),
    )
    reasons = np.array(["no_facility_near", "no_street", "", ""], dtype=object)
    why = {reason: reasons == reason for reason in REASONS}
    told = straight_summary(homes, {"persons": np.array([5.0, 7.0, 11.0, 13.0])}, why, radius=1000.0, limit_mm=900_000)
    assert told == {
        "persons": 36.0, "persons_straight": 36.0, "persons_network": 24.0, "persons_straight_only": 12.0, "persons_network_only": 0.0,
        "persons_straight_only_no_facility_near": 5.0, "persons_straight_only_no_street": 7.0,
    }  # fmt: skip


def test_the_edge_of_the_map_is_the_hull_of_its_streets() -> None:
    net = net_of([((0, 0), (2000, 0)), ((2000, 0), (2000, 1000)), ((2000, 1000), (0, 1000)), ((0, 1000), (0, 0))])
    places = points([(1000.0, 500.0), (100.0, 500.0), (-50.0, 500.0), (1000.0, 999.0)])
    distance = edge_distance_m(gpd.GeoSeries([*places, None], crs=places.crs), net.streets)
    assert distance[:4] == pytest.approx([500, 100, 0, 1], abs=0.5)
    assert math.isnan(distance[4])
    homes = distance[[0, 1, 2, 3]]
    counts = edge_counts(homes, distance, np.array([1.0, 2.0, 4.0, 8.0]), np.array([True, True, True, False]), limit_m=300.0)
    assert counts == (2, 6.0, 3)
