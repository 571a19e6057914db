"""Doubts about a table as a whole: areas that overlap or leave gaps, things listed twice, figures far from all others, old dates.

Nothing is corrected here and no value is kept from being judged: each doubt names rows and says how to mend them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations

import geopandas as gpd
import numpy as np
import shapely

from planner.errors import Problem, Severity
from planner.geo import geodesic_area_m2
from planner.inputs.headers.fields import FIELDS, FieldKind
from planner.inputs.log import Log
from planner.inputs.table import InputTable
from planner.inputs.values.cells import plain

OVERLAP_SHARE = 0.005
"""Part of the smaller area from which on an overlap is reported; below it stands the noise of drawing."""
GAP_LEAST_M2 = 100.0
"""Gaps below this are drawing noise."""
TWIN_WITHIN_M = 100.0
"""Two entries of one name nearer than this are taken for one thing listed twice."""
OUTLIER_SIGMA = 6.0
"""Robust standard deviations of the logarithm beyond which a figure is called an outlier."""
STALE_AFTER_DAYS = 730
"""Data older than this on the day of judging is called stale."""

_FEWEST = 30
_MAD_TO_SIGMA = 1.4826
_LEAST_SPREAD = 0.05
_M_PER_DEG = 111_320.0
_TWIN_NOUNS = frozenset({"facility", "compound"})
_AREA_NOUNS = frozenset({"community", "parcel"})
_FIGURE_NOUNS = frozenset({"facility", "community", "parcel", "compound"})
_MOST_GAPS = 20


def table_doubts(table: InputTable) -> tuple[Problem, ...]:
    """Look at a table as a whole.

    Returns
    -------
    tuple of Problem
        ``area.overlap``, ``area.gap``, ``row.twin``, ``number.outlier``; repeated ones of large tables counted together.
    """
    log = Log(table.spec.name, table.noun)
    if table.noun in _AREA_NOUNS:
        log.take(list(_overlaps(table)))
    if table.noun == "community":
        log.take(list(_gaps(table)))
    if table.noun in _TWIN_NOUNS:
        log.take(list(_twins(table)))
    if table.noun in _FIGURE_NOUNS:
        log.take(list(_outliers(table)))
    return log.problems()


def overlap_share(table: InputTable) -> float:
    """Return the part of the table's area that lies in more than one of its areas, 0 to 1."""
    shapes = _areas(table).to_numpy()
    if len(shapes) < 2:
        return 0.0
    whole = float(shapely.area(shapes).sum())
    return max(0.0, 1.0 - float(shapely.area(shapely.union_all(shapes))) / whole) if whole > 0 else 0.0


def _areas(table: InputTable) -> gpd.GeoSeries:
    """Return the areas that are there; degrees are fine, only shares of neighbours are compared."""
    shapes: gpd.GeoSeries = table.frame.geometry
    there = shapes.notna().to_numpy() & shapes.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    return gpd.GeoSeries(shapes[there])


def _overlaps(table: InputTable) -> Iterator[Problem]:
    areas = _areas(table)
    shapes = areas.to_numpy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = np.flatnonzero(first < second)
    first, second = first[pairs], second[pairs]
    common = shapely.area(shapely.intersection(shapes[first], shapes[second]))
    smaller = np.minimum(shapely.area(shapes[first]), shapely.area(shapes[second]))
    for at in np.flatnonzero(common > OVERLAP_SHARE * smaller).tolist():
        one, other = areas.index[first[at]], areas.index[second[at]]
        both = shapely.intersection(shapes[first[at]], shapes[second[at]])
        params = {"other": str(other), "area": f"{geodesic_area_m2(both):.0f}", "share": f"{common[at] / smaller[at]:.0%}"}
        yield Problem("area.overlap", Severity.DOUBT, row=int(table.frame["row"][one]), subject=str(one), params=params)


def _gaps(table: InputTable) -> Iterator[Problem]:
    """Find holes between communities: people living there belong to none."""
    shapes = _areas(table).to_numpy()
    parts = shapely.get_parts(shapely.union_all(shapes)) if len(shapes) else []
    holes = [shapely.Polygon(ring) for part in parts for ring in part.interiors]
    sizes = [geodesic_area_m2(hole) for hole in holes]
    found = sorted(((size, hole) for size, hole in zip(sizes, holes, strict=True) if size >= GAP_LEAST_M2), key=lambda gap: -gap[0])
    for size, hole in found[:_MOST_GAPS]:
        middle = hole.representative_point()
        yield Problem("area.gap", Severity.NOTE, value=f"{middle.x:.5f}, {middle.y:.5f}", params={"area": f"{size:.0f}"})


def _twins(table: InputTable) -> Iterator[Problem]:
    """Find entries of one name that stand next to each other under different ids."""
    frame = table.frame
    if "name" not in frame:
        return
    names = frame["name"].map(lambda name: hash(re.sub(r"\W+", "", plain(str(name)))))  # short: tables may be long
    places = frame.geometry[frame.geometry.notna() & (names != hash("")) & names.duplicated(keep=False)]
    for _, group in places.groupby(names[places.index]):
        if not 1 < len(group) < _FEWEST:
            continue
        middles = shapely.get_coordinates(shapely.centroid(group.to_numpy()))
        for one, other in combinations(range(len(group)), 2):
            east, north = (middles[one] - middles[other]) * (np.cos(np.radians(middles[one][1])), 1.0)
            apart = float(np.hypot(east, north)) * _M_PER_DEG
            if apart <= TWIN_WITHIN_M:
                params = {"other": str(group.index[one]), "apart": f"{apart:.0f}"}
                subject = str(group.index[other])
                yield Problem("row.twin", Severity.DOUBT, row=int(frame["row"][subject]), subject=subject, params=params)


def _outliers(table: InputTable) -> Iterator[Problem]:
    """Find figures that lie far from all others of their column, by the median and its deviations of the logarithm."""
    for name, header in table.headers.items():
        if FIELDS[table.noun][name][0] not in {FieldKind.AREA, FieldKind.COUNT} or name not in table.frame:
            continue
        values = table.frame[name]
        values = values[values > 0]
        if len(values) < _FEWEST:
            continue
        logs = np.log10(values.to_numpy())
        middle = float(np.median(logs))
        spread = max(_MAD_TO_SIGMA * float(np.median(np.abs(logs - middle))), _LEAST_SPREAD)
        for at in np.flatnonzero(np.abs(logs - middle) > OUTLIER_SIGMA * spread).tolist():
            subject = str(values.index[at])
            yield Problem(
                "number.outlier", Severity.NOTE, row=int(table.frame["row"][subject]), field=header, subject=subject,
                value=f"{values.iloc[at]:g}", params={"median": f"{10**middle:.4g}"},
            )  # fmt: skip


def stale_rows(table: InputTable, as_of: date) -> tuple[Problem, ...]:
    """Return which rows are old on the day of judging, by the column ``updated_on``; nothing where the table has none."""
    if "updated_on" not in table.frame:
        return ()
    days = table.frame["updated_on"]
    old = [str(name) for name, day in days.items() if isinstance(day, date) and as_of - day > timedelta(days=STALE_AFTER_DAYS)]
    if not old:
        return ()
    oldest = min(day for day in days if isinstance(day, date))
    shown = ", ".join(old[:3])
    params = {"count": len(old), "total": len(days), "oldest": oldest.isoformat(), "as_of": as_of.isoformat()}
    return (Problem("date.stale", Severity.DOUBT, table.spec.name, None, table.headers["updated_on"], shown, params=params),)
