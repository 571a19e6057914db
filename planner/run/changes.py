"""Apply a scenario's changes to what was read: tables edited, roads joined, people added and grown. In order; each names its subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import singledispatch

import geopandas as gpd
import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError, NetworkError, Problem, RulePackError, Severity
from planner.inputs import Edit, InputTable, edited, empty_table
from planner.inputs.formats import load
from planner.model import InputSpec, Operation
from planner.network import Segments, join_roads, read_lines
from planner.network.build import HEAL_M
from planner.rules import RulePack
from planner.run.memory import Memory
from planner.scenario import (
    AddCompound,
    AddFacility,
    AddParcel,
    AddRoad,
    Change,
    ChangeStep,
    CloseFacility,
    CloseGate,
    GrowPopulation,
    MoveFacility,
    OpenGate,
    OverrideRule,
    ResizeFacility,
    near_words,
)
from planner.texts import word


@dataclass(frozen=True, slots=True)
class Newcomers:
    """People that a change brings: where, how many, who brought them."""

    id: str
    place: BaseGeometry
    persons: float


@dataclass(frozen=True, slots=True, eq=False)
class ChangeableInputs:
    """What changes act on; ``area`` is the study area in WGS84, outside which nothing is placed; ``rules`` the pack to be judged by."""

    facilities: InputTable
    parcels: InputTable | None
    compounds: InputTable | None
    gates: InputTable | None
    segments: Segments
    area: BaseGeometry
    newcomers: tuple[Newcomers, ...] = ()
    growth: tuple[float, float] = (1.0, 1.0)
    rules: RulePack | None = None
    problems: tuple[Problem, ...] = ()


def apply_changes(state: ChangeableInputs, steps: Iterable[ChangeStep], *, as_of: date, kept: Memory | None = None) -> ChangeableInputs:
    """Apply changes in order.

    Parameters
    ----------
    state
        What was read; not changed.
    steps
        The changes.
    as_of
        The scenario's day, from which people grow.
    kept
        Where the same step on the same state was applied before, what it gave.

    Raises
    ------
    InputError
        With every change that applies to nothing or cannot be read; near ids are named.
    """
    problems: list[Problem] = []
    apply = kept or Memory()
    for step in steps:
        try:
            state = apply(apply_step, state, step, as_of)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return state


def apply_step(state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:
    """Apply one change, see :func:`apply_changes`."""
    return _apply(step.change, state, step, as_of)


@singledispatch
def _apply(change: Change, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001 - the handlers below share this shape
    raise TypeError(f"no way to apply {type(change).__name__}")


@_apply.register
def _(change: AddFacility, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    _refuse_known(state.facilities, change.id, step)
    stated = {"status": str(Operation.OPEN)} if "status" in state.facilities.frame else {}  # a list without standings is of open ones
    texts = {"name": change.name or change.id, "kind": change.kind, **stated, **_figures(change)}
    return replace(state, facilities=edited(state.facilities, [_edit(step, change.id, texts, _placed(state, step, change.id, change.at))]))


@_apply.register
def _(change: MoveFacility, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    _require_known(state.facilities, change.id, step)
    return replace(state, facilities=edited(state.facilities, [_edit(step, change.id, {}, _placed(state, step, change.id, change.at))]))


@_apply.register
def _(change: ResizeFacility, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    _require_known(state.facilities, change.id, step)
    texts = _figures(change)
    if not texts:
        raise InputError([_problem("change.nothing", step, change.id)])
    return replace(state, facilities=edited(state.facilities, [_edit(step, change.id, texts)]))


@_apply.register
def _(change: CloseFacility, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    _require_known(state.facilities, change.id, step)
    return replace(state, facilities=edited(state.facilities, [_edit(step, change.id, {"status": str(Operation.CLOSED)})]))


@_apply.register
def _(change: AddParcel, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    table = state.parcels or empty_table("parcel", _spec(step))
    _refuse_known(table, change.id, step)
    outline = _outline(state, step, change)
    words = {k: str(v) for k in ("project", "stage", "county", "community_id") if (v := getattr(change, k)) is not None}
    days = {k: v.isoformat() for k in ("conditions_date", "granted_on") if (v := getattr(change, k)) is not None}
    texts = {"name": change.name or change.id, **_figures(change), **words, **days}
    changed = replace(state, parcels=edited(table, [_edit(step, change.id, texts, outline)]))
    return _settled(changed, change.id, outline, change.population)


@_apply.register
def _(change: AddCompound, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    table = state.compounds or empty_table("compound", _spec(step))
    _refuse_known(table, change.id, step)
    outline = _outline(state, step, change)
    figures = {k: v for k, v in _figures(change).items() if k != "population"}
    changed = replace(state, compounds=edited(table, [_edit(step, change.id, {"name": change.name or change.id, **figures}, outline)]))
    return _settled(changed, change.id, outline, change.population)


@_apply.register
def _(change: AddRoad, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    layer, shown = _layer(step, change), change.file or change.id or "geometry"
    try:
        roads = read_lines(layer, name=shown)
    except NetworkError as error:
        raise InputError(error.problems) from error
    segments, report = join_roads(state.segments, roads)
    metres = f"{HEAL_M:g}"
    if not report.joints:
        found = _problem("network.not_joined", step, shown, metres=metres)
        found = replace(found, severity=Severity.DOUBT)
    else:
        found = _problem("network.joined", step, shown, count=report.roads, joints=report.joints, healed=report.healed, metres=metres)
        found = replace(found, severity=Severity.NOTE)
    return replace(state, segments=segments, problems=(*state.problems, found))


@_apply.register
def _(change: OpenGate, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    return _gate(state, step, change.id, "yes")


@_apply.register
def _(change: CloseGate, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    return _gate(state, step, change.id, "no")


@_apply.register
def _(change: GrowPopulation, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:
    years = change.to_year - as_of.year
    if years < 0:
        raise InputError([_problem("change.past_year", step, str(change.to_year), as_of=as_of.isoformat())])
    older = change.rate if change.older_rate is None else change.older_rate
    persons_factor, older_factor = (float((1 + r) ** years) for r in (change.rate, older))
    return replace(state, growth=(state.growth[0] * persons_factor, state.growth[1] * older_factor))


@_apply.register
def _(change: OverrideRule, state: ChangeableInputs, step: ChangeStep, as_of: date) -> ChangeableInputs:  # noqa: ARG001
    if state.rules is None:
        return state
    try:
        changed = state.rules.with_value(change.id, change.value, change.source, parameter=change.parameter)
    except RulePackError as error:
        found = [(p, near_words(p.value, str(p.params.get("known", "")).split("、"))) for p in error.problems]
        maybe = [word("run.maybe").format(name=near[0]) if near else "" for _, near in found]
        raise InputError(
            _problem("change.unknown_rule", step, p.value, maybe=m, **p.params) for (p, _), m in zip(found, maybe, strict=True)
        ) from error
    return replace(state, rules=changed)


def _gate(state: ChangeableInputs, step: ChangeStep, gate: str, foot: str) -> ChangeableInputs:
    if state.gates is None:
        raise InputError([_problem("change.no_gates", step, gate)])
    _require_known(state.gates, gate, step)
    return replace(state, gates=edited(state.gates, [_edit(step, gate, {"foot": foot})]))


def _settled(state: ChangeableInputs, name: str, outline: BaseGeometry, population: Decimal | None) -> ChangeableInputs:
    if population is None:
        return state
    people = Newcomers(name, shapely.point_on_surface(outline), float(population))
    return replace(state, newcomers=(*state.newcomers, people))


def _placed(state: ChangeableInputs, step: ChangeStep, name: str, at: tuple[float, float]) -> BaseGeometry:
    point = shapely.Point(at)
    if not state.area.covers(point):
        code = "change.swapped" if state.area.covers(shapely.Point(at[1], at[0])) else "change.outside"
        raise InputError([_problem(code, step, name, at=f"[{at[0]:g}, {at[1]:g}]", other=f"[{at[1]:g}, {at[0]:g}]")])
    return point


def _edit(step: ChangeStep, name: str, texts: Mapping[str, str], place: BaseGeometry | None = None) -> Edit:
    return Edit(name, dict(texts), place, step.file.name, step.line)


def _figures(change: Change) -> dict[str, str]:
    """Numbers of a change as the text an officer wrote."""
    return {k: format(v, "f") for k, v in change if isinstance(v, Decimal)}


def _refuse_known(table: InputTable, name: str, step: ChangeStep) -> None:
    if name in table.frame.index:
        raise InputError([_problem("change.id_taken", step, name)])


def _require_known(table: InputTable, name: str, step: ChangeStep) -> None:
    if name not in table.frame.index:
        known = [str(i) for i in table.frame.index]
        near = near_words(name, known)
        ids = "、".join(near or known[:3])
        key = "run.near_ids" if near else "run.other_ids" if ids else "run.no_ids"
        raise InputError(
            [_problem("change.unknown_id", step, name, near=word(key).format(ids=ids), near_en=word(key, "en").format(ids=ids))]
        )


def _outline(state: ChangeableInputs, step: ChangeStep, change: AddParcel | AddCompound) -> BaseGeometry:
    """Find the one polygon of a file, or the one drawn; of several in a file the one whose ``id`` fits."""
    layer = _layer(step, change).to_crs("EPSG:4326")
    if len(layer) > 1 and "id" in layer:
        layer = layer[layer["id"].astype(str) == change.id]
    polygons = [g for g in layer.geometry if g is not None and g.geom_type in {"Polygon", "MultiPolygon"} and not g.is_empty]
    if len(polygons) != 1:
        raise InputError([_problem("change.no_outline", step, change.id, path=change.file or "geometry", count=len(polygons))])
    outline = shapely.make_valid(polygons[0])
    if not outline.area:
        raise InputError([_problem("change.no_area", step, change.id)])
    if not state.area.intersects(outline):
        middle = outline.centroid
        raise InputError([_problem("change.outside", step, change.id, at=f"[{middle.x:.4f}, {middle.y:.4f}]")])
    return outline


def _layer(step: ChangeStep, change: AddParcel | AddCompound | AddRoad) -> gpd.GeoDataFrame:
    """Read the layer a change names, or take what is drawn in it; a drawn road is an ordinary street."""
    if change.geometry is not None:
        try:
            shape = shapely.from_geojson(change.geometry.model_dump_json())
        except shapely.errors.GEOSException as error:
            raise InputError(
                [_problem("change.file", step, change.id, detail=word("run.no_shape").format(why=str(error).strip()[:200]))]
            ) from error
        return gpd.GeoDataFrame({"id": [change.id], "highway": ["residential"]}, geometry=[shape], crs="EPSG:4326")
    shown = str(change.file)
    path = step.file.parent / shown
    if not path.is_file():
        raise InputError([_problem("change.file_missing", step, shown)])
    try:
        source = load(InputSpec(path, shown=shown))
    except InputError as error:
        why = "；".join(problem.what() for problem in error.problems)
        raise InputError([_problem("change.file", step, shown, detail=why[:200])]) from error
    if source.geometry is None or source.crs is None:
        raise InputError([_problem("change.file", step, shown, detail="no geometry or no CRS")])
    columns = dict(zip(source.headers, source.cells, strict=True))
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(source.geometry, crs=source.crs))


def _spec(step: ChangeStep) -> InputSpec:
    return InputSpec(step.file, shown=step.file.name)


def _problem(code: str, step: ChangeStep, subject: str, **params: object) -> Problem:
    return Problem(code, Severity.ERROR, file=step.file.name, row=step.line, field=step.name, subject=subject, params=params)
