"""Why homes are not reached, what small changes would do, who goes where, and the straight-line circles beside: tables of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access import Profile, WalkNetwork
from planner.access.catchments import catchment_table, pairs_of, with_measured
from planner.access.mapedge import edge_counts, edge_distance_m, edge_doubt
from planner.access.mending import Changes, small_changes
from planner.access.straight import RADII_M, Walked, straight_columns, straight_m, straight_summary
from planner.access.whynot import REACHED, REASONS, Standing, connected, excess_m, reasons, why_not_table
from planner.errors import Problem, Severity
from planner.scenario.measured import PlacedWalks
from planner.scenario.schema import Walk
from planner.scenario.walks import Nearest, Walks, facility_sets, profiles_of, walking
from planner.texts import word
from planner.texts.access import CHANGES, WHY_NOT

FloatArray = npt.NDArray[np.float64]
Whys = npt.NDArray[np.object_]

#: Names of the sets of facilities in files.
SETS: Mapping[str, str] = {"facility": "facility", "centre": "centre", "qualified": "qualified_centre"}


#: Reason → what is said instead where a figure is not known, and the figure.
_UNKNOWN: Mapping[str, tuple[str, str]] = {
    "too_far": ("too_far_beyond", "walk_m"),
    "no_street": ("no_street_beyond", "street_m"),
    "no_facility_near": ("no_facility_beyond", "straight_m"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is explained: the gated network, facilities and homes as placed, walks in both readings, settings, ids of the communities.

    Attributes
    ----------
    opened
        Nearest of each set as if every compound stood open; ``None`` where no wall is known.
    gates_xy
        Known gates besides those of the street data, metres in the network's plane, shape (gates, 2).
    measured
        Walks measured on the ground, where given.
    """

    network: WalkNetwork
    facilities: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame
    walks: Walks
    opened: Mapping[str, Nearest] | None
    walk: Walk
    communities: tuple[str, ...]
    gates_xy: FloatArray
    measured: PlacedWalks | None = None

    @property
    def profile(self) -> Profile:
        """The scenario's own profile."""
        return walking(self.walk, self.walk.profile)

    @property
    def longest_mm(self) -> int:
        """The longest limit, walked by the scenario's own profile."""
        return self.profile.limit_mm(max(self.walk.minutes))


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Tables by the name of their file, columns for homes and coverage, persons doubtful for the map's edge, and what to tell."""

    tables: Mapping[str, pd.DataFrame]
    coverage: pd.DataFrame
    homes: Mapping[str, npt.NDArray[np.object_]]
    edge_persons: pd.Series
    problems: tuple[Problem, ...]


def explain(scene: Scene) -> Explained:
    """Explain a run; persons and homes are those of the coverage table."""
    stands = {name: standing(scene, name) for name in SETS}
    whys = {
        (name, p.name, m): reasons(s, p.limit_mm(m)) for (name, s), p, m in product(stands.items(), _profiles(scene), scene.walk.minutes)
    }
    found = {name: _changes(scene, name, s) for name, s in stands.items()}
    own = {name: whys[name, scene.profile.name, max(scene.walk.minutes)] for name in SETS}
    edge = edge_distance_m(scene.demand.geometry, scene.network.streets)
    doubt = edge_doubt(edge, own["facility"] != REACHED, scene.longest_mm / 1000)
    persons = pd.Series(scene.demand["persons"].to_numpy() * doubt).groupby(scene.demand["community"].to_numpy()).sum()
    tables = {
        "why_not": pd.concat([_reason_rows(scene, stands[k[0]], k, why, found) for k, why in whys.items()], ignore_index=True),
        "why_not_homes": pd.concat([_home_rows(scene, n, stands[n], own[n], found[n]) for n in SETS], ignore_index=True),
        "small_changes": pd.concat([_change_rows(scene, n, found[n]) for n in SETS], ignore_index=True),
        "straight_line": pd.DataFrame(list(_straight_rows(scene, stands, whys))),
        "catchments": _catchments(scene),
    }
    return Explained(
        tables=tables,
        coverage=straight_columns(
            _walked(stands["facility"]),
            scene.demand,
            communities=scene.communities,
            minutes=scene.walk.minutes,
            profiles=_profiles(scene),
        ),
        homes={f"why_{name}": own[name] for name in ("facility", "centre")},
        edge_persons=persons.reindex(list(scene.communities)).fillna(0.0),
        problems=tuple(_problems(scene, edge, own["facility"], found)),
    )


def _profiles(scene: Scene) -> list[Profile]:
    return profiles_of(scene.walk)


