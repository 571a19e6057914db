"""From findings to what stands on the page: the word of one finding, the verdict of a parcel."""

from __future__ import annotations

from collections.abc import Iterable

from planner.model import Finding, Force, Verdict
from planner.rules.judge.judging import spoken

_WORST_FIRST = (Verdict.FAIL, Verdict.NEEDS_REVIEW, Verdict.PASS)


def verdict_word(finding: Finding, lang: str = "zh") -> str:
    """Return the word to print for a finding.

    Parameters
    ----------
    finding
        Any finding.
    lang
        ``"zh"`` or ``"en"``.

    Returns
    -------
    str
        符合, 不符合 (mandatory only), 未达引导性要求 (advisory), 未达目标 (target), 不适用 or 需人工核查.
    """
    return spoken(finding.verdict, finding.force, lang)


def has_a_say(finding: Finding) -> bool:
    """Return whether a finding counts for the verdict of its parcel: others are listed beside it.

    A rule not in force gives not_applicable, the weakest word of all: it needs no filter of its own.
    """
    return bool(finding.subject_kind == "parcel" and finding.force is Force.MANDATORY and finding.trace["rule"]["counts_for_parcel"])


def subject_verdict(findings: Iterable[Finding]) -> Verdict:
    """Return a parcel's verdict over its mandatory rules in force that count for parcels.

    Parameters
    ----------
    findings
        Findings of one parcel. Findings of other subjects, advisory ones, rules not in force and rules that the pack does not count for
        parcels have no say.

    Returns
    -------
    Verdict
        fail > needs_review > pass > not_applicable.

    Raises
    ------
    ValueError
        If findings of several parcels are mixed.
    """
    having_a_say = [f for f in findings if has_a_say(f)]
    if len({f.subject_id for f in having_a_say}) > 1:
        raise ValueError("subject_verdict takes the findings of one parcel at a time")
    verdicts = {f.verdict for f in having_a_say}
    return next((v for v in _WORST_FIRST if v in verdicts), Verdict.NOT_APPLICABLE)
