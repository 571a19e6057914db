"""Join places to the nearest point on a street they may use."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.network import PRIVATE, StreetGraph

FloatArray = npt.NDArray[np.float64]

#: A place farther than this from every street is off the network, metres.
MAX_SNAP_M = 150.0


@dataclass(frozen=True, slots=True, eq=False)
class Snaps:
    """Where places join the network, one entry per place (or per entrance of a place).

    Attributes
    ----------
    owner
        Row of the place each entry belongs to, ascending, shape (entries,).
    n_places
        Number of places; one without an entry is off the network.
    edge
        Street.
    offset_mm
        Distance along the street from its ``u`` end.
    leg_mm
        Access leg: straight distance from the place to the street.
    x, y
        The place, metres in the graph's system.
    snap_x, snap_y
        The point on the street.
    distance_m
        For every *place*: metres to the nearest street within a search of ten times the limit, ``inf`` beyond, NaN without a place;
        shape (places,).
    """

    owner: npt.NDArray[np.int64]
    n_places: int
    edge: npt.NDArray[np.int64]
    offset_mm: npt.NDArray[np.int64]
    leg_mm: npt.NDArray[np.int64]
    x: FloatArray
    y: FloatArray
    snap_x: FloatArray
    snap_y: FloatArray
    distance_m: FloatArray

    @property
    def on_network(self) -> npt.NDArray[np.bool_]:
        """Whether each place has at least one entry, shape (places,)."""
        out = np.zeros(self.n_places, dtype=bool)
        out[self.owner] = True
        return out

    def rows(self) -> npt.NDArray[np.int64]:
        """Entries of place ``i`` are ``rows()[i]:rows()[i + 1]``."""
        return np.searchsorted(self.owner, np.arange(self.n_places + 1)).astype(np.int64)


class StreetIndex:
    """Spatial index over the shapes of a street graph; built once, asked often."""

    def __init__(self, graph: StreetGraph) -> None:
        self._graph = graph
        self._lines = graph.lines()
        self._tree = shapely.STRtree(self._lines)
        self._private = (graph.edge_flags & PRIVATE) > 0

    def snap(self, places: FloatArray, owner: npt.NDArray[np.int64], n_places: int, *, max_snap_m: float) -> Snaps:
        """Find the nearest street of each place; of equally near ones a public one, then the lowest number.

        A place beside the mouth of a private way does not lie on it: it must not walk through.

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
        points = shapely.points(places[finite])
        entry, edge, distance = self._nearest(points, max_snap_m)
        near = np.full(len(points), np.nan)
        near[entry] = distance
        lost = np.flatnonzero(np.isnan(near))
        near[lost] = self._far_distance(points[lost], max_snap_m)
        distance_m = np.full(n_places, np.nan)
        np.fmin.at(distance_m, owner[finite], near)
        line = self._lines[edge]
        along = shapely.line_locate_point(line, points[entry])
        share = along / np.maximum(shapely.length(line), 1e-9)
        snap_point = shapely.line_interpolate_point(line, along)
        of = finite[entry]
        return Snaps(
            owner=owner[of],
            n_places=n_places,
            edge=edge,
            offset_mm=np.rint(share * self._graph.edge_mm[edge]).astype(np.int64),
            leg_mm=np.rint(distance * 1000).astype(np.int64),
            x=places[of, 0],
            y=places[of, 1],
            snap_x=shapely.get_x(snap_point),
            snap_y=shapely.get_y(snap_point),
            distance_m=distance_m,
        )

    def _nearest(self, points: npt.NDArray[np.object_], limit_m: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], FloatArray]:
        """Entry, street and metres for each point with a street within the limit."""
        (entry, edge), distance = self._tree.query_nearest(points, max_distance=limit_m, return_distance=True, all_matches=True)
        order = np.lexsort((edge, self._private[edge], entry))
        entry, edge, distance = entry[order], edge[order], distance[order]
        first = np.ones(len(entry), dtype=bool)
        first[1:] = entry[1:] != entry[:-1]
        first &= distance <= limit_m
        return entry[first], edge[first], distance[first]

    def _far_distance(self, points: npt.NDArray[np.object_], limit_m: float) -> FloatArray:
        """Metres to the nearest street for points that may lie off the network, ``inf`` where there is none within ten limits."""
        out = np.full(len(points), np.inf)
        (entry, _), distance = self._tree.query_nearest(points, max_distance=10 * limit_m, return_distance=True, all_matches=False)
        out[entry] = distance
        return out
