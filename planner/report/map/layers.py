"""The layers of the map page as plain data: shapes, styles, counts, and the card behind each shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.access.draw import WIDTH_M
from planner.model import village
from planner.report.columns import Column, blank, colour_of, figure, finding_key, form_of, header, say, shown
from planner.report.map.notes import left_out, unplaced
from planner.report.map.shapes import (
    CIRCLE_TOLERANCE,
    drawable,
    drawable_rows,
    label_place,
    merged_points,
    plain,
    rings,
    simple_areas,
    simple_lines,
)
from planner.run import RunResult, count_centres
from planner.style import (
    BOUNDARY,
    CENTRE,
    CENTRE_COLOURS,
    CENTRE_FILL,
    GAP_FILL,
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
from planner.texts.figures import rounded, thousands

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
Badge = tuple[str, str | None]
Rows = Callable[[], Iterable[tuple[str, str]]]
Findings = Mapping[tuple[str, str], list[list[str]]]
Numbers = list[tuple[Any, Any]]


class CardSubject(NamedTuple):
    """What a card speaks of."""

    kind: str
    id: str
    title: Any


class MapSheet:
    """What the page draws: shapes and cards stored once, layers that point at them."""

    def __init__(self, lang: str = "zh") -> None:
        self.lang = lang
        self.shapes: list[Any] = []
        self.cards: list[dict[str, Any]] = []
        self.labels: list[str] = []
        self.on_map: list[list[Any]] = []
        self._at: dict[str, int] = {}

    def word(self, key: str) -> str:
        """Return a word in the page's language."""
        return word(key, self.lang)

    def shape(self, geometry: Any) -> Any:
        """Store a shape and give its number."""
        self.shapes.append(plain(geometry))
        return len(self.shapes) - 1

    def circle(self, geometry: Any) -> Any:
        """Store one facility's circle and give its number."""
        return self.shape(shapely.simplify(geometry, CIRCLE_TOLERANCE))

    def card(self, of: CardSubject, badge: Badge | None, rows: Rows, findings: Findings) -> Any:
        """Store the card of a subject and give its number; empty rows are left out."""
        card: dict[str, Any] = {
            "title": self.word("map.unnamed") if blank(of.title) else str(of.title),
            "rows": [[self._label(k), v] for k, v in rows() if v],
        }
        if badge and badge[0]:
            card["badge"] = [badge[0], badge[1] or INK]
        found = findings.get((of.kind, of.id))
        if found:
            card["findings"] = found
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


def findings_by_subject(result: RunResult) -> Findings:
    """Return findings as the card prints them: word, colour, title, reason, clause; what does not apply is left out."""
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


def ground_group(result: RunResult, sheet: MapSheet, communities: Numbers) -> dict[str, Any]:
    """Streets and boundaries: the quiet part of the picture."""
    look = {"color": BOUNDARY, "weight": 0.9, "opacity": 0.6, "fillColor": "#ffffff", "fillOpacity": 0.01}
    outlines = _layer("boundaries", sheet.word("map.boundaries"), "area", look)
    outlines |= {"items": [list(c) for c in communities], "order": 1, "count": count(len(result.communities), "communities", sheet)}
    layers = [outlines, *water_and_rail(result, sheet)]
    streets = getattr(result, "streets", None)
    if streets is not None and len(streets):
        length = f"{thousands(result.summary['network']['length_km'])} {word('map.unit.km')}"
        base = _layer("streets", sheet.word("map.streets"), "line", {"color": STREET, "weight": STREET_WIDTHS_PX[0]})
        layers.append(base | {"count": length, "order": 0, "items": []})
        for rank, width in enumerate(STREET_WIDTHS_PX):
            mine = streets[streets["kind"].map(lambda k, rank=rank: street_rank(str(k)) == rank) & streets.geometry.map(drawable)]
            layers[-1].setdefault("widths", []).append(width)
            layers[-1]["items"] += [[sheet.shape(simple_lines(g)), -1, rank] for g in mine.geometry]
    return {"title": sheet.word("map.ground"), "layers": layers, "notes": []}


