"""Reached street pieces: cut exactly at the limit, and no metre twice or missing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from .made import net_of, points
from .support import ground, network, sampled


@pytest.mark.parametrize("name", ["newport", "helsinki"])
@pytest.mark.parametrize(("profile", "speed"), [("standard", 1.0), ("elderly", 0.8)])
def test_walks_at_points_of_the_pieces_are_the_times_to_them(shared_data: Path, name: str, profile: str, speed: float) -> None:
    segments, net = network(shared_data, name)
    xy, _ = sampled(segments, net, facilities=12, homes_each=2, seed=21)
    sources = ground(net, xy)
    reach = net.reach(sources, profile=profile)
    lines = reach.lines().to_crs(net.streets.crs)
    assert lines["to_s"].max() <= 900 + 1e-6
    assert lines["to_s"].max() == pytest.approx(900)
    assert (lines["to_s"] > lines["from_s"]).all()
    assert ((lines["to_s"] - lines["from_s"]) * speed).sum() == pytest.approx(lines.length.sum(), rel=1e-4)

    share = np.random.default_rng(2).random(len(lines))
    on = shapely.line_interpolate_point(lines.geometry.to_numpy(), share, normalized=True)
    expected = lines["from_s"].to_numpy() + share * (lines["to_s"] - lines["from_s"]).to_numpy()
    spots = ground(net, shapely.get_coordinates(on))
    snaps = net.snap(spots)
    times = reach.times(spots).set_index(["source", "target"])["seconds"]
    checked = 0
    for row in np.flatnonzero((snaps.edge == lines["street"].to_numpy()) & (snaps.leg_mm == 0) & (expected < 899.9)):
        assert times[lines["source"].iloc[row], row] == pytest.approx(expected[row], abs=0.1)
        checked += 1
    assert checked > 0.9 * len(lines)


@pytest.mark.parametrize("name", ["newport", "helsinki"])
def test_lengths_add_up_to_the_reached_network(shared_data: Path, name: str) -> None:
    """Every street whose ends are both reached well inside the limit is covered whole, once."""
    segments, net = network(shared_data, name)
    xy, _ = sampled(segments, net, facilities=12, homes_each=2, seed=22)
    reach = net.reach(ground(net, xy))
    lines = reach.lines()
    lines["metres"] = lines["to_s"] - lines["from_s"]
    covered = lines.groupby(["source", "street"])["metres"].sum()
    ptr, node, mm = reach.rows
    search, length = net.search, net.streets.edge_mm / 1000
    whole = 0
    for source in range(len(xy)):
        walk = np.full(search.n_nodes, np.inf)
        walk[node[ptr[source] : ptr[source + 1]]] = mm[ptr[source] : ptr[source + 1]] / 1000
        ends = walk[search.read_u], walk[search.read_v]
        inside = np.flatnonzero((np.maximum(*ends) < np.inf) & (ends[0] + ends[1] + length <= 1800))
        got = covered.loc[source].reindex(inside).to_numpy()
        assert got == pytest.approx(length[inside], abs=0.002)
        whole += len(inside)
        assert (covered.loc[source] <= length[covered.loc[source].index] + 0.002).all()
        touched = np.flatnonzero((np.minimum(*ends) < 899.9) & (length > 0.2))
        assert set(touched) <= set(covered.loc[source].index)
    assert whole > 1000


def test_pieces_stop_exactly_at_the_limit() -> None:
    net = net_of([((0, 0), (2000, 0)), ((0, 0), (0, 50))])
    lines = net.reach(points([(500, 30)]), minutes=5).lines().to_crs(points([(0, 0)]).crs)
    assert lines["to_s"].tolist() == pytest.approx([300, 300])
    assert lines["from_s"].tolist() == pytest.approx([30, 30], abs=0.05)
    assert (lines.total_bounds - (545_000, 3_994_000, 545_000, 3_994_000)).tolist() == pytest.approx([230, 0, 770, 0], abs=0.3)


def test_two_ways_into_a_street_meet_where_they_are_equal() -> None:
    streets: list[tuple[tuple[float, float], ...]] = [
        ((0, 0), (100, 0)), ((100, 0), (200, 0)), ((100, 0), (100, 300), (200, 300), (200, 0)), ((200, 0), (300, 0)),
    ]  # fmt: skip
    net = net_of(streets)
    lines = net.reach(points([(100, 0)])).lines()
    street = lines.groupby("street").filter(lambda g: len(g) == 2)
    assert street["to_s"].tolist() == pytest.approx([400, 400], abs=0.3)
    assert sorted(street["from_s"]) == pytest.approx([0, 100], abs=0.1)
    shapes = street.geometry.to_numpy()
    assert shapely.distance(shapely.get_point(shapes[0], -1), shapely.get_point(shapes[1], -1)) < 1e-9
