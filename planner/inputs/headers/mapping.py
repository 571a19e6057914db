"""The mapping file beside a data file: what a person confirmed about it, saved once and used at every reading.

``地块.shp`` is read with ``地块.shp.mapping.yaml`` if that stands beside it. What a scenario says goes before the mapping, the mapping
before what the file says of itself. It is part of the input: its content counts in the hash.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema, ValidationError
from pydantic_core.core_schema import literal_schema
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from planner.errors import InputError, Problem, Severity
from planner.files import write_whole, writing
from planner.geo import Affine, fit_affine
from planner.inputs.formats.source import MAPPING_SUFFIX
from planner.inputs.headers.fields import FIELDS
from planner.inputs.values.cells import UNITS, plain
from planner.inputs.values.landcodes import SCHEMES
from planner.model import InputSpec

_MOST_REST_M = 1.0  # control points that fit worse than this are reported
#: Name of a scheme of land-use codes.
_Scheme: TypeAlias = Annotated[str, GetPydanticSchema(lambda _source, _handler: literal_schema(list(SCHEMES)))]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _LocalGrid(_Strict):
    """A local grid: the system it maps to, and control points ``[x, y, X, Y]`` or six coefficients."""

    to: str
    points: tuple[tuple[float, float, float, float], ...] = ()
    matrix: tuple[float, float, float, float, float, float] | None = None


class _Join(_Strict):
    """A table that holds the figures of shapes that carry none: its path beside the data file, and the id column of the table."""

    path: str
    id: str = ""
    layer: str | None = None


class _File(_Strict):
    noun: str = ""
    layer: str | None = None
    crs: str | None = None
    datum: str | None = None
    encoding: str | None = None
    columns: dict[str, str] = {}
    units: dict[str, str] = {}
    land_codes: _Scheme | None = None
    header_rows: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None = None
    local_grid: _LocalGrid | None = None
    join: _Join | None = None


@dataclass(frozen=True, slots=True)
class FileMapping:
    """What was confirmed about a file beyond what an :class:`~planner.model.InputSpec` holds.

    Attributes
    ----------
    file
        Name of the mapping file; empty where there is none.
    noun
        Kind of table it was confirmed as.
    factors
        Canonical field → what one unit of its column is in the field's own unit.
    land_codes
        Scheme of the land-use codes, see :mod:`planner.inputs.values.landcodes`.
    header_rows
        First and last header row of a sheet.
    grid
        Local grid.
    join
        ``(path, id header, layer)`` of the table to join; ``None`` without one.
    problems
        What is wrong with the mapping; errors make it unusable.
    """

    file: str = ""
    noun: str = ""
    factors: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    land_codes: str = ""
    header_rows: tuple[int, int] | None = None
    grid: Affine | None = None
    join: tuple[Path, str, str | None] | None = None
    problems: tuple[Problem, ...] = ()


NO_MAPPING = FileMapping()


def mapping_path(path: Path) -> Path:
    """Return where the mapping of a data file stands."""
    return path.with_name(path.name + MAPPING_SUFFIX)


def with_mapping(spec: InputSpec) -> tuple[InputSpec, FileMapping]:
    """Lay the mapping beside a file under its spec.

    Returns
    -------
    tuple
        The spec, filled where it was silent, and the rest of the mapping; the spec itself and :data:`NO_MAPPING` where none stands there.

    Raises
    ------
    InputError
        ``mapping.unreadable`` or ``mapping.bad``, with every fault found.
    """
    path = mapping_path(spec.path)
    if not path.is_file():
        return spec, NO_MAPPING
    name = spec.name + MAPPING_SUFFIX
    confirmed = _parsed(path, name)
    factors, faults = _factors(confirmed, name)
    grid, rest = _grid(confirmed, name, faults)
    if faults:
        raise InputError(faults)
    known = FIELDS.get(confirmed.noun, {})
    problems = [Problem("mapping.used", Severity.NOTE, spec.name, value=name)]
    if rest > _MOST_REST_M:
        problems.append(Problem("mapping.grid_rest", Severity.DOUBT, name, field="local_grid", value=f"{rest:.2f}"))
    filled = replace(
        spec,
        layer=spec.layer or confirmed.layer,
        crs=spec.crs or (confirmed.local_grid.to if confirmed.local_grid else confirmed.crs),
        datum=spec.datum or confirmed.datum,
        encoding=spec.encoding or confirmed.encoding,
        columns=MappingProxyType({f: h for f, h in confirmed.columns.items() if f in known or not known} | dict(spec.columns)),
    )
    join = confirmed.join
    return filled, FileMapping(
        file=name,
        noun=confirmed.noun,
        factors=MappingProxyType(factors),
        land_codes=confirmed.land_codes or "",
        header_rows=confirmed.header_rows,
        grid=grid,
        join=None if join is None else (spec.path.parent / join.path, join.id, join.layer),
        problems=tuple(problems),
    )


def save_mapping(path: Path, noun: str, *, columns: Mapping[str, str], **said: object) -> Path:
    """Write the mapping of a data file beside it.

    Parameters
    ----------
    path
        The data file.
    noun
        Kind of table.
    columns
        Canonical field → header, as confirmed.
    **said
        Further keys of the mapping file (``datum``, ``crs``, ``encoding``, ``units`` …); those that are ``None`` or empty are left out.

    Returns
    -------
    Path
        The mapping file. What one that stands there says of other things stays.

    Raises
    ------
    ValueError
        For a key the mapping file does not have.
    InputError
        If a mapping stands there that cannot be read.
    OutputError
        If it cannot be written.
    """
    target = mapping_path(path)
    before = _parsed(target, target.name).model_dump(mode="json", exclude_unset=True) if target.is_file() else {}
    known = {**before.pop("columns", {}), **columns} if before.get("noun") in {None, noun} else dict(columns)
    data: dict[str, Any] = {**before, "noun": noun, **{k: v for k, v in said.items() if v}, "columns": known}
    _File.model_validate(data)
    text = io.StringIO()
    writer = YAML()
    writer.allow_unicode = True
    writer.dump(data, text)
    with writing(target):
        write_whole(target, text.getvalue())
    return target


def _parsed(path: Path, name: str) -> _File:
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8-sig"))
    except (YAMLError, ValueError, RecursionError, OSError) as error:  # of broken, foreign or endlessly nested text
        mark = getattr(error, "problem_mark", None)
        why = str(getattr(error, "problem", "") or next(iter(str(error).splitlines()), type(error).__name__))
        row = None if mark is None else int(mark.line) + 1
        raise InputError([Problem("mapping.unreadable", Severity.ERROR, name, row, params={"why": why})]) from error
    try:
        return _File.model_validate({} if data is None else data)
    except ValidationError as error:
        known = "、".join(_File.model_fields)
        raise InputError(
            [
                Problem(
                    "mapping.bad", Severity.ERROR, name, field=".".join(str(p) for p in fault["loc"]), value=str(fault["input"])[:80],
                    params={"why": fault["msg"], "known": known},
                )
                for fault in error.errors(include_url=False)
            ]
        ) from error  # fmt: skip


def _factors(confirmed: _File, name: str) -> tuple[dict[str, Decimal], list[Problem]]:
    """Read the units of columns; a unit that the field cannot have is a fault."""
    factors: dict[str, Decimal] = {}
    faults: list[Problem] = []
    fields = FIELDS.get(confirmed.noun, {})
    if confirmed.noun not in FIELDS:
        faults.append(Problem("mapping.bad", Severity.ERROR, name, field="noun", value=confirmed.noun, params=_known(FIELDS)))
    for column, unit in confirmed.units.items():
        kind = fields[column][0] if column in fields else None
        units = {} if kind is None else UNITS.get(kind, {})
        if plain(unit) in units:
            factors[column] = units[plain(unit)]
        elif fields:
            faults.append(Problem("mapping.bad", Severity.ERROR, name, field=f"units.{column}", value=unit, params=_known(units or fields)))
    strange = [column for column in confirmed.columns if fields and column not in fields]
    faults += [Problem("mapping.bad", Severity.ERROR, name, field=f"columns.{c}", value=c, params=_known(fields)) for c in strange]
    return factors, faults


def _known(words: Mapping[str, object]) -> dict[str, object]:
    return {"why": "unknown", "known": "、".join(words)}


def _grid(confirmed: _File, name: str, faults: list[Problem]) -> tuple[Affine | None, float]:
    local = confirmed.local_grid
    if local is None:
        return None, 0.0
    if local.matrix is not None and np.isfinite(local.matrix).all():
        return Affine(*local.matrix), 0.0
    try:
        grid, left = fit_affine(local.points)
    except ValueError as error:
        params = {"why": str(error), "known": "points: [[x, y, X, Y], …]"}
        faults.append(Problem("mapping.bad", Severity.ERROR, name, field="local_grid", value=str(len(local.points)), params=params))
        return None, 0.0
    return grid, float(left.max())
