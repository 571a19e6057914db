"""What stands beside the live map: headline figures with what the changes tried made of them, and the card of what was clicked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from planner.model import village
from planner.report import Column, blank, colour_of, columns_of, figure, finding_key, form_of, header, say, shown
from planner.report.map import street_rows
from planner.style import ALARM, CENTRE, INK, TOO_FAR, VILLAGE
from planner.texts import word
from planner.texts.figures import percent, thousands, whole
from planner.ui.cards import in_language
from planner.ui.context import Shown

_ORDER = ("fail", "needs_review", "pass", "not_applicable")
_KEYS = {
    "parcel": ("parcels", "parcel_id"),
    "community": ("communities", "community_id"),
    "facility": ("facilities", "facility_id"),
}
_HIDDEN = frozenset(
    {"name", "verdict", "centre_status", "lon", "lat", "snap_street", "snap_edge", "used", "why_not", "fails", "needs_review"}
)
Card = dict[str, Any]


def figures(now: Mapping[str, Any], base: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return headline figures of a summary, standard and elderly side by side, and the difference from the base where there is one."""
    longest = f"{max(now['walk']['minutes']):g}"
    profiles = [p for p in ("standard", "elderly") if p in now["coverage"]["facility"][longest]]
    rows = []
    for key in ("facility", "centre", "qualified_centre"):
        cells = [_share(now["coverage"][key][longest][p], base["coverage"][key][longest][p], lang) for p in profiles]
        label = word("app.figure.within", lang).format(m=longest, who=word(f"map.figure.{key}", lang))
        rows.append({"id": key, "label": label, "cells": cells})
    counts = []
    if now["parcels"]["total"]:
        counts.append(_tally("parcels", "fail", now, base, lang))
        counts.append(_tally("parcels", "needs_review", now, base, lang))
    counts.append(_tally("communities_urban", "missing", now, base, lang))
    counts.append(_tally("communities_urban", "too_small", now, base, lang))
    return {"head": [word(f"profile.{p}", lang) for p in profiles], "rows": rows, "counts": counts}


def _share(now: Mapping[str, Any], base: Mapping[str, Any], lang: str) -> dict[str, str]:
    value = "–" if now["share"] is None else percent(now["share"])
    persons = whole(now["persons"]) - whole(base["persons"])
    return {
        "value": value,
        "beside": f"{thousands(now['persons'])} {word('map.unit.persons', lang)}",
        "delta": f"{persons:+,} {word('map.unit.persons', lang)}" if persons else "",
    }


def _tally(table: str, key: str, now: Mapping[str, Any], base: Mapping[str, Any], lang: str) -> dict[str, str]:
    unit = word("map.unit.parcels" if table == "parcels" else "map.unit.communities", lang)
    change = now[table][key] - base[table][key]
    label = word(f"live.count.{table}.{key}", lang)
    of = word("app.figure.of", lang).format(n=f"{now[table]['total']:,}", unit=unit)
    return {"id": f"{table}-{key}", "label": label, "value": f"{now[table][key]:,}", "of": of, "delta": f"{change:+,}" if change else ""}


def subject_card(view: Shown, kind: str, subject: str, lang: str) -> Card | None:
    """Return the card of a parcel, a community or a facility; ``None`` where there is no such subject."""
    table, key = _KEYS[kind]
    frame: pd.DataFrame = getattr(view, table)
    mine = frame[frame[key].astype(str) == subject]
    if mine.empty:
        return None
    row = {str(k): v for k, v in mine.iloc[0].items() if k != "geometry"}
    hidden = _HIDDEN if lang == "zh" else _HIDDEN | {"centre_reason"}  # written in Chinese; the findings say it in English
    return {
        "kind": kind,
        "id": subject,
        "title": word("map.unnamed", lang) if blank(row.get("name")) else str(row["name"]),
        "noun": word(f"noun.{kind}", lang),
        "badge": _badge(kind, row, lang),
        "rows": [
            [c.header(lang), text]
            for c in columns_of(table, row, lang=lang)
            if c.name not in hidden and c.name != key and not c.name.startswith("other_") and (text := shown(c, row.get(c.name), lang))
        ],
        "findings": list(_findings(view, kind, subject, lang)),
        "notes": [word("live.not_used", lang).format(why=say("why_not", row.get("why_not"), lang))] if _idle(kind, row) else [],
        "values": {k: _plain(row.get(k)) for k in ("floor_area_m2", "beds", "status", "kind") if k in row},
    }


