"""The layers of the map page as plain data: shapes, styles, counts, and the card behind each shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.access.circles import WIDTH_M
from planner.report.columns import Column, blank, colour_of, finding_key, form_of, header, say, shown, village
from planner.report.mapshapes import drawable, label_place, merged_points, plain, rings, simple_areas, simple_lines
from planner.scenario import RunResult
from planner.style import (
    BOUNDARY,
    CENTRE,
    CENTRE_COLOURS,
    INK,
    OTHER_FACILITY,
    RAIL,
    STREET,
    STREET_WIDTHS_PX,
    TOO_FAR,
    UNPLACED,
    VERDICT_COLOURS,
    VILLAGE,
    WATER,
    circle_colour,
    street_rank,
)
from planner.texts import word

#: Homes above this number are merged on a grid for display.
MOST_HOMES = 12_000

_PARCEL_ROWS = (
    "parcel_id", "county", "project", "stage", "households", "population", "residential_floor_area_m2", "elderly_floor_area_m2",
    "elderly_land_area_m2", "conditions_date", "granted_on", "nearest_centre_min",
)  # fmt: skip
_COMMUNITY_ROWS = (
    "community_id", "county", "township", "households", "persons", "older_persons", "centre_reason", "centre_ids", "centre_area_m2",
    "nearest_centre_min", "nearest_facility_min",
)  # fmt: skip
_FACILITY_ROWS = (
    "facility_id", "kind", "status", "floor_area_m2", "land_area_m2", "beds", "used", "why_not", "snap_distance_m",
)  # fmt: skip
_HOME_ROWS = (
    "demand_id", "persons", "older_persons", "nearest_facility_min", "nearest_facility_id", "nearest_centre_min", "nearest_centre_id",
)  # fmt: skip

Layer = dict[str, Any]


class Sheet:
    """What the page draws: shapes and cards stored once, layers that point at them."""

    def __init__(self) -> None:
        self.shapes: list[Any] = []
        self.cards: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self.on_map: list[list[Any]] = []
        self._at: dict[str, int] = {}

    def shape(self, geometry: Any) -> int:
        """Store a shape and give its number."""
        self.shapes.append(plain(geometry))
        return len(self.shapes) - 1

    def card(self, title: Any, badge: tuple[str, str | None] | None, rows: Iterable[tuple[str, str]], findings: list[list[str]]) -> int:
        """Store a card and give its number; empty rows are left out."""
        card: dict[str, Any] = {
            "title": word("map.unnamed") if blank(title) else str(title),
            "rows": [[self._label(k), v] for k, v in rows if v],
        }
        if badge and badge[0]:
            card["badge"] = [badge[0], badge[1] or INK]
        if findings:
            card["findings"] = findings
        self.cards.append(card)
        return len(self.cards) - 1

    def text(self, geometry: Any, text: Any, layers: list[str], *, strong: bool = False) -> None:
        """Label a place while one of these layers is shown."""
        if not blank(text):
            lat, lon, metres = label_place(geometry)
            self.on_map.append([lat, lon, str(text), metres or 350, strong, layers])

    def _label(self, text: str) -> int:
        if text not in self._at:
            self._at[text] = len(self.labels)
            self.labels.append(text)
        return self._at[text]


def findings_by_subject(result: RunResult) -> Mapping[tuple[str, str], list[list[str]]]:
    """Give findings as the card prints them: word, colour, title, reason, clause; what does not apply is left out."""
    out: dict[tuple[str, str], list[list[str]]] = {}
    frame = result.findings
    titles = [t["rule"]["title"]["zh"] for t in result.traces] if len(result.traces) == len(frame) else frame["rule_id"].tolist()
    names = ("subject_kind", "subject_id", "verdict", "force", "reason", "citation")
    for row, title in zip(zip(*(frame[n].astype(str) for n in names), strict=True), titles, strict=True):
        kind, subject, verdict, force, reason, citation = row
        if verdict != "not_applicable":
            key = finding_key(verdict, force)
            entry = [word(f"verdict.{key}"), colour_of("verdict", verdict, force) or INK, str(title), reason, citation]
            out.setdefault((kind, subject), []).append(entry)
    return out


def ground_group(result: RunResult, sheet: Sheet, communities: list[tuple[int, int]]) -> dict[str, Any]:
    """Streets and boundaries: the quiet part of the picture."""
    look = {"color": BOUNDARY, "weight": 0.9, "opacity": 0.6, "fillColor": "#ffffff", "fillOpacity": 0.01}
    outlines = _layer("boundaries", word("map.boundaries"), "area", look)
    outlines |= {"items": [list(c) for c in communities], "order": 1, "count": _count(len(result.communities), "communities")}
    layers = [outlines, *_water_and_rail(result, sheet)]
    streets = getattr(result, "streets", None)
    if streets is not None and len(streets):
        length = f"{result.summary['network']['length_km']:,.0f} {word('map.unit.km')}"
        base = _layer("streets", word("map.streets"), "line", {"color": STREET, "weight": STREET_WIDTHS_PX[0]})
        layers.append(base | {"count": length, "order": 0, "items": []})
        for rank, width in enumerate(STREET_WIDTHS_PX):
            mine = streets[streets["kind"].map(lambda k, rank=rank: street_rank(str(k)) == rank) & streets.geometry.map(drawable)]
            layers[-1].setdefault("widths", []).append(width)
            layers[-1]["items"] += [[sheet.shape(simple_lines(g)), -1, rank] for g in mine.geometry]
    return {"title": word("map.ground"), "layers": layers, "notes": []}


def _water_and_rail(result: RunResult, sheet: Sheet) -> list[dict[str, Any]]:
    looks: dict[str, tuple[str, dict[str, Any]]] = {
        "water": ("area", {"color": WATER, "weight": 0.5, "fillColor": WATER, "fillOpacity": 1.0}),
        "rail": ("line", {"color": RAIL, "weight": 1.6, "dashArray": "7 5"}),
    }
    layers = []
    for kind, (form, look) in looks.items():
        mine = [g for g in result.ground.geometry[result.ground["kind"] == kind] if drawable(g)]
        if mine:
            layer = _layer(kind, word(f"map.{kind}"), form, look)
            layers.append(layer | {"items": [[sheet.shape(g), -1] for g in mine], "order": 0, "count": ""})
    return layers


def community_shapes(result: RunResult, sheet: Sheet, findings: Mapping[tuple[str, str], list[list[str]]]) -> list[tuple[int, int]]:
    """Store every community's outline and card once; gives shape and card numbers in the order of the frame, -1 where there is no area."""
    frame = result.communities
    out: list[tuple[int, int]] = []
    for row, area in zip(_rows(frame), simple_areas(frame.geometry.to_numpy()), strict=True):
        if not drawable(area):
            out.append((-1, -1))
            continue
        badge = (say("centre_status", row["centre_status"]), colour_of("centre_status", row["centre_status"]))
        if village(row.get("urban")):
            badge = (word("village"), VILLAGE)
        rows = [*_card_rows(row, _COMMUNITY_ROWS), *_share_rows(row, result.summary["walk"]["minutes"])]
        card = sheet.card(row["name"], badge, rows, findings.get(("community", row["community_id"]), []))
        out.append((sheet.shape(area), card))
        sheet.text(area, row["name"], ["boundaries", "village", *(f"centre-{s}" for s in CENTRE_COLOURS)])
    return out


