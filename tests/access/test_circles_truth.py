"""Circles against streets walked by networkx: nothing of the search, the snapping or the drawing is shared with what they are held to."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.spatial import cKDTree

from .reference import Reference
from .support import EVERY_NETWORK, network
from .test_circles import CELL, MINUTES, WIDTH, around, walk_to

soak = pytest.mark.soak


@cache
def reference(data: Path, name: str) -> Reference:
    segments, net = network(data, name)
    return Reference(segments, net.streets.crs)


@pytest.mark.parametrize(
    ("name", "sources", "each", "least"),
    [("newport", 5, 250, 500), ("helsinki", 4, 250, 500), *(pytest.param(name, 24, 800, 10_000, marks=soak) for name in EVERY_NETWORK)],
)
def test_no_place_inside_is_too_far_and_none_reached_is_outside(shared_data: Path, name: str, sources: int, each: int, least: int) -> None:
    """Places sampled over 5, 10 and 15 minutes; at most a cell off either way, and enough of each sort that an empty circle fails.

    ``-o log_cli=true --log-cli-level=INFO`` shows the figures.
    """
    truth = reference(shared_data, name)
    net, places, reach = around(shared_data, name, 24)
    xy = shapely.get_coordinates(places.to_numpy())
    circles = reach.circles(MINUTES).to_crs(net.streets.crs).geometry.to_numpy().reshape(-1, len(MINUTES))
    rng = np.random.default_rng(23)
    inside_n = outside_n = reached_n = 0
    worst = np.zeros(3)
    for source in range(sources):
        snap = truth.snap(xy[source : source + 1])[0]
        assert snap is not None
        walked = truth.walked(xy[source], snap, 60.0 * MINUTES[-1])
        tree = cKDTree(walked[:, :2])
        for minutes, shape in zip(MINUTES, circles[source], strict=True):
            limit = 60.0 * minutes
            low, high = np.array(shape.bounds[:2]) - 80, np.array(shape.bounds[2:]) + 80
            spots = low + rng.random((each, 2)) * (high - low)
            walk, off = walk_to(tree, walked, spots, limit)
            inside, reached = shapely.contains_xy(shape, spots), (off <= WIDTH) & (walk <= limit)
            beside = shapely.distance(shape, shapely.points(spots[reached])).max(initial=0)
            worst = np.maximum(worst, [(walk[inside] - limit).max(initial=0), (off[inside] - WIDTH).max(initial=0), beside])
            inside_n, outside_n, reached_n = inside_n + inside.sum(), outside_n + (~inside).sum(), reached_n + reached.sum()
    figures = (name, inside_n, outside_n, reached_n, *worst.round(1))
    logging.getLogger(__name__).info("%s: inside %d, outside %d, reached %d; too far to walk %s m, off %s m, outside %s m", *figures)
    assert worst[0] <= CELL, "a place inside is too far to walk to"
    assert worst[1] <= CELL, "a place inside is too far from every street reached"
    assert worst[2] <= CELL * np.sqrt(2), "a place reached lies outside"  # a cell is so wide from corner to corner
    assert min(inside_n, outside_n, reached_n) >= least
