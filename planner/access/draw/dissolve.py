"""Circles of many sources as one area: all that is walked from any of them lies in one field, and its border is drawn once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.draw.borders import bare_stretches, sink
from planner.access.draw.circles import Drawing, FloatArray, IntArray, Shapes, barriers_around, in_threads, polygons_of, with_decks
from planner.access.draw.contours import NOWHERE, polygons, trace
from planner.access.draw.sight import cells_in, cuts_of
from planner.access.draw.timefield import grid_of, walk_fields

Rows = npt.NDArray[np.intp]

#: A field holds no more cells than this, so that what it takes of memory is bounded whatever the size of the city.
_MOST_CELLS = 20_000_000


def joined_shapes(
    segments: FloatArray, ptr: IntArray, limits_min: FloatArray, limits_m: FloatArray, how: Drawing
) -> tuple[FloatArray, Shapes]:
    """Draw the circles of all sources as one area per limit.

    Parameters
    ----------
    segments, ptr, limits_m, how
        As for :func:`planner.access.draw.circles.circle_shapes`.
    limits_min
        The limits as they were asked for; sources are joined that were given the same one. Shape (sources, limits).

    Returns
    -------
    limits, shapes
        Each limit that occurs, ascending, and the area within it of any source; shape (limits, 1).
    """
    if len(limits_m) and (limits_m == limits_m[0]).all() and (limits_min == limits_min[0]).all():
        return limits_min[0][:, None], _joined(segments, ptr, limits_m[0], how)[:, None]
    found = np.unique(limits_min)
    shapes = np.full((len(found), 1), NOWHERE, dtype=object)
    for i, limit in enumerate(found):
        source, at = np.nonzero(limits_min == limit)
        own = limits_m[source, at]
        mine, rows = _picked(segments, ptr, source)
        mine[:, 4:6] += np.repeat(own.max() - own, np.diff(rows))[:, None]  # who may walk less starts later
        shapes[i] = _joined(mine, rows, np.asarray([own.max()]), how)
    return found[:, None], shapes


def _joined(segments: FloatArray, ptr: IntArray, limits_m: FloatArray, how: Drawing) -> Shapes:
    """One area per limit, the same limits for all sources; shape (limits,)."""
    present = np.flatnonzero(np.diff(ptr))
    out = np.full(len(limits_m), NOWHERE, dtype=object)
    if not len(present):
        return out
    groups = _near_each_other(segments[ptr[present], 0:2], present, how)
    parts = in_threads(lambda sources: _together(_picked(segments, ptr, sources)[0], limits_m, how), groups, how.threads)
    for j in range(len(out)):
        shapes = [part[j] for part in parts]
        out[j] = shapes[0] if len(shapes) == 1 else polygons_of(shapely.disjoint_subset_union_all(shapes))
    return out


def _near_each_other(begin: FloatArray, sources: Rows, how: Drawing) -> list[Rows]:
    """Share sources out so that no group spreads over more ground than one field may."""
    spread = np.ptp(begin, axis=0) / how.cell_m
    if spread[0] * spread[1] <= _MOST_CELLS:
        return [sources]
    axis = int(spread[1] > spread[0])
    east = begin[:, axis] > (begin[:, axis].min() + begin[:, axis].max()) / 2
    return [group for side in (~east, east) for group in _near_each_other(begin[side], sources[side], how)]


def _together(segments: FloatArray, limits_m: FloatArray, how: Drawing) -> Shapes:
    """One area per limit of sources that lie near each other, shape (limits,)."""
    grid = grid_of(segments, how.width_m, how.cell_m)
    _, pieces, _, outlines = barriers_around(segments, np.asarray([0, len(segments)]), how)
    fields, wet, cuts = walk_fields(segments, grid, limits_m, how.width_m, pieces), cells_in(outlines, grid), cuts_of(pieces, grid)
    sink(fields, wet, how.cell_m)
    shapes, bare = np.full(len(fields), NOWHERE, dtype=object), [np.zeros((0, 5))]
    for j, field in enumerate(fields):
        points, start, outline = trace(field, cuts, grid)
        shapes[j] = polygons(points, start, outline, np.zeros(len(outline), dtype=np.int64), 1)[0]
        if len(pieces) or len(wet):
            found = np.unique(bare_stretches(field, segments, grid, (float(limits_m[j]), how.width_m), pieces, wet), axis=0)
            bare.append(np.column_stack([found, np.full(len(found), j)]))
    return with_decks(shapes, np.concatenate(bare))


def _picked(segments: FloatArray, ptr: IntArray, sources: Rows) -> tuple[FloatArray, IntArray]:
    """Segments of some sources, and ``ptr`` to them."""
    count = ptr[sources + 1] - ptr[sources]
    rows = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    at = np.arange(rows[-1]) + np.repeat(ptr[sources] - rows[:-1], count)
    return segments[at], rows
