"""Small changes that a card offers to try: the run's own, as acts of the map. A click runs the scenario with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from planner.report.map import drawable
from planner.texts import word
from planner.texts.figures import thousands

#: Most offers in one card; a gate belongs to a change within this many metres of it.
MOST, _GATE_M = 3, 15.0
_M_PER_DEGREE = 111_320.0
Offer = dict[str, Any]


def offers(
    explanations: Mapping[str, pd.DataFrame], kind: str, subject: str, place: Any, gates: gpd.GeoDataFrame | None, lang: str
) -> list[Offer]:
    """Return what may be tried for a home (``demand``) or a community; see :func:`for_home` and :func:`for_community`."""
    if kind == "demand":
        return for_home(explanations, subject, place, gates, lang)
    return for_community(explanations.get("small_changes"), place, gates, lang)


def for_home(explanations: Mapping[str, pd.DataFrame], home: str, at: Any, gates: gpd.GeoDataFrame | None, lang: str) -> list[Offer]:
    """Return what may be tried for a home: the change that its reasons name, for each set of facilities, the same change once.

    Parameters
    ----------
    explanations
        Tables of the run: ``why_not_homes`` names kind and length of each home's change, ``small_changes`` where it lies.
    home, at
        Id and place of the home.
    gates
        Known gates; a gate to be opened is one of these.
    lang
        ``"zh"`` or ``"en"``.
    """
    told, changes = explanations.get("why_not_homes"), explanations.get("small_changes")
    if told is None or changes is None:
        return []
    mine = told[(told["demand_id"].astype(str) == home) & told["change"].fillna("").ne("")]
    found = [
        row for wanted in mine.to_dict("records") if (row := _nearest(changes, {str(k): v for k, v in wanted.items()}, at)) is not None
    ]
    return _offers(found, gates, lang)


def for_community(changes: pd.DataFrame | None, area: Any, gates: gpd.GeoDataFrame | None, lang: str) -> list[Offer]:
    """Return the changes that begin inside a community and help most persons."""
    if changes is None or not len(changes) or not drawable(area):
        return []
    starts = shapely.points(changes["from_lon"].to_numpy(dtype=float), changes["from_lat"].to_numpy(dtype=float))
    inside = changes[shapely.contains(area, starts) & (changes["set"] == "facility").to_numpy()]
    rows = inside.sort_values("persons", ascending=False, kind="stable").head(MOST).to_dict("records")
    return _offers([{str(k): v for k, v in row.items()} for row in rows], gates, lang)


def _nearest(changes: pd.DataFrame, wanted: Mapping[str, Any], at: Any) -> Mapping[str, Any] | None:
    """Find the change a home's row speaks of: of the same kind and length, the one that ends nearest to the home."""
    same = (changes["set"] == wanted["set"]) & (changes["minutes"] == wanted["minutes"]) & (changes["profile"] == wanted["profile"])
    same &= (changes["kind"] == wanted["change"]) & (changes["length_m"].sub(float(wanted["change_m"])).abs() < 0.06)
    rows = changes[same]
    if rows.empty:
        return None
    away = np.minimum(*(_away(rows[f"{end}_lon"], rows[f"{end}_lat"], at.x, at.y) for end in ("from", "to")))
    return {str(k): v for k, v in rows.iloc[int(away.argmin())].to_dict().items()}


def _offers(rows: list[Mapping[str, Any]], gates: gpd.GeoDataFrame | None, lang: str) -> list[Offer]:
    found: dict[str, Offer] = {}
    for row in rows:
        for offer in _offer(row, gates, lang):
            found.setdefault(repr(offer["act"]), offer)
    return list(found.values())[:MOST]


def _offer(row: Mapping[str, Any], gates: gpd.GeoDataFrame | None, lang: str) -> Iterator[Offer]:
    ends = [[float(row[f"{end}_lon"]), float(row[f"{end}_lat"])] for end in ("from", "to")]
    figures = {"m": float(row["length_m"]), "n": thousands(row["persons"])}
    if row["kind"] == "path":
        yield {"text": word("live.try.path", lang).format(**figures), "act": {"do": "add_road", "line": ends}}
    elif row["kind"] == "open_gate" and gates is not None and len(gates):
        away = _away(gates.geometry.x, gates.geometry.y, *ends[0])
        if away.min() <= _GATE_M:
            gate = str(gates.index[int(away.argmin())])
            yield {"text": word("live.try.open_gate", lang).format(id=gate, **figures), "act": {"do": "open_gate", "id": gate}}


def _away(lon: Any, lat: Any, x: float, y: float) -> Any:
    """Metres between places and a place, good for short distances."""
    east = (np.asarray(lon, dtype=float) - x) * np.cos(np.radians(y))
    metres = np.hypot(east, np.asarray(lat, dtype=float) - y) * _M_PER_DEGREE
    return np.where(np.isfinite(metres), metres, np.inf)
