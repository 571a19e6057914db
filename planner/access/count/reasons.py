"""Why a home is not reached: one reason each, and their sums by community.

What would mend it stands in :mod:`planner.access.improve.changes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access.count.coverage import Mask, weighted_medians, within
from planner.access.join.snaps import Snaps
from planner.network import StreetGraph

FloatArray = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

#: Every reason, in the order they are asked: the first that holds is the home's.
#:
#: - ``data_doubtful``: the place is not known, or one point stands for a whole community.
#: - ``gate_closed``: on foot it would be near enough if every compound stood open.
#: - ``barrier``: every way to a street is cut by water, railway or wall.
#: - ``no_street``: no street near; off the network.
#: - ``not_connected``: the streets near the home, or all streets it stands on, are joined to no facility.
#: - ``no_facility_near``: no facility as near as the limit even in a straight line: no path could mend it.
#: - ``too_far``: near enough in a straight line, too far on foot.
REASONS = ("data_doubtful", "gate_closed", "barrier", "no_street", "not_connected", "no_facility_near", "too_far")
#: Reached: no reason.
REACHED = ""
#: Reached, then every reason.
CODES = (REACHED, *REASONS)


@dataclass(frozen=True, slots=True, eq=False)
class HomeWalks:
    """How homes lie to one set of facilities: walks, straight lines, how they join the streets; all shape (homes,).

    Attributes
    ----------
    walk_m
        Walk to the nearest facility, NaN where none was found within the search.
    open_walk_m
        The same as if every compound stood open; equal to ``walk_m`` where no compound's outline is known.
    straight_m
        Straight line to the nearest facility, ``inf`` where there is none.
    status
        How the home joins the network, see :data:`planner.access.join.snaps.STATUSES`.
    connected
        Whether a facility stands on a piece of the network that the home stands on.
    doubtful
        Whether the home's place is doubtful.
    """

    walk_m: FloatArray
    open_walk_m: FloatArray
    straight_m: FloatArray
    status: npt.NDArray[np.str_]
    connected: Mask
    doubtful: Mask

    def reached(self, limit_mm: int) -> Mask:
        """Homes reached within a limit, as :func:`planner.access.count.coverage.coverage_table` counts them."""
        return np.asarray(within(self.walk_m, limit_mm) & (self.status == "joined") & ~self.doubtful)


def connected(streets: StreetGraph, homes: Snaps, facilities: Snaps) -> Mask:
    """Return which homes stand on a piece of the network on which a facility stands; shape (homes,)."""
    served = np.unique(streets.island[facilities.edge])
    out = np.zeros(homes.n_places, dtype=bool)
    out[homes.owner[np.isin(streets.island[homes.edge], served)]] = True
    return out


def reason_codes(homes: HomeWalks, limit_mm: int) -> Codes:
    """Return the reason of every home as its place in :data:`CODES`: 0 for those that are reached.

    Parameters
    ----------
    homes
        Homes.
    limit_mm
        Limit of the walk, inclusive.
    """
    near = homes.straight_m * 1000 <= limit_mm
    conditions = [
        homes.reached(limit_mm),
        homes.doubtful | (homes.status == "no_place"),
        within(homes.open_walk_m, limit_mm),
        homes.status == "barrier",
        homes.status == "off_network",
        homes.status == "island",
        ~near,
        ~homes.connected,
    ]
    names = [REACHED, *REASONS[:4], "not_connected", "no_facility_near", "not_connected"]
    return np.select(conditions, [np.int64(CODES.index(name)) for name in names], default=CODES.index("too_far"))


def reason_names(codes: Codes) -> npt.NDArray[np.object_]:
    """Spell reasons out."""
    return np.asarray(CODES, dtype=object)[codes]


def excess_m(homes: HomeWalks, limit_mm: int) -> FloatArray:
    """Metres by which the walk to the nearest facility is too long, NaN where it is not, or no walk was found; shape (homes,)."""
    over = homes.walk_m - limit_mm / 1000
    joined = (homes.status == "joined") & ~homes.doubtful
    return np.where(joined & ~homes.reached(limit_mm), over, np.nan)


def community_rows(demand: pd.DataFrame, communities: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Ids of the rows of a table by community, ``""`` last where somebody lives outside all, and the row of each home."""
    ids = [*communities, *([""] if (demand["community"] == "").any() else [])]
    return ids, np.asarray(pd.Categorical(demand["community"], categories=ids).codes, dtype=np.int64)


def why_not_columns(
    demand: pd.DataFrame,
    code: Codes,
    excess: FloatArray,
    *,
    communities: Sequence[str],
    mendable: Mask | None = None,
    rows: tuple[list[str], npt.NDArray[np.int64]] | None = None,
) -> dict[str, Any]:
    """Sum the reasons up by community, for one set of facilities, profile and limit.

    Parameters
    ----------
    demand
        ``community`` (``""`` outside all), ``persons``, ``older_persons``.
    code, excess
        Of :func:`reason_codes` and :func:`excess_m`.
    communities
        Ids in the order wanted; persons outside all of them stand in a last row with id ``""``, if there are any.
    mendable
        Homes that one small change would cover, where that was looked for.
    rows
        What :func:`community_rows` gives, if at hand.

    Returns
    -------
    dict
        Columns with one row per community: ``community_id``, ``unreached_persons``, ``unreached_older``, ``unreached_homes``;
        ``<reason>_persons`` and ``<reason>_homes`` for each of :data:`REASONS`, which add up to them; ``median_excess_m``: of those too
        far, half walk at most so many metres too far (missing where nobody is, or half of them found no facility within the search);
        ``mendable_persons``.
    """
    ids, group = rows or community_rows(demand, communities)
    persons, older = (demand[c].to_numpy(dtype=np.float64) for c in ("persons", "older_persons"))
    size, width = len(ids), len(REASONS) + 1
    inside = group >= 0
    missed = code != 0

    def sums(values: FloatArray | Mask) -> FloatArray:
        return np.asarray(np.bincount(group[inside], weights=values[inside].astype(np.float64), minlength=size))

    cell = (group * width + code)[inside]
    by_persons, by_homes = (
        np.bincount(cell, weights=w, minlength=size * width).reshape(size, width) for w in (persons[inside], np.ones(len(cell)))
    )
    columns: dict[str, Any] = {
        "community_id": ids,
        "unreached_persons": sums(persons * missed),
        "unreached_older": sums(older * missed),
        "unreached_homes": sums(missed),
    }
    for number, reason in enumerate(REASONS, start=1):
        columns[f"{reason}_persons"] = by_persons[:, number].copy()
        columns[f"{reason}_homes"] = by_homes[:, number].copy()
    columns["median_excess_m"] = _medians(
        group, size, np.where(code == CODES.index("too_far"), np.nan_to_num(excess, nan=np.inf), np.nan), persons
    )
    if mendable is not None:
        columns["mendable_persons"] = sums(persons * (mendable & missed))
    return columns


def _medians(group: npt.NDArray[np.int64], size: int, values: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted median by group of what is not NaN; NaN where there is none or it is infinite."""
    known = np.flatnonzero(~np.isnan(values) & (group >= 0))
    known = known[np.argsort(group[known], kind="stable")]
    cuts = np.searchsorted(group[known], np.arange(size + 1))
    median = weighted_medians(values[known], weights[known], cuts)
    return np.where(np.isfinite(median), median, np.nan)
