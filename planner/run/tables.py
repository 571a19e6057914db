"""The frames of a result, with the columns their files have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.access import Profile, profile_of
from planner.access.count import weighted_medians
from planner.errors import Problem
from planner.inputs import InputTable
from planner.model import Finding, Subject
from planner.network import StreetGraph
from planner.rules import has_a_say, subject_verdict
from planner.run.centres import Centres
from planner.run.judged.reviews import REVIEW_COLUMNS, review_cells, reviewed_verdict
from planner.run.walks import Nearest, Walks, facility_sets
from planner.scenario import WalkSettings
from planner.tables import frame_of, schema_of

_PARCEL_FIELDS = (
    "project", "stage", "county", "community_id", "households", "population", "residential_floor_area_m2", "site_area_m2",
    "elderly_floor_area_m2", "elderly_land_area_m2", "conditions_date", "granted_on",
)  # fmt: skip


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Lay findings out with the columns of ``findings.csv``, the machine's first, then what a person concluded; figures stay decimals."""
    machine = [c for c in schema_of("findings").columns if c not in REVIEW_COLUMNS]
    coded = {"force", "verdict"}
    rows = [
        {c: str(getattr(f, c)) if c in coded else getattr(f, c) for c in machine} | dict(zip(REVIEW_COLUMNS, review_cells(f), strict=True))
        for f in findings
    ]
    return frame_of("findings", rows)


def parcels_frame(
    table: InputTable | None, findings: Sequence[Finding], access: Nearest | None, profile: Profile, *, limit_min: float = 60.0
) -> gpd.GeoDataFrame:
    """Return parcels with their verdict, figures as the input writes them, the walk to the nearest centre, and the verdict after reviews.

    A walk beyond ``limit_min`` reads ``>60``; ``reviewed_verdict`` is empty where nobody reviewed any finding of the parcel.
    """
    columns = ["parcel_id", "name", "verdict", *_PARCEL_FIELDS, "fails", "needs_review"]
    if table is None:
        walked = ["nearest_centre_min", "nearest_centre_id", "reviewed_verdict"]
        return gpd.GeoDataFrame(columns=[*columns, *walked], geometry=[], crs="EPSG:4326")
    by_parcel: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.subject_kind == "parcel":
            by_parcel.setdefault(finding.subject_id, []).append(finding)
    rows = [_parcel_row(s, by_parcel.get(s.id, [])) for s in table.subjects()]
    frame = gpd.GeoDataFrame(rows, columns=columns, geometry=table.frame.geometry.array, crs="EPSG:4326")
    minutes = access.minutes(profile) if access is not None else np.full(len(frame), np.nan)
    frame["nearest_centre_min"] = [_minutes_text(m, limit_min) for m in minutes]
    frame["nearest_centre_id"] = access.ids if access is not None else ""
    frame["reviewed_verdict"] = [reviewed_verdict(by_parcel.get(name, [])) for name in frame["parcel_id"]]
    return frame


def _parcel_row(subject: Subject, findings: list[Finding]) -> list[Any]:
    counting = [f for f in findings if has_a_say(f)]
    fails, review = (";".join(f.rule_id for f in counting if f.verdict == verdict) for verdict in ("fail", "needs_review"))
    values = [subject.fact(name).value for name in _PARCEL_FIELDS]
    return [subject.id, subject.name, str(subject_verdict(findings)), *values, fails, review]


def facilities_frame(centres: Centres, walks: Walks, streets: StreetGraph) -> gpd.GeoDataFrame:
    """Facilities with how each joins the network, and used or why not."""
    frame = centres.facilities
    snaps = walks.facility_snaps
    first = np.full(len(frame), -1, dtype=np.int64)
    first[snaps.owner[::-1]] = np.arange(len(snaps.owner))[::-1]
    on = first >= 0
    edge = snaps.edge[first] if len(snaps.edge) else np.zeros(len(frame), dtype=np.int64)
    serving = facility_sets(frame)["facility"].to_numpy(dtype=bool)
    place_doubt = frame["place_doubt"].to_numpy()
    why = np.select(
        [~frame["is_open"].to_numpy(dtype=bool), frame.geometry.isna().to_numpy(), ~on],
        ["not_open", place_doubt, snaps.status],
        default="",
    )
    street = streets.edge_way[edge] if len(streets.edge_way) else edge
    out: dict[str, Any] = {"facility_id": frame.index.astype(str)}
    for column in ("name", "kind", "status", "floor_area_m2", "land_area_m2", "beds"):
        out[column] = frame[column].to_numpy() if column in frame else ("open" if column == "status" else "")
    out["is_centre"] = np.where(frame["is_centre"], "yes", "no")
    out["community_id"] = frame["community"].to_numpy()
    out["used"] = np.where(serving & on, "yes", "no")
    out["why_not"] = np.where((why == "") & ~serving, "no_place", why)
    out["lon"] = frame.geometry.x.round(7).to_numpy()
    out["lat"] = frame.geometry.y.round(7).to_numpy()
    out["snap_street"] = pd.array([int(s) if o else None for s, o in zip(street, on, strict=True)], dtype="Int64")
    out["snap_edge"] = pd.array([int(e) if o else None for e, o in zip(edge, on, strict=True)], dtype="Int64")
    out["snap_distance_m"] = np.where(np.isfinite(snaps.distance_m), snaps.distance_m.round(1), np.nan)
    return gpd.GeoDataFrame(pd.DataFrame(out), geometry=frame.geometry.array, crs="EPSG:4326")


