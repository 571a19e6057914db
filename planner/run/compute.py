"""Run a scenario: files → network and tables → walks → coverage, verdicts, gaps → result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import partial

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.access import Snaps, WalkNetwork, profile_of
from planner.access.count import coverage_table
from planner.errors import Problem, Severity
from planner.inputs import InputTable
from planner.run.areas import Areas, areas_of
from planner.run.centres import sort_centres
from planner.run.doubts import run_doubts
from planner.run.drawn import drawn
from planner.run.judged.confidence import confidence_frame, confidence_problems, data_confidence, gate_places
from planner.run.judged.tables import judge_all
from planner.run.judged.withheld import thresholds, withhold_status
from planner.run.memory import LazyTables, Memory
from planner.run.people import grown, people
from planner.run.reading.intake import Progress, RunInputs, changed, read_base
from planner.run.reading.measured import measured_notes, measured_walks, place_measured
from planner.run.reading.streets import barrier_frame, streets_frame
from planner.run.result import RunResult
from planner.run.summary import resolved_data, summary_data
from planner.run.tables import communities_frame, demand_frame, facilities_frame, findings_frame, parcels_frame, quality_frame
from planner.run.walks import Nearest, Walks, joined, nearest, open_reading, walk_everywhere, walking
from planner.run.why.explain import ExplainedRun, explain
from planner.run.why.tables import ExplainedHomes
from planner.scenario import LoadedScenario, WalkSettings


def run(loaded: LoadedScenario, progress: Progress | None = None) -> RunResult:
    """Carry out a scenario.

    Parameters
    ----------
    loaded
        A checked scenario file.
    progress
        Called with a step's name and the share done.

    Returns
    -------
    RunResult
        The same for the same inputs, whatever the machine.

    Raises
    ------
    InputError
        If an input cannot be read so that no result could be trusted; with every problem found.
    """
    tell = progress or (lambda *_: None)
    kept = Memory()
    inputs = changed(loaded, read_base(loaded, tell), kept)
    return compute(loaded, inputs, tell, kept)


def compute(loaded: LoadedScenario, inputs: RunInputs, tell: Progress, kept: Memory) -> RunResult:
    """Judge and count; no file is read here. What ``kept`` knows from a run on the same inputs is not computed again."""
    file, walk = loaded.file, loaded.file.walk
    profile, areas = profile_of(walk.profile), kept(areas_of, inputs.communities)
    centres = sort_centres(inputs.facilities, areas, inputs.pack, file.as_of)
    placed = kept(people, inputs.communities, areas, population=inputs.population, compounds=inputs.homes)
    people_now = kept(grown, placed.demand, inputs.state.newcomers, areas, inputs.state.growth)
    tell("walks", 0.4)
    network = inputs.streets.gated
    scene, measured = _scene(inputs, centres.facilities, people_now, areas, walk, kept)
    walks, demand = scene.walks, scene.ground.demand
    explained = explain(scene, kept)
    levels = kept(data_confidence, inputs.communities, areas, inputs.compounds, inputs.gates, network.streets)
    coverage = _coverage(scene).merge(explained.coverage, on=["community_id", "minutes"], how="left", validate="one_to_one")
    tell("rules", 0.55)
    withheld = thresholds(inputs.communities, inputs.facilities, inputs.compounds, kept)
    centres = replace(centres, status=withhold_status(centres.status, withheld))
    persons = demand.groupby("community")["persons"].sum()
    judged = judge_all(loaded, inputs, centres, coverage, withheld=withheld, levels=levels, persons=persons, kept=kept)
    access = _parcel_access(inputs, walks, loaded, kept)
    parcels = parcels_frame(inputs.parcels, judged.findings, access, profile, limit_min=walk.search_limit_min)
    tell("circles", 0.65)
    circles, lines = drawn(network, walks.groups["facility"].places, walk, kept)
    problems = [*_noticed(loaded, inputs), *centres.problems, *placed.problems, *walks.problems, *withheld.problems]
    problems += [*run_doubts(inputs.tables, areas, file.as_of, kept), *measured, *explained.problems]
    problems += [*confidence_problems(levels, inputs.communities), *judged.problems]
    tell("tables", 0.9)
    communities = communities_frame(inputs.communities, centres, demand, coverage, walks, walk).assign(
        edge_persons=explained.edge_persons.round(4).to_numpy(), confidence=levels["confidence"].to_numpy()
    )
    facilities = facilities_frame(centres, walks, network.streets)
    quality = quality_frame(problems)
    demand_table = demand_frame(people_now, walks, (scene.opened or {}).get("facility"), profile).assign(**explained.homes)
    told = LazyTables({**explained.tables, "confidence": partial(kept, confidence_frame, levels), **judged.tables})
    figures = {
        "demand": demand_table,
        "parcels": parcels,
        "communities": communities,
        "facilities": facilities,
        "coverage": coverage,
        "quality": quality,
        "straight_line": told["straight_line"],
    }
    return RunResult(
        summary={**summary_data(loaded, inputs.pack, inputs.streets, inputs.tables, figures, placed.method), **judged.figures},
        resolved=resolved_data(loaded),
        findings=findings_frame(judged.findings),
        traces=tuple(f.trace for f in judged.findings),
        parcels=parcels,
        communities=communities,
        facilities=facilities,
        coverage=coverage,
        demand=demand_table,
        circles=circles,
        lines=lines,
        streets=kept(streets_frame, network.streets),
        ground=kept(barrier_frame, inputs.barriers),
        quality=quality,
        explanations=told,
    )


def _scene(
    inputs: RunInputs, facilities: gpd.GeoDataFrame, people_now: gpd.GeoDataFrame, areas: Areas, walk: WalkSettings, kept: Memory
) -> tuple[ExplainedRun, list[Problem]]:
    """Walk everywhere, in both readings, with measured walks in place of computed ones; and what is to be told of those."""
    network, placed, told = inputs.streets.gated, None, list[Problem]()
    walks = walk_everywhere(network, facilities, people_now, walk, inputs.tables, kept)
    if inputs.measured is not None:
        placed, problems = place_measured(inputs.measured, people_now, facilities)
        pace = walking(walk, walk.profile).speed_m_s
        told = [*inputs.measured.problems, *problems, *measured_notes(inputs.measured, placed, walks, pace)]
        walks = measured_walks(people_now, walks, walk, placed)
    demand = kept(_standing_people, people_now, walks if walks.measured else walks.demand_snaps)
    gates_xy = kept(gate_places, inputs.gates, network.streets)
    scene = ExplainedRun(
        ground=kept(ExplainedHomes, network, demand, walks.demand_snaps, walk, tuple(areas.ids), gates_xy),
        walks=walks,
        opened=open_reading(inputs.streets.open, facilities, people_now, walk, kept),
        measured=placed,
    )
    return scene, told


def _standing_people(people_now: gpd.GeoDataFrame, walks: Walks | Snaps) -> gpd.GeoDataFrame:
    return people_now.assign(on_network=walks.on_network)


def _coverage(scene: ExplainedRun) -> pd.DataFrame:
    ground = scene.ground
    metres = {"" if name == "facility" else name: near.metres for name, near in scene.walks.sets.items()}
    return coverage_table(ground.demand, metres, communities=ground.communities, minutes=ground.walk.minutes, profiles=ground.profiles)


def _noticed(loaded: LoadedScenario, inputs: RunInputs) -> Iterator[Problem]:
    """Gather what reading noticed, file by file."""
    for table in inputs.tables.values():
        yield from table.problems
    yield from inputs.streets.gated.streets.problems
    yield from inputs.streets.problems
    yield from inputs.state.problems
    yield from loaded.ignored
    yield from _late_grants(inputs.parcels, loaded.file.as_of)


def _parcel_access(inputs: RunInputs, walks: Walks, loaded: LoadedScenario, kept: Memory) -> Nearest | None:
    """Walk from the middle of each parcel to the nearest existing centre; ``inf`` beyond the search, NaN off the network."""
    if inputs.parcels is None:
        return None
    snaps = kept(_parcels_joined, inputs.streets.gated, inputs.parcels, loaded.file.walk)
    found = nearest(walks.groups["centre"], snaps)
    return Nearest(np.where(snaps.on_network & np.isnan(found.metres), np.inf, found.metres), found.ids)


def _parcels_joined(network: WalkNetwork, parcels: InputTable, walk: WalkSettings) -> Snaps:
    frame = parcels.frame
    middles = gpd.GeoDataFrame(geometry=shapely.point_on_surface(frame.geometry.to_numpy()), index=frame.index, crs="EPSG:4326")
    return joined(network, middles, walk)


def _late_grants(parcels: InputTable | None, as_of: date) -> list[Problem]:
    if parcels is None or "granted_on" not in parcels.frame:
        return []
    found = []
    for name, row, granted in parcels.frame[["row", "granted_on"]].itertuples():
        if isinstance(granted, date) and not isinstance(granted, datetime) and granted > as_of:
            found.append(
                Problem(
                    "parcel.granted_later",
                    Severity.DOUBT,
                    file=parcels.spec.name,
                    row=int(row),
                    field=parcels.headers["granted_on"],
                    subject=str(name),
                    value=granted.isoformat(),
                    params={"as_of": as_of.isoformat()},
                )
            )
    return found
