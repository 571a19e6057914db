"""Coverage: how many persons of each community reach a facility, and what becomes of the others. Sums always add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access.profiles import Profile

FloatArray = npt.NDArray[np.float64]


def coverage_table(
    demand: pd.DataFrame,
    walks: Mapping[str, FloatArray],
    *,
    communities: Sequence[str],
    minutes: Sequence[float],
    profiles: Sequence[Profile],
) -> pd.DataFrame:
    """Count persons by what they reach, per community and limit.

    Every person is exactly one of: reached, too far (on the network, nothing inside the limit), off the network, place doubtful.

    Parameters
    ----------
    demand
        ``community`` (id, ``""`` outside all), ``persons``, ``older_persons``, ``on_network`` and ``doubtful`` (bool; a doubtful place is
        never counted as reached); one row per demand point.
    walks
        Metres of walk to the nearest facility of each set, NaN where none was found; the key (``""`` for the main set, ``"centre"``, …)
        begins the set's columns; aligned with ``demand``.
    communities
        Ids in the order wanted; persons outside all of them stand in a last row with id ``""``, if there are any.
    minutes
        Limits, inclusive.
    profiles
        Profiles to show side by side.

    Returns
    -------
    pandas.DataFrame
        One row per community and limit: ``community_id``, ``minutes``, ``persons``, ``older_persons``, ``off_network_persons``,
        ``doubtful_persons``; per set and profile ``reached_persons_<profile>``, ``reached_older_<profile>``,
        ``too_far_persons_<profile>``, ``share_<profile>`` and ``share_older_<profile>``, each after ``<set>_`` but for the
        main set. A share is missing where nobody
        lives or every place is doubtful.
    """
    ids = [*communities, *([""] if (demand["community"] == "").any() else [])]
    group = pd.Categorical(demand["community"], categories=ids).codes
    sums = _Sums(np.asarray(group), len(ids))
    persons, older = (demand[c].to_numpy(dtype=np.float64) for c in ("persons", "older_persons"))
    doubtful = demand["doubtful"].to_numpy(dtype=bool)
    off = ~demand["on_network"].to_numpy(dtype=bool) & ~doubtful
    base = {
        "persons": sums(persons),
        "older_persons": sums(older),
        "off_network_persons": sums(persons * off),
        "doubtful_persons": sums(persons * doubtful),
    }
    state = _State(persons, older, off, doubtful, base)
    frames = []
    for limit in minutes:
        columns: dict[str, FloatArray] = dict(base)
        for name, metres in walks.items():
            for profile in profiles:
                columns |= _set_columns(state, sums, metres, profile=profile, limit=limit, name=name)
        frames.append(pd.DataFrame({"community_id": ids, "order": range(len(ids)), "minutes": limit, **columns}))
    table = pd.concat(frames, ignore_index=True).sort_values(["order", "minutes"], kind="stable", ignore_index=True)
    return table.drop(columns="order")


class _State(NamedTuple):
    """Demand points as arrays, and the sums that no limit changes."""

    persons: FloatArray
    older: FloatArray
    off: npt.NDArray[np.bool_]
    doubtful: npt.NDArray[np.bool_]
    base: Mapping[str, FloatArray]


def _set_columns(state: _State, sums: _Sums, metres: FloatArray, *, profile: Profile, limit: float, name: str) -> dict[str, FloatArray]:
    """Columns of one set, profile and limit."""
    hit = (np.rint(np.nan_to_num(metres, nan=np.inf) * 1000) <= profile.limit_mm(limit)) & ~state.doubtful & ~state.off
    reached, reached_older = sums(state.persons * hit), sums(state.older * hit)
    known = state.base["persons"] > state.base["doubtful_persons"]
    start, end = (f"{name}_" if name else ""), f"_{profile.name}"
    return {
        f"{start}reached_persons{end}": reached,
        f"{start}reached_older{end}": reached_older,
        f"{start}too_far_persons{end}": sums(state.persons * ~(hit | state.doubtful | state.off)),
        f"{start}share{end}": _share(reached, state.base["persons"], known),
        f"{start}share_older{end}": _share(reached_older, state.base["older_persons"], known),
    }


class _Sums:
    """Sums by group."""

    def __init__(self, group: npt.NDArray[np.signedinteger], size: int) -> None:
        self._group = group
        self._size = size

    def __call__(self, values: FloatArray) -> FloatArray:
        known = (self._group >= 0) & np.isfinite(values)
        return np.asarray(np.bincount(self._group[known], weights=values[known], minlength=self._size))


def _share(part: FloatArray, whole: FloatArray, known: npt.NDArray[np.bool_]) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known & (whole > 0), np.minimum(part / whole, 1.0), np.nan)


def weighted_median(values: FloatArray, weights: FloatArray) -> float:
    """Least value that at least half of the weight does not exceed.

    Parameters
    ----------
    values
        May hold ``inf`` (beyond the search): the median is then ``inf`` if half of the weight lies there.
    weights
        Not negative.

    Returns
    -------
    float
        NaN where there is no weight.
    """
    if not len(values) or weights.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(total, total[-1] / 2)])
