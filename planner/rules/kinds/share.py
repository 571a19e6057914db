"""Share: how many in a hundred live within so many minutes."""

from __future__ import annotations

from fractions import Fraction

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, figure, gap, review
from planner.rules.wording import Bilingual, field_word, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``share`` (per cent) against ``threshold``; equality passes. ``minutes`` says what the share was counted within."""
    threshold, measured = case.value("threshold"), case.unit("threshold")
    share, found = figure(case.facts["share"], case.fact("share"))
    asked = _asked(case)
    if share is None:
        return review(measured, (found,) if found else (), required=threshold, formula=asked)
    met = share >= threshold
    key = "share.met" if met else "share.short"
    words = sentence(
        key,
        field=field_word(case.facts["share"]),
        share=number(share),
        threshold=number(threshold),
        minutes=number(case.value("minutes")),
        shortfall=number(gap(Fraction(threshold), share)),
    )
    text = f"{number(share)} % {'≥' if met else '<'} {number(threshold)} %"
    return Outcome(
        Verdict.PASS if met else Verdict.FAIL,
        words,
        required=threshold,
        provided=share,
        shortfall=gap(Fraction(threshold), share),
        unit=measured,
        formula=asked,
        comparison=Bilingual(text, text),
    )


def _asked(case: RuleOnSubject) -> Bilingual:
    minutes, least = number(case.value("minutes")), number(case.value("threshold"))
    return sentence("share.asked", minutes=minutes, unit=unit(case.unit("minutes")), field=field_word(case.facts["share"]), least=least)


KIND = RuleKind(
    "share",
    evaluate,
    facts=frozenset({"share"}),
    parameters=frozenset({"threshold", "minutes"}),
    main="threshold",
    shown="share",
)
