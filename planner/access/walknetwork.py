"""The walk network: streets one can ask how far it is."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from planner.access.places import plane_places
from planner.access.profiles import Profile, profile_of
from planner.access.reach import Direction, Reach
from planner.access.searchgraph import SearchGraph, search_graph
from planner.access.snap import MAX_SNAP_M, Snaps, StreetIndex
from planner.model import InputSpec
from planner.network import (
    PRIVATE,
    StreetGraph,
    fetch_place,
    load_walk,
    read_lines,
    read_osmnx,
    read_streets,
    save_walk,
    street_graph,
    to_networkx,
)


class WalkNetwork:
    """Streets with everything a search needs, built on first use. Nothing in it changes.

    Examples
    --------
    >>> from planner import WalkNetwork
    >>> net = WalkNetwork.from_osm("data/network/example.osm.gz")  # doctest: +SKIP
    >>> reach = net.reach(facilities, minutes=15)  # doctest: +SKIP
    """

    def __init__(self, streets: StreetGraph) -> None:
        self.streets = streets

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
    def from_place(cls, place: str) -> WalkNetwork:
        """Fetch the streets of a place, such as ``"尧都区, 临汾市"``, through OSMnx; needs the internet.

        Raises
        ------
        NetworkError
            If the place is not found or there is no internet.
        """
        return cls(street_graph(read_osmnx(fetch_place(place)), source=place))

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
        """Give the streets as an OSMnx-like MultiDiGraph, see :func:`planner.network.to_networkx`."""
        return to_networkx(self.streets)

    def figures(self) -> dict[str, Any]:
        """Size and origin as plain data: nodes, streets, kilometres, source, hash, filter, kilometres kept and dropped by kind."""
        s = self.streets
        private = (s.edge_flags & PRIVATE) > 0
        return {
            "nodes": s.n_nodes,
            "streets": s.n_edges,
            "length_km": round(float(s.edge_mm.sum(dtype="int64")) / 1e6, 3),
            "private_km": round(float(s.edge_mm[private].sum(dtype="int64")) / 1e6, 3),
            **{key: s.about.get(key, "") for key in ("source", "sha256", "filter", "kept_km", "dropped_km")},
        }

    @cached_property
    def search(self) -> SearchGraph:
        """Arcs to search on."""
        return search_graph(self.streets)

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
        return StreetIndex(self.streets)

    def snap(self, points: gpd.GeoDataFrame | gpd.GeoSeries, *, max_snap_m: float = MAX_SNAP_M) -> Snaps:
        """Join places to the nearest point on a street.

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
        minutes: float = 15,
        profile: str | Profile = "standard",
        direction: Direction = "to",
        max_snap_m: float = MAX_SNAP_M,
    ) -> Reach:
        """Search around sources.

        Parameters
        ----------
        points
            Facilities: Points, or MultiPoints of several entrances, in any CRS; one reach per row.
        minutes
            Limit, inclusive; the access legs at both ends count.
        profile
            ``"standard"``, ``"elderly"``, ``"frail"``, or a :class:`Profile`.
        direction
            ``"to"``: walks end at the points (home to facility); ``"from"``: they begin there.
        max_snap_m
            Farther than this from any street a point is off the network and reaches nothing.

        Returns
        -------
        Reach
            Exact walks on the network; equals Dijkstra's algorithm on the same graph.

        Raises
        ------
        InputError
            If the profile is unknown, or the points have no CRS or are no points.
        ValueError
            If ``minutes`` is not positive or the direction is neither ``"to"`` nor ``"from"``.
        """
        if not minutes > 0:
            raise ValueError(f"minutes must be positive, not {minutes}")
        if direction not in {"to", "from"}:
            raise ValueError(f"direction is 'to' or 'from', not {direction!r}")
        snaps = self.snap(points, max_snap_m=max_snap_m)
        return Reach(self, snaps, points.index, minutes=minutes, profile=profile_of(profile), direction=direction, max_snap_m=max_snap_m)
