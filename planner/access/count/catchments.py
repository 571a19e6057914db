"""Catchments: who goes to which facility, each home to its nearest (exclusive) or to all within the limit (shared); measured walks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access.count.coverage import Mask, within
from planner.access.profiles import Profile

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

COMPUTED = -1
"""Where the walk of a pair was computed and not measured."""


class Pairs(NamedTuple):
    """Walks between homes and facilities, one row per pair inside the limit of a search.

    Attributes
    ----------
    facility, home
        Row numbers.
    metres
        Walk.
    measured
        Row of the measurement the walk comes from, :data:`COMPUTED` for none.
    """

    facility: IntArray
    home: IntArray
    metres: FloatArray
    measured: IntArray

    def picked(self, keep: Mask | IntArray) -> Pairs:
        """Keep some pairs."""
        return Pairs(self.facility[keep], self.home[keep], self.metres[keep], self.measured[keep])


def pairs_of(times: pd.DataFrame, facilities: pd.Index, homes: pd.Index, profile: Profile) -> Pairs:
    """Take over the walks that :meth:`planner.access.Reach.times` gives.

    Parameters
    ----------
    times
        ``source``, ``target`` (labels) and ``seconds``.
    facilities, homes
        Labels in the order wanted, each once.
    profile
        The one the times were computed for.
    """
    facility = facilities.get_indexer(pd.Index(times["source"])).astype(np.int64)
    home = homes.get_indexer(pd.Index(times["target"])).astype(np.int64)
    metres = np.rint(times["seconds"].to_numpy(dtype=np.float64) * profile.speed_m_s * 1000) / 1000
    return Pairs(facility, home, metres, np.full(len(times), COMPUTED))


def with_measured(computed: Pairs, measured: Pairs) -> Pairs:
    """Let measured walks stand in place of computed ones of the same home and facility, shorter or longer.

    Parameters
    ----------
    computed
        Walks of the search.
    measured
        Measured walks; of several for one pair the last counts.
    """
    _, last = np.unique(np.column_stack([measured.facility, measured.home])[::-1], axis=0, return_index=True)
    kept = measured.picked(np.sort(len(measured.home) - 1 - last))
    width = 1 + max([*computed.home.tolist(), *kept.home.tolist()], default=0)
    replaced = np.isin(computed.facility * width + computed.home, kept.facility * width + kept.home)
    rest = computed.picked(~replaced)
    return Pairs(
        np.concatenate([rest.facility, kept.facility]),
        np.concatenate([rest.home, kept.home]),
        np.concatenate([rest.metres, kept.metres]),
        np.concatenate([rest.measured, kept.measured]),
    )


def nearest_of(pairs: Pairs, n_homes: int) -> Pairs:
    """Pick the nearest facility of each home, of equally near ones the first; one row per home that has any, by home."""
    order = np.lexsort((pairs.facility, np.rint(pairs.metres * 1000), pairs.home))
    order = order[pairs.home[order] < n_homes]
    home = pairs.home[order]
    first = np.ones(len(home), dtype=bool)
    first[1:] = home[1:] != home[:-1]
    return pairs.picked(order[first])


def catchment_table(
    pairs: Pairs, demand: pd.DataFrame, facilities: Sequence[str], *, minutes: Sequence[float], profiles: Sequence[Profile]
) -> pd.DataFrame:
    """Sum up per facility who goes there.

    Parameters
    ----------
    pairs
        Walks, at least those inside the longest limit of the fastest profile.
    demand
        ``persons``, ``older_persons``, ``doubtful`` (such a place is in no catchment), and ``households`` where known.
    facilities
        Ids.
    minutes
        Limits, inclusive.
    profiles
        Shown side by side.

    Returns
    -------
    pandas.DataFrame
        One row per facility and limit: ``facility_id``, ``minutes``, and per profile ``nearest_homes_<profile>``, ``nearest_persons_…``,
        ``nearest_older_…`` (each home at its nearest facility only: these add up to all who are reached) and ``within_homes_…``,
        ``within_persons_…``, ``within_older_…`` (each home at every facility it reaches: these count homes several times);
        ``…_households_…`` where known.
    """
    known = pairs.picked(~demand["doubtful"].to_numpy(dtype=bool)[pairs.home])
    own = nearest_of(known, len(demand))
    weights = {"homes": np.ones(len(demand))}
    weights |= {name: demand[column].to_numpy(dtype=np.float64) for name, column in (("persons", "persons"), ("older", "older_persons"))}
    if "households" in demand:
        weights["households"] = np.nan_to_num(demand["households"].to_numpy(dtype=np.float64))
    frames = []
    for limit in minutes:
        columns: dict[str, FloatArray] = {}
        for profile in profiles:
            for way, walks in (("nearest", own), ("within", known)):
                inside = walks.picked(within(walks.metres, profile.limit_mm(limit)))
                for name, each in weights.items():
                    sums = np.bincount(inside.facility, weights=each[inside.home], minlength=len(facilities))
                    columns[f"{way}_{name}_{profile.name}"] = sums.astype(np.float64)
        frames.append(pd.DataFrame({"facility_id": list(facilities), "order": range(len(facilities)), "minutes": limit, **columns}))
    table = pd.concat(frames, ignore_index=True).sort_values(["order", "minutes"], kind="stable", ignore_index=True)
    return table.drop(columns="order")
