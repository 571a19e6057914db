"""Count: at least so many of something in an area."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, figure, gap, review
from planner.rules.wording import Bilingual, field_word, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``count`` against ``minimum``.

    ``possible``, where the rule names it, counts those that may stand there (place or data doubtful): they never make a pass, but where
    they could close the gap the case goes to review instead of failing.
    """
    measured, minimum = case.unit("minimum"), case.value("minimum")
    count, found = figure(case.facts["count"], case.fact("count"))
    if count is None:
        troubles: tuple[Trouble, ...] = (found,) if found else ()
        return review(measured, troubles, required=minimum)
    enough = count >= minimum
    words = sentence(
        "count.enough", field=field_word(case.facts["count"]), count=number(count), minimum=number(minimum), unit=unit(measured)
    )
    sign = "≥" if enough else "<"
    compared = Bilingual(*(f"{number(count)} {sign} {number(minimum)} {u}" for u in (unit(measured).zh, unit(measured).en)))
    verdict, troubles = (Verdict.PASS, ()) if enough else (Verdict.FAIL, ())
    if not enough and "possible" in case.facts:
        possible, doubt = figure(case.facts["possible"], case.fact("possible"))
        if possible is None:
            return review(measured, (doubt,) if doubt else (), required=minimum, provided=count)
        if count + possible >= minimum:
            verdict = Verdict.NEEDS_REVIEW
            words = _perhaps(case, count, possible)
            compared = Bilingual(*(f"{text}; +{number(possible)}?" for text in (compared.zh, compared.en)))
            troubles = (Trouble(case.facts["possible"], "possible", words),)
    return Outcome(
        verdict,
        words,
        required=minimum,
        provided=count,
        shortfall=gap(Fraction(minimum), count) if verdict is not Verdict.NEEDS_REVIEW else None,
        unit=measured,
        formula=_asked(case),
        comparison=compared,
        troubles=troubles,
    )


def _perhaps(case: RuleOnSubject, count: Decimal, possible: Decimal) -> Bilingual:
    return sentence(
        "count.perhaps",
        field=field_word(case.facts["count"]),
        count=number(count),
        possible=number(possible),
        unit=unit(case.unit("minimum")),
    )


def _asked(case: RuleOnSubject) -> Bilingual:
    field, shown = field_word(case.facts["count"]), unit(case.unit("minimum"))
    least = number(case.value("minimum"))
    return Bilingual(f"{field.zh} ≥ {least} {shown.zh}", f"{field.en} ≥ {least} {shown.en}")


def _inform(case: RuleOnSubject) -> tuple[Bilingual, ...]:
    """Return what the rule wants shown with the count."""
    if "beside" not in case.facts:
        return ()
    value, _ = figure(case.facts["beside"], case.fact("beside"))
    field = field_word(case.facts["beside"])
    shown = sentence("count.beside", field=field, value=number(value)) if value is not None else sentence("trouble.missing", field=field)
    return (shown,)


KIND = RuleKind(
    "count",
    evaluate,
    main="minimum",
    shown="count",
    facts=frozenset({"count"}),
    optional_facts=frozenset({"possible", "beside"}),
    inform=_inform,
    parameters=frozenset({"minimum"}),
    optional_parameters=frozenset({"each"}),
)
