"""Why homes are not reached by one set of facilities, what small changes would do, and the straight-line circles beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access import Profile, Snaps, WalkNetwork
from planner.access.count import (
    CODES,
    RADII_M,
    REACHED,
    REASONS,
    Codes,
    HomeWalks,
    Walked,
    community_rows,
    connected,
    excess_m,
    reason_codes,
    reason_names,
    straight_between,
    straight_summary,
    why_not_columns,
)
from planner.access.improve import CandidateChanges, Changes, NearStreets, cheapest_changes, near_streets, worth_trying
from planner.access.join import plane_places
from planner.run.memory import Memory
from planner.run.walks import Group, Nearest, profiles_of, walking
from planner.run.why.sentences import MOST_SENTENCES, home_sentences
from planner.scenario import WalkSettings

FloatArray = npt.NDArray[np.float64]
ReasonNames = npt.NDArray[np.object_]
Column = npt.NDArray[Any]

#: Names of the sets of facilities in files.
SETS: Mapping[str, str] = {"facility": "facility", "centre": "centre", "qualified": "qualified_centre"}


@dataclass(frozen=True, eq=False)
class ExplainedHomes:
    """What every set of facilities is explained on: streets, homes and where they join, settings, ids of the communities.

    Attributes
    ----------
    gates_xy
        Known gates besides those of the street data, metres in the network's plane, shape (gates, 2).
    said
        What was said of homes before.
    """

    network: WalkNetwork
    demand: gpd.GeoDataFrame
    snaps: Snaps
    walk: WalkSettings
    communities: tuple[str, ...]
    gates_xy: FloatArray
    said: Memory = field(default_factory=lambda: Memory({"sentences": MOST_SENTENCES}))

    @cached_property
    def places(self) -> tuple[FloatArray, npt.NDArray[np.int64], int]:
        """Places of the homes in the network's plane, the home of each, number of homes."""
        xy, owner, index = plane_places(self.demand.geometry, self.network.streets)
        return xy, owner, len(index)

    @cached_property
    def near(self) -> NearStreets:
        """Streets near the homes."""
        return near_streets(self.network, self.demand.geometry)

    @cached_property
    def named(self) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
        """Ids of the homes, and of their communities."""
        return self.demand.index.astype(str).to_numpy(dtype=object), self.demand["community"].to_numpy(dtype=object)

    @cached_property
    def rows(self) -> tuple[list[str], npt.NDArray[np.int64]]:
        """Rows of tables by community, and the row of each home."""
        return community_rows(self.demand, self.communities)

    @property
    def profile(self) -> Profile:
        """The scenario's own profile."""
        return walking(self.walk, self.walk.profile)

    @property
    def profiles(self) -> list[Profile]:
        """Profiles shown side by side."""
        return profiles_of(self.walk)

    @property
    def longest(self) -> float:
        """The longest limit, minutes."""
        return max(self.walk.minutes)

    @property
    def longest_mm(self) -> int:
        """The longest limit, walked by the scenario's own profile."""
        return self.profile.limit_mm(self.longest)


@dataclass(frozen=True, eq=False)
class ExplainedSet:
    """What is told of one set of facilities; tables that no verdict and no figure rests on are made when they are asked for.

    Attributes
    ----------
    ground
        Streets and homes.
    name
        Name of the set, of :data:`SETS`.
    home_walks
        How the homes lie to its facilities.
    whys
        Why they are not reached, by name of the profile and limit.
    tried
        Small changes worth a try.
    straight
        The straight-line circles beside.
    """

    ground: ExplainedHomes
    name: str
    home_walks: HomeWalks
    whys: Mapping[tuple[str, float], Codes]
    tried: CandidateChanges
    straight: pd.DataFrame

    @cached_property
    def why(self) -> ReasonNames:
        """Why each home is not reached in the longest limit of the scenario's own profile."""
        return reason_names(self.whys[self.ground.profile.name, self.ground.longest])

    @cached_property
    def found(self) -> Changes:
        """The small changes chosen."""
        ground = self.ground
        persons = ground.demand["persons"].to_numpy(dtype=np.float64)
        return cheapest_changes(self.tried, ground.demand.geometry, ground.snaps, persons, ground.near)

    @cached_property
    def why_not(self) -> pd.DataFrame:
        """Reasons summed up by community, profile and limit."""
        limits = product(self.ground.profiles, self.ground.walk.minutes)
        rows = [_reason_rows(self, profile, minutes) for profile, minutes in limits]
        return pd.DataFrame({column: np.concatenate([part[column] for part in rows]) for column in rows[0]})

    @cached_property
    def homes(self) -> pd.DataFrame:
        """One row per home that is not reached."""
        return _home_rows(self)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """The small changes, as their file has them."""
        return _change_rows(self.ground, self.name, self.found)


