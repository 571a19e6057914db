"""Walls of compounds: streets inside are private, and meet the streets outside at gates only.

A wall is the outline of a compound. Streets are first split where they cross it (bridges and tunnels pass over or under it). Then every
piece inside is private, and at the wall it stays joined to the outside only at an open gate. A compound without any known gate gets a
*virtual* gate wherever a street crosses its wall: nobody knows better, and the result says how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.network.graph import local_plane
from planner.network.segments import FloatArray, IntArray, Segments, split_at, with_copies

#: A street vertex this near to a wall stands on it, metres: what is drawn by hand rarely meets exactly.
ON_WALL_M = 1.0
#: A gate belongs to a street crossing this near, metres.
GATE_M = 10.0


@dataclass(frozen=True, slots=True)
class Gates:
    """Gates known from a layer: places in degrees WGS84, and whether one may walk through."""

    lon: FloatArray
    lat: FloatArray
    open: npt.NDArray[np.bool_]


NO_GATES = Gates(np.zeros(0), np.zeros(0), np.zeros(0, dtype=bool))


@dataclass(frozen=True, slots=True)
class WallReport:
    """What the walls did: compounds, those whose gates are not known, street crossings by what became of them."""

    compounds: int
    without_gates: int
    gates: int
    virtual_gates: int
    closed_crossings: int


def apply_walls(segments: Segments, walls: npt.NDArray[np.object_], gates: Gates = NO_GATES) -> tuple[Segments, WallReport]:
    """Make the streets inside walls private and cut them off where there is no gate.

    Parameters
    ----------
    segments
        Streets in WGS84. Vertices with a barrier tag count as gates.
    walls
        Polygons or MultiPolygons in WGS84, one per compound.
    gates
        More gates; a closed one keeps its crossing closed, whatever the street says.

    Returns
    -------
    Segments
        The streets as a walker finds them.
    WallReport
        Counts for the result.
    """
    shapes = _polygons(walls)
    if not len(shapes):
        return segments, WallReport(0, 0, 0, 0, 0)
    plane = local_plane(segments.lon, segments.lat)
    areas = np.asarray(shapely.transform(shapes, plane.transform, interleaved=False))
    split = _split_at_walls(segments, areas, plane)
    x, y = plane.transform(split.lon, split.lat)
    inside = _inside(split, areas, x, y)
    gate_state = _gate_state(split, areas, gates, plane, (x, y))
    return _cut(split, inside, gate_state, len(areas))


def without_walls(segments: Segments, walls: npt.NDArray[np.object_]) -> Segments:
    """Return the open reading: streets inside the walls are everybody's, and every gate on a wall stands open.

    Parameters
    ----------
    segments
        Streets in WGS84.
    walls
        As for :func:`apply_walls`.
    """
    shapes = _polygons(walls)
    if not len(shapes):
        return segments
    plane = local_plane(segments.lon, segments.lat)
    areas = np.asarray(shapely.transform(shapes, plane.transform, interleaved=False))
    x, y = plane.transform(segments.lon, segments.lat)
    inside = _inside(segments, areas, x, y)
    on_wall = shapely.STRtree(shapely.boundary(areas)).query(shapely.points(x, y), predicate="dwithin", distance=ON_WALL_M)[0]
    closed = segments.closed.copy()
    closed[on_wall] = False
    return replace(segments, private=segments.private & (inside < 0), closed=closed)


def _polygons(walls: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    kept = [w for w in walls if w is not None and not w.is_empty and w.geom_type in {"Polygon", "MultiPolygon"}]
    return np.asarray(kept, dtype=object)


def cut_at(segments: Segments, closed: npt.NDArray[np.bool_]) -> Segments:
    """Part the streets that meet at closed vertices (locked gates): each keeps an end of its own there.

    Parameters
    ----------
    segments
        Streets.
    closed
        Shape (vertices,).
    """
    ends = np.concatenate([segments.a, segments.b])
    at = np.flatnonzero(closed[ends])
    n = len(segments.lon)
    new = ends.copy()
    new[at] = n + np.arange(len(at))
    half = len(segments.a)
    parted = with_copies(segments, ends[at])
    return replace(parted, closed=np.zeros(n + len(at), dtype=bool), a=new[:half], b=new[half:])


def _split_at_walls(segments: Segments, areas: npt.NDArray[np.object_], plane: Transformer) -> Segments:
    """Put a vertex wherever a street crosses a wall away from its own vertices."""
    x, y = plane.transform(segments.lon, segments.lat)
    over = segments.bridge | segments.tunnel
    lines = shapely.linestrings(np.stack([np.column_stack([x[i], y[i]]) for i in (segments.a, segments.b)], axis=1))
    rims = shapely.boundary(areas)
    seg, wall = shapely.STRtree(rims).query(lines, predicate="intersects")
    keep = ~over[seg]
    seg, wall = seg[keep], wall[keep]
    points, which = shapely.get_parts(shapely.extract_unique_points(shapely.intersection(lines[seg], rims[wall])), return_index=True)
    owner = seg[which]
    length = shapely.length(lines[owner])
    along = shapely.line_locate_point(lines[owner], points)
    inner = (along > ON_WALL_M / 2) & (along < length - ON_WALL_M / 2)
    owner, along, length = owner[inner], along[inner], length[inner]
    order = np.lexsort((along, owner))
    owner, share = owner[order], (along / length)[order]
    a, b = segments.a[owner], segments.b[owner]
    lon = segments.lon[a] + share * (segments.lon[b] - segments.lon[a])
    lat = segments.lat[a] + share * (segments.lat[b] - segments.lat[a])
    return split_at(segments, owner, len(segments.lon) + np.arange(len(owner)), (lon, lat))


def _inside(segments: Segments, areas: npt.NDArray[np.object_], x: Any, y: Any) -> IntArray:
    """Compound each segment lies in, -1 outside; a street along a wall is outside."""
    middle = shapely.points((x[segments.a] + x[segments.b]) / 2, (y[segments.a] + y[segments.b]) / 2)
    point, area = shapely.STRtree(areas).query(middle, predicate="within")
    deep = shapely.distance(middle[point], shapely.boundary(areas[area])) > ON_WALL_M / 2
    over = segments.bridge | segments.tunnel
    deep &= ~over[point]
    out = np.full(len(segments.a), len(areas), dtype=np.int64)
    np.minimum.at(out, point[deep], area[deep])
    return np.where(out < len(areas), out, -1)


def _gate_state(segments: Segments, areas: Any, gates: Gates, plane: Transformer, xy: tuple[Any, Any]) -> tuple[Any, npt.NDArray[np.bool_]]:
    """Per vertex: 1 an open gate, 0 none, -1 a closed gate; per compound: whether any gate of it is known."""
    vertices = shapely.points(*xy)
    state = np.where(segments.closed, -1, np.where(segments.gate, 1, 0))
    known = np.zeros(len(areas), dtype=bool)
    rims = shapely.boundary(areas)
    places = shapely.points(*plane.transform(gates.lon, gates.lat))
    for marks in (places, vertices[segments.gate]):
        _, wall = shapely.STRtree(rims).query(marks, predicate="dwithin", distance=GATE_M)
        known[wall] = True
    gate, near = shapely.STRtree(vertices).query(places, predicate="dwithin", distance=GATE_M)
    touching = shapely.STRtree(rims).query(vertices, predicate="dwithin", distance=ON_WALL_M)[0]
    on_wall = np.zeros(len(vertices), dtype=bool)
    on_wall[touching] = True
    at_wall = on_wall[near]
    gate, near = gate[at_wall], near[at_wall]
    distance = shapely.distance(places[gate], vertices[near])
    order = np.lexsort((near, distance, gate))
    first = np.ones(len(order), dtype=bool)
    first[1:] = gate[order][1:] != gate[order][:-1]
    chosen = order[first]
    state[near[chosen]] = np.where(gates.open[gate[chosen]], 1, -1)
    return state, known


def _cut(segments: Segments, inside: IntArray, gate_state: Any, n_areas: int) -> tuple[Segments, WallReport]:
    """Return the inside of a wall its own copy of every vertex at which no gate joins it to the outside."""
    state, known = gate_state
    n = len(segments.lon)
    ends = np.concatenate([segments.a, segments.b])
    area = np.tile(inside, 2)
    low = np.full(n, np.iinfo(np.int64).max)
    high = np.full(n, np.iinfo(np.int64).min)
    np.minimum.at(low, ends, area)
    np.maximum.at(high, ends, area)
    crossing = (low < high) & (high >= 0)  # joins two sides: outside and a compound, or two compounds
    compound = np.maximum(high, 0)
    virtual = crossing & ~known[compound] & (state != -1)
    opened = crossing & (state == 1)
    closed = crossing & ~opened & ~virtual
    moved = closed[ends] & (area >= 0)
    key = ends[moved] * n_areas + area[moved]
    unique, copy = np.unique(key, return_inverse=True)
    new_ends = ends.copy()
    new_ends[moved] = n + copy
    source = unique // n_areas
    half = len(segments.a)
    report = WallReport(n_areas, int((~known).sum()), int(opened.sum()), int(virtual.sum()), int(closed.sum()))
    marked = replace(segments, gate=segments.gate | opened | virtual, closed=segments.closed & ~closed & ~opened)
    return (
        replace(
            with_copies(marked, source),
            a=new_ends[:half],
            b=new_ends[half:],
            private=segments.private | (inside >= 0),
        ),
        report,
    )
