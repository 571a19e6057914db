"""Circles and reached streets of a run, drawn facility by facility: those of places that were drawn before are not drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access import Reach, Snaps, WalkNetwork
from planner.access.count import COMPUTED, Pairs
from planner.run.memory import Memory, RowStore
from planner.run.walks import profiles_of, walking
from planner.scenario import WalkSettings

Frame = TypeVar("Frame", bound=pd.DataFrame)


@dataclass(frozen=True, slots=True, eq=False)
class _Drawings:
    """What is known of circles and lines on one network, walked one way."""

    circles: RowStore
    lines: RowStore


def _rows(network: WalkNetwork, walk: WalkSettings, homes: Snaps) -> RowStore:  # noqa: ARG001 - what it is kept by
    return RowStore()


def pairs_within(network: WalkNetwork, places: gpd.GeoSeries, homes: Snaps, walk: WalkSettings, kept: Memory) -> Pairs:
    """Measure the walks between facilities and homes within the longest limit of the fastest profile.

    Parameters
    ----------
    network, places, walk, kept
        As for :func:`drawn`.
    homes
        Where the homes join the network.
    """
    fastest = max(profiles_of(walk), key=lambda p: p.speed_m_s)

    def walks(rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], pd.DataFrame]:
        reach = network.reach(places.iloc[rows], minutes=max(walk.minutes), profile=fastest, max_snap_m=walk.max_snap_m)
        source, home, mm = reach.pairs_mm(homes)
        ptr = np.searchsorted(source, np.arange(len(rows) + 1)).astype(np.int64)
        return ptr, pd.DataFrame({"home": home.astype(np.int64), "metres": mm / 1000})

    keys = list(zip(places.index, places.to_wkb(), strict=True))
    ptr, found = kept(_rows, network, walk, homes)(keys, walks)
    facility = np.repeat(np.arange(len(keys)), np.diff(ptr))
    return Pairs(facility, found["home"].to_numpy(), found["metres"].to_numpy(), np.full(len(found), COMPUTED))


def _drawings(network: WalkNetwork, walk: WalkSettings) -> _Drawings:  # noqa: ARG001 - what it is kept by
    return _Drawings(RowStore(), RowStore())


def drawn(network: WalkNetwork, places: gpd.GeoSeries, walk: WalkSettings, kept: Memory) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Draw circles, those that are not empty, and reached streets.

    Parameters
    ----------
    network
        Streets.
    places
        Facilities by id.
    walk
        Limits and profile.
    kept
        What was drawn before.
    """
    known = kept(_drawings, network, walk)
    keys = list(zip(places.index, places.to_wkb(), strict=True))
    profile = walking(walk, walk.profile)

    @cache
    def reach_of(rows: tuple[int, ...]) -> Reach:
        return network.reach(places.iloc[list(rows)], minutes=max(walk.minutes), profile=profile, max_snap_m=walk.max_snap_m)

    def reach(rows: npt.NDArray[np.int64]) -> Reach:
        return reach_of(tuple(rows.tolist()))

    def circles(rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], gpd.GeoDataFrame]:
        frame = reach(rows).circles(walk.minutes).rename(columns={"source": "facility_id"})
        return _pointers(frame[~frame.is_empty].reset_index(drop=True), places.index[rows])

    def lines(rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], gpd.GeoDataFrame]:
        return _pointers(reach(rows).lines().rename(columns={"source": "facility_id"}), places.index[rows])

    return known.circles(keys, circles)[1], known.lines(keys, lines)[1]


def _pointers(frame: Frame, ids: pd.Index[Any]) -> tuple[npt.NDArray[np.int64], Frame]:
    """Rows of each facility in a frame that holds them in order."""
    owner = ids.get_indexer(pd.Index(frame["facility_id"]))
    return np.searchsorted(owner, np.arange(len(ids) + 1)).astype(np.int64), frame