def water_and_rail(result: RunResult, sheet: MapSheet) -> list[dict[str, Any]]:
    """Water and railways, where the scenario gives them."""
    looks: dict[str, tuple[str, dict[str, Any]]] = {
        "water": ("area", {"color": WATER, "weight": 0.5, "fillColor": WATER, "fillOpacity": 1.0}),
        "rail": ("line", {"color": RAIL, "weight": 1.6, "dashArray": "7 5"}),
    }
    layers = []
    for kind, (form, look) in looks.items():
        mine = [g for g in result.ground.geometry[result.ground["kind"] == kind] if drawable(g)]
        if mine:
            layer = _layer(kind, sheet.word(f"map.{kind}"), form, look)
            layers.append(layer | {"items": [[sheet.shape(g), -1] for g in mine], "order": 0, "count": ""})
    return layers


def community_shapes(result: RunResult, sheet: MapSheet, findings: Findings) -> Numbers:
    """Store every community's outline and card once; gives shape and card numbers in the order of the frame, -1 where there is no area."""
    frame = result.communities
    out: Numbers = []
    for row, area in zip(_rows(frame), simple_areas(frame.geometry.to_numpy()), strict=True):
        if not drawable(area):
            out.append((-1, -1))
            continue
        badge = (say("centre_status", row["centre_status"], sheet.lang), colour_of("centre_status", row["centre_status"]))
        if village(row.get("urban")):
            badge = (sheet.word("village"), VILLAGE)
        rows = partial(_community_rows, sheet, row, result.summary["walk"]["minutes"])
        card = sheet.card(CardSubject("community", row["community_id"], row["name"]), badge, rows, findings)
        out.append((sheet.shape(area), card))
        sheet.text(area, row["name"], ["boundaries", "village", *(f"centre-{s}" for s in CENTRE_COLOURS)])
    return out


def community_group(result: RunResult, sheet: MapSheet, numbers: Numbers) -> dict[str, Any]:
    """Communities by what stands in them; villages apart, because only urban communities are judged."""
    frame = result.communities
    is_village = np.array([village(u) for u in frame["urban"]], dtype=bool) if "urban" in frame else np.zeros(len(frame), dtype=bool)
    layers = []
    for status, colour in CENTRE_COLOURS.items():
        mine = (frame["centre_status"] == status).to_numpy() & ~is_village
        style = {"color": "#ffffff", "weight": 1, "fillColor": colour, "fillOpacity": GAP_FILL if status == "missing" else CENTRE_FILL}
        layer = _layer(f"centre-{status}", sheet.word(f"centre.{status}"), "area", style)
        layers.append(layer | {"items": _picked(numbers, mine), "order": 2, "count": count(int(mine.sum()), "communities", sheet)})
    if is_village.any():
        style = {"color": BOUNDARY, "weight": 1, "dashArray": "3 3", "fillColor": VILLAGE, "fillOpacity": 0.5}
        layer = _layer("village", sheet.word("village"), "area", style)
        layers.append(
            layer | {"items": _picked(numbers, is_village), "order": 2, "count": count(int(is_village.sum()), "communities", sheet)}
        )
    return {"title": sheet.word("map.communities"), "layers": layers, "notes": []}


def circle_group(result: RunResult, sheet: MapSheet, *, apart: bool = False) -> dict[str, Any]:
    """Service circles; the count is persons reached within each limit.

    Dissolved per limit, the shorter cut out of the longer. ``apart`` gives each facility's circle as a shape of its own, for a map that
    lays them over each other opaque, the longest limit lowest, and makes the whole sheet translucent.
    """
    reached = result.summary["coverage"]["facility"]
    profile = result.summary["walk"]["profile"]
    whole = [] if apart else rings(result.circles)
    limits = sorted(float(m) for m in pd.unique(result.circles["minutes"])) if apart else [minutes for minutes, _ in whole]
    layers = []
    for rank, minutes in enumerate(limits):
        colour = circle_colour(rank)
        style = {"color": colour, "weight": 0.6, "opacity": 0.7, "fillColor": colour, "fillOpacity": 0.56}
        layer = _layer(f"circle-{minutes:g}", sheet.word("map.within").format(m=f"{minutes:g}"), "area", style)
        persons = reached.get(f"{minutes:g}", {}).get(profile, {}).get("persons")
        layer["count"] = "" if persons is None else count(int(rounded(persons)), "persons", sheet)
        areas = result.circles.geometry[result.circles["minutes"] == minutes].to_numpy() if apart else [whole[rank][1]]
        layer["items"] = [[sheet.circle(area) if apart else sheet.shape(area), -1] for area in areas if drawable(area)]
        layers.append(layer | {"order": 3})
    notes = [sheet.word("map.picture"), sheet.word("map.outside").format(m=f"{WIDTH_M:g}")]
    return {"title": sheet.word("map.circles"), "layers": layers, "notes": notes}


