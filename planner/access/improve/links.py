"""Gates to open and gaps to bridge: pairs of nodes that a small change would join, worth a try for some homes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.spatial import KDTree

from planner.access.count.coverage import Mask
from planner.access.join.barriers import Barriers
from planner.access.join.offstreet import MAX_PATH_M
from planner.access.join.snaps import Entrances, Snaps
from planner.access.profiles import Profile
from planner.access.search.ends import nearest_targets, seeds_of, stands_of
from planner.access.walknetwork import WalkNetwork
from planner.network import StreetGraph

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: What a change can be, cheapest first: opening a gate that is known, opening a wall across a street, a path.
KINDS = ("open_gate", "open_wall", "path")
#: At most so many paths between street ends are tried, the shortest first.
MOST_PATHS = 4000
#: A path between street ends that saves less walking than this is not tried, metres, unless no facility was inside the limit before.
LEAST_GAIN_M = 50.0
#: Walk left where no facility is inside the limit, millimetres: more than any walk.
NO_WALK = 1 << 40
_SAME_PLACE_M = 0.05
_GATE_M = 10.0


class Links(NamedTuple):
    """Candidates: rank in :data:`KINDS`, length, the nodes joined (one walks from ``start`` to ``end``), and the walk left at ``end``."""

    kind: IntArray
    length_mm: IntArray
    start: IntArray
    end: IntArray
    left_mm: IntArray

    def picked(self, keep: Mask | IntArray) -> Links:
        """Keep some candidates."""
        return Links(*(values[keep] for values in self))


class Field:
    """The walk left from everywhere to the nearest facility.

    Parameters
    ----------
    network
        Streets.
    facilities
        Where the facilities join them.
    profile
        Who walks.
    limit_mm
        Walks are looked for up to here.
    """

    def __init__(self, network: WalkNetwork, facilities: Snaps, profile: Profile, limit_mm: int) -> None:
        self.network = network
        self.streets = network.streets
        self.limit_mm = limit_mm
        self.profile = profile
        self.costs = network.costs(profile, "to")
        self.search = network.searcher(profile, "to")
        self.stands = stands_of(facilities, self.costs, np.zeros(facilities.n_places, dtype=np.int64))
        self.dist, self.owner = self.search.nearest(seeds_of(network.search, self.costs, self.stands), limit_mm)

    @property
    def at_node(self) -> IntArray:
        """Walk left from each node as anybody may walk it, millimetres, :data:`NO_WALK` beyond the limit; shape (nodes,)."""
        mm = self.dist[: self.streets.n_nodes]
        return np.where(mm >= 0, mm, NO_WALK)

    def at_places(self, edge: IntArray, offset_mm: IntArray, xy: FloatArray) -> IntArray:
        """Walk left from places on streets, :data:`NO_WALK` beyond the limit."""
        n = len(edge)
        row, none = np.arange(n), np.zeros(n, dtype=np.int64)
        asked = Entrances(row, np.full(n, "joined"), np.zeros(n), np.zeros(n, dtype=bool))
        places = Snaps(row, n, edge, offset_mm, none, xy[:, 0], xy[:, 1], xy[:, 0], xy[:, 1], row, asked)
        mm, who = nearest_targets(self.dist, self.owner, (self.stands, self.limit_mm), (self.network.search, self.costs, places))
        return np.where(who >= 0, mm, NO_WALK)

    def degrees(self, x: FloatArray, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Degrees WGS84, to a hundredth of a metre."""
        lon, lat = self.streets.to_degrees(x, y)
        return lon.round(7), lat.round(7)


def useful_links(field: Field, homes: Snaps, wanted: IntArray, gates_xy: FloatArray | None, max_path_m: float) -> tuple[Links, int]:
    """Gates, walls and paths worth trying.

    Parameters
    ----------
    field
        The walk left from everywhere.
    homes
        Where the homes join the network.
    wanted
        Rows of the homes to look for.
    gates_xy
        Known gates besides those of the street data, metres, shape (gates, 2).
    max_path_m
        Longest path.

    Returns
    -------
    links : Links
        Candidates.
    left_out : int
        Paths beyond :data:`MOST_PATHS`, the longest ones.
    """
    graph = field.streets
    openings = _useful(field, _openings(field.network, gates_xy), homes, wanted, least_gain_mm=1)
    paths = _useful(field, _gaps(field, max_path_m), homes, wanted, least_gain_mm=round(LEAST_GAIN_M * 1000))
    paths = _frontier(paths)
    paths = paths.picked(~_crossing(graph, field.network.barriers, paths))
    paths = paths.picked(np.lexsort((paths.end, paths.start, paths.left_mm, paths.length_mm)))
    kept = paths.picked(np.arange(min(len(paths.kind), MOST_PATHS)))
    both = Links(*(np.concatenate(pair) for pair in zip(openings, kept, strict=True)))
    return both, len(paths.kind) - len(kept.kind)