def standing(scene: Scene, name: str) -> Standing:
    """Gather what is known of the homes against one set of facilities."""
    members = scene.facilities[facility_sets(scene.facilities)[name]]
    snaps, streets = scene.walks.demand_snaps, scene.network.streets
    walk_m, measured = scene.walks.sets[name].metres, scene.walks.said(name) != ""
    return Standing(
        walk_m=walk_m,
        open_walk_m=walk_m if scene.opened is None else scene.opened[name].metres,
        straight_m=straight_m(scene.demand.geometry, members.geometry, streets),
        status=np.where(measured, "joined", snaps.status),
        connected=measured | connected(streets, snaps, scene.network.snap(members.geometry, max_snap_m=scene.walk.max_snap_m)),
        doubtful=scene.demand["doubtful"].to_numpy(dtype=bool),
    )


def _changes(scene: Scene, name: str, stand: Standing) -> Changes:
    """Look for small changes for the homes a facility is near to, at the longest limit of the scenario's profile."""
    members = scene.facilities[facility_sets(scene.facilities)[name]]
    limit_mm = scene.longest_mm
    open_to = ~stand.reached(limit_mm) & ~stand.doubtful & (stand.status != "no_place") & (stand.straight_m * 1000 <= limit_mm)
    return small_changes(
        scene.network,
        scene.network.snap(members.geometry, max_snap_m=scene.walk.max_snap_m),
        scene.demand.geometry,
        scene.walks.demand_snaps,
        np.flatnonzero(open_to),
        persons=scene.demand["persons"].to_numpy(dtype=np.float64),
        limit_mm=limit_mm,
        profile=scene.profile,
        gates_xy=scene.gates_xy,
    )


def _walked(stand: Standing) -> Walked:
    return Walked(stand.walk_m, stand.straight_m, stand.status == "joined", stand.doubtful)


def _reason_rows(scene: Scene, stand: Standing, key: tuple[str, str, float], why: Whys, found: Mapping[str, Changes]) -> pd.DataFrame:
    """Sum the reasons up by community for one set, profile and limit; what changes would mend is known for the scenario's own only."""
    name, profile, minutes = key
    limit_mm = next(p for p in _profiles(scene) if p.name == profile).limit_mm(minutes)
    mendable = None
    if (profile, minutes) == (scene.profile.name, max(scene.walk.minutes)):
        mendable = np.zeros(len(scene.demand), dtype=bool)
        mendable[found[name].homes["home"].to_numpy(dtype=np.int64)] = True
    table = why_not_table(scene.demand, why, excess_m(stand, limit_mm), communities=scene.communities, mendable=mendable)
    if mendable is None:
        table["mendable_persons"] = np.nan
    table.insert(1, "set", SETS[name])
    table.insert(2, "profile", profile)
    table.insert(3, "minutes", minutes)
    return table


def _home_rows(scene: Scene, name: str, stand: Standing, why: Whys, found: Changes) -> pd.DataFrame:
    """One row per home not reached within the longest limit: reason, distances, and the cheapest small change."""
    demand, speed = scene.demand, scene.profile.speed_m_s * 60
    at = np.flatnonzero(why != REACHED)
    change = found.homes.merge(found.changes[["kind", "length_m"]], left_on="change", right_index=True).set_index("home").reindex(at)
    street = scene.walks.demand_snaps.distance_m[at]
    out = pd.DataFrame(
        {
            "demand_id": demand.index[at].astype(str),
            "community_id": demand["community"].to_numpy()[at],
            "set": SETS[name],
            "minutes": max(scene.walk.minutes),
            "profile": scene.profile.name,
            "persons": demand["persons"].to_numpy()[at].round(4),
            "older_persons": demand["older_persons"].to_numpy()[at].round(4),
            "reason": why[at],
            "walk_min": (stand.walk_m[at] / speed).round(2),
            "excess_m": excess_m(stand, scene.longest_mm)[at].round(1),
            "straight_m": _finite(stand.straight_m[at]).round(1),
            "street_m": _finite(street).round(1),
            "change": change["kind"].fillna("").to_numpy(dtype=object),
            "change_m": change["length_m"].round(1).to_numpy(dtype=np.float64),
            "change_min": (change["walk_m"] / speed).round(2).to_numpy(dtype=np.float64),
        }
    )
    shown = {
        **{column: out[column].to_numpy() for column in ("excess_m", "straight_m", "street_m", "change_m", "change_min")},
        "walk_m": stand.walk_m[at],
        "open_min": stand.open_walk_m[at] / speed,
        "limit_m": np.full(len(at), scene.longest_mm / 1000),
        "search_m": np.full(len(at), 10 * scene.walk.max_snap_m),  # streets are looked for no farther
    }
    texts = [_texts(column, values) for column, values in shown.items()]
    rows = zip(why[at].tolist(), change["kind"].fillna("").tolist(), zip(*texts, strict=True), strict=True)
    told = [_sentences(reason, kind, dict(zip(shown, values, strict=True))) for reason, kind, values in rows]
    out["what"], out["what_en"] = ([pair[i] for pair in told] for i in (0, 1))
    return out