def explain_set(
    ground: ExplainedHomes, group: Group, near: Nearest, name: str, said: npt.NDArray[np.object_] | None, opened: Nearest | None
) -> ExplainedSet:
    """Explain why homes are not reached by one set of facilities, and what small changes would do.

    Parameters
    ----------
    ground
        Streets and homes.
    group, near
        The facilities, and the nearest of each home.
    name
        Name of the set, of :data:`SETS`.
    said
        Source of each home's walk where it was measured.
    opened
        Nearest as if every compound stood open; ``None`` where no wall is known.
    """
    stand = home_walks(ground, group, near, said, opened)
    whys = {(p.name, m): reason_codes(stand, p.limit_mm(m)) for p, m in product(ground.profiles, ground.walk.minutes)}
    straight = pd.DataFrame(list(_straight_rows(ground, name, stand, whys)))
    return ExplainedSet(ground, name, stand, whys, _tried(ground, group, stand), straight)


def home_walks(
    ground: ExplainedHomes, group: Group, near: Nearest, said: npt.NDArray[np.object_] | None, opened: Nearest | None
) -> HomeWalks:
    """Gather what is known of the homes against one set of facilities."""
    streets = ground.network.streets
    measured = np.zeros(len(ground.demand), dtype=bool) if said is None else said != ""
    return HomeWalks(
        walk_m=near.metres,
        open_walk_m=near.metres if opened is None else opened.metres,
        straight_m=straight_between(ground.places, group.places, streets),
        status=np.where(measured, "joined", ground.snaps.status),
        connected=measured | connected(streets, ground.snaps, group.reach.snaps),
        doubtful=ground.demand["doubtful"].to_numpy(dtype=bool),
    )


def _tried(ground: ExplainedHomes, group: Group, stand: HomeWalks) -> CandidateChanges:
    """Look for small changes for the homes a facility is near to, at the longest limit of the scenario's profile."""
    limit_mm = ground.longest_mm
    open_to = ~stand.reached(limit_mm) & ~stand.doubtful & (stand.status != "no_place") & (stand.straight_m * 1000 <= limit_mm)
    return worth_trying(
        ground.network,
        group.reach.snaps,
        ground.snaps,
        np.flatnonzero(open_to),
        limit_mm=limit_mm,
        profile=ground.profile,
        gates_xy=ground.gates_xy,
    )


def walked(stand: HomeWalks) -> Walked:
    """Homes as the straight-line circles are compared with them."""
    return Walked(stand.walk_m, stand.straight_m, stand.status == "joined", stand.doubtful)


def _reason_rows(told: ExplainedSet, profile: Profile, minutes: float) -> Mapping[str, Column]:
    """Sum the reasons up by community for one profile and limit; what changes would mend is known for the scenario's own only."""
    ground = told.ground
    mendable = None
    if (profile.name, minutes) == (ground.profile.name, ground.longest):
        mendable = np.zeros(len(ground.demand), dtype=bool)
        mendable[told.found.homes["home"].to_numpy(dtype=np.int64)] = True
    excess = excess_m(told.home_walks, profile.limit_mm(minutes))
    why, ids_of = told.whys[profile.name, minutes], ground.rows
    columns = why_not_columns(ground.demand, why, excess, communities=ground.communities, mendable=mendable, rows=ids_of)
    ids = np.asarray(columns.pop("community_id"), dtype=object)
    head = {"set": np.full(len(ids), SETS[told.name], dtype=object), "profile": np.full(len(ids), profile.name, dtype=object)}
    rest = {"mendable_persons": np.full(len(ids), np.nan)} if mendable is None else {}
    return {"community_id": ids, **head, "minutes": np.full(len(ids), minutes), **columns, **rest}


