"""Joining equals the slow second opinion: nearest street a place may use, barriers, lost pieces of the network, several entrances."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access import Snaps, WalkNetwork
from tests.searching import examples

from .made import EAST, NORTH, Made
from .snapping import Bars, BruteSnap, bars, scattered

LIMIT_M = 60.0
NOTHING = Bars((), ())


def plane_of(net: WalkNetwork, town: Made, fence: Bars) -> tuple[gpd.GeoSeries, Bars]:
    """Places and barriers of a town, drawn in its own metres, in the plane of its network."""
    places = town.points().to_crs(net.streets.crs)
    corner = gpd.GeoSeries([shapely.Point(EAST, NORTH)], crs=town.points().crs).to_crs(net.streets.crs).iloc[0]
    return places, fence.moved(corner.x, corner.y)


def assert_as_the_reference(net: WalkNetwork, snaps: Snaps, places: gpd.GeoSeries, fence: Bars, min_island_m: float) -> None:
    reference = BruteSnap(net, fence, min_island_m)
    table = snaps.frame(net.streets, places.index)
    assert list(table["place"]) == list(places.index)
    for i, (name, point) in enumerate(places.items()):
        status, edge, along, leg = reference.place(point, LIMIT_M)
        row = table.iloc[i]
        assert row["status"] == status, (name, status)
        if leg <= 10 * LIMIT_M:
            assert row["distance_m"] == pytest.approx(leg, abs=1e-6)
        if status != "joined":
            assert pd.isna(row["edge"])
            assert not snaps.on_network[i]
            continue
        assert row["edge"] == edge
        expected = along / reference.lines[edge].length * net.streets.edge_mm[edge] / 1000
        assert row["offset_m"] == pytest.approx(expected, abs=0.002)
        assert row["leg_m"] == pytest.approx(leg, abs=0.001)


@settings(deadline=None, max_examples=examples(120))
@given(scattered(), st.sampled_from([0.0, 150.0, 300.0, 1000.0]))
def test_without_barriers(town: Made, min_island_m: float) -> None:
    net = WalkNetwork(town.net().streets, min_island_m=min_island_m)
    places, _ = plane_of(net, town, NOTHING)
    assert_as_the_reference(net, net.snap(places, max_snap_m=LIMIT_M), places, NOTHING, min_island_m)


@settings(deadline=None, max_examples=examples(250))
@given(scattered(), bars(), st.sampled_from([0.0, 300.0]))
def test_with_barriers(town: Made, drawn: Bars, min_island_m: float) -> None:
    streets = town.net().streets
    places, fence = plane_of(town.net(), town, drawn)
    net = WalkNetwork(streets, barriers=fence.barriers(), min_island_m=min_island_m)
    assert_as_the_reference(net, net.snap(places, max_snap_m=LIMIT_M), places, fence, min_island_m)


@settings(deadline=None, max_examples=examples(60))
@given(scattered(), bars())
def test_a_barrier_never_brings_a_place_nearer(town: Made, drawn: Bars) -> None:
    """More barriers, longer legs; where the nearest street stood free, nothing changes."""
    streets = town.net().streets
    places, fence = plane_of(town.net(), town, drawn)
    free = WalkNetwork(streets).snap(places, max_snap_m=LIMIT_M)
    barred = WalkNetwork(streets, barriers=fence.barriers()).snap(places, max_snap_m=LIMIT_M)
    assert not (barred.on_network & ~free.on_network).any()
    both = barred.on_network
    assert (barred.distance_m[both] >= free.distance_m[both]).all()
    clear = [not fence.bars(p, shapely.Point(x, y)) for p, x, y in zip(places[free.on_network], free.snap_x, free.snap_y, strict=True)]
    rows = np.flatnonzero(free.on_network)[clear]
    for name in ("edge", "offset_mm", "leg_mm", "snap_x", "snap_y"):
        mine, theirs = (getattr(s, name)[np.searchsorted(s.owner, rows)] for s in (barred, free))
        np.testing.assert_array_equal(mine, theirs)


@settings(deadline=None, max_examples=examples(60))
@given(scattered(), bars())
def test_entrances_are_joined_each_for_itself(town: Made, drawn: Bars) -> None:
    """A place with several entrances has the joins that its entrances have as places of their own; one cut off takes none from the rest."""
    streets = town.net().streets
    places, fence = plane_of(town.net(), town, drawn)
    net = WalkNetwork(streets, barriers=fence.barriers())
    single = net.snap(places, max_snap_m=LIMIT_M)
    split = len(places) // 2
    together = gpd.GeoSeries(
        [shapely.MultiPoint(list(places[:split])), shapely.MultiPoint(list(places[split:])), None], crs=places.crs, index=["a", "b", "none"]
    )
    joined = net.snap(together, max_snap_m=LIMIT_M)
    for name in ("edge", "offset_mm", "leg_mm", "x", "y", "snap_x", "snap_y"):
        np.testing.assert_array_equal(getattr(joined, name), getattr(single, name))
    np.testing.assert_array_equal(joined.owner, (single.owner >= split).astype(int))
    np.testing.assert_array_equal(joined.entrances.status[:-1], single.entrances.status)
    told = joined.frame(net.streets, together.index)
    assert list(told["entrance"]) == [*range(1, split + 1), *range(1, len(places) - split + 1), 1]
    assert told["status"].iloc[-1] == "no_place"
    for i in range(2):
        mine = told.loc[told["place"] == "ab"[i]]
        assert (joined.status[i] == "joined") == mine["status"].eq("joined").any()


@settings(deadline=None, max_examples=examples(40))
@given(scattered(), bars())
def test_the_same_answer_every_time(town: Made, drawn: Bars) -> None:
    streets = town.net().streets
    places, fence = plane_of(town.net(), town, drawn)
    first, again, backwards = (
        WalkNetwork(streets, barriers=fence.barriers()).snap(p, max_snap_m=LIMIT_M).frame(streets, p.index)
        for p in (places, places, places[::-1])
    )
    pd.testing.assert_frame_equal(first, again)
    pd.testing.assert_frame_equal(first, backwards.iloc[::-1].reset_index(drop=True))
