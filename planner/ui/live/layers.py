"""A run as layers for the live map: the shapes and words of the map page, cut into blocks that change one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.access import WalkNetwork
from planner.report import credit
from planner.report import map as ml
from planner.report.map import STREET_TOLERANCE, bounds_of, drawable, drawable_rows, merged_points, themes
from planner.run import Memory, RunResult, walking
from planner.scenario import WalkSettings
from planner.style import BOUNDARY, INK, STREET, STREET_WIDTHS_PX, circle_colour, street_rank
from planner.ui.live.blocks import SCALE, Block, LiveSheet, block, compact, digest, paths
from planner.ui.live.places import gate_state
from planner.ui.state import Change

#: Homes are cut into blocks by squares of this many parts of a degree, so that a change nearby sends only its neighbourhood.
_SQUARE = 3_000
#: Who may pass a gate → its colour on the map.
GATE_FILLS = {"open": "#ffffff", "private": "#9fb4c7", "shut": INK}
#: What is drawn of parcels and facilities; their cards are made when they are asked for.
_PARCEL = ["parcel_id", "name", "verdict", "geometry"]
_FACILITY = ["facility_id", "name", "status", "is_centre", "why_not", "geometry"]
#: Radius of the straight-line circle of practice, metres.
STRAIGHT_M = 1000


@dataclass(frozen=True, slots=True, eq=False)
class MapPicture:
    """Everything a map shows of one run.

    Attributes
    ----------
    head
        Layers, groups, themes and bounds; plain data. ``parts`` of a layer name its blocks.
    blocks
        Name → block.
    """

    head: Mapping[str, Any]
    blocks: Mapping[str, Block]


@dataclass(frozen=True, slots=True, eq=False)
class MapBackground:
    """What no change but a new street alters: streets, water, railways, what was read of compounds and gates; changes of gates."""

    result: RunResult
    compounds: gpd.GeoDataFrame | None
    gates: gpd.GeoDataFrame | None
    key: str
    gate_changes: tuple[Change, ...] = ()


def picture(result: RunResult, ground: MapBackground, lang: str, made: Memory) -> MapPicture:
    """Return the layers of a run.

    Parameters
    ----------
    result
        The run.
    ground
        The run whose streets are drawn; the same for runs that differ in no street.
    lang
        ``"zh"`` or ``"en"``.
    made
        What was made before.
    """
    sheet = LiveSheet(lang, made)
    result = replace(result, parcels=result.parcels[_PARCEL], facilities=result.facilities[_FACILITY])
    areas = _communities(result, sheet)
    groups = [
        _circles(result, sheet),
        ml.facility_group(result, sheet, {}),
        _one_by_one(ml.community_group(result, sheet, areas)),
        ml.parcel_group(result, sheet, {}),
        _homes(result, sheet),
        _ground(ground, sheet, areas),
    ]
    blocks: dict[str, Block] = {}
    shown = [g for g in groups if g is not None]
    layers = [_named(layer, blocks) for group in shown for layer in group["layers"]]
    entries = sorted(sheet.on_map, key=lambda entry: -int(entry[4]))
    labels = [block([e for e in entries if (e[5][0] == "boundaries") == still]) for still in (False, True)]
    blocks.update({part.name: part for part in labels})
    head = {
        "layers": layers,
        "groups": [_listed(g, ["reached_lines"] if n == 0 else []) for n, g in enumerate(shown)],
        "themes": _themes([layer["id"] for layer in layers], sheet),
        "labels": [part.name for part in labels],
        "bounds": bounds_of(result.communities, result.demand, result.facilities),
        "attribution": credit(result.summary, lang),
    }
    return MapPicture(head, blocks)


def _one_by_one(group: dict[str, Any]) -> dict[str, Any]:
    """Make each shape a block of its own: one that moves from layer to layer is not sent again."""
    for layer in group["layers"]:
        layer["blocks"] = [block([item]) for item in layer["items"]]
    return group


def _listed(group: Mapping[str, Any], more: Sequence[str]) -> dict[str, Any]:
    return {"title": group["title"], "layers": [*(layer["id"] for layer in group["layers"]), *more], "notes": group["notes"]}


def _named(layer: dict[str, Any], blocks: dict[str, Block]) -> dict[str, Any]:
    """Put a layer's items into blocks and name these instead."""
    parts = layer.pop("blocks", None) or ([block(layer["items"])] if layer["items"] else [])
    size = layer.pop("size", len(layer["items"]) or len(parts))
    layer.pop("items")
    blocks.update({part.name: part for part in parts})
    return {**layer, "parts": [part.name for part in parts], "size": size}


