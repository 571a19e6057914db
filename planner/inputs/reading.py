"""Reading a table from end to end: file → columns → rows → values → places → checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from planner.errors import Severity, stop_if_errors
from planner.inputs.formats.border import border
from planner.inputs.formats.registry import load
from planner.inputs.formats.source import FileContent, file_hash
from planner.inputs.headers.fields import FIELDS, KEY_FIELDS, NUMBERS, FieldKind, label
from planner.inputs.headers.mapping import NO_MAPPING, FileMapping, with_mapping
from planner.inputs.headers.match import Match, header_factor, match_headers, near_headers, place_datum
from planner.inputs.joining import joined
from planner.inputs.log import Log
from planner.inputs.places.locate import locate
from planner.inputs.places.shapes import degrees
from planner.inputs.places.wgs84 import Places
from planner.inputs.quality import table_doubts
from planner.inputs.table import InputTable
from planner.inputs.values.checks import check_rows
from planner.inputs.values.columns import FieldColumn, Frame, read_column
from planner.inputs.values.landcodes import SCHEMES, is_residential, undecided
from planner.inputs.values.rows import UsedRows, name_rows
from planner.model import InputSpec
from planner.texts.reading.layouts import STATUS_MEANT

_WITH_CANDIDATES = frozenset({"facility", "compound", "demand", "gate"})
_MAY_LACK_PLACE = frozenset({"parcel"})


def read(noun: str, spec: InputSpec, *, area: BaseGeometry | None = None) -> InputTable:
    """Read one input table.

    Parameters
    ----------
    noun
        ``"facility"``, ``"community"``, ``"parcel"``, ``"compound"``, ``"demand"``, ``"gate"`` or ``"barrier"``.
    spec
        The file and how to read it; what the spec says goes before what the file says, a datum column of the file before both.
    area
        Study area in WGS84, with the margin the caller allows; rows outside are not placed. ``None``: only the limits of the earth count.

    Returns
    -------
    InputTable
        Rows that can be used, with every doubt reported; see :class:`InputTable`.

    Raises
    ------
    InputError
        Where no result can be trusted: the file cannot be read, a place column is missing, the datum of a Chinese file is not declared, or
        its reference system contradicts its numbers. Carries every such problem found.
    ValueError
        For an unknown noun.
    """
    if noun not in FIELDS:
        raise ValueError(f"unknown noun {noun!r}; known: {', '.join(FIELDS)}")
    source, asked, mapping = opened(noun, spec)
    with border(spec, "file.stumbled"):
        table = read_source(noun, source, asked, mapping, area=area)
    stop_if_errors(table.problems)
    return table


def opened(noun: str, spec: InputSpec) -> tuple[FileContent, InputSpec, FileMapping]:
    """Open a file with the mapping beside it: its content, the spec with the mapping laid under it, the rest of the mapping.

    Raises
    ------
    InputError
        If the file or its mapping cannot be read.
    """
    spec, mapping = with_mapping(spec)
    if mapping.noun not in {"", noun} and noun:
        mapping = replace(mapping, factors=NO_MAPPING.factors)
        spec = replace(spec, columns=MappingProxyType({f: h for f, h in spec.columns.items() if f in FIELDS[noun]}))
    source = load(spec, header_rows=mapping.header_rows)
    if mapping.join is not None:
        with border(spec, "file.stumbled"):
            source = joined(source, noun or mapping.noun, spec, mapping.join)
    return replace(source, problems=(*mapping.problems, *source.problems)), spec, mapping


def read_source(
    noun: str, source: FileContent, spec: InputSpec, mapping: FileMapping = NO_MAPPING, *, area: BaseGeometry | None = None
) -> InputTable:
    """Make a table of a file's content without raising: errors stand among its problems, and then nothing else in it can be trusted."""
    log = Log(spec.name, noun)
    log.take(source.problems)
    match = match_headers(noun, source.headers, spec.columns, cut=source.cut_headers)
    _report_match(noun, source, match, log)
    source = _datum_of_headers(source, match, spec, log)
    keep_equal = noun == "demand" and "id" not in match.columns
    rows = name_rows(source, match.columns.get("id"), log, keep_equal=keep_equal)
    frame = Frame(noun, rows.ids, source.rows[rows.keep].tolist(), {}, log)
    raw = _raw(source, match, rows)
    factors = _factors(noun, source, match, mapping)
    values = _values(source, match, raw, frame, factors)
    _doubt_rows(source, match, rows, values, frame)
    _doubt_rivals(source, match, rows, frame)
    places = locate(source, match, rows, frame, spec=spec, grid=mapping.grid, area=area)
    headers = {field: source.headers[at] for field, at in match.columns.items()}
    check_rows(values, headers, frame)
    if "land_code" in values:
        values["residential"] = _residential(values["land_code"].tolist(), headers["land_code"], mapping.land_codes, frame)
    if noun == "facility" and "status" not in match.columns:
        near = near_headers(noun, "status", [h for h in source.headers if h not in headers.values()])
        log.add(
            "facility.no_status", Severity.DOUBT if near else Severity.NOTE, near=STATUS_MEANT.format(near="、".join(near)) if near else ""
        )
    table = InputTable(
        noun=noun,
        spec=spec,
        sha256=_hash(spec, mapping),
        frame=_frame(noun, values, frame, places),
        raw=raw,
        headers=MappingProxyType(headers),
        doubts=MappingProxyType(frame.doubts),
        problems=log.problems(),
        factors=MappingProxyType(factors),
    )
    return replace(table, problems=(*table.problems, *table_doubts(table)))


