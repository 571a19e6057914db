"""Service circles: polygons drawn from what is walked. Pictures of a reach, never the basis of a verdict."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.draw.borders import draw
from planner.access.draw.contours import NOWHERE, polygons
from planner.access.join.barriers import NO_BARRIERS, Barriers

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]
T = TypeVar("T")
R = TypeVar("R")
Overlap = Literal["overlap", "dissolve", "split"]
Shape = Literal["disks", "rings"]

#: Off-street walking shown around a reached street, metres.
WIDTH_M = 50.0
#: Grid of the walking-time field, metres.
CELL_M = 10.0
#: Coarser, to screen many places; finer, for a plate.
SCREENING_CELL_M, FINE_CELL_M = 20.0, 5.0
#: Half the width of what is drawn of a street where barriers leave nothing beside it, on a bridge or between walls, metres.
DECK_M = 3.0
#: Sources drawn at a time: enough to share out, few enough that their borders stay in the processor's cache.
_BLOCK = 16
#: Kinds of areas in which nobody walks off the streets; an area of another kind bars at its outline only.
_SUNK = ("water", "rail")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How circles are drawn.

    Attributes
    ----------
    width_m
        Off-street width.
    cell_m
        Grid of the time field.
    barriers
        Lines nobody walks across off the streets, areas nobody walks in.
    threads
        At most so many at a time; as many as there are cores by default.
    """

    width_m: float = WIDTH_M
    cell_m: float = CELL_M
    barriers: Barriers = NO_BARRIERS
    threads: int | None = None


def circle_shapes(segments: FloatArray, ptr: IntArray, limits_m: FloatArray, how: Drawing) -> Shapes:
    """Draw the circles of each source by itself.

    Parameters
    ----------
    segments, ptr
        Of :func:`planner.access.draw.pieces.walked_segments`, cut at the longest limit of each source.
    limits_m
        Limits in metres of walk, ascending along each row; shape (sources, limits).
    how
        How to draw.

    Returns
    -------
    numpy.ndarray
        Valid MultiPolygons in the plane of the segments, shape (sources, limits); empty where nothing is walked.
    """
    n = len(ptr) - 1
    cuts = [*range(0, n, _BLOCK), n]
    blocks = [(a, b) for a, b in pairwise(cuts) if ptr[b] > ptr[a]]
    out = np.full(limits_m.shape, NOWHERE, dtype=object)

    def drawn(block: tuple[int, int]) -> Shapes:
        a, b = block
        return _block(segments[ptr[a] : ptr[b]], ptr[a : b + 1] - ptr[a], limits_m[a:b], how)

    for (a, b), part in zip(blocks, in_threads(drawn, blocks, how.threads), strict=True):
        out[a:b] = part
    return out


def in_threads(work: Callable[[T], R], parts: Sequence[T], threads: int | None) -> list[R]:
    """Do the parts of a work several at a time; results in the order of the parts. Kernels and geometry leave the interpreter free."""
    workers = min(threads or os.cpu_count() or 1, len(parts))
    if workers <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, parts))


def _block(segments: FloatArray, ptr: IntArray, limits_m: FloatArray, how: Drawing) -> Shapes:
    barriers = barriers_around(segments, ptr, how)
    borders = draw(segments, ptr, limits_m, how.width_m, how.cell_m, barriers)
    shapes = polygons(borders.points, borders.start, borders.outline, borders.owner, limits_m.size)
    return with_decks(shapes, borders.bare).reshape(limits_m.shape)


def with_decks(shapes: Shapes, bare: FloatArray) -> Shapes:
    """Add what is drawn of streets that barriers leave bare.

    Parameters
    ----------
    shapes
        MultiPolygons.
    bare
        Stretches: start x, y, end x, y, row in ``shapes``.
    """
    if not len(bare):
        return shapes
    stretches = shapely.linestrings(bare[:, :4].reshape(-1, 2, 2))
    owner = bare[:, 4].astype(np.int64)
    out = shapes.copy()
    for row in np.unique(owner):
        joined = shapely.line_merge(shapely.multilinestrings(stretches[owner == row]))
        # flat ends: a street that ends at a wall is not drawn behind it
        decks = shapely.buffer(shapely.get_parts(joined), DECK_M, quad_segs=2, cap_style="flat")
        out[row] = polygons_of(shapely.union_all([shapes[row], *decks]))
    return out


def barriers_around(segments: FloatArray, ptr: IntArray, how: Drawing) -> tuple[IntArray, FloatArray, IntArray, FloatArray]:
    """Barriers and water around each source.

    Returns
    -------
    tuple
        ``ptr`` and straight pieces of barriers (start x, y, end x, y); ``ptr`` and straight pieces of outlines of areas nobody walks in,
        cut to the surroundings of the source (start x, y, end x, y, number of the area).
    """
    n = len(ptr) - 1
    none = np.zeros(n + 1, dtype=np.int64)
    some = np.flatnonzero(np.diff(ptr))
    if not len(how.barriers) or not len(some):
        return none, np.zeros((0, 4)), none, np.zeros((0, 5))
    pad = how.width_m + 3 * how.cell_m
    low = np.minimum.reduceat(np.minimum(segments[:, 0:2], segments[:, 2:4]), ptr[some]) - pad
    high = np.maximum.reduceat(np.maximum(segments[:, 0:2], segments[:, 2:4]), ptr[some]) + pad
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    box, piece = how.barriers.tree.query(boxes)
    pieces = shapely.get_coordinates(how.barriers.tree.geometries.take(piece)).reshape(-1, 4)
    water_ptr, outlines = _sunk_around(how.barriers, boxes, some, n)
    return _pointer(some[box], n), np.ascontiguousarray(pieces), water_ptr, outlines


def _sunk_around(barriers: Barriers, boxes: Shapes, source: IntArray, n: int) -> tuple[IntArray, FloatArray]:
    """Outlines of areas nobody walks in, cut to the box of each source."""
    areas = barriers.areas[np.isin(barriers.kinds, _SUNK) & ~shapely.is_empty(barriers.areas)]
    box, area = shapely.STRtree(areas).query(boxes)
    bounds = shapely.bounds(boxes)
    cut = [shapely.clip_by_rect(areas[a], *bounds[b]) for b, a in zip(box, area, strict=True)]
    rings, number = shapely.get_parts(shapely.boundary(np.asarray(cut, dtype=object)), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inner = np.flatnonzero(ring[1:] == ring[:-1])
    of = number[ring[inner]]
    outlines = np.column_stack([points[inner], points[inner + 1], of]) if len(inner) else np.zeros((0, 5))
    return _pointer(source[box[of]], n), outlines


def _pointer(keys: IntArray, size: int) -> IntArray:
    pointer = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=pointer[1:])
    return pointer


def polygons_of(shape: Any) -> shapely.MultiPolygon:
    """Keep the polygons of a shape; lines and points that an overlay leaves behind are dropped."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def ringed(shapes: Shapes, *, across: bool) -> Shapes:
    """Take the circle of the limit before out of each.

    Parameters
    ----------
    shapes
        Shape (sources, limits), or (limits, 1) where ``across``: then everything any smaller limit holds is taken out.
    """
    rows = shapes.T if across else shapes
    out = rows.copy()
    for row, ring in zip(rows, out, strict=True):
        for i in range(1, len(row)):
            inner = shapely.union_all(row[:i]) if across else row[i - 1]
            ring[i] = polygons_of(shapely.difference(row[i], inner))
    return out.T if across else out
