"""From walked segments to borders, one source after the other, compiled: the fields of all limits, their rings, and the decks."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.access.draw.contours import trace
from planner.access.draw.pieces import room_for
from planner.access.draw.sight import binned, cells_in, cuts_of, gathered
from planner.access.draw.timefield import grid_of, walk_fields
from planner.network import inlined, kernel

#: A place this many cells below the limit is to be inside, or the street there gets a deck.
_RIM_CELLS = 1.5


@kernel
def sink(fields: Any, wet: Any, cell_m: float) -> None:
    """Put the cells that lie in water outside, for all limits."""
    for j in range(wet.shape[0]):
        for k in range(wet.shape[1]):
            if wet[j, k]:
                for n in range(len(fields)):
                    fields[n, j, k] = max(fields[n, j, k], np.float32(cell_m))


@inlined
def _covered(field: Any, grid: Any, x: float, y: float) -> Any:
    """Return whether the four cells around a place are inside, so that the place is."""
    x0, y0, cell, _, _ = grid
    k, j = int((x - x0) / cell), int((y - y0) / cell)
    return field[j, k] <= 0 and field[j, k + 1] <= 0 and field[j + 1, k] <= 0 and field[j + 1, k + 1] <= 0


@kernel
def bare_stretches(field: Any, segments: Any, grid: Any, walk: Any, pieces: Any, wet: Any) -> Any:
    """Find stretches of walked street that barriers leave outside the field: on bridges, in passages and gates, between walls.

    Parameters
    ----------
    field, segments, grid, pieces
        As in :func:`planner.access.draw.timefield.walk_fields`.
    walk
        Limit and off-street width, metres.
    wet
        Of :func:`planner.access.draw.sight.cells_in`.

    Returns
    -------
    numpy.ndarray
        Start x, y, end x, y; shape (stretches, 4).
    """
    (limit_m, width_m), (x0, y0, cell, _, _) = walk, grid
    near = binned(pieces, grid)
    out, n = np.empty((16, 4)), 0
    for i in range(len(segments)):
        ax, ay, t0, t1 = segments[i, 0], segments[i, 1], segments[i, 4], segments[i, 5]
        afloat = wet.shape[0] > 0 and wet[int((ay - y0) / cell + 0.5), int((ax - x0) / cell + 0.5)]
        if t0 >= limit_m - _RIM_CELLS * cell or not (afloat or len(gathered(segments[i], width_m, pieces, near))):
            continue
        dx, dy = segments[i, 2] - ax, segments[i, 3] - ay
        steps = max(int(np.ceil(np.sqrt(dx * dx + dy * dy) / (0.25 * cell))), 1)
        begin = -1
        for step in range(steps + 1):
            bare = step < steps and t0 + (step + 1) / steps * (t1 - t0) <= limit_m - _RIM_CELLS * cell
            if bare:
                covered = 0
                for end in range(2):
                    share = (step + end) / steps
                    covered += _covered(field, grid, ax + share * dx, ay + share * dy)
                bare = covered < 2
            if bare and begin < 0:
                begin = step
            elif begin >= 0 and not bare:
                out = room_for(out, n + 1)
                out[n, 0], out[n, 1] = ax + begin / steps * dx, ay + begin / steps * dy
                out[n, 2], out[n, 3] = ax + step / steps * dx, ay + step / steps * dy
                if step == steps:  # to the last digit, for stretches of one street to be joined
                    out[n, 2], out[n, 3] = segments[i, 2], segments[i, 3]
                n, begin = n + 1, -1
    return out[:n]


@kernel
def draw(segments: Any, ptr: Any, limits_m: Any, width_m: float, cell_m: float, barriers: Any) -> Any:
    """Draw the borders of several sources.

    Parameters
    ----------
    segments, ptr
        Of :func:`planner.access.draw.pieces.walked_segments`.
    limits_m, width_m, cell_m
        Ascending, shape (sources, limits); off-street width and grid.
    barriers
        ``(ptr, pieces, ptr, outlines)``: barriers and water around each source.

    Returns
    -------
    tuple
        ``points``, ``start``, ``outline`` of :func:`planner.access.draw.contours.trace` for all rings together; ``owner`` of each ring,
        ``source * limits + limit``; bare stretches (start x, y, end x, y) and the owner of each.
    """
    piece_ptr, all_pieces, water_ptr, all_water = barriers
    points, n_points = np.empty((4096, 2)), 0
    rings, n_rings = np.zeros((256, 3), dtype=np.int64), 0
    bare, n_bare = np.empty((16, 5)), 0
    n_limits = limits_m.shape[1]
    for source in range(len(ptr) - 1):
        own = segments[ptr[source] : ptr[source + 1]]
        if not len(own):
            continue
        pieces = all_pieces[piece_ptr[source] : piece_ptr[source + 1]]
        grid = grid_of(own, width_m, cell_m)
        fields = walk_fields(own, grid, limits_m[source], width_m, pieces)
        wet = cells_in(all_water[water_ptr[source] : water_ptr[source + 1]], grid)
        sink(fields, wet, cell_m)
        cuts = cuts_of(pieces, grid)
        for limit in range(n_limits):
            found, start, outline = trace(fields[limit], cuts, grid)
            points, rings = room_for(points, n_points + len(found)), room_for(rings, n_rings + len(outline) + 1)
            for p in range(len(found)):
                points[n_points + p, 0], points[n_points + p, 1] = found[p, 0], found[p, 1]
            for r in range(len(outline)):
                rings[n_rings + r, 0] = n_points + start[r]
                rings[n_rings + r, 1] = n_rings + outline[r]
                rings[n_rings + r, 2] = source * n_limits + limit
            n_points, n_rings = n_points + len(found), n_rings + len(outline)
            if len(pieces) or len(wet):
                stretches = bare_stretches(fields[limit], own, grid, (limits_m[source, limit], width_m), pieces, wet)
                bare = room_for(bare, n_bare + len(stretches))
                for b in range(len(stretches)):
                    for k in range(4):
                        bare[n_bare + b, k] = stretches[b, k]
                    bare[n_bare + b, 4] = source * n_limits + limit
                n_bare += len(stretches)
    rings[n_rings, 0] = n_points
    return (
        points[:n_points].copy(),
        rings[: n_rings + 1, 0].copy(),
        rings[:n_rings, 1].copy(),
        rings[:n_rings, 2].copy(),
        bare[:n_bare].copy(),
    )
