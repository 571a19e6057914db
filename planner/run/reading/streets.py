"""The streets of a run: read, with barriers and the walls of the compounds, in two readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.access import MIN_ISLAND_M, WalkNetwork, read_barriers
from planner.access.join import KINDS, Barriers, WallCounts, outside_walls, usable_streets, with_compounds
from planner.errors import Problem, Severity
from planner.inputs import InputTable, file_hash
from planner.model import InputSpec
from planner.network import NO_GATES, Gates, Segments, StreetGraph, WallReport, apply_walls, local_plane, street_graph, without_walls
from planner.network.walls import GATE_M
from planner.texts.reading.streets import BARRIER_KINDS, GATE_SHUT


@dataclass(frozen=True, slots=True, eq=False)
class RunNetworks:
    """Walk networks of a run.

    Attributes
    ----------
    gated
        The reading verdicts rest on: nobody walks through a compound that is not theirs, walls are passed at gates.
    open
        As if every compound stood open; ``None`` where no compound's outline is known, for then the readings are the same.
    walls
        What the walls did.
    barriers
        How many barriers of each kind the ways from places to streets respect, walls of compounds apart; ``None`` where none are given.
    problems
        What to tell.
    """

    gated: WalkNetwork
    open: WalkNetwork | None
    walls: WallReport
    barriers: Mapping[str, int] | None
    problems: tuple[Problem, ...]


def build_streets(
    spec: InputSpec, segments: Segments, compounds: InputTable | None, gates: InputTable | None, barriers: InputTable | None
) -> RunNetworks:
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
    barriers
        Water, railways and walls that no way from a place to its street crosses.
    """
    outlines = np.asarray([] if compounds is None else compounds.frame.geometry.to_numpy(), dtype=object)
    known = _gates(gates)
    gated, report = apply_walls(segments, outlines, known)
    sha256 = file_hash(spec.path)
    streets = street_graph(gated, source=spec.name, sha256=sha256)
    ground = read_barriers(None if barriers is None else barrier_frame(barriers), streets)
    if not report.compounds:
        told = _barrier_problems(ground, ground, barriers)
        return RunNetworks(
            WalkNetwork(streets, barriers=ground, min_island_m=MIN_ISLAND_M),
            None,
            report,
            None if barriers is None else _by_kind(ground),
            tuple(told),
        )
    areas = [s for s in outlines if s is not None and s.geom_type in {"Polygon", "MultiPolygon"} and not s.is_empty]
    walls = np.asarray(shapely.transform(np.asarray(areas, dtype=object), streets.to_plane, interleaved=False))
    free = outside_walls(ground, walls)
    usable = usable_streets(streets, MIN_ISLAND_M)
    barred, courts, counts = with_compounds(free, streets, usable, walls, _all_gates(segments, known))
    opened = street_graph(without_walls(segments, outlines), source=spec.name, sha256=sha256)
    # Both readings lie in one plane: walls add vertices between those that are there and leave the extent as it is.
    problems = [*_wall_problems(report, compounds, counts), *_gate_problems(gates), *_barrier_problems(ground, free, barriers)]
    return RunNetworks(
        gated=WalkNetwork(streets, barriers=barred, courts=courts, min_island_m=MIN_ISLAND_M),
        open=WalkNetwork(opened, barriers=free, min_island_m=MIN_ISLAND_M),
        walls=report,
        barriers=None if barriers is None else _by_kind(free),
        problems=tuple(problems),
    )


def _gates(table: InputTable | None) -> Gates:
    if table is None:
        return NO_GATES
    placed = table.frame[table.frame.geometry.notna()]
    foot = placed["foot"] if "foot" in placed else pd.Series("", index=placed.index)
    shut = foot.astype(str).str.strip().str.lower().isin(GATE_SHUT)
    return Gates(placed.geometry.x.to_numpy(), placed.geometry.y.to_numpy(), ~shut.to_numpy(dtype=bool))


