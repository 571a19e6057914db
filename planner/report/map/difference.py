"""``map.html`` of a comparison: what each scenario changes against the first, drawn as the map of a run is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.compare import Comparison, shown_change
from planner.errors import needing
from planner.report.columns import blank, colour_of
from planner.report.map.layers import MOST_HOMES, CardSubject, Layer, MapSheet
from planner.report.map.shapes import bounds_of, drawable, merged_points, simple_areas, simple_lines
from planner.report.subjects import credit
from planner.style import (
    BOUNDARY,
    CENTRE,
    DIFFERENCE_COLOURS,
    INK,
    RAIL,
    STREET,
    STREET_WIDTHS_PX,
    UNPLACED,
    VERDICT_COLOURS,
    VILLAGE,
    WATER,
    street_rank,
)
from planner.tables import field_of
from planner.texts import word
from planner.texts.comparing import DIFFERENCE_MAP, DIFFERENCE_WORDS, HOME_WORDS
from planner.texts.figures import percent, signed, thousands

Entry = tuple[str, str]
_GROUND = ("water", "rail", "streets", "boundaries")


def write_difference_map(comparison: Comparison, path: Path) -> None:
    """Write the page; it opens with no network, and the same comparison gives the same bytes.

    Parameters
    ----------
    comparison
        Scenarios held against the first.
    path
        File to write.
    """
    with needing("report", path.name):
        from planner.report.map.page import page_of
    path.write_text(page_of(difference_data(comparison)), encoding="utf-8", newline="\n")


def difference_data(comparison: Comparison) -> dict[str, Any]:
    """Return everything the page shows as plain data: a group of layers and a view for each scenario but the first."""
    sheet = MapSheet()
    names = {int(n): str(name) for n, name in comparison.scenarios[["number", "name"]].itertuples(index=False)}
    groups = [_group(comparison, number, names[number], sheet) for number in list(names)[1:]]
    groups.append(_ground(comparison.backdrop, sheet))
    shown = [layer["id"] for group in groups for layer in group["layers"]]
    others = [DIFFERENCE_MAP["other"].format(number=n, name=name) for n, name in names.items() if n > 1]
    changed = [getattr(comparison, name) for name in ("homes", "parcels", "facilities", "areas")]
    there = [frame for frame in changed if len(frame)]
    return {
        "title": DIFFERENCE_MAP["title"],
        "subtitles": [DIFFERENCE_MAP["base"].format(name=names[1]), *others],
        "mark": word("synthetic") if comparison.synthetic else "",
        "figures": list(_figures(comparison)),
        "groups": groups,
        "themes": [
            {
                "id": f"s{number}",
                "title": DIFFERENCE_MAP["theme"].format(number=number),
                "layers": [i for i in shown if i.startswith((f"s{number}-", *_GROUND)) and "-centre-" not in i],
            }
            for number in list(names)[1:]
        ],
        "shapes": sheet.shapes,
        "cards": sheet.cards,
        "labels": sheet.labels,
        "labels_on_map": sorted(sheet.on_map, key=lambda entry: -int(entry[4])),
        "bounds": bounds_of(*_near(there), comparison.communities, comparison.backdrop["communities"]),
        "attribution": " · ".join(dict.fromkeys(credit(s) for s in comparison.summaries)),
        "words": {name: word(f"map.{name}") for name in ("legend", "reset", "fold", "north")},
    }


def _near(frames: Sequence[gpd.GeoDataFrame]) -> list[gpd.GeoDataFrame]:
    """Return the places of all that changed as one frame, so that the page opens where something is to be seen."""
    if not frames:
        return []
    shapes = np.concatenate([f.geometry.to_numpy() for f in frames])
    return [gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4326")]


def _figures(comparison: Comparison) -> Iterator[list[str]]:
    """Return the change of reach of each scenario: percentage points and persons."""
    figures = comparison.figures.set_index("figure")
    reach = [str(f).removeprefix("share_facility_") for f in figures.index if str(f).startswith("share_facility_")]
    longest, profile = max((r.split("_") for r in reach), key=lambda part: (float(part[0]), part[1] == "standard"))
    for number in comparison.scenarios["number"].tolist()[1:]:
        at = (f"{n}_facility_{longest}_{profile}" for n in ("share", "reached"))
        share, persons = (shown_change(f, figures.loc[f, str(number)], figures.loc[f, "1"]) for f in at)
        label = DIFFERENCE_MAP["figure"].format(number=number, minutes=longest)
        value = "–" if share is None else DIFFERENCE_MAP["points"].format(n=signed(share, 1))
        yield [label, value, "" if persons is None else DIFFERENCE_MAP["persons"].format(n=signed(persons))]


def _group(comparison: Comparison, number: int, name: str, sheet: MapSheet) -> dict[str, Any]:
    """Return the layers of one scenario; what does not occur has none."""
    mine = {
        n: frame[frame["scenario"] == number]
        for n, frame in ((n, getattr(comparison, n)) for n in ("communities", "homes", "facilities", "areas", "roads", "parcels"))
    }
    turned = _turned(comparison.verdicts[comparison.verdicts["scenario"] == number])
    layers, notes = _homes(mine["homes"], number, sheet)
    layers += [
        *_areas(mine["areas"], number, sheet),
        *_communities(mine["communities"], number, sheet, turned),
        *_parcels(mine["parcels"], number, sheet, turned),
        *_facilities(mine["facilities"], number, sheet, turned),
        *_roads(mine["roads"], number, sheet),
    ]
    longest = f"{float(mine['homes']['longest'].iloc[0]):g}" if len(mine["homes"]) else ""
    notes = [DIFFERENCE_MAP["picture"].format(minutes=longest), *notes] if longest else notes
    title = DIFFERENCE_MAP["other"].format(number=number, name=name)
    return {"title": title, "theme": f"s{number}", "layers": layers, "notes": notes if layers else [DIFFERENCE_MAP["nothing"]]}


def _layer(number: int, name: str, title: str, form: str, style: Mapping[str, Any]) -> Layer:
    return {"id": f"s{number}-{name}", "title": title, "shape": form, "style": dict(style), "items": [], "count": "", "order": 0}


def _turned(verdicts: pd.DataFrame) -> dict[tuple[str, str], list[list[str]]]:
    """Return what turned for each subject as a card prints it: word, colour, title, why, rule."""
    out: dict[tuple[str, str], list[list[str]]] = {}
    for row in verdicts.to_dict("records"):
        words = [
            word(f"verdict.{row[side]}") if row[side] else DIFFERENCE_MAP[none]
            for side, none in (("before", "not_before"), ("after", "gone"))
        ]
        entry = [
            DIFFERENCE_MAP["before_after"].format(before=words[0], after=words[1]),
            colour_of("verdict", row["after"] or row["before"]) or INK,
        ]
        out.setdefault((str(row["subject_kind"]), str(row["subject_id"])), []).append(
            [*entry, str(row["rule_title"]), str(row["why"]), str(row["rule_id"])]
        )
    return out


def _homes(frame: gpd.GeoDataFrame, number: int, sheet: MapSheet) -> tuple[list[Layer], list[str]]:
    """Homes gained and lost, of any facility first, of centres besides."""
    layers, notes = [], []
    there = frame[frame.geometry.map(drawable).astype(bool)]
    for kind in ("facility", "centre"):
        for what, (title, _) in HOME_WORDS.items():
            mine = there[(there["set"] == kind) & (there["what"] == what)]
            if not len(mine):
                continue
            style = {
                "radius": 3,
                "grow": 0.8,
                "weight": 0.5,
                "color": "#ffffff",
                "fillColor": DIFFERENCE_COLOURS[what],
                "fillOpacity": 0.95,
            }
            form = DIFFERENCE_MAP["home" if kind == "facility" else "centre"]
            layer = _layer(number, f"{'home' if kind == 'facility' else 'centre'}-{what}", form.format(what=title), "point", style)
            layer |= {"order": 5, "count": DIFFERENCE_MAP["homes"].format(n=len(mine), persons=thousands(mine["persons"].sum()))}
            layer["items"], cell_m = _dots(mine, what, title, sheet)
            notes += [DIFFERENCE_MAP["many"].format(m=f"{cell_m:g}")] if cell_m else []
            layers.append(layer)
    return layers, list(dict.fromkeys(notes))


def _dots(frame: gpd.GeoDataFrame, what: str, title: str, sheet: MapSheet) -> tuple[list[list[Any]], float]:
    """Return a dot per home, or per cell of a grid where there are very many."""
    badge = (title, DIFFERENCE_COLOURS[what])
    if len(frame) <= MOST_HOMES:
        fields = ("persons", "older_persons", "minutes_before", "minutes", "facility_before", "facility")
        return [
            [sheet.shape(point), sheet.card(CardSubject("demand", row["demand_id"], f"{word('noun.demand')} {row['demand_id']}"), badge,
             partial(_card, row, fields), {})]
            for row, point in _items(frame)
        ], 0.0  # fmt: skip
    dots, cell_m = merged_points(frame, limit=MOST_HOMES, classes=pd.Series(0, index=frame.index))
    items = []
    for row in ({str(k): v for k, v in r.items()} for r in dots.to_dict("records")):
        card = sheet.card(CardSubject("homes", "", word("noun.demand")), badge, partial(_card, row, ("persons", "older_persons")), {})
        items.append([sheet.shape(shapely.Point(row["lon"], row["lat"])), card])
    return items, cell_m


def _areas(frame: gpd.GeoDataFrame, number: int, sheet: MapSheet) -> Iterator[Layer]:
    for row, area in _items(frame):
        colour = DIFFERENCE_COLOURS[row["what"]]
        style = {"color": colour, "weight": 0.8, "opacity": 0.8, "fillColor": colour, "fillOpacity": 0.3}
        layer = _layer(number, row["what"], DIFFERENCE_WORDS[row["what"]][0], "area", style)
        yield layer | {"items": [[sheet.circle(area), -1]], "order": 3}


def _communities(
    frame: gpd.GeoDataFrame, number: int, sheet: MapSheet, turned: Mapping[tuple[str, str], list[list[str]]]
) -> Iterator[Layer]:
    """Communities by whether the share of people who can walk to a facility rises or falls."""
    change = (frame["share"].astype(float).fillna(0.0) - frame["share_before"].astype(float).fillna(0.0)).round(4).to_numpy()
    fields = (
        "community_id", "township", "persons_before", "persons", "reached_before", "reached", "change", "share_before", "share",
        "centre_status_before", "centre_status",
    )  # fmt: skip
    for name, here in (("more", change > 0), ("less", change < 0), ("same", change == 0)):
        mine = frame[here].assign(geometry=simple_areas(frame.geometry[here].to_numpy()) if here.any() else frame.geometry[here])
        if not len(mine):
            continue
        style = {"color": DIFFERENCE_COLOURS[name], "weight": 1.6, "fillColor": DIFFERENCE_COLOURS[name], "fillOpacity": 0.22}
        layer = _layer(number, f"community-{name}", DIFFERENCE_MAP[name], "area", style)
        layer |= {"order": 2, "count": DIFFERENCE_MAP["communities"].format(n=len(mine))}
        for row, area in _items(mine):
            status = word(f"centre.{row['centre_status']}") if not blank(row["centre_status"]) else ""
            colour = VILLAGE if row["centre_status"] == "village" else colour_of("centre_status", row["centre_status"])
            badge = (status, colour)
            card = sheet.card(CardSubject("community", row["community_id"], row["name"]), badge, partial(_card, row, fields), turned)
            layer["items"].append([sheet.shape(area), card])
            sheet.text(area, row["name"], [layer["id"]])
        yield layer


def _parcels(frame: gpd.GeoDataFrame, number: int, sheet: MapSheet, turned: Mapping[tuple[str, str], list[list[str]]]) -> Iterator[Layer]:
    """Parcels that are new, gone or turned, by the verdict they have now."""
    fields = ("parcel_id", "before", "after", "households", "population", "elderly_floor_area_m2", "elderly_land_area_m2")
    for verdict, colour in (*VERDICT_COLOURS.items(), ("", UNPLACED)):
        mine = frame[frame["after"] == verdict]
        if not len(mine):
            continue
        text = word(f"verdict.{verdict}") if verdict else ""
        title = DIFFERENCE_MAP["parcel"].format(verdict=text) if verdict else DIFFERENCE_MAP["parcel_gone"]
        style = {"color": INK, "weight": 1.4, "fillColor": colour, "fillOpacity": 0.75}
        layer = _layer(number, f"parcel-{verdict or 'gone'}", title, "area", style)
        layer |= {"order": 4, "keep_clear": True, "count": DIFFERENCE_MAP["parcels"].format(n=len(mine))}
        for row, area in _items(mine):
            badge = (text or title, colour)
            card = sheet.card(CardSubject("parcel", row["parcel_id"], row["name"]), badge, partial(_card, row, fields), turned)
            layer["items"].append([sheet.shape(area), card])
            sheet.text(area, row["name"], [layer["id"]])
        yield layer


def _facilities(
    frame: gpd.GeoDataFrame, number: int, sheet: MapSheet, turned: Mapping[tuple[str, str], list[list[str]]]
) -> Iterator[Layer]:
    if not len(frame):
        return
    style = {"radius": 5.5, "grow": 0.9, "weight": 1.4, "fillOpacity": 1, "color": "#ffffff", "fillColor": CENTRE}
    layer = _layer(number, "facility", DIFFERENCE_MAP["facility"], "point", style)
    layer |= {"order": 7, "keep_clear": True, "count": DIFFERENCE_MAP["places"].format(n=len(frame))}
    for row, point in _items(frame):
        badge = (what_word(row["what"]), CENTRE)
        card = sheet.card(
            CardSubject("facility", row["facility_id"], row["name"]), badge, partial(_card, row, ("facility_id", "kind")), turned
        )
        layer["items"].append([sheet.shape(point), card])
        sheet.text(point, row["name"], [layer["id"]], strong=True)
    yield layer


def _roads(frame: gpd.GeoDataFrame, number: int, sheet: MapSheet) -> Iterator[Layer]:
    lines = [g for g in frame.geometry if drawable(g)]
    if lines:
        km = float(gpd.GeoSeries(lines, crs="EPSG:4326").to_crs(frame.estimate_utm_crs()).length.sum()) / 1000
        layer = _layer(number, "roads", DIFFERENCE_MAP["roads"], "line", {"color": INK, "weight": 1.8, "opacity": 0.85})
        yield layer | {"items": [[sheet.shape(g), -1] for g in lines], "order": 3, "count": DIFFERENCE_MAP["km"].format(n=km)}


def _ground(frames: Mapping[str, gpd.GeoDataFrame], sheet: MapSheet) -> dict[str, Any]:
    """Boundaries, water, railways and streets of the last scenario: the quiet part of the picture."""
    edge = {"color": BOUNDARY, "weight": 0.9, "opacity": 0.6, "fillColor": "#ffffff", "fillOpacity": 0.01}
    outlines = _named("boundaries", "area", edge, 1)
    outlines["items"] = [[sheet.shape(a), -1] for a in simple_areas(frames["communities"].geometry.to_numpy()) if drawable(a)]
    layers = [outlines]
    looks = (
        ("water", "area", {"color": WATER, "weight": 0.5, "fillColor": WATER, "fillOpacity": 1.0}),
        ("rail", "line", {"color": RAIL, "weight": 1.6, "dashArray": "7 5"}),
    )
    ground, streets = frames["ground"], frames["streets"]
    for kind, form, look in looks:
        shapes = [g for g in ground.geometry[ground["kind"] == kind] if drawable(g)]
        layers += [_named(kind, form, look, 0) | {"items": [[sheet.shape(g), -1] for g in shapes]}] if shapes else []
    ways = _named("streets", "line", {"color": STREET, "weight": STREET_WIDTHS_PX[0]}, 0) | {"widths": list(STREET_WIDTHS_PX)}
    pairs = [(street_rank(str(kind)), g) for kind, g in zip(streets["kind"], streets.geometry, strict=True) if drawable(g)]
    ways["items"] = [[sheet.shape(simple_lines(g)), -1, rank] for rank, g in sorted(pairs, key=lambda pair: pair[0])]
    return {"title": word("map.ground"), "layers": [*layers, ways], "notes": []}


def _named(kind: str, form: str, look: Mapping[str, Any], order: int) -> Layer:
    return {"id": kind, "title": word(f"map.{kind}"), "shape": form, "style": dict(look), "items": [], "count": "", "order": order}


def _items(frame: gpd.GeoDataFrame) -> Iterator[tuple[dict[str, Any], Any]]:
    for row in frame.to_dict("records"):
        shape = row.pop("geometry")
        if drawable(shape):
            yield {str(k): v for k, v in row.items()}, shape


def _card(row: Mapping[str, Any], fields: Iterable[str]) -> Iterator[Entry]:
    """Return the rows of a card: words for codes, whole persons, shares in per cent."""
    for field in fields:
        value: Any = row.get(field)
        if blank(value) or value == "":
            continue
        header = field_of(field, room="comparison").header()
        if field in {"before", "after"}:
            yield header, word(f"verdict.{value}")
        elif field.startswith("centre_status"):
            yield header, word(f"centre.{value}")
        elif field.startswith("share"):
            yield header, percent(value)
        elif isinstance(value, int | float) or hasattr(value, "as_tuple"):
            tenths = field.startswith(("minutes", "elderly"))
            yield header, signed(value) if field == "change" else thousands(value, int(tenths))
        else:
            yield header, str(value)


def what_word(what: str, lang: str = "zh") -> str:
    """Return the word for what became of a facility, a parcel, a home or an amount; of two standings both."""
    for words in (HOME_WORDS, DIFFERENCE_WORDS):
        if what in words:
            return words[what][lang != "zh"]
    before, arrow, after = what.partition(" → ")
    return f"{_standing(before, lang)} → {_standing(after, lang)}" if arrow else what


def _standing(code: str, lang: str) -> str:
    try:
        return word(f"status.{code}", lang)
    except KeyError:
        return code or word("map.unnamed", lang)