def _finite(values: FloatArray) -> FloatArray:
    return np.where(np.isfinite(values), values, np.nan)


def _sentences(reason: str, change: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Say why, and what would mend it, in Chinese and English."""
    other, needed = _UNKNOWN.get(reason, (reason, ""))
    parts = [WHY_NOT[other if needed and values[needed] == "?" else reason]]
    if change:
        parts.append(CHANGES[change])
    zh, en = ([part[at].format_map(values) for part in parts] for at in (0, 1))
    return "；".join(zh), "; ".join(en)


def _texts(column: str, values: FloatArray) -> list[str]:
    """Figures as a sentence has them: minutes with a tenth, metres without."""
    digits = 1 if column.endswith("_min") else 0
    return ["?" if v != v else f"{v:.{digits}f}" for v in values.tolist()]  # noqa: PLR0124 - NaN differs from itself


def _change_rows(scene: Scene, name: str, found: Changes) -> pd.DataFrame:
    table = found.changes.round({"length_m": 1, "persons": 1})
    table.insert(0, "set", SETS[name])
    table.insert(1, "minutes", max(scene.walk.minutes))
    table.insert(2, "profile", scene.profile.name)
    return table


def _straight_rows(
    scene: Scene, stands: Mapping[str, Standing], whys: Mapping[tuple[str, str, float], Whys]
) -> Iterator[dict[str, object]]:
    """Every circle of practice against every limit: totals, differences, and why homes inside a circle are not reached."""
    demand = scene.demand
    weights = {"persons": demand["persons"].to_numpy(dtype=np.float64)}
    if "households" in demand:
        weights["households"] = np.nan_to_num(demand["households"].to_numpy(dtype=np.float64))
    for (name, stand), profile, minutes, radius in product(stands.items(), _profiles(scene), scene.walk.minutes, sorted(RADII_M.values())):
        key, limit_mm = (name, profile.name, minutes), profile.limit_mm(minutes)
        told = straight_summary(_walked(stand), weights, whys[key], radius=radius, limit_mm=limit_mm)
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


def _catchments(scene: Scene) -> pd.DataFrame:
    """Who goes to which existing facility."""
    members = scene.facilities[facility_sets(scene.facilities)["facility"]]
    fastest = max(_profiles(scene), key=lambda p: p.speed_m_s)
    reach = scene.network.reach(members.geometry, minutes=max(scene.walk.minutes), profile=fastest, max_snap_m=scene.walk.max_snap_m)
    pairs = pairs_of(reach.times(scene.demand.geometry), members.index, scene.demand.index, fastest)
    if scene.measured is not None:
        pairs = with_measured(pairs, scene.measured.pairs(members.index, scene.profile.speed_m_s * 60))
    names = [str(i) for i in members.index]
    table = catchment_table(pairs, scene.demand, names, minutes=scene.walk.minutes, profiles=_profiles(scene))
    return table.round(4)


def _problems(scene: Scene, edge: FloatArray, why: Whys, found: Mapping[str, Changes]) -> Iterator[Problem]:
    members = scene.facilities[facility_sets(scene.facilities)["facility"]]
    limit_m = scene.longest_mm / 1000
    counts = edge_counts(
        edge,
        edge_distance_m(members.geometry, scene.network.streets),
        scene.demand["persons"].to_numpy(dtype=np.float64),
        why != REACHED,
        limit_m=limit_m,
    )
    if counts.homes or counts.facilities:
        params = {
            "homes": counts.homes,
            "persons": f"{counts.persons:.0f}",
            "facilities": counts.facilities,
            "limit": f"{limit_m:.0f}",
            "minutes": f"{max(scene.walk.minutes):g}",
        }
        yield Problem("coverage.map_edge", Severity.NOTE, str(scene.network.streets.about.get("source", "")), params=params)
    for name, changes in found.items():
        if changes.left_out:
            params = {"count": changes.left_out, "set": word(f"set.{SETS[name]}")}
            yield Problem("coverage.changes_left_out", Severity.NOTE, params=params)
