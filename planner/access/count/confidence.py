"""How far the data of a community can be trusted: whether the gates of its compounds and its small ways are on the map."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.network import CLOSED, StreetGraph

FloatArray = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Values of ``highway`` that are small ways: what a map drawn for cars leaves out first.
SMALL_WAYS = frozenset(
    {"footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "track", "cycleway", "corridor", "bridleway"}
)
#: Share of walled compounds with a known gate, and share of small ways: at least so much for a high, and for a middle level.
GATES_HIGH, GATES_MIDDLE = 0.8, 0.5
WAYS_HIGH, WAYS_MIDDLE = 0.6, 0.3
LEVELS = ("low", "middle", "high")


def small_way_lengths(streets: StreetGraph, communities: gpd.GeoSeries) -> pd.DataFrame:
    """Measure the streets of each community: a street belongs where its middle lies.

    Parameters
    ----------
    streets
        Streets; closed ones do not count.
    communities
        Polygons in any CRS; index community id.

    Returns
    -------
    pandas.DataFrame
        Indexed like ``communities``: ``streets_km``, ``small_ways_km`` (of :data:`SMALL_WAYS`), ``area_km2``.
    """
    areas = communities.to_crs(streets.crs).to_numpy()
    live = np.flatnonzero((streets.edge_flags & CLOSED) == 0)
    middle = shapely.line_interpolate_point(streets.lines()[live], 0.5, normalized=True)
    at, area = shapely.STRtree(areas).query(middle, predicate="intersects")
    first = np.full(len(live), len(areas), dtype=np.int64)
    np.minimum.at(first, at, area)
    inside = first < len(areas)
    km = streets.edge_mm[live].astype(np.float64) / 1e6
    small = np.isin(np.asarray(streets.kinds, dtype=object)[streets.edge_kind[live]], list(SMALL_WAYS))
    total, part = (np.bincount(first[m], weights=km[m], minlength=len(areas)) for m in (inside, inside & small))
    return pd.DataFrame({"streets_km": total, "small_ways_km": part, "area_km2": shapely.area(areas) / 1e6}, index=communities.index)


def confidence_table(ways: pd.DataFrame, compounds: pd.DataFrame | None, *, communities: pd.Index[Any]) -> pd.DataFrame:
    """Return the level of each community with the figures it rests on.

    The level is the lower of two. Gates: the share of the walled compounds of which a gate is known. Small ways: their share of the length
    of all streets. Where there is no walled compound, small ways decide alone; but where outlines of compounds are not known at all, gates
    cannot be judged and the level is at most middle. The thresholds are conventions.

    Parameters
    ----------
    ways
        Of :func:`small_way_lengths`.
    compounds
        ``community``, ``walled`` (has an outline) and ``gated`` (a gate of it is known); ``None`` where no compounds are given.
    communities
        Ids in the order wanted.

    Returns
    -------
    pandas.DataFrame
        Indexed by community: ``compounds``, ``walled_compounds``, ``gated_compounds``, ``gates_share`` (NaN without a walled compound),
        ``streets_km``, ``small_ways_km``, ``small_ways_share`` (NaN without a street), ``confidence`` (``high``, ``middle``, ``low``) and
        ``confidence_by`` (``gates``, ``small_ways`` or ``no_outlines``: what keeps the level down; empty where it is high).
    """
    rows = pd.DataFrame({"community": [], "walled": [], "gated": []}) if compounds is None else compounds
    by = rows.groupby("community")
    out = pd.DataFrame(index=communities)
    out["compounds"] = by.size().reindex(communities).fillna(0).astype(int)
    walled = rows["walled"].astype(bool)
    for name, mask in (("walled_compounds", walled), ("gated_compounds", walled & rows["gated"].astype(bool))):
        out[name] = rows[mask].groupby("community").size().reindex(communities).fillna(0).astype(int)
    out["gates_share"] = (out["gated_compounds"] / out["walled_compounds"].where(out["walled_compounds"] > 0)).astype(float)
    for name in ("streets_km", "small_ways_km"):
        out[name] = ways[name].reindex(communities)
    out["small_ways_share"] = out["small_ways_km"] / out["streets_km"].where(out["streets_km"] > 0)
    share = out["gates_share"].to_numpy()
    gates = np.where(np.isnan(share), 2, _level(share, GATES_MIDDLE, GATES_HIGH))
    streets = _level(out["small_ways_share"].to_numpy(), WAYS_MIDDLE, WAYS_HIGH)
    unknown = np.full(len(out), 2 if walled.any() else 1)
    level = np.minimum(np.minimum(gates, streets), unknown)
    out["confidence"] = np.asarray(LEVELS, dtype=object)[level]
    out["confidence_by"] = np.select([level == 2, streets == level, gates == level], ["", "small_ways", "gates"], "no_outlines")
    return out


def _level(share: FloatArray, middle: float, high: float) -> npt.NDArray[np.int64]:
    """0 low, 1 middle, 2 high; what is not known is low."""
    known = np.nan_to_num(share, nan=-1.0)
    return (known >= middle).astype(np.int64) + (known >= high)
