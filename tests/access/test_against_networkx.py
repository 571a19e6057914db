"""Reach on real networks equals networkx on the uncontracted streets: access legs, cut edges, private ways, both directions."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest

from planner.access import PROFILES
from planner.network import PRIVATE

from .reference import Reference
from .support import EVERY_NETWORK, NETWORKS, assert_same_walks, ground, network, pairs, sampled

SOURCES, MANY = 50, 200
DIRECTIONS: tuple[Literal["to", "from"], ...] = ("to", "from")


@pytest.mark.parametrize("name", NETWORKS)
def test_reach_equals_networkx(shared_data: Path, name: str) -> None:
    assert_reach_equals_networkx(shared_data, name, SOURCES, ("standard", "elderly"))


@pytest.mark.soak
@pytest.mark.parametrize("name", EVERY_NETWORK)
def test_reach_equals_networkx_from_many_sources(shared_data: Path, name: str) -> None:
    assert_reach_equals_networkx(shared_data, name, MANY, tuple(PROFILES))


def assert_reach_equals_networkx(shared_data: Path, name: str, facilities: int, profiles: tuple[str, ...]) -> None:
    segments, net = network(shared_data, name)
    some_private = bool(segments.private.any())
    sources_xy, homes_xy = sampled(segments, net, facilities=facilities, homes_each=40, seed=20240601)
    sources, homes = ground(net, sources_xy), ground(net, homes_xy)
    reference = Reference(segments, net.streets.crs)
    source_snaps, home_snaps = reference.snap(sources_xy), reference.snap(homes_xy)
    private_home = np.asarray([s is not None and bool(segments.private[s[0]]) for s in home_snaps])
    assert private_home.mean() > 0.2 or not some_private
    assert any(s is None for s in home_snaps), "some places must lie off the network"
    for direction in DIRECTIONS:
        metres = {
            (i, j): m
            for i, snap in enumerate(source_snaps)
            if snap is not None
            for j, m in reference.walks(snap, home_snaps, 901.0, direction=direction).items()
        }
        for profile in profiles:
            speed = PROFILES[profile].speed_m_s
            expected = {pair: m / speed for pair, m in metres.items() if m / speed <= 900.0}
            reach = net.reach(sources, minutes=15, profile=profile, direction=direction)
            got = pairs(reach.times(homes))
            assert_same_walks(got, expected, limit_s=900.0, within_s=0.1)
            assert len(got) > 1000
            assert sum(private_home[j] for _, j in got) > 100 or not some_private
            _assert_nearest(reach.nearest(homes), expected)


def _assert_nearest(nearest: pd.DataFrame, expected: dict[tuple[int, int], float]) -> None:
    best: dict[int, float] = {}
    for (_, home), seconds in expected.items():
        best[home] = min(seconds, best.get(home, np.inf))
    for home, seconds, source in nearest.itertuples():
        if np.isnan(seconds):
            assert source is None
            assert best.get(home, np.inf) > 899.9
        else:
            assert seconds == pytest.approx(best[home], abs=0.1)
            assert expected[source, home] == pytest.approx(seconds, abs=0.1)


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_repeats_and_source_order_change_nothing(shared_data: Path, name: str) -> None:
    segments, net = network(shared_data, name)
    sources_xy, homes_xy = sampled(segments, net, facilities=SOURCES, homes_each=40, seed=7)
    sources, homes = ground(net, sources_xy), ground(net, homes_xy)
    first = net.reach(sources)
    times, nearest, lines, circles = first.times(homes), first.nearest(homes), first.lines(), first.circles([5, 15])
    shuffle = np.random.default_rng(3)
    for _ in range(5):
        again = net.reach(sources, threads=2)
        pd.testing.assert_frame_equal(again.times(homes), times, check_exact=True)
        pd.testing.assert_frame_equal(again.nearest(homes), nearest, check_exact=True)
        mixed = net.reach(sources.iloc[shuffle.permutation(SOURCES)])
        in_order = mixed.times(homes).sort_values(["source", "target"], ignore_index=True)
        pd.testing.assert_frame_equal(in_order, times, check_exact=True)
        pd.testing.assert_series_equal(mixed.nearest(homes)["seconds"], nearest["seconds"], check_exact=True)
    again = net.reach(sources)
    pd.testing.assert_frame_equal(pd.DataFrame(again.lines().to_wkb()), pd.DataFrame(lines.to_wkb()))
    pd.testing.assert_frame_equal(pd.DataFrame(again.circles([5, 15]).to_wkb()), pd.DataFrame(circles.to_wkb()))


@pytest.mark.parametrize("name", ["porto", "heidelberg"])
def test_private_ways_are_no_short_cut_on_real_streets(shared_data: Path, name: str) -> None:
    """Between places on public streets, taking every private way out of the network changes nothing."""
    segments, net = network(shared_data, name)
    sources_xy, homes_xy = sampled(segments, net, facilities=SOURCES, homes_each=40, seed=11)
    public = Reference(segments, net.streets.crs)
    closed = [edge for edge in public.graph.edges(keys=True) if 1 not in (edge[0][1], edge[1][1])]
    public.graph.remove_edges_from(closed)
    assert len(closed) > 1000
    snaps = [net.snap(ground(net, xy)) for xy in (sources_xy, homes_xy)]
    on_public = [set(s.owner[(net.streets.edge_flags[s.edge] & PRIVATE) == 0].tolist()) for s in snaps]
    times = pairs(net.reach(ground(net, sources_xy)).times(ground(net, homes_xy)))
    got = {(i, j): s for (i, j), s in times.items() if i in on_public[0] and j in on_public[1]}
    source_snaps, home_snaps = public.snap(sources_xy), public.snap(homes_xy)
    expected = {
        (i, j): m
        for i in sorted(on_public[0])
        if (snap := source_snaps[i]) is not None
        for j, m in public.walks(snap, home_snaps, 900.0, direction="to").items()
        if j in on_public[1]
    }
    assert len(got) > 300
    assert_same_walks(got, expected, limit_s=900.0, within_s=0.1)
