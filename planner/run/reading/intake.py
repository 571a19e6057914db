"""Read everything a scenario names, then apply its changes. Problems of all files are raised together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError, Problem, Severity, stop_if_errors
from planner.inputs import InputTable, read
from planner.model import InputSpec
from planner.network import Segments, read_segments, with_heights
from planner.rules import RulePack
from planner.run.changes import ChangeableInputs, apply_changes
from planner.run.memory import Memory
from planner.run.reading.bureau import BureauLists, read_bureau_lists
from planner.run.reading.datums import settle_datums
from planner.run.reading.measured import Measured, read_measured
from planner.run.reading.streets import RunNetworks, build_streets
from planner.scenario import LoadedScenario, input_files, pack_name, spec_of

Progress = Callable[[str, float], None]

#: Places farther than this from the communities' own extent are outside the study area, degrees (about 20 km).
_AREA_MARGIN_DEG = 0.2
_NOUNS = {
    "facilities": "facility",
    "parcels": "parcel",
    "compounds": "compound",
    "population": "demand",
    "gates": "gate",
    "barriers": "barrier",
    "health": "facility",
}


@dataclass(frozen=True, slots=True, eq=False)
class RunInputs:
    """Everything a run reads, changes applied.

    Attributes
    ----------
    streets, communities, facilities, parcels, compounds, population, gates, barriers, pack
        What is judged; tables are ``None`` where the scenario has none.
    homes
        Compounds over which community totals are spread: those of the base, without a change's.
    state
        What the changes left: new people, growth, what to tell.
    judged_by
        Which date dates the rules of a parcel.
    measured
        Walking times measured on the ground, where given.
    health
        Health facilities, where given: told to the rules only.
    bureau
        The lists a bureau keeps: conclusions of reviews, a ledger, projects to subsidise.
    """

    streets: RunNetworks
    communities: InputTable
    facilities: InputTable
    parcels: InputTable | None
    compounds: InputTable | None
    population: InputTable | None
    gates: InputTable | None
    barriers: InputTable | None
    pack: RulePack
    homes: InputTable | None
    state: ChangeableInputs
    judged_by: str
    measured: Measured | None = None
    health: InputTable | None = None
    bureau: BureauLists = field(default_factory=BureauLists)

    @property
    def tables(self) -> dict[str, InputTable]:
        """Tables that are there, by the scenario file's name for them."""
        nouns = ("communities", "facilities", "parcels", "compounds", "population", "gates", "barriers", "health")
        named = {n: getattr(self, n) for n in nouns}
        return {n: t for n, t in named.items() if t is not None}


@dataclass(frozen=True, slots=True, eq=False)
class BaseInputs:
    """What the files of a scenario hold, before any change: specs and tables by its names, rules, streets, study area, lists."""

    specs: Mapping[str, InputSpec]
    tables: Mapping[str, InputTable]
    pack: RulePack
    segments: Segments
    area: BaseGeometry
    measured: Measured | None
    bureau: BureauLists

    @property
    def state(self) -> ChangeableInputs:
        """What changes act on."""
        tables = self.tables
        parts = (tables["facilities"], tables.get("parcels"), tables.get("compounds"), tables.get("gates"), self.segments, self.area)
        return ChangeableInputs(*parts, rules=self.pack)


def read_base(loaded: LoadedScenario, tell: Progress) -> BaseInputs:
    """Read the rule pack and every file; problems of all files are raised together."""
    file = loaded.file
    specs = {noun: spec_of(loaded.path, entry) for noun, entry in input_files(file)}
    problems: list[Problem] = []
    pack = _or_note(problems, RulePack.load, pack_name(loaded.path, loaded.file.city))
    tell("communities", 0.02)
    communities = _or_note(problems, read, "community", specs["communities"])
    area = None if communities is None else study_area(communities)
    tables: dict[str, InputTable] = {}
    for noun, kind in _NOUNS.items():
        if noun in specs:
            tell(noun, 0.05)
            tables[noun] = _or_note(problems, read, kind, specs[noun], area=area)
    homes = tables.get("population")
    if homes is not None and "persons" not in homes.frame:
        problems.append(Problem("demand.no_persons", Severity.ERROR, file=homes.spec.name, field="persons"))
    tell("network", 0.1)
    segments = _or_note(problems, read_segments, specs["network"])
    if segments is not None and "dem" in specs:
        segments = _or_note(problems, with_heights, segments, specs["dem"].path, name=specs["dem"].name)
    if segments is not None:
        settle_datums(problems, tables, {n: (kind, specs[n]) for n, kind in _NOUNS.items() if n in specs}, segments, area)
    measured = _or_note(problems, read_measured, specs["measured"]) if "measured" in specs else None
    bureau = read_bureau_lists(specs, problems)
    stop_if_errors(problems)
    return BaseInputs(specs, {"communities": communities, **tables}, pack, segments, area, measured, bureau)


def changed(loaded: LoadedScenario, base: BaseInputs, kept: Memory) -> RunInputs:
    """Apply a scenario's changes to what was read."""
    state = apply_changes(kept(_state, base), loaded.steps, as_of=loaded.file.as_of, kept=kept)
    tables = base.tables
    barriers = tables.get("barriers")
    return RunInputs(
        streets=kept(build_streets, base.specs["network"], state.segments, state.compounds, state.gates, barriers),
        communities=tables["communities"],
        facilities=state.facilities,
        parcels=state.parcels,
        compounds=state.compounds,
        population=tables.get("population"),
        gates=state.gates,
        barriers=barriers,
        pack=state.rules or base.pack,
        homes=tables.get("compounds"),
        state=state,
        judged_by=judged_on(loaded.file.judge_on, tables.get("parcels") or state.parcels),
        measured=base.measured,
        health=tables.get("health"),
        bureau=base.bureau,
    )


def _state(base: BaseInputs) -> ChangeableInputs:
    return base.state


def study_area(communities: InputTable) -> BaseGeometry:
    """Box around the communities with a margin: what lies outside was placed by mistake."""
    return shapely.box(*communities.frame.total_bounds).buffer(_AREA_MARGIN_DEG, join_style="mitre")


def _or_note(problems: list[Problem], reader: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Read something, or keep its errors so that those of the other files are shown with them."""
    try:
        return reader(*args, **options)
    except InputError as error:
        problems.extend(error.problems)
        return None


def judged_on(judge_on: str | None, parcels: InputTable | None) -> str:
    """Return which date dates a parcel's rules: what is asked for, else ``conditions_date`` if the parcels carry it, else ``as_of``."""
    if judge_on is not None:
        return judge_on
    return "conditions_date" if parcels is not None and "conditions_date" in parcels.headers else "as_of"
