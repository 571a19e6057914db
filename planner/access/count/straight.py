"""The straight-line circles of everyday practice beside the network's: who lies inside one and is not reached, and the reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import KDTree

from planner.access.count.coverage import Mask, by_community, within
from planner.access.join.places import plane_places
from planner.access.profiles import Profile
from planner.network import StreetGraph

FloatArray = npt.NDArray[np.float64]

RADII_M: Mapping[float, float] = {5.0: 300.0, 10.0: 500.0, 15.0: 1000.0}
"""Radius of the circle drawn in practice for each limit in minutes: GB 50180-2018 names 300, 500 and 800-1000 m."""


def radius_m(minutes: float) -> float:
    """Radius of the circle that practice draws for a limit: that of the next of 5, 10 and 15 minutes, 1000 m beyond."""
    return next((r for m, r in RADII_M.items() if minutes <= m), max(RADII_M.values()))


def straight_m(homes: gpd.GeoSeries, facilities: gpd.GeoSeries, streets: StreetGraph) -> FloatArray:
    """Metres in a straight line from each home to the nearest facility, entrances included; ``inf`` where there is none or no place.

    Parameters
    ----------
    homes, facilities
        Points or MultiPoints in any CRS.
    streets
        The network whose plane is used: true to 3 in 100 000.
    """
    from_xy, owner, index = plane_places(homes, streets)
    return straight_between((from_xy, owner, len(index)), facilities, streets)


def straight_between(homes: tuple[FloatArray, npt.NDArray[np.int64], int], facilities: gpd.GeoSeries, streets: StreetGraph) -> FloatArray:
    """Return :func:`straight_m` of homes in the network's plane: entrances, the home of each, number of homes."""
    from_xy, owner, count = homes
    to_xy = plane_places(facilities, streets)[0]
    ends = to_xy[np.isfinite(to_xy).all(axis=1)]
    out = np.full(count, np.inf)
    known = np.flatnonzero(np.isfinite(from_xy).all(axis=1))
    if len(ends) and len(known):
        np.minimum.at(out, owner[known], KDTree(ends).query(from_xy[known])[0])
    return out


class Walked(NamedTuple):
    """Homes for the comparison: walk (NaN none) and straight line to the nearest facility, metres; joined to the network; doubtful."""

    walk_m: FloatArray
    straight_m: FloatArray
    on_network: Mask
    doubtful: Mask

    def reached(self, limit_mm: int) -> Mask:
        """Homes reached on the network."""
        return within(self.walk_m, limit_mm) & self.on_network & ~self.doubtful

    def inside(self, radius: float) -> Mask:
        """Homes inside a circle; one whose place is doubtful is in none."""
        return within(self.straight_m, round(radius * 1000)) & ~self.doubtful


def straight_columns(
    homes: Walked, demand: pd.DataFrame, *, communities: Sequence[str], minutes: Sequence[float], profiles: Sequence[Profile]
) -> pd.DataFrame:
    """Count persons inside the straight-line circle, and where the network disagrees, per community and limit.

    Parameters
    ----------
    homes
        Aligned with ``demand``.
    demand
        ``community`` (``""`` outside all), ``persons``, ``older_persons``.
    communities
        Ids in the order wanted.
    minutes
        Limits; each goes with the radius of :func:`radius_m`.
    profiles
        Shown side by side.

    Returns
    -------
    pandas.DataFrame
        Rows as those of :func:`planner.access.count.coverage.coverage_table`: ``community_id``, ``minutes``, ``straight_radius_m``,
        ``straight_persons``, ``straight_older``; per profile ``straight_only_persons_<profile>`` (inside the circle, not reached on the
        network) and ``network_only_persons_<profile>`` (reached, outside the circle). Reached = straight - straight only + network only.
    """
    ids = [*communities, *([""] if (demand["community"] == "").any() else [])]
    group = np.asarray(pd.Categorical(demand["community"], categories=ids).codes, dtype=np.int64)
    persons, older = (demand[c].to_numpy(dtype=np.float64) for c in ("persons", "older_persons"))

    def sums(values: FloatArray) -> FloatArray:
        return np.asarray(np.bincount(group[group >= 0], weights=values[group >= 0], minlength=len(ids)))

    limits, parts = sorted(minutes), []
    for limit in limits:
        radius = radius_m(limit)
        inside = homes.inside(radius)
        columns: dict[str, object] = {"straight_radius_m": radius, "straight_persons": sums(persons * inside)}
        columns["straight_older"] = sums(older * inside)
        for profile in profiles:
            hit = homes.reached(profile.limit_mm(limit))
            columns[f"straight_only_persons_{profile.name}"] = sums(persons * (inside & ~hit))
            columns[f"network_only_persons_{profile.name}"] = sums(persons * (hit & ~inside))
        parts.append(columns)
    return by_community(ids, limits, parts)


def straight_summary(
    homes: Walked, weights: Mapping[str, FloatArray], reasons: Mapping[str, Mask], *, radius: float, limit_mm: int
) -> dict[str, float]:
    """Compare one circle with one limit over all homes, and say why homes inside the circle are not reached.

    Parameters
    ----------
    homes
        Homes.
    weights
        What to count per home, for example ``persons`` and ``households``.
    reasons
        Homes not reached within the limit by reason, see :func:`planner.access.count.reasons.reason_codes`.
    radius
        Radius of the circle, metres.
    limit_mm
        Limit of the walk.

    Returns
    -------
    dict
        Per weight ``<weight>``, ``<weight>_straight``, ``<weight>_network``, ``<weight>_straight_only``, ``<weight>_network_only``, and
        ``<weight>_straight_only_<reason>`` for each reason that occurs inside the circle; these add up to ``<weight>_straight_only``.
    """
    inside, hit = homes.inside(radius), homes.reached(limit_mm)
    missed, beyond = inside & ~hit, hit & ~inside
    occurring = [reason for reason, mask in sorted(reasons.items()) if (mask & missed).any()]
    out: dict[str, float] = {}
    for name, each in weights.items():
        only = each * missed
        out[name] = float(each.sum())
        out[f"{name}_straight"], out[f"{name}_network"] = float(each[inside].sum()), float(each[hit].sum())
        out[f"{name}_straight_only"] = float(only.sum())
        out[f"{name}_network_only"] = float(each[beyond].sum())
        for reason in occurring:
            out[f"{name}_straight_only_{reason}"] = float(only[reasons[reason]].sum())
    return out
