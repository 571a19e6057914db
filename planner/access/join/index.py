"""Find the nearest street a place may be joined to: not across a barrier, not on a lost piece of the network."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.join.barriers import NO_BARRIERS, Barriers
from planner.access.join.compounds import NO_COURTS, Courts
from planner.access.join.snaps import MIN_ISLAND_M, Entrances, FloatArray, IntArray, Snaps, usable_streets
from planner.network import CLOSED, PRIVATE, StreetGraph

Shapes = npt.NDArray[np.object_]


class _Join(NamedTuple):
    """Points on streets for some places: row of the place, street, metres along its drawn line, metres of leg, point, out of water."""

    row: IntArray
    edge: IntArray
    along: FloatArray
    leg: FloatArray
    xy: FloatArray
    wet: npt.NDArray[np.bool_]

    def picked(self, keep: Any) -> _Join:
        return _Join(*(values[keep] for values in self))

    def joined(self, other: _Join) -> _Join:
        """Both, by row."""
        both = _Join(*(np.concatenate(pair) for pair in zip(self, other, strict=True)))
        return both.picked(np.argsort(both.row, kind="stable"))


class StreetIndex:
    """Spatial index over the shapes of a street graph; built once, asked often.

    Parameters
    ----------
    graph
        Streets.
    barriers
        Lines that access legs do not cross.
    courts
        Compounds that one leaves through a gate.
    min_island_m
        No place is joined to a connected piece shorter in all than this.
    lines
        Shapes of the streets where they are at hand.
    """

    def __init__(
        self,
        graph: StreetGraph,
        *,
        barriers: Barriers = NO_BARRIERS,
        courts: Courts = NO_COURTS,
        min_island_m: float = MIN_ISLAND_M,
        lines: Shapes | None = None,
    ) -> None:
        self._graph = graph
        self._barriers = barriers
        self._courts = courts
        self._lines = graph.lines() if lines is None else lines
        self._length = shapely.length(self._lines)
        self._private = (graph.edge_flags & PRIVATE) > 0
        usable = usable_streets(graph, min_island_m)
        self._usable = np.flatnonzero(usable)
        self._tree = shapely.STRtree(self._lines[self._usable])
        self._other_tree = shapely.STRtree(self._lines[~usable & ((graph.edge_flags & CLOSED) == 0)])

    def snap(self, places: FloatArray, owner: IntArray, n_places: int, *, max_snap_m: float) -> Snaps:
        """Find the nearest street of each place; of equally near ones a public one, then the lowest number.

        A place beside the mouth of a private way does not lie on it: it must not walk through. Where a barrier crosses the way to the
        nearest point, the next one is taken: streets count by their straight pieces, cut where a barrier crosses them, each with its own
        nearest point.

        Parameters
        ----------
        places
            Metres in the graph's system, shape (entries, 2); NaN for an unknown place.
        owner
            Row of the place each entry belongs to, ascending.
        n_places
            Number of places.
        max_snap_m
            Farther than this (exclusive) a place is off the network.
        """
        finite = np.flatnonzero(np.isfinite(places).all(axis=1))
        xy = places[finite]
        nearest = self._nearest(xy, max_snap_m)
        free = self._free(xy, nearest, max_snap_m)
        if len(self._courts.areas):
            free = free.joined(self._through_gates(xy, np.setdiff1d(np.arange(len(xy)), free.row), max_snap_m))
        entrances = self._entrances(xy, owner, finite, (nearest, free), max_snap_m)
        return self._table(places, free._replace(row=finite[free.row]), entrances, n_places)

    def _entrances(self, xy: FloatArray, owner: IntArray, finite: IntArray, joins: tuple[_Join, _Join], limit_m: float) -> Entrances:
        """Return what became of each entrance, by its nearest street and its joins."""
        nearest, free = joins
        distance = np.full(len(xy), np.nan)
        distance[nearest.row] = nearest.leg
        lost = np.flatnonzero(np.isnan(distance))
        distance[lost] = self._far_distance(xy[lost], limit_m)
        outcome = np.where(distance <= limit_m, "island", "off_network").astype("<U11")
        outcome[nearest.row] = "barrier"
        outcome[free.row] = "joined"
        distance[free.row] = np.inf
        np.minimum.at(distance, free.row, free.leg)
        status = np.full(len(owner), "no_place", dtype="<U11")
        status[finite] = outcome
        distance_m = np.full(len(owner), np.nan)
        distance_m[finite] = distance
        wet = np.zeros(len(owner), dtype=bool)
        wet[finite[free.row[free.wet]]] = True
        return Entrances(owner, status, distance_m, wet)

    def _table(self, places: FloatArray, join: _Join, asked: Entrances, n_places: int) -> Snaps:
        share = join.along / np.maximum(self._length[join.edge], 1e-9)
        return Snaps(
            owner=asked.owner[join.row],
            n_places=n_places,
            edge=join.edge,
            offset_mm=np.rint(share * self._graph.edge_mm[join.edge]).astype(np.int64),
            leg_mm=np.rint(join.leg * 1000).astype(np.int64),
            x=places[join.row, 0],
            y=places[join.row, 1],
            snap_x=join.xy[:, 0],
            snap_y=join.xy[:, 1],
            entrance=join.row,
            entrances=asked,
        )

    def _nearest(self, xy: FloatArray, limit_m: float) -> _Join:
        """Nearest usable street of each place that has one within the limit, whatever stands between."""
        points = shapely.points(xy)
        (row, at), distance = self._tree.query_nearest(points, max_distance=limit_m, return_distance=True, all_matches=True)
        edge = self._usable[at]
        order = np.lexsort((edge, self._private[edge], row))
        row, edge, distance = row[order], edge[order], distance[order]
        first = np.ones(len(row), dtype=bool)
        first[1:] = row[1:] != row[:-1]
        first &= distance <= limit_m
        row, edge, distance = row[first], edge[first], distance[first]
        line = self._lines[edge]
        along = shapely.line_locate_point(line, points[row])
        on = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
        return _Join(row, edge, along, distance, on, np.zeros(len(row), dtype=bool))

    def _free(self, xy: FloatArray, join: _Join, limit_m: float) -> _Join:
        """Replace the joins that cross a barrier by the nearest that does not; leave out places that have none."""
        if not len(self._barriers):
            return join
        crossing, wet = self._barriers.crossed(xy[join.row], join.xy)
        free = join._replace(wet=wet).picked(~crossing)
        return free.joined(self._around(xy, join.row[crossing], limit_m)) if crossing.any() else free

    def _around(self, xy: FloatArray, rows: IntArray, limit_m: float) -> _Join:
        """Try the pieces of streets around some places, nearest first, until the leg crosses no barrier."""
        pieces, edge_of, begin, tree = self._pieces
        points = shapely.points(xy[rows])
        at, piece = tree.query(points, predicate="dwithin", distance=limit_m)
        distance = shapely.distance(points[at], pieces[piece])
        order = np.lexsort((piece, self._private[edge_of[piece]], distance, at))
        order = order[distance[order] <= limit_m]
        at, piece, distance = at[order], piece[order], distance[order]
        along = shapely.line_locate_point(pieces[piece], points[at])
        on = shapely.get_coordinates(shapely.line_interpolate_point(pieces[piece], along))
        all_of = _Join(rows[at], edge_of[piece], begin[piece] + along, distance, on, np.zeros(len(at), dtype=bool))
        turn, end = np.unique(at, return_index=True)[1], np.searchsorted(at, np.unique(at), side="right")
        found: list[_Join] = [all_of.picked(slice(0, 0))]
        while len(turn):
            tried = all_of.picked(turn)
            crossing, wet = self._barriers.crossed(xy[tried.row], tried.xy)
            found.append(tried._replace(wet=wet).picked(~crossing))
            left = crossing & (turn + 1 < end)
            turn, end = turn[left] + 1, end[left]
        free = _Join(*(np.concatenate(values) for values in zip(*found, strict=True)))
        return free.picked(np.argsort(free.row, kind="stable"))

    @cached_property
    def _pieces(self) -> tuple[Shapes, IntArray, FloatArray, shapely.STRtree]:
        """Straight pieces of usable streets, cut where a barrier crosses; for each its street and the metres at which it begins."""
        xy, line = shapely.get_coordinates(self._lines[self._usable], return_index=True)
        at = np.flatnonzero(line[1:] == line[:-1])
        straight = shapely.linestrings(np.stack([xy[at], xy[at + 1]], axis=1))
        length = shapely.length(straight)
        walked = np.cumsum(length) - length
        first = np.searchsorted(line[at], np.arange(len(self._usable)))
        begin = walked - walked[first][line[at]]
        piece, part = self._barriers.tree.query(straight, predicate="intersects")
        meeting = shapely.intersection(straight[piece], self._barriers.tree.geometries[part])
        points, of = shapely.get_parts(shapely.extract_unique_points(meeting), return_index=True)
        owner = piece[of]
        every = np.arange(len(straight))
        places = np.concatenate(
            [np.zeros(len(straight)), length, np.clip(shapely.line_locate_point(straight[owner], points), 0, length[owner])]
        )
        cuts = np.unique(np.column_stack([np.concatenate([every, every, owner]), places]), axis=0)
        inner = np.flatnonzero(cuts[1:, 0] == cuts[:-1, 0])
        owner = cuts[inner, 0].astype(np.int64)
        step = (xy[at + 1] - xy[at])[owner] / length[owner, None]
        ends = [xy[at][owner] + step * cuts[inner + k, 1:] for k in (0, 1)]
        pieces = shapely.linestrings(np.stack(ends, axis=1))
        return pieces, self._usable[line[at][owner]], begin[owner] + cuts[inner, 1], shapely.STRtree(pieces)

    def _through_gates(self, xy: FloatArray, rows: IntArray, limit_m: float) -> _Join:
        """Ways of places in courts: straight to each gate, from there to the nearest street outside; the leg holds both parts."""
        courts = self._courts
        place, gate = courts.ways(courts.of(xy[rows]))
        outside = self._free(courts.gate_xy, self._nearest(courts.gate_xy, limit_m), limit_m)
        leads = np.isin(gate, outside.row)
        row, gate = rows[place[leads]], gate[leads]
        ways = outside.picked(np.searchsorted(outside.row, gate))
        leg = ways.leg + np.hypot(*(courts.gate_xy[gate] - xy[row]).T)
        crossing, _ = self._barriers.crossed(xy[row], courts.gate_xy[gate], but=courts.wall[courts.gate_court[gate]])
        return ways._replace(row=row, leg=leg, wet=np.zeros(len(row), dtype=bool)).picked(~crossing & (leg <= limit_m))

    def _far_distance(self, xy: FloatArray, limit_m: float) -> FloatArray:
        """Metres to the nearest street of any kind, ``inf`` where there is none within ten limits."""
        out = np.full(len(xy), np.inf)
        for tree in (self._tree, self._other_tree) if len(xy) else ():
            (row, _), distance = tree.query_nearest(shapely.points(xy), max_distance=10 * limit_m, return_distance=True, all_matches=False)
            out[row] = np.minimum(out[row], distance)
        return out
