"""Why homes are not reached, what small changes would do, who goes where, and the straight-line circles beside: tables of a run."""

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
from shapely.geometry.base import BaseGeometry

from planner.access import Profile, Snaps, WalkNetwork
from planner.access.catchments import catchment_table, with_measured
from planner.access.mapedge import edge_counts, edge_distance_m, edge_doubt, map_hull
from planner.access.mending import Changes, NearStreets, near_streets, small_changes
from planner.access.places import plane_places
from planner.access.straight import RADII_M, Walked, straight_between, straight_columns, straight_summary
from planner.access.whynot import (
    CODES,
    REACHED,
    REASONS,
    Codes,
    Standing,
    community_rows,
    connected,
    excess_m,
    reason_codes,
    reason_names,
    why_not_columns,
)
from planner.errors import Problem, Severity
from planner.network import StreetGraph
from planner.scenario.drawn import pairs_within
from planner.scenario.kept import Kept
from planner.scenario.measured import PlacedWalks
from planner.scenario.schema import Walk
from planner.scenario.sentences import Said
from planner.scenario.walks import Group, Nearest, Walks, profiles_of, walking
from planner.texts import word

FloatArray = npt.NDArray[np.float64]
Whys = npt.NDArray[np.object_]
Column = npt.NDArray[Any]

#: Names of the sets of facilities in files.
SETS: Mapping[str, str] = {"facility": "facility", "centre": "centre", "qualified": "qualified_centre"}


@dataclass(frozen=True, eq=False)
class Ground:
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
    walk: Walk
    communities: tuple[str, ...]
    gates_xy: FloatArray
    said: Said = field(default_factory=Said)

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


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """A run to be explained: ground, walks in both readings.

    Attributes
    ----------
    opened
        Nearest of each set as if every compound stood open; ``None`` where no wall is known.
    measured
        Walks measured on the ground, where given.
    """

    ground: Ground
    walks: Walks
    opened: Mapping[str, Nearest] | None
    measured: PlacedWalks | None = None


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """What is told of one set of facilities: standing of the homes, why they are not reached in the longest limit, rows of the tables."""

    stand: Standing
    why: Whys
    why_not: pd.DataFrame
    homes: pd.DataFrame
    changes: pd.DataFrame
    straight: pd.DataFrame
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Tables by the name of their file, columns for homes and coverage, persons doubtful for the map's edge, and what to tell."""

    tables: Mapping[str, pd.DataFrame]
    coverage: pd.DataFrame
    homes: Mapping[str, npt.NDArray[np.object_]]
    edge_persons: pd.Series
    problems: tuple[Problem, ...]


def explain(scene: Scene, kept: Kept) -> Explained:
    """Explain a run; persons and homes are those of the coverage table."""
    ground, walks = scene.ground, scene.walks
    demand = ground.demand
    told = {
        name: kept(about, ground, walks.groups[name], walks.sets[name], name, walks.measured.get(name), (scene.opened or {}).get(name))
        for name in SETS
    }
    hull = kept(map_hull, ground.network.streets)
    edge = kept(_edge_m, demand, ground.network.streets, hull)
    doubt = edge_doubt(edge, told["facility"].why != REACHED, ground.longest_mm / 1000)
    persons = pd.Series(demand["persons"].to_numpy() * doubt).groupby(demand["community"].to_numpy()).sum()
    parts = {"why_not": "why_not", "why_not_homes": "homes", "small_changes": "changes", "straight_line": "straight"}
    tables = {name: pd.concat([getattr(part, of) for part in told.values()], ignore_index=True) for name, of in parts.items()}
    return Explained(
        tables={**tables, "catchments": _catchments(scene, kept)},
        coverage=straight_columns(
            _walked(told["facility"].stand),
            demand,
            communities=ground.communities,
            minutes=ground.walk.minutes,
            profiles=ground.profiles,
        ),
        homes={f"why_{name}": told[name].why for name in ("facility", "centre")},
        edge_persons=persons.reindex(list(ground.communities)).fillna(0.0),
        problems=tuple(_problems(scene, (hull, edge), told)),
    )


