"""Headline figures of a run, with everything needed to know where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from planner.access import PROFILES
from planner.access.count import LEVELS
from planner.access.draw import DECK_M
from planner.inputs import InputTable, file_hash
from planner.model import CentreStatus, Verdict, villages_of
from planner.network import StreetGraph, origin_of
from planner.rules import RulePack
from planner.run.centres import count_centres
from planner.run.reading.streets import RunNetworks
from planner.run.walks import profiles_of
from planner.run.why.straight import straight_figures, straight_remark
from planner.scenario import LoadedScenario, input_files, spec_of
from planner.texts import word
from planner.version import __version__

#: Kinds of barrier, in the order in which they are named.
_BARRIERS = ("water", "rail", "wall", "other", "compound")
#: Raised when a file's columns or keys change their meaning.
SCHEMA_VERSION = 1


def summary_data(
    loaded: LoadedScenario,
    pack: RulePack,
    streets: RunNetworks,
    tables: Mapping[str, InputTable],
    figures: Mapping[str, pd.DataFrame],
    method: str,
) -> dict[str, Any]:
    """Headline figures as plain JSON data.

    Parameters
    ----------
    loaded, pack, streets, tables
        What was read.
    figures
        Frames ``demand``, ``parcels``, ``communities``, ``facilities``, ``coverage``, ``quality``, ``straight_line``.
    method
        How persons came to their places, see :class:`planner.run.people.People`.
    """
    file = loaded.file
    communities, facilities = figures["communities"], figures["facilities"]
    village = villages_of(communities["urban"])
    straight = straight_figures(figures["straight_line"], file.walk)
    return {
        "schema_version": SCHEMA_VERSION,
        "software": {"name": "planner", "version": __version__},
        "name": file.name,
        "synthetic": loaded.synthetic,
        "city": file.city,
        "as_of": file.as_of.isoformat(),
        "rule_pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256, "title": pack.title()},
        "walk": {
            "minutes": [_plain(m) for m in file.walk.minutes],
            "profile": file.walk.profile,
            "profiles_m_s": {p.name: p.speed_m_s for p in profiles_of(file.walk)},
            "max_snap_m": _plain(file.walk.max_snap_m),
            "search_limit_min": _plain(file.walk.search_limit_min),
            "steps_factor": _plain(file.walk.steps_factor),
            "slopes": len(streets.gated.streets.shape_z) > 0,
        },
        "changes": _changes(loaded),
        "inputs": _inputs(loaded, tables, streets.gated.streets),
        "network": {**{k: v for k, v in streets.gated.figures().items() if k not in {"source", "sha256"}}, "origin": _origin(loaded)},
        "parcels": _counts(figures["parcels"]["verdict"], [str(v) for v in Verdict]),
        "communities": _counts(communities["centre_status"], [str(s) for s in CentreStatus]),
        "communities_urban": _counts(communities.loc[~village, "centre_status"], [str(s) for s in CentreStatus]),
        "confidence": _counts(communities["confidence"], list(LEVELS)),
        "facilities": _facilities(facilities),
        "coverage": _coverage(figures["coverage"], file.walk.minutes, [p.name for p in profiles_of(file.walk)]),
        "straight_line": straight,
        "walls": _walls(streets, figures["demand"], file.walk.minutes, file.walk.profile),
        "quality": _counts(figures["quality"]["severity"], ["error", "doubt", "note"]),
        "remarks": [*_remarks(pack, method, streets), *straight_remark(straight)],
    }


def _facilities(frame: pd.DataFrame) -> dict[str, int]:
    """Count facilities: in the list, used; of them centres in the list, in operation, and what becomes of these."""
    centres = count_centres(frame)
    return {
        "total": len(frame),
        "used": int((frame["used"] == "yes").sum()),
        "centres": int((frame["is_centre"] == "yes").sum()),
        "centres_in_operation": centres.in_operation,
        "centres_not_placed": centres.not_placed,
        "centres_off_network": centres.off_network,
        "centres_used": centres.counted,
    }


def resolved_data(loaded: LoadedScenario) -> dict[str, Any]:
    """Return the scenario with every default written out, paths as the file writes them."""
    data: dict[str, Any] = loaded.file.model_dump(mode="json", exclude_none=True)
    data["walk"] = {k: [_plain(m) for m in v] if isinstance(v, list) else _plain(v) for k, v in data["walk"].items()}
    if loaded.steps:
        data["changes"] = [{step.name: _tidy(step.change.model_dump(exclude_none=True))} for step in loaded.steps]
    data["inputs"] = {noun: {k: v for k, v in entry.items() if v != {}} for noun, entry in data["inputs"].items()}
    return data


def _changes(loaded: LoadedScenario) -> list[dict[str, Any]]:
    """List each change with where it is written down and the hash of the file it brings."""
    out = []
    for step in loaded.steps:
        row: dict[str, Any] = {"change": step.name, "file": step.file.name, "line": step.line}
        named = getattr(step.change, "file", None)
        if named:
            row["sha256"] = file_hash(step.file.parent / named)
        drawn = getattr(step.change, "geometry", None)
        if drawn is not None:
            row["sha256"] = sha256(drawn.model_dump_json().encode()).hexdigest()
        told = _tidy(step.change.model_dump(exclude_none=True, exclude={"file", "geometry"}))
        out.append({**row, **told, **({"path": named} if named else {})})
    return out


def _tidy(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as plain YAML: numbers as numbers, dates as text."""
    out: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Decimal):
            out[key] = int(value) if value == value.to_integral_value() else float(value)
        elif value != "":
            out[key] = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    return out