def _home_rows(told: ExplainedSet) -> pd.DataFrame:
    """One row per home not reached within the longest limit: reason, distances, and the cheapest small change."""
    ground, stand, why = told.ground, told.home_walks, told.why
    demand, speed = ground.demand, ground.profile.speed_m_s * 60
    at = np.flatnonzero(why != REACHED)
    kinds, change_m, change_walk_m = _mended(told.found, len(demand))
    ids, communities = ground.named
    street = ground.snaps.distance_m[at]
    out = pd.DataFrame(
        {
            "demand_id": ids[at],
            "community_id": communities[at],
            "set": SETS[told.name],
            "minutes": ground.longest,
            "profile": ground.profile.name,
            "persons": demand["persons"].to_numpy()[at].round(4),
            "older_persons": demand["older_persons"].to_numpy()[at].round(4),
            "reason": why[at],
            "walk_min": (stand.walk_m[at] / speed).round(2),
            "excess_m": excess_m(stand, ground.longest_mm)[at].round(1),
            "straight_m": _finite(stand.straight_m[at]).round(1),
            "street_m": _finite(street).round(1),
            "change": kinds[at],
            "change_m": change_m[at].round(1),
            "change_min": (change_walk_m[at] / speed).round(2),
        }
    )
    shown = {
        **{column: out[column].to_numpy() for column in ("excess_m", "straight_m", "street_m", "change_m", "change_min")},
        "walk_m": stand.walk_m[at],
        "open_min": stand.open_walk_m[at] / speed,
        "limit_m": np.full(len(at), ground.longest_mm / 1000),
        "search_m": np.full(len(at), 10 * ground.walk.max_snap_m),  # streets are looked for no farther
    }
    said = home_sentences(why[at].tolist(), kinds[at].tolist(), shown, ground.said)
    out["what"], out["what_en"] = ([pair[i] for pair in said] for i in (0, 1))
    return out


def _mended(found: Changes, homes: int) -> tuple[npt.NDArray[np.object_], FloatArray, FloatArray]:
    """Kind, length and walk of each home's small change; ``""`` and NaN where it has none."""
    home, change = (found.homes[column].to_numpy(dtype=np.int64) for column in ("home", "change"))
    kinds, (metres, walk_m) = np.full(homes, "", dtype=object), np.full((2, homes), np.nan)
    kinds[home] = found.changes["kind"].to_numpy(dtype=object)[change]
    metres[home] = found.changes["length_m"].to_numpy(dtype=np.float64)[change]
    walk_m[home] = found.homes["walk_m"].to_numpy(dtype=np.float64)
    return kinds, metres, walk_m


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def _change_rows(ground: ExplainedHomes, name: str, found: Changes) -> pd.DataFrame:
    table = found.changes.assign(**{column: found.changes[column].round(1) for column in ("length_m", "persons")})
    table.insert(0, "set", SETS[name])
    table.insert(1, "minutes", ground.longest)
    table.insert(2, "profile", ground.profile.name)
    return table.assign(community_id=_where(ground, found))


def _where(ground: ExplainedHomes, found: Changes) -> list[str]:
    """Name the community of each change: that in which most of the people live for whom it is the cheapest."""
    homes, persons = found.homes["home"].to_numpy(dtype=np.int64), ground.demand["persons"].to_numpy(dtype=np.float64)
    served = pd.DataFrame(
        {"change": found.homes["change"].to_numpy(dtype=np.int64), "community": ground.named[1][homes], "persons": persons[homes]}
    )
    sums = served.groupby(["change", "community"], sort=True)["persons"].sum().reset_index()
    most = sums.sort_values(["change", "persons"], ascending=[True, False], kind="stable").drop_duplicates("change").set_index("change")
    return [str(c) for c in most["community"].reindex(range(len(found.changes)), fill_value="")]


def _straight_rows(
    ground: ExplainedHomes, name: str, stand: HomeWalks, whys: Mapping[tuple[str, float], Codes]
) -> Iterator[dict[str, object]]:
    """Every circle of practice against every limit: totals, differences, and why homes inside a circle are not reached."""
    demand = ground.demand
    weights = {"persons": demand["persons"].to_numpy(dtype=np.float64)}
    if "households" in demand:
        weights["households"] = np.nan_to_num(demand["households"].to_numpy(dtype=np.float64))
    against = walked(stand)
    masks = {limit: {reason: codes == code for code, reason in enumerate(CODES) if code} for limit, codes in whys.items()}
    for profile, minutes, radius in product(ground.profiles, ground.walk.minutes, sorted(RADII_M.values())):
        limit_mm = profile.limit_mm(minutes)
        told = straight_summary(against, weights, masks[profile.name, minutes], radius=radius, limit_mm=limit_mm)
        row: dict[str, object] = {
            "set": SETS[name],
            "profile": profile.name,
            "minutes": minutes,
            "radius_m": radius,
            "limit_m": limit_mm / 1000,
        }
        for what in weights:
            whole = told[what]
            row |= {what: round(whole, 1), f"{what}_straight": round(told[f"{what}_straight"], 1)}
            row[f"{what}_network"] = round(told[f"{what}_network"], 1)
            for way in ("straight", "network"):
                row[f"{what}_share_{way}"] = round(told[f"{what}_{way}"] / whole, 6) if whole else np.nan
            for way in ("straight_only", "network_only", *(f"straight_only_{r}" for r in REASONS)):
                row[f"{what}_{way}"] = round(told.get(f"{what}_{way}", 0.0), 1)
        yield row