def about(ground: Ground, group: Group, near: Nearest, name: str, said: npt.NDArray[np.object_] | None, opened: Nearest | None) -> About:
    """Tell why homes are not reached by one set of facilities, and what small changes would do.

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
    stand = standing(ground, group, near, said, opened)
    limits = list(product(ground.profiles, ground.walk.minutes))
    whys = {(p.name, m): reason_codes(stand, p.limit_mm(m)) for p, m in limits}
    own = reason_names(whys[ground.profile.name, ground.longest])
    found = _changes(ground, group, stand)
    rows = [_reason_rows(ground, stand, name, (p, m), whys[p.name, m], found) for p, m in limits]
    return About(
        stand=stand,
        why=own,
        why_not=pd.DataFrame({column: np.concatenate([part[column] for part in rows]) for column in rows[0]}),
        homes=_home_rows(ground, name, stand, own, found),
        changes=_change_rows(ground, name, found),
        straight=pd.DataFrame(list(_straight_rows(ground, name, stand, whys))),
        left_out=found.left_out,
    )


def standing(ground: Ground, group: Group, near: Nearest, said: npt.NDArray[np.object_] | None, opened: Nearest | None) -> Standing:
    """Gather what is known of the homes against one set of facilities."""
    streets = ground.network.streets
    measured = np.zeros(len(ground.demand), dtype=bool) if said is None else said != ""
    return Standing(
        walk_m=near.metres,
        open_walk_m=near.metres if opened is None else opened.metres,
        straight_m=straight_between(ground.places, group.places, streets),
        status=np.where(measured, "joined", ground.snaps.status),
        connected=measured | connected(streets, ground.snaps, group.reach.snaps),
        doubtful=ground.demand["doubtful"].to_numpy(dtype=bool),
    )


def _changes(ground: Ground, group: Group, stand: Standing) -> Changes:
    """Look for small changes for the homes a facility is near to, at the longest limit of the scenario's profile."""
    limit_mm = ground.longest_mm
    open_to = ~stand.reached(limit_mm) & ~stand.doubtful & (stand.status != "no_place") & (stand.straight_m * 1000 <= limit_mm)
    return small_changes(
        ground.network,
        group.reach.snaps,
        ground.demand.geometry,
        ground.snaps,
        np.flatnonzero(open_to),
        persons=ground.demand["persons"].to_numpy(dtype=np.float64),
        limit_mm=limit_mm,
        profile=ground.profile,
        gates_xy=ground.gates_xy,
        near=ground.near,
    )


def _edge_m(demand: gpd.GeoDataFrame, streets: StreetGraph, hull: BaseGeometry) -> FloatArray:
    return edge_distance_m(demand.geometry, streets, hull)


def _walked(stand: Standing) -> Walked:
    return Walked(stand.walk_m, stand.straight_m, stand.status == "joined", stand.doubtful)


def _reason_rows(
    ground: Ground, stand: Standing, name: str, limit: tuple[Profile, float], why: Codes, found: Changes
) -> Mapping[str, Column]:
    """Sum the reasons up by community for one profile and limit; what changes would mend is known for the scenario's own only."""
    profile, minutes = limit
    mendable = None
    if (profile.name, minutes) == (ground.profile.name, ground.longest):
        mendable = np.zeros(len(ground.demand), dtype=bool)
        mendable[found.homes["home"].to_numpy(dtype=np.int64)] = True
    excess = excess_m(stand, profile.limit_mm(minutes))
    columns = why_not_columns(ground.demand, why, excess, communities=ground.communities, mendable=mendable, rows=ground.rows)
    ids = np.asarray(columns.pop("community_id"), dtype=object)
    head = {"set": np.full(len(ids), SETS[name], dtype=object), "profile": np.full(len(ids), profile.name, dtype=object)}
    rest = {"mendable_persons": np.full(len(ids), np.nan)} if mendable is None else {}
    return {"community_id": ids, **head, "minutes": np.full(len(ids), minutes), **columns, **rest}


