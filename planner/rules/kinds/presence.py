"""Presence: kinds of things that must stand in an area, each at least once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from planner.model import Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, figure
from planner.rules.packfile.schema import Item
from planner.rules.wording import Bilingual, joined, sentence

State = Literal["there", "absent", "perhaps", "unknown"]


@dataclass(frozen=True, slots=True)
class _Seen:
    item: Item
    state: State
    troubles: tuple[Trouble, ...] = ()


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge which kinds are there; all of them, or ``at_least`` so many where the rule says so.

    A kind counted zero is absent, one that is not counted is unknown, one that may be there (``possible``) is neither: what is unknown
    never makes a pass, and where it could close the gap the case goes to review instead of failing.
    """
    seen = [_look(case, item) for item in case.rule.items]
    needed = int(case.settings.get("at_least", len(seen)))
    there = [s for s in seen if s.state == "there"]
    open_ones = [s for s in seen if s.state in {"perhaps", "unknown"}]
    missing = [s for s in seen if s.state == "absent"]
    items = tuple({"id": s.item.id, "fact": s.item.fact, "state": s.state} for s in seen)
    asked = sentence("presence.asked", count=needed, what=_titles(seen))
    troubles = tuple(t for s in open_ones for t in s.troubles)
    if len(there) >= needed:
        return Outcome(Verdict.PASS, sentence("presence.there", what=_titles(there)), formula=asked, items=items)
    if len(there) + len(open_ones) >= needed:
        words = joined(t.words for t in troubles)
        return Outcome(Verdict.NEEDS_REVIEW, words, formula=asked, items=items, troubles=troubles)
    words = sentence("presence.absent", what=_titles(missing))
    return Outcome(Verdict.FAIL, words, formula=asked, items=items, troubles=troubles)


def _look(case: RuleOnSubject, item: Item) -> _Seen:
    count, found = figure(item.fact, case.subject.fact(item.fact))
    if count is None:
        return _Seen(item, "unknown", (found,) if found else ())
    if count >= 1:
        return _Seen(item, "there")
    if item.possible is None:
        return _Seen(item, "absent")
    possible, doubt = figure(item.possible, case.subject.fact(item.possible))
    if possible is None:
        return _Seen(item, "unknown", (doubt,) if doubt else ())
    if possible >= 1:
        return _Seen(
            item, "perhaps", (Trouble(item.possible, "possible", sentence("presence.perhaps", what=_titles([_Seen(item, "there")]))),)
        )
    return _Seen(item, "absent")


def _titles(seen: list[_Seen]) -> Bilingual:
    return joined((Bilingual(s.item.title.zh, s.item.title.en) for s in seen), "and")


KIND = RuleKind("presence", evaluate, items=True, settings=frozenset({"at_least"}))