def parcel_group(result: RunResult, sheet: MapSheet, findings: Findings) -> dict[str, Any] | None:
    """Parcels by verdict."""
    frame = result.parcels
    if not len(frame):
        return None
    layers = []
    for verdict, colour in VERDICT_COLOURS.items():
        mine = frame[frame["verdict"] == verdict]
        style = {"color": INK, "weight": 1.2, "fillColor": colour, "fillOpacity": 0.85}
        layer = _layer(f"parcel-{verdict}", sheet.word(f"verdict.{verdict}"), "area", style)
        for row, area in zip(_rows(mine), mine.geometry, strict=True):
            if drawable(area):
                subject, rows = CardSubject("parcel", row["parcel_id"], row["name"]), partial(_card_rows, sheet, row, _PARCEL_ROWS)
                card = sheet.card(subject, (sheet.word(f"verdict.{verdict}"), colour), rows, findings)
                layer["items"].append([sheet.shape(area), card])
                sheet.text(area, row["name"], [layer["id"]])
        layers.append(layer | {"order": 5, "keep_clear": True, "count": count(len(mine), "parcels", sheet)})
    return {"title": sheet.word("map.parcels"), "layers": layers, "notes": unplaced(frame, sheet.word)}


def facility_group(result: RunResult, sheet: MapSheet, findings: Findings) -> dict[str, Any]:
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
            layer = _layer(f"facility-{name}", sheet.word(f"map.{name}"), "point", style)
            for row, point in zip(_rows(mine), mine.geometry, strict=True):
                if drawable(point):
                    badge = (say("status", row["status"], sheet.lang), colour)
                    subject = CardSubject("facility", row["facility_id"], row["name"])
                    card = sheet.card(subject, badge, partial(_card_rows, sheet, row, _FACILITY_ROWS), findings)
                    layer["items"].append([sheet.shape(point), card])
                    sheet.text(point, row["name"], [layer["id"]], strong=True)
            layers.append(layer | {"order": 7 if centre else 6, "keep_clear": True, "count": count(len(mine), "places", sheet)})
    notes = [count_centres(frame).words(sheet.lang), *unplaced(frame, sheet.word), *left_out(frame, sheet.word)]
    return {"title": sheet.word("map.facilities"), "layers": layers, "notes": notes}


def home_group(result: RunResult, sheet: MapSheet) -> dict[str, Any]:
    """Homes by the walk to the nearest facility; merged on a grid where there are very many."""
    frame = result.demand
    limits = sorted(float(m) for m in result.summary["walk"]["minutes"])
    classes = home_classes(frame, limits)
    there = drawable_rows(frame)
    homes, mine = frame[there], classes[there]
    notes = [] if there.all() else [sheet.word("map.place_missing").format(n=f"{int((~there).sum()):,}")]
    many = len(homes) > MOST_HOMES
    if many:
        dots, cell_m = merged_points(homes, limit=MOST_HOMES, classes=mine)
        notes.insert(0, sheet.word("map.merged").format(m=f"{cell_m:g}"))
    layers = []
    for rank, (name, colour) in enumerate(home_legend(limits, sheet)):
        style = {"radius": 1.9, "grow": 0.8, "weight": 0.3, "color": "#ffffff", "fillColor": colour, "fillOpacity": 0.9}
        layer = _layer(f"home-{rank}", name, "point", style) | {"order": 4, "count": count(int((classes == rank).sum()), "places", sheet)}
        layer["items"] = _merged_items(dots[dots["class"] == rank], sheet) if many else _home_items(homes[mine == rank], sheet, limits[-1])
        layers.append(layer)
    return {"title": sheet.word("map.homes"), "layers": layers, "notes": notes}


def home_classes(frame: gpd.GeoDataFrame, limits: list[float]) -> pd.Series:
    """Return the number of the legend's row for each home: within each limit, beyond, off the network, place doubtful."""
    minutes = pd.to_numeric(frame["nearest_facility_min"], errors="coerce").fillna(np.inf).to_numpy()
    rank = np.searchsorted(np.array(limits), minutes, side="left")
    placed = frame["place"].to_numpy()
    rank = np.where(placed == "off_network", len(limits) + 1, np.where(placed == "place_doubtful", len(limits) + 2, rank))
    return pd.Series(rank, index=frame.index)


