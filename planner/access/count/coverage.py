"""Coverage: how many persons of each community reach a facility, and what becomes of the others. Sums always add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access.profiles import Profile
from planner.network import kernel

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


def within(metres: FloatArray, limit_mm: int) -> Mask:
    """Return which walks are inside a limit; NaN is none, and a walk of exactly the limit is inside.

    Parameters
    ----------
    metres
        Walks.
    limit_mm
        As :meth:`planner.access.Profile.limit_mm` gives it.
    """
    return np.asarray(np.rint(np.where(np.isnan(metres), np.inf, metres) * 1000) <= limit_mm)


def coverage_table(
    demand: pd.DataFrame,
    walks: Mapping[str, FloatArray],
    *,
    communities: Sequence[str],
    minutes: Sequence[float],
    profiles: Sequence[Profile],
) -> pd.DataFrame:
    """Count persons and homes by what they reach, per community and limit.

    Every person and every home (a demand point: a building, a compound, an entrance) is exactly one of: reached, too far (on the network,
    nothing inside the limit), off the network, place doubtful.

    Parameters
    ----------
    demand
        ``community`` (id, ``""`` outside all), ``persons``, ``older_persons``, ``on_network`` and ``doubtful`` (bool; a doubtful place is
        never counted as reached); one row per demand point. Where there is ``households``, they are counted too (NaN as none).
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
        ``too_far_persons_<profile>``, ``share_<profile>`` and ``share_older_<profile>``, each after ``<set>_`` but for the main set; a
        share is missing where nobody lives or every place is doubtful. Behind them the same for homes, and for households where known:
        ``homes``, ``off_network_homes``, ``doubtful_homes`` and ``<set>_reached_homes_<profile>``; those too far are the rest.
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
    counted = {"homes": np.ones(len(demand))}
    if "households" in demand:
        counted["households"] = np.nan_to_num(demand["households"].to_numpy(dtype=np.float64))
    limits = sorted(minutes)
    parts = [
        base | _limit_columns(state, sums, walks, (profiles, limit)) | _counted_columns(state, sums, counted, walks, (profiles, limit))
        for limit in limits
    ]
    return by_community(ids, limits, parts)


def by_community(ids: Sequence[str], minutes: Sequence[float], parts: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Lay columns that were counted limit by limit out with one row per community and limit, the limits of a community together."""
    out: dict[str, Any] = {"community_id": np.repeat(np.asarray(ids, dtype=object), len(minutes)), "minutes": np.tile(minutes, len(ids))}
    shape = (len(ids),)
    for name in parts[0]:
        out[name] = np.column_stack([np.broadcast_to(part[name], shape) for part in parts]).ravel()
    return pd.DataFrame(out)


class _State(NamedTuple):
    """Demand points as arrays, and the sums that no limit changes."""

    persons: FloatArray
    older: FloatArray
    off: Mask
    doubtful: Mask
    base: Mapping[str, FloatArray]

    def hit(self, metres: FloatArray, limit_mm: int) -> Mask:
        """Demand points that reach something."""
        return within(metres, limit_mm) & ~self.doubtful & ~self.off


def _limit_columns(
    state: _State, sums: _Sums, walks: Mapping[str, FloatArray], limits: tuple[Sequence[Profile], float]
) -> dict[str, FloatArray]:
    """Columns of persons, all sets and profiles at one limit."""
    profiles, limit = limits
    out: dict[str, FloatArray] = {}
    for name, metres in walks.items():
        for profile in profiles:
            out |= _set_columns(state, sums, metres, profile=profile, limit=limit, name=name)
    return out


def _set_columns(state: _State, sums: _Sums, metres: FloatArray, *, profile: Profile, limit: float, name: str) -> dict[str, FloatArray]:
    """Columns of one set, profile and limit."""
    hit = state.hit(metres, profile.limit_mm(limit))
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


def _counted_columns(
    state: _State,
    sums: _Sums,
    counted: Mapping[str, FloatArray],
    walks: Mapping[str, FloatArray],
    limits: tuple[Sequence[Profile], float],
) -> dict[str, FloatArray]:
    """Columns of homes, and of households where they are known: all sets and profiles at one limit."""
    profiles, minutes = limits
    out: dict[str, FloatArray] = {}
    for what, each in counted.items():
        out |= {what: sums(each), f"off_network_{what}": sums(each * state.off), f"doubtful_{what}": sums(each * state.doubtful)}
        for name, metres in walks.items():
            for profile in profiles:
                start = f"{name}_" if name else ""
                out[f"{start}reached_{what}_{profile.name}"] = sums(each * state.hit(metres, profile.limit_mm(minutes)))
    return out


class _Sums:
    """Sums by group."""

    def __init__(self, group: npt.NDArray[np.signedinteger], size: int) -> None:
        self._group = group
        self._size = size

    def __call__(self, values: FloatArray) -> FloatArray:
        known = (self._group >= 0) & np.isfinite(values)
        return np.asarray(np.bincount(self._group[known], weights=values[known], minlength=self._size))


def _share(part: FloatArray, whole: FloatArray, known: Mask) -> FloatArray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known & (whole > 0), np.minimum(part / whole, 1.0), np.nan)


def weighted_medians(values: FloatArray, weights: FloatArray, cuts: npt.NDArray[np.int64]) -> FloatArray:
    """Least value that at least half of the weight does not exceed, of each group of rows.

    Parameters
    ----------
    values
        May hold ``inf`` (beyond the search): the median is then ``inf`` if half of the weight lies there.
    weights
        Not negative.
    cuts
        Group ``i`` is ``cuts[i]:cuts[i + 1]``; what stands before the first and behind the last belongs to none.

    Returns
    -------
    ndarray of float
        NaN where there is no weight.
    """
    group = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
    order = cuts[0] + np.lexsort((values[cuts[0] : cuts[-1]], group))
    return np.asarray(_medians(values[order], weights[order], (cuts - cuts[0]).astype(np.int64)))


@kernel
def _medians(values: FloatArray, weights: FloatArray, cuts: npt.NDArray[np.int64]) -> FloatArray:
    """Walk through sorted groups until half of the weight is behind."""
    out = np.full(len(cuts) - 1, np.nan)
    for group in range(len(out)):
        whole = 0.0
        for at in range(cuts[group], cuts[group + 1]):
            whole += weights[at]
        if whole <= 0:
            continue
        behind = 0.0
        for at in range(cuts[group], cuts[group + 1]):
            behind += weights[at]
            if behind >= whole / 2:
                out[group] = values[at]
                break
    return out
