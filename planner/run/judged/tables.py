"""Rules in a run: every subject judged, verdicts kept back where data is poor, reviews laid over, and what rules say besides as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from planner.errors import Problem
from planner.model import Finding
from planner.run.centres import Centres
from planner.run.judged.compounds import old_compounds_frame, old_unknown
from planner.run.judged.conditions import conditions_frame
from planner.run.judged.confidence import withhold_circles
from planner.run.judged.judging import judge_run, land_of, ledger_quota
from planner.run.judged.ledger import SharedDuty, ledger_frame
from planner.run.judged.money import subsidies_frame
from planner.run.judged.partners import partners
from planner.run.judged.reviews import lay_over_run
from planner.run.judged.usable import usable_run
from planner.run.judged.withheld import Withheld, withhold
from planner.run.memory import Maker, Memory
from planner.run.reading.intake import RunInputs
from planner.scenario import LoadedScenario
from planner.tables import frame_of

_RESULT = ("verdict", "required", "provided", "shortfall", "unit")


@dataclass(frozen=True, slots=True, eq=False)
class RuleResults:
    """Findings, with conclusions of reviews and the worth of quotas in their traces; tables by the name of their file; what to tell.

    Attributes
    ----------
    findings, tables
        For the result.
    figures
        Further keys of the summary: ``reviews``, ``usable``, where there is something to count.
    problems
        What was noticed.
    """

    findings: list[Finding]
    tables: Mapping[str, pd.DataFrame | Maker]
    figures: Mapping[str, Any]
    problems: tuple[Problem, ...]


def judge_all(
    loaded: LoadedScenario,
    inputs: RunInputs,
    centres: Centres,
    coverage: pd.DataFrame,
    *,
    withheld: Withheld,
    levels: pd.DataFrame,
    persons: pd.Series,
    kept: Memory,
) -> RuleResults:
    """Judge a run and draw up what its rules say.

    Parameters
    ----------
    loaded, inputs, centres, coverage
        What was read, where facilities stand, and whom they reach.
    withheld
        Kinds of subject whose verdicts are kept back.
    levels, persons
        Confidence in the data and persons, by community.
    kept
        What was computed before.
    """
    file = loaded.file
    land = kept(land_of, inputs.parcels, inputs.bureau.ledger)
    beside = partners(inputs, centres, file.walk, kept)
    findings = withhold(judge_run(inputs, centres, coverage, file.as_of, land=land, kept=kept, partners=beside.facts), withheld)
    findings = withhold_circles(findings, levels, persons, inputs.pack)
    quota = ledger_quota(inputs.pack)
    worth = usable_run(inputs, land.parcels, findings, loaded, rule_id=quota, kept=kept)
    reviewed = lay_over_run(loaded, worth.findings, inputs.bureau)
    adjacent = {} if beside.table is None else {"adjacent": beside.table}
    tables = {**worth.tables, **adjacent, **_tables(loaded, inputs, centres, land, reviewed.findings, kept)}
    figures = {"reviews": reviewed.counts, "usable": dict(worth.counts)}
    problems = (*inputs.bureau.problems, *land.problems, *old_unknown(inputs, findings), *reviewed.problems)
    return RuleResults(reviewed.findings, tables, {k: v for k, v in figures.items() if v}, problems)


def _tables(
    loaded: LoadedScenario, inputs: RunInputs, centres: Centres, land: SharedDuty, findings: Sequence[Finding], kept: Memory
) -> dict[str, pd.DataFrame | Maker]:
    """Draw up the tables that have something to show; readings always."""
    quota = ledger_quota(inputs.pack) or ""
    later: dict[str, Maker] = {"readings": partial(readings_frame, findings)}
    if inputs.bureau.ledger is not None:
        later["ledger"] = partial(ledger_frame, land, findings, rule_id=quota)
    found = {
        "old_compounds": old_compounds_frame(inputs, findings),
        "subsidies": subsidies_frame(loaded, inputs, centres),
        "conditions": kept(conditions_frame, inputs.pack, land.parcels, loaded.file.as_of),
    }
    return {**later, **{name: table for name, table in found.items() if table is not None and len(table)}}


def readings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """List every finding that could be read otherwise: the reading used first, the others beside it with what they come to."""
    rows: list[dict[str, Any]] = []
    for finding in findings:
        trace = finding.trace
        about = {"subject_kind": finding.subject_kind, "subject_id": finding.subject_id, "rule_id": finding.rule_id}
        for reading, chosen in trace["readings"].items():
            others = [o for o in trace["other_readings"] if o["reading"] == reading]
            if others:
                rows.append(about | _reading(reading, chosen, "yes", trace["result"]))
                rows += [about | _reading(reading, other, "no", other) for other in others]
    return frame_of("readings", rows)


def _reading(reading: str, option: Mapping[str, Any], used: str, result: Mapping[str, Any]) -> dict[str, Any]:
    about = {"reading": reading, "option": option["option"], "title": option["title"]["zh"], "used": used}
    return about | {k: result[k] for k in _RESULT}