def _themes(layers: Sequence[str], sheet: LiveSheet) -> list[dict[str, Any]]:
    return [{**theme, "title": sheet.word(f"map.theme.{theme['id']}")} for theme in themes(layers)]


def _circles(result: RunResult, sheet: LiveSheet) -> dict[str, Any]:
    group = ml.circle_group(result, sheet, apart=True)
    for layer in group["layers"]:
        layer["blocks"] = [item[0] for item in layer["items"]]
        layer["pane"] = "circles"
    style = {"color": INK, "weight": 1.2, "dashArray": "5 4", "fill": False}
    straight: dict[str, Any] = {
        "id": "straight",
        "title": sheet.word("live.straight").format(m=STRAIGHT_M),
        "shape": "area",
        "style": style,
        "items": [],
    }
    points: gpd.GeoDataFrame = result.facilities[(result.facilities["status"] == "open") & drawable_rows(result.facilities)]
    straight["items"] = [[sheet.shape(p), STRAIGHT_M] for p in points.geometry]
    group["layers"].append(straight | {"count": ml.count(len(points), "places", sheet), "order": 3, "disk": True})
    return group


def _communities(result: RunResult, sheet: LiveSheet) -> ml.Numbers:
    """Outlines and labels of communities, made once for the same outlines and names."""
    frame = result.communities
    key = (sheet.lang, *frame["name"].tolist())
    numbers, texts = sheet.made.held("communities", key, frame.geometry.to_numpy(), lambda: _drawn_communities(result, sheet))
    sheet.on_map.extend(texts)
    return numbers


def _drawn_communities(result: RunResult, sheet: LiveSheet) -> tuple[ml.Numbers, list[list[Any]]]:
    own = LiveSheet(sheet.lang, sheet.made)
    return ml.community_shapes(result, own, {}), own.on_map


def _homes(result: RunResult, sheet: LiveSheet) -> dict[str, Any]:
    """Homes by the walk to the nearest facility, in blocks of neighbourhoods; merged on a grid where there are very many."""
    frame = result.demand
    limits = sorted(float(m) for m in result.summary["walk"]["minutes"])
    classes = ml.home_classes(frame, limits)
    there = drawable_rows(frame)
    notes = [] if there.all() else [sheet.word("map.place_missing").format(n=f"{int((~there).sum()):,}")]
    homes, mine = frame[there], classes[there]
    ids = homes["demand_id"].astype(str).to_numpy()
    if len(homes) > ml.MOST_HOMES:
        dots, cell_m = merged_points(homes, limit=ml.MOST_HOMES, classes=mine)
        notes.insert(0, sheet.word("map.merged").format(m=f"{cell_m:g}"))
        lat, lon, ranks, refs = dots["lat"].to_numpy(), dots["lon"].to_numpy(), dots["class"].to_numpy(), np.full(len(dots), "homes:")
    else:
        lat, lon, ranks = homes.geometry.y.to_numpy(), homes.geometry.x.to_numpy(), mine.to_numpy()
        refs = np.array([f"demand:{i}" for i in ids], dtype=object)
    at = np.rint(np.column_stack([lat, lon]) * SCALE).astype(np.int64)
    named = digest(at.tobytes() + "\n".join(refs).encode())
    layers = []
    for rank, (name, colour) in enumerate(ml.home_legend(limits, sheet)):
        style = {"radius": 1.9, "grow": 0.8, "weight": 0.3, "color": "#ffffff", "fillColor": colour, "fillOpacity": 0.9}
        total = int((classes == rank).sum())
        layer: dict[str, Any] = {"id": f"home-{rank}", "title": name, "shape": "point", "style": style, "items": [], "order": 4}
        here = ranks == rank
        layer["blocks"] = sheet.made.get("homes", (named, here.tobytes()), partial(_squares, at[here], refs[here]))
        layers.append(layer | {"count": ml.count(total, "places", sheet), "size": total})
    return {"title": sheet.word("map.homes"), "layers": layers, "notes": notes}


