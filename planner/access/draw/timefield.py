"""The walking-time field around reached streets, on a grid.

A place ``x`` belongs to the circle of limit ``T`` if there is a reached point ``p`` on a street with ``|x - p| <= w`` (the off-street
width) and ``t(p) + |x - p| <= T``, and no barrier stands between ``p`` and ``x``. The field holds, in metres of walk, the least over all
``p`` of ``max(t(p) + |x - p| - T, |x - p| - w)``; the circle is where it is not positive. Along a straight piece with the walk rising from
``t0`` at rate ``k`` the best ``p`` has a closed form: the foot of the perpendicular, or nearer the start until both terms are equal.

One field serves several limits: a piece that is walked with the whole width to spare counts by its distance alone, for this limit and all
longer ones. Only the pieces at the rim of a limit are worked out for it. Only pieces with barriers around them pay for looking whether a
place is seen; there the one best ``p`` on every few metres is asked, so that at the end of a barrier the field is rather too high than too
low.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.access.draw.sight import binned, gathered, in_sight
from planner.network import inlined, kernel, part

_F = np.float32
_ZERO = np.float32(0.0)
#: Cells beyond the off-street width that are still worked out, for the border to be drawn where it is.
MARGIN_CELLS = 1.5
#: Of a street with barriers around it one point on so many cells is asked what it sees.
_BIT_CELLS = 2.0


@part
def _frame(segment: Any, grid: Any, reach: float) -> Any:
    """Cells within reach of a segment: first and last column, first and last row."""
    x0, y0, cell, nx, ny = grid
    ax, ay, bx, by = segment[0], segment[1], segment[2], segment[3]
    i0 = max(int(np.ceil((min(ax, bx) - reach - x0) / cell)), 0)
    i1 = min(int(np.floor((max(ax, bx) + reach - x0) / cell)), nx - 1)
    j0 = max(int(np.ceil((min(ay, by) - reach - y0) / cell)), 0)
    j1 = min(int(np.floor((max(ay, by) + reach - y0) / cell)), ny - 1)
    return i0, i1, j0, j1


@part
def _direction(segment: Any) -> Any:
    """Length, unit vector, and the walk's rise per metre."""
    dx, dy = segment[2] - segment[0], segment[3] - segment[1]
    length = np.sqrt(dx * dx + dy * dy)
    if length <= 0:
        return 0.0, 1.0, 0.0, 1.0
    return length, dx / length, dy / length, max((segment[5] - segment[4]) / length, 1e-9)


@part
def _lower_by_distance(square: Any, segment: Any, grid: Any, reach: float) -> None:
    """Lower the squared distance of every cell to the one to a segment."""
    x0, y0, cell = grid[0], grid[1], grid[2]
    i0, i1, j0, j1 = _frame(segment, grid, reach)
    long, east, north, _ = _direction(segment)
    length, ux, uy, step = _F(long), _F(east), _F(north), _F(cell)
    left = _F(x0 + i0 * cell - segment[0])
    for j in range(j0, j1 + 1):
        row = square[j, i0 : i1 + 1]
        py = _F(y0 + j * cell - segment[1])
        up = py * uy
        for k in range(len(row)):
            px = left + _F(k) * step
            along = min(max(px * ux + up, _ZERO), length)
            qx, qy = px - along * ux, py - along * uy
            row[k] = min(row[k], qx * qx + qy * qy)


@part
def _lower_at_rim(field: Any, segment: Any, grid: Any, limit_m: float, width_m: float) -> None:
    """Lower the field by a segment on which the limit, not the width, may decide."""
    x0, y0, cell = grid[0], grid[1], grid[2]
    i0, i1, j0, j1 = _frame(segment, grid, width_m + MARGIN_CELLS * cell)
    long, east, north, rise = _direction(segment)
    furthest = _F(min(max((limit_m - width_m - segment[4]) / rise, 0.0), long))
    ux, uy, step, rate = _F(east), _F(north), _F(cell), _F(rise)
    late, width = _F(segment[4] - limit_m), _F(width_m)
    left = _F(x0 + i0 * cell - segment[0])
    for j in range(j0, j1 + 1):
        row = field[j, i0 : i1 + 1]
        py = _F(y0 + j * cell - segment[1])
        up = py * uy
        for k in range(len(row)):
            px = left + _F(k) * step
            along = min(max(px * ux + up, _ZERO), furthest)
            qx, qy = px - along * ux, py - along * uy
            off = np.sqrt(qx * qx + qy * qy)
            row[k] = min(row[k], max(late + rate * along + off, off - width))


@part
def _lower_in_sight(field: Any, segment: Any, grid: Any, limit_m: float, width_m: float, barriers: Any) -> None:
    """Lower the field by a segment with barriers around it, bit by bit; an infinite limit asks for the walk itself."""
    x0, y0, cell = grid[0], grid[1], grid[2]
    length, ux, uy, rise = _direction(segment)
    plain = np.isinf(limit_m)
    furthest = length if plain else min(max((limit_m - width_m - segment[4]) / rise, 0.0), length)
    bits = max(int(np.ceil(length / (_BIT_CELLS * cell))), 1)
    bit = np.empty(4)
    for n in range(bits):
        low, high = n * length / bits, (n + 1) * length / bits
        bit[0], bit[1] = segment[0] + low * ux, segment[1] + low * uy
        bit[2], bit[3] = segment[0] + high * ux, segment[1] + high * uy
        i0, i1, j0, j1 = _frame(bit, grid, width_m + MARGIN_CELLS * cell)
        for j in range(j0, j1 + 1):
            y = y0 + j * cell
            for k in range(i0, i1 + 1):
                x = x0 + k * cell
                px, py = x - segment[0], y - segment[1]
                along = max(min(px * ux + py * uy, high, furthest), low)
                qx, qy = px - along * ux, py - along * uy
                off = np.sqrt(qx * qx + qy * qy)
                walk = segment[4] + rise * along + off
                if plain and off > width_m:
                    continue
                value = _F(walk) if plain else max(_F(walk - limit_m), _F(off - width_m))
                if value < field[j, k] and in_sight((segment[0], segment[1], ux, uy, length, along), x, y, barriers):
                    field[j, k] = value


