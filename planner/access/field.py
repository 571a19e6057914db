"""The walking-time field around reached streets, on a grid.

A place ``x`` belongs to the circle of limit ``T`` if there is a reached point ``p`` on a street with ``|x - p| <= w`` (the off-street
width) and ``t(p) + |x - p| <= T``: the union of disks of radius ``min(w, T - t(p))``. The field holds, in metres of walk, the least over
all ``p`` of ``max(t(p) + |x - p| - T, |x - p| - w)``; the circle is where it is not positive. Along a straight piece with the walk rising
from ``t0`` at rate ``k`` the best ``p`` has a closed form: the foot of the perpendicular, or nearer the start until both terms are equal.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.network.jit import kernel


@kernel
def walk_field(segments: Any, grid: Any, limit_m: float, width_m: float) -> Any:
    """Fill the grid.

    Parameters
    ----------
    segments
        Shape (segments, 6): start x, y, end x, y, walk at the start, walk at the end; metres; walk rises along the segment.
    grid
        ``(x0, y0, cell, nx, ny)``: centre of the first cell, cell size, cells each way.
    limit_m
        Limit in metres of walk; ``inf`` asks for the walk itself instead.
    width_m
        Off-street width.

    Returns
    -------
    numpy.ndarray
        Shape (ny, nx); far from any street a positive constant. The walk itself is ``inf`` farther than the width from any street.
    """
    x0, y0, cell, nx, ny = grid
    plain = np.isinf(limit_m)
    field = np.full((ny, nx), np.inf if plain else 2.0 * cell)
    reach = width_m + 2.0 * cell
    for i in range(len(segments)):
        ax, ay, bx, by, t0, t1 = segments[i]
        dx, dy = bx - ax, by - ay
        length = np.sqrt(dx * dx + dy * dy)
        ux, uy = (dx / length, dy / length) if length > 0 else (1.0, 0.0)
        rate = max((t1 - t0) / length, 1e-9) if length > 0 else 1.0
        balance = (limit_m - width_m - t0) / rate
        i0 = max(int(np.ceil((min(ax, bx) - reach - x0) / cell)), 0)
        i1 = min(int(np.floor((max(ax, bx) + reach - x0) / cell)), nx - 1)
        j0 = max(int(np.ceil((min(ay, by) - reach - y0) / cell)), 0)
        j1 = min(int(np.floor((max(ay, by) + reach - y0) / cell)), ny - 1)
        for j in range(j0, j1 + 1):
            py = y0 + j * cell - ay
            for k in range(i0, i1 + 1):
                px = x0 + k * cell - ax
                along = min(max(px * ux + py * uy, 0.0), length)
                s = along if plain else min(along, max(balance, 0.0))
                qx, qy = px - s * ux, py - s * uy
                off = np.sqrt(qx * qx + qy * qy)
                if plain and off > width_m:
                    continue
                value = t0 + rate * s + off if plain else max(t0 + rate * s + off - limit_m, off - width_m)
                field[j, k] = min(field[j, k], value)
    return field