def _home_rows(ground: Ground, name: str, stand: Standing, why: Whys, found: Changes) -> pd.DataFrame:
    """One row per home not reached within the longest limit: reason, distances, and the cheapest small change."""
    demand, speed = ground.demand, ground.profile.speed_m_s * 60
    at = np.flatnonzero(why != REACHED)
    kinds, change_m, change_walk_m = _mended(found, len(demand))
    ids, communities = ground.named
    street = ground.snaps.distance_m[at]
    out = pd.DataFrame(
        {
            "demand_id": ids[at],
            "community_id": communities[at],
            "set": SETS[name],
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
    told = ground.said.all_of(why[at].tolist(), kinds[at].tolist(), shown)
    out["what"], out["what_en"] = ([pair[i] for pair in told] for i in (0, 1))
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


def _change_rows(ground: Ground, name: str, found: Changes) -> pd.DataFrame:
    table = found.changes.assign(**{column: found.changes[column].round(1) for column in ("length_m", "persons")})
    table.insert(0, "set", SETS[name])
    table.insert(1, "minutes", ground.longest)
    table.insert(2, "profile", ground.profile.name)
    return table


def _straight_rows(ground: Ground, name: str, stand: Standing, whys: Mapping[tuple[str, float], Codes]) -> Iterator[dict[str, object]]:
    """Every circle of practice against every limit: totals, differences, and why homes inside a circle are not reached."""
    demand = ground.demand
    weights = {"persons": demand["persons"].to_numpy(dtype=np.float64)}
    if "households" in demand:
        weights["households"] = np.nan_to_num(demand["households"].to_numpy(dtype=np.float64))
    walked = _walked(stand)
    masks = {limit: {reason: codes == code for code, reason in enumerate(CODES) if code} for limit, codes in whys.items()}
    for profile, minutes, radius in product(ground.profiles, ground.walk.minutes, sorted(RADII_M.values())):
        limit_mm = profile.limit_mm(minutes)
        told = straight_summary(walked, weights, masks[profile.name, minutes], radius=radius, limit_mm=limit_mm)
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


def _catchments(scene: Scene, kept: Kept) -> pd.DataFrame:
    """Who goes to which existing facility."""
    ground, places = scene.ground, scene.walks.groups["facility"].places
    names = places.index
    pairs = pairs_within(ground.network, places, ground.snaps, ground.walk, kept)
    if scene.measured is not None:
        pairs = with_measured(pairs, scene.measured.pairs(names, ground.profile.speed_m_s * 60))
    table = catchment_table(pairs, ground.demand, list(names), minutes=ground.walk.minutes, profiles=ground.profiles)
    return table.round(4)


def _problems(scene: Scene, rim: tuple[BaseGeometry, FloatArray], told: Mapping[str, About]) -> Iterator[Problem]:
    ground, (hull, edge) = scene.ground, rim
    streets, limit_m = ground.network.streets, ground.longest_mm / 1000
    counts = edge_counts(
        edge,
        edge_distance_m(scene.walks.groups["facility"].places, streets, hull),
        ground.demand["persons"].to_numpy(dtype=np.float64),
        told["facility"].why != REACHED,
        limit_m=limit_m,
    )
    if counts.homes or counts.facilities:
        params = {
            "homes": counts.homes,
            "persons": f"{counts.persons:.0f}",
            "facilities": counts.facilities,
            "limit": f"{limit_m:.0f}",
            "minutes": f"{ground.longest:g}",
        }
        yield Problem("coverage.map_edge", Severity.NOTE, str(streets.about.get("source", "")), params=params)
    for name, part in told.items():
        if part.left_out:
            params = {"count": part.left_out, "set": word(f"set.{SETS[name]}")}
            yield Problem("coverage.changes_left_out", Severity.NOTE, params=params)
