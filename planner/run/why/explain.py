"""Why homes are not reached, what small changes would do, who goes where, and the straight-line circles beside: tables of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from planner.access.count import (
    REACHED,
    catchment_table,
    edge_counts,
    edge_distance_m,
    edge_doubt,
    map_hull,
    straight_columns,
    with_measured,
)
from planner.errors import Problem, Severity
from planner.network import StreetGraph
from planner.run.drawn import pairs_within
from planner.run.memory import Maker, Memory
from planner.run.reading.measured import PlacedWalks
from planner.run.walks import Nearest, Walks
from planner.run.why.tables import SETS, ExplainedHomes, ExplainedSet, explain_set, walked
from planner.texts import word
from planner.texts.figures import plain

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ExplainedRun:
    """A run to be explained: ground, walks in both readings.

    Attributes
    ----------
    opened
        Nearest of each set as if every compound stood open; ``None`` where no wall is known.
    measured
        Walks measured on the ground, where given.
    """

    ground: ExplainedHomes
    walks: Walks
    opened: Mapping[str, Nearest] | None
    measured: PlacedWalks | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """Makers of tables by the name of their file, columns for homes and coverage, persons doubtful for the map's edge, what to tell."""

    tables: Mapping[str, Maker]
    coverage: pd.DataFrame
    homes: Mapping[str, npt.NDArray[np.object_]]
    edge_persons: pd.Series
    problems: tuple[Problem, ...]


def explain(scene: ExplainedRun, kept: Memory) -> Explained:
    """Explain a run; persons and homes are those of the coverage table."""
    ground, walks = scene.ground, scene.walks
    demand = ground.demand
    told = {
        name: kept(
            explain_set, ground, walks.groups[name], walks.sets[name], name, walks.measured.get(name), (scene.opened or {}).get(name)
        )
        for name in SETS
    }
    hull = kept(map_hull, ground.network.streets)
    edge = kept(_edge_m, demand, ground.network.streets, hull)
    doubt = edge_doubt(edge, told["facility"].why != REACHED, ground.longest_mm / 1000)
    persons = pd.Series(demand["persons"].to_numpy() * doubt).groupby(demand["community"].to_numpy()).sum()
    parts = {"why_not": "why_not", "why_not_homes": "homes", "small_changes": "changes", "straight_line": "straight"}
    tables = {name: partial(_together, tuple(told.values()), of) for name, of in parts.items()}
    return Explained(
        tables={**tables, "catchments": partial(_catchments, scene, kept)},
        coverage=straight_columns(
            walked(told["facility"].home_walks),
            demand,
            communities=ground.communities,
            minutes=ground.walk.minutes,
            profiles=ground.profiles,
        ),
        homes={f"why_{name}": told[name].why for name in ("facility", "centre")},
        edge_persons=persons.reindex(list(ground.communities)).fillna(0.0),
        problems=tuple(_problems(scene, (hull, edge), told)),
    )


def _together(told: Sequence[ExplainedSet], of: str) -> pd.DataFrame:
    table: pd.DataFrame = pd.concat([getattr(part, of) for part in told], ignore_index=True)
    return table


def _edge_m(demand: gpd.GeoDataFrame, streets: StreetGraph, hull: BaseGeometry) -> FloatArray:
    return edge_distance_m(demand.geometry, streets, hull)


def _catchments(scene: ExplainedRun, kept: Memory) -> pd.DataFrame:
    """Who goes to which existing facility."""
    ground, places = scene.ground, scene.walks.groups["facility"].places
    names = places.index
    pairs = pairs_within(ground.network, places, ground.snaps, ground.walk, kept)
    if scene.measured is not None:
        pairs = with_measured(pairs, scene.measured.pairs(names, ground.profile.speed_m_s * 60))
    table = catchment_table(pairs, ground.demand, list(names), minutes=ground.walk.minutes, profiles=ground.profiles)
    return table.round(4)


def _problems(scene: ExplainedRun, rim: tuple[BaseGeometry, FloatArray], told: Mapping[str, ExplainedSet]) -> Iterator[Problem]:
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
            "persons": plain(counts.persons),
            "facilities": counts.facilities,
            "limit": f"{limit_m:.0f}",
            "minutes": f"{ground.longest:g}",
        }
        yield Problem("coverage.map_edge", Severity.NOTE, str(streets.about.get("source", "")), params=params)
    for name, part in told.items():
        if part.tried.left_out:
            params = {"count": part.tried.left_out, "set": word(f"set.{SETS[name]}")}
            yield Problem("coverage.changes_left_out", Severity.NOTE, params=params)
