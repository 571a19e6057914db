"""Where places join the network, and why those that do not, do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.network import CLOSED, StreetGraph

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: A place farther than this from every street is off the network, metres.
MAX_SNAP_M = 150.0
#: No place is joined to a connected piece of the network shorter in all than this, metres; the longest piece is always good.
MIN_ISLAND_M = 300.0
#: What can become of an entrance; of a place with several the first of these that one of them has.
STATUSES = ("joined", "barrier", "island", "off_network", "no_place")
#: Those of places that are known and not joined.
NOT_JOINED = ("barrier", "island", "off_network")


@dataclass(frozen=True, slots=True, eq=False)
class Entrances:
    """What was asked: one row per place, or per entrance of a place.

    Attributes
    ----------
    owner
        Row of the place, ascending.
    status
        One of :data:`STATUSES`: ``joined``; ``barrier`` (a barrier crosses every straight way to a street within the limit); ``island``
        (no street within the limit but pieces too short to be joined to); ``off_network`` (none at all); ``no_place``.
    distance_m
        Metres of the access leg, or to the nearest street where there is none: ``inf`` beyond ten times the limit, NaN without a place.
    wet
        Whether the leg leaves the water the place is drawn in.
    """

    owner: IntArray
    status: npt.NDArray[np.str_]
    distance_m: FloatArray
    wet: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """Where places join the network, one entry per joined place, entrance, or way out of a compound.

    Attributes
    ----------
    owner
        Row of the place each entry belongs to, ascending, shape (entries,).
    n_places
        Number of places; one without an entry is off the network.
    edge
        Street.
    offset_mm
        Distance along the street from its ``u`` end.
    leg_mm
        Access leg: straight distance from the place to the street; where it leads through a gate, both parts of it.
    x, y
        The place, metres in the graph's system.
    snap_x, snap_y
        The point on the street.
    entrance
        Row in ``entrances`` of each entry, ascending.
    entrances
        What was asked and what became of it.
    """

    owner: IntArray
    n_places: int
    edge: IntArray
    offset_mm: IntArray
    leg_mm: IntArray
    x: FloatArray
    y: FloatArray
    snap_x: FloatArray
    snap_y: FloatArray
    entrance: IntArray
    entrances: Entrances

    @property
    def on_network(self) -> npt.NDArray[np.bool_]:
        """Whether each place has at least one entry, shape (places,)."""
        out = np.zeros(self.n_places, dtype=bool)
        out[self.owner] = True
        return out

    @property
    def wet(self) -> npt.NDArray[np.bool_]:
        """Whether an access leg of each place leaves the water the place is drawn in, shape (places,)."""
        out = np.zeros(self.n_places, dtype=bool)
        out[self.entrances.owner[self.entrances.wet]] = True
        return out

    @property
    def status(self) -> npt.NDArray[np.str_]:
        """What became of each place: the best of its entrances, in the order of :data:`STATUSES`, shape (places,)."""
        rank = np.full(self.n_places, len(STATUSES) - 1)
        np.minimum.at(rank, self.entrances.owner, _ranks(self.entrances.status))
        return np.asarray(np.asarray(STATUSES)[rank])

    @property
    def distance_m(self) -> FloatArray:
        """Metres of the shortest access leg of each place, or to the nearest street where it has none, shape (places,).

        ``inf`` where there is none within ten times the limit, NaN without a place.
        """
        e = self.entrances
        counts = (e.status == "joined") | ~self.on_network[e.owner]
        out = np.full(self.n_places, np.nan)
        np.fmin.at(out, e.owner[counts], e.distance_m[counts])
        return out

    def rows(self) -> IntArray:
        """Entries of place ``i`` are ``rows()[i]:rows()[i + 1]``."""
        return np.searchsorted(self.owner, np.arange(self.n_places + 1)).astype(np.int64)

    def frame(self, streets: StreetGraph, index: pd.Index[Any] | None = None) -> pd.DataFrame:
        """Lay the join out as a table: one row per entry, and one per entrance that has none.

        Parameters
        ----------
        streets
            The network the places were joined to.
        index
            Labels of the places; their numbers by default.

        Returns
        -------
        pandas.DataFrame
            Columns ``place`` (label), ``entrance`` (from 1 within its place), ``edge`` (missing off the network), ``offset_m``, ``leg_m``,
            ``lon``, ``lat`` (of the point on the street, WGS84), ``status`` and ``distance_m`` (see :class:`Entrances`).
        """
        e = self.entrances
        lone = np.flatnonzero(e.status != "joined")
        order = np.argsort(np.concatenate([self.entrance, lone]), kind="stable")
        entrance = np.concatenate([self.entrance, lone])[order]

        def column(values: Any) -> FloatArray:
            return np.concatenate([np.asarray(values, dtype=np.float64), np.full(len(lone), np.nan)])[order]

        lon, lat = streets.to_degrees(self.snap_x, self.snap_y)
        first = np.searchsorted(e.owner, e.owner[entrance], side="left")
        labels = pd.RangeIndex(self.n_places) if index is None else index
        return pd.DataFrame(
            {
                "place": labels.take(e.owner[entrance]),
                "entrance": entrance - first + 1,
                "edge": pd.array(column(self.edge), dtype="Float64").astype("Int64"),
                "offset_m": column(self.offset_mm / 1000),
                "leg_m": column(self.leg_mm / 1000),
                "lon": column(lon),
                "lat": column(lat),
                "status": e.status[entrance],
                "distance_m": e.distance_m[entrance],
            }
        )


def _ranks(status: npt.NDArray[np.str_]) -> IntArray:
    """Place of each status in :data:`STATUSES`."""
    order = np.argsort(STATUSES)
    return order[np.searchsorted(np.asarray(STATUSES)[order], status)].astype(np.int64)


def usable_streets(streets: StreetGraph, min_island_m: float) -> npt.NDArray[np.bool_]:
    """Streets a place may be joined to, shape (edges,): open ones, of connected pieces long enough; the longest piece always is.

    Parameters
    ----------
    streets
        Streets.
    min_island_m
        Least length of a piece in all; 0 lets every piece pass.
    """
    length_mm = np.bincount(streets.island, weights=streets.edge_mm)
    good = length_mm >= min_island_m * 1000
    good[:1] = True
    return np.asarray(good[streets.island] & ((streets.edge_flags & CLOSED) == 0))
