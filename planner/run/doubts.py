"""Doubts that need streets and tables together: people at the edge of the map, communities whose homes are hardly known, old data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import Problem, Severity
from planner.inputs import InputTable, stale_rows
from planner.network import StreetGraph
from planner.run.areas import Areas
from planner.run.kept import Kept
from planner.texts.figures import percent, plain

EDGE_M = 1_000.0
"""Homes nearer than this to the edge of the street map may reach places the map does not show."""
MOST_UNKNOWN_HOUSEHOLDS = 0.5
"""Share of a community's compounds without a household count, above which the community is named."""


def run_doubts(
    tables: dict[str, InputTable], demand: gpd.GeoDataFrame, streets: StreetGraph, areas: Areas, as_of: date, kept: Kept
) -> list[Problem]:
    """Gather the doubts of a run that no single table shows."""
    stale = [problem for table in tables.values() for problem in kept(_stale, table, as_of)]
    compounds = tables.get("compounds")
    unknown = kept(_unknown, compounds, areas) if compounds is not None else []
    return [*stale, *unknown, *kept(_near_edge, demand, streets)]


def _stale(table: InputTable, as_of: date) -> list[Problem]:
    return list(stale_rows(table, as_of))


def _unknown(compounds: InputTable, areas: Areas) -> list[Problem]:
    return list(_unknown_households(compounds, areas))


def _near_edge(demand: gpd.GeoDataFrame, streets: StreetGraph) -> list[Problem]:
    return list(_edge(demand, streets))


def _unknown_households(compounds: InputTable, areas: Areas) -> Iterator[Problem]:
    """Name the communities most of whose compounds carry no household count, in one line."""
    frame = compounds.frame
    if "households" not in frame:
        return
    community = pd.Series(areas.of(frame.geometry.to_numpy()), index=frame.index)
    inside = community != ""
    unknown = ~(frame["households"] > 0)[inside]
    share = unknown.groupby(community[inside]).mean()
    worst = share[share > MOST_UNKNOWN_HOUSEHOLDS].sort_values(ascending=False, kind="stable")
    if len(worst):
        named = "、".join(str(name) for name in worst.index[:5])
        params = {"count": len(worst), "total": len(share), "limit": f"{MOST_UNKNOWN_HOUSEHOLDS:.0%}"}
        yield Problem(
            "quality.households_unknown", Severity.NOTE, compounds.spec.name, None, compounds.headers["households"], named, params=params
        )


def _edge(demand: gpd.GeoDataFrame, streets: StreetGraph) -> Iterator[Problem]:
    """Count the people who live near the edge of the street map: what they reach beyond it is not known."""
    placed = demand[demand.geometry.notna()]
    if not len(placed) or not streets.n_nodes:
        return
    lon, lat = streets.to_degrees(streets.node_x, streets.node_y)
    hull = shapely.convex_hull(shapely.multipoints(np.column_stack([lon, lat])))
    middle = float(np.mean(lat))
    width = EDGE_M / (111_320.0 * max(float(np.cos(np.radians(middle))), 0.1))
    near = ~shapely.contains(hull.buffer(-width), placed.geometry.to_numpy())
    if near.any():
        persons = float(placed["persons"].to_numpy()[near].sum())
        share = persons / max(float(demand["persons"].sum()), 1e-9)
        params = {"count": int(near.sum()), "persons": plain(persons), "share": percent(share), "edge": f"{EDGE_M:.0f}"}
        yield Problem("quality.map_edge", Severity.NOTE, str(streets.about.get("source", "")), params=params)
