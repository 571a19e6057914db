"""Minimums: several figures of one clause, each with a least value of its own."""

from __future__ import annotations

from decimal import Decimal

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, figure
from planner.rules.packfile.schema import Item
from planner.rules.wording import Bilingual, joined, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge each figure against its own least value; equality passes, one short fails, one missing sends to review."""
    figures = [(item, *figure(item.fact, case.subject.fact(item.fact))) for item in case.rule.items]
    short = [_words(case, item, value, "<") for item, value, _ in figures if value is not None and value < _least(case, item)]
    troubles: tuple[Trouble, ...] = tuple(found for _, _, found in figures if found)
    items = tuple(
        {
            "id": item.id,
            "fact": item.fact,
            "parameter": item.parameter,
            "state": "unknown" if value is None else "short" if value < _least(case, item) else "enough",
        }
        for item, value, _ in figures
    )
    asked = joined(_asked(case, item) for item in case.rule.items)
    if short:
        return Outcome(Verdict.FAIL, joined(short), formula=asked, items=items, troubles=troubles)
    if troubles:
        return Outcome(Verdict.NEEDS_REVIEW, joined(t.words for t in troubles), formula=asked, items=items, troubles=troubles)
    enough = joined(_words(case, item, value, "≥") for item, value, _ in figures if value is not None)
    return Outcome(Verdict.PASS, enough, formula=asked, items=items)


def _least(case: RuleOnSubject, item: Item) -> Decimal:
    return case.value(item.parameter or "")


def _words(case: RuleOnSubject, item: Item, value: Decimal, sign: str) -> Bilingual:
    shown = unit(case.unit(item.parameter or ""))
    title = Bilingual(item.title.zh, item.title.en)
    return sentence("minimums.figure", title=title, value=number(value), sign=sign, least=number(_least(case, item)), unit=shown)


def _asked(case: RuleOnSubject, item: Item) -> Bilingual:
    least, shown = number(_least(case, item)), unit(case.unit(item.parameter or ""))
    return Bilingual(f"{item.title.zh} ≥ {least} {shown.zh}", f"{item.title.en} ≥ {least} {shown.en}")


KIND = RuleKind("minimums", evaluate, items=True, item_figures=True, free_parameters=True)
