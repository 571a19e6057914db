"""Notes under a map's legend: which of the places counted there are not drawn, and which count for nobody's reach."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd

from planner.report.map.shapes import drawable_rows

Say = Callable[[str], str]


def unplaced(frame: gpd.GeoDataFrame, say: Say) -> list[str]:
    """Tell how many of the places have no usable one on the map."""
    missing = int((~drawable_rows(frame)).sum())
    return [say("map.place_missing").format(n=missing)] if missing else []


def left_out(facilities: gpd.GeoDataFrame, say: Say) -> list[str]:
    """Tell how many facilities in operation are drawn but count for nobody's reach, by the reason."""
    if "why_not" not in facilities:
        return []
    why = facilities["why_not"][(facilities["status"] == "open") & drawable_rows(facilities)].fillna("")
    counts = why[~why.isin(["", "no_place", "not_open"])].value_counts(sort=False)
    return [say("map.left_out").format(n=n, why=say(f"why_not.{code}")) for code, n in sorted(counts.items())]
