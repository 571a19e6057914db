"""What a small change would do: for each home that is not reached, the cheapest single gate or short path that brings it inside a limit.

Estimates, on the safe side: walks through a candidate are computed exactly on the network as it stands plus that one gate or path. A real
path may meet further streets and be shorter still. Ground, ownership and cost are not known; known barriers are never crossed.

Method. One search from all facilities gives the walk that is left from every node. A gate or path from ``p`` to ``q`` is a source at ``p``
that starts with its length and the walk left at ``q``; one bounded search around it finds the homes it would serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.access.improve.links import KINDS, Field, Links, no_links, useful_links
from planner.access.join.offstreet import MAX_PATH_M
from planner.access.join.places import plane_places
from planner.access.join.snaps import Snaps
from planner.access.profiles import Profile
from planner.access.search.ends import hang_targets, target_times
from planner.access.walknetwork import WalkNetwork

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What small changes would do.

    Attributes
    ----------
    homes
        One row per home that a change covers, by ``home`` (row number): ``change`` (row in ``changes``), ``walk_m`` with it.
    changes
        The changes chosen: ``kind`` (of :data:`planner.access.improve.links.KINDS`), ``length_m``, ``from_lon``, ``from_lat``, ``to_lon``,
        ``to_lat``, ``homes`` and ``persons`` that it would cover all by itself, also those for whom another change is cheaper; most
        persons first.
    left_out
        Paths that were not tried, because there were more than :data:`planner.access.improve.links.MOST_PATHS`.
    """

    homes: pd.DataFrame
    changes: pd.DataFrame
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class CandidateChanges:
    """Gates, walls and paths that are worth a try, before it is known whom each would serve.

    Attributes
    ----------
    field
        The walk left from everywhere.
    links
        Candidates.
    wanted
        Rows of the homes that are looked for.
    max_path_m
        Longest path.
    left_out
        As in :class:`Changes`.
    """

    field: Field
    links: Links
    wanted: IntArray
    max_path_m: float
    left_out: int


def worth_trying(
    network: WalkNetwork,
    facilities: Snaps,
    snaps: Snaps,
    wanted: IntArray,
    *,
    limit_mm: int,
    profile: Profile,
    gates_xy: FloatArray | None = None,
    max_path_m: float = MAX_PATH_M,
) -> CandidateChanges:
    """Look quickly for gates, walls and short paths that may bring homes inside a limit; :func:`cheapest_changes` says which homes.

    Parameters
    ----------
    network
        Streets, with barriers.
    facilities
        Where the facilities join them.
    snaps
        Where all homes join the streets.
    wanted
        Rows of the homes to look for: not reached, and near enough to a facility in a straight line.
    limit_mm
        Limit of the walk, inclusive.
    profile
        Who walks.
    gates_xy
        Known gates, metres in the network's plane, besides those the street data knows.
    max_path_m
        Longest path.

    Returns
    -------
    CandidateChanges
        Candidates; a home that none of them serves may still have a short path of its own.
    """
    wanted = np.unique(wanted)
    links, left_out = no_links(), 0
    field = Field(network, facilities, profile, limit_mm)
    if len(wanted):
        links, left_out = useful_links(field, snaps, wanted, gates_xy, max_path_m)
    return CandidateChanges(field, links, wanted, max_path_m, left_out)


def cheapest_changes(
    tried: CandidateChanges, homes: gpd.GeoSeries, snaps: Snaps, persons: FloatArray, near: NearStreets | None = None
) -> Changes:
    """Choose the cheapest single change for each home: a known gate before a wall, a wall before a path, a short path before a long one.

    Parameters
    ----------
    tried
        What :func:`worth_trying` found for these homes.
    homes
        Places of all homes, in any CRS.
    snaps
        Where they join the streets.
    persons
        Persons of each home, shape (homes,).
    near
        What :func:`near_streets` gives for all homes and the longest path, if at hand.

    Returns
    -------
    Changes
        Each change chosen covers at least one home. A path joins two street ends or junctions, or a home and another street than the one
        it is joined to.
    """
    served, own, shapes = _no_serve(), _no_serve(), np.zeros((0, 4))
    field = tried.field
    if len(tried.wanted):
        served = _served(field, tried.links, snaps, tried.wanted)
        own, shapes = _own_paths(field, near or near_streets(field.network, homes, tried.max_path_m), tried.wanted)
    return _chosen(field, (tried.links, served), (own, shapes), persons, tried.left_out)


class _Serve(NamedTuple):
    """Candidate, home, and the walk with it; what the change costs: rank of its kind, length."""

    candidate: IntArray
    home: IntArray
    walk_mm: IntArray
    kind: IntArray
    length_mm: IntArray


def _served(field: Field, links: Links, homes: Snaps, wanted: IntArray) -> _Serve:
    """Homes each candidate would bring inside the limit."""
    n = len(links.kind)
    if not n:
        return _no_serve()
    seeds = (np.arange(n + 1, dtype=np.int64), links.start.astype(np.int64), links.length_mm + links.left_mm)
    limits = np.full(n, field.limit_mm, dtype=np.int64)
    rows = field.search.within(seeds, limits)
    hooks = hang_targets(field.network.search, field.costs, homes)
    nothing = np.zeros(0, dtype=np.int64)
    nowhere = (np.zeros(n + 1, dtype=np.int64), nothing, nothing, nothing, nothing)
    candidate, home, mm = target_times(rows, hooks, nowhere, limits)
    asked = np.isin(home, wanted)
    candidate, home, mm = candidate[asked].astype(np.int64), home[asked], mm[asked]
    return _Serve(candidate, home, mm, links.kind[candidate], links.length_mm[candidate])