def _inputs(loaded: LoadedScenario, tables: Mapping[str, InputTable], streets: StreetGraph) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for noun, entry in input_files(loaded.file):
        if noun == "network":
            out[noun] = {"file": entry.path, "sha256": streets.about.get("sha256", "")}
        elif noun in {"dem", "measured", "ledger", "subsidies", "reviews"}:
            out[noun] = {"file": entry.path, "sha256": file_hash(loaded.path.parent / entry.path)}
        else:
            out[noun] = {"file": entry.path, "sha256": tables[noun].sha256, "rows": tables[noun].rows_read}
    return out


def _origin(loaded: LoadedScenario) -> str:
    """Return whose streets they are, see :func:`planner.network.origin_of`; what papers and maps credit rests on it."""
    return next((origin_of(spec_of(loaded.path, entry).path) for noun, entry in input_files(loaded.file) if noun == "network"), "osm")


def _walls(streets: RunNetworks, demand: pd.DataFrame, minutes: tuple[float, ...], profile: str) -> dict[str, Any]:
    """Describe what the compounds' walls did, and how many persons would reach a facility if every compound stood open."""
    w = streets.walls
    counts = {
        "compounds": w.compounds,
        "gates": w.gates,
        "compounds_without_known_gate": w.without_gates,
        "virtual_gates": w.virtual_gates,
        "closed_crossings": w.closed_crossings,
    }
    if "nearest_facility_open_min" not in demand:
        return counts
    placed = demand["place"] == "on_network"
    reached = {f"{m:g}": float(demand.loc[placed & (demand["nearest_facility_open_min"] <= m), "persons"].sum()) for m in minutes}
    return {**counts, "open_reading": {"profile": profile, "persons": {k: round(v, 1) for k, v in reached.items()}}}


def _coverage(coverage: pd.DataFrame, minutes: tuple[float, ...], profiles: list[str]) -> dict[str, Any]:
    """Totals over all places, persons outside every community included."""
    at = coverage["minutes"].to_numpy()
    rows = {limit: np.flatnonzero(at == limit) for limit in minutes}
    columns = {str(name): coverage[name].to_numpy() for name in coverage.columns if name not in {"community_id", "minutes"}}
    first = {name: values[rows[minutes[0]]] for name, values in columns.items()}
    persons, older = float(first["persons"].sum()), float(first["older_persons"].sum())
    out: dict[str, Any] = {
        "persons": round(persons, 1),
        "older_persons": round(older, 1),
        "off_network_persons": round(float(first["off_network_persons"].sum()), 1),
        "doubtful_persons": round(float(first["doubtful_persons"].sum()), 1),
    }
    for name, start in (("facility", ""), ("centre", "centre_"), ("qualified_centre", "qualified_")):
        out[name] = {}
        for limit in minutes:
            here = {name: values[rows[limit]] for name, values in columns.items()}
            out[name][f"{limit:g}"] = {p: _reached(here, start, p, persons, older) for p in profiles}
    return out


def _reached(rows: Mapping[str, Any], start: str, profile: str, persons: float, older: float) -> dict[str, Any]:
    known = persons > float(rows["doubtful_persons"].sum())  # where every place is doubtful nothing can be said
    reached, reached_older = (float(rows[f"{start}reached_{who}_{profile}"].sum()) for who in ("persons", "older"))
    return {
        "persons": round(reached, 1),
        "share": round(reached / persons, 6) if known else None,
        "older_persons": round(reached_older, 1),
        "share_older": round(reached_older / older, 6) if known and older else None,
    }


def _remarks(pack: RulePack, method: str, streets: RunNetworks) -> list[dict[str, str]]:
    return [{"zh": zh, "en": en} for zh, en in zip(*(_told_in(lang, pack, method, streets) for lang in ("zh", "en")), strict=True)]


def _told_in(lang: str, pack: RulePack, method: str, streets: RunNetworks) -> list[str]:
    """Return what a reader must know of how persons, speeds, barriers and facilities were counted, and what was not checked."""
    speeds = "、".join(f"{p.name} {p.speed_m_s} m/s" for p in PROFILES.values())
    unconfirmed = "、".join(f"《{d.title}》" for d in pack.documents.values() if d.validity is None)
    return [
        word("run.persons", lang).format(method=word(f"run.persons.{method}", lang)),
        word("run.speeds", lang).format(speeds=speeds),
        _barrier_remark(streets, lang),
        word("run.all_count", lang),
        *(t.say(lang) for t in pack.not_checked),
        *([word("run.unconfirmed", lang).format(names=unconfirmed)] if unconfirmed else []),
    ]


def _barrier_remark(streets: RunNetworks, lang: str) -> str:
    """Describe which barriers the ways from places to streets respect, which are not known, and that circles keep off the same."""
    walled = streets.walls.compounds > 0
    given = {kind for kind, count in (streets.barriers or {}).items() if count}
    if not given and not walled:
        return word("run.no_barriers", lang)

    def named(kinds: Iterable[str]) -> str:
        return ("、" if lang == "zh" else ", ").join(word(f"run.barrier.{kind}", lang) for kind in kinds)

    checked = [kind for kind in _BARRIERS if kind in given or (kind == "compound" and walled)]
    absent = [kind for kind in _BARRIERS if kind in {"water", "rail"} - given]
    parts = [
        *([word("run.walls_count", lang)] if walled else []),
        word("run.not_crossed", lang).format(names=named(checked)),
        *([word("run.not_given", lang).format(names=named(absent))] if absent else []),
        word("run.circles_keep_off", lang).format(m=f"{2 * DECK_M:g}"),
    ]
    return ("；" if lang == "zh" else "; ").join(parts)


def _counts(column: pd.Series, keys: list[str]) -> dict[str, int]:
    found = column.value_counts()
    return {"total": len(column), **{k: int(found.get(k, 0)) for k in keys}}


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
