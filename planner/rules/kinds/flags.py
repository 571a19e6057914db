"""Flags: several things that must each be so, as a paper or an officer says."""

from __future__ import annotations

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, doubt_of, trouble
from planner.rules.packfile.schema import Item
from planner.rules.wording import Bilingual, joined, sentence


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge each flag: one that is not so fails the rule, one that is missing or doubtful sends it to review.

    A word that is no yes or no is doubtful; silence is never taken for a yes.
    """
    flags = [(item, *_flag(case, item)) for item in case.rule.items]
    absent = [item for item, flag, _ in flags if flag is False]
    troubles = tuple(found for _, _, found in flags if found)
    state = {True: "yes", False: "no", None: "unknown"}
    items = tuple({"id": item.id, "fact": item.fact, "state": state[flag]} for item, flag, _ in flags)
    asked = sentence("flags.asked", what=joined((_title(i) for i in case.rule.items), "and"))
    if absent:
        words = sentence("flags.absent", what=joined((_title(i) for i in absent), "and"))
        return Outcome(Verdict.FAIL, words, formula=asked, items=items, troubles=troubles)
    if troubles:
        return Outcome(Verdict.NEEDS_REVIEW, joined(t.words for t in troubles), formula=asked, items=items, troubles=troubles)
    words = sentence("flags.all", what=joined((_title(i) for i in case.rule.items), "and"))
    return Outcome(Verdict.PASS, words, formula=asked, items=items)


def _flag(case: RuleOnSubject, item: Item) -> tuple[bool | None, Trouble | None]:
    fact = case.subject.fact(item.fact)
    found = doubt_of(item.fact, fact)
    if found is None and not isinstance(fact.value, bool):
        found = trouble(item.fact, "not_a_flag", value=str(fact.value))
    return (None, found) if found else (bool(fact.value), None)


def _title(item: Item) -> Bilingual:
    return Bilingual(item.title.zh, item.title.en)


KIND = RuleKind("flags", evaluate, items=True)