def _openings(network: WalkNetwork, gates_xy: FloatArray | None) -> Links:
    """Pairs of nodes at one place where streets were parted: at a known gate, or at a wall."""
    graph = network.streets
    start, end = network.off_street.parted
    xy = np.column_stack(graph.to_plane(graph.gates.lon, graph.gates.lat))
    marks = xy if gates_xy is None else np.concatenate([xy, gates_xy])
    gate = np.zeros(len(start), dtype=bool)
    if len(marks) and len(start):
        here = shapely.points(graph.node_x[start], graph.node_y[start])
        gate[shapely.STRtree(shapely.points(marks)).query(here, predicate="dwithin", distance=_GATE_M)[0]] = True
    return Links(np.where(gate, 0, 1), np.zeros(len(start), dtype=np.int64), start, end, np.zeros(len(start), dtype=np.int64))


def _gaps(field: Field, max_path_m: float) -> Links:
    """Pairs of nodes near each other, the second with a shorter walk left."""
    graph = field.streets
    off = field.network.off_street
    nodes, left = off.nodes, field.at_node
    good = left[nodes] < field.limit_mm
    a, b = off.near if max_path_m == MAX_PATH_M else off.node_tree.query(off.points, predicate="dwithin", distance=max_path_m)
    worth = good[a]
    end, start = nodes[a[worth]], nodes[b[worth]]
    worth = left[start] > left[end]
    end, start = end[worth], start[worth]
    length = np.hypot(graph.node_x[start] - graph.node_x[end], graph.node_y[start] - graph.node_y[end])
    apart = length > _SAME_PLACE_M
    mm = np.rint(length[apart] * 1000).astype(np.int64)
    return Links(np.full(len(mm), 2), mm, start[apart], end[apart], np.zeros(len(mm), dtype=np.int64))


def _useful(field: Field, links: Links, homes: Snaps, wanted: IntArray, *, least_gain_mm: int) -> Links:
    """Keep what leaves a walk inside the limit, shortens it, and lies near enough to a home that is looked for."""
    graph, left = field.streets, field.at_node
    total = links.length_mm + left[links.end]
    keep = (total <= field.limit_mm) & (left[links.start] - total >= least_gain_mm)
    links = links._replace(left_mm=left[links.end]).picked(keep)
    there = np.isin(homes.owner, wanted)
    doors = np.column_stack([homes.snap_x[there], homes.snap_y[there]])
    if not len(doors) or not len(links.kind):
        return links.picked(np.zeros(len(links.kind), dtype=bool))
    starts, which = np.unique(links.start, return_inverse=True)
    away = np.asarray(KDTree(doors).query(np.column_stack([graph.node_x[starts], graph.node_y[starts]]))[0])
    budget = field.limit_mm - links.length_mm - links.left_mm
    return links.picked(away[which.ravel()] * 1000 <= budget * 1.001)


def _frontier(links: Links) -> Links:
    """Of the paths from one start keep those that no shorter one beats."""
    order = np.lexsort((links.end, links.left_mm + links.length_mm, links.length_mm, links.start))
    sorted_ = links.picked(order)
    total = pd.Series(sorted_.left_mm + sorted_.length_mm)
    before = total.groupby(sorted_.start).cummin().groupby(sorted_.start).shift()
    return sorted_.picked((before.isna() | (total < before)).to_numpy())


def _crossing(graph: StreetGraph, barriers: Barriers, links: Links) -> Mask:
    """Return which paths cross a known barrier."""
    if not len(barriers):
        return np.zeros(len(links.kind), dtype=bool)
    start, end = (np.column_stack([graph.node_x[n], graph.node_y[n]]) for n in (links.start, links.end))
    crossing, wet = barriers.crossed(start, end)
    return crossing | wet


def no_links() -> Links:
    """Return an empty list of candidates."""
    nothing = np.zeros(0, dtype=np.int64)
    return Links(nothing, nothing, nothing, nothing, nothing)
