"""Adjacency: two things that should stand beside each other, judged by the walk between them."""

from __future__ import annotations

from decimal import Decimal

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, figure, review
from planner.rules.wording import Bilingual, field_word, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``distance`` against ``within``; equality passes. Nothing is short here, so no shortfall is given."""
    within, measured = case.value("within"), case.unit("within")
    distance, found = figure(case.facts["distance"], case.fact("distance"))
    field = field_word(case.facts["distance"])
    asked = Bilingual(
        *(f"{f} ≤ {number(within)} {u}" for f, u in zip((field.zh, field.en), (unit(measured).zh, unit(measured).en), strict=True))
    )
    if distance is None:
        return review(measured, (found,) if found else (), formula=asked)
    near = distance <= within
    words = sentence(
        "adjacency.near" if near else "adjacency.far",
        field=field,
        distance=number(distance),
        within=number(within),
        excess=number(max(Decimal(0), distance - within)),
        unit=unit(measured),
    )
    text = f"{number(distance)} {'≤' if near else '>'} {number(within)}"
    return Outcome(
        Verdict.PASS if near else Verdict.FAIL, words, provided=distance, unit=measured, formula=asked, comparison=Bilingual(text, text)
    )


KIND = RuleKind("adjacency", evaluate, facts=frozenset({"distance"}), parameters=frozenset({"within"}), main="within", shown="distance")