def community_group(result: RunResult, numbers: list[tuple[int, int]]) -> dict[str, Any]:
    """Communities by what stands in them; villages apart, because only urban communities are judged."""
    frame = result.communities
    is_village = np.array([village(u) for u in frame["urban"]], dtype=bool) if "urban" in frame else np.zeros(len(frame), dtype=bool)
    layers = []
    for status, colour in CENTRE_COLOURS.items():
        mine = (frame["centre_status"] == status).to_numpy() & ~is_village
        style = {"color": "#ffffff", "weight": 1, "fillColor": colour, "fillOpacity": 0.36 if status == "missing" else 0.5}
        layer = _layer(f"centre-{status}", word(f"centre.{status}"), "area", style)
        layers.append(layer | {"items": _picked(numbers, mine), "order": 2, "count": _count(int(mine.sum()), "communities")})
    if is_village.any():
        style = {"color": BOUNDARY, "weight": 1, "dashArray": "3 3", "fillColor": VILLAGE, "fillOpacity": 0.5}
        layer = _layer("village", word("village"), "area", style)
        layers.append(layer | {"items": _picked(numbers, is_village), "order": 2, "count": _count(int(is_village.sum()), "communities")})
    return {"title": word("map.communities"), "layers": layers, "notes": []}


def circle_group(result: RunResult, sheet: Sheet) -> dict[str, Any]:
    """Service circles, dissolved per limit; the count is persons reached within it."""
    reached = result.summary["coverage"]["facility"]
    profile = result.summary["walk"]["profile"]
    layers = []
    for rank, (minutes, area) in enumerate(rings(result.circles)):
        colour = circle_colour(rank)
        style = {"color": colour, "weight": 0.6, "opacity": 0.7, "fillColor": colour, "fillOpacity": 0.58}
        layer = _layer(f"circle-{minutes:g}", word("map.within").format(m=f"{minutes:g}"), "area", style)
        persons = reached.get(f"{minutes:g}", {}).get(profile, {}).get("persons")
        layer["count"] = "" if persons is None else _count(round(persons), "persons")
        layers.append(layer | {"items": [[sheet.shape(area), -1]] if drawable(area) else [], "order": 3})
    return {"title": word("map.circles"), "layers": layers, "notes": [word("map.picture"), word("map.outside").format(m=f"{WIDTH_M:g}")]}


