"""What rules say besides their verdicts, as tables of a run: readings side by side, the ledger, and conclusions laid over it all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.errors import Problem
from planner.model import Finding
from planner.scenario.intake import Inputs
from planner.scenario.judging import ledger_quota
from planner.scenario.load import Loaded
from planner.scenario.reviewing import lay_over_run
from planner.scenario.sharedduty import SharedDuty, ledger_frame

_READINGS = [
    "subject_kind", "subject_id", "rule_id", "reading", "option", "title", "used", "verdict", "required", "provided", "shortfall", "unit",
]  # fmt: skip
_RESULT = ("verdict", "required", "provided", "shortfall", "unit")


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Findings with conclusions in their traces, tables by the name of their file, further figures of the summary, what to tell."""

    findings: list[Finding]
    tables: Mapping[str, pd.DataFrame]
    figures: Mapping[str, Any]
    problems: tuple[Problem, ...]


def tell_rules(loaded: Loaded, inputs: Inputs, land: SharedDuty, findings: Sequence[Finding]) -> Told:
    """Lay reviews over a run's findings and draw up the tables of its rules."""
    reviewed = lay_over_run(loaded, findings, inputs.beside)
    tables = {"readings": readings_frame(findings)}
    if inputs.beside.ledger is not None:
        tables["ledger"] = ledger_frame(land, findings, rule_id=ledger_quota(inputs.pack) or "")
    figures = {"reviews": reviewed.counts} if reviewed.counts else {}
    return Told(reviewed.findings, tables, figures, (*inputs.beside.problems, *land.problems, *reviewed.problems))


def readings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """List every finding that could be read otherwise: the reading used first, the others beside it with what they come to."""
    rows: list[list[Any]] = []
    for finding in findings:
        trace = finding.trace
        about = [finding.subject_kind, finding.subject_id, finding.rule_id]
        for reading, chosen in trace["readings"].items():
            others = [o for o in trace["other_readings"] if o["reading"] == reading]
            if others:
                rows.append([*about, reading, chosen["option"], chosen["title"]["zh"], "yes", *(trace["result"][k] for k in _RESULT)])
                rows += [[*about, reading, o["option"], o["title"]["zh"], "no", *(o[k] for k in _RESULT)] for o in others]
    return pd.DataFrame(rows, columns=_READINGS)
