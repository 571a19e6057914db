"""Streets from a road centre-line layer: a bureau's shapefile, a GeoPackage, a GeoParquet of segments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.errors import NetworkError, Problem, Severity
from planner.network.build.noding import node_streets
from planner.network.read.roadclasses import RoadClasses, cell_text, class_doubts, road_classes
from planner.network.segments import IntArray, Segments, crossing_shares, geodesic_m, metres_by_kind, require_streets
from planner.network.walking import CROSSING_KEYS, TAG_KEYS, WalkAccess, walk_access
from planner.texts.reading.streets import TAG_WORDS

_STEPS_PER_DEGREE = 10_000_000  # vertices closer than this grid (1.1 cm) are one vertex
_LEVEL_KEYS = ("layer", "level")
#: In layers that GDAL makes of OSM files, all tags without a column of their own.
_PACKED_COLUMN = "other_tags"
_PACKED = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_NONE = frozenset({"", "no", "F", "0", "false", "False"})
_MOST_KINDS = 65_535  # what the graph can number
_NO_COLUMNS: Mapping[str, str] = MappingProxyType({})
_SHOWN = 20  # rows named in one message

#: What becomes of lines that cross without a shared vertex.
Crossings = Literal["auto", "split", "keep"]
#: Gaps at the ends of lines up to this width are closed, metres.
HEAL_M = 2.0


def read_lines(
    layer: gpd.GeoDataFrame,
    *,
    name: str = "",
    ends: IntArray | None = None,
    crossings: Crossings = "auto",
    heal_m: float = HEAL_M,
    columns: Mapping[str, str] = _NO_COLUMNS,
) -> Segments:
    """Turn a layer of road centre-lines into segments.

    Lines meet where they share a vertex (to the grid of 1e-7 degrees), and where the end of one comes near another. Lines that cross
    without a shared vertex are split there when the layer says which lines are bridges, tunnels or of another layer, for these do not
    meet; a layer that says nothing of this cannot tell a crossing from a bridge, so that its crossings are kept apart and counted.

    Parameters
    ----------
    layer
        LineStrings or MultiLineStrings with a CRS; OSM tag columns (``highway`` or ``fclass``, ``foot``, ``access``, ``bridge``,
        ``layer`` …) are read where present, a layer without them counts as roads open to walkers. Where a layer says nothing of walkers
        at all (no ``foot``, no ``sidewalk``), trunk roads count as walkable, which is reported: their silence is the layer's, not the
        road's.
    name
        Name for messages.
    ends
        Numbers of the nodes each line runs between, shape (rows, 2), where the source knows them: lines then meet at equal nodes alone,
        wherever these lie.
    crossings
        ``"split"`` or ``"keep"`` decide for the layer; ``"auto"`` as said above.
    heal_m
        Gaps at ends of lines are closed up to this width, metres; 0 closes none.
    columns
        Tag → column of the layer, where it has another name.

    Returns
    -------
    Segments
        In WGS84; ``way`` is the row number counted from 1.

    Raises
    ------
    NetworkError
        If the layer has no CRS, its coordinates do not fit it, it has too many kinds of street, or no walkable line is left.
    """
    problems: list[Problem] = []
    lines = _checked(layer, name, problems)
    if ends is None:
        problems.extend(_repeated(lines, name))
    tags, classes = _tag_columns(layer, columns), road_classes(layer, columns)
    kinds = classes.kinds
    _open_trunks(tags, kinds, name, problems)
    walks = np.where(classes.unknown, WalkAccess.NONE, _judge(tags, kinds))
    flags = [~tags[k].isin(_NONE).to_numpy(dtype=bool) if k in tags else np.zeros(len(layer), bool) for k in ("bridge", "tunnel")]
    part, row = shapely.get_parts(lines, return_index=True)
    found = _segments((part, row), walks, kinds, flags, problems, ends)
    found = require_streets(replace(found, problems=(*found.problems, *_class_doubts(found, classes, name))), name)
    over_roads = np.any([tags[k].to_numpy() == "crossing" for k in CROSSING_KEYS if k in tags] or [np.zeros(len(layer), bool)], axis=0)
    found = crossing_shares(found, over_roads[found.way - 1])
    return found if ends is not None else _met(found, tags, name, crossings=crossings, heal_m=heal_m)


def _class_doubts(found: Segments, classes: RoadClasses, name: str) -> tuple[Problem, ...]:
    """Report what is not known of the classes of a file; streets that were drawn by hand or by a program have no name and need none."""
    return tuple(class_doubts(classes, found.dropped_m, float(found.lengths_m().sum()), name)) if name or classes.read else ()


def _open_trunks(tags: dict[str, pd.Series], kinds: Any, name: str, problems: list[Problem]) -> None:
    """Let walkers on trunk roads where a layer says nothing of walkers at all, and report it."""
    trunk = np.isin(kinds.astype(str), ("trunk", "trunk_link"))
    if {"foot", "sidewalk"} & tags.keys() or not trunk.any():
        return
    tags["sidewalk"] = pd.Series(np.where(trunk, "yes", ""))
    problems.append(Problem("network.no_foot_tags", Severity.NOTE, file=name, params={"count": int(trunk.sum())}))


def _met(segments: Segments, tags: Mapping[str, pd.Series], name: str, *, crossings: Crossings, heal_m: float) -> Segments:
    """Let lines meet at crossings and over small gaps, and report it."""
    row = segments.way - 1
    level = np.column_stack([segments.bridge, segments.tunnel, *(_levels(tags[k])[row] for k in _LEVEL_KEYS if k in tags)])
    number = np.unique(level, axis=0, return_inverse=True)[1].ravel()
    knows = bool({"bridge", "tunnel", *_LEVEL_KEYS} & tags.keys())
    split = crossings == "split" or (crossings == "auto" and knows)
    met, crossed, healed = node_streets(segments, level=number, split=split, heal_m=heal_m)
    notes = []
    if len(crossed[0]):
        code, severity = ("network.crossings_split", Severity.NOTE) if split else ("network.crossings_kept", Severity.DOUBT)
        pairs = " ".join(f"{a}×{b}" for a, b in zip(crossed[0][:_SHOWN].tolist(), crossed[1][:_SHOWN].tolist(), strict=True))
        notes.append(Problem(code, severity, file=name, params={"count": len(crossed[0]), "rows": pairs}))
    if len(healed[0]):
        rows = " ".join(str(r) for r in np.unique(healed[0])[:_SHOWN].tolist())
        notes.append(
            Problem("network.healed", Severity.NOTE, file=name, params={"count": len(healed[0]), "metres": f"{heal_m:g}", "rows": rows})
        )
    return replace(met, problems=(*met.problems, *notes))


def _levels(column: pd.Series) -> IntArray:
    """Numbers of the levels a column speaks of; blank is the ground."""
    text = column.str.strip().str.removesuffix(".0").replace("", "0").to_numpy(dtype=str)
    return np.unique(text, return_inverse=True)[1].ravel()


def _repeated(lines: Any, name: str) -> list[Problem]:
    """Report lines drawn again, in either direction: one message each, or one for all when there are many."""
    at = np.flatnonzero(~shapely.is_missing(lines))
    _, first, which = np.unique(shapely.to_wkb(shapely.normalize(lines[at])), return_index=True, return_inverse=True)
    again = np.flatnonzero(first[which] != np.arange(len(at)))
    rows = [(int(at[i]) + 1, int(at[first[which[i]]]) + 1) for i in again]
    if len(rows) <= _SHOWN:
        return [Problem("network.repeated_line", Severity.NOTE, file=name, row=row, params={"first": of}) for row, of in rows]
    shown = " ".join(str(row) for row, _ in rows[:_SHOWN])
    return [Problem("network.repeated_lines", Severity.NOTE, file=name, params={"count": len(rows), "rows": shown})]


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


def _tag_columns(layer: gpd.GeoDataFrame, columns: Mapping[str, str]) -> dict[str, pd.Series]:
    """Columns of tags as text; what GDAL packed into ``other_tags`` stands in where a column lacks it."""
    packed = [dict(_PACKED.findall(cell_text(v))) for v in layer[_PACKED_COLUMN]] if _PACKED_COLUMN in layer.columns else []
    found: dict[str, pd.Series] = {}
    for key in (*TAG_KEYS, *CROSSING_KEYS, "bridge", "tunnel", *_LEVEL_KEYS):
        column = columns.get(key, key)
        texts = [cell_text(v) for v in layer[column]] if column in layer.columns else [""] * len(layer) if packed else None
        if texts is None or key == "highway":
            continue
        texts = [text or tags.get(key, "") for text, tags in zip(texts, packed, strict=True)] if packed else texts
        if column in layer.columns or any(texts):
            found[key] = pd.Series([TAG_WORDS.get(text, text) for text in texts])
    return found


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
    if len(names) > _MOST_KINDS:
        raise NetworkError(
            [*problems, Problem("network.too_many_kinds", Severity.ERROR, params={"count": len(names), "limit": _MOST_KINDS})]
        )
    code = np.searchsorted(np.asarray(names), kinds.astype(str)).astype(np.uint16)
    kept = walks[of] != WalkAccess.NONE
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
        private=walks[of] == WalkAccess.PRIVATE,
        bridge=flags[0][of],
        tunnel=flags[1][of],
        crossing=np.zeros(len(of), dtype=np.float32),
        kinds=names,
        dropped_m=dropped,
        problems=tuple(problems),
    )


def _by_node(place: IntArray, row: IntArray, ends: IntArray) -> IntArray:
    """Return vertices numbers: by node at the ends of lines, by place within lines that run between the same two nodes."""
    between = np.unique(np.sort(ends, axis=1), axis=0, return_inverse=True)[1].ravel()
    key = np.column_stack([between[row] + int(ends.max()) + 1, place])
    last = np.append(row[1:] != row[:-1], True)
    first = np.append(True, last[:-1])
    key[first] = np.column_stack([ends[row[first], 0], np.zeros(int(first.sum()), dtype=np.int64)])
    key[last] = np.column_stack([ends[row[last], 1], np.zeros(int(last.sum()), dtype=np.int64)])
    numbers: IntArray = np.unique(key, axis=0, return_inverse=True)[1].ravel()
    return numbers
