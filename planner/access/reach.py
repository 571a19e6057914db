"""A reach: how far each source can be walked to (or from) within a limit, exactly, on the network."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.access.draw.circles import CELL_M, WIDTH_M, Drawing, Overlap, Shape, circle_shapes, ringed
from planner.access.draw.dissolve import joined_shapes
from planner.access.draw.pieces import piece_shapes, reached_pieces, walked_segments
from planner.access.draw.split import split_shapes
from planner.access.join.frames import shapes_frame
from planner.access.join.legs import access_legs
from planner.access.join.snaps import MAX_SNAP_M, Snaps
from planner.access.profiles import Profile
from planner.access.search.costs import Costs
from planner.access.search.ends import Stands, hang_targets, nearest_targets, seeds_of, stands_of, target_times
from planner.access.search.runner import Rows, Search

if TYPE_CHECKING:
    from planner.access.walknetwork import WalkNetwork

Direction = Literal["to", "from"]


class Reach:
    """Walks between sources and the network around them, inside one limit.

    Made by :meth:`planner.access.WalkNetwork.reach`; nothing in it changes afterwards.

    Attributes
    ----------
    index
        Labels of the sources: the index of the points asked for.
    snaps
        Where the sources join the network.
    minutes
        The longest limit.
    limits_mm
        Limit of each source in millimetres of flat walk, shape (sources,).
    profile, direction, max_snap_m
        What was asked.
    """

    def __init__(
        self,
        network: WalkNetwork,
        snaps: Snaps,
        index: pd.Index[Any],
        *,
        minutes: float | Sequence[float],
        profile: Profile,
        direction: Direction = "to",
        max_snap_m: float = MAX_SNAP_M,
        delay_s: float | Sequence[float] = 0.0,
        threads: int | None = None,
    ) -> None:
        self._network = network
        self.snaps = snaps
        self.index = index
        each = np.broadcast_to(np.asarray(minutes, dtype=np.float64), (len(index),))
        self._minutes = each
        self.minutes = float(np.max(np.asarray(minutes)))
        self.limits_mm = np.asarray([profile.limit_mm(m) for m in each], dtype=np.int64)
        self.profile = profile
        self.direction = direction
        self.max_snap_m = max_snap_m
        self._threads = threads
        delay = np.broadcast_to(np.asarray(delay_s, dtype=np.float64), (len(index),))
        self._delay_mm = np.rint(delay * profile.speed_m_s * 1000).astype(np.int64)

    @cached_property
    def rows(self) -> Rows:
        """Reached nodes as ragged rows ``(ptr, node, mm)``, one per source; searched on first use."""
        return self._search.within(self._seeds, self.limits_mm, threads=self._threads)

    @cached_property
    def _nearest_nodes(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Walk to the nearest source and its row for every node; where all sources have one limit."""
        return self._search.nearest(self._seeds, int(self.limits_mm[0]))

    @cached_property
    def _search(self) -> Search:
        return self._network.searcher(self.profile, self.direction)

    @cached_property
    def _costs(self) -> Costs:
        return self._network.costs(self.profile, self.direction)

    @cached_property
    def _stands(self) -> Stands:
        return stands_of(self.snaps, self._costs, self._delay_mm)

    @cached_property
    def _seeds(self) -> Any:
        return seeds_of(self._network.search, self._costs, self._stands)

    def times(self, demand: gpd.GeoDataFrame | gpd.GeoSeries, *, max_snap_m: float | None = None) -> pd.DataFrame:
        """Return the walking time of every pair of source and target inside the limit, access legs included.

        Parameters
        ----------
        demand
            Points (or MultiPoints of entrances) in any CRS; rows without a place have no times.
        max_snap_m
            Farther from any street a target is off the network; as for the sources by default.

        Returns
        -------
        pandas.DataFrame
            Columns ``source``, ``target`` (index labels) and ``seconds``; by source, then target, in the order given.
        """
        snaps, index = self._targets(demand, max_snap_m)
        source, target, mm = self.pairs_mm(snaps)
        return pd.DataFrame(
            {
                "source": self.index.take(source),
                "target": index.take(target),
                "seconds": mm / (1000.0 * self.profile.speed_m_s),
            }
        )

    def nearest(self, demand: gpd.GeoDataFrame | gpd.GeoSeries, *, max_snap_m: float | None = None) -> pd.DataFrame:
        """Nearest source of every target and the walk to it.

        Returns
        -------
        pandas.DataFrame
            Indexed like ``demand``; ``seconds`` (NaN beyond the limit or off the network) and ``source`` (index label, missing there).
            Of equally near sources the first.
        """
        snaps, index = self._targets(demand, max_snap_m)
        mm, owner = self.nearest_mm(snaps)
        labels = np.asarray(self.index, dtype=object)
        source = np.full(len(index), None, dtype=object)
        source[owner >= 0] = labels[owner[owner >= 0]]
        seconds = np.where(owner >= 0, mm / (1000.0 * self.profile.speed_m_s), np.nan)
        return pd.DataFrame({"seconds": seconds, "source": source}, index=index)

    def _targets(self, demand: gpd.GeoDataFrame | gpd.GeoSeries, max_snap_m: float | None) -> tuple[Snaps, pd.Index[Any]]:
        limit = self.max_snap_m if max_snap_m is None else max_snap_m
        return self._network.snap(demand, max_snap_m=limit), demand.index

    def pairs_mm(self, snaps: Snaps) -> tuple[Any, Any, Any]:
        """Return row of source, row of place and walk in millimetres of every pair inside the limit, for the places of a snap table.

        By source, then place.
        """
        hooks = hang_targets(self._network.search, self._costs, snaps)
        pairs: tuple[Any, Any, Any] = target_times(self.rows, hooks, self._stands, self.limits_mm)
        return pairs

    def nearest_mm(self, snaps: Snaps) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Walk in millimetres to the nearest source and its row, -1 beyond the limit, for each place of a snap table."""
        if len(self.index) and (self.limits_mm == self.limits_mm[0]).all():
            return nearest_targets(*self._nearest_nodes, (self._stands, int(self.limits_mm[0])), (self._network.search, self._costs, snaps))
        # A source with a short limit may hide one behind it that walks on: look at every pair.
        source, target, mm = self.pairs_mm(snaps)
        order = np.lexsort((source, mm, target))
        first = order[np.unique(target[order], return_index=True)[1]]
        best, who = np.full(snaps.n_places, -1, dtype=np.int64), np.full(snaps.n_places, -1, dtype=np.int64)
        best[target[first]], who[target[first]] = mm[first], source[first]
        return best, who

    def pieces(self) -> npt.NDArray[np.float64]:
        """Reached street pieces as :func:`planner.access.draw.pieces.reached_pieces` gives them."""
        search, costs, snaps = self._network.search, self._costs, self.snaps
        graph = (search.edge_ptr, search.edge_at, search.read_u, search.read_v)
        share = snaps.offset_mm / np.maximum(costs.length_mm[snaps.edge], 1)
        stands = (self._stands[0], snaps.edge, share, self._stands[4])
        out: npt.NDArray[np.float64] = reached_pieces(self.rows, graph, (costs.forward_mm, costs.backward_mm), stands, self.limits_mm)
        return out

    def _walked_mm(self, pieces: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Cost of the whole street of each piece, in the direction it is walked."""
        edge = pieces[:, 1].astype(np.int64)
        return np.where(pieces[:, 3] > pieces[:, 2], self._costs.forward_mm[edge], self._costs.backward_mm[edge]).astype(np.float64)

    def lines(self) -> gpd.GeoDataFrame:
        """Reached street pieces, cut exactly at the limit.

        Returns
        -------
        geopandas.GeoDataFrame
            WGS84; one row per piece, running away from the source: ``source`` (label), ``street`` (edge number), ``from_s`` and ``to_s``
            (walking seconds at its ends). Where two pieces of a street meet they touch, so lengths add up.
        """
        pieces = self.pieces()
        ptr, x, y, _ = self._shapes(pieces)
        lon, lat = self._network.streets.to_degrees(x, y)
        owner = np.repeat(np.arange(len(pieces)), np.diff(ptr))
        per_mm = 1.0 / (1000.0 * self.profile.speed_m_s)
        edge = pieces[:, 1].astype(np.int64)
        length = np.abs(pieces[:, 3] - pieces[:, 2]) * self._walked_mm(pieces)
        shapes = shapely.linestrings(np.column_stack([lon, lat]), indices=owner) if len(pieces) else np.zeros(0, dtype=object)
        return gpd.GeoDataFrame(
            {
                "source": self.index.take(pieces[:, 0].astype(np.int64)),
                "street": edge,
                "from_s": pieces[:, 4] * per_mm,
                "to_s": (pieces[:, 4] + length) * per_mm,
            },
            geometry=shapes,
            crs="EPSG:4326",
        )

    def circles(
        self,
        minutes: Sequence[float] | Sequence[Sequence[float]] | None = None,
        *,
        overlap: Overlap = "overlap",
        geometry: Shape = "disks",
        width_m: float = WIDTH_M,
        cell_m: float = CELL_M,
    ) -> gpd.GeoDataFrame:
        """Draw service circles.

        A circle holds the places from which a reached street is at most ``width_m`` away off the street and the whole walk fits the limit;
        holes are kept. Each source's own access leg counts as walked ground. Off the streets nobody crosses the network's barriers; of a
        street that has nothing walkable beside it, on a bridge or between walls, a strip of ``2 * DECK_M`` is drawn. Where the network
        has no barriers, none are checked.

        Parameters
        ----------
        minutes
            Limits for all sources, or a list of as many for each source, none above the source's own; that one by default.
        overlap
            ``"overlap"`` one polygon per source and limit; ``"dissolve"`` one per limit; ``"split"`` each place to its nearest source.
        geometry
            ``"disks"`` from zero to each limit, ``"rings"`` from the limit before.
        width_m, cell_m
            Off-street width and grid of the time field, metres; ``SCREENING_CELL_M`` and ``FINE_CELL_M`` of
            :mod:`planner.access.draw.circles` are a coarser and a finer one.

        Returns
        -------
        geopandas.GeoDataFrame
            WGS84 MultiPolygons; ``source`` (missing when dissolved), ``minutes``, by source in the order given, then minutes. A source off
            the network has empty polygons.

        Raises
        ------
        ValueError
            If a limit exceeds the reach's own, or the lists are not one per source and equally long.
        """
        limits = self._limits_min(minutes)
        drawing = Drawing(width_m, cell_m, self._network.barriers, self._threads)
        legs = access_legs(self.snaps, self._network.courts, self._delay_mm, self.limits_mm)
        segments, ptr = self._segments(legs)
        limits_mm = np.asarray([[self.profile.limit_mm(m) for m in row] for row in limits], dtype=np.int64).reshape(limits.shape)
        limits_m = np.ascontiguousarray(np.minimum(limits_mm, self.limits_mm[:, None]) / 1000)
        source: list[Any] = list(self.index)
        if overlap == "dissolve":
            limits, shapes = joined_shapes(segments, ptr, limits, limits_m, drawing)
            source = [None] * len(limits)
        else:
            shapes = (split_shapes if overlap == "split" else circle_shapes)(segments, ptr, limits_m, drawing)
        if geometry == "rings":
            shapes = ringed(shapes, across=overlap == "dissolve")
        columns = {"source": [s for s in source for _ in range(limits.shape[1])], "minutes": limits.flatten()}
        in_degrees = shapely.transform(shapes.ravel(), lambda xy: np.column_stack(self._network.streets.to_degrees(*xy.T)))
        return shapes_frame(columns, in_degrees)

    def _limits_min(self, minutes: Any) -> npt.NDArray[np.float64]:
        """Limits in minutes, ascending for each source, shape (sources, limits)."""
        own = self._minutes
        if minutes is None:
            return own[:, None]
        limits = np.sort(np.asarray(minutes, dtype=np.float64), axis=-1)
        if limits.ndim == 1:
            if limits[-1] > self.minutes:
                raise ValueError(f"circles of {limits[-1]:g} minutes need a reach of at least as many; this one has {self.minutes:g}")
            return np.broadcast_to(limits, (len(own), len(limits)))
        if limits.shape[0] != len(own) or (limits > own[:, None]).any():
            raise ValueError(f"give one list of limits for each of the {len(own)} sources, equally long, none above the source's own limit")
        return limits

    def _segments(self, legs: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """All that is walked, streets and access legs, see :func:`planner.access.draw.pieces.walked_segments`; segments and ``ptr``."""
        streets, costs = self._network.streets, self._costs
        shapes = (streets.shape_start, streets.shape_x, streets.shape_y, self._network.share)
        ptr, segments = walked_segments(self.pieces(), legs, shapes, (costs.forward_mm, costs.backward_mm), len(self.index))
        return segments, ptr

    def _shapes(self, pieces: Any) -> tuple[Any, Any, Any, Any]:
        streets = self._network.streets
        shape: tuple[Any, Any, Any, Any] = piece_shapes(pieces, streets.shape_start, streets.shape_x, streets.shape_y, self._network.share)
        return shape
