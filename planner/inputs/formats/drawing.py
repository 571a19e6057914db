"""CAD drawings (DXF): one drawing layer as features, its closed lines as areas, the texts standing in them as labels.

A drawing has no reference system and no table: state ``crs``, and join the figures by the label, see :mod:`planner.inputs.headers.mapping`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from numpy.typing import NDArray

from planner.errors import Problem, Severity
from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec
from planner.texts.reading.layouts import DRAWING_HANDLE, DRAWING_LABEL, DRAWING_LAYER

_CLOSE_M = 0.01  # ends of a line this near each other close it
_LINES, _POLYGONS, _POINTS = (1, 5), (3, 6), (0, 4)
_FORMAT_CODE = re.compile(r"\\[A-Za-z][^;\\{}]*;|[{}]|\\[PpLlOoKk~]")


def drawing_layer(source: FileContent, spec: InputSpec) -> FileContent:
    """Make a table of one layer of a drawing.

    Parameters
    ----------
    source
        Every entity of the drawing, with the columns ``Layer``, ``EntityHandle`` and ``Text``.
    spec
        ``layer`` names the drawing layer, or several parted by commas; not needed where only one holds lines or areas.

    Returns
    -------
    FileContent
        Columns 图层, 标注 (the texts standing inside an area, in drawing order), 句柄. Closed lines are areas; texts are no features.

    Raises
    ------
    InputError
        ``layer.missing`` or ``layer.choose``, both naming the layers with how much they hold; ``file.empty``.
    """
    if source.geometry is None:
        raise refuse("file.empty", spec)
    columns = dict(zip(source.headers, source.cells, strict=True))
    layers, texts = columns.get("Layer", [""] * len(source)), columns.get("Text", [""] * len(source))
    shapes = np.array([_closed(shape) for shape in source.geometry], dtype=object)
    written = np.array([bool(text) for text in texts], dtype=bool) & np.isin(shapely.get_type_id(shapes), _POINTS)
    counts = Counter(layer for layer, text in zip(layers, written.tolist(), strict=True) if not text)
    wanted = _wanted(spec, counts, set(layers))
    keep = np.array([layer in wanted for layer in layers], dtype=bool) & ~written & ~shapely.is_missing(shapes)
    rows = np.flatnonzero(keep)
    if not rows.size:
        raise refuse("file.empty", spec)
    labels, problems = _labels(shapes[rows], shapes[written], [t for t, w in zip(texts, written.tolist(), strict=True) if w], spec)
    handles = columns.get("EntityHandle", [""] * len(source))
    return replace(
        source,
        format="DXF",
        headers=(DRAWING_LAYER, DRAWING_LABEL, DRAWING_HANDLE),
        cells=([layers[at] for at in rows], labels, [handles[at] for at in rows]),
        rows=np.arange(1, rows.size + 1, dtype=np.int64),
        geometry=shapes[rows],
        layer="、".join(sorted(wanted)),
        layers=tuple(sorted(set(layers))),
        problems=(*source.problems, *problems),
    )


def _wanted(spec: InputSpec, counts: Counter[str], present: set[str]) -> set[str]:
    held = "、".join(f"{name}（{counts[name]}）" for name in sorted(present))
    if spec.layer:
        asked = {name.strip() for name in re.split(r"[,，、;；]", spec.layer) if name.strip()}
        if not asked <= present:
            raise refuse("layer.missing", spec, value="、".join(sorted(asked - present)), layers=held)
        return asked
    if len(counts) != 1:
        raise refuse("layer.choose", spec, layers=held)
    return set(counts)


def _closed(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Make an area of a line that closes, and drop heights."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    if flat.geom_type != "LineString":
        return flat
    ends = shapely.get_coordinates(flat)
    if len(ends) >= 4 and float(np.hypot(*(ends[0] - ends[-1]))) <= _CLOSE_M:
        return shapely.Polygon(ends)
    return flat


def _labels(
    shapes: NDArray[np.object_], places: NDArray[np.object_], texts: Sequence[str], spec: InputSpec
) -> tuple[list[str], list[Problem]]:
    """Give each area the texts that stand in it; a text in several areas belongs to the smallest."""
    owners: dict[int, list[str]] = {}
    areas = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    held = shapes.copy()
    held[~areas] = None
    tree = shapely.STRtree(held)
    lost = 0
    for place, text in zip(places, texts, strict=True):
        inside = tree.query(place, predicate="within")
        if not inside.size:
            lost += 1
            continue
        smallest = int(inside[np.argmin(shapely.area(shapes[inside]))])
        owners.setdefault(smallest, []).append(_FORMAT_CODE.sub("", text).strip())
    problems = [Problem("drawing.labels_outside", Severity.NOTE, spec.name, params={"count": lost})] if lost else []
    open_lines = int((~areas & np.isin(shapely.get_type_id(shapes), _LINES)).sum())
    if open_lines:
        problems.append(Problem("drawing.open_lines", Severity.NOTE, spec.name, params={"count": open_lines}))
    return [" ".join(owners.get(at, ())) for at in range(len(shapes))], problems
