"""Everything a run judges, in one order: parcels, centres, communities, then projects, compounds, townships, counties and the city."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd

from planner.model import Finding
from planner.rules import RulePack, judge, project_subjects
from planner.scenario.centres import Centres, centre_subjects, community_subjects
from planner.scenario.intake import Inputs
from planner.scenario.sharedduty import SharedDuty, shared_duty
from planner.scenario.subjects import area_subjects, compound_subjects, new_area_facts, shares_of, with_extras


def land_of(inputs: Inputs) -> SharedDuty:
    """Give the parcels of a run with what they are credited by its ledger."""
    return shared_duty((inputs.parcels and with_extras(inputs.parcels, inputs.parcels.subjects())) or [], inputs.beside.ledger)


def judge_run(inputs: Inputs, centres: Centres, coverage: pd.DataFrame, as_of: date, *, land: SharedDuty) -> list[Finding]:
    """Judge every subject of a run.

    Parameters
    ----------
    inputs, centres
        What was read, and which facility stands where.
    coverage
        Persons reached, as :func:`planner.access.coverage.coverage_table` gives it.
    as_of
        Day of judging.
    land
        The parcels, as :func:`land_of` gives them.
    """
    pack = inputs.pack
    shares = shares_of(coverage)
    found = judge_parcels(pack, land, as_of, inputs.judged_by)
    parcels, projects = ([f for f in found if f.subject_kind == kind] for kind in ("parcel", "project"))
    told = with_extras(inputs.communities, community_subjects(inputs.communities, centres))
    communities = [replace(s, facts={**s.facts, **shares.get(s.id, {})}) for s in told]
    rest = [
        *centre_subjects(inputs.facilities, inputs.communities, centres),
        *new_area_facts(pack, communities, inputs.facilities, centres),
    ]
    further = [
        *compound_subjects(pack, inputs.compounds, centres),
        *area_subjects(pack, inputs.communities, inputs.facilities, centres, shares),
    ]
    return [*parcels, *judge(pack, rest, as_of=as_of), *projects, *judge(pack, further, as_of=as_of)]


def judge_parcels(pack: RulePack, land: SharedDuty, as_of: date, judge_on: str) -> list[Finding]:
    """Judge parcels, and the projects that two or more of them name, by the ledger; without one each parcel's facility is its own."""
    found = judge(pack, land.parcels, as_of=as_of, judge_on=judge_on)
    quota = ledger_quota(pack)
    if quota is None:
        return found
    projects = project_subjects(land.parcels, found, land.floor, rule_id=quota)
    dated = judge_on if all(judge_on in p.facts for p in projects) else "as_of"
    return [*found, *judge(pack, projects, as_of=as_of, judge_on=dated)]


def ledger_quota(pack: RulePack) -> str | None:
    """Name the rule that says what a parcel owes to the ledger of its project; ``None`` where the pack has no ledger."""
    return next((r.row for r in pack.rules if r.subject == "project" and r.kind == "ledger" and r.row is not None), None)
