"""The streets of a run: read, with the walls of the compounds, in two readings."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.access import WalkNetwork
from planner.errors import Problem, Severity
from planner.inputs import Table, file_hash
from planner.model import InputSpec
from planner.network import NO_GATES, Gates, Segments, StreetGraph, WallReport, apply_walls, street_graph, without_walls

_GROUND = {"河流": "water", "水系": "water", "水域": "water", "湖泊": "water", "铁路": "rail", "围墙": "wall"}
_SHUT = frozenset({"no", "n", "否", "不", "不开放", "不通行", "锁闭", "上锁", "封闭", "关闭", "常闭"})


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """Walk networks of a run.

    Attributes
    ----------
    gated
        The reading verdicts rest on: nobody walks through a compound that is not theirs, walls are passed at gates.
    open
        As if every compound stood open; ``None`` where no compound's outline is known, for then the readings are the same.
    walls
        What the walls did.
    problems
        What to tell.
    """

    gated: WalkNetwork
    open: WalkNetwork | None
    walls: WallReport
    problems: tuple[Problem, ...]


def build_streets(spec: InputSpec, segments: Segments, compounds: Table | None, gates: Table | None) -> Streets:
    """Build the networks of a run.

    Parameters
    ----------
    spec
        Where the streets come from, for the result.
    segments
        Streets as read, added roads included.
    compounds
        Their polygons are the walls; points say nothing of a wall.
    gates
        Known gates; ``foot`` says which are shut.
    """
    outlines = np.asarray([] if compounds is None else compounds.frame.geometry.to_numpy(), dtype=object)
    gated, report = apply_walls(segments, outlines, _gates(gates))
    sha256 = file_hash(spec.path)
    network = WalkNetwork(street_graph(gated, source=spec.name, sha256=sha256))
    if not report.compounds:
        return Streets(network, None, report, ())
    opened = WalkNetwork(street_graph(without_walls(segments, outlines), source=spec.name, sha256=sha256))
    return Streets(network, opened, report, tuple(_wall_problems(report, compounds)))


def _gates(table: Table | None) -> Gates:
    if table is None:
        return NO_GATES
    placed = table.frame[table.frame.geometry.notna()]
    foot = placed["foot"] if "foot" in placed else pd.Series("", index=placed.index)
    shut = foot.astype(str).str.strip().str.lower().isin(_SHUT)
    return Gates(placed.geometry.x.to_numpy(), placed.geometry.y.to_numpy(), ~shut.to_numpy(dtype=bool))


def _wall_problems(report: WallReport, compounds: Table | None) -> list[Problem]:
    file = "" if compounds is None else compounds.spec.name
    counts = {"compounds": report.compounds, "gates": report.gates, "closed": report.closed_crossings}
    found = [Problem("network.walls", Severity.NOTE, file=file, params=counts)]
    if report.without_gates:
        params = {"compounds": report.without_gates, "count": report.virtual_gates}
        found.append(Problem("network.virtual_gates", Severity.DOUBT, file=file, params=params))
    return found


def streets_frame(graph: StreetGraph) -> gpd.GeoDataFrame:
    """Give the streets as one MultiLineString per value of ``highway``, WGS84; columns ``kind`` and ``length_km``."""
    lines = graph.lines()
    kinds = sorted({int(k) for k in graph.edge_kind})
    merged = [shapely.multilinestrings(list(lines[graph.edge_kind == k])) for k in kinds]
    km = [round(float(graph.edge_mm[graph.edge_kind == k].sum(dtype="int64")) / 1e6, 3) for k in kinds]
    frame = gpd.GeoDataFrame({"kind": [graph.kinds[k] for k in kinds], "length_km": km}, geometry=merged, crs=graph.crs)
    return frame.to_crs("EPSG:4326")


def ground_frame(barriers: Table | None) -> gpd.GeoDataFrame:
    """Give water, railways and walls for the background of a map, WGS84; columns ``kind`` and ``name``."""
    if barriers is None:
        return gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs="EPSG:4326")
    frame = barriers.frame
    blank = pd.Series("", index=frame.index)
    kinds = frame.get("kind", blank).map(lambda k: _GROUND.get(str(k).strip().lower(), str(k).strip().lower()))
    return gpd.GeoDataFrame({"kind": kinds, "name": frame.get("name", blank)}, geometry=frame.geometry).reset_index(drop=True)
