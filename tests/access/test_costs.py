"""What slows a walk down: stairs and crossings on real streets against networkx, slopes against the formula; delays and limits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access import PROFILES, Profile, WalkNetwork
from planner.access.search.costs import walk_costs
from planner.network import Segments, read_lines, street_graph
from tests.searching import examples

from .made import Made, layer, made, points
from .reference import Reference
from .support import assert_same_walks, ground, network, pairs, sampled

Pairs = dict[tuple[int, int], float]

SLOW = replace(PROFILES["elderly"], name="careful", steps_factor=2.5, crossing_wait_s=20.0)
DIRECTIONS: tuple[Literal["to", "from"], ...] = ("to", "from")


def slower_m(segments: Segments, profile: Profile) -> np.ndarray:
    """Metres that stairs and crossings add to each segment, told plainly."""
    steps = np.asarray([segments.kinds[k] == "steps" for k in segments.kind])
    wait_m = profile.crossing_wait_s * profile.speed_m_s
    return np.asarray(segments.lengths_m() * steps * (profile.steps_factor - 1) + segments.crossing * wait_m)


@pytest.mark.parametrize("name", ["porto", "heidelberg", "helsinki"])
def test_stairs_and_crossings_equal_networkx(shared_data: Path, name: str) -> None:
    segments, net = network(shared_data, name)
    slower = slower_m(segments, SLOW)
    assert (slower > 0).sum() > 20
    sources_xy, homes_xy = sampled(segments, net, facilities=20, homes_each=40, seed=11)
    reference = Reference(segments, net.streets.crs, slower=slower)
    sources, homes = reference.snap(sources_xy), reference.snap(homes_xy)
    plain = pairs(net.reach(ground(net, sources_xy), profile="elderly").times(ground(net, homes_xy)))
    for direction in DIRECTIONS:
        expected = {
            (i, j): m / SLOW.speed_m_s
            for i, snap in enumerate(sources)
            if snap is not None
            for j, m in reference.walks(snap, homes, 720.0, direction=direction).items()
        }
        got = pairs(net.reach(ground(net, sources_xy), profile=SLOW, direction=direction).times(ground(net, homes_xy)))
        assert_same_walks(got, expected, limit_s=900.0, within_s=0.1)
        assert sum(got.get(p, 901.0) > s + 1 for p, s in plain.items()) > 10, "nobody was slowed down"
        assert all(s >= plain[p] - 0.01 for p, s in got.items())


def tobler(slope: float) -> float:
    return max(1.0, float(np.exp(3.5 * (abs(slope + 0.05) - 0.05))))


def hill(heights: list[float]) -> WalkNetwork:
    """One street of straight pieces a hundred metres long, a vertex each, with heights."""
    segments = read_lines(layer([tuple((100.0 * i, 0.0) for i in range(len(heights)))]))
    order = np.argsort(segments.lon)
    z = np.empty(len(heights), dtype=np.float32)
    z[order] = heights
    return WalkNetwork(street_graph(replace(segments, z=z), source="hill"))


def test_uphill_takes_longer_than_downhill() -> None:
    net = hill([0.0, 10.0, 10.0, 4.0])
    profile = replace(PROFILES["standard"], slope=True)
    ends = points([(0.0, 0.0), (300.0, 0.0)])
    flat = pairs(net.reach(ends).times(ends))[0, 1]
    up = 100 * (tobler(0.1) + 1.0 + tobler(-0.06))
    down = 100 * (tobler(0.06) + 1.0 + tobler(-0.1))
    assert up > down > 300
    begun = pairs(net.reach(ends, profile=profile, direction="from").times(ends))
    ended = pairs(net.reach(ends, profile=profile, direction="to").times(ends))
    assert begun[0, 1] == pytest.approx(up * flat / 300, abs=0.05)
    assert begun[1, 0] == pytest.approx(down * flat / 300, abs=0.05)
    assert ended[0, 1] == begun[1, 0]
    assert ended[1, 0] == begun[0, 1]


def test_unknown_heights_count_as_flat() -> None:
    net = hill([0.0, float("nan"), 20.0, 30.0])
    assert (walk_costs(net.streets, replace(PROFILES["standard"], slope=True)).forward_mm >= net.streets.edge_mm).all()


@settings(deadline=None, max_examples=examples(60))
@given(made(), st.integers(0, 2**32 - 1), st.sampled_from([1.0, 0.8]))
def test_the_way_there_searched_from_either_end_takes_the_same_time(town: Made, seed: int, speed: float) -> None:
    segments = town.segments()
    rng = np.random.default_rng(seed)
    hilly = replace(
        segments,
        z=rng.uniform(0, 12, len(segments.lon)).astype(np.float32),
        crossing=np.where(rng.random(len(segments.a)) < 0.2, 1.0, 0.0).astype(np.float32),
    )
    net = WalkNetwork(street_graph(hilly, source="hilly"))
    profile = Profile("own", speed, steps_factor=2.0, crossing_wait_s=7.0, slope=True)
    places = town.points()
    ended = pairs(net.reach(places, profile=profile, direction="to", minutes=5).times(places))
    begun = pairs(net.reach(places, profile=profile, direction="from", minutes=5).times(places))
    assert ended == {(b, a): s for (a, b), s in begun.items()}
    assert ended.items() <= pairs(net.reach(places, profile=profile, minutes=9).times(places)).items()


@settings(deadline=None, max_examples=examples(40))
@given(made(), st.lists(st.sampled_from([2.0, 3.5, 5.0, 8.0]), min_size=10, max_size=10), st.integers(0, 2**32 - 1))
def test_limits_and_delays_of_their_own(town: Made, minutes: list[float], seed: int) -> None:
    net, places = town.net(), town.points()
    own = minutes[: len(places)]
    delays = np.random.default_rng(seed).integers(0, 150, len(places)).tolist()
    got = pairs(net.reach(places, minutes=own, delay_s=delays).times(places))
    alone: Pairs = {}
    for i, (limit, delay) in enumerate(zip(own, delays, strict=True)):
        within = pairs(net.reach(places.iloc[[i]], minutes=limit).times(places))
        alone |= {pair: round(s + delay, 6) for pair, s in within.items() if round(s + delay, 6) <= 60 * limit}
    assert {pair: round(s, 6) for pair, s in got.items()} == alone
    nearest = net.reach(places, minutes=own, delay_s=delays).nearest(places)
    for target, seconds, source in nearest.itertuples():
        reached = {s: t for (s, x), t in alone.items() if x == target}
        assert (source is None) == (not reached)
        if reached:
            assert round(seconds, 6) == min(reached.values()) == reached[source]


@pytest.mark.parametrize(("speed", "steps", "wait"), [(0.0, 1.0, 0.0), (1.0, 0.5, 0.0), (1.0, 1.0, -1.0)])
def test_no_walk_is_no_profile(speed: float, steps: float, wait: float) -> None:
    with pytest.raises(ValueError, match="none"):
        Profile("broken", speed, steps_factor=steps, crossing_wait_s=wait)
