"""What the map lets one look for and choose: names and places, kinds of facility, the facilities nearest to a home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import geopandas as gpd

from planner.access import WalkNetwork
from planner.report import blank
from planner.report.map import drawable_rows
from planner.run import Memory, RunResult, Workspace, walking
from planner.ui.live.blocks import SCALE, Block, block

#: Facilities named in the card of a home.
_NEAREST = 5


def nearest(space: Workspace, network: WalkNetwork, result: RunResult, point: Any) -> list[tuple[str, str, list[float]]]:
    """Return the nearest facilities in operation: id, name, seconds of the standard and of the elderly walk."""
    there = result.facilities[(result.facilities["status"] == "open") & drawable_rows(result.facilities)]
    home, snap = gpd.GeoSeries([point], crs="EPSG:4326"), space.loaded.file.walk.max_snap_m
    if there.empty:
        return []
    walk = space.loaded.file.walk
    standard, elderly = walking(walk, "standard"), walking(walk, "elderly")
    reach = network.reach(home, minutes=60, profile=standard, direction="from", max_snap_m=snap)
    times = reach.times(gpd.GeoSeries(there.geometry.to_numpy(), index=there["facility_id"].astype(str), crs="EPSG:4326"))
    slower = standard.speed_m_s / elderly.speed_m_s
    names = dict(zip(there["facility_id"].astype(str), there["name"], strict=True))
    best = times.sort_values(["seconds", "target"], kind="stable").head(_NEAREST)
    return [
        (str(t), str(t) if blank(names[t]) else str(names[t]), [s, s * slower])
        for t, s in zip(best["target"], best["seconds"], strict=True)
    ]


def kinds(result: RunResult) -> list[str]:
    """Return the kinds of facility there are, centres first, the commonest first."""
    frame = result.facilities
    order: list[str] = []
    for centre in ("yes", "no"):
        order += frame["kind"][(frame["is_centre"] == centre) & frame["kind"].notna()].value_counts().index.astype(str).tolist()
    return list(dict.fromkeys(order))[:20]


def names_of(result: RunResult, made: Memory) -> list[Block]:
    """Return names that can be searched for, with what they name and where it lies; a block for each kind of thing."""
    out = []
    for kind, frame in (("community", result.communities), ("facility", result.facilities), ("parcel", result.parcels)):
        ids, names = frame[f"{kind}_id"].tolist(), frame["name"].tolist()
        out.append(made.held("names", (kind, *ids, *names), frame.geometry.to_numpy(), lambda: block(list(_places(kind, frame)))))  # noqa: B023 - made at once
    return out


def _places(kind: str, frame: gpd.GeoDataFrame) -> Iterator[list[Any]]:
    there = frame[drawable_rows(frame)]
    points = there.geometry.representative_point() if len(there) else there.geometry
    for i, name, x, y in zip(there[f"{kind}_id"], there["name"], points.x, points.y, strict=True):
        yield [str(i) if blank(name) else str(name), f"{kind}:{i}", round(y * SCALE), round(x * SCALE)]
