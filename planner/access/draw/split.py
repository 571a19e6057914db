"""Circles that share out the ground: every place belongs to the source it is nearest to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.access.draw.borders import bare_stretches, sink
from planner.access.draw.circles import Drawing, FloatArray, IntArray, Shapes, barriers_around, with_decks
from planner.access.draw.contours import NOWHERE, polygons, trace
from planner.access.draw.sight import cells_in, cuts_of
from planner.access.draw.timefield import grid_of, walk_fields, walk_itself

Field = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Own:
    """One source: what is walked, its grid, the walk to every cell (``inf`` beyond the width), barriers and cells in water."""

    source: int
    segments: FloatArray
    grid: tuple[float, float, float, int, int]
    walk: Field
    pieces: FloatArray
    wet: npt.NDArray[np.bool_]

    def low(self) -> IntArray:
        """First column and row on the grid all sources share."""
        return np.rint(np.asarray(self.grid[:2]) / self.grid[2]).astype(np.int64)

    def high(self) -> IntArray:
        """Last column and row."""
        return self.low() + self.grid[3:] - np.int64(1)


def split_shapes(segments: FloatArray, ptr: IntArray, limits_m: FloatArray, how: Drawing) -> Shapes:
    """Draw circles that do not overlap.

    Parameters
    ----------
    segments, ptr, limits_m, how
        As for :func:`planner.access.draw.circles.circle_shapes`.

    Returns
    -------
    numpy.ndarray
        As there; borders between two sources meet to within the grid's interpolation.
    """
    barriers = barriers_around(segments, ptr, how)
    drawn = [_own(segments, ptr, int(i), barriers, how) for i in np.flatnonzero(np.diff(ptr))]
    low, high = (np.asarray([end(own) for own in drawn]).reshape(-1, 2) for end in (_Own.low, _Own.high))
    shapes = np.full(limits_m.size, NOWHERE, dtype=object)
    bare = []
    for i, own in enumerate(drawn):
        touching = np.flatnonzero((low <= high[i]).all(axis=1) & (high >= low[i]).all(axis=1))
        lead = _lead(own, [drawn[j] for j in touching if j != i])
        fields = walk_fields(own.segments, own.grid, limits_m[own.source], how.width_m, own.pieces)
        sink(fields, own.wet, how.cell_m)
        cuts = cuts_of(own.pieces, own.grid)
        for j, field in enumerate(fields):
            row = own.source * limits_m.shape[1] + j
            points, start, outline = trace(np.maximum(field, lead), cuts, own.grid)
            shapes[row] = polygons(points, start, outline, np.zeros(len(outline), dtype=np.int64), 1)[0]
            bare.append(_own_stretches(own, field, lead, (float(limits_m[own.source, j]), how.width_m), row))
    return with_decks(shapes, np.concatenate([np.zeros((0, 5)), *bare])).reshape(limits_m.shape)


def _own(segments: FloatArray, ptr: IntArray, source: int, barriers: Sequence[Any], how: Drawing) -> _Own:
    piece_ptr, pieces, water_ptr, outlines = barriers
    mine = segments[ptr[source] : ptr[source + 1]]
    grid = grid_of(mine, how.width_m, how.cell_m)
    near = pieces[piece_ptr[source] : piece_ptr[source + 1]]
    wet = cells_in(outlines[water_ptr[source] : water_ptr[source + 1]], grid)
    return _Own(source, mine, grid, walk_itself(mine, grid, how.width_m, near), near, wet)


def _lead(own: _Own, others: Sequence[_Own]) -> Field:
    """How much farther every cell is from this source than from the nearest other one, metres, cut at two cells."""
    best = np.full(own.walk.shape, np.float32(np.inf))
    low, high = own.low(), own.high()
    for other in others:
        start, end = other.low(), other.high()
        a, b = np.maximum(low, start), np.minimum(high, end) + 1
        here = np.s_[a[1] - low[1] : b[1] - low[1], a[0] - low[0] : b[0] - low[0]]
        there = np.s_[a[1] - start[1] : b[1] - start[1], a[0] - start[0] : b[0] - start[0]]
        best[here] = np.minimum(best[here], other.walk[there])
    most = np.float32(2 * own.grid[2])
    with np.errstate(invalid="ignore"):
        lead = np.clip(own.walk - best, -most, most)
    return np.asarray(np.where(np.isinf(best), -most, lead))


def _own_stretches(own: _Own, field: Field, lead: Field, walk: tuple[float, float], row: int) -> FloatArray:
    """Bare stretches that are nearest to this source, with the row of their shape."""
    found = bare_stretches(field, own.segments, own.grid, walk, own.pieces, own.wet)
    middle = (found[:, 0:2] + found[:, 2:4]) / 2
    k, j = np.rint((middle - own.grid[:2]) / own.grid[2]).astype(np.int64).T
    kept = found[lead[j, k] <= 0]
    return np.column_stack([kept, np.full(len(kept), row)])
