"""What differs between two runs on the ground: area newly or no longer within a walk, streets added, parcels that came, went or turned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

_PARCEL = ("name", "county", "households", "population", "elderly_floor_area_m2", "elderly_land_area_m2")
#: A street piece this near to one of the base is the same street, cut anew where a road was joined to it.
_SAME_DEGREES = 1e-5
#: Strips narrower than twice this, about 4 metres, are the grain of the drawn circles and no change.
_SLIVER_DEGREES = 2e-5
_Shapes = npt.NDArray[np.object_]


class ComparedLayers(Protocol):
    """The layers of a run that are held against each other here."""

    @property
    def parcels(self) -> gpd.GeoDataFrame:
        """Parcels with their verdicts."""

    @property
    def circles(self) -> gpd.GeoDataFrame:
        """Circles of each facility and limit."""

    @property
    def streets(self) -> gpd.GeoDataFrame:
        """Walked streets by kind."""


def area_changes(first: ComparedLayers, other: ComparedLayers, number: int, longest: float) -> gpd.GeoDataFrame:
    """Return what lies in a circle of the longest limit in one run only, from the circles that differ alone.

    Parameters
    ----------
    first, other
        Both runs.
    number
        Number of the second scenario.
    longest
        The limit, minutes.

    Returns
    -------
    geopandas.GeoDataFrame
        ``scenario, longest, what`` (``area_gained``, ``area_lost``), WGS84 areas; at most one row of each.
    """
    before, now = (_longest(side.circles, longest) for side in (first, other))
    same = {name for name, shape in before.items() if name in now and shapely.equals_exact(shape, now[name], 0.0)}
    sides = (("area_gained", now, before), ("area_lost", before, now))
    rows = [(what, _beyond([s for name, s in one.items() if name not in same], two.values())) for what, one, two in sides]
    kept = [(what, area) for what, area in rows if not area.is_empty]
    data = {"scenario": number, "longest": longest, "what": [what for what, _ in kept]}
    return gpd.GeoDataFrame(data, geometry=[area for _, area in kept], crs="EPSG:4326")


def _longest(circles: gpd.GeoDataFrame, longest: float) -> dict[str, Any]:
    mine = circles[circles["minutes"] == longest]
    return {str(name): shape for name, shape in zip(mine["facility_id"], mine.geometry, strict=True) if shape is not None}


def _beyond(areas: list[Any], others: Iterable[Any]) -> Any:
    """Return the part of areas that none of the others covers."""
    if not areas:
        return shapely.MultiPolygon()
    whole = shapely.union_all(areas)
    near = [o for o in others if o.intersects(whole)]
    left = shapely.difference(whole, shapely.union_all(near)) if near else whole
    left = left.buffer(-_SLIVER_DEGREES, join_style="mitre").buffer(_SLIVER_DEGREES, join_style="mitre")
    parts = [p for p in shapely.get_parts(left) if p.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def roads_added(first: ComparedLayers, other: ComparedLayers, number: int) -> gpd.GeoDataFrame:
    """Return streets of a run that the first has not: ``scenario, kind``, WGS84 lines; streets only cut anew by a joint are left out.

    Parameters
    ----------
    first, other, number
        As for :func:`area_changes`.
    """
    if first.streets is other.streets:
        return _no_roads()
    told = {str(kind): shapely.to_wkb(shape) for kind, shape in zip(first.streets["kind"], first.streets.geometry, strict=True)}
    differs = [told.get(str(k)) != shapely.to_wkb(s) for k, s in zip(other.streets["kind"], other.streets.geometry, strict=True)]
    if not any(differs):
        return _no_roads()
    old, new = _pieces(first.streets), _pieces(other.streets[differs])
    known = set(shapely.to_wkb(old[0]).tolist())
    fresh = np.array([key not in known for key in shapely.to_wkb(new[0]).tolist()], dtype=bool)
    pieces, kinds = new[0][fresh], new[1][fresh]
    if len(pieces) and len(old[0]):
        middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
        hits = shapely.STRtree(old[0]).query(middles, predicate="dwithin", distance=_SAME_DEGREES)[0]
        apart = ~np.isin(np.arange(len(pieces)), hits)
        pieces, kinds = pieces[apart], kinds[apart]
    shapes = {str(kind): shapely.MultiLineString(pieces[kinds == kind].tolist()) for kind in sorted(set(kinds.tolist()))}
    return gpd.GeoDataFrame({"scenario": number, "kind": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:4326")


def _no_roads() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"scenario": pd.Series(dtype=int), "kind": pd.Series(dtype=object)}, geometry=[], crs="EPSG:4326")


def _pieces(streets: gpd.GeoDataFrame) -> tuple[_Shapes, _Shapes]:
    shapes, at = shapely.get_parts(streets.geometry.to_numpy(), return_index=True)
    return shapely.normalize(shapes), streets["kind"].to_numpy(dtype=object)[at]


def parcels_turned(first: ComparedLayers, other: ComparedLayers, number: int) -> gpd.GeoDataFrame:
    """Return parcels that are new or gone, or whose verdict turned: figures, verdict before and after, WGS84 outlines.

    Parameters
    ----------
    first, other, number
        As for :func:`area_changes`.
    """
    before, now = ({str(row["parcel_id"]): row for row in _rows(side.parcels)} for side in (first, other))
    rows: list[dict[str, Any]] = []
    for name in dict.fromkeys([*now, *before]):
        one, two = before.get(name), now.get(name)
        verdicts = ["" if row is None else str(row["verdict"]) for row in (one, two)]
        if verdicts[0] != verdicts[1]:
            shown = two or one or {}
            what = "new" if one is None else "gone" if two is None else "turned"
            figures = {c: shown.get(c) for c in _PARCEL}
            head = {"scenario": number, "parcel_id": name, "what": what, "before": verdicts[0], "after": verdicts[1]}
            rows.append({**head, **figures, "geometry": shown["geometry"]})
    columns = ["scenario", "parcel_id", "what", "before", "after", *_PARCEL, "geometry"]
    return gpd.GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def _rows(frame: gpd.GeoDataFrame) -> list[Mapping[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