def _squares(at: Any, refs: Any) -> list[Block]:
    square = at // _SQUARE
    order = np.lexsort((square[:, 1], square[:, 0]))
    cuts = np.flatnonzero((np.diff(square[order], axis=0) != 0).any(axis=1)) + 1
    parts = np.split(order, cuts) if len(order) else []
    return [block([[place, ref] for place, ref in zip(at[rows].tolist(), refs[rows].tolist(), strict=True)]) for rows in parts]


def _ground(ground: MapBackground, sheet: LiveSheet, areas: ml.Numbers) -> dict[str, Any]:
    """Boundaries, and the parts that are made once."""
    look = {"color": BOUNDARY, "weight": 0.9, "opacity": 0.6, "fillColor": "#ffffff", "fillOpacity": 0.01}
    outlines = {"id": "boundaries", "title": sheet.word("map.boundaries"), "shape": "area", "style": look, "order": 1}
    outlines |= {"items": [list(a) for a in areas if a[0] != -1], "count": ml.count(len(areas), "communities", sheet)}
    return {
        "title": sheet.word("map.ground"),
        "layers": [
            outlines,
            *(dict(layer) for layer in sheet.made.get("ground", (ground.key, sheet.lang), lambda: _still(ground, sheet))),
            *_gates(ground, sheet),
        ],
        "notes": [],
    }


def _still(ground: MapBackground, sheet: LiveSheet) -> list[dict[str, Any]]:
    result = ground.result
    layers = ml.water_and_rail(result, sheet)
    for layer in layers:
        layer["blocks"] = [block(layer["items"])]
    style = {"color": STREET, "weight": STREET_WIDTHS_PX[0]}
    length = f"{result.summary['network']['length_km']:,.0f} {sheet.word('map.unit.km')}"
    streets: dict[str, Any] = {
        "id": "streets",
        "title": sheet.word("map.streets"),
        "shape": "line",
        "style": style,
        "items": [],
        "order": 0,
    }
    streets |= {"widths": list(STREET_WIDTHS_PX), "count": length, "tiled": True, "blocks": [block(list(_street_paths(result.streets)))]}
    layers.append(streets)
    layers += [layer for layer in (_compounds(ground, sheet),) if layer]
    return layers


def _street_paths(streets: gpd.GeoDataFrame) -> Iterator[list[list[int]]]:
    """Streets by rank: pieces of one rank joined end to end, then simplified; hundreds of thousands of vertices become tens."""
    rank = streets["kind"].map(lambda k: street_rank(str(k))).to_numpy()
    for wanted in range(len(STREET_WIDTHS_PX)):
        mine = streets.geometry.to_numpy()[rank == wanted]
        parts = shapely.get_parts(mine)
        joined = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))) if len(parts) else parts
        yield paths(shapely.simplify(joined, STREET_TOLERANCE))


@dataclass(frozen=True, slots=True, eq=False)
class WalkedStreets:
    """The streets a run walks on, a name that tells them from others, and how it walks."""

    network: WalkNetwork
    key: str
    walk: WalkSettings


def later_layers(
    streets: WalkedStreets, result: RunResult, wanted: Collection[str], lang: str, made: Memory
) -> tuple[list[dict[str, Any]], dict[str, Block]]:
    """Return layers that are made only when asked for: reached streets, and the circles of the elderly for the second map.

    Parameters
    ----------
    streets
        What the run walks on.
    result
        The run.
    wanted
        ``reached_lines``, ``twin``.
    lang
        ``"zh"`` or ``"en"``.
    made
        What was made before.
    """
    blocks: dict[str, Block] = {}
    sheet = LiveSheet(lang, made)
    style = {"color": circle_colour(0), "weight": 2.2, "opacity": 0.75}
    lines: dict[str, Any] = {"id": "reached_lines", "title": sheet.word("live.reached_lines"), "shape": "line", "style": style, "items": []}
    lines |= {"order": 3, "pane": "areas", "later": True, "count": ""}
    if "reached_lines" in wanted:
        groups = result.lines.groupby("facility_id", sort=False).indices
        shapes = result.lines.geometry.to_numpy()
        lines["blocks"] = [_reached(shapes[rows], made) for rows in groups.values()]
        lines |= {"size": len(groups), "count": ml.count(len(groups), "places", sheet)}
    layers = [_named(lines, blocks)]
    for rank, minutes in enumerate(sorted(float(m) for m in result.summary["walk"]["minutes"])):
        colour = circle_colour(rank)
        twin: dict[str, Any] = {
            "id": f"twin-{minutes:g}",
            "title": "",
            "shape": "area",
            "style": {"fillColor": colour},
            "items": [],
            "order": 3,
        }
        twin |= {"pane": "circles", "twin": True, "later": True, "count": ""}
        if "twin" in wanted:
            twin["blocks"] = [sheet.circle(g) for g in _elderly(streets, result, made)[minutes] if drawable(g)]
        layers.append(_named(twin, blocks))
    return layers, blocks