def home_legend(limits: list[float], sheet: MapSheet) -> list[tuple[str, str]]:
    """Return name and colour of each class of homes."""
    out = []
    for rank, minutes in enumerate(limits):
        form = "map.between" if rank else "map.within"
        out.append((word(form).format(a=f"{limits[rank - 1]:g}", m=f"{minutes:g}"), circle_colour(rank)))
    beyond = (sheet.word("map.beyond").format(m=f"{limits[-1]:g}"), TOO_FAR)
    return [*out, beyond, (sheet.word("off_network"), UNPLACED), (sheet.word("place_doubtful"), VILLAGE)]


def _home_items(frame: gpd.GeoDataFrame, sheet: MapSheet, longest_min: float) -> list[list[Any]]:
    noun = sheet.word("noun.demand")
    items = []
    for row, point in zip(_rows(frame), frame.geometry, strict=True):
        subject = CardSubject("demand", str(row["demand_id"]), f"{noun} {row['demand_id']}")
        items.append([sheet.shape(point), sheet.card(subject, None, partial(_home_rows, sheet, row, longest_min), {})])
    return items


def _home_rows(sheet: MapSheet, row: Mapping[str, Any], longest_min: float) -> list[tuple[str, str]]:
    return [*_card_rows(sheet, row, _HOME_ROWS[1:]), *street_rows(row, longest_min, sheet.lang)]


def street_rows(row: Mapping[str, Any], longest_min: float, lang: str) -> list[tuple[str, str]]:
    """Describe how far the street of a home is; where it is reached all the same, why it may lie outside the circle."""
    street_m, minutes = figure(row.get("street_m")), figure(row.get("nearest_facility_min"))
    if street_m is None:
        return []
    outside = street_m > WIDTH_M and minutes is not None and minutes <= longest_min
    text = word("map.outside_home", lang).format(m=f"{street_m:.0f}", width=f"{WIDTH_M:g}") if outside else f"{street_m:.0f}"
    return [(header("street_m", lang), text)]


def _merged_items(frame: pd.DataFrame, sheet: MapSheet) -> list[list[Any]]:
    items = []
    for row in _rows(frame):
        subject = CardSubject("homes", "", sheet.word("noun.demand"))
        items.append([sheet.shape(shapely.Point(row["lon"], row["lat"])), sheet.card(subject, None, partial(_merged_rows, sheet, row), {})])
    return items


def _merged_rows(sheet: MapSheet, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(sheet.word("map.points"), f"{row['points']:,}"), *_card_rows(sheet, row, ("persons", "older_persons"))]


def _community_rows(sheet: MapSheet, row: Mapping[str, Any], minutes: Iterable[float]) -> list[tuple[str, str]]:
    return [*_card_rows(sheet, row, _COMMUNITY_ROWS), *_share_rows(sheet, row, minutes)]


def _card_rows(sheet: MapSheet, row: Mapping[str, Any], names: Iterable[str]) -> list[tuple[str, str]]:
    return [(header(n, sheet.lang), shown(Column(n, form_of(n)), row[n], sheet.lang)) for n in names if n in row]


def _share_rows(sheet: MapSheet, row: Mapping[str, Any], minutes: Iterable[float]) -> list[tuple[str, str]]:
    """Shares of persons within each limit, the limits side by side."""
    out = []
    for start, key in (("share_within", "facility"), ("centre_share_within", "centre")):
        there = [(f"{m:g}", row[f"{start}_{m:g}"]) for m in minutes if not blank(row.get(f"{start}_{m:g}"))]
        if there:
            label = sheet.word("map.shares").format(m="／".join(m for m, _ in there), who=sheet.word(f"map.figure.{key}"))
            out.append((label, "／".join(f"{share:.0%}" for _, share in there)))
    return out


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in frame.drop(columns="geometry", errors="ignore").to_dict("records")]


def _picked(numbers: Numbers, mine: Any) -> list[list[Any]]:
    return [list(pair) for pair, wanted in zip(numbers, mine, strict=True) if wanted and pair[0] != -1]


def _layer(name: str, title: str, shape: str, style: dict[str, Any]) -> Layer:
    return {"id": name, "title": title, "shape": shape, "style": style, "items": [], "count": "", "order": 0}


def count(number: int, unit: str, sheet: MapSheet) -> str:
    """Write a legend's count with its unit."""
    return f"{number:,} {sheet.word(f'map.unit.{unit}')}"
