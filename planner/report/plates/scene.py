"""What plates draw, read once from ``results.gpkg`` and laid out in metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from planner.report.folder.finished import FinishedRun
from planner.report.map.shapes import drawable, rings
from planner.report.plates.shapes import Plane
from planner.report.subjects import marks
from planner.style import street_rank


@dataclass(frozen=True, slots=True, eq=False)
class PlateScene:
    """A run ready to be drawn.

    Attributes
    ----------
    run
        The run.
    marks
        What stands on every plate of it.
    plane
        Where its metres are counted from.
    streets
        Rank → pieces of streets.
    water, rail
        Background shapes.
    rings
        Limit in minutes → area of that ring alone, shortest first.
    communities, parcels, facilities, demand
        The layers in metres, places that cannot be drawn left out.
    """

    run: FinishedRun
    marks: tuple[str, ...]
    plane: Plane
    streets: Mapping[int, Any]
    water: Any
    rail: Any
    rings: tuple[tuple[float, Any], ...]
    communities: gpd.GeoDataFrame
    parcels: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    demand: gpd.GeoDataFrame

    @classmethod
    def read(cls, run: FinishedRun) -> PlateScene:
        """Read the layers of a run."""
        layers = {name: run.layer(name) for name in ("communities", "parcels", "facilities", "demand", "circles")}
        held = {str(name) for name, _ in pyogrio.list_layers(run.folder / "results.gpkg")}
        ground = {name: run.layer(name) if name in held else None for name in ("streets", "water", "rail")}
        plane = _plane(layers)
        laid = {name: _laid(frame, plane) for name, frame in layers.items() if name != "circles"}
        cut = tuple((m, plane.metres(area)) for m, area in rings(layers["circles"])) if len(layers["circles"]) else ()
        return cls(
            run=run,
            marks=tuple(marks(run)),
            plane=plane,
            streets=_streets(ground["streets"], plane),
            water=_shapes(ground["water"], plane),
            rail=_shapes(ground["rail"], plane),
            rings=cut,
            **laid,
        )


def _plane(layers: Mapping[str, gpd.GeoDataFrame]) -> Plane:
    for name in ("communities", "demand", "facilities", "parcels"):
        if not len(layers[name]):
            continue
        there = layers[name].geometry[layers[name].geometry.map(drawable)]
        if len(there):
            west, south, east, north = (float(v) for v in there.total_bounds)
            return Plane((west + east) / 2, (south + north) / 2)
    return Plane(111.5, 36.1)


def _laid(frame: gpd.GeoDataFrame, plane: Plane) -> gpd.GeoDataFrame:
    there = frame[frame.geometry.map(drawable).astype(bool)].reset_index(drop=True)
    return gpd.GeoDataFrame(there.drop(columns="geometry"), geometry=plane.metres(there.geometry.to_numpy()))


def _shapes(frame: gpd.GeoDataFrame | None, plane: Plane) -> Any:
    if frame is None or not len(frame):
        return np.empty(0, dtype=object)
    return plane.metres(frame.geometry[frame.geometry.map(drawable)].to_numpy())


def _streets(frame: gpd.GeoDataFrame | None, plane: Plane) -> dict[int, Any]:
    if frame is None or not len(frame):
        return {}
    ranks = pd.Series([street_rank(str(kind)) for kind in frame["kind"]])
    out = {}
    for rank in sorted(set(ranks), reverse=True):
        parts = shapely.get_parts(frame.geometry[(ranks == rank).to_numpy()].to_numpy())
        out[int(rank)] = plane.metres(shapely.simplify(parts, 2e-5))
    return out
