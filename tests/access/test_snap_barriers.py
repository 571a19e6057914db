"""Ways from places to streets, case by case: rivers, railways, walls, bridges, lost streets, compounds and their gates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from planner.access import Snaps, WalkNetwork, read_barriers
from planner.access.join.barriers import NO_BARRIERS, Barriers
from planner.access.join.compounds import Courts, WallCounts, outside_walls, with_compounds
from planner.access.join.snaps import usable_streets
from planner.errors import InputError
from planner.network import Gates, read_osm, street_graph

from .made import CRS, EAST, NORTH, Points, net_of, points
from .snapping import Bars, BruteSnap

SOUTH_NORTH: list[Points] = [((0, 0), (400, 0)), ((0, 100), (400, 100)), ((0, 0), (0, 100))]
RIVER = shapely.box(-200, 20, 600, 35)


def ground(*barriers: tuple[str, Any], crs: str = CRS) -> gpd.GeoDataFrame:
    """Barriers drawn in the metres of the made towns."""
    shapes = [None if s is None else shapely.affinity.translate(s, EAST, NORTH) for _, s in barriers]
    return gpd.GeoDataFrame({"kind": [kind for kind, _ in barriers]}, geometry=shapes, crs=CRS).to_crs(crs)


def barred(streets: list[Points], *barriers: tuple[str, Any], **more: Any) -> WalkNetwork:
    net = net_of(streets)
    return WalkNetwork(net.streets, barriers=read_barriers(ground(*barriers), net.streets), **more)


def joined(net: WalkNetwork, *places: tuple[float, float], limit_m: float = 80) -> Snaps:
    return net.snap(points(list(places)), max_snap_m=limit_m)


def where(snaps: Snaps) -> list[tuple[float, float]]:
    """Points on streets in the metres of the made towns."""
    spots = gpd.GeoSeries(gpd.points_from_xy(snaps.snap_x, snaps.snap_y), crs=net_of(SOUTH_NORTH).streets.crs).to_crs(CRS)
    return [(round(x - EAST, 1), round(y - NORTH, 1)) for x, y in shapely.get_coordinates(spots.to_numpy()).tolist()]


def test_a_place_takes_the_street_on_its_own_bank() -> None:
    free, cut = (joined(net, (200, 45)) for net in (net_of(SOUTH_NORTH), barred(SOUTH_NORTH, ("water", RIVER))))
    assert (where(free), where(cut)) == ([(200, 0)], [(200, 100)])
    assert cut.distance_m[0] == pytest.approx(55, abs=0.05)
    assert not cut.wet.any()


def test_a_place_that_no_street_is_free_to_is_off_the_network() -> None:
    net = barred(SOUTH_NORTH, ("wall", shapely.box(190, 40, 210, 60).boundary))
    snaps = joined(net, (200, 45), (250, 45))
    assert list(snaps.status) == ["barrier", "joined"]
    assert list(snaps.on_network) == [False, True]
    assert snaps.distance_m == pytest.approx([45, 45], abs=0.05)
    table = snaps.frame(net.streets)
    assert table[["place", "entrance", "status"]].to_numpy().tolist()[0] == [0, 1, "barrier"]
    assert table[["edge", "offset_m", "leg_m", "lon", "lat"]].isna().to_numpy()[0].all()
    homes = points([(200, 45), (250, 45)])
    assert set(net.reach(homes, minutes=15, max_snap_m=80).times(homes)["source"]) == {1}


def test_a_street_across_a_railway_is_joined_on_the_near_side() -> None:
    """The nearest point of the slanting street lies beyond the line; on this side the level crossing itself is nearest."""
    slanting: list[Points] = [((0, 0), (200, 100))]
    rail = ("rail", shapely.LineString([(50, -300), (50, 300)]))
    assert where(joined(net_of(slanting), (48, 60))) == [(62.4, 31.2)]
    assert where(joined(barred(slanting, rail), (48, 60))) == [(50, 25)]


@pytest.mark.parametrize("wall_m", [-0.3, 0.0, 0.4])
def test_a_wall_drawn_along_a_street_bars_nobody(wall_m: float) -> None:
    net = barred(SOUTH_NORTH, ("wall", shapely.LineString([(-50, wall_m), (450, wall_m)])))
    assert where(joined(net, (200, 40), (200, -40))) == [(200, 0), (200, 0)]


def test_a_wall_beside_a_street_bars_its_other_side() -> None:
    net = barred(SOUTH_NORTH, ("wall", shapely.LineString([(-50, 2), (450, 2)])))
    assert where(joined(net, (200, 40), (200, -40))) == [(200, 100), (200, 0)]


def test_a_bridge_is_joined_from_its_deck_and_a_wet_home_once_across_the_bank() -> None:
    net = barred(SOUTH_NORTH, ("water", RIVER))
    snaps = joined(net, (3, 28), (200, 22), (200, 33))
    assert where(snaps) == [(0, 28), (200, 0), (200, 0)]
    assert list(snaps.wet) == [False, True, True]


def test_water_drawn_as_a_line_says_nothing_of_where_it_is_wet() -> None:
    banks = [("water", shapely.LineString([(-200, y), (600, y)])) for y in (20, 35)]
    assert list(joined(barred(SOUTH_NORTH, *banks), (200, 28)).status) == ["barrier"]


def test_only_the_water_one_stands_in_is_left() -> None:
    """Out of the pond once, but not over the river beside it, and not out of the pond twice."""
    pond = ("water", shapely.box(150, 40, 250, 60))
    bent = ("water", shapely.Polygon([(190, 40), (210, 40), (210, 60), (190, 60), (190, 55), (205, 55), (205, 45), (190, 45)]))
    assert where(joined(barred(SOUTH_NORTH, pond, ("water", RIVER)), (200, 45))) == [(200, 100)]
    assert where(joined(barred(SOUTH_NORTH, bent), (200, 42), (200, 58))) == [(200, 0), (200, 100)]
    fence = ("wall", shapely.LineString([(150, 35), (250, 35)]))
    assert list(joined(barred(SOUTH_NORTH, bent, fence), (200, 42)).status) == ["barrier"]


def test_one_entrance_cut_off_leaves_the_other() -> None:
    net = barred(SOUTH_NORTH, ("wall", shapely.box(190, 40, 210, 60)))
    place = gpd.GeoSeries([shapely.MultiPoint([(EAST + 200, NORTH + 50), (EAST + 300, NORTH + 30)])], crs=CRS, index=["F1"])
    snaps = net.snap(place, max_snap_m=80)
    assert where(snaps) == [(300, 0)]
    assert list(snaps.status) == ["joined"]
    assert snaps.distance_m == pytest.approx([30], abs=0.05)
    table = snaps.frame(net.streets, place.index)
    assert table[["place", "entrance", "status"]].to_numpy().tolist() == [["F1", 1, "barrier"], ["F1", 2, "joined"]]


class TestLostStreets:
    LOST: Points = ((150, 30), (250, 30))

    def test_the_next_street_is_taken(self) -> None:
        free = WalkNetwork(net_of([*SOUTH_NORTH, self.LOST]).streets, min_island_m=0)
        strict = WalkNetwork(free.streets, min_island_m=300)
        assert (where(joined(free, (200, 35))), where(joined(strict, (200, 35)))) == ([(200, 30)], [(200, 0)])

    @pytest.mark.parametrize(("least_m", "status"), [(99.9, "joined"), (100.2, "island")])
    def test_without_another_the_place_is_off_the_network(self, least_m: float, status: str) -> None:
        net = WalkNetwork(net_of([*SOUTH_NORTH, self.LOST]).streets, min_island_m=least_m)
        snaps = joined(net, (200, 48), limit_m=20)
        assert list(snaps.status) == [status]
        assert snaps.distance_m == pytest.approx([18], abs=0.05)

    def test_the_longest_piece_is_good_however_short(self) -> None:
        net = WalkNetwork(net_of([self.LOST]).streets, min_island_m=300)
        assert list(joined(net, (200, 48)).status) == ["joined"]

    def test_a_lost_street_does_not_hide_that_a_barrier_stands_before_the_others(self) -> None:
        net = barred([*SOUTH_NORTH, self.LOST], ("wall", shapely.box(100, 20, 300, 80)), min_island_m=300)
        assert list(joined(net, (200, 48)).status) == ["barrier"]


def test_of_equally_near_streets_a_public_one_then_the_first() -> None:
    """At a corner; the second time the nearest street lies behind a wall and the corner comes next."""
    streets: list[Points] = [((0, 0), (100, 0)), ((100, 0), (200, 0)), ((100, 0), (100, 90))]
    corner = [(100, -20)]
    behind = WalkNetwork(net_of([*streets, ((0, -35), (200, -35))], [True, False, True, False]).streets, min_island_m=0)
    wall = ground(("wall", shapely.LineString([(-50, -28), (250, -28)])))
    walled = WalkNetwork(behind.streets, barriers=read_barriers(wall, behind.streets), min_island_m=0)
    assert where(joined(behind, *corner)) == [(100, -35)]
    for net in (net_of(streets, [True, False, True]), walled):
        snaps = joined(net, *corner)
        assert where(snaps) == [(100, 0)]
        assert (net.streets.edge_flags[snaps.edge] == 0).all()
    assert list(joined(net_of(streets), *corner).edge) == [0]


class TestLayer:
    def test_nothing_given_is_nothing_barred(self) -> None:
        streets = net_of(SOUTH_NORTH).streets
        assert len(NO_BARRIERS) == len(read_barriers(None, streets)) == len(read_barriers(ground().iloc[:0], streets)) == 0

    def test_a_layer_without_a_system_is_refused(self) -> None:
        with pytest.raises(InputError):
            read_barriers(ground(("water", RIVER)).set_crs(None, allow_override=True), net_of(SOUTH_NORTH).streets)

    def test_rows_without_a_line_bar_nothing_and_parts_stand_for_themselves(self) -> None:
        both = shapely.MultiPolygon([RIVER, shapely.box(700, 0, 710, 9)])
        odd = ground(("water", None), ("rail", shapely.Point(200, 22)), ("water", shapely.Polygon()), ("water", both))
        found = read_barriers(odd, net_of(SOUTH_NORTH).streets)
        assert list(found.kinds) == ["water", "water"]

    def test_any_system_gives_the_same(self) -> None:
        streets = net_of(SOUTH_NORTH).streets
        here, there = (read_barriers(ground(("water", RIVER), crs=crs), streets) for crs in (CRS, "EPSG:4326"))
        np.testing.assert_allclose(shapely.get_coordinates(here.lines), shapely.get_coordinates(there.lines), atol=1e-3)

    def test_a_layer_without_kinds_bars_all_the_same(self) -> None:
        streets = net_of(SOUTH_NORTH).streets
        plain = read_barriers(ground(("water", RIVER)).drop(columns="kind"), streets)
        snaps = joined(WalkNetwork(streets, barriers=plain), (200, 45), (200, 28))
        assert list(snaps.status) == ["joined", "barrier"]


class TestCompounds:
    """A compound 60 m wide between two streets, with and without gates and a street inside."""

    YARD = shapely.box(170, 20, 230, 80)
    INSIDE: Points = ((200, 30), (200, 70))
    HOME = (180, 45)

    def build(self, gates: list[tuple[float, float, bool]], *, inside: bool = False, yard: Any = YARD) -> tuple[WalkNetwork, WallCounts]:
        net = net_of([*SOUTH_NORTH, self.INSIDE] if inside else SOUTH_NORTH)
        streets = net.streets
        wall = self._plane(net, yard)
        spots = points([(x, y) for x, y, _ in gates]).to_crs("EPSG:4326") if gates else gpd.GeoSeries([], crs="EPSG:4326")
        lon, lat = shapely.get_coordinates(spots.to_numpy()).T
        known = Gates(lon, lat, np.asarray([o for _, _, o in gates], dtype=bool))
        barriers, courts, counts = with_compounds(NO_BARRIERS, streets, usable_streets(streets, 0), np.asarray([wall], dtype=object), known)
        return WalkNetwork(streets, barriers=barriers, courts=courts, min_island_m=0), counts

    @staticmethod
    def _plane(net: WalkNetwork, shape: Any) -> Any:
        moved = gpd.GeoSeries([shapely.affinity.translate(shape, EAST, NORTH)], crs=CRS)
        return moved.to_crs(net.streets.crs).iloc[0]

    def test_without_a_known_gate_one_leaves_straight(self) -> None:
        net, counts = self.build([])
        assert counts == WallCounts(0, 0, 1)
        assert where(joined(net, self.HOME)) == [(180, 0)]

    def test_without_a_street_inside_one_leaves_through_each_open_gate(self) -> None:
        net, counts = self.build([(200, 80, True), (230, 45, True), (170, 60, False)])
        assert counts == WallCounts(0, 1, 0)
        snaps = joined(net, self.HOME, (200, 10), limit_m=150)
        assert where(snaps) == [(200, 100), (230, 0), (200, 0)]
        legs = [np.hypot(20, 35) + 20, 50 + 45, 10]
        assert snaps.leg_mm / 1000 == pytest.approx(legs, abs=0.1)
        assert list(snaps.owner) == [0, 0, 1]
        assert snaps.distance_m == pytest.approx([legs[0], 10], abs=0.1)
        assert list(snaps.frame(net.streets)["entrance"]) == [1, 1, 1]

    def test_no_gate_leads_back_through_the_compound(self) -> None:
        """The gate in the south is drawn inside by a careless hand; the one in the north stands nearer to the street in the south."""
        net, _ = self.build([(200, 12, True), (200, 35, True)], yard=shapely.box(170, 5, 230, 35))
        assert where(joined(net, (190, 20), limit_m=150)) == [(200, 0), (200, 100)]

    def test_the_whole_way_counts_for_the_limit(self) -> None:
        net, _ = self.build([(200, 80, True), (230, 45, True)])
        assert where(joined(net, self.HOME, limit_m=70)) == [(200, 100)]
        assert list(joined(net, self.HOME, limit_m=55).status) == ["barrier"]

    def test_locked_gates_let_nobody_out(self) -> None:
        net, _ = self.build([(200, 80, False)])
        assert list(joined(net, self.HOME).status) == ["barrier"]

    def test_with_a_street_inside_nobody_crosses_the_wall(self) -> None:
        net, counts = self.build([(200, 80, True)], inside=True)
        assert counts == WallCounts(1, 0, 0)
        snaps = joined(net, (172, 21), (168, 45))  # inside, the street south is nearer; outside, the one in the compound
        assert where(snaps) == [(200, 30), (168, 0)]

    def test_a_wall_of_the_layer_along_the_compound_is_left_to_its_gates(self) -> None:
        net = net_of(SOUTH_NORTH)
        layer = ground(("wall", self.YARD.boundary), ("wall", shapely.LineString([(300, 10), (350, 10)])), ("water", self.YARD))
        kept = outside_walls(read_barriers(layer, net.streets), np.asarray([self._plane(net, self.YARD)], dtype=object))
        assert list(kept.kinds) == ["wall", "water"]


def test_the_example_city_is_joined_as_by_the_slow_reference(example_data: Path) -> None:
    streets = street_graph(read_osm(example_data / "network/example.osm.gz"), source="example")
    layer = gpd.read_file(example_data / "barriers/barriers.geojson")
    barriers: Barriers = read_barriers(layer, streets)
    net = WalkNetwork(streets, barriers=barriers, min_island_m=300)
    rng = np.random.default_rng(11)
    rim = np.concatenate([shapely.get_coordinates(line) for line in barriers.lines])
    spots = rng.choice(rim, 150) + rng.normal(0, 25, (150, 2))  # where barriers are
    places = gpd.GeoSeries(shapely.points(spots), crs=streets.crs)
    snaps = net.snap(places, max_snap_m=60)
    plain = Bars(tuple(np.where(shapely.is_empty(barriers.areas), barriers.lines, barriers.areas)), tuple(barriers.kinds))
    reference = BruteSnap(net, plain, 300)
    told = [reference.place(point, 60) for point in places]
    assert list(snaps.status) == [status for status, *_ in told]
    assert snaps.distance_m == pytest.approx([min(leg, np.inf if leg > 600 else leg) for *_, leg in told], abs=1e-3)
    assert list(snaps.edge) == [edge for status, edge, *_ in told if status == "joined"]
    free = WalkNetwork(streets, min_island_m=300).snap(places, max_snap_m=60)
    assert (snaps.status == "barrier").any()
    assert np.count_nonzero(snaps.on_network & (snaps.distance_m > free.distance_m + 0.01)) > 10


class TestCourts:
    def test_ways_pair_places_with_the_gates_of_their_court(self) -> None:
        areas = np.asarray([shapely.box(0, 0, 9, 9), shapely.box(5, 0, 20, 9), shapely.box(30, 0, 39, 9)], dtype=object)
        courts = Courts(areas, np.arange(3), np.zeros((4, 2)), np.asarray([0, 0, 1, 1]))
        court = courts.of(np.asarray([(1.0, 1.0), (7.0, 1.0), (15.0, 1.0), (25.0, 1.0), (35.0, 1.0)]))
        assert list(court) == [0, 0, 1, -1, 2]
        place, gate = courts.ways(court)
        assert list(zip(place, gate, strict=True)) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3)]
