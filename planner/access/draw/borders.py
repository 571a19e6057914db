"""From walked segments to borders, one source after the other: the fields of all limits, their rings, and the decks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from planner.access.draw.contours import trace
from planner.access.draw.pieces import room_for
from planner.access.draw.sight import binned, cells_in, cuts_of, gathered
from planner.access.draw.timefield import grid_of, walk_fields
from planner.network import inlined, kernel

#: A place this many cells below the limit is to be inside, or the street there gets a deck.
_RIM_CELLS = 1.5
_NONE = np.zeros(0, dtype=np.int64)

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]


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


@dataclass(frozen=True)
class Borders:
    """Rings of several shapes and the stretches that barriers leave bare.

    Attributes
    ----------
    points, start, outline
        As :func:`planner.access.draw.contours.trace` gives them, for all rings together.
    owner
        ``source * limits + limit`` of each ring, ascending.
    bare
        Bare stretches, shape (stretches, 5): start x, y, end x, y and the owner.
    """

    points: FloatArray
    start: IntArray
    outline: IntArray
    owner: IntArray
    bare: FloatArray


def draw(segments: FloatArray, ptr: IntArray, limits_m: FloatArray, width_m: float, cell_m: float, barriers: Any) -> Borders:
    """Draw the borders of several sources, one after the other.

    Parameters
    ----------
    segments, ptr
        Of :func:`planner.access.draw.pieces.walked_segments`.
    limits_m, width_m, cell_m
        Ascending, shape (sources, limits); off-street width and grid.
    barriers
        ``(ptr, pieces, ptr, outlines)``: barriers and water around each source.
    """
    piece_ptr, all_pieces, water_ptr, all_water = barriers
    points, ends, outlines, owners, bare = [np.zeros((0, 2))], [np.zeros(1, dtype=np.int64)], [_NONE], [_NONE], [np.zeros((0, 5))]
    n_points = n_rings = 0
    for source, limits in enumerate(limits_m):
        own = segments[ptr[source] : ptr[source + 1]]
        if not len(own):
            continue
        pieces = all_pieces[piece_ptr[source] : piece_ptr[source + 1]]
        grid = grid_of(own, width_m, cell_m)
        fields = walk_fields(own, grid, limits, width_m, pieces)
        wet, cuts = cells_in(all_water[water_ptr[source] : water_ptr[source + 1]], grid), cuts_of(pieces, grid)
        sink(fields, wet, cell_m)
        for number, (field, limit_m) in enumerate(zip(fields, limits, strict=True)):
            owner = source * len(limits) + number
            found, start, outline = trace(field, cuts, grid)
            points.append(found)
            ends.append(start[1:] + n_points)
            outlines.append(outline + n_rings)
            owners.append(np.full(len(outline), owner))
            n_points, n_rings = n_points + len(found), n_rings + len(outline)
            if len(pieces) or len(wet):
                stretches = bare_stretches(field, own, grid, (float(limit_m), width_m), pieces, wet)
                bare.append(np.column_stack([stretches, np.full(len(stretches), owner)]))
    return Borders(np.concatenate(points), np.concatenate(ends), np.concatenate(outlines), np.concatenate(owners), np.concatenate(bare))
