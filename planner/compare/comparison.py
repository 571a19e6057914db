"""Scenarios side by side: figures, communities, homes gained and lost, verdicts that turned and why, subsidies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.compare.figures import figures_of
from planner.compare.homes import ComparedLayers, area_changes, parcels_turned, roads_added
from planner.compare.money import money_changes
from planner.compare.verdicts import turned
from planner.errors import InputError, Problem, Severity
from planner.model import villages_of
from planner.run import count_centres

FEWEST, MOST = 2, 6
_SETS = ("facility", "centre")
Trace = Mapping[str, Any]


class Side(ComparedLayers, Protocol):
    """What is compared of a run: a :class:`planner.run.RunResult`, or what was read back from its files."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """Headline figures and settings."""

    @property
    def traces(self) -> Sequence[Trace]:
        """Traces of the findings."""

    @property
    def communities(self) -> gpd.GeoDataFrame:
        """Communities with the standing of their centres."""

    @property
    def facilities(self) -> gpd.GeoDataFrame:
        """Facilities as used."""

    @property
    def demand(self) -> gpd.GeoDataFrame:
        """Homes with their walks."""

    @property
    def ground(self) -> gpd.GeoDataFrame:
        """Water and railways."""

    @property
    def explanations(self) -> Mapping[str, pd.DataFrame]:
        """Further tables by the name of their file."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two to six scenarios compared; the first is what the others are held against.

    Attributes
    ----------
    scenarios
        ``number`` (from 1), ``name``, ``city``, ``as_of``.
    figures
        One row per figure: ``figure``, ``label``, ``label_en``, a column per scenario (``"1"``, ``"2"`` …)
        and per difference (``"2-1"`` …).
    communities
        Communities where something changed: ``scenario``, ids and names, persons, persons who walk to a facility within the longest limit,
        share, standing of centres (``village`` where the standard of urban communities does not judge), each before and after; WGS84
        outlines.
    homes
        Homes that gained or lost a facility or a centre within the longest limit, or are new or gone; WGS84 points.
    verdicts
        Findings whose verdict turned: before, after, and why, from the traces.
    subsidies
        Amounts and sums that came, went or differ, where the runs reckon any: low and high, each before and after.
    facilities
        Facilities added, moved, resized or closed; WGS84 points.
    areas
        Area newly or no longer inside a circle of the longest limit: a picture, like the circles.
    roads
        Streets added, by kind.
    parcels
        Parcels that are new or gone, or whose verdict turned.
    backdrop
        What a map of the difference is drawn on, of the last scenario: ``communities``, ``streets``, ``ground``.
    synthetic
        Whether any of the scenarios stands on made-up data.
    summaries
        Headline figures and settings of each scenario.
    """

    scenarios: pd.DataFrame
    figures: pd.DataFrame
    communities: gpd.GeoDataFrame
    homes: gpd.GeoDataFrame
    verdicts: pd.DataFrame
    subsidies: pd.DataFrame
    facilities: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    backdrop: Mapping[str, gpd.GeoDataFrame]
    synthetic: bool
    summaries: tuple[Mapping[str, Any], ...]


def compare(results: Sequence[Side]) -> Comparison:
    """Compare scenarios with the first of them.

    Parameters
    ----------
    results
        Finished runs, two to six; all with the same limits and profile.

    Raises
    ------
    InputError
        If there are fewer or more, or one counts walks in another way.
    """
    if not FEWEST <= len(results) <= MOST:
        raise InputError([Problem("compare.count", Severity.ERROR, value=str(len(results)))])
    first = results[0]
    ways = [{k: r.summary["walk"][k] for k in ("minutes", "profile")} for r in results]
    wrong = [r for r, way in zip(results, ways, strict=True) if way != ways[0]]
    if wrong:
        raise InputError(Problem("compare.other_limits", Severity.ERROR, value=str(r.summary["name"])) for r in wrong)
    others = list(enumerate(results[1:], start=2))
    about = [[i, r.summary["name"], r.summary["city"], r.summary["as_of"]] for i, r in enumerate(results, start=1)]
    return Comparison(
        scenarios=pd.DataFrame(about, columns=["number", "name", "city", "as_of"]),
        figures=figures_of([r.summary for r in results], [count_centres(r.facilities) for r in results]),
        communities=_joined([_communities(first, other, n) for n, other in others]),
        homes=_joined([_homes(first, other, n) for n, other in others]),
        verdicts=pd.concat([turned(first.traces, other.traces, n) for n, other in others], ignore_index=True),
        subsidies=pd.concat([money_changes(_money(first), _money(other), n) for n, other in others], ignore_index=True),
        facilities=_joined([_facilities(first, other, n) for n, other in others]),
        areas=_joined([area_changes(first, other, n, float(max(first.summary["walk"]["minutes"]))) for n, other in others]),
        roads=_joined([roads_added(first, other, n) for n, other in others]),
        parcels=_joined([parcels_turned(first, other, n) for n, other in others]),
        backdrop={name: getattr(results[-1], name) for name in ("communities", "streets", "ground")},
        synthetic=any(bool(r.summary.get("synthetic")) for r in results),
        summaries=tuple(r.summary for r in results),
    )


def _joined(parts: list[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    filled = [p for p in parts if len(p)] or parts[:1]
    return gpd.GeoDataFrame(pd.concat(filled, ignore_index=True), geometry="geometry", crs="EPSG:4326")


def _reached(side: Side, ids: pd.Index) -> pd.DataFrame:
    """Persons of each community, those who reach a facility within the longest limit, and the standing of its centres."""
    demand = side.demand
    hit = _hit(demand, "facility")
    by = pd.DataFrame({"persons": demand["persons"], "reached": demand["persons"] * hit}).groupby(demand["community_id"].to_numpy()).sum()
    frame = by.reindex(ids).fillna(0.0)
    places = side.communities.set_index("community_id")
    villages = villages_of(places["urban"]) if "urban" in places else pd.Series(data=False, index=places.index)
    return frame.assign(centre_status=places["centre_status"].where(~villages, "village").reindex(ids).to_numpy())


def _hit(demand: pd.DataFrame, name: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Homes that reach a set within the longest limit of the scenario's profile."""
    return np.asarray((demand[f"why_{name}"].fillna("").to_numpy(dtype=object) == "") & (demand["place"] == "on_network").to_numpy())


