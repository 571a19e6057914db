"""The plates of a run: the city in three views, a parcel with what lies around it, a community with its homes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.model import village
from planner.report.folder.finished import Row
from planner.report.plates.paper import LegendEntry, Paper, Plate, map_frame
from planner.report.plates.scene import PlateScene
from planner.report.plates.shapes import Box, widened
from planner.report.subjects import credit
from planner.style import (
    BOUNDARY,
    CENTRE,
    CENTRE_COLOURS,
    INK,
    OTHER_FACILITY,
    RAIL,
    STREET,
    TOO_FAR,
    UNPLACED,
    VERDICT_COLOURS,
    VILLAGE,
    WATER,
    circle_colour,
    tint,
)
from planner.texts import word
from planner.texts.figures import percent, thousands

_CITY_MM, _CITY_COLUMN, _CITY_SCALE = (297.0, 210.0), 72.0, 1.22
_NEAR_MM, _NEAR_COLUMN, _NEAR_SCALE = (170.0, 145.0), 58.0, 0.95
#: Half the width of ground a parcel's plate shows at least, and at most where the nearest centre is far.
_NEAR_M, _FAR_M = 700.0, 1600.0
_VIEWS = ("circles", "gaps", "parcels")


def city_plates(scene: PlateScene, *, pdf: bool = True, views: Sequence[str] = _VIEWS) -> Iterator[Plate]:
    """Draw the city: service circles, standing of communities, parcels; a view with nothing to show is left out."""
    box = _city_box(scene)
    frame = map_frame(*_CITY_MM, _CITY_COLUMN)
    for view in views:
        if view == "parcels" and not len(scene.parcels):
            continue
        paper = Paper(widened(box, frame[2] / frame[3]), wide=_CITY_MM[0], high=_CITY_MM[1], column=_CITY_COLUMN, scale=_CITY_SCALE)
        _ground(paper, scene)
        entries = {"circles": _circles_view, "gaps": _gaps_view, "parcels": _parcels_view}[view](paper, scene)
        title = word(f"plate.city.{view}")
        _finish_head(paper, scene, title, entries, _city_notes(scene, view))
        yield paper.finish(f"city-{view}", title, pdf=pdf)


def parcel_plate(scene: PlateScene, parcel: Row, *, pdf: bool = True) -> Plate | None:
    """Draw a parcel with the facilities and circles around it; ``None`` where the parcel has no outline."""
    mine = scene.parcels[scene.parcels["parcel_id"].astype(str) == parcel["parcel_id"]]
    if not len(mine):
        return None
    outline = mine.geometry.iloc[0]
    frame = map_frame(*_NEAR_MM, _NEAR_COLUMN)
    box = widened(_around(scene, outline, parcel["nearest_centre_id"]), frame[2] / frame[3], 0.0)
    paper = Paper(box, wide=_NEAR_MM[0], high=_NEAR_MM[1], column=_NEAR_COLUMN, scale=_NEAR_SCALE)
    _ground(paper, scene)
    entries = [*_draw_circles(paper, scene), *_draw_outlines(paper, scene)]
    colour = VERDICT_COLOURS[parcel["verdict"]]
    others = scene.parcels[scene.parcels["parcel_id"].astype(str) != parcel["parcel_id"]]
    paper.areas(_seen(others.geometry.to_numpy(), box), "#e4e1d9", edge=BOUNDARY, line=0.6, z=4)
    paper.areas([outline], tint(colour, 0.75), edge=INK, line=1.6, z=5)
    x, y = outline.representative_point().coords[0]
    paper.label(parcel["name"] or parcel["parcel_id"], x, y, points=8.5, gap=4, weight=100, centred=True)
    entries = [
        LegendEntry(word("noun.parcel"), heading=True),
        LegendEntry(word("plate.this_parcel").format(verdict=word(f"verdict.{parcel['verdict']}")), "", "area", tint(colour, 0.75)),
        *([LegendEntry(word("plate.other_parcels"), str(_count_in(others, box)), "area", "#e4e1d9")] if _count_in(others, box) else []),
        *entries,
        *_draw_facilities(paper, scene, points=7.2, only=box),
    ]
    title = word("plate.parcel").format(name=parcel["name"] or word("paper.unnamed"), id=parcel["parcel_id"])
    minutes = parcel["nearest_centre_min"]
    walked = word("plate.nearest").format(minutes=minutes.replace(">", word("plate.more"))) if minutes else word("plate.nearest_unknown")
    _finish_head(paper, scene, word("plate.heading.parcel"), entries, [walked], subject=f"{title} · ")
    return paper.finish(f"parcel-{parcel['parcel_id']}", title, pdf=pdf)


def community_plate(scene: PlateScene, community: Row, *, pdf: bool = True) -> Plate | None:
    """Draw a community with its homes by walking time; ``None`` where it has no outline."""
    mine = scene.communities[scene.communities["community_id"].astype(str) == community["community_id"]]
    if not len(mine):
        return None
    outline = mine.geometry.iloc[0]
    frame = map_frame(*_NEAR_MM, _NEAR_COLUMN)
    box = widened(outline.bounds, frame[2] / frame[3], 0.12)
    paper = Paper(box, wide=_NEAR_MM[0], high=_NEAR_MM[1], column=_NEAR_COLUMN, scale=_NEAR_SCALE)
    _ground(paper, scene)
    _draw_outlines(paper, scene)
    paper.outlines([outline], INK, 1.5, z=4)
    title = word("plate.community").format(name=community["name"] or word("paper.unnamed"), id=community["community_id"])
    status = "village" if village(community["urban"]) else community["centre_status"]
    entries = [
        LegendEntry(word("noun.community"), heading=True),
        LegendEntry(word("plate.this_community").format(status=word(f"centre.{status}")), "", "line", INK),
        *_draw_homes(paper, scene, community["community_id"]),
        *_draw_facilities(paper, scene, points=7.2, only=box),
    ]
    _finish_head(paper, scene, word("plate.heading.community"), entries, [word("plate.homes_counted")], subject=f"{title} · ")
    return paper.finish(f"community-{community['community_id']}", title, pdf=pdf)


def _city_box(scene: PlateScene) -> Box:
    frames = (scene.communities, scene.demand, scene.facilities, scene.parcels)
    west, south, east, north = next((f.total_bounds for f in frames if len(f)), (-500.0, -500.0, 500.0, 500.0))
    return float(west), float(south), float(east), float(north)


def _around(scene: PlateScene, outline: Any, centre: str) -> Box:
    """Ground to show around a parcel: enough for the nearest centre where it is not far."""
    x, y = outline.centroid.coords[0]
    west, south, east, north = outline.bounds
    half = max(_NEAR_M, (east - west), (north - south))
    at = scene.facilities[scene.facilities["facility_id"].astype(str) == centre] if centre else scene.facilities[:0]
    if len(at):
        place = at.geometry.iloc[0]
        away = max(abs(place.x - x), abs(place.y - y)) * 1.1
        half = max(half, away) if away <= _FAR_M else half
    return x - half, y - half, x + half, y + half


def _ground(paper: Paper, scene: PlateScene) -> None:
    """Draw the quiet part: water, railways, streets by rank."""
    paper.areas(_seen(scene.water, paper.box), WATER, z=0.5)
    ratio = paper.points_per_metre
    thick = float(np.clip(ratio / 0.03, 0.6, 3.0))
    for rank, lines in scene.streets.items():
        paper.lines(_seen(lines, paper.box), STREET, (1.0, 0.6, 0.32)[rank] * thick, z=0.6 + (2 - rank) * 0.05)
    paper.lines(_seen(scene.rail, paper.box), RAIL, 1.1, dashed=True, z=0.9)


def _seen(shapes: Any, box: Box) -> Any:
    """Return the shapes that may show in a box."""
    shapes = np.asarray(shapes, dtype=object)
    if not len(shapes):
        return shapes
    west, south, east, north = shapely.bounds(shapes).T
    return shapes[(west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])]


def _draw_circles(paper: Paper, scene: PlateScene) -> list[LegendEntry]:
    if not scene.rings:
        return []
    entries = [LegendEntry(word("map.circles"), heading=True)]
    for rank, (minutes, area) in enumerate(scene.rings):
        paper.areas([area], circle_colour(rank), alpha=0.5, z=1.5)
        entries.append(LegendEntry(word("map.within").format(m=f"{minutes:g}"), "", "area", tint(circle_colour(rank), 0.5)))
    return entries


def _draw_outlines(paper: Paper, scene: PlateScene) -> list[LegendEntry]:
    shapes = _seen(scene.communities.geometry.to_numpy(), paper.box)
    paper.outlines(shapes, BOUNDARY, 0.45, z=3)
    return [LegendEntry(word("map.boundaries"), str(len(shapes)), "line", BOUNDARY)] if len(shapes) else []


def _draw_facilities(paper: Paper, scene: PlateScene, *, points: float, only: Box | None = None, named: bool = True) -> list[LegendEntry]:
    frame = scene.facilities
    entries = [LegendEntry(word("map.facilities"), heading=True)]
    x, y = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    shown = np.ones(len(frame), dtype=bool) if only is None else (x >= only[0]) & (x <= only[2]) & (y >= only[1]) & (y <= only[3])
    counted = scene.run.frame("facilities") if only is None else frame[shown]  # of the city every one in the list, drawn or not
    for centre, in_use in ((False, False), (False, True), (True, False), (True, True)):
        mask = shown & _of_class(frame, centre=centre, in_use=in_use)
        colour = CENTRE if centre else OTHER_FACILITY
        size = (6.4 if centre else 5.0) * (1.0 if only is None else 1.35)
        paper.dots(np.column_stack([x[mask], y[mask]]), colour, size, hollow=not in_use, z=6 + centre)
        for at, name in zip(np.flatnonzero(mask), frame["name"][mask], strict=True):
            paper.keep_clear(x[at], y[at], size)
            if named and isinstance(name, str):
                paper.label(name, x[at], y[at], points=points, gap=size / 2 + 1, weight=20 + 10 * centre + in_use)
        count = int(_of_class(counted, centre=centre, in_use=in_use).sum())
        if count:
            key = f"map.{'centre' if centre else 'other'}_{'open' if in_use else 'shut'}"
            entries.insert(1, LegendEntry(word(key), str(count), "dot" if in_use else "ring", colour))
    return entries if len(entries) > 1 else [*entries, LegendEntry(word("map.empty"))]


def _of_class(frame: pd.DataFrame, *, centre: bool, in_use: bool) -> npt.NDArray[np.bool_]:
    """Return which facilities are centres or are not, in operation or not."""
    return np.asarray(((frame["is_centre"] == "yes") == centre) & ((frame["status"] == "open") == in_use), dtype=bool)


def _draw_homes(paper: Paper, scene: PlateScene, community: str) -> list[LegendEntry]:
    """Draw the homes of a community by minutes to the nearest facility."""
    frame = scene.demand[scene.demand["community_id"].astype(str) == community]
    minutes = frame["nearest_facility_min"].to_numpy(dtype=float)
    limits = sorted(float(m) for m in scene.run.summary["walk"]["minutes"])
    persons = frame["persons"].to_numpy(dtype=float)
    on = (frame["place"] == "on_network").to_numpy()
    places = np.column_stack([frame.geometry.x, frame.geometry.y]) if len(frame) else np.empty((0, 2))
    classes = [
        (on & (minutes <= m) & (minutes > low), circle_colour(k)) for k, (low, m) in enumerate(zip([-1, *limits], limits, strict=False))
    ]
    names = [word("map.within").format(m=f"{m:g}") for m in limits]
    classes += [(on & ~(minutes <= limits[-1]), TOO_FAR), (~on, UNPLACED)]
    names += [word("map.beyond").format(m=f"{limits[-1]:g}"), word("plate.off")]
    entries = [LegendEntry(word("plate.homes"), heading=True)]
    size = float(np.clip(220 / np.sqrt(max(len(frame), 1)), 2.4, 6.0))
    for (mask, colour), name in zip(classes, names, strict=True):
        paper.dots(places[mask], colour, size, z=4.5)
        count = word("plate.homes_persons").format(homes=int(mask.sum()), persons=thousands(persons[mask].sum()))
        entries.append(LegendEntry(name, count, "dot", colour))
    return entries


def _circles_view(paper: Paper, scene: PlateScene) -> list[LegendEntry]:
    entries = [*_draw_circles(paper, scene), *_draw_outlines(paper, scene)]
    summary, profile = scene.run.summary, scene.run.summary["walk"]["profile"]
    counted = []
    for entry, minutes in zip([e for e in entries if e.form == "area"], summary["walk"]["minutes"], strict=False):
        at = summary["coverage"]["facility"][f"{minutes:g}"][profile]
        share = "" if at["share"] is None else f"{thousands(at['persons'])} {word('map.unit.persons')} {percent(at['share'])}"
        counted.append(LegendEntry(entry.text, share, entry.form, entry.colour))
    rest = [e for e in entries if e.form != "area"]
    return [*rest[:1], *counted, *rest[1:], *_draw_facilities(paper, scene, points=6.4)]


def _gaps_view(paper: Paper, scene: PlateScene) -> list[LegendEntry]:
    frame = scene.communities
    villages = frame["urban"].map(village).to_numpy(dtype=bool) if len(frame) else np.empty(0, dtype=bool)
    entries = [LegendEntry(word("map.communities"), heading=True)]
    for status, colour in CENTRE_COLOURS.items():
        mask = ~villages & (frame["centre_status"] == status).to_numpy()
        paper.areas(frame.geometry[mask].to_numpy(), colour, alpha=0.42 if status == "missing" else 0.6, edge="white", line=0.5, z=1.5)
        entries.append(
            LegendEntry(word(f"centre.{status}"), str(int(mask.sum())), "area", tint(colour, 0.42 if status == "missing" else 0.6))
        )
    if villages.any():
        paper.areas(frame.geometry[villages].to_numpy(), VILLAGE, alpha=0.7, edge="white", line=0.5, z=1.4)
        entries.append(LegendEntry(word("centre.village"), str(int(villages.sum())), "area", tint(VILLAGE, 0.7)))
    for shape, name, urban in zip(frame.geometry, frame["name"], ~villages, strict=True):
        x, y = shape.representative_point().coords[0]
        room = (shape.bounds[2] - shape.bounds[0]) * paper.points_per_metre
        if isinstance(name, str) and room > 14:
            paper.label(name, x, y, points=5.8, gap=0, weight=shape.area / 1e9 + 5 * urban, centred=True)
    return [*entries, *_draw_facilities(paper, scene, points=5.8, named=False)]


def _parcels_view(paper: Paper, scene: PlateScene) -> list[LegendEntry]:
    frame = scene.parcels
    _draw_outlines(paper, scene)
    entries = [LegendEntry(word("map.parcels"), heading=True)]
    small = float(np.sqrt(frame.geometry.area.median())) * paper.points_per_metre < 7
    for verdict, colour in VERDICT_COLOURS.items():
        mask = (frame["verdict"] == verdict).to_numpy()
        paper.areas(frame.geometry[mask].to_numpy(), colour, alpha=0.85, edge=INK, line=0.5, z=4)
        middles = np.array([g.representative_point().coords[0] for g in frame.geometry[mask]]).reshape(-1, 2)
        if small:
            paper.dots(middles, colour, 7.5, z=5)
        for (x, y), name in zip(middles, frame["parcel_id"][mask], strict=True):
            paper.keep_clear(x, y, 7.0)
            paper.label(str(name), x, y, points=6.2, gap=5, weight={"fail": 30, "needs_review": 20}.get(verdict, 10))
        if mask.any():
            entries.append(LegendEntry(word(f"verdict.{verdict}"), str(int(mask.sum())), "dot" if small else "area", colour))
    return [*entries, *_draw_facilities(paper, scene, points=5.8, named=False)]


def _city_notes(scene: PlateScene, view: str) -> list[str]:
    missing = len(scene.run.rows("facilities")) - len(scene.facilities)
    notes = [word("map.picture")] if view == "circles" else []
    return [scene.run.centres.words(), *notes, *([word("map.place_missing").format(n=missing)] if missing else [])]


def _finish_head(
    paper: Paper, scene: PlateScene, title: str, entries: Sequence[LegendEntry], notes: Sequence[str], *, subject: str = ""
) -> None:
    summary = scene.run.summary
    paper.head(title, f"{subject}{summary['name']}", scene.marks)
    pack = summary["rule_pack"]
    rests_on = [
        word("plate.labels"),
        word("plate.crs"),
        word("plate.parallel").format(lat=f"{scene.plane.lat:.2f}"),
        f"{word('as_of')} {summary['as_of']}",
        f"{word('pack')} {pack['id']} {pack['version']}",
    ]
    paper.legend(entries, [*notes, *rests_on])
    paper.foot(word("plate.foot").format(osm=credit(summary), software=f"{summary['software']['name']} {summary['software']['version']}"))


def _count_in(frame: gpd.GeoDataFrame, box: Box) -> int:
    return len(_seen(frame.geometry.to_numpy(), box))