def _hash(spec: InputSpec, mapping: FileMapping) -> str:
    """Hash the input: the file with its mapping, and the table joined to it."""
    own = file_hash(spec.path)
    return own if mapping.join is None else sha256(f"{own}{file_hash(mapping.join[0])}".encode()).hexdigest()


def _report_match(noun: str, source: FileContent, match: Match, log: Log) -> None:
    """Report what was not understood of the headers: required ones missing, several that fit, some not known."""
    present = "、".join(h for h in source.headers if h.strip())
    for field in match.unknown_fields:
        log.add("column.unknown_field", Severity.ERROR, field=field, fields="、".join(FIELDS[noun]))
    for field, header in (match.absent or {}).items():
        log.add("column.missing", Severity.ERROR, field=field, value=header, present=present, near=_near(noun, field, source.headers))
    placed = source.geometry is not None or "lonlat" in match.columns or {"lon", "lat"} <= match.columns.keys()
    if not placed and noun in _MAY_LACK_PLACE:
        log.add("place.none", Severity.NOTE)
    elif not placed:
        near = "、".join(dict.fromkeys(n for f in ("lon", "lat") for n in near_headers(noun, f, source.headers))) or "—"
        log.add("column.no_place", Severity.ERROR, present=present, near=near)
    for field in KEY_FIELDS[noun]:
        if field not in match.columns and field not in (match.absent or {}):
            log.add(
                "column.absent",
                Severity.DOUBT,
                field=field,
                label=label(noun, field),
                present=present,
                near=_near(noun, field, source.headers),
            )
    for field, others in match.rivals.items():
        names = "、".join(source.headers[at] for at in others)
        log.add("column.rivals", Severity.DOUBT, field=field, value=source.headers[match.columns[field]], others=names)
    for field in match.shortened:
        log.add("column.shortened", Severity.NOTE, field=source.headers[match.columns[field]], now=field)
    extras = [source.headers[at] for at in match.extras if source.headers[at].strip()]
    if extras:
        log.add("column.extras", Severity.NOTE, value="、".join(extras))


def _datum_of_headers(source: FileContent, match: Match, spec: InputSpec, log: Log) -> FileContent:
    """Take the datum that the headers of the coordinates name (高德坐标), where nothing else names one."""
    named = place_datum(source.headers, match)
    if not named or source.datum or spec.datum or spec.crs or source.crs is not None or "datum" in match.columns:
        return source
    header = next(source.headers[match.columns[f]] for f in ("lonlat", "lon", "lat") if f in match.columns)
    log.add("datum.by_header", Severity.NOTE, value=header, now=named)
    return replace(source, datum=named)


def _near(noun: str, field: str, headers: Sequence[str]) -> str:
    return "、".join(near_headers(noun, field, headers)) or "—"


def _raw(source: FileContent, match: Match, rows: UsedRows) -> pd.DataFrame:
    columns: dict[str, NDArray[np.object_]] = {}
    extras = {source.headers[at]: at for at in match.extras if source.headers[at] not in match.columns}
    named = {**match.columns, **extras}
    for name, at in named.items():
        columns[name] = np.array(source.cells[at], dtype=object)[rows.keep]
    return pd.DataFrame(columns, index=_index(rows.ids), dtype=object)


def _index(ids: Sequence[str]) -> pd.Index[Any]:
    return pd.Index(list(ids), dtype=object, name="id")


