"""Old compounds without a facility in the order they should come, the large ones first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from planner.errors import Problem, Severity
from planner.model import Finding, Verdict
from planner.rules import rank_compounds
from planner.run.reading.intake import RunInputs
from planner.tables import frame_of


def old_compounds_frame(inputs: RunInputs, findings: Sequence[Finding]) -> pd.DataFrame | None:
    """Rank old compounds without a facility; those of which it is not known whether or how large follow, without a place.

    Returns
    -------
    pandas.DataFrame or None
        ``None`` where no compound is known to be old.
    """
    judged = [f for f in findings if f.subject_kind == "compound" and f.trace["rule"]["kind"] == "priority"]
    if not judged or inputs.compounds is None:
        return None
    ranked = rank_compounds(judged)
    open_ones = [f for f in judged if f.verdict is Verdict.NEEDS_REVIEW]
    subjects = {s.id: s for s in inputs.compounds.subjects()}
    rows: list[dict[str, Any]] = []
    for place, f in [*enumerate(ranked, 1), *((None, f) for f in open_ones)]:
        subject = subjects[f.subject_id]
        rows.append(
            {
                "place": place,
                "compound_id": f.subject_id,
                "name": subject.name,
                "rank": f.trace["result"]["rank"],
                **{c: subject.fact(c).value for c in ("floor_area_m2", "households", "year_built")},
                "verdict": str(f.verdict),
                "reason": f.reason,
                "rule_id": f.rule_id,
                "citation": f.citation,
            }
        )
    frame = frame_of("old_compounds", rows)
    whole = {c: pd.array([None if pd.isna(v) else int(v) for v in frame[c]], dtype="Int64") for c in ("place", "rank")}
    return frame.assign(**whole)


def old_unknown(inputs: RunInputs, findings: Sequence[Finding]) -> tuple[Problem, ...]:
    """Report once that no compound could be told to be old, where the city's rules ask after old ones."""
    asked = [r.id for r in inputs.pack.rules if r.subject == "compound"]
    if inputs.compounds is None or not asked or any(f.subject_kind == "compound" for f in findings):
        return ()
    return (Problem("facts.old_unknown", Severity.NOTE, inputs.compounds.spec.name, params={"rule": "、".join(asked)}),)
