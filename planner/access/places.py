"""Turn places into what the kernels take: seeds for sources, hooks for targets."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.access.searchgraph import SearchGraph
from planner.access.snap import Snaps
from planner.errors import InputError, Problem, Severity
from planner.network import StreetGraph

Arrays = tuple[Any, ...]


def plane_places(
    points: gpd.GeoDataFrame | gpd.GeoSeries, streets: StreetGraph
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], pd.Index[Any]]:
    """Points of any CRS as metres in the graph's system.

    Returns
    -------
    places : numpy.ndarray
        Shape (entries, 2): one per point, one per part of a MultiPoint, NaN for a row without a place.
    owner : numpy.ndarray
        Row of each entry.
    index : pandas.Index
        Labels of the rows.

    Raises
    ------
    InputError
        If the points have no CRS, or a row is neither Point nor MultiPoint.
    """
    series = points.geometry
    if series.crs is None:
        raise InputError([Problem("network.no_crs", Severity.ERROR)])
    shapes = series.to_crs("EPSG:4326").to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    kinds = shapely.get_type_id(shapes)
    wrong = np.flatnonzero(~missing & ~np.isin(kinds, (0, 4)))
    if len(wrong):
        raise InputError([Problem("place.not_a_point", Severity.ERROR, row=int(i) + 1, subject=str(series.index[i])) for i in wrong])
    filled = np.where(missing, shapely.Point(np.nan, np.nan), shapes)
    parts, owner = shapely.get_parts(filled, return_index=True)
    x, y = streets.to_plane(shapely.get_x(parts), shapely.get_y(parts))
    places = np.column_stack([x, y])
    places[~np.isfinite(places).all(axis=1)] = np.nan
    return places, owner.astype(np.int64), series.index


def seed_arrays(search: SearchGraph, snaps: Snaps) -> Arrays:
    """Seeds of each source: both ends of each street it stands on, with the walk to them.

    Returns
    -------
    tuple
        ``ptr`` (sources + 1), ``node``, ``mm``.
    """
    cost = search.cost_mm[snaps.edge]
    node = np.column_stack([search.seed_u[snaps.edge], search.seed_v[snaps.edge]]).ravel()
    mm = np.column_stack([snaps.leg_mm + snaps.offset_mm, snaps.leg_mm + cost - snaps.offset_mm]).ravel()
    return 2 * snaps.rows(), node.astype(np.int64), mm


def hang_targets(search: SearchGraph, snaps: Snaps) -> tuple[Arrays, Arrays]:
    """Hang targets on the nodes and streets they can be read from.

    Returns
    -------
    at_node
        ``(ptr, target, add)`` by node of the search graph.
    edge_of
        ``(ptr, target, offset, leg)`` by street.
    """
    cost = search.cost_mm[snaps.edge]
    node = np.concatenate([search.read_u[snaps.edge], search.read_v[snaps.edge]]).astype(np.int64)
    add = np.concatenate([snaps.offset_mm, cost - snaps.offset_mm]) + np.tile(snaps.leg_mm, 2)
    order = np.argsort(node, kind="stable")
    at_node = (_pointer(node, search.n_nodes), np.tile(snaps.owner, 2)[order], add[order])
    order = np.argsort(snaps.edge, kind="stable")
    edge_of = (_pointer(snaps.edge, len(search.cost_mm)), snaps.owner[order], snaps.offset_mm[order], snaps.leg_mm[order])
    return at_node, edge_of


def _pointer(keys: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    pointer = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(keys, minlength=size), out=pointer[1:])
    return pointer
