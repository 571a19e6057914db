"""A quota met is not a usable centre: what each parcel's duty is worth, and which neighbours' duties make one centre within a walk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from planner.access import WalkNetwork
from planner.inputs import InputTable
from planner.model import Finding, Subject
from planner.rules import Sharing, Usable, centre_bounds, propose_sharing, usable_size
from planner.run.memory import Memory
from planner.run.reading.intake import RunInputs
from planner.run.walks import walking
from planner.scenario import LoadedScenario, WalkSettings
from planner.tables import frame_of

About = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class UsableRun:
    """Findings with what their quota is worth in the trace, tables ``usable`` and ``sharing``, and counts for the summary."""

    findings: list[Finding]
    tables: Mapping[str, pd.DataFrame]
    counts: Mapping[str, int]


def usable_run(
    inputs: RunInputs, parcels: Sequence[Subject], findings: Sequence[Finding], loaded: LoadedScenario, *, rule_id: str | None, kept: Memory
) -> UsableRun:
    """Compare every parcel's duty with the least size of one centre, and propose which neighbours build one together.

    Nothing is said where the city names no size of a centre, or no rule of floor area per household.
    """
    walk = loaded.file.walk
    bounds = centre_bounds(inputs.pack, loaded.file.as_of)
    if rule_id is None or bounds is None or inputs.parcels is None:
        return UsableRun(list(findings), {}, {})
    low, high = bounds
    sizes = usable_size(findings, rule_id=rule_id, low=low)
    small = tuple(u.parcel for u in sizes if u.standing == "too_small")
    metres = kept(walks_between, inputs.streets.gated, inputs.parcels, small, walk)
    longest = Decimal(repr(walking(walk, walk.profile).speed_m_s)) * Decimal(repr(max(walk.minutes))) * 60
    groups = propose_sharing(sizes, metres, low=low, high=high, within_m=longest)
    about = {p.id: (p.name, str(p.fact("project").value or "")) for p in parcels}
    tables = {"usable": _usable_frame(about, sizes, groups, metres, walk), "sharing": _sharing_frame(about, groups, walk, low)}
    counts = {s: sum(u.standing == s for u in sizes) for s in ("usable", "too_small", "unknown")}
    member, by_id = _members(groups), {u.parcel: u for u in sizes}
    told = [_told(f, by_id[f.subject_id], member) if f.rule_id == rule_id and f.subject_id in by_id else f for f in findings]
    return UsableRun(told, tables, {**counts, "sharing_groups": len(groups), "sharing_parcels": len(member)})


def walks_between(network: WalkNetwork, parcels: InputTable, ids: tuple[str, ...], walk: WalkSettings) -> dict[tuple[str, str], Decimal]:
    """Walk between the middles of some parcels: (from, to) → metres, those within the longest limit of the scenario's own profile."""
    if len(ids) < 2:
        return {}
    frame = parcels.frame.loc[list(ids)]
    frame = frame[frame.geometry.notna()]
    middles = gpd.GeoSeries(shapely.point_on_surface(frame.geometry.to_numpy()), index=frame.index, crs="EPSG:4326")
    profile = walking(walk, walk.profile)
    times = network.reach(middles, minutes=max(walk.minutes), profile=profile, max_snap_m=walk.max_snap_m).times(middles)
    metres = (times["seconds"] * profile.speed_m_s).round(3)
    pairs = zip(times["target"], times["source"], metres, strict=True)
    return {(str(a), str(b)): Decimal(repr(float(m))) for a, b, m in pairs if a != b}


def _members(groups: Sequence[Sharing]) -> dict[str, tuple[int, Sharing]]:
    """Return each parcel of a group with the group's number."""
    return {p: (i, g) for i, g in enumerate(groups, 1) for p in g.parcels}


def _told(finding: Finding, mine: Usable, member: Mapping[str, tuple[int, Sharing]]) -> Finding:
    group = member.get(mine.parcel)
    said = {"standing": mine.standing, **mine.words.as_json(), "sharing": None, "sharing_zh": None, "sharing_en": None}
    if group is not None:
        said |= {"sharing": str(group[0]), "sharing_zh": group[1].words.zh, "sharing_en": group[1].words.en}
    return replace(finding, trace={**finding.trace, "usable": said})


def _usable_frame(
    about: About, sizes: Sequence[Usable], groups: Sequence[Sharing], metres: Mapping[tuple[str, str], Decimal], walk: WalkSettings
) -> pd.DataFrame:
    member = _members(groups)
    rows: list[dict[str, Any]] = []
    for u in sizes:
        number, group = member.get(u.parcel, (None, None))
        seat = group.parcels[0] if group else ""
        way = Decimal(0) if seat == u.parcel else metres.get((u.parcel, seat))
        walk_m, walk_min = _way(way, walk) if group else (None, None)
        name, project = about[u.parcel]
        rows.append(
            {
                "parcel_id": u.parcel,
                "name": name,
                "project": project,
                "quota_verdict": str(u.quota),
                "due_m2": u.due_m2,
                "provided_m2": u.provided_m2,
                "standing": u.standing,
                "words": u.words.zh,
                "words_en": u.words.en,
                "sharing": number,
                "seat_id": seat,
                "walk_to_seat_m": walk_m,
                "walk_to_seat_min": walk_min,
            }
        )
    return _whole(frame_of("usable", rows))


def _sharing_frame(about: About, groups: Sequence[Sharing], walk: WalkSettings, low: Decimal) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for number, g in enumerate(groups, 1):
        seat, (farthest_m, farthest_min) = g.parcels[0], _way(g.farthest_m, walk)
        rows.append(
            {
                "sharing": number,
                "seat_id": seat,
                "seat_name": about[seat][0],
                "parcel_ids": ";".join(g.parcels),
                "parcel_names": "、".join(about[p][0] for p in g.parcels),
                "due_together_m2": g.area_m2,
                "least_centre_m2": low,
                "farthest_m": farthest_m,
                "farthest_min": farthest_min,
                "words": g.words.zh,
                "words_en": g.words.en,
            }
        )
    return _whole(frame_of("sharing", rows))


def _whole(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(sharing=pd.array([None if pd.isna(v) else int(v) for v in frame["sharing"]], dtype="Int64"))


def _way(metres: Decimal | None, walk: WalkSettings) -> tuple[Decimal | None, Decimal | None]:
    """Return a walk in whole metres and tenths of a minute, upwards."""
    if metres is None:
        return None, None
    minutes = metres / Decimal(repr(walking(walk, walk.profile).speed_m_s)) / 60
    return metres.quantize(Decimal(1), rounding=ROUND_CEILING), minutes.quantize(Decimal("0.1"), rounding=ROUND_CEILING)