def _communities(first: Side, other: Side, number: int) -> gpd.GeoDataFrame:
    longest = max(first.summary["walk"]["minutes"])
    places = other.communities.set_index("community_id")
    before, now = (_reached(side, places.index) for side in (first, other))
    out = gpd.GeoDataFrame(
        {
            "scenario": number,
            "community_id": places.index.astype(str),
            **{c: places[c].fillna("").to_numpy() for c in ("name", "township", "county")},
            "longest": longest,
            "persons_before": before["persons"].round(1).to_numpy(),
            "persons": now["persons"].round(1).to_numpy(),
            "reached_before": before["reached"].round(1).to_numpy(),
            "reached": now["reached"].round(1).to_numpy(),
            "change": (now["reached"] - before["reached"]).round(1).to_numpy(),
            "share_before": (before["reached"] / before["persons"].where(before["persons"] > 0)).round(4).to_numpy(),
            "share": (now["reached"] / now["persons"].where(now["persons"] > 0)).round(4).to_numpy(),
            "centre_status_before": before["centre_status"].to_numpy(),
            "centre_status": now["centre_status"].to_numpy(),
        },
        geometry=places.geometry.to_numpy(),
        crs="EPSG:4326",
    )
    same = (out["change"].abs() < 0.05) & ((out["persons"] - out["persons_before"]).abs() < 0.05)
    return out[~(same & (out["centre_status"] == out["centre_status_before"]))].reset_index(drop=True)


def _homes(first: Side, other: Side, number: int) -> gpd.GeoDataFrame:
    before, now = (side.demand.set_index("demand_id") for side in (first, other))
    ids = before.index.union(now.index, sort=False)
    b, n = ids.get_indexer(before.index), ids.get_indexer(now.index)
    was, stands = np.zeros(len(ids), dtype=bool), np.zeros(len(ids), dtype=bool)
    was[b], stands[n] = True, True
    parts = []
    for name in _SETS:
        hit_before, hit_now = np.zeros(len(ids), dtype=bool), np.zeros(len(ids), dtype=bool)
        hit_before[b], hit_now[n] = _hit(before, name), _hit(now, name)
        what = np.select(
            [~stands, ~was & hit_now, ~was, hit_now & ~hit_before, hit_before & ~hit_now],
            ["gone", "new_reached", "new_unreached", "gained", "lost"],
            default="",
        )
        at = np.flatnonzero(what != "")
        shown = now.reindex(ids[at])
        gone = what[at] == "gone"
        old = before.reindex(ids[at])
        parts.append(
            gpd.GeoDataFrame(
                {
                    "scenario": number,
                    "demand_id": ids[at].astype(str),
                    "community_id": np.where(gone, old["community_id"], shown["community_id"]),
                    "set": name,
                    "longest": max(first.summary["walk"]["minutes"]),
                    "what": what[at],
                    "persons": np.where(gone, old["persons"], shown["persons"]).astype(float),
                    "older_persons": np.where(gone, old["older_persons"], shown["older_persons"]).astype(float),
                    "minutes_before": old[f"nearest_{name}_min"].to_numpy(dtype=float),
                    "minutes": shown[f"nearest_{name}_min"].to_numpy(dtype=float),
                    "facility_before": old[f"nearest_{name}_id"].fillna("").to_numpy(),
                    "facility": shown[f"nearest_{name}_id"].fillna("").to_numpy(),
                },
                geometry=np.where(gone, old.geometry.to_numpy(), shown.geometry.to_numpy()),
                crs="EPSG:4326",
            )
        )
    return _joined(parts)


def _facilities(first: Side, other: Side, number: int) -> gpd.GeoDataFrame:
    """Facilities that differ: added, gone, closed or opened, moved, resized."""
    before, now = (side.facilities.set_index("facility_id") for side in (first, other))
    rows: list[dict[str, Any]] = []
    known = before.to_dict("index")
    for name, row in now.to_dict("index").items():
        old = known.get(name)
        what = "added" if old is None else _differs(old, row)
        if what:
            rows.append({"scenario": number, "facility_id": str(name), "what": what, **{c: row[c] for c in ("name", "kind", "geometry")}})
    frame = pd.DataFrame(rows, columns=["scenario", "facility_id", "what", "name", "kind", "geometry"])
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def _differs(old: Mapping[Any, Any], row: Mapping[Any, Any]) -> str:
    if old["status"] != row["status"]:
        return f"{old['status']} → {row['status']}"
    if not (pd.isna(old["lon"]) and pd.isna(row["lon"])) and (old["lon"], old["lat"]) != (row["lon"], row["lat"]):
        return "moved"
    one, two = (tuple("" if pd.isna(r[c]) else r[c] for c in ("floor_area_m2", "land_area_m2", "beds")) for r in (old, row))
    return "resized" if one != two else ""


def _money(side: Side) -> pd.DataFrame | None:
    return side.explanations.get("subsidies")
