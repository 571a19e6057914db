"""Run a scenario: files → network and tables → walks → coverage, verdicts, gaps → result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import geopandas as gpd
import numpy as np
import shapely

from planner.access import profile_of
from planner.access.coverage import coverage_table
from planner.errors import Problem, Severity
from planner.inputs import Table
from planner.model import Finding
from planner.rules import judge
from planner.scenario.areas import Areas
from planner.scenario.centres import Centres, centre_subjects, community_subjects, sort_centres
from planner.scenario.growth import grown
from planner.scenario.intake import Inputs, Progress, read_inputs
from planner.scenario.load import Loaded
from planner.scenario.people import people
from planner.scenario.result import RunResult
from planner.scenario.streets import ground_frame, streets_frame
from planner.scenario.summary import resolved_data, summary_data
from planner.scenario.tables import communities_frame, demand_frame, facilities_frame, findings_frame, parcels_frame, quality_frame
from planner.scenario.walks import Nearest, nearest, open_reading, profiles_of, walk_everywhere


def run(loaded: Loaded, progress: Progress | None = None) -> RunResult:
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
    inputs = read_inputs(loaded, tell)
    return compute(loaded, inputs, tell)


def compute(loaded: Loaded, inputs: Inputs, tell: Progress) -> RunResult:
    """Judge and count; no file is read here."""
    file = loaded.file
    walk = file.walk
    profile = profile_of(walk.profile)
    areas = Areas(inputs.communities.frame)
    centres = sort_centres(inputs.facilities, areas, inputs.pack, file.as_of)
    placed = people(inputs.communities, areas, population=inputs.population, compounds=inputs.homes)
    people_now = grown(placed.demand, inputs.state.newcomers, areas, inputs.state.growth)
    tell("walks", 0.4)
    network = inputs.streets.gated
    walks = walk_everywhere(network, centres.facilities, people_now, walk, inputs.tables)
    opened = open_reading(inputs.streets.open, centres.facilities, people_now, walk)
    demand = people_now.assign(on_network=walks.demand_snaps.on_network)
    metres = {"" if name == "facility" else name: near.metres for name, near in walks.sets.items()}
    coverage = coverage_table(demand, metres, communities=areas.ids, minutes=walk.minutes, profiles=profiles_of(walk))
    tell("rules", 0.55)
    findings = _judge(loaded, inputs, centres)
    access = _parcel_access(inputs, centres, loaded)
    parcels = parcels_frame(inputs.parcels, findings, access, profile, limit_min=walk.search_limit_min)
    tell("circles", 0.65)
    circles = walks.reach.circles(walk.minutes).rename(columns={"source": "facility_id"})
    circles = circles[~circles.is_empty].reset_index(drop=True)
    lines = walks.reach.lines().rename(columns={"source": "facility_id"})
    problems = [*_noticed(loaded, inputs), *centres.problems, *placed.problems, *walks.problems]
    tell("tables", 0.9)
    communities = communities_frame(inputs.communities, centres, demand, coverage, walks, walk)
    facilities = facilities_frame(centres, walks, network.streets)
    quality = quality_frame(problems)
    demand_table = demand_frame(people_now, walks, opened, profile)
    figures = {
        "demand": demand_table,
        "parcels": parcels,
        "communities": communities,
        "facilities": facilities,
        "coverage": coverage,
        "quality": quality,
    }
    return RunResult(
        summary=summary_data(loaded, inputs.pack, inputs.streets, inputs.tables, figures, placed.method),
        resolved=resolved_data(loaded),
        findings=findings_frame(findings),
        traces=tuple(f.trace for f in findings),
        parcels=parcels,
        communities=communities,
        facilities=facilities,
        coverage=coverage,
        demand=demand_table,
        circles=circles,
        lines=lines,
        streets=streets_frame(network.streets),
        ground=ground_frame(inputs.barriers),
        quality=quality,
    )


def _noticed(loaded: Loaded, inputs: Inputs) -> Iterator[Problem]:
    """Gather what reading noticed, file by file."""
    for table in inputs.tables.values():
        yield from table.problems
    yield from inputs.streets.gated.streets.problems
    yield from inputs.streets.problems
    yield from inputs.state.problems
    yield from loaded.ignored
    if inputs.barriers is not None:
        yield Problem("barriers.drawn_only", Severity.NOTE, file=inputs.barriers.spec.name)
    yield from _late_grants(inputs.parcels, loaded.file.as_of)


def _judge(loaded: Loaded, inputs: Inputs, centres: Centres) -> list[Finding]:
    as_of = loaded.file.as_of
    parcels = inputs.parcels.subjects() if inputs.parcels is not None else []
    found = judge(inputs.pack, parcels, as_of=as_of, judge_on=inputs.judged_by)
    found += judge(inputs.pack, centre_subjects(inputs.facilities, inputs.communities, centres), as_of=as_of)
    return found + judge(inputs.pack, community_subjects(inputs.communities, centres), as_of=as_of)


def _parcel_access(inputs: Inputs, centres: Centres, loaded: Loaded) -> Nearest | None:
    """Walk from the middle of each parcel to the nearest existing centre; ``inf`` beyond the search, NaN off the network."""
    if inputs.parcels is None:
        return None
    walk = loaded.file.walk
    middles = gpd.GeoSeries(
        shapely.point_on_surface(inputs.parcels.frame.geometry.to_numpy()), index=inputs.parcels.frame.index, crs="EPSG:4326"
    )
    snaps = inputs.streets.gated.snap(middles, max_snap_m=walk.max_snap_m)
    serving = centres.facilities["is_open"] & centres.facilities["is_centre"] & centres.facilities.geometry.notna()
    found = nearest(inputs.streets.gated, centres.facilities[serving], snaps, walk)
    return Nearest(np.where(snaps.on_network & np.isnan(found.metres), np.inf, found.metres), found.ids)


def _late_grants(parcels: Table | None, as_of: date) -> list[Problem]:
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
