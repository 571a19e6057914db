"""What the money clauses come to inside a run: projects of the bureau's list, and facilities planned, being built or added by a change."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.model import Fact, Operation
from planner.rules import GRANT, CareProject, RulePack, reckon, reckoning_data
from planner.run.centres import Centres
from planner.run.reading.intake import RunInputs
from planner.scenario import LoadedScenario
from planner.tables import frame_of
from planner.texts import word

_FIGURES = ("low", "high", "city_low", "city_high", "county_low", "county_high")
_COMING = frozenset({str(Operation.PLANNED), str(Operation.BUILDING)})


def subsidies_frame(loaded: LoadedScenario, inputs: RunInputs, centres: Centres) -> pd.DataFrame | None:
    """Compute every clause for every project, then sum by county and in all; formula and clause stand on each row.

    Returns
    -------
    pandas.DataFrame or None
        ``level`` is ``project``, ``county`` or ``all``; ``source`` is ``list`` (of the bureau) or ``facilities`` (planned, being built, or
        added by a change of the scenario: the construction grant alone). ``None`` where the pack holds no money clause or nobody is there
        to reckon for.
    """
    listed = [(p, "list") for p in inputs.bureau.projects]
    taken = {p.id for p, _ in listed}
    coming = [(p, "facilities") for p in _coming(loaded, inputs, centres) if p.id not in taken]
    projects = [*listed, *coming]
    if not projects:
        return None
    data = reckoning_data(reckon(inputs.pack, [p for p, _ in projects], as_of=loaded.file.as_of), [p for p, _ in projects])
    if not data["amounts"]:
        return None
    known = {p.id: (source, p) for p, source in projects}
    rows = [_amount(inputs.pack, a, *known[a["project"]]) for a in data["amounts"]]
    rows += [_sum(inputs.pack, "county", t) for t in data["by_county"] if t["low"] != "0" or t["high"] != "0" or t["unknown"]]
    rows += [_sum(inputs.pack, "all", t) for t in data["totals"]]
    return frame_of("subsidies", rows)


def _coming(loaded: LoadedScenario, inputs: RunInputs, centres: Centres) -> list[CareProject]:
    """Return centres that are not open yet or that a change adds, with the county of the community they lie in."""
    added = {str(getattr(step.change, "id", "")) for step in loaded.steps if step.name == "add_facility"}
    counties = inputs.communities.frame.get("county", pd.Series(dtype=object))
    rows = centres.facilities[["is_centre", "community"]].to_dict("index")
    found = []
    for subject in inputs.facilities.subjects():
        row = rows[subject.id]
        if not row["is_centre"] or not (subject.id in added or subject.fact("status").value in _COMING):
            continue
        county = counties.get(row["community"])
        where = Fact(str(county), note=word("fact.community").format(community=row["community"])) if county else Fact(None)
        found.append(CareProject(subject.id, where, {"floor_area_m2": subject.fact("floor_area_m2")}, subject.name))
    return found


def _amount(pack: RulePack, amount: Mapping[str, Any], source: str, project: CareProject) -> dict[str, Any]:
    return {
        "level": "project",
        "source": source,
        "project": project.id,
        "name": project.name,
        "county": str(project.county.value or ""),
        "rule_id": amount["rule_id"],
        "title": _title(pack, amount),
        "yearly": amount["yearly"],
        **{f"{k}_yuan": amount[k] for k in _FIGURES},
        "not_reckoned": 1 if amount["low"] is None else 0,
        "formula": amount["formula"]["zh"],
        "formula_en": amount["formula"]["en"],
        "citation": amount["citation"],
    }


def _sum(pack: RulePack, level: str, total: Mapping[str, Any]) -> dict[str, Any]:
    shared = total["rule_id"] != GRANT  # the grant is the city's alone, and its clause leaves the rest to the county without a figure
    county = {f"county_{end}_yuan": str(Decimal(total[end]) - Decimal(total[f"city_{end}"])) if shared else None for end in ("low", "high")}
    return {
        **dict.fromkeys(("source", "project", "name", "formula", "formula_en", "citation"), ""),
        "level": level,
        "county": total["county"],
        "rule_id": total["rule_id"],
        "title": _title(pack, total),
        "yearly": None,
        **{f"{k}_yuan": total[k] for k in ("low", "high", "city_low", "city_high")},
        **county,
        "not_reckoned": total["unknown"],
    }


def _title(pack: RulePack, row: Mapping[str, Any]) -> str:
    return pack.rule(row["rule_id"]).title.zh
