"""Everything a run judges, in one order: parcels, centres, communities, then projects, compounds, townships, counties and the city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

import pandas as pd

from planner.inputs import InputTable
from planner.model import Fact, Finding, Subject
from planner.rules import RulePack, judge, project_subjects
from planner.run.centres import Centres, centre_subjects, community_subjects
from planner.run.judged.ledger import SharedDuty, shared_duty
from planner.run.judged.subjects import area_subjects, compound_subjects, new_area_facts, shares_of, with_extras
from planner.run.memory import Memory
from planner.run.reading.intake import RunInputs
from planner.run.reading.ledger import LedgerFile


def land_of(parcels: InputTable | None, ledger: LedgerFile | None) -> SharedDuty:
    """Return parcels with what a ledger credits them, columns that only rules know included."""
    return shared_duty(with_extras(parcels, parcels.subjects()) if parcels else [], ledger)


def standing_subjects(
    pack: RulePack,
    communities: InputTable,
    facilities: InputTable,
    centres: Centres,
    *,
    partners: Mapping[str, Mapping[str, Fact]],
    shares: Mapping[str, Mapping[str, Fact]] = MappingProxyType({}),
) -> list[Subject]:
    """Return centres, then communities, with everything the rules ask of them.

    Parameters
    ----------
    pack
        The rules, for the kinds of facility they list.
    communities, facilities, centres
        What was read, and which facility stands where.
    partners
        Facility → facts on the health facility it belongs beside.
    shares
        Community → shares of its persons who reach a facility; none where nothing was walked.
    """
    places = with_extras(communities, community_subjects(communities, centres))
    counted = [replace(s, facts={**s.facts, **shares.get(s.id, {})}) for s in places]
    return [*centre_subjects(facilities, communities, centres, partners), *new_area_facts(pack, counted, facilities, centres)]


def judge_run(
    inputs: RunInputs,
    centres: Centres,
    coverage: pd.DataFrame,
    as_of: date,
    *,
    land: SharedDuty,
    kept: Memory,
    partners: Mapping[str, Mapping[str, Fact]],
) -> list[Finding]:
    """Judge every subject of a run.

    Parameters
    ----------
    inputs, centres
        What was read, and which facility stands where.
    coverage
        Persons reached, as :func:`planner.access.count.coverage.coverage_table` gives it.
    as_of
        Day of judging.
    land
        The parcels, as :func:`land_of` gives them.
    kept
        Findings of subjects that were judged before.
    partners
        Facility → facts on the health facility it belongs beside, as :func:`planner.run.judged.partners.partners` gives them.
    """
    pack = inputs.pack
    judge = kept(Judge, pack, as_of)
    shares = shares_of(coverage)
    found = judge_parcels(judge, land, inputs.judged_by)
    parcels, projects = ([f for f in found if f.subject_kind == kind] for kind in ("parcel", "project"))
    rest = standing_subjects(pack, inputs.communities, inputs.facilities, centres, partners=partners, shares=shares)
    further = [
        *compound_subjects(pack, inputs.compounds, centres, kept),
        *area_subjects(pack, inputs.communities, inputs.facilities, centres, shares),
    ]
    return [*parcels, *judge(rest), *projects, *judge(further)]


#: So many judgements of one subject are remembered: several officers try changes on one scenario.
_MOST = 12


class Judge:
    """Rules of a pack on a day; a subject with facts it had before has the findings it had before.

    Parameters
    ----------
    pack
        The rules.
    as_of
        Day of judging.
    """

    def __init__(self, pack: RulePack, as_of: date) -> None:
        self.pack = pack
        self._as_of = as_of
        self._known: dict[tuple[str, str, str], tuple[tuple[Subject, list[Finding]], ...]] = {}

    def __call__(self, subjects: Iterable[Subject], judge_on: str = "as_of") -> list[Finding]:
        """Judge subjects, see :func:`planner.rules.judge`."""
        out: list[Finding] = []
        for subject in subjects:
            key = (judge_on, subject.kind, subject.id)
            known = self._known.get(key, ())
            at = next((i for i, (before, _) in enumerate(known) if before == subject), None)
            if at is None:
                known = ((subject, judge(self.pack, [subject], as_of=self._as_of, judge_on=judge_on)), *known[: _MOST - 1])
            elif at:
                known = (known[at], *known[:at], *known[at + 1 :])
            self._known[key] = known
            out += known[0][1]
        return out


def judge_parcels(judge: Judge, land: SharedDuty, judge_on: str, *, quota: str | None = None) -> list[Finding]:
    """Judge parcels, and the projects that two or more of them name: the one path to their verdicts, in a run and in every command.

    Parameters
    ----------
    judge
        The rules on a day.
    land
        The parcels, with what the ledger credits them; without a ledger each parcel's facility is its own.
    judge_on
        Which date dates the rules of a parcel, see :func:`planner.run.reading.intake.judged_on`.
    quota
        The rule that says what a parcel owes its project; by default the one the pack's ledger names.
    """
    found = judge(land.parcels, judge_on)
    quota = quota or ledger_quota(judge.pack)
    if quota is None:
        return found
    projects = project_subjects(land.parcels, found, land.floor, rule_id=quota, not_entered=land.not_entered)
    dated = judge_on if all(judge_on in p.facts for p in projects) else "as_of"
    return [*found, *judge(projects, dated)]


def ledger_quota(pack: RulePack) -> str | None:
    """Name the rule that says what a parcel owes to the ledger of its project; ``None`` where the pack has no ledger."""
    return next((r.row for r in pack.rules if r.subject == "project" and r.kind == "ledger" and r.row is not None), None)
