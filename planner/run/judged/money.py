"""What the money clauses come to inside a run: projects of the bureau's list, and facilities planned, being built or added by a change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.model import Fact, Operation
from planner.rules import GRANT, CareProject, RulePack, reckon, reckoning_data
from planner.run.centres import Centres
from planner.run.reading.intake import RunInputs
from planner.scenario import LoadedScenario
from planner.texts import word

COLUMNS = [
    "level", "source", "project", "name", "county", "rule_id", "title", "low_yuan", "high_yuan", "yearly", "city_low_yuan",
    "city_high_yuan", "county_low_yuan", "county_high_yuan", "not_reckoned", "formula", "formula_en", "citation",
]  # fmt: skip
_FIGURES = ("low", "high", "yearly", "city_low", "city_high", "county_low", "county_high")
_COMING = frozenset({str(Operation.PLANNED), str(Operation.BUILDING)})


def subsidies_frame(loaded: LoadedScenario, inputs: RunInputs, centres: Centres) -> pd.DataFrame | None:
    """Reckon every clause for every project, then sum by county and in all; formula and clause stand on each row.

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
    return pd.DataFrame(rows, columns=COLUMNS)


def _coming(loaded: LoadedScenario, inputs: RunInputs, centres: Centres) -> list[CareProject]:
    """Give centres that are not open yet or that a change adds, with the county of the community they lie in."""
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


def _amount(pack: RulePack, amount: Mapping[str, Any], source: str, project: CareProject) -> list[Any]:
    about = ["project", source, project.id, project.name, str(project.county.value or ""), amount["rule_id"], _title(pack, amount)]
    unknown = 1 if amount["low"] is None else 0
    words = [amount["formula"]["zh"], amount["formula"]["en"], amount["citation"]]
    return [*about, *(amount[k] for k in _FIGURES), unknown, *words]


def _sum(pack: RulePack, level: str, total: Mapping[str, Any]) -> list[Any]:
    shared = total["rule_id"] != GRANT  # the grant is the city's alone, and its clause leaves the rest to the county without a figure
    county = [str(Decimal(total[end]) - Decimal(total[f"city_{end}"])) if shared else None for end in ("low", "high")]
    figures: Sequence[Any] = [total["low"], total["high"], None, total["city_low"], total["city_high"], *county]
    about = [level, "", "", "", total["county"], total["rule_id"], _title(pack, total)]
    return [*about, *figures, total["unknown"], "", "", ""]


def _title(pack: RulePack, row: Mapping[str, Any]) -> str:
    return pack.rule(row["rule_id"]).title.zh
