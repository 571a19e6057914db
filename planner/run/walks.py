"""The walking part of a run: who stands where on the network, and how far everybody is from what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access import MIN_ISLAND_M, PROFILES, Profile, Reach, Snaps, WalkNetwork
from planner.errors import Problem, Severity
from planner.inputs import InputTable
from planner.run.memory import Memory
from planner.scenario import WalkSettings
from planner.texts.figures import plain

FloatArray = npt.NDArray[np.float64]

#: What to say of places that are not joined, by what became of them.
_OFF = {"off_network": "snap.off_network", "barrier": "snap.barrier", "island": "snap.island"}


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Nearest facility of a set for a list of places: metres of walk (NaN where none) and facility id (``""`` there)."""

    metres: FloatArray
    ids: npt.NDArray[np.object_]

    def minutes(self, profile: Profile) -> FloatArray:
        """Return the walks in minutes."""
        return self.metres / profile.speed_m_s / 60.0


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Facilities that one looks for the nearest of: their places by id, and their reach within the search limit of the fastest profile."""

    places: gpd.GeoSeries
    reach: Reach


@dataclass(frozen=True, slots=True, eq=False)
class Walks:
    """Walks of a run.

    Attributes
    ----------
    facility_snaps
        Join of every facility (those without a place have none).
    demand_snaps
        Join of every demand point.
    groups
        ``"facility"`` (all existing), ``"centre"``, ``"qualified"`` → the facilities of the set.
    sets
        The same → nearest of each demand point.
    problems
        Places off the network.
    measured
        For each set the source of a home's walk, where an officer measured it.
    """

    facility_snaps: Snaps
    demand_snaps: Snaps
    groups: Mapping[str, Group]
    sets: Mapping[str, Nearest]
    problems: tuple[Problem, ...]
    measured: Mapping[str, npt.NDArray[np.object_]] = field(default_factory=lambda: MappingProxyType({}))

    def said(self, name: str) -> npt.NDArray[np.object_]:
        """Source of the walk of each home to its nearest facility of a set where it was measured, ``""`` where computed."""
        return self.measured.get(name, np.full(self.demand_snaps.n_places, "", dtype=object))

    @property
    def on_network(self) -> npt.NDArray[np.bool_]:
        """Homes from which a walk is known: joined to the network, or measured; shape (homes,)."""
        return np.asarray(self.demand_snaps.on_network | (self.said("facility") != ""))


def profiles_of(walk: WalkSettings) -> list[Profile]:
    """Profiles shown side by side: standard and elderly, and the scenario's own if it is another; slowed down as the scenario says.

    Stairs and slopes make a walk so many times longer for every profile alike: which walk is shortest is the same for all.
    """
    names = dict.fromkeys(["standard", "elderly", walk.profile])
    return [walking(walk, n) for n in names]


def walking(walk: WalkSettings, name: str) -> Profile:
    """Return a profile as a scenario lets it walk; slopes count where heights are known."""
    return replace(PROFILES[name], steps_factor=walk.steps_factor, slope=True)


def walk_everywhere(
    network: WalkNetwork,
    facilities: gpd.GeoDataFrame,
    demand: gpd.GeoDataFrame,
    walk: WalkSettings,
    tables: Mapping[str, InputTable],
    kept: Memory,
) -> Walks:
    """Search from the existing facilities to every demand point.

    One search per set serves every profile: a profile changes how long a walk takes, not which is shortest.

    Parameters
    ----------
    network
        Streets.
    facilities
        With ``is_open``, ``is_centre``, ``qualified`` (see :mod:`planner.run.centres`).
    demand
        Demand points.
    walk
        Settings.
    tables
        What was read, by the scenario file's names, for messages.
    kept
        What was computed before.
    """
    snaps = network.snap(facilities.geometry, max_snap_m=walk.max_snap_m)
    homes = kept(joined, network, demand, walk)
    groups = facility_groups(network, facilities, walk, kept)
    problems = [*_facilities_off(facilities, snaps, walk, tables["facilities"]), *_homes_off(demand, homes, walk, tables)]
    return Walks(snaps, homes, groups, {name: kept(nearest, group, homes) for name, group in groups.items()}, tuple(problems))


def open_reading(
    network: WalkNetwork | None, facilities: gpd.GeoDataFrame, demand: gpd.GeoDataFrame, walk: WalkSettings, kept: Memory
) -> dict[str, Nearest] | None:
    """Nearest existing facility of each set for every demand point as if every compound stood open; ``None`` where no wall is known."""
    if network is None:
        return None
    homes = kept(joined, network, demand, walk)
    return {name: kept(nearest, group, homes) for name, group in facility_groups(network, facilities, walk, kept).items()}


def joined(network: WalkNetwork, places: gpd.GeoDataFrame, walk: WalkSettings) -> Snaps:
    """Join places to the streets as a scenario says."""
    return network.snap(places.geometry, max_snap_m=walk.max_snap_m)


def facility_groups(network: WalkNetwork, facilities: gpd.GeoDataFrame, walk: WalkSettings, kept: Memory) -> dict[str, Group]:
    """Facilities of each set on a network; the same facilities at the same places are the same group."""
    groups = {}
    for name, mask in facility_sets(facilities).items():
        members = facilities.geometry[mask]
        members.index = pd.Index([str(i) for i in members.index], dtype=object)
        key = (tuple(members.index), tuple(members.to_wkb()))
        groups[name] = kept(group_of, network, kept.same("places", key, members), walk)
    return groups


def group_of(network: WalkNetwork, places: gpd.GeoSeries, walk: WalkSettings) -> Group:
    """Return places as a group that one looks for the nearest of, within the search limit of the fastest profile."""
    fastest = max(profiles_of(walk), key=lambda p: p.speed_m_s)
    return Group(places, network.reach(places, minutes=walk.search_limit_min, profile=fastest, max_snap_m=walk.max_snap_m))


def facility_sets(facilities: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    """Masks of the sets of facilities that coverage is counted for; only existing, placed ones serve."""
    serving = facilities["is_open"] & facilities.geometry.notna()
    return {"facility": serving, "centre": serving & facilities["is_centre"], "qualified": serving & facilities["qualified"]}


def nearest(group: Group, places: Snaps) -> Nearest:
    """Nearest facility of a group for each joined place."""
    mm, row = group.reach.nearest_mm(places)
    ids = np.asarray([*map(str, group.places.index), ""], dtype=object)[row]
    return Nearest(np.where(row >= 0, mm / 1000.0, np.nan), ids)


def _facilities_off(facilities: gpd.GeoDataFrame, snaps: Snaps, walk: WalkSettings, table: InputTable) -> list[Problem]:
    found = []
    for name, status, wet, distance in zip(facilities.index, snaps.status, snaps.wet, snaps.distance_m, strict=True):
        code = _OFF.get(str(status), "snap.in_water" if wet else "")
        if not code:
            continue
        file, row = table.where(str(name))
        params = {**_limits(walk), "distance_m": _metres(distance)}
        found.append(Problem(code, Severity.DOUBT, file=file, row=row, subject=str(name), params=params))
    return found


def _homes_off(demand: gpd.GeoDataFrame, snaps: Snaps, walk: WalkSettings, tables: Mapping[str, InputTable]) -> list[Problem]:
    known = ~demand["doubtful"].to_numpy(dtype=bool)
    persons = demand["persons"].to_numpy()
    file = next((tables[noun].spec.name for noun in ("population", "compounds") if noun in tables), "")
    found = []
    for code, mask in [*((code, snaps.status == status) for status, code in _OFF.items()), ("snap.in_water", snaps.wet)]:
        mine = mask & known
        if mine.any():
            params = {**_limits(walk), "count": int(mine.sum()), "persons": plain(persons[mine].sum())}
            found.append(Problem(f"{code}_many", Severity.DOUBT, file=file, params=params))
    return found


def _limits(walk: WalkSettings) -> dict[str, str]:
    return {"limit_m": f"{walk.max_snap_m:g}", "island_m": f"{MIN_ISLAND_M:g}"}


def _metres(distance: float) -> str:
    return f"{distance:.0f}" if np.isfinite(distance) else "> 1500"
