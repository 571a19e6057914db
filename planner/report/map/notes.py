"""What stands beside a map's layers: views that one click shows, and notes on places not drawn or counting for nobody's reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd

from planner.report.map.shapes import drawable_rows
from planner.texts import word

Say = Callable[[str], str]


def unplaced(frame: gpd.GeoDataFrame, say: Say) -> list[str]:
    """Return how many of the places have no usable one on the map."""
    missing = int((~drawable_rows(frame)).sum())
    return [say("map.place_missing").format(n=missing)] if missing else []


def left_out(facilities: gpd.GeoDataFrame, say: Say) -> list[str]:
    """Return how many facilities in operation are drawn but count for nobody's reach, by the reason."""
    if "why_not" not in facilities:
        return []
    why = facilities["why_not"][(facilities["status"] == "open") & drawable_rows(facilities)].fillna("")
    counts = why[~why.isin(["", "no_place", "not_open"])].value_counts(sort=False)
    return [say("map.left_out").format(n=n, why=say(f"why_not.{code}")) for code, n in sorted(counts.items())]


def themes(layers: Sequence[str]) -> list[dict[str, Any]]:
    """Return the views of the map that one click shows; each shows the ground, what it is named for, and the facilities it needs."""
    wanted = {
        "circles": ("circle-", "facility-centre_open", "facility-other_open"),
        "gaps": ("centre-", "village", "facility-centre_open"),
        "parcels": ("parcel-", "facility-centre_open"),
        "homes": ("home-", "facility-centre_open", "facility-other_open"),
    }
    ground = ("water", "rail", "streets", "boundaries")
    return [
        {"id": name, "title": word(f"map.theme.{name}"), "layers": [i for i in layers if i.startswith(parts + ground)]}
        for name, parts in wanted.items()
        if any(i.startswith(parts[0]) for i in layers)
    ]
