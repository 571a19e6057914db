"""What would mend a finding follows from its trace: figures are the rule's own, places are the input's, passing findings need nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

import pytest

from planner.rules.review.remedies import mending
from tests.runs import AnyRun, any_run, example_run, newport_run, wuhan_run

__all__ = ["any_run", "example_run", "newport_run", "wuhan_run"]


def _of(run: Any, rule: str, verdict: str) -> list[dict[str, Any]]:
    return [t for t in run.traces if t["rule"]["id"] == rule and t["result"]["verdict"] == verdict]


@pytest.mark.parametrize("case", ["example", "wuhan"])
def test_only_what_misses_or_is_open_is_mended(any_run: AnyRun, case: str) -> None:
    for trace in any_run(case).traces:
        told = [mending(trace, lang) for lang in ("zh", "en")]
        wanted = trace["result"]["verdict"] in {"fail", "needs_review"} or bool(trace.get("withheld"))
        assert all(bool(t) == wanted for t in told), trace["subject"]
        assert not any("{" in line for lines in told for line in lines)
        if wanted:
            assert len(told[0]) == len(told[1])


@pytest.mark.parametrize("case", ["example", "wuhan"])
def test_a_quota_missed_says_what_lacks_and_for_how_many_it_is_enough(any_run: AnyRun, case: str) -> None:
    found = _of(any_run(case), "LF21-quota", "fail")
    assert found
    for trace in found:
        lacks, enough = (*mending(trace), "")[:2]
        result = trace["result"]
        assert f"再配 {result['shortfall']} ㎡" in lacks
        assert result["required"] in lacks
        provided = Fraction(result["provided"])
        if provided == 0:
            assert enough == ""
            continue
        most = int(enough.split("只够 ")[1].split(" 户")[0].replace(",", ""))
        assert Fraction(most) * 20 / 100 <= provided < Fraction(most + 1) * 20 / 100
        assert most < int(trace["inputs"]["households"]["value"])


def test_an_open_finding_names_the_field_and_where_it_stands(example_run: Any) -> None:
    for trace in _of(example_run, "LF21-quota", "needs_review"):
        first, last = mending(trace)[0], mending(trace)[-1]
        cell = next(c for c in trace["inputs"].values() if c["file"])
        assert "户数" in first or "规划条件日期" in first
        assert PurePosixPath(cell["file"]).name in first
        assert f"第 {cell['row']} 行" in first
        assert "人工复核" in last


def test_a_value_not_entered_is_asked_of_the_bureau(example_run: Any) -> None:
    (trace,) = _of(example_run, "LF21-circle", "needs_review")
    assert "录入" in mending(trace)[0]
    assert "threshold" in mending(trace)[0]


def test_late_steps_name_their_dates(example_run: Any) -> None:
    trace = _of(example_run, "LF21-sync", "fail")[0]
    assert "验收" in mending(trace)[0]


def test_a_centre_too_small_says_how_much_lacks(wuhan_run: Any) -> None:
    for trace in _of(wuhan_run, "LF21-size", "fail"):
        (told,) = mending(trace)
        short = Decimal(trace["result"]["shortfall"])
        assert (f"增加 {trace['result']['shortfall']} ㎡" in told) == (short > 0)


def test_no_trace_no_advice() -> None:
    assert mending({}) == ()