def parcel_group(result: RunResult, sheet: Sheet, findings: Mapping[tuple[str, str], list[list[str]]]) -> dict[str, Any] | None:
    """Parcels by verdict."""
    frame = result.parcels
    if not len(frame):
        return None
    layers = []
    for verdict, colour in VERDICT_COLOURS.items():
        mine = frame[frame["verdict"] == verdict]
        style = {"color": INK, "weight": 1.2, "fillColor": colour, "fillOpacity": 0.85}
        layer = _layer(f"parcel-{verdict}", word(f"verdict.{verdict}"), "area", style)
        for row, area in zip(_rows(mine), mine.geometry, strict=True):
            if drawable(area):
                card = sheet.card(
                    row["name"],
                    (word(f"verdict.{verdict}"), colour),
                    _card_rows(row, _PARCEL_ROWS),
                    findings.get(("parcel", row["parcel_id"]), []),
                )
                layer["items"].append([sheet.shape(area), card])
                sheet.text(area, row["name"], [layer["id"]])
        layers.append(layer | {"order": 5, "keep_clear": True, "count": _count(len(mine), "parcels")})
    return {"title": word("map.parcels"), "layers": layers, "notes": _unplaced(frame)}


def facility_group(result: RunResult, sheet: Sheet, findings: Mapping[tuple[str, str], list[list[str]]]) -> dict[str, Any]:
    """Facilities: centres and others, in operation or not."""
    frame = result.facilities
    layers = []
    for centre in (True, False):
        for in_use in (True, False):
            mine = frame[((frame["is_centre"] == "yes") == centre) & ((frame["status"] == "open") == in_use)]
            colour = CENTRE if centre else OTHER_FACILITY
            style: dict[str, Any] = {"radius": 5.2 if centre else 4, "grow": 0.9, "weight": 1.4, "fillOpacity": 1}
            style |= {"color": "#ffffff", "fillColor": colour} if in_use else {"color": colour, "fillColor": "#ffffff"}
            name = f"{'centre' if centre else 'other'}_{'open' if in_use else 'shut'}"
            layer = _layer(f"facility-{name}", word(f"map.{name}"), "point", style)
            for row, point in zip(_rows(mine), mine.geometry, strict=True):
                if drawable(point):
                    badge = (say("status", row["status"]), colour)
                    card = sheet.card(
                        row["name"], badge, _card_rows(row, _FACILITY_ROWS), findings.get(("facility", row["facility_id"]), [])
                    )
                    layer["items"].append([sheet.shape(point), card])
                    sheet.text(point, row["name"], [layer["id"]], strong=True)
            layers.append(layer | {"order": 7 if centre else 6, "keep_clear": True, "count": _count(len(mine), "places")})
    return {"title": word("map.facilities"), "layers": layers, "notes": _unplaced(frame)}