def _idle(kind: str, row: Mapping[str, Any]) -> bool:
    """Report a facility in operation that nobody is counted to reach, because of its place."""
    return kind == "facility" and row["status"] == "open" and row.get("used") == "no"


def _badge(kind: str, row: Mapping[str, Any], lang: str) -> list[str]:
    if kind == "facility":
        return [say("status", row["status"], lang), CENTRE if row["status"] == "open" else INK]
    if kind == "community" and village(row.get("urban")):
        return [word("village", lang), VILLAGE]
    column = "verdict" if kind == "parcel" else "centre_status"
    return [say(column, row[column], lang), colour_of(column, row[column]) or INK]


def _findings(view: Shown, kind: str, subject: str, lang: str) -> Iterator[dict[str, Any]]:
    """Return findings, worst first: verdict, reason, calculation, clause, and what would mend it."""
    for row, trace in sorted(view.of_subject(kind, subject), key=lambda pair: _ORDER.index(pair[0]["verdict"])):
        told = in_language(row, trace, lang)
        verdict, force = str(row["verdict"]), str(row["force"])
        ending = "" if lang == "zh" else "_en"
        yield {
            "verdict": verdict,
            "badge": [say("verdict", finding_key(verdict, force), lang), colour_of("verdict", verdict, force) or INK],
            "title": str(told["rule_title"]),
            "force": say("force", force, lang),
            "reason": str(told["reason"]),
            "worked": [text for text in (trace.get(f"formula{ending}"), trace.get(f"comparison{ending}")) if text],
            "citation": str(row["citation"]),
            "mend": _mend(row, lang) if verdict == "fail" else "",
        }


def _mend(row: Mapping[str, Any], lang: str) -> str:
    number = shown(Column("shortfall", "number"), row.get("shortfall"), lang)
    if not number or number == "0":
        return ""
    return word("live.mend", lang).format(n=number, unit=say("unit", row["unit"], lang))


def home_card(view: Shown, home: str, near: list[list[str]], walk: str, lang: str) -> Card | None:
    """Return the card of a home: who lives there, the nearest facilities with minutes, why it is not reached and what would mend that.

    Parameters
    ----------
    view
        The run on screen; a computed one.
    home
        Id of the demand point.
    near
        Nearest facilities: name, minutes of the standard and of the elderly walk.
    walk
        What to say of the walk that is drawn.
    lang
        ``"zh"`` or ``"en"``.
    """
    if view.result is None:
        return None
    frame = view.result.demand
    mine = frame[frame["demand_id"].astype(str) == home]
    if mine.empty:
        return None
    row = {str(k): v for k, v in mine.iloc[0].items() if k != "geometry"}
    names = ("persons", "older_persons", "nearest_facility_min", "nearest_centre_min")
    longest = max(view.summary["walk"]["minutes"])
    minutes = row.get("nearest_facility_min")
    least = figure(minutes)
    reached = least is not None and least <= longest
    badge = [word("live.reached", lang), "#08519c"] if reached else [word("live.not_reached", lang), TOO_FAR]
    if row.get("place") != "on_network":
        badge = [say("place", row.get("place"), lang), ALARM]
    return {
        "kind": "demand",
        "id": home,
        "title": f"{word('noun.demand', lang)} {home}",
        "noun": word("noun.demand", lang),
        "badge": badge,
        "rows": [
            *([header(n, lang), text] for n in names if n in row and (text := shown(Column(n, form_of(n)), row[n], lang))),
            *map(list, street_rows(row, longest, lang)),
        ],
        "near": {"head": [word("noun.facility", lang), word("profile.standard", lang), word("profile.elderly", lang)], "rows": near},
        "notes": [*([walk] if walk else []), *_why_not(view, home, lang)],
        "findings": [],
    }


def _why_not(view: Shown, home: str, lang: str) -> Iterator[str]:
    told = view.tables.get("why_not_homes")
    if told is None:
        return
    mine = told[told["demand_id"].astype(str) == home]
    for row in mine.to_dict("records"):
        who, what = word(f"set.{row['set']}", lang), row["what" if lang == "zh" else "what_en"]
        yield f"{who}：{what}" if lang == "zh" else f"{who}: {what}"


def _plain(value: Any) -> Any:
    if blank(value):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return int(number) if number.is_integer() else number
