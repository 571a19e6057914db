"""Run a scenario: files → network and tables → walks → coverage, verdicts, gaps → result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.access import WalkNetwork, profile_of
from planner.access.coverage import coverage_table
from planner.errors import InputError, Problem, Severity, stop_if_errors
from planner.inputs import Table, read
from planner.model import Finding, InputSpec
from planner.rules import RulePack, judge
from planner.scenario.areas import Areas
from planner.scenario.centres import Centres, centre_subjects, community_subjects, sort_centres
from planner.scenario.load import Loaded, input_files, spec_of
from planner.scenario.people import people
from planner.scenario.result import RunResult
from planner.scenario.summary import resolved_data, summary_data
from planner.scenario.tables import communities_frame, demand_frame, facilities_frame, findings_frame, parcels_frame, quality_frame
from planner.scenario.walks import Nearest, nearest, profiles_of, walk_everywhere

Progress = Callable[[str, float], None]

#: Places farther than this from the communities' own extent are outside the study area, degrees (about 20 km).
_AREA_MARGIN_DEG = 0.2
_NOUNS = {"facilities": "facility", "parcels": "parcel", "compounds": "compound", "population": "demand"}


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """Everything a run reads."""

    network: WalkNetwork
    communities: Table
    facilities: Table
    parcels: Table | None
    compounds: Table | None
    population: Table | None
    pack: RulePack

    @property
    def tables(self) -> dict[str, Table]:
        """Tables that are there, by the scenario file's name for them."""
        named = {n: getattr(self, n) for n in ("communities", "facilities", "parcels", "compounds", "population")}
        return {n: t for n, t in named.items() if t is not None}


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


def read_inputs(loaded: Loaded, tell: Progress) -> Inputs:
    """Read the rule pack and every file; problems of all files are raised together."""
    file = loaded.file
    pack = RulePack.load(file.city)
    specs = {noun: spec_of(loaded.path, entry) for noun, entry in input_files(file)}
    tell("communities", 0.02)
    communities = read("community", specs["communities"])
    area = study_area(communities)
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for noun, kind in _NOUNS.items():
        if noun in specs:
            tell(noun, 0.05)
            tables[noun] = _read_or_note(kind, specs[noun], area, problems)
    tell("network", 0.1)
    stop_if_errors(problems)
    network = WalkNetwork.read(specs["network"])
    return Inputs(
        network, communities, tables["facilities"], tables.get("parcels"), tables.get("compounds"), tables.get("population"), pack
    )


def study_area(communities: Table) -> BaseGeometry:
    """Box around the communities with a margin: what lies outside was placed by mistake."""
    return shapely.box(*communities.frame.total_bounds).buffer(_AREA_MARGIN_DEG, join_style="mitre")


def _read_or_note(kind: str, spec: InputSpec, area: Any, problems: list[Problem]) -> Any:
    """Read a table, or keep its errors so that those of the other files are shown with them."""
    try:
        return read(kind, spec, area=area)
    except InputError as error:
        problems.extend(error.problems)
        return None


def compute(loaded: Loaded, inputs: Inputs, tell: Progress) -> RunResult:
    """Judge and count; no file is read here."""
    file = loaded.file
    walk = file.walk
    profile = profile_of(walk.profile)
    areas = Areas(inputs.communities.frame)
    centres = sort_centres(inputs.facilities, areas, inputs.pack, file.as_of)
    placed = people(inputs.communities, areas, population=inputs.population, compounds=inputs.compounds)
    tell("walks", 0.4)
    walks = walk_everywhere(inputs.network, centres.facilities, placed.demand, walk, inputs.facilities)
    demand = placed.demand.assign(on_network=walks.demand_snaps.on_network)
    metres = {"" if name == "facility" else name: near.metres for name, near in walks.sets.items()}
    coverage = coverage_table(demand, metres, communities=areas.ids, minutes=walk.minutes, profiles=profiles_of(walk))
    tell("rules", 0.55)
    findings = _judge(loaded, inputs, centres)
    parcels = parcels_frame(inputs.parcels, findings, _parcel_access(inputs, centres, loaded), profile)
    tell("circles", 0.65)
    circles = walks.reach.circles(walk.minutes).rename(columns={"source": "facility_id"})
    lines = walks.reach.lines().rename(columns={"source": "facility_id"})
    problems = [
        *(p for t in inputs.tables.values() for p in t.problems),
        *inputs.network.streets.problems,
        *loaded.ignored,
        *centres.problems,
        *placed.problems,
        *walks.problems,
        *_late_grants(inputs.parcels, file.as_of),
    ]
    tell("tables", 0.9)
    communities = communities_frame(inputs.communities, centres, demand, coverage, walks, walk)
    facilities = facilities_frame(centres, walks, inputs.network.streets)
    quality = quality_frame(problems)
    figures = {"parcels": parcels, "communities": communities, "facilities": facilities, "coverage": coverage, "quality": quality}
    return RunResult(
        summary=summary_data(loaded, inputs.pack, inputs.network, inputs.tables, figures, placed.method),
        resolved=resolved_data(loaded),
        findings=findings_frame(findings),
        traces=tuple(f.trace for f in findings),
        parcels=parcels,
        communities=communities,
        facilities=facilities,
        coverage=coverage,
        demand=demand_frame(placed.demand, walks, profile),
        circles=circles,
        lines=lines,
        quality=quality,
    )


def _judge(loaded: Loaded, inputs: Inputs, centres: Centres) -> list[Finding]:
    as_of = loaded.file.as_of
    parcels = inputs.parcels.subjects() if inputs.parcels is not None else []
    found = judge(inputs.pack, parcels, as_of=as_of, judge_on=judged_on(loaded, inputs.parcels))
    found += judge(inputs.pack, centre_subjects(inputs.facilities, inputs.communities, centres), as_of=as_of)
    return found + judge(inputs.pack, community_subjects(inputs.communities, centres), as_of=as_of)


def judged_on(loaded: Loaded, parcels: Table | None) -> str:
    """Which date dates the rules of a parcel: as the file says, else ``conditions_date`` if the parcels carry it, else ``as_of``."""
    if loaded.file.judge_on is not None:
        return loaded.file.judge_on
    return "conditions_date" if parcels is not None and "conditions_date" in parcels.headers else "as_of"


def _parcel_access(inputs: Inputs, centres: Centres, loaded: Loaded) -> Nearest | None:
    """Walk from the middle of each parcel to the nearest existing centre."""
    if inputs.parcels is None:
        return None
    walk = loaded.file.walk
    middles = gpd.GeoSeries(
        shapely.point_on_surface(inputs.parcels.frame.geometry.to_numpy()), index=inputs.parcels.frame.index, crs="EPSG:4326"
    )
    snaps = inputs.network.snap(middles, max_snap_m=walk.max_snap_m)
    serving = centres.facilities["is_open"] & centres.facilities["is_centre"] & centres.facilities.geometry.notna()
    return nearest(inputs.network, centres.facilities[serving], snaps, walk)


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
