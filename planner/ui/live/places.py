"""Cards of what is drawn from the inputs themselves: a gate, a compound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import geopandas as gpd

from planner.report import Column, blank, form_of, header, shown
from planner.report.map import drawable
from planner.run import RunResult
from planner.style import INK
from planner.texts import word
from planner.texts.figures import thousands
from planner.texts.reading.streets import GATE_SHUT
from planner.ui.live.view import Card
from planner.ui.state import Change

_FIGURES = ("households", "floor_area_m2", "site_area_m2", "year_built")


def gate_card(gates: gpd.GeoDataFrame, gate: str, changes: Sequence[Change], lang: str) -> Card | None:
    """Return the card of a gate, with what the changes tried made of it; ``None`` where there is no such gate."""
    mine = gates[gates.index.astype(str) == gate]
    if mine.empty:
        return None
    row = mine.iloc[0]
    foot = gate_state(str(row.get("foot", "")), gate, changes)
    rows = [[header(c, lang), str(row[c])] for c in ("compound_id", "opening_hours") if c in row and not blank(row[c])]
    return {
        "kind": "gate",
        "id": gate,
        "title": gate if blank(row.get("name")) else str(row["name"]),
        "noun": word("noun.gate", lang),
        "badge": [word(f"live.gate_{foot}", lang), INK],
        "rows": rows,
        "findings": [],
        "notes": [word("live.gate_note", lang)],
        "values": {"open": foot != "shut"},
    }


def gate_state(foot: str, gate: str, changes: Sequence[Change]) -> str:
    """Return whether a gate is ``open``, open to residents only (``private``) or ``shut``, as a list says it and changes leave it.

    Examples
    --------
    >>> gate_state("no", "G1", [])
    'shut'
    >>> gate_state("no", "G1", [{"open_gate": {"id": "G1"}}])
    'open'
    """
    state = "shut" if foot in GATE_SHUT else "private" if foot == "private" else "open"
    for change in changes:
        for name, body in change.items():
            if name in {"open_gate", "close_gate"} and str(body.get("id")) == gate:
                state = "open" if name == "open_gate" else "shut"
    return state


def compound_card(
    compounds: gpd.GeoDataFrame, gates: gpd.GeoDataFrame | None, compound: str, result: RunResult, changes: Sequence[Change], lang: str
) -> Card | None:
    """Return the card of a compound: figures, who lives inside and walks how far, gates; ``None`` where there is no such compound."""
    mine = compounds[compounds.index.astype(str) == compound]
    if mine.empty:
        return None
    row = mine.iloc[0]
    rows = [[header(c, lang), text] for c in _FIGURES if c in row and (text := shown(Column(c, form_of(c)), row[c], lang))]
    return {
        "kind": "compound",
        "id": compound,
        "title": word("map.unnamed", lang) if blank(row.get("name")) else str(row["name"]),
        "noun": word("noun.compound", lang),
        "badge": None,
        "rows": [*rows, *_people(row.geometry, result, lang), *_gates(gates, compound, changes, lang)],
        "findings": [],
        "notes": [],
    }


def _people(area: Any, result: RunResult, lang: str) -> Iterator[list[str]]:
    """Count who lives inside the outline, and who of them is reached within the longest limit."""
    if not drawable(area) or "Polygon" not in area.geom_type:
        return
    homes = result.demand[result.demand.geometry.within(area)]
    if homes.empty:
        return
    longest, total = max(result.summary["walk"]["minutes"]), float(homes["persons"].sum())
    yield [header("persons", lang), thousands(total)]
    for kind in ("facility", "centre"):
        minutes = homes[f"nearest_{kind}_min"].map(lambda v: float(v) if not blank(v) and str(v)[0] != ">" else float("inf"))
        reached = float(homes["persons"][minutes <= longest].sum())
        label = word("app.figure.within", lang).format(m=f"{longest:g}", who=word(f"map.figure.{kind}", lang))
        yield [label, word("app.figure.persons", lang).format(n=thousands(reached), total=thousands(total))]


def _gates(gates: gpd.GeoDataFrame | None, compound: str, changes: Sequence[Change], lang: str) -> Iterator[list[str]]:
    if gates is None or "compound_id" not in gates:
        return
    mine = gates[gates["compound_id"].astype(str) == compound]
    states = [(str(i), gate_state(str(foot), str(i), changes)) for i, foot in zip(mine.index, mine.get("foot", ""), strict=True)]
    if states:
        yield [word("live.gates", lang), "；".join(f"{i} {word(f'live.gate_{state}', lang)}" for i, state in states)]