@inlined
def _lower_walk(field: Any, segment: Any, grid: Any, width_m: float) -> None:
    """Lower the walk itself by a segment."""
    x0, y0, cell = grid[0], grid[1], grid[2]
    i0, i1, j0, j1 = _frame(segment, grid, width_m)
    length, ux, uy, rise = _direction(segment)
    for j in range(j0, j1 + 1):
        py = y0 + j * cell - segment[1]
        for k in range(i0, i1 + 1):
            px = x0 + k * cell - segment[0]
            along = min(max(px * ux + py * uy, 0.0), length)
            qx, qy = px - along * ux, py - along * uy
            off = np.sqrt(qx * qx + qy * qy)
            if off <= width_m:
                field[j, k] = min(field[j, k], _F(segment[4] + rise * along + off))


@kernel
def grid_of(segments: Any, width_m: float, cell_m: float) -> Any:
    """Lay a grid around segments: ``(x0, y0, cell, nx, ny)``, cell centres on whole multiples of the cell size."""
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(segments)):
        west = min(west, segments[i, 0], segments[i, 2])
        east = max(east, segments[i, 0], segments[i, 2])
        south = min(south, segments[i, 1], segments[i, 3])
        north = max(north, segments[i, 1], segments[i, 3])
    pad = width_m + 2 * cell_m
    i0, j0 = np.floor((west - pad) / cell_m), np.floor((south - pad) / cell_m)
    nx, ny = int(np.ceil((east + pad) / cell_m) - i0) + 1, int(np.ceil((north + pad) / cell_m) - j0) + 1
    return i0 * cell_m, j0 * cell_m, cell_m, nx, ny


@kernel
def walk_fields(segments: Any, grid: Any, limits_m: Any, width_m: float, pieces: Any) -> Any:
    """Fill the grid, once per limit.

    Parameters
    ----------
    segments
        Shape (segments, 6): start x, y, end x, y, walk at the start, walk at the end; metres; walk rises along the segment.
    grid
        Of :func:`grid_of`.
    limits_m
        Limits in metres of walk, ascending.
    width_m
        Off-street width.
    pieces
        Straight pieces of barriers near the grid, start x, y, end x, y; shape (pieces, 4).

    Returns
    -------
    numpy.ndarray
        32-bit, shape (limits, ny, nx); far from any street a positive constant.
    """
    _, _, cell, nx, ny = grid
    reach = width_m + MARGIN_CELLS * cell
    fields = np.empty((len(limits_m), ny, nx), dtype=np.float32)
    square = fields[-1]  # squared distances, until its own turn comes
    square[:] = _F(reach * reach)
    seen = np.full((ny if len(pieces) else 0, nx), _F(MARGIN_CELLS * cell))
    near = binned(pieces, grid)
    before = -np.inf
    for n in range(len(limits_m)):
        limit = limits_m[n]
        for i in range(len(segments)):
            if before < segments[i, 5] + width_m <= limit:
                barriers = gathered(segments[i], width_m, pieces, near)
                if len(barriers):
                    _lower_in_sight(seen, segments[i], grid, limit, width_m, barriers)
                else:
                    _lower_by_distance(square, segments[i], grid, reach)
        _from_distance(fields[n], square, seen, width_m)
        for i in range(len(segments)):
            if segments[i, 4] < limit < segments[i, 5] + width_m:
                barriers = gathered(segments[i], width_m, pieces, near)
                if len(barriers):
                    _lower_in_sight(fields[n], segments[i], grid, limit, width_m, barriers)
                else:
                    _lower_at_rim(fields[n], segments[i], grid, limit, width_m)
        before = limit
    return fields


@inlined
def _from_distance(field: Any, square: Any, seen: Any, width_m: float) -> None:
    """Fill the field from squared distances, and what is seen past barriers where there are any."""
    width = _F(width_m)
    for j in range(len(field)):
        for k in range(field.shape[1]):
            field[j, k] = np.sqrt(square[j, k]) - width
    for j in range(len(seen)):
        for k in range(field.shape[1]):
            field[j, k] = min(field[j, k], seen[j, k])


@kernel
def walk_itself(segments: Any, grid: Any, width_m: float, pieces: Any) -> Any:
    """Fill the grid with the walk to every place no farther than the width off a street, ``inf`` elsewhere; metres, shape (ny, nx)."""
    field = np.full((grid[4], grid[3]), _F(np.inf))
    near = binned(pieces, grid)
    for i in range(len(segments)):
        barriers = gathered(segments[i], width_m, pieces, near)
        if len(barriers):
            _lower_in_sight(field, segments[i], grid, np.inf, width_m, barriers)
        else:
            _lower_walk(field, segments[i], grid, width_m)
    return field
