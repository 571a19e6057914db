"""Care and health side by side: how far on foot each care facility is from the kind of health facility it belongs beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from types import MappingProxyType

import geopandas as gpd
import numpy as np
import pandas as pd

from planner.access import WalkNetwork
from planner.inputs import InputTable
from planner.model import Fact
from planner.rules import RulePack
from planner.run.centres import Centres
from planner.run.memory import Memory
from planner.run.reading.intake import RunInputs
from planner.run.walks import Group, group_of, joined, nearest, profiles_of
from planner.scenario import WalkSettings
from planner.tables import frame_of
from planner.texts import word

PAIRS = (
    ("centre_kinds", "community_health_kinds"),
    ("township_home_kinds", "township_hospital_kinds"),
    ("village_house_kinds", "village_clinic_kinds"),
)
"""Lists of a pack: kinds of care facility, and the kinds of health facility they belong beside."""


@dataclass(frozen=True, slots=True, eq=False)
class Partners:
    """Facts of each care facility of a pair, and, where a health list was given, the table of who stands beside whom."""

    facts: Mapping[str, Mapping[str, Fact]] = field(default_factory=lambda: MappingProxyType({}))
    table: pd.DataFrame | None = None


def partners(inputs: RunInputs, centres: Centres, walk: WalkSettings, kept: Memory) -> Partners:
    """Walk from every open care facility of a pair to the nearest health facility of its partner's kinds.

    A pack without lists of health kinds has no pairs. Where no list of health facilities is given, or it holds none of the kind, the facts
    say so and nothing is walked. A walk beyond the search limit is given as that limit, with a note.
    """
    pack = inputs.pack
    pairs = _pairs(pack)
    facts: dict[str, dict[str, Fact]] = {}
    rows: list[dict[str, object]] = []
    for care, health in pairs:
        mine = _care(pack, inputs.facilities, centres, care)
        if not mine:
            continue
        places = kept(_health, inputs.pack, inputs.health, health)
        if not len(places):
            facts |= dict.fromkeys(mine, _unlisted())
            continue
        frame = centres.facilities.loc[mine]
        snaps = joined(inputs.streets.gated, frame, walk)
        found = nearest(kept(health_group, inputs.streets.gated, places, walk), snaps)
        for name, on, metres, partner in zip(mine, snaps.on_network, found.metres, found.ids, strict=True):
            fact = _distance(bool(on), float(metres), _named(places, str(partner)), walk)
            facts[name] = {"paired": Fact(True), "partner_listed": Fact(True), "partner_distance_m": fact}
            rows.append(_row(frame, name, places, str(partner), fact, within=bool(np.isfinite(metres))))
    listed = inputs.health is not None and bool(pairs)
    return Partners(MappingProxyType(facts), frame_of("adjacent", rows) if listed else None)


def without_health_list(pack: RulePack, facilities: InputTable, centres: Centres) -> dict[str, Mapping[str, Fact]]:
    """Return the facts of each care facility of a pair where no list of health facilities is given: nothing is walked."""
    return {name: _unlisted() for care, _ in _pairs(pack) for name in _care(pack, facilities, centres, care)}


def _pairs(pack: RulePack) -> list[tuple[str, str]]:
    return [(care, health) for care, health in PAIRS if pack.listed(health)]


def _care(pack: RulePack, facilities: InputTable, centres: Centres, kinds: str) -> list[str]:
    return [name for name, kind in _open(facilities, centres) if _is(pack, kinds, kind)]


def _unlisted() -> dict[str, Fact]:
    return {"paired": Fact(True), "partner_listed": Fact(False, note=word("fact.no_partner_list"))}


def _open(facilities: InputTable, centres: Centres) -> Iterator[tuple[str, str]]:
    kinds = facilities.frame.get("kind")
    for name in centres.facilities.index[centres.facilities["is_open"].to_numpy(dtype=bool)] if kinds is not None else ():
        yield str(name), str(kinds[name] or "") if kinds is not None else ""


def _is(pack: RulePack, name: str, kind: str) -> bool:
    return pack.is_centre(kind) if name == "centre_kinds" else pack.is_listed(name, kind)


def health_group(network: WalkNetwork, places: gpd.GeoDataFrame, walk: WalkSettings) -> Group:
    """Return health facilities as a group that one looks for the nearest of."""
    return group_of(network, places.geometry, walk)


def _health(pack: RulePack, health: InputTable | None, kinds: str) -> gpd.GeoDataFrame:
    """Return the open health facilities of some kinds that have a place."""
    if health is None or "kind" not in health.frame:
        return gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    frame = health.frame
    listed = [pack.is_listed(kinds, str(k or "")) for k in frame["kind"]]
    standing = frame["status"].isin(["open"]).to_numpy() if "status" in frame else True
    kept_rows: gpd.GeoDataFrame = frame[np.asarray(listed, dtype=bool) & standing & frame.geometry.notna().to_numpy()]
    return kept_rows


def _named(places: gpd.GeoDataFrame, partner: str) -> str:
    return f"{partner} {places['name'][partner]}" if partner and "name" in places else partner


def _distance(on: bool, metres: float, partner: str, walk: WalkSettings) -> Fact:
    """Return a walk in decimetres, upwards so that none is rounded into a limit; at least the search limit where nothing was found."""
    if not on:
        return Fact(None, note=word("fact.off_network"))
    if not np.isfinite(metres):
        most = max(p.speed_m_s for p in profiles_of(walk)) * walk.search_limit_min * 60
        return Fact(Decimal(f"{most:.0f}"), note=word("fact.none_within").format(minutes=walk.search_limit_min))
    return Fact(
        Decimal(repr(round(metres, 4))).quantize(Decimal("0.1"), rounding=ROUND_CEILING), note=word("fact.walk_to").format(partner=partner)
    )


def _row(frame: pd.DataFrame, name: str, places: gpd.GeoDataFrame, partner: str, fact: Fact, *, within: bool) -> dict[str, object]:
    return {
        "facility_id": name,
        **{c: frame[c][name] if c in frame else "" for c in ("name", "kind")},
        "partner_id": partner,
        **{f"partner_{c}": places[c][partner] if partner and c in places else "" for c in ("name", "kind")},
        "walk_m": fact.value,
        "within_search": "yes" if within else "no",
        "note": fact.note,
    }