def demand_frame(demand: gpd.GeoDataFrame, walks: Walks, opened: Nearest | None, profile: Profile) -> gpd.GeoDataFrame:
    """Demand points with their nearest facility and centre, and how far the facility would be if compounds stood open.

    ``street_m`` is the way to the street: where it is longer than circles are wide off the street, a home reached lies outside its circle.
    """
    on, street = walks.on_network, walks.demand_snaps.distance_m
    out = pd.DataFrame(
        {
            "demand_id": demand.index.astype(str),
            "community_id": demand["community"].to_numpy(),
            "persons": demand["persons"].round(4).to_numpy(),
            "older_persons": demand["older_persons"].round(4).to_numpy(),
            "place": np.where(demand["doubtful"], "place_doubtful", np.where(on, "on_network", "off_network")),
            "why_not": np.where(on | demand["doubtful"], "", walks.demand_snaps.status),
            "street_m": np.where(np.isfinite(street), street, np.nan).round(1),
        }
    )
    for name in ("facility", "centre"):
        out[f"nearest_{name}_min"] = walks.sets[name].minutes(profile).round(2)
        out[f"nearest_{name}_id"] = walks.sets[name].ids
    if opened is not None:
        out["nearest_facility_open_min"] = opened.minutes(profile).round(2)
    if walks.measured:
        out["walk_source"] = walks.said("facility")
    return gpd.GeoDataFrame(out, geometry=demand.geometry.array, crs="EPSG:4326")


def communities_frame(
    communities: InputTable, centres: Centres, demand: gpd.GeoDataFrame, coverage: pd.DataFrame, walks: Walks, walk: WalkSettings
) -> gpd.GeoDataFrame:
    """Communities with what stands in them and how many of their people reach a facility."""
    frame = communities.frame
    profile = profile_of(walk.profile)
    blank = pd.Series("", index=frame.index)
    out: dict[str, Any] = {"community_id": frame.index.astype(str)}
    for column in ("name", "township", "county", "urban", "households"):
        out[column] = frame.get(column, blank).to_numpy()
    first = _rows_at(coverage, walk.minutes[0], frame.index)
    for column in ("persons", "older_persons", "off_network_persons", "doubtful_persons"):
        out[column] = np.where(first >= 0, coverage[column].to_numpy(dtype=np.float64)[first], np.nan).round(4)
    status = centres.status.reindex(frame.index)
    out["centre_status"] = status["status"].to_numpy()
    out["centre_ids"] = status["centre_ids"].to_numpy()
    out["centre_area_m2"] = status["centre_area_m2"].to_numpy()
    out["centre_reason"] = status["reason"].to_numpy()
    for name in ("centre", "facility"):
        medians = _median_walks(demand, walks.sets[name], walks, list(frame.index))
        limit = walk.search_limit_min
        out[f"nearest_{name}_min"] = [_minutes_text(m / profile.speed_m_s / 60, limit) for m in medians]
    at = {minutes: _rows_at(coverage, minutes, frame.index) for minutes in walk.minutes}
    for start, prefix in (("", "share"), ("centre_", "centre_share"), ("qualified_", "qualified_centre_share")):
        shares = coverage[f"{start}share_{profile.name}"].to_numpy(dtype=np.float64)
        for minutes, rows in at.items():
            out[f"{prefix}_within_{minutes:g}"] = np.where(rows >= 0, shares[rows], np.nan).round(4)
    return gpd.GeoDataFrame(pd.DataFrame(out), geometry=frame.geometry.array, crs="EPSG:4326")


def _rows_at(coverage: pd.DataFrame, minutes: float, ids: pd.Index[Any]) -> npt.NDArray[np.int64]:
    """Row of each community at one limit in the table of coverage, -1 where it has none."""
    rows = np.flatnonzero(coverage["minutes"].to_numpy() == minutes)
    found = pd.Index(coverage["community_id"].to_numpy()[rows]).get_indexer(ids)
    return np.where(found >= 0, rows[found], -1)


def _median_walks(demand: gpd.GeoDataFrame, nearest: Nearest, walks: Walks, communities: Sequence[str]) -> list[float]:
    """Metres that half of each community's persons on the network do not exceed; ``inf`` beyond the search."""
    known = np.flatnonzero(walks.on_network & ~demand["doubtful"].to_numpy(dtype=bool))
    group = pd.Index(communities).get_indexer(pd.Index(demand["community"].to_numpy()[known]))
    known = known[np.argsort(group, kind="stable")]
    cuts = np.searchsorted(np.sort(group), np.arange(len(communities) + 1))
    metres, persons = np.nan_to_num(nearest.metres[known], nan=np.inf), demand["persons"].to_numpy()[known]
    return [float(m) for m in weighted_medians(metres, persons.astype(np.float64), cuts)]


def _minutes_text(minutes: float, limit: float) -> str:
    if np.isnan(minutes):
        return ""
    return f">{limit:g}" if minutes > limit else f"{minutes:.1f}"


def quality_frame(problems: Iterable[Problem]) -> pd.DataFrame:
    """Every problem as a row, in a fixed order: file, row, code."""
    rows = sorted(
        (
            p.file,
            -1 if p.row is None else p.row,
            p.code,
            p.field,
            p.subject,
            p.value,
            str(p.severity),
            p.what(),
            p.mend(),
            p.what("en"),
            p.mend("en"),
        )
        for p in problems
    )
    columns = ("file", "row", "code", "field", "subject", "value", "severity", "what", "done", "what_en", "done_en")
    frame = frame_of("quality", [dict(zip(columns, row, strict=True)) for row in rows])
    frame["row"] = pd.array([None if r < 0 else int(r) for r in frame["row"]], dtype="Int64")
    return frame
