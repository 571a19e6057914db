"""Ledger: what several owe together against what is entered for them, each square metre once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, as_decimal, figure, gap, review
from planner.rules.wording import Bilingual, field_word, number, sentence, unit

MEASURED = "m2"


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``credited`` against the share of ``due`` that is asked; equality passes.

    ``overdrawn`` is what was entered more than once or beyond what stands there. It is never counted, and it is always said.
    """
    due, due_trouble = figure(case.facts["due"], case.fact("due"))
    credited, credited_trouble = figure(case.facts["credited"], case.fact("credited"))
    troubles: list[Trouble] = [t for t in (due_trouble, credited_trouble) if t]
    twice = Decimal(0)
    if "overdrawn" in case.facts:
        over, found = figure(case.facts["overdrawn"], case.fact("overdrawn"))
        troubles += [found] if found else []
        twice = over or Decimal(0)
    share = case.value("share")
    if due is None or credited is None or troubles:
        return review(MEASURED, tuple(troubles), provided=credited)
    required = Fraction(due) * Fraction(share) / 100
    met = Fraction(credited) >= required
    words = sentence(
        "ledger.met" if met else "ledger.short",
        due_field=field_word(case.facts["due"]),
        credited_field=field_word(case.facts["credited"]),
        due=number(as_decimal(required)),
        credited=number(credited),
        shortfall=number(gap(required, credited)),
        unit=unit(MEASURED),
    )
    if twice:
        words = sentence("ledger.twice", what=words, twice=number(twice), unit=unit(MEASURED))
    text = f"{number(credited)} {'≥' if met else '<'} {number(as_decimal(required))}"
    formula = f"{number(due)} × {number(share)} % = {number(as_decimal(required))} {unit(MEASURED).zh}"
    return Outcome(
        Verdict.PASS if met else Verdict.FAIL,
        words,
        required=as_decimal(required),
        provided=credited,
        shortfall=gap(required, credited),
        unit=MEASURED,
        formula=Bilingual(formula, formula),
        comparison=Bilingual(text, text),
    )


KIND = RuleKind(
    "ledger",
    evaluate,
    facts=frozenset({"due", "credited"}),
    optional_facts=frozenset({"overdrawn"}),
    parameters=frozenset({"share"}),
    main="share",
    shown="credited",
)
