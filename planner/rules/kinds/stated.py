"""Stated: what a document says that no map can judge, and money, which the calculator reckons. Kept with its source, never judged."""

from __future__ import annotations

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject
from planner.rules.wording import Bilingual, joined, number, sentence, unit


def _reference(case: RuleOnSubject) -> Outcome:
    return Outcome(Verdict.NOT_APPLICABLE, sentence("stated.reference"), formula=_figures(case))


def _money(case: RuleOnSubject) -> Outcome:
    return Outcome(Verdict.NOT_APPLICABLE, sentence("stated.money"), formula=_figures(case))


def _figures(case: RuleOnSubject) -> Bilingual:
    """Spell the figures out as the pack names them."""
    known = [(name, p) for name, p in case.parameters.items() if p.value is not None]
    return joined(
        Bilingual(*(f"{name} = {number(p.value)} {u}" for u in (unit(p.unit).zh, unit(p.unit).en)))
        for name, p in known
        if p.value is not None
    )


REFERENCE = RuleKind("reference", _reference, free_parameters=True, judges=False)
MONEY = RuleKind("money", _money, free_parameters=True, judges=False)
