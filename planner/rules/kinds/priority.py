"""Priority: the order in which what lacks a facility comes; the size sets the order and is no threshold."""

from __future__ import annotations

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, figure, review
from planner.rules.wording import Bilingual, field_word, number, sentence, unit


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge whether a facility is there (``has``), and where it is not, give rank 1 from ``first_from`` on, else rank 2.

    Where something may be there (``possible``), or the size is not known, no rank can be given.
    """
    measured, first_from = case.unit("first_from"), case.value("first_from")
    has, found = figure(case.facts["has"], case.fact("has"))
    asked = sentence("priority.asked", size=number(first_from), unit=unit(measured))
    if has is None:
        return review(measured, (found,) if found else (), formula=asked)
    if has >= 1:
        return Outcome(Verdict.PASS, sentence("priority.has", count=number(has)), formula=asked)
    troubles: tuple[Trouble, ...] = ()
    if "possible" in case.facts:
        possible, doubt = figure(case.facts["possible"], case.fact("possible"))
        perhaps = Trouble(case.facts["possible"], "possible", sentence("priority.perhaps"))
        troubles = ((doubt or perhaps),) if possible is None or possible >= 1 else ()
    size, doubt = figure(case.facts["size"], case.fact("size"))
    troubles = (*troubles, *((doubt,) if doubt else ()))
    if size is None or troubles:
        return review(measured, troubles, formula=asked)
    rank = 1 if size >= first_from else 2
    words = sentence(
        f"priority.rank{rank}",
        field=field_word(case.facts["size"]),
        size=number(size),
        first_from=number(first_from),
        unit=unit(measured),
    )
    sign = "≥" if rank == 1 else "<"
    text = f"{number(size)} {sign} {number(first_from)}"
    return Outcome(Verdict.FAIL, words, provided=size, unit=measured, formula=asked, comparison=Bilingual(text, text), rank=rank)


KIND = RuleKind(
    "priority",
    evaluate,
    facts=frozenset({"has", "size"}),
    optional_facts=frozenset({"possible"}),
    parameters=frozenset({"first_from"}),
    main="first_from",
)