def _factors(noun: str, source: FileContent, match: Match, mapping: FileMapping) -> dict[str, Decimal]:
    """Return what one unit of a column is, where it is not the field's own: as confirmed, else as the header names it."""
    named = {f: mapping.factors.get(f, header_factor(noun, f, source.headers[at])) for f, at in match.columns.items()}
    return {f: factor for f, factor in named.items() if factor != 1}


def _residential(codes: list[str], header: str, scheme: str, frame: Frame) -> NDArray[np.object_]:
    """Return which parcels are land people live on; a code whose meaning hangs on an undeclared scheme is a doubt."""
    doubtful = undecided(codes, scheme)
    if doubtful:
        said = "、".join(dict.fromkeys(codes[at] for at in doubtful))
        frame.log.add("land.scheme", Severity.DOUBT, field=header, value=said, count=len(doubtful), schemes="、".join(SCHEMES))
    return np.array([is_residential(code, scheme) for code in codes], dtype=object)


def _values(source: FileContent, match: Match, raw: pd.DataFrame, frame: Frame, factors: Mapping[str, Decimal]) -> dict[str, NDArray[Any]]:
    """Read every canonical column but the id, which is the index. Coordinates stay in the file's own datum."""
    values: dict[str, NDArray[Any]] = {}
    for field, at in match.columns.items():
        kind = FIELDS[frame.noun][field][0]
        if kind is FieldKind.ID:
            continue
        if kind is FieldKind.DEGREE:
            values[field] = np.array([value for value, _ in degrees(raw[field].tolist())], dtype=np.float64)
            continue
        header = source.headers[at].strip()
        factor = factors.get(field, Decimal(1))
        values[field] = read_column(FieldColumn(field, kind, header, factor, raw[field].tolist()), frame)
    return values


def _doubt_rows(source: FileContent, match: Match, rows: UsedRows, values: dict[str, NDArray[Any]], frame: Frame) -> None:
    """Doubt repeated ids, and every cell of a row that does not fit the header; its values are taken back."""
    frame.doubts.update({(name, "id"): "id.duplicate" for name in frame.ids if name in rows.repeated})
    position = {int(at): i for i, at in enumerate(rows.keep)}
    for at in source.ragged:
        i = position.get(at)
        if i is not None:
            frame.log.add("row.ragged", Severity.DOUBT, row=frame.rows[i], subject=frame.ids[i])
            for field, column in values.items():
                frame.doubts[frame.ids[i], field] = "row.ragged"
                if column.dtype.kind == "f":
                    column[i] = np.nan
                elif not isinstance(column[i], str):
                    column[i] = None
    _doubt_merged(source, match, position, frame)
    for at in source.short:
        if at in position:
            frame.log.add("row.short", Severity.DOUBT, row=int(source.rows[at]), subject=frame.ids[position[at]])


def _doubt_merged(source: FileContent, match: Match, position: Mapping[int, int], frame: Frame) -> None:
    """Doubt every figure that one merged cell gives to several rows: their sum, or the same for each? It is judged for none."""
    field_of = {at: field for field, at in match.columns.items() if FIELDS[frame.noun][field][0] in NUMBERS}
    for at, column in source.merged:
        i, field = position.get(at), field_of.get(column)
        if i is None or field is None or not source.cells[column][at].strip():
            continue
        frame.doubts[frame.ids[i], field] = "number.merged"
        header, text = source.headers[column], source.cells[column][at]
        frame.log.add("number.merged", Severity.DOUBT, row=frame.rows[i], field=header, subject=frame.ids[i], value=text)


def _doubt_rivals(source: FileContent, match: Match, rows: UsedRows, frame: Frame) -> None:
    """Doubt the values of a column where another column that fits the field says something else."""
    for field, others in match.rivals.items():
        chosen = source.cells[match.columns[field]]
        for other in others:
            for name, at in zip(frame.ids, rows.keep, strict=True):
                if source.cells[other][at].strip() not in {"", chosen[at].strip()}:
                    frame.doubts.setdefault((name, field), "column.rivals")


def _frame(noun: str, values: dict[str, NDArray[Any]], frame: Frame, places: Places) -> gpd.GeoDataFrame:
    index = _index(frame.ids)
    columns: dict[str, Any] = {field: pd.Series(column, index=index, dtype=column.dtype) for field, column in values.items()}
    columns["row"] = pd.Series(list(frame.rows), index=index, dtype="int64")
    columns["place_doubt"] = pd.Series(places.doubt, index=index, dtype=object)
    if noun in _WITH_CANDIDATES:
        columns["candidates"] = pd.Series(places.candidates, index=index, dtype=object)
    return gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=gpd.GeoSeries(places.geometry, index=index, crs="EPSG:4326"))
