"""Every finding follows from its trace, and every parcel's verdict from its findings."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from planner.model import Verdict
from tests.rules.support import recompute
from tests.runs import AnyRun, Row

CASES = ("wuhan", "newport", "example")


@pytest.mark.parametrize("case", CASES)
def test_findings_and_traces_stand_line_by_line(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    rows = run.rows("findings")
    assert len(rows) == len(run.traces) > 0
    for row, trace in zip(rows, run.traces, strict=True):
        assert (row["subject_kind"], row["subject_id"]) == (trace["subject"]["kind"], trace["subject"]["id"])
        assert row["rule_id"] == trace["rule"]["id"]
        assert row["verdict"] == trace["result"]["verdict"]
        assert row["judged_on"] == trace["judged_on"]
        assert row["citation"] == trace["citation"]["text"]
        assert row["reason"] == trace["reason"]
        for figure in ("required", "provided", "shortfall"):
            told = trace["result"][figure]
            assert (Decimal(row[figure]) if row[figure] else None) == (None if told is None else Decimal(told))
        assert trace["pack"]["sha256"] == run.summary["rule_pack"]["sha256"]


@pytest.mark.parametrize("case", CASES)
def test_verdicts_follow_from_their_traces(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    for row, trace in zip(run.rows("findings"), run.traces, strict=True):
        assert recompute(trace) == row["verdict"], (row["subject_id"], row["rule_id"])


@pytest.mark.parametrize("case", ["wuhan", "example"])
def test_every_figure_of_a_trace_names_a_cell_or_says_how_it_came_about(any_run: AnyRun, case: str) -> None:
    for trace in any_run(case).traces:
        for name in trace["facts"].values():
            told = trace["inputs"][name]
            assert told["type"] == "none" or (told["file"] and told["row"] and told["header"]) or told["note"], (trace["subject"], name)


@pytest.mark.parametrize("case", ["wuhan", "example"])
def test_verdicts_of_parcels_follow_from_the_findings(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    by_parcel: dict[str, list[tuple[Row, bool]]] = defaultdict(list)
    for row, trace in zip(run.rows("findings"), run.traces, strict=True):
        if row["subject_kind"] == "parcel":
            by_parcel[row["subject_id"]].append((row, trace["rule"]["counts_for_parcel"]))
    for parcel in run.rows("parcels"):
        own = by_parcel[parcel["parcel_id"]]
        having_a_say = {row["verdict"] for row, counts in own if counts and row["force"] == "mandatory"}
        worst = next((v for v in ("fail", "needs_review", "pass") if v in having_a_say), str(Verdict.NOT_APPLICABLE))
        assert parcel["verdict"] == worst
        for column, verdict in (("fails", "fail"), ("needs_review", "needs_review")):
            assert parcel[column] == ";".join(row["rule_id"] for row, counts in own if counts and row["verdict"] == verdict)