def _reached(shapes: Any, made: Memory) -> Block:
    key = digest(b"".join(shapely.to_wkb(shapes)))
    return made.get("lines", key, lambda: block([[paths(shapely.simplify(shapely.get_parts(shapes), STREET_TOLERANCE)), -1]]))


def _elderly(streets: WalkedStreets, result: RunResult, made: Memory) -> Mapping[float, Sequence[Any]]:
    """Circles of the elderly walk, facility by facility; those of a place that was drawn before are not drawn again."""
    walk = streets.walk
    there = result.facilities[(result.facilities["used"] == "yes") & drawable_rows(result.facilities)]

    def draw(point: Any) -> Mapping[float, Any]:
        reach = streets.network.reach(
            gpd.GeoSeries([point], crs="EPSG:4326"), minutes=max(walk.minutes), profile=walking(walk, "elderly"), max_snap_m=walk.max_snap_m
        )
        circles = reach.circles(walk.minutes)
        return dict(zip(circles["minutes"].astype(float), circles.geometry, strict=True))

    drawn = [made.get("elderly", (streets.key, shapely.to_wkb(p)), partial(draw, p)) for p in there.geometry]
    return {float(m): [one.get(float(m)) for one in drawn] for m in walk.minutes}


def _compounds(ground: MapBackground, sheet: LiveSheet) -> dict[str, Any] | None:
    frame = ground.compounds
    if frame is None:
        return None
    mine = frame[frame.geometry.map(lambda g: drawable(g) and g.geom_type in {"Polygon", "MultiPolygon"}).astype(bool)]
    if mine.empty:
        return None
    style = {"color": BOUNDARY, "weight": 1, "dashArray": "2 2", "fillColor": "#efece3", "fillOpacity": 0.7}
    items = [[compact(g), f"compound:{i}"] for i, g in zip(mine.index, mine.geometry, strict=True)]
    layer = {"id": "compounds", "title": sheet.word("live.compounds"), "shape": "area", "style": style, "items": [], "order": 2}
    return layer | {"count": ml.count(len(mine), "places", sheet), "blocks": [block(items)]}


def _gates(ground: MapBackground, sheet: LiveSheet) -> Iterator[dict[str, Any]]:
    """Gates by who may pass: everybody, residents, nobody; a gate that was tried open or shut changes its class."""
    frame = ground.gates
    if frame is None or not len(frame):
        return
    mine = frame[drawable_rows(frame)]
    feet = mine["foot"].astype(str) if "foot" in mine else pd.Series("", index=mine.index)
    states = np.array([gate_state(f, str(i), ground.gate_changes) for i, f in feet.items()], dtype=object)
    for state, fill in GATE_FILLS.items():
        here = mine[states == state]
        style = {"radius": 3.4, "grow": 0.6, "weight": 1.6, "color": INK, "fillColor": fill, "fillOpacity": 1}
        title = f"{sheet.word('live.gates')} · {sheet.word(f'live.gate_{state}')}"
        layer = {"id": f"gates-{state}", "title": title, "shape": "point", "style": style, "order": 5}
        items = [[sheet.shape(g), f"gate:{i}"] for i, g in zip(here.index, here.geometry, strict=True)]
        yield layer | {"items": items, "count": ml.count(len(here), "places", sheet)}
