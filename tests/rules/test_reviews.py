"""A person's conclusions: laid over the machine's verdicts, carried across reruns, dropped with a word when their ground changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from planner.errors import RulePackError
from planner.model import Subject, Verdict
from planner.rules import fingerprint, judge, lay_reviews, read_reviews, review_template

from .support import AS_OF, LINFEN, parcel


def traces(*subjects: Subject, as_of: date = AS_OF) -> Sequence[Any]:
    return [f.trace for f in judge(LINFEN, subjects, as_of=as_of)]


def filled(found: Sequence[Any], conclusion: str = "符合") -> str:
    """The template as an officer fills it in."""
    words = {"conclusion:": conclusion, "basis:": "现场实测记录", "name:": "王某", "date:": "2024-06-20"}
    lines = review_template(found).splitlines()
    return "\n".join(f"{line} {words[line.strip()]}" if line.strip() in words else line for line in lines)


def test_a_filled_template_closes_a_review() -> None:
    found = traces(parcel("1000", None, "200", "500"))
    reviews = read_reviews(filled(found), "r.yaml")
    assert {r.rule for r in reviews} == {"LF23-land", "LF21-standards", "LF22-percapita"}
    laid = lay_reviews(found, reviews)
    assert laid.problems == ()
    land = next(r for r in laid.findings if r.trace["rule"]["id"] == "LF23-land")
    assert (land.machine, land.verdict) == (Verdict.NEEDS_REVIEW, Verdict.PASS)
    assert land.review is not None
    assert land.review.basis == "现场实测记录"
    assert lay_reviews(found, ()).parcel_verdict("P001") is Verdict.NEEDS_REVIEW
    assert laid.parcel_verdict("P001") is Verdict.PASS
    assert lay_reviews(found, read_reviews(filled(found, "不符合"), "r.yaml")).parcel_verdict("P001") is Verdict.FAIL


def test_reviews_are_carried_across_reruns_on_other_days() -> None:
    reviews = read_reviews(filled(traces(parcel("1000", None))), "r.yaml")
    laid = lay_reviews(traces(parcel("1000", None), as_of=date(2025, 2, 1)), reviews)
    assert laid.problems == ()
    assert laid.parcel_verdict("P001") is Verdict.PASS


@pytest.mark.parametrize("changed", [parcel("1000", "2500"), parcel("1000", None, land="499")])
def test_a_review_is_dropped_with_a_word_when_its_ground_changes(changed: Subject) -> None:
    reviews = read_reviews(filled(traces(parcel("1000", None))), "r.yaml")
    laid = lay_reviews(traces(changed), reviews, file="r.yaml")
    assert {p.code for p in laid.problems} == {"review.stale"}
    assert len(laid.problems) == 3
    assert all(p.file == "r.yaml" and "王某" in p.line() for p in laid.problems)
    assert all(r.review is None for r in laid.findings)


def test_a_review_of_nothing_is_told() -> None:
    reviews = read_reviews(filled(traces(parcel("1000", None))), "r.yaml")
    laid = lay_reviews(traces(parcel("1000", None, id="P002")), reviews)
    assert {p.code for p in laid.problems} == {"review.no_finding"}
    assert laid.parcel_verdict("P002") is Verdict.NEEDS_REVIEW


def test_what_a_fingerprint_hangs_on() -> None:
    first = {t["rule"]["id"]: fingerprint(t) for t in traces(parcel("1000", None))}
    again = {t["rule"]["id"]: fingerprint(t) for t in traces(parcel("1000", None), as_of=date(2025, 1, 1))}
    assert first == again
    assert len(set(first.values())) == len(first)
    other = LINFEN.with_reading("LF23-land", "land", "own_site")
    read_otherwise = next(f.trace for f in judge(other, [parcel("1000", None)], as_of=AS_OF) if f.rule_id == "LF23-land")
    assert fingerprint(read_otherwise) != first["LF23-land"]


def test_a_verdict_kept_back_by_a_run_counts_as_review() -> None:
    found = [{**t, "withheld": {"verdict": "pass", "why": "x"}} for t in traces(parcel())]
    assert {r.verdict for r in lay_reviews(found, ()).findings} == {Verdict.NEEDS_REVIEW}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("conclusion: 符合", "conclusion: 合格", "rulepack.unknown_word"),
        ("conclusion: 符合", "conclusion: 需人工核查", "rulepack.unknown_word"),
        ("basis: 现场实测记录", "basis:", "rulepack.bad_value"),
        ("name: 王某", "naam: 王某", "rulepack.unknown_key"),
        ("date: 2024-06-20", "date: 昨天", "rulepack.bad_date"),
        ("rule: LF21-standards", "rule: LF23-land", "review.twice"),
        ('schema: "1"', 'schema: "9"', "rulepack.unknown_word"),
    ],
)
def test_a_review_file_with_a_mistake_is_refused(old: str, new: str, code: str) -> None:
    text = filled(traces(parcel("1000", None)))
    assert old in text
    with pytest.raises(RulePackError) as caught:
        read_reviews(text.replace(old, new, 1), "r.yaml")
    assert code in {p.code for p in caught.value.problems}
    assert all(p.row is not None and "{" not in p.line() for p in caught.value.problems)
