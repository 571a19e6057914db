"""Verdicts withheld: where the data is too poor for a verdict, it becomes *needs review* and says which threshold was not met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from planner.errors import Problem, Severity
from planner.inputs import InputTable, overlap_share
from planner.model import Finding, Verdict
from planner.run.memory import Memory
from planner.texts import problem_text

LEAST_FACILITIES_PLACED = 0.8
"""Share of facilities whose place is known, below which no community is called short of one."""
MOST_COMMUNITY_OVERLAP = 0.05
"""Share of the communities' area lying in more than one of them, above which nothing is judged by community."""
LEAST_COMPOUNDS_PLACED = 0.8
"""Share of compounds whose place is known, below which shares reached on foot are doubted."""

_WITHHELD = frozenset({Verdict.PASS, Verdict.FAIL})
_STATUS = frozenset({"ok", "missing", "too_small", "too_large"})


@dataclass(frozen=True, slots=True)
class Withheld:
    """Kinds of subject nothing is judged for, and why.

    Attributes
    ----------
    kinds
        ``"community"`` where verdicts by community are withheld.
    problems
        Each threshold that was not met: figure and threshold.
    """

    kinds: frozenset[str]
    problems: tuple[Problem, ...]


def thresholds(communities: InputTable, facilities: InputTable, compounds: InputTable | None, kept: Memory) -> Withheld:
    """Compare the inputs with the thresholds; ``kept`` is what was computed before."""
    problems: list[Problem] = []
    placed = _placed(facilities)
    overlap = kept(overlap_share, communities)
    if placed < LEAST_FACILITIES_PLACED:
        problems.append(_missed("quality.facilities_unplaced", facilities, placed, LEAST_FACILITIES_PLACED))
    if overlap > MOST_COMMUNITY_OVERLAP:
        problems.append(_missed("quality.communities_overlap", communities, overlap, MOST_COMMUNITY_OVERLAP))
    kinds = frozenset({"community"}) if problems else frozenset[str]()
    if compounds is not None and _placed(compounds) < LEAST_COMPOUNDS_PLACED:
        problems.append(_missed("quality.compounds_unplaced", compounds, _placed(compounds), LEAST_COMPOUNDS_PLACED))
    return Withheld(kinds, tuple(problems))


def withhold(findings: Sequence[Finding], withheld: Withheld) -> list[Finding]:
    """Turn pass and fail of the subjects concerned into *needs review*, with the reason before the old one and in the trace."""
    if not withheld.kinds:
        return list(findings)
    why = "；".join(_reason(problem) for problem in withheld.problems)
    return [
        _kept_back(finding, why) if finding.subject_kind in withheld.kinds and finding.verdict in _WITHHELD else finding
        for finding in findings
    ]


def withhold_status(status: pd.DataFrame, withheld: Withheld) -> pd.DataFrame:
    """Do the same with what is said of the centres in each community."""
    if "community" not in withheld.kinds:
        return status
    why = "；".join(_reason(problem) for problem in withheld.problems)
    judged = status["status"].isin(_STATUS).to_numpy()
    reason = np.where(judged, why, status["reason"].to_numpy())
    return status.assign(status=np.where(judged, "needs_review", status["status"].to_numpy()), reason=reason)


def _kept_back(finding: Finding, why: str) -> Finding:
    trace = {**finding.trace, "withheld": {"verdict": str(finding.verdict), "why": why}}
    reason = f"{why}（{finding.reason}）" if finding.reason else why
    return replace(finding, verdict=Verdict.NEEDS_REVIEW, reason=reason, trace=trace)


def _reason(problem: Problem) -> str:
    return problem_text(problem.code, "what", "zh", problem.params)


def _placed(table: InputTable) -> float:
    return float(table.frame.geometry.notna().mean()) if len(table.frame) else 1.0


def _missed(code: str, table: InputTable, share: float, limit: float) -> Problem:
    return Problem(code, Severity.DOUBT, table.spec.name, params={"share": f"{share:.0%}", "limit": f"{limit:.0%}"})
