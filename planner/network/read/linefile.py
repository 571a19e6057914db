"""A road layer of any format a bureau has, as a frame in WGS84: read by the same readers as every other table, with the same care."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely

from planner.errors import InputError, NetworkError, Problem, Severity
from planner.geo import Affine
from planner.inputs import Log, opened
from planner.inputs.formats import FOLDERS, PACKED, READERS, FileContent
from planner.inputs.headers import match_headers, near_headers
from planner.inputs.places import check_units, find_reference, settle_undeclared, to_wgs84_shapes
from planner.model import InputSpec

_TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".et"})
LINE_SUFFIXES = tuple(s for s in (*READERS, *PACKED) if s not in _TABLES)
"""Formats that may hold lines."""

_POINTS = (0, 4)


def is_line_file(spec: InputSpec) -> bool:
    """Return whether a path is of a format that may hold lines: a file, or a geodatabase folder."""
    suffix = spec.path.suffix.casefold()
    return suffix in LINE_SUFFIXES and spec.path.is_dir() == (suffix in FOLDERS)


def line_layer(spec: InputSpec) -> tuple[gpd.GeoDataFrame, tuple[Problem, ...]]:
    """Read a road layer.

    Parameters
    ----------
    spec
        The file; what it says of reference system, datum and encoding goes before the mapping beside the file, that before the file.

    Returns
    -------
    tuple
        The layer in WGS84, every column as text under its tag where it is known, points of a drawing left out; and what was noticed.

    Raises
    ------
    NetworkError
        If it cannot be read, a column that ``spec`` names is not there, or its place on earth is not known: what tables are refused for;
        and ``network.empty`` without any line.
    """
    try:
        source, spec, mapping = opened("street", spec)
    except InputError as error:
        raise NetworkError([_of_streets(p) for p in error.problems]) from error
    if source.geometry is None:
        raise NetworkError([Problem("network.empty", Severity.ERROR, file=spec.name)])
    log = Log(spec.name, "street")
    log.take(source.problems)
    shapes = _on_grid(source, mapping.grid)
    reference = find_reference(source, spec, log)
    if not shapely.is_missing(shapes).all() and not log.stopped:
        check_units(shapes, reference, log)
        reference = reference if log.stopped else settle_undeclared(shapes, reference, log)
    if log.stopped or reference.datum is None:
        raise NetworkError([p for p in log.problems() if p.severity is Severity.ERROR])
    kept = ~np.isin(shapely.get_type_id(shapes), _POINTS)
    if not kept.any():
        raise NetworkError([Problem("network.empty", Severity.ERROR, file=spec.name)])
    names = _names(source, spec, log)
    if log.stopped:
        raise NetworkError([p for p in log.problems() if p.severity is Severity.ERROR])
    columns = {h: [text for text, here in zip(column, kept, strict=True) if here] for h, column in zip(names, source.cells, strict=True)}
    placed = to_wgs84_shapes(shapes[kept], reference.crs, reference.datum)
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(placed, crs="EPSG:4326")), log.problems()


def _names(source: FileContent, spec: InputSpec, log: Log) -> list[str]:
    """Return the columns their tags' names where they are recognised or named by the spec."""
    match = match_headers("street", source.headers, spec.columns, cut=source.cut_headers)
    for field, header in (match.absent or {}).items():
        near = "、".join(near_headers("street", field, source.headers)) or "—"
        log.add("column.missing", Severity.ERROR, field=field, value=header, present="、".join(source.headers), near=near)
    names = list(source.headers)
    for field, at in match.columns.items():
        names[at] = field
    return names


def _of_streets(problem: Problem) -> Problem:
    """Return for a street file what it means for streets."""
    if problem.code != "file.unreadable":
        return problem
    return replace(problem, code="network.unreadable", params={"detail": problem.params.get("why", "")})


def _on_grid(source: FileContent, grid: Affine | None) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    shapes = np.asarray(source.geometry, dtype=object)
    if grid is None:
        return shapes
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(grid.apply(xy[:, 0], xy[:, 1]))), dtype=object)
