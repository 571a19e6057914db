"""What is seen from a street: which places barriers hide, where they cut the lines of a grid, and which cells lie in water.

All of it serves one grid ``(x0, y0, cell, nx, ny)``: centre of the first cell, cell size, cells each way; metres.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.network import inlined, kernel, part

#: Size of the squares barriers are sorted into, metres.
_BIN_M = 64.0
#: A street that comes this near to a barrier touches it, metres: it stands on neither side.
_TOUCH_M = 0.001
#: The end of a street looks around from this far back, metres: a street that ends at a wall does not see behind it.
_BACK_M = 0.6


@part
def binned(pieces: Any, grid: Any) -> Any:
    """Sort pieces of barriers into squares over the grid: ``(x0, y0, columns, rows, ptr, at)``."""
    x0, y0, cell, nx, ny = grid
    columns, rows = int(nx * cell / _BIN_M) + 1, int(ny * cell / _BIN_M) + 1
    ptr = np.zeros(columns * rows + 1, dtype=np.int64)
    if not len(pieces):
        return x0, y0, columns, rows, ptr, np.empty(0, dtype=np.int64)
    for turn in range(2):
        if turn == 1:
            for b in range(columns * rows):
                ptr[b + 1] += ptr[b]
            at = np.empty(ptr[-1], dtype=np.int64)
            place = ptr[:-1].copy()
        for i in range(len(pieces)):
            c0, c1 = _bins(pieces[i, 0], pieces[i, 2], 0.0, x0, columns)
            r0, r1 = _bins(pieces[i, 1], pieces[i, 3], 0.0, y0, rows)
            for r in range(r0, r1 + 1):
                for c in range(c0, c1 + 1):
                    if turn == 0:
                        ptr[r * columns + c + 1] += 1
                    else:
                        at[place[r * columns + c]] = i
                        place[r * columns + c] += 1
    return x0, y0, columns, rows, ptr, at


@part
def _bins(a: float, b: float, pad: float, origin: float, count: int) -> Any:
    """First and last square between two coordinates; none where both lie outside."""
    return max(int(np.floor((min(a, b) - pad - origin) / _BIN_M)), 0), min(int(np.floor((max(a, b) + pad - origin) / _BIN_M)), count - 1)


@part
def gathered(segment: Any, width_m: float, pieces: Any, near: Any) -> Any:
    """Pieces of barriers that may stand within the width of a segment, shape (pieces, 4); each once for every square it is met in."""
    x0, y0, columns, rows, ptr, at = near
    if not len(at):
        return np.empty((0, 4))
    west, east = min(segment[0], segment[2]) - width_m, max(segment[0], segment[2]) + width_m
    south, north = min(segment[1], segment[3]) - width_m, max(segment[1], segment[3]) + width_m
    c0, c1 = _bins(west, east, 0.0, x0, columns)
    r0, r1 = _bins(south, north, 0.0, y0, rows)
    total = 0
    for r in range(r0, r1 + 1):
        total += max(ptr[r * columns + c1 + 1] - ptr[r * columns + c0], 0)
    out = np.empty((total, 4))
    n = 0
    for r in range(r0, r1 + 1):
        for c in range(c0, c1 + 1):
            for k in range(ptr[r * columns + c], ptr[r * columns + c + 1]):
                p = pieces[at[k]]
                if max(p[0], p[2]) < west or min(p[0], p[2]) > east or max(p[1], p[3]) < south or min(p[1], p[3]) > north:
                    continue
                if _first_met(p, (x0, y0, columns, rows), c, r, c0, r0):
                    out[n, 0], out[n, 1], out[n, 2], out[n, 3] = p[0], p[1], p[2], p[3]
                    n += 1
    return out[:n]


@inlined
def _first_met(piece: Any, bins: Any, column: int, row: int, c0: int, r0: int) -> Any:
    """Return whether this is the first of the squares looked at in which a piece stands."""
    x0, y0, columns, rows = bins
    first_column, _ = _bins(piece[0], piece[2], 0.0, x0, columns)
    first_row, _ = _bins(piece[1], piece[3], 0.0, y0, rows)
    return column == max(first_column, c0) and row == max(first_row, r0)


@inlined
def in_sight(street: Any, x: float, y: float, barriers: Any) -> Any:
    """Return whether a place is seen from a point of a street.

    Parameters
    ----------
    street
        ``(start x, start y, unit x, unit y, length, along)``: the point is ``along`` metres from the start.
    x, y
        The place.
    barriers
        Straight pieces, shape (pieces, 4). One that is only touched, from the street or at the place, hides nothing.
    """
    ax, ay, ux, uy, length, along = street
    back = min(_BACK_M, 0.5 * length)
    s = min(max(along, back), length - back)
    px, py = ax + s * ux, ay + s * uy
    dx, dy = x - px, y - py
    for i in range(len(barriers)):
        x0, y0, x1, y1 = barriers[i, 0], barriers[i, 1], barriers[i, 2], barriers[i, 3]
        # Counting a piece's end to one side only, a line through the joint of two pieces meets exactly one of them.
        if (dx * (y0 - py) - dy * (x0 - px) > 0) == (dx * (y1 - py) - dy * (x1 - px) > 0):
            continue
        ex, ey = x1 - x0, y1 - y0
        size = np.sqrt(ex * ex + ey * ey)
        here, there = ex * (py - y0) - ey * (px - x0), ex * (y - y0) - ey * (x - x0)
        if abs(here) > _TOUCH_M * size and here * there < 0:
            return False
    return True


@kernel
def cuts_of(pieces: Any, grid: Any) -> Any:
    """Where barriers first cut the lines between neighbouring cells.

    Parameters
    ----------
    pieces
        Straight pieces, shape (pieces, 4).

    Returns
    -------
    numpy.ndarray
        32-bit, shape (4, ny, nx): share of the way from a cell to its neighbour in the east, west, north, south at which the first
        barrier is met, 2 for none. Without pieces its shape is (4, 0, 0).
    """
    x0, y0, cell, nx, ny = grid
    if not len(pieces):
        return np.full((4, 0, 0), np.float32(2.0))
    cuts = np.full((4, ny, nx), np.float32(2.0))
    for i in range(len(pieces)):
        ax, ay = (pieces[i, 0] - x0) / cell, (pieces[i, 1] - y0) / cell
        bx, by = (pieces[i, 2] - x0) / cell, (pieces[i, 3] - y0) / cell
        for j in range(max(int(np.ceil(min(ay, by))), 0), min(int(np.floor(max(ay, by))), ny - 1) + 1):
            x = ax if by == ay else ax + (j - ay) / (by - ay) * (bx - ax)
            k = int(np.floor(x))
            if 0 <= k < nx - 1:
                cuts[0, j, k] = min(cuts[0, j, k], np.float32(x - k))
                cuts[1, j, k + 1] = min(cuts[1, j, k + 1], np.float32(k + 1 - x))
        for k in range(max(int(np.ceil(min(ax, bx))), 0), min(int(np.floor(max(ax, bx))), nx - 1) + 1):
            y = ay if bx == ax else ay + (k - ax) / (bx - ax) * (by - ay)
            j = int(np.floor(y))
            if 0 <= j < ny - 1:
                cuts[2, j, k] = min(cuts[2, j, k], np.float32(y - j))
                cuts[3, j + 1, k] = min(cuts[3, j + 1, k], np.float32(j + 1 - y))
    return cuts


@kernel
def cells_in(outlines: Any, grid: Any) -> Any:
    """Cells whose centre lies in one of some areas.

    Parameters
    ----------
    outlines
        Straight pieces of the whole outlines, holes too: start x, y, end x, y, number of the area, ascending; shape (pieces, 5).

    Returns
    -------
    numpy.ndarray
        Shape (ny, nx); without pieces (0, 0).
    """
    x0, y0, cell, nx, ny = grid
    if not len(outlines):
        return np.zeros((0, 0), dtype=np.bool_)
    inside = np.zeros((ny, nx), dtype=np.bool_)
    turns = np.zeros((ny, nx + 1), dtype=np.bool_)
    i = 0
    while i < len(outlines):
        area, low, high = outlines[i, 4], ny, -1
        while i < len(outlines) and outlines[i, 4] == area:
            ax, ay = (outlines[i, 0] - x0) / cell, (outlines[i, 1] - y0) / cell
            bx, by = (outlines[i, 2] - x0) / cell, (outlines[i, 3] - y0) / cell
            i += 1
            if ay == by:
                continue
            j0, j1 = max(int(np.ceil(min(ay, by))), 0), min(int(np.ceil(max(ay, by))) - 1, ny - 1)
            for j in range(j0, j1 + 1):
                k = min(max(int(np.ceil(ax + (j - ay) / (by - ay) * (bx - ax))), 0), nx)
                turns[j, k] = not turns[j, k]
            low, high = min(low, j0), max(high, j1)
        for j in range(low, high + 1):
            within = False
            for k in range(nx):
                within = within != turns[j, k]
                inside[j, k] = inside[j, k] or within
            turns[j, :] = False
    return inside
