"""Streets from a road centre-line layer: a bureau's shapefile, a GeoPackage, a GeoParquet of segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import NetworkError, Problem, Severity
from planner.network.segments import IntArray, Segments, geodesic_m, metres_by_kind, require_streets
from planner.network.walking import TAG_KEYS, Walk, walk_access

_STEPS_PER_DEGREE = 10_000_000  # vertices closer than this grid (1.1 cm) are one vertex
_ALIASES = {"highway": ("highway", "fclass", "道路等级", "道路类型")}
_PLAIN_KIND = "road"


def read_lines(layer: gpd.GeoDataFrame, *, name: str = "", ends: IntArray | None = None) -> Segments:
    """Turn a layer of road centre-lines into segments.

    Lines meet where they share a vertex (to the grid of 1e-7 degrees). Lines that cross without a shared vertex do not meet: a
    layer cannot say which of its crossings are bridges.

    Parameters
    ----------
    layer
        LineStrings or MultiLineStrings with a CRS; OSM tag columns (``highway`` or ``fclass``, ``foot``, ``access`` …) are read where
        present, a layer without them counts as roads open to walkers. Where a layer says nothing of walkers at all (no ``foot``, no
        ``sidewalk``), trunk roads count as walkable, which is reported: their silence is the layer's, not the road's.
    name
        Name for messages.
    ends
        Numbers of the nodes each line runs between, shape (rows, 2), where the source knows them: lines then meet at equal nodes alone,
        wherever these lie.

    Returns
    -------
    Segments
        In WGS84; ``way`` is the row number counted from 1.

    Raises
    ------
    NetworkError
        If the layer has no CRS, its coordinates do not fit it, or no walkable line is left.
    """
    problems: list[Problem] = []
    lines = _checked(layer, name, problems)
    tags = _tag_columns(layer)
    kinds = tags.get("highway", pd.Series(_PLAIN_KIND, index=range(len(layer)))).replace("", _PLAIN_KIND).to_numpy()
    if not {"foot", "sidewalk"} & tags.keys():
        kinds_open = np.isin(kinds.astype(str), ("trunk", "trunk_link"))
        if kinds_open.any():
            tags["sidewalk"] = pd.Series(np.where(kinds_open, "yes", ""))
            problems.append(Problem("network.no_foot_tags", Severity.NOTE, file=name, params={"count": int(kinds_open.sum())}))
    walks = _judge(tags, kinds)
    flags = [
        tags[k].isin(["", "no", "F", "0"]).to_numpy() == np.False_ if k in tags else np.zeros(len(layer), bool)
        for k in ("bridge", "tunnel")
    ]
    part, row = shapely.get_parts(lines, return_index=True)
    return require_streets(_segments((part, row), walks, kinds, flags, problems, ends), name)


def _checked(layer: gpd.GeoDataFrame, name: str, problems: list[Problem]) -> Any:
    """Geometries in WGS84, None where a row holds no usable line; each such row is reported."""
    if layer.crs is None:
        raise NetworkError([Problem("network.no_crs", Severity.ERROR, file=name)])
    if not shapely.get_num_coordinates(layer.geometry.to_numpy()).any():
        raise NetworkError([Problem("network.empty", Severity.ERROR, file=name)])
    bounds = np.abs(layer.total_bounds)
    if layer.crs.is_projected == bool(bounds.max() <= 360):
        kind = "projected" if layer.crs.is_projected else "geographic"
        raise NetworkError([Problem("network.crs_mismatch", Severity.ERROR, file=name, params={"crs": layer.crs.name, "kind": kind})])
    shapes = shapely.force_2d(layer.geometry.to_crs("EPSG:4326").to_numpy())
    is_line = np.isin(shapely.get_type_id(shapes), (1, 5))
    finite = np.isfinite(shapely.total_bounds(shapes)).all() or np.isfinite(shapely.bounds(shapes)).all(axis=1)
    usable = is_line & ~shapely.is_empty(shapes) & finite & (shapely.length(shapes) > 0)
    problems.extend(Problem("network.bad_line", Severity.DOUBT, file=name, row=int(i) + 1) for i in np.flatnonzero(~usable))
    return np.where(usable, shapes, None)


def _tag_columns(layer: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    found: dict[str, pd.Series] = {}
    for key in (*TAG_KEYS, "bridge", "tunnel"):
        column = next((c for c in _ALIASES.get(key, (key,)) if c in layer.columns), None)
        if column is not None:
            found[key] = pd.Series([_first(v) for v in layer[column]])
    return found


def _first(value: object) -> str:
    """One text for a cell: the first of a list (OSMnx merges tags into lists), empty for a missing one."""
    if isinstance(value, (Sequence, np.ndarray)) and not isinstance(value, str):
        return _first(value[0]) if len(value) else ""
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN is not itself


def _judge(tags: dict[str, pd.Series], kinds: Any) -> Any:
    """Judge the walking access of each row; the filter is asked once per different set of tags."""
    columns = {k: v.tolist() for k, v in tags.items() if k in TAG_KEYS} | {"highway": kinds.tolist()}
    rows = list(zip(*columns.values(), strict=True))
    verdicts = {row: walk_access({k: v for k, v in zip(columns, row, strict=True) if v}) for row in set(rows)}
    return np.asarray([verdicts[row] for row in rows], dtype=object)


def _segments(parts: tuple[Any, Any], walks: Any, kinds: Any, flags: list[Any], problems: list[Problem], ends: IntArray | None) -> Segments:
    part, row = parts
    place, owner = shapely.get_coordinates(part, return_index=True)
    grid = np.rint(place * _STEPS_PER_DEGREE).astype(np.int64)
    key = grid[:, 0] * (4 * 10**9) + grid[:, 1]
    _, first, vertex = np.unique(key if ends is None else _by_node(key, row[owner], ends), return_index=True, return_inverse=True)
    pair = np.flatnonzero((owner[:-1] == owner[1:]) & (vertex[:-1] != vertex[1:]))
    of = row[owner[pair]]
    names = tuple(sorted({str(k) for k in kinds}))
    code = np.searchsorted(np.asarray(names), kinds.astype(str)).astype(np.uint8)
    kept = walks[of] != Walk.NONE
    lon, lat = place[first].T
    a, b = vertex[pair], vertex[pair + 1]
    dropped = metres_by_kind(geodesic_m(lon[a[~kept]], lat[a[~kept]], lon[b[~kept]], lat[b[~kept]]), code[of[~kept]], names)
    of, a, b = of[kept], a[kept], b[kept]
    used, joined = np.unique(np.concatenate([a, b]), return_inverse=True)
    return Segments(
        lon=lon[used],
        lat=lat[used],
        gate=np.zeros(len(used), dtype=bool),
        closed=np.zeros(len(used), dtype=bool),
        a=joined[: len(a)],
        b=joined[len(a) :],
        way=of.astype(np.int64) + 1,
        kind=code[of],
        private=walks[of] == Walk.PRIVATE,
        bridge=flags[0][of],
        tunnel=flags[1][of],
        kinds=names,
        dropped_m=dropped,
        problems=tuple(problems),
    )


def _by_node(place: IntArray, row: IntArray, ends: IntArray) -> IntArray:
    """Give vertices numbers: by node at the ends of lines, by place within lines that run between the same two nodes."""
    between = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)[1].ravel()
    key = np.column_stack([between[row] + int(ends.max()) + 1, place])
    last = np.append(row[1:] != row[:-1], True)
    first = np.append(True, last[:-1])
    key[first] = np.column_stack([ends[row[first], 0], np.zeros(int(first.sum()), dtype=np.int64)])
    key[last] = np.column_stack([ends[row[last], 1], np.zeros(int(last.sum()), dtype=np.int64)])
    numbers: IntArray = np.unique(key, axis=0, return_inverse=True)[1].ravel()
    return numbers