def home_group(result: RunResult, sheet: Sheet) -> dict[str, Any]:
    """Homes by the walk to the nearest facility; merged on a grid where there are very many."""
    frame = result.demand
    limits = sorted(float(m) for m in result.summary["walk"]["minutes"])
    classes = _home_classes(frame, limits)
    there = frame.geometry.map(drawable).astype(bool)
    homes, mine = frame[there], classes[there]
    notes = [] if there.all() else [word("map.place_missing").format(n=f"{int((~there).sum()):,}")]
    many = len(homes) > MOST_HOMES
    if many:
        dots, cell_m = merged_points(homes, limit=MOST_HOMES, classes=mine)
        notes.insert(0, word("map.merged").format(m=f"{cell_m:g}"))
    layers = []
    for rank, (name, colour) in enumerate(_home_legend(limits)):
        style = {"radius": 1.9, "grow": 0.8, "weight": 0.3, "color": "#ffffff", "fillColor": colour, "fillOpacity": 0.9}
        layer = _layer(f"home-{rank}", name, "point", style) | {"order": 4, "count": _count(int((classes == rank).sum()), "places")}
        layer["items"] = _merged_items(dots[dots["class"] == rank], sheet) if many else _home_items(homes[mine == rank], sheet)
        layers.append(layer)
    return {"title": word("map.homes"), "layers": layers, "notes": notes}


def _home_classes(frame: gpd.GeoDataFrame, limits: list[float]) -> pd.Series:
    """Give the number of the legend's row for each home: within each limit, beyond, off the network, place doubtful."""
    minutes = pd.to_numeric(frame["nearest_facility_min"], errors="coerce").fillna(np.inf).to_numpy()
    rank = np.searchsorted(np.array(limits), minutes, side="left")
    placed = frame["place"].to_numpy()
    rank = np.where(placed == "off_network", len(limits) + 1, np.where(placed == "place_doubtful", len(limits) + 2, rank))
    return pd.Series(rank, index=frame.index)


def _home_legend(limits: list[float]) -> list[tuple[str, str]]:
    out = []
    for rank, minutes in enumerate(limits):
        form = "map.between" if rank else "map.within"
        out.append((word(form).format(a=f"{limits[rank - 1]:g}", m=f"{minutes:g}"), circle_colour(rank)))
    beyond = (word("map.beyond").format(m=f"{limits[-1]:g}"), TOO_FAR)
    return [*out, beyond, (word("off_network"), UNPLACED), (word("place_doubtful"), VILLAGE)]


def _home_items(frame: gpd.GeoDataFrame, sheet: Sheet) -> list[list[int]]:
    return [
        [sheet.shape(point), sheet.card(f"{word('noun.demand')} {row['demand_id']}", None, _card_rows(row, _HOME_ROWS[1:]), [])]
        for row, point in zip(_rows(frame), frame.geometry, strict=True)
    ]


def _merged_items(frame: pd.DataFrame, sheet: Sheet) -> list[list[int]]:
    items = []
    for row in _rows(frame):
        sheet.shapes.append([round(row["lat"], 5), round(row["lon"], 5)])
        rows = [(word("map.points"), f"{row['points']:,}"), *_card_rows(row, ("persons", "older_persons"))]
        items.append([len(sheet.shapes) - 1, sheet.card(word("noun.demand"), None, rows, [])])
    return items


def _card_rows(row: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(header(n), shown(Column(n, form_of(n)), row[n])) for n in names if n in row]


def _share_rows(row: Mapping[str, Any], minutes: Iterable[float]) -> list[tuple[str, str]]:
    """Shares of persons within each limit, the limits side by side."""
    out = []
    for start, key in (("share_within", "facility"), ("centre_share_within", "centre")):
        there = [(f"{m:g}", row[f"{start}_{m:g}"]) for m in minutes if not blank(row.get(f"{start}_{m:g}"))]
        if there:
            label = word("map.shares").format(m="／".join(m for m, _ in there), who=word(f"map.figure.{key}"))
            out.append((label, "／".join(f"{share:.0%}" for _, share in there)))
    return out


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.drop(columns="geometry", errors="ignore").to_dict("records")]


def _picked(numbers: list[tuple[int, int]], mine: Any) -> list[list[int]]:
    return [list(pair) for pair, wanted in zip(numbers, mine, strict=True) if wanted and pair[0] >= 0]


def _unplaced(frame: gpd.GeoDataFrame) -> list[str]:
    missing = int((~frame.geometry.map(drawable).astype(bool)).sum())
    return [word("map.place_missing").format(n=missing)] if missing else []


def _layer(name: str, title: str, shape: str, style: dict[str, Any]) -> Layer:
    return {"id": name, "title": title, "shape": shape, "style": style, "items": [], "count": "", "order": 0}


def _count(number: int, unit: str) -> str:
    return f"{number:,} {word(f'map.unit.{unit}')}"
