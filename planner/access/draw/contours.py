"""Borders of fields on grids: rings traced by marching squares, cut exactly where a barrier stands between two cells.

A ring runs with the inside on its left: outlines counter-clockwise, holes clockwise. Its vertices lie between an inside cell and an outside
neighbour, where the field, interpolated, is zero, or at the first barrier on the way, whichever comes first; never in a cell's centre, so
that rings neither cross nor touch and need no mending.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.draw.pieces import room_for
from planner.network import inlined, kernel

#: Vertices keep this share of a cell's width away from cell centres.
_APART = 0.002
#: The shape of nothing, made once: making it costs a tenth of a circle.
NOWHERE = shapely.MultiPolygon()
#: Cells looked at in one go for whether a border passes.
_RUN = 32


@inlined
def _vertex(field: Any, cuts: Any, inside: Any, outside: Any) -> Any:
    """Share of the way from an inside cell to its outside neighbour at which the border lies."""
    (j, k), (m, n) = inside, outside
    share = field[j, k] / (field[j, k] - field[m, n])
    if cuts.shape[1]:
        way = 0 if n > k else 1 if n < k else 2 if m > j else 3
        share = min(share, cuts[way, j, k])
    return min(max(share, _APART), 1.0 - _APART)


@inlined
def _parted(cuts: Any, j: int, k: int) -> Any:
    """Return whether a barrier passes between four cells, of which this is the lowest."""
    if not cuts.shape[1]:
        return False
    return cuts[0, j, k] < 1 or cuts[0, j + 1, k] < 1 or cuts[2, j, k] < 1 or cuts[2, j, k + 1] < 1


@inlined
def _ring(drawn: Any, start: Any, label: Any, number: int, points: Any, n: int) -> Any:
    """Follow one border from where it passes between two cells of a row; give the points and their new count."""
    field, cuts, grid = drawn
    x0, y0, cell = grid[0], grid[1], grid[2]
    j, k, m, h = start
    first = n
    while True:
        points = room_for(points, n + 1)
        share = _vertex(field, cuts, (j, k), (m, h))
        points[n, 0] = x0 + (k + share * (h - k)) * cell
        points[n, 1] = y0 + (j + share * (m - j)) * cell
        n += 1
        if j == m:
            label[j, min(k, h)] = number
        east, north = j - m, h - k  # a quarter turn from the way out: the inside stays on the left
        a, b = field[j + north, k + east], field[m + north, h + east]
        saddle = a > 0 >= b
        if saddle:
            joined = field[j, k] + field[m, h] + a + b <= 0 and not _parted(cuts, min(j, m, j + north), min(k, h, k + east))
            turn = -1 if joined else 1
        else:
            turn = 1 if a > 0 else 0 if b > 0 else -1
        if turn == 1:
            m, h = j + north, k + east
        elif turn == 0:
            j, k, m, h = j + north, k + east, m + north, h + east
        else:
            j, k = m + north, h + east
        if j == start[0] and k == start[1] and m == start[2] and h == start[3]:
            break
    points = room_for(points, n + 1)
    points[n, 0], points[n, 1] = points[first, 0], points[first, 1]
    return points, n + 1


@inlined
def _mixed_runs(field: Any, label: Any) -> Any:
    """Find the runs of cells through which a border passes, row by row: row, first and last cell; their labels are cleared."""
    ny, nx = field.shape
    out, n = np.empty((256, 3), dtype=np.int64), 0
    for j in range(ny):
        for first in range(0, nx - 1, _RUN):
            last = min(first + _RUN, nx - 1)
            run, inside = field[j, first : last + 1], 0
            for value in run:
                inside += value <= 0
            if 0 < inside < len(run):
                out = room_for(out, n + 1)
                out[n, 0], out[n, 1], out[n, 2] = j, first, last
                label[j, first:last] = -1
                n += 1
    return out[:n]


@kernel
def trace(field: Any, cuts: Any, grid: Any) -> Any:
    """Follow all borders of the places where a field is not positive.

    Parameters
    ----------
    field
        Shape (ny, nx), positive along its rim.
    cuts
        Of :func:`planner.access.draw.sight.cuts_of`.
    grid
        ``(x0, y0, cell, nx, ny)``.

    Returns
    -------
    tuple
        ``points`` (vertices, 2) of closed rings, ``start`` (rings + 1) of each ring in them, and ``outline`` (rings,): number of the ring
        that is the outline around a hole, its own number for an outline.
    """
    ny, nx = field.shape
    label = np.empty((ny, nx), dtype=np.int32)  # filled along borders only: most of a city's grid is never touched
    points, n = np.empty((1024, 2)), 0
    rings, count = np.zeros((16, 2), dtype=np.int64), 0
    runs = _mixed_runs(field, label)
    for r in range(len(runs)):
        j, row = runs[r, 0], field[runs[r, 0]]
        for k in range(runs[r, 1], runs[r, 2]):
            if (row[k] > 0) == (row[k + 1] > 0) or label[j, k] >= 0:
                continue
            rings = room_for(rings, count + 2)
            if row[k] > 0:
                rings[count, 1] = count
                start = (j, k + 1, j, k)
            else:  # a hole begins; the border of its inside that was passed last on this row is known already
                left = k
                while row[left] <= 0:
                    left -= 1
                rings[count, 1] = rings[label[j, left], 1]
                start = (j, k, j, k + 1)
            points, n = _ring((field, cuts, grid), start, label, count, points, n)
            count += 1
            rings[count, 0] = n
    return points[:n], rings[: count + 1, 0].copy(), rings[:count, 1].copy()


def polygons(points: npt.NDArray[np.float64], start: Any, outline: Any, owner: Any, count: int) -> npt.NDArray[np.object_]:
    """Build one MultiPolygon per shape out of rings.

    Parameters
    ----------
    points, start
        Vertices of all rings and where each begins.
    outline
        For each ring the number of its outline's ring, its own for an outline.
    owner
        Shape each ring belongs to, ascending.
    count
        Number of shapes; one without rings is empty.
    """
    out = np.full(count, NOWHERE, dtype=object)
    if not len(outline):
        return out
    rings = shapely.linearrings(points, indices=np.repeat(np.arange(len(outline)), np.diff(start)))
    order = np.argsort(outline, kind="stable")
    shells, polygon = _runs(outline[order])
    parts = shapely.polygons(rings[order], indices=polygon)
    filled, shape = _runs(owner[shells])
    out[filled] = shapely.multipolygons(parts, indices=shape)
    return out


def _runs(ascending: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each value once, and the number of each element's value; not empty."""
    begins = np.ones(len(ascending), dtype=bool)
    begins[1:] = ascending[1:] != ascending[:-1]
    return ascending[begins], np.cumsum(begins) - 1
