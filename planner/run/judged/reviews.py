"""人工复核 inside a run: conclusions laid over the findings, in their traces and beside the machine's verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.errors import Problem, Severity
from planner.model import Finding, Verdict
from planner.rules import lay_reviews, review_data, reviews_beside, subject_verdict
from planner.run.reading.bureau import BureauLists
from planner.scenario import LoadedScenario

REVIEW_COLUMNS = ("review_verdict", "review_basis", "review_attachment", "review_by", "review_on")
"""At the end of ``findings.csv``: what a person concluded; ``verdict`` stays the machine's."""


@dataclass(frozen=True, slots=True, eq=False)
class ReviewedRun:
    """Findings with the conclusions in their traces, counts for the summary, and what to tell."""

    findings: list[Finding]
    counts: dict[str, int]
    problems: tuple[Problem, ...]


def lay_over_run(loaded: LoadedScenario, findings: Sequence[Finding], bureau: BureauLists) -> ReviewedRun:
    """Apply the conclusions of a run's review file to its findings.

    A conclusion holds while what its finding rests on stays as it was; else it is left out and the list of doubts says so.
    """
    if not bureau.reviews_file:
        return ReviewedRun(list(findings), {}, ())
    laid = lay_reviews([f.trace for f in findings], bureau.reviews, file=bureau.reviews_file)
    laid_over = [
        f if r.review is None else replace(f, trace={**f.trace, "review": review_data(r.review)})
        for f, r in zip(findings, laid.findings, strict=True)
    ]
    applied = sum(r.review is not None for r in laid.findings)
    counts = {"given": len(bureau.reviews), "applied": applied, "dropped": len(bureau.reviews) - applied}
    problems = list(laid.problems)
    if bureau.reviews and bureau.reviews_file == reviews_beside(loaded.path).name:
        problems.append(Problem("review.beside", Severity.NOTE, bureau.reviews_file, params={"count": len(bureau.reviews)}))
    return ReviewedRun(laid_over, counts, tuple(problems))


def review_cells(finding: Finding) -> list[Any]:
    """Return the cells of :data:`REVIEW_COLUMNS` for a finding; empty where nobody reviewed it."""
    review = finding.trace.get("review")
    if review is None:
        return [""] * len(REVIEW_COLUMNS)
    return [review["verdict"], review["basis"], review["attachment"] or "", review["name"], review["date"]]


def reviewed_verdict(findings: Sequence[Finding]) -> str:
    """Return a parcel's verdict with conclusions in place of the machine's verdicts; ``""`` where nobody reviewed any of its findings."""
    if not any("review" in f.trace for f in findings):
        return ""
    return str(subject_verdict(replace(f, verdict=Verdict(f.trace["review"]["verdict"])) if "review" in f.trace else f for f in findings))