def _all_gates(segments: Segments, known: Gates) -> Gates:
    """Gates of the layer and of the street data; where both speak of one, the layer's word counts."""
    tagged = np.flatnonzero(segments.gate | segments.closed)
    lon, lat, is_open = segments.lon[tagged], segments.lat[tagged], ~segments.closed[tagged]
    if len(known.lon) and len(tagged):
        plane = local_plane(segments.lon, segments.lat)
        points, marks = (shapely.points(*plane.transform(x, y)) for x, y in ((lon, lat), (known.lon, known.lat)))
        near = shapely.STRtree(marks).query(points, predicate="dwithin", distance=GATE_M)[0]
        alone = np.setdiff1d(np.arange(len(tagged)), near)
        lon, lat, is_open = lon[alone], lat[alone], is_open[alone]
    return Gates(np.concatenate([known.lon, lon]), np.concatenate([known.lat, lat]), np.concatenate([known.open, is_open]))


def _by_kind(barriers: Barriers) -> dict[str, int]:
    """Count barriers by kind; what is none of the known kinds as ``other``."""
    kinds = np.where(np.isin(barriers.kinds, KINDS), barriers.kinds, "other")
    return {kind: int((kinds == kind).sum()) for kind in (*KINDS, "other")}


def _barrier_problems(given: Barriers, kept: Barriers, table: InputTable | None) -> Iterator[Problem]:
    if table is None:
        return
    counts = _by_kind(kept)
    yield Problem("barriers.legs", Severity.NOTE, file=table.spec.name, params={**counts, "compound": len(given) - len(kept)})
    if counts["other"]:
        field = table.headers.get("kind", "kind")
        yield Problem("barriers.unknown_kind", Severity.DOUBT, file=table.spec.name, field=field, params={"count": counts["other"]})


def _wall_problems(report: WallReport, compounds: InputTable | None, legs: WallCounts) -> Iterator[Problem]:
    file = "" if compounds is None else compounds.spec.name
    counts = {"compounds": report.compounds, "gates": report.gates, "closed": report.closed_crossings}
    yield Problem("network.walls", Severity.NOTE, file=file, params=counts)
    if report.without_gates:
        params = {"compounds": report.without_gates, "count": report.virtual_gates}
        yield Problem("network.virtual_gates", Severity.DOUBT, file=file, params=params)
    if legs.ungated:
        yield Problem("walls.straight", Severity.NOTE, file=file, params={"count": legs.ungated})
    if legs.courts:
        yield Problem("walls.through_gates", Severity.NOTE, file=file, params={"count": legs.courts})


def _gate_problems(gates: InputTable | None) -> Iterator[Problem]:
    """Report a list of gates that does not say which are open: all are taken as open, and more homes as reached."""
    if gates is not None and len(gates.frame) and "foot" not in gates.frame:
        yield Problem("gates.no_state", Severity.DOUBT, file=gates.spec.name, field="foot", params={"count": len(gates.frame)})


def streets_frame(graph: StreetGraph) -> gpd.GeoDataFrame:
    """Return the streets as one MultiLineString per value of ``highway``, WGS84; columns ``kind`` and ``length_km``."""
    lines = graph.lines()
    kinds = sorted({int(k) for k in graph.edge_kind})
    merged = [shapely.multilinestrings(list(lines[graph.edge_kind == k])) for k in kinds]
    km = [round(float(graph.edge_mm[graph.edge_kind == k].sum(dtype="int64")) / 1e6, 3) for k in kinds]
    frame = gpd.GeoDataFrame({"kind": [graph.kinds[k] for k in kinds], "length_km": km}, geometry=merged, crs=graph.crs)
    return frame.to_crs("EPSG:4326")


def barrier_frame(barriers: InputTable | None) -> gpd.GeoDataFrame:
    """Return water, railways and walls for the background of a map, WGS84; columns ``kind`` and ``name``."""
    if barriers is None:
        return gpd.GeoDataFrame({"kind": [], "name": []}, geometry=[], crs="EPSG:4326")
    frame = barriers.frame
    blank = pd.Series("", index=frame.index)
    kinds = frame.get("kind", blank).map(lambda k: BARRIER_KINDS.get(str(k).strip().lower(), str(k).strip().lower()))
    return gpd.GeoDataFrame({"kind": kinds, "name": frame.get("name", blank)}, geometry=frame.geometry).reset_index(drop=True)