class NearStreets(NamedTuple):
    """Straight paths from homes to public streets near them: home, its place, street, place along it and on the ground, length."""

    home: IntArray
    xy: FloatArray
    edge: IntArray
    offset: IntArray
    on: FloatArray
    length: IntArray

    def of(self, wanted: IntArray) -> NearStreets:
        """Those of some homes."""
        mine = np.isin(self.home, wanted)
        whole, flat = (self.home, self.edge, self.offset, self.length), (self.xy, self.on)
        (home, edge, offset, length), (xy, on) = (v[mine] for v in whole), (v[mine] for v in flat)
        return NearStreets(home, xy, edge, offset, on, length)


def near_streets(network: WalkNetwork, homes: gpd.GeoSeries, max_path_m: float = MAX_PATH_M) -> NearStreets:
    """Find the streets that each home lies near to, whatever stands on them."""
    graph = network.streets
    xy, owner, _ = plane_places(homes, graph)
    known = np.isfinite(xy).all(axis=1)
    xy, owner = xy[known], owner[known]
    edges, lines, tree = network.off_street.street_tree
    points = shapely.points(xy)
    at, line = tree.query(points, predicate="dwithin", distance=max_path_m)
    along = shapely.line_locate_point(lines[line], points[at], normalized=True)
    on = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], along, normalized=True))
    edge = edges[line]
    offset = np.rint(along * graph.edge_mm[edge]).astype(np.int64)
    length = np.rint(shapely.distance(points[at], lines[line]) * 1000).astype(np.int64)
    return NearStreets(owner[at], xy[at], edge, offset, on, length)


def _own_paths(field: Field, near: NearStreets, wanted: IntArray) -> tuple[_Serve, FloatArray]:
    """Find the shortest path from each home to a public street from which the rest can be walked in time; and the ends of each path."""
    owner, xy, edge, offset, on, length = near.of(wanted)
    walk = field.at_places(edge, offset, on) + length
    good = np.flatnonzero(walk <= field.limit_mm)
    good = good[np.lexsort((walk[good], length[good], owner[good]))]
    if len(field.network.barriers):
        crossing, wet = field.network.barriers.crossed(xy[good], on[good])
        good = good[~(crossing | wet)]
    home = owner[good]
    good = good[np.unique(home, return_index=True)[1]]
    home = owner[good]
    kind = np.full(len(good), KINDS.index("path"))
    return _Serve(np.arange(len(good)), home, walk[good], kind, length[good]), np.column_stack([xy[good], on[good]])


def _chosen(field: Field, shared: tuple[Links, _Serve], private: tuple[_Serve, FloatArray], persons: FloatArray, left_out: int) -> Changes:
    """Pick the cheapest change of each home, and sum up what those picked would do."""
    (links, served), (own, shapes) = shared, private
    n = len(links.kind)
    every = _Serve(*(np.concatenate(pair) for pair in zip(served, own._replace(candidate=own.candidate + n), strict=True)))
    order = np.lexsort((every.candidate, every.walk_mm, every.length_mm, every.kind, every.home))
    first = order[np.unique(every.home[order], return_index=True)[1]]
    picked = np.unique(every.candidate[first])
    count = np.bincount(every.candidate, minlength=n + len(shapes))[picked]
    sums = np.bincount(every.candidate, weights=persons[every.home], minlength=n + len(shapes))[picked]
    rank = np.lexsort((picked, -np.round(sums, 6)))
    graph = field.streets
    xy = np.column_stack([graph.node_x[links.start], graph.node_y[links.start], graph.node_x[links.end], graph.node_y[links.end]])
    ends = np.concatenate([xy, shapes])[picked[rank]]
    kind = np.concatenate([links.kind, own.kind])[picked[rank]]
    length = np.concatenate([links.length_mm, own.length_mm])[picked[rank]]
    (from_lon, from_lat), (to_lon, to_lat) = field.degrees(ends[:, 0], ends[:, 1]), field.degrees(ends[:, 2], ends[:, 3])
    changes = pd.DataFrame(
        {
            "kind": np.asarray(KINDS, dtype=object)[kind],
            "length_m": length / 1000,
            "from_lon": from_lon,
            "from_lat": from_lat,
            "to_lon": to_lon,
            "to_lat": to_lat,
            "homes": count[rank],
            "persons": sums[rank],
        }
    )
    place = np.full(n + len(shapes), -1)
    place[picked[rank]] = np.arange(len(picked))
    homes = pd.DataFrame({"home": every.home[first], "change": place[every.candidate[first]], "walk_m": every.walk_mm[first] / 1000})
    return Changes(homes, changes, left_out)


def _no_serve() -> _Serve:
    nothing = np.zeros(0, dtype=np.int64)
    return _Serve(nothing, nothing, nothing, nothing, nothing)
