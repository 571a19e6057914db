"""Steps: the facility takes each step no later than the homes it serves (四同步)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from planner.model import Fact, Verdict
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble, doubt_of, trouble
from planner.rules.packfile.schema import SyncStep
from planner.rules.wording import Bilingual, joined, sentence

State: TypeAlias = Literal["in_step", "one_paper", "ahead", "late", "missing", "undated", "doubtful", "not_reached"]

_VERDICTS: dict[State, Verdict] = {
    "in_step": Verdict.PASS,
    "one_paper": Verdict.PASS,
    "ahead": Verdict.PASS,
    "late": Verdict.FAIL,
    "missing": Verdict.NEEDS_REVIEW,
    "undated": Verdict.NEEDS_REVIEW,
    "doubtful": Verdict.NEEDS_REVIEW,
    "not_reached": Verdict.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class _Judged:
    step: SyncStep
    state: State
    words: Bilingual
    troubles: tuple[Trouble, ...] = ()


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge each step by its two dates; the worst step speaks for the rule: fail, then review, then pass, then not reached.

    A step is reached on the day of the homes. Both dates absent, or still to come on the day of judging: not reached. Homes there and the
    facility's date absent: review. Facility later: fail; the same day passes. Facility there before the homes: in step, and said so.
    A document number stands for a step whose date is absent: the same number on both sides is one paper and in step; two numbers without
    dates tell no order and go to review. A doubt on either date, or dates of one side that run against the order of the steps: review.
    """
    disorder = _disorder(case, "homes") | _disorder(case, "facility")
    judged = [_step(case, step, disorder) for step in case.rule.steps]
    order = (Verdict.FAIL, Verdict.NEEDS_REVIEW, Verdict.PASS)
    verdict = next((v for v in order if any(_VERDICTS[j.state] is v for j in judged)), Verdict.NOT_APPLICABLE)
    said = [j.words for j in judged if _VERDICTS[j.state] is verdict]
    if verdict is Verdict.FAIL:
        said = [sentence("step.besides", what=j.words) for j in judged if _VERDICTS[j.state] is Verdict.NEEDS_REVIEW] + said
    return Outcome(
        verdict,
        joined(said),
        formula=joined(j.words for j in judged),
        steps=tuple(_step_data(j) for j in judged),
        troubles=tuple(t for j in judged for t in j.troubles),
    )


def _step_data(judged: _Judged) -> dict[str, str | None]:
    step = judged.step
    fields = {"homes": step.homes, "facility": step.facility, "homes_paper": step.homes_paper, "facility_paper": step.facility_paper}
    return {"id": step.id, **fields, "state": judged.state}


def _step(case: RuleOnSubject, step: SyncStep, disorder: frozenset[str]) -> _Judged:
    found = tuple(
        t
        for field in (step.facility, step.homes)
        if (t := _date_trouble(field, case.subject.fact(field)) or (trouble(field, "order") if field in disorder else None))
    )
    if found:
        words = sentence("step.doubtful", step=_title(step), trouble=joined((t.words for t in found), "and"))
        return _Judged(step, "doubtful", words, found)
    homes, facility = _day(case.subject.fact(step.homes)), _day(case.subject.fact(step.facility))
    papers = _paper(case, step.homes_paper), _paper(case, step.facility_paper)
    state = _by_papers(_state(homes, facility, case.as_of), homes or papers[0], papers)
    late = (facility - homes).days if homes and facility else 0
    words = sentence(f"step.{state}", step=_title(step), homes=homes or papers[0], facility=facility or papers[1], days=late)
    gone = (trouble(step.facility, "missing"),) if state in {"missing", "undated"} else ()
    return _Judged(step, state, words, gone)


def _by_papers(state: State, homes: date | str | None, papers: tuple[str, str]) -> State:
    """Read document numbers where dates alone leave a step open."""
    by_paper = isinstance(homes, str) and bool(homes)
    if state == "not_reached" and not homes and papers[1]:
        return "ahead"
    if state != "missing" and not (by_paper and state in {"not_reached", "ahead"}):
        return state
    if papers[0] and papers[0] == papers[1]:
        return "one_paper"
    return "undated" if papers[1] or state == "ahead" else "missing"


def _paper(case: RuleOnSubject, field: str | None) -> str:
    fact = case.subject.fact(field) if field else Fact(None)
    return fact.value.strip() if isinstance(fact.value, str) and not fact.doubt else ""


def _state(homes: date | None, facility: date | None, as_of: date) -> State:
    done = facility is not None and facility <= as_of
    if homes is None or homes > as_of:
        return "ahead" if done else "not_reached"
    if facility is None:
        return "missing"
    return "late" if facility > homes else "in_step"


def _date_trouble(field: str, fact: Fact) -> Trouble | None:
    """Find a doubt on a date; an empty cell is no doubt here, it says that the step is still to come."""
    if fact.value is None and not fact.doubt:
        return None
    if fact.value is not None and not isinstance(fact.value, date):
        return trouble(field, "not_a_date", value=str(fact.value))
    return doubt_of(field, fact)


def _disorder(case: RuleOnSubject, side: Literal["homes", "facility"]) -> frozenset[str]:
    """Find the fields of one side whose dates run backwards from one step to a later one."""
    fields = [step.homes if side == "homes" else step.facility for step in case.rule.steps]
    days = [(field, day) for field in fields if (day := _day(case.subject.fact(field)))]
    return frozenset(
        field for i, (earlier, before) in enumerate(days) for later, after in days[i + 1 :] if before > after for field in (earlier, later)
    )


def _day(fact: Fact) -> date | None:
    return fact.value if isinstance(fact.value, date) else None


def _title(step: SyncStep) -> Bilingual:
    return Bilingual(step.title.zh, step.title.en)


KIND = RuleKind("steps", evaluate, steps=True)
