"""The walk network: streets one can ask how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
from shapely import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from planner.access.join.barriers import NO_BARRIERS, Barriers
from planner.access.join.compounds import NO_COURTS, Courts
from planner.access.join.index import StreetIndex
from planner.access.join.offstreet import OffStreet
from planner.access.join.places import plane_places
from planner.access.join.snaps import MAX_SNAP_M, Snaps
from planner.access.live import Edits, edited_streets
from planner.access.profiles import Profile, profile_of
from planner.access.reach import Direction, Reach
from planner.access.search.costs import Costs, Slowing, slowing, walk_costs
from planner.access.search.graph import SearchGraph, search_graph
from planner.access.search.runner import Search
from planner.access.walk import Walk, shortest_walk
from planner.model import InputSpec
from planner.network import (
    CLOSED,
    PRIVATE,
    JoinReport,
    StreetGraph,
    load_walk,
    read_lines,
    read_osmnx,
    read_place,
    read_streets,
    save_walk,
    street_graph,
    to_networkx,
)


class WalkNetwork:
    """Streets with everything a search needs, built on first use. Nothing in it changes.

    Parameters
    ----------
    streets
        Streets.
    barriers
        Lines that no way from a place to its street crosses.
    courts
        Compounds without a street that one leaves through a gate.
    min_island_m
        No place is joined to a connected piece of the network shorter in all than this, metres; 0 for no such limit.

    Examples
    --------
    >>> from planner import WalkNetwork
    >>> net = WalkNetwork.from_osm("data/network/example.osm.gz")  # doctest: +SKIP
    >>> reach = net.reach(facilities, minutes=15)  # doctest: +SKIP
    """

    def __init__(
        self, streets: StreetGraph, *, barriers: Barriers = NO_BARRIERS, courts: Courts = NO_COURTS, min_island_m: float = 0.0
    ) -> None:
        self.streets = streets
        self.barriers = barriers
        self.courts = courts
        self.min_island_m = min_island_m
        self._costs: dict[tuple[Any, ...], Costs] = {}
        self._searchers: dict[tuple[Any, ...], Search] = {}

    @classmethod
    def from_osm(cls, path: str | Path, *, clip: BaseGeometry | None = None) -> WalkNetwork:
        """Read an OpenStreetMap file (``.osm.pbf``, ``.osm``, ``.osm.gz``).

        Parameters
        ----------
        path
            The file.
        clip
            Polygon in WGS84; street pieces with an end inside it are kept.

        Raises
        ------
        NetworkError
            If the file is missing, cannot be read to its end, or holds no walkable street.
        """
        return cls.read(InputSpec(Path(path)), clip=clip)

    @classmethod
    def read(cls, spec: InputSpec, *, clip: BaseGeometry | None = None) -> WalkNetwork:
        """Read any supported source of streets, see :func:`planner.network.read_streets`."""
        return cls(read_streets(spec, clip=clip))

    @classmethod
    def from_osmnx(cls, graph: nx.MultiDiGraph) -> WalkNetwork:
        """Take over an OSMnx graph; both directions of a street become one.

        Raises
        ------
        NetworkError
            If the graph has no CRS, a node no place, or no walkable edge is left.
        """
        return cls(street_graph(read_osmnx(graph), source="osmnx"))

    @classmethod
    def from_place(cls, place: str, *, saved: str | Path | None = None, refresh: bool = False) -> WalkNetwork:
        """Return the streets of a place, such as ``"尧都区, 临汾市"``, through OSMnx; see :func:`planner.network.read_place`.

        Parameters
        ----------
        place
            Name of the place.
        saved
            A ``.walk`` file: read where it holds this place, so that no internet is needed; else written.
        refresh
            Fetch again even so.

        Raises
        ------
        NetworkError
            If there is no copy and the place is not found or there is no internet.
        """
        return cls(read_place(place, saved=None if saved is None else Path(saved), refresh=refresh))

    @classmethod
    def from_lines(cls, layer: gpd.GeoDataFrame) -> WalkNetwork:
        """Take over a road centre-line layer, see :func:`planner.network.read_lines`.

        Raises
        ------
        NetworkError
            If the layer has no CRS, its coordinates do not fit it, or no walkable line is left.
        """
        return cls(street_graph(read_lines(layer, name="lines"), source="lines"))

    @classmethod
    def load(cls, path: str | Path, *, verify: bool = False) -> WalkNetwork:
        """Open a ``.walk`` file.

        Raises
        ------
        NetworkError
            If the file is missing, no ``.walk`` file, of another version, cut short, or (with ``verify``) changed.
        """
        return cls(load_walk(Path(path), verify=verify))

    def save(self, path: str | Path) -> None:
        """Write a ``.walk`` file; the same streets give the same bytes."""
        save_walk(self.streets, Path(path))

    def to_networkx(self) -> nx.MultiDiGraph:
        """Return the streets as an OSMnx-like MultiDiGraph, see :func:`planner.network.to_networkx`."""
        return to_networkx(self.streets)

    def figures(self) -> dict[str, Any]:
        """Size and origin as plain data: nodes, streets, kilometres, source, hash, filter, kilometres kept and dropped by kind."""
        s = self.streets
        open_ = (s.edge_flags & CLOSED) == 0
        private = (s.edge_flags & PRIVATE) > 0
        return {
            "nodes": s.n_nodes,
            "streets": int(open_.sum()),
            "length_km": round(float(s.edge_mm[open_].sum(dtype="int64")) / 1e6, 3),
            "private_km": round(float(s.edge_mm[private & open_].sum(dtype="int64")) / 1e6, 3),
            **{key: s.about.get(key, "") for key in ("source", "sha256", "filter", "kept_km", "dropped_km")},
        }

    @cached_property
    def search(self) -> SearchGraph:
        """Arcs to search on."""
        return search_graph(self.streets)

    def costs(self, profile: Profile, direction: Direction) -> Costs:
        """Cost of every street for a way of walking, in the direction of the search; kept, as is what searches need."""
        key = self._slowing.key(profile)
        if key not in self._costs:
            self._costs[key] = walk_costs(self.streets, profile)
        costs = self._costs[key]
        return costs if direction == "from" else costs.reversed()

    def searcher(self, profile: Profile, direction: Direction) -> Search:
        """Return the search for a way of walking and a direction."""
        costs = self._slowing.key(profile)
        key = (*costs, direction if costs[-1] else "")
        if key not in self._searchers:
            self._searchers[key] = Search(self.search, self.costs(profile, direction))
        return self._searchers[key]

    @cached_property
    def _slowing(self) -> Slowing:
        return slowing(self.streets)

    @cached_property
    def share(self) -> npt.NDArray[np.float64]:
        """Place of every shape vertex along its street, 0 at the first, 1 at the last."""
        s = self.streets
        step = np.hypot(np.diff(s.shape_x), np.diff(s.shape_y))
        along = np.concatenate([[0.0], np.cumsum(step)])
        owner = np.repeat(np.arange(s.n_edges), np.diff(s.shape_start))
        first, last = along[s.shape_start[:-1]], along[s.shape_start[1:] - 1]
        total = np.where(last > first, last - first, 1.0)
        share = (along - first[owner]) / total[owner]
        share[s.shape_start[1:] - 1] = 1.0
        return np.asarray(np.clip(share, 0.0, 1.0))

    @cached_property
    def _index(self) -> StreetIndex:
        return StreetIndex(self.streets, barriers=self.barriers, courts=self.courts, min_island_m=self.min_island_m, lines=self._lines)

    @cached_property
    def off_street(self) -> OffStreet:
        """Places where one can step off the streets."""
        return OffStreet(self.streets, self._lines, self.min_island_m)

    @cached_property
    def _lines(self) -> npt.NDArray[np.object_]:
        return self.streets.lines()

    def edited(
        self,
        *,
        roads: gpd.GeoDataFrame | None = None,
        close_streets: Sequence[int] = (),
        close_gates: gpd.GeoSeries | None = None,
        open_gates: gpd.GeoSeries | None = None,
    ) -> tuple[WalkNetwork, JoinReport | None]:
        """Return the network as it would be with some changes; this one stays, and what is not touched is not built again.

        Parameters
        ----------
        roads
            Centre-lines to add, joined as :func:`planner.network.join_roads` does it. Walls of compounds are not cut into them.
        close_streets
            Numbers of streets (``street`` of :meth:`Reach.lines`) that nobody walks any more.
        close_gates, open_gates
            Places, in any CRS, of gates to shut, and of gates or walls across a street to open; the nearest within 10 m is meant.

        Returns
        -------
        network : WalkNetwork
            Streets keep their numbers; those that were split are closed and their parts stand behind the others.
        report : JoinReport or None
            How the roads met the streets.

        Raises
        ------
        NetworkError
            If no gate stands where one is named, or the roads cannot be read.
        """
        streets, report = edited_streets(self.streets, self._lines, Edits(roads, close_streets, close_gates, open_gates))
        out = WalkNetwork(streets, barriers=self.barriers, courts=self.courts, min_island_m=self.min_island_m)
        out.__dict__["_lines"] = np.concatenate([self._lines, streets.lines(first=self.streets.n_edges)])
        return out, report

    def snap(self, points: gpd.GeoDataFrame | gpd.GeoSeries, *, max_snap_m: float = MAX_SNAP_M) -> Snaps:
        """Join places to the nearest point on a street that can be reached without crossing a barrier, see :class:`StreetIndex`.

        Parameters
        ----------
        points
            Points, or MultiPoints of several entrances, in any CRS.
        max_snap_m
            Farther than this from any street a place is off the network.

        Returns
        -------
        Snaps
            One entry per joined place or entrance.
        """
        places, owner, index = plane_places(points, self.streets)
        return self._index.snap(places, owner, len(index), max_snap_m=max_snap_m)

    def reach(
        self,
        points: gpd.GeoDataFrame | gpd.GeoSeries,
        *,
        minutes: float | Sequence[float] = 15,
        profile: str | Profile = "standard",
        direction: Direction = "to",
        max_snap_m: float = MAX_SNAP_M,
        delay_s: float | Sequence[float] = 0.0,
        threads: int | None = None,
    ) -> Reach:
        """Search around sources.

        Parameters
        ----------
        points
            Facilities: Points, or MultiPoints of several entrances, in any CRS; one reach per row.
        minutes
            Limit, inclusive, one for all or one per point; the access legs at both ends count.
        profile
            ``"standard"``, ``"elderly"``, ``"frail"``, or a :class:`Profile`.
        direction
            ``"to"``: walks end at the points (home to facility); ``"from"``: they begin there.
        max_snap_m
            Farther than this from any street a point is off the network and reaches nothing.
        delay_s
            Seconds that pass at the point besides walking, such as a lift or a queue; one for all or one per point.
        threads
            Searches at a time, at most; as many as there are cores by default. The result does not depend on it.

        Returns
        -------
        Reach
            Exact walks on the network; equals Dijkstra's algorithm on the same graph.

        Raises
        ------
        InputError
            If the profile is unknown, or the points have no CRS or are no points.
        ValueError
            If ``minutes`` is not positive, a delay negative, or the direction neither ``"to"`` nor ``"from"``.
        """
        if not (np.asarray(minutes) > 0).all():
            raise ValueError(f"minutes must be positive, not {minutes}")
        if not (np.asarray(delay_s) >= 0).all():
            raise ValueError(f"delays must not be negative: {delay_s}")
        if direction not in {"to", "from"}:
            raise ValueError(f"direction is 'to' or 'from', not {direction!r}")
        snaps = self.snap(points, max_snap_m=max_snap_m)
        return Reach(
            self,
            snaps,
            points.index,
            minutes=minutes,
            profile=profile_of(profile),
            direction=direction,
            max_snap_m=max_snap_m,
            delay_s=delay_s,
            threads=threads,
        )

    def walk(
        self,
        home: Point | MultiPoint,
        facility: Point | MultiPoint,
        *,
        profile: str | Profile = "standard",
        max_snap_m: float = MAX_SNAP_M,
        minutes: float = 60,
    ) -> Walk | None:
        """Draw the shortest walk from a home to a facility, access legs included.

        Parameters
        ----------
        home, facility
            Degrees WGS84; MultiPoints of several entrances.
        profile
            ``"standard"``, ``"elderly"``, ``"frail"``, or a :class:`Profile`.
        max_snap_m
            Farther than this from any street a place is off the network.
        minutes
            A longer walk is not looked for.

        Returns
        -------
        Walk or None
            Exactly as long as :meth:`Reach.times` says; None where there is none inside the limit. Of equally long walks always the same.

        Raises
        ------
        InputError
            If the profile is unknown, or a place is no point.
        """
        who = profile_of(profile)
        ends = [self.snap(gpd.GeoSeries([place], crs="EPSG:4326"), max_snap_m=max_snap_m) for place in (home, facility)]
        return shortest_walk(self, ends[0], ends[1], profile=who, limit_mm=who.limit_mm(minutes))
