"""Range: a figure between two bounds, or above one; both bounds belong to the range."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, figure, gap, review, trouble
from planner.rules.wording import Bilingual, field_word, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``value`` against ``low`` and, where given, ``high``; equality passes at both ends.

    The setting ``zero_is_doubtful`` is for things that stand: a building of no area is a gap in the list, not a small building.
    ``shortfall`` is what lacks to the lower bound; what lies above the upper bound stands in the sentence.
    """
    measured = case.unit("low")
    low = case.value("low")
    value, found = figure(case.facts["value"], case.fact("value"))
    if value is not None and value == 0 and case.settings.get("zero_is_doubtful"):
        found = trouble(case.facts["value"], "zero_area")
    if value is None or found:
        troubles: tuple[Trouble, ...] = (found,) if found else ()
        return review(measured, troubles, required=low, provided=value, formula=_bounds(case))
    high = case.value("high") if "high" in case.parameters else None
    short = gap(Fraction(low), value)
    above = high is not None and value > high
    return Outcome(
        Verdict.FAIL if short or above else Verdict.PASS,
        _words(case, value, short),
        required=low,
        provided=value,
        shortfall=short,
        unit=measured,
        formula=_bounds(case),
        comparison=_compared(value, low, high),
    )


def _words(case: RuleOnSubject, value: Decimal, short: Decimal) -> Bilingual:
    high = case.value("high") if "high" in case.parameters else None
    if short:
        key = "range.below"
    elif high is None:
        key = "range.enough"
    else:
        key = "range.above" if value > high else "range.inside"
    return sentence(
        key,
        field=field_word(case.facts["value"]),
        value=number(value),
        unit=unit(case.unit("low")),
        low=number(case.value("low")),
        high="" if high is None else number(high),
        shortfall=number(short),
        excess="" if high is None else number(max(Decimal(0), value - high)),
    )


def _bounds(case: RuleOnSubject) -> Bilingual:
    shown, low = unit(case.unit("low")), number(case.value("low"))
    high = f" ≤ {number(case.value('high'))}" if "high" in case.parameters else ""
    field = field_word(case.facts["value"])
    return Bilingual(f"{low} ≤ {field.zh}{high}（{shown.zh}）", f"{low} ≤ {field.en}{high} ({shown.en})")


def _compared(value: Decimal, low: Decimal, high: Decimal | None) -> Bilingual:
    if value < low:
        text = f"{number(value)} < {number(low)}"
    elif high is not None and value > high:
        text = f"{number(value)} > {number(high)}"
    else:
        text = f"{number(low)} ≤ {number(value)}" + ("" if high is None else f" ≤ {number(high)}")
    return Bilingual(text, text)


KIND = RuleKind(
    "range",
    evaluate,
    main="low",
    shown="value",
    facts=frozenset({"value"}),
    parameters=frozenset({"low"}),
    optional_parameters=frozenset({"high"}),
    settings=frozenset({"zero_is_doubtful"}),
    ordered=(("low", "high"),),
)
