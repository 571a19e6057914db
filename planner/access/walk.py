"""One walk drawn: the shortest way from a home to a facility, as long as the reach says it is."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from planner.access.draw.pieces import piece_shapes
from planner.access.join.legs import leg_points
from planner.access.join.snaps import Snaps
from planner.access.profiles import Profile
from planner.access.search.costs import Costs
from planner.access.search.ends import Stands, seeds_of, stands_of
from planner.access.search.runner import Rows

if TYPE_CHECKING:
    from planner.access.walknetwork import WalkNetwork

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Vertices nearer to each other than this are one, metres.
_SAME_M = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """The shortest walk from a home to a facility.

    Attributes
    ----------
    line
        Its way in degrees WGS84, from the home to the facility: access leg, streets, access leg. Where a leg leads through the gate of a
        compound it bends there.
    metres
        Length of all of it.
    seconds
        Time it takes, as :meth:`planner.access.Reach.times` says; more than length over speed where stairs, slopes or crossings count.
    home_leg_m, facility_leg_m
        Access legs at both ends.
    streets
        Numbers of the streets walked, in order (``street`` of :meth:`planner.access.Reach.lines`).
    """

    line: shapely.LineString
    metres: float
    seconds: float
    home_leg_m: float
    facility_leg_m: float
    streets: tuple[int, ...]

    @property
    def minutes(self) -> float:
        """Minutes it takes."""
        return self.seconds / 60


class _Way(NamedTuple):
    """A walk found: cost, entry of the home and of the facility, and streets with the places where they are left and entered."""

    mm: int
    home: int
    facility: int
    parts: list[tuple[int, int, int]]


class _Town(NamedTuple):
    """All a walk is looked up in."""

    network: WalkNetwork
    costs: Costs
    stands: Stands
    rows: Rows


def shortest_walk(network: WalkNetwork, home: Snaps, facility: Snaps, *, profile: Profile, limit_mm: int) -> Walk | None:
    """Find the shortest walk from one home to one facility, and draw it.

    Parameters
    ----------
    network
        Streets.
    home, facility
        Where each joins them; one place each, with all its entrances.
    profile
        Who walks.
    limit_mm
        A walk longer than this is not looked for, millimetres of flat walk.

    Returns
    -------
    Walk or None
        None where there is none inside the limit. Of equally long walks always the same.
    """
    if not len(home.edge) or not len(facility.edge):
        return None
    costs = network.costs(profile, "to")
    stands = stands_of(facility, costs, np.zeros(1, dtype=np.int64))
    seeds = seeds_of(network.search, costs, stands)
    rows = network.searcher(profile, "to").within(seeds, np.asarray([limit_mm], dtype=np.int64), threads=1)
    town = _Town(network, costs, stands, rows)
    way = _best(town, home, facility, seeds, limit_mm)
    return None if way is None else _drawn(town, way, home, facility, profile)


def _best(town: _Town, home: Snaps, facility: Snaps, seeds: tuple[IntArray, IntArray, IntArray], limit_mm: int) -> _Way | None:
    """Choose entrance, street end and way, as :func:`planner.access.search.ends.target_times` measures them."""
    search, costs = town.network.search, town.costs
    label = np.full(search.n_nodes, -1, dtype=np.int64)
    label[town.rows[1]] = town.rows[2]
    edge, leg = home.edge, home.leg_mm
    forward, backward = costs.part_forward(edge, home.offset_mm), costs.part_backward(edge, home.offset_mm)
    ends = ((search.read_u, forward), (search.read_v, costs.backward_mm[edge] - backward))
    found: list[tuple[int, int, int, int]] = []  # cost, home's entry, end of its street (or -1), facility's entry
    for side, (node, part) in enumerate(ends):
        whole = label[node[edge]] + part + leg
        found += [(int(whole[i]), int(i), side, -1) for i in np.flatnonzero(label[node[edge]] >= 0)]
    _, stand_edge, stand_forward, stand_backward, stand_leg = town.stands
    for i, k in np.argwhere(edge[:, None] == stand_edge[None, :]).tolist():
        along = max(int(forward[i] - stand_forward[k]), int(stand_backward[k] - backward[i]))
        found.append((int(stand_leg[k] + leg[i]) + along, i, -1, k))
    if not found or min(found)[0] > limit_mm:
        return None
    mm, i, side, k = min(found)
    if side < 0:
        return _Way(mm, i, k, [(int(edge[i]), int(home.offset_mm[i]), int(facility.offset_mm[k]))])
    arcs, seed = _traced(town, label, int(ends[side][0][edge[i]]), seeds)
    length = costs.length_mm
    first = (int(edge[i]), int(home.offset_mm[i]), int(length[edge[i]]) if side else 0)
    parts = [(e, int(length[e]) if along else 0, 0 if along else int(length[e])) for e, along in arcs]
    k, far = divmod(seed, 2)
    last = (int(facility.edge[k]), int(length[facility.edge[k]]) if far else 0, int(facility.offset_mm[k]))
    return _Way(mm, i, k, [first, *parts, last])


def _traced(town: _Town, label: IntArray, start: int, seeds: tuple[IntArray, IntArray, IntArray]) -> tuple[list[tuple[int, bool]], int]:
    """Follow the labels from a node down to a seed: ``(street, whether its arc runs along it)`` as one walks, and the seed.

    An arc belongs to a shortest walk if it leads from label to label exactly. Where such arcs cost nothing they may lead in a circle, so
    nodes are looked at once each, in the order of their steps.
    """
    search, costs = town.network.search, town.costs
    nodes = town.rows[1].astype(np.int64)
    count = search.row_end[nodes] - search.row_start[nodes]
    arc = np.arange(count.sum()) + np.repeat(search.row_start[nodes] - np.cumsum(count) + count, count)
    tail, head, edge = np.repeat(nodes, count), search.head[arc], search.arc_edge[arc]
    cost = np.where(edge < 0, 0, np.where(search.arc_along[arc], costs.forward_mm[edge], costs.backward_mm[edge]))
    tight = np.flatnonzero((label[head] >= 0) & (label[tail] + cost == label[head]))
    tight = tight[np.argsort(head[tight], kind="stable")]
    into = head[tight]
    seed_at = {(int(node), int(mm)): k for k, (node, mm) in reversed(list(enumerate(zip(*seeds[1:], strict=True))))}
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    queue = deque([start])
    while (node := queue[0], int(label[queue[0]])) not in seed_at:
        node = queue.popleft()
        for k in tight[np.searchsorted(into, node, "left") : np.searchsorted(into, node, "right")].tolist():
            if int(tail[k]) not in came:
                came[int(tail[k])] = (node, k)
                queue.append(int(tail[k]))
    node, arcs = queue[0], []
    seed = seed_at[node, int(label[node])]
    while came[node][1] >= 0:
        node, k = came[node]
        if edge[k] >= 0:
            arcs.append((int(edge[k]), bool(search.arc_along[arc[k]])))
    return arcs[::-1], seed


def _drawn(town: _Town, way: _Way, home: Snaps, facility: Snaps, profile: Profile) -> Walk:
    """Lay the way out as a line."""
    streets, courts = town.network.streets, town.network.courts
    parts = [part for part in way.parts if part[1] != part[2]]
    length = town.costs.length_mm
    pieces = np.asarray([[0.0, e, a / length[e], b / length[e], 0.0] for e, a, b in parts], dtype=np.float64).reshape(-1, 5)
    _, x, y, _ = piece_shapes(pieces, streets.shape_start, streets.shape_x, streets.shape_y, town.network.share)
    to_street, to_door = leg_points(home, way.home, courts), leg_points(facility, way.facility, courts)[::-1]
    points = np.concatenate([to_street, np.column_stack([x, y]), to_door])
    moved = np.hypot(*np.diff(points, axis=0).T) > _SAME_M
    points = points[np.concatenate([[True], moved])]
    if len(points) == 1:
        points = np.repeat(points, 2, axis=0)
    legs_mm = int(home.leg_mm[way.home]), int(facility.leg_mm[way.facility])
    return Walk(
        line=shapely.LineString(np.column_stack(streets.to_degrees(points[:, 0], points[:, 1]))),
        metres=(sum(legs_mm) + sum(abs(b - a) for _, a, b in parts)) / 1000,
        seconds=profile.seconds(way.mm),
        home_leg_m=legs_mm[0] / 1000,
        facility_leg_m=legs_mm[1] / 1000,
        streets=tuple(e for e, _, _ in parts),
    )
