"""Facts in, findings out: each rule of a pack before each subject of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planner.model import Fact, FactValue, Finding, Force, Subject, Verdict
from planner.rules.judge.deriving import derived
from planner.rules.judge.trace import Judgement, OtherReading, build_trace
from planner.rules.kinds import KINDS, Outcome, RuleOnSubject
from planner.rules.kinds.base import NOTHING, Trouble, doubt_of, figure, trouble
from planner.rules.packfile.pack import RulePack
from planner.rules.packfile.schema import JUDGING_STANDINGS, Condition, ForcePeriod, Option, Parameter, Rule, entry_on
from planner.rules.wording import Bilingual, field_word, joined, number, sentence, unit, value_text
from planner.texts import word

JUDGE_ON = ("as_of", "conditions_date", "granted_on")
_DATED_SUBJECTS = {"parcel", "project"}
"""Only land carries dates that fix which rules it was promised; everything else is judged as of the day."""


@dataclass(frozen=True, slots=True)
class _Dating:
    """Which day's rules bind a subject, and what stands in the way of knowing it."""

    day: date
    field: str
    trouble: Trouble | None


@dataclass(frozen=True, slots=True)
class _Applies:
    """What the conditions say: the first one not met, fields in doubt, assumptions made, and each condition for the trace."""

    refused: Bilingual | None
    troubles: tuple[Trouble, ...]
    remarks: tuple[Bilingual, ...]
    tested: tuple[tuple[Condition, bool | None], ...]


_NOTHING_APPLIES = Outcome(Verdict.NOT_APPLICABLE, NOTHING)


@dataclass(frozen=True, slots=True)
class _Result:
    """What came of one rule before one subject; by default nothing that applies."""

    reason: Bilingual
    outcome: Outcome = _NOTHING_APPLIES
    blocks: tuple[Trouble, ...] = ()
    others: tuple[OtherReading, ...] = ()
    additions: tuple[Bilingual, ...] = ()


def judge(pack: RulePack, subjects: Iterable[Subject], *, as_of: date, judge_on: str = "as_of", stated: bool = False) -> list[Finding]:
    """Judge every rule of a pack for every subject of its kind.

    Data that is missing, negative, absurd or doubtful gives *needs_review* naming the field; a rule before its first day is
    *not_applicable* and says from when it holds; equality passes; an advisory miss is a ``fail`` whose force is advisory and whose word
    is 未达引导性要求 (:func:`planner.rules.verdict_word`).

    Parameters
    ----------
    pack
        The city's rules.
    subjects
        Whom to judge. Subjects of a kind no rule speaks of give no finding.
    as_of
        Day of judging.
    judge_on
        ``"as_of"``, or the date field of a parcel or project that dates its rules: ``"conditions_date"`` or ``"granted_on"``. Where that
        date is missing, doubtful or later than ``as_of``, the finding needs review and shows the figures as of the day.

    stated
        Whether to list what is never judged (reference text, money) as findings too, all *not_applicable*.

    Returns
    -------
    list of Finding
        Subjects in the order given, rules in the order of the pack; the same input gives the same findings.

    Raises
    ------
    ValueError
        If ``judge_on`` is none of the three.
    """
    if judge_on not in JUDGE_ON:
        raise ValueError(f"judge_on must be one of {', '.join(JUDGE_ON)}, not {judge_on!r}")
    rules = [rule for rule in pack.rules if stated or KINDS[rule.kind].judges]
    found = []
    for subject in map(derived, subjects):
        dating = _dating(subject, as_of, judge_on)
        found += [
            _finding(pack, rule, subject, dating, as_of)
            for rule in rules
            if rule.subject == subject.kind and not _quiet(pack, rule, subject)
        ]
    return found


def _quiet(pack: RulePack, rule: Rule, subject: Subject) -> bool:
    """Return whether a quiet rule has nothing to go by: a value nobody entered, or no fact at all."""
    if not rule.quiet:
        return False
    facts, _ = _roles(rule, {r.id: r.option(pack.option_of(rule, r)) for r in rule.readings})
    fields = [*facts.values(), *(i.fact for i in rule.items)]
    empty = all((fact := subject.fact(f)).value is None and not fact.doubt for f in fields)
    return empty or any(e.value is None for series in rule.parameters.values() for e in series)


def _dating(subject: Subject, as_of: date, judge_on: str) -> _Dating:
    if judge_on == "as_of" or subject.kind not in _DATED_SUBJECTS:
        return _Dating(as_of, "as_of", None)
    fact = subject.fact(judge_on)
    found = doubt_of(judge_on, fact)
    if found is None and not isinstance(fact.value, date):
        found = trouble(judge_on, "not_a_date", value=str(fact.value))
    if found is None and isinstance(fact.value, date) and fact.value > as_of:
        found = trouble(judge_on, "later", value=fact.value.isoformat())
    day = fact.value if found is None and isinstance(fact.value, date) else as_of
    return _Dating(day, judge_on, found)


def _finding(pack: RulePack, rule: Rule, subject: Subject, dating: _Dating, as_of: date) -> Finding:
    too_early = _too_early(pack, rule, dating.day)
    period = None if too_early else rule.force_on(dating.day)
    options = {r.id: r.option(pack.option_of(rule, r)) for r in rule.readings}
    facts, settings = _roles(rule, options)
    in_force = {name: p for name, series in rule.parameters.items() if (p := entry_on(series, dating.day)) is not None}
    applies = _applies(pack, rule, subject)
    case = RuleOnSubject(rule, subject, as_of, in_force, facts, settings)
    if period is None:
        result = _Result(reason=too_early or _not_in_force(rule, dating.day))
    elif applies.refused:
        result = _Result(reason=applies.refused)
    elif not KINDS[rule.kind].judges:
        stated = KINDS[rule.kind].evaluate(case)
        result = _Result(stated.what, stated)
    else:
        blocks = (*_blocks(pack, rule, period, in_force), *applies.troubles, *((dating.trouble,) if dating.trouble else ()))
        result = _evaluated(case, options, period, blocks)
    remarks = _remarks(pack, judged_for=subject, rule=rule, period=period, dating=dating, applies=applies, options=options)
    outcome = result.outcome
    judged = Judgement(
        rule=rule,
        subject=subject,
        day=dating.day,
        as_of=as_of,
        judge_on=dating.field,
        period=period,
        parameters=in_force,
        options=options,
        facts=facts,
        settings=settings,
        tested=applies.tested,
        outcome=outcome,
        blocks=result.blocks,
        reason=result.reason,
        others=result.others,
        remarks=(*remarks, *result.additions),
    )
    return Finding(
        subject_kind=subject.kind,
        subject_id=subject.id,
        rule_id=rule.id,
        force=(period or rule.force[0]).force,
        verdict=outcome.verdict,
        required=outcome.required,
        provided=outcome.provided,
        shortfall=outcome.shortfall,
        unit=outcome.unit,
        judged_on=dating.day,
        citation=pack.citation(rule, period),
        reason=result.reason.zh,
        trace=build_trace(pack, judged),
    )


def _evaluated(case: RuleOnSubject, options: dict[str, Option], period: ForcePeriod, blocks: tuple[Trouble, ...]) -> _Result:
    """Judge by the readings chosen, then by each of the others."""
    outcome = _outcome(case, blocks)
    others = _other_readings(case, options, blocks)
    return _Result(_reason(outcome, period), outcome, blocks, others, _additions(case, outcome, others, period))


def _roles(rule: Rule, options: dict[str, Option]) -> tuple[dict[str, str], dict[str, Decimal | bool]]:
    """Apply the chosen readings to a rule's facts and switches."""
    facts, settings = dict(rule.facts), dict(rule.settings)
    for option in options.values():
        facts |= option.facts
        settings |= option.settings
    return facts, settings


def _not_in_force(rule: Rule, day: date) -> Bilingual:
    coming = next((p.start for p in rule.force if p.start and p.start > day), None)
    return sentence("later", day=coming, on=day) if coming else sentence("ended", on=day)


def _too_early(pack: RulePack, rule: Rule, day: date) -> Bilingual | None:
    """Report that an undated document cannot have stood on a day, where it names something later."""
    not_before = pack.documents[rule.citation.document].not_before
    return sentence("not_before", day=not_before, on=day) if rule.begins is None and not_before and day < not_before else None


def _other_readings(case: RuleOnSubject, options: dict[str, Option], blocks: tuple[Trouble, ...]) -> tuple[OtherReading, ...]:
    """Judge by every option that was not chosen, one at a time, so that each can be read beside the verdict."""
    found = []
    for reading in case.rule.readings:
        for option in reading.options:
            if option.id != options[reading.id].id and (option.facts or option.settings or options[reading.id].facts):
                facts, settings = _roles(case.rule, {**options, reading.id: option})
                found.append(OtherReading(reading.id, option, _outcome(replace(case, facts=facts, settings=settings), blocks)))
    return tuple(found)


def _additions(case: RuleOnSubject, outcome: Outcome, others: tuple[OtherReading, ...], period: ForcePeriod) -> tuple[Bilingual, ...]:
    """Return what the kind has to add, and which readings would come to another verdict."""
    differing = [o for o in others if o.outcome.verdict is not outcome.verdict]
    said = [
        sentence(
            "remark.other_reading",
            title=Bilingual(o.option.title.zh, o.option.title.en),
            verdict=Bilingual(*(spoken(o.outcome.verdict, period.force, lang) for lang in ("zh", "en"))),
        )
        for o in differing
    ]
    complete = all(p.value is not None for name, p in case.parameters.items() if name.startswith("reference"))
    return (*(KINDS[case.rule.kind].inform(case) if complete else ()), *said)


def _applies(pack: RulePack, rule: Rule, subject: Subject) -> _Applies:
    tested = tuple((c, _met(pack, c, subject.fact(c.fact))) for c in rule.applies_when)
    refused = next(
        (Bilingual(c.otherwise.zh, c.otherwise.en) for c, met in tested if met is False or (met is None and c.unknown == "refuse")), None
    )
    unknown = [c for c, met in tested if met is None]
    troubles = [doubt_of(c.fact, subject.fact(c.fact)) or trouble(c.fact, "missing") for c in unknown if c.unknown == "review"]
    remarks = [Bilingual(c.assumed.zh, c.assumed.en) for c in unknown if c.assumed]
    return _Applies(refused, tuple(troubles), tuple(remarks), tested)


def _met(pack: RulePack, condition: Condition, fact: Fact) -> bool | None:
    """Return whether a fact meets a condition; ``None`` where the fact is missing or doubtful."""
    value = fact.value
    if value is None or fact.doubt:
        return None
    if condition.in_list is not None:
        return pack.is_centre(str(value)) if condition.in_list == "centre_kinds" else pack.is_listed(condition.in_list, str(value))
    if condition.equals is not None:
        return _same(value, condition.equals)
    return not _same(value, condition.differs)


def _same(value: FactValue, asked: str | bool | None) -> bool:
    """Compare a fact with what a condition asks; the number 0 is not the answer no, though Python takes them for equal."""
    return isinstance(value, bool) == isinstance(asked, bool) and value == asked


def _blocks(pack: RulePack, rule: Rule, period: ForcePeriod, parameters: dict[str, Parameter]) -> tuple[Trouble, ...]:
    """Find what keeps a rule from judging anybody: a value nobody entered, one not confirmed, a document without a date."""
    found = []
    for name, parameter in parameters.items():
        if parameter.value is None:
            why = Bilingual(parameter.why.zh, parameter.why.en) if parameter.why else sentence("block.no_reason")
            found.append(Trouble(name, "value", sentence("block.value", name=name, why=why)))
        elif parameter.standing not in JUDGING_STANDINGS:
            found.append(Trouble(name, "standing", sentence("block.standing", name=name, standing=parameter.standing)))
    if period.start is None or pack.documents[rule.citation.document].date is None:
        found.append(Trouble("date", "document", sentence("block.document")))
    return tuple(found)


def _outcome(case: RuleOnSubject, blocks: tuple[Trouble, ...]) -> Outcome:
    """Evaluate, then let everything in the way turn a verdict into a review; the figures stay to be read."""
    if any(p.value is None for p in case.parameters.values()):
        return _figure_alone(case, blocks)
    outcome = KINDS[case.rule.kind].evaluate(case)
    if not blocks:
        return outcome
    troubles = (*blocks, *(t for t in outcome.troubles if t.field not in {b.field for b in blocks}))
    return replace(outcome, verdict=Verdict.NEEDS_REVIEW, what=joined(t.words for t in troubles), shortfall=None, troubles=troubles)


def _figure_alone(case: RuleOnSubject, blocks: tuple[Trouble, ...]) -> Outcome:
    """Return the figure at hand where the value it would be held against is not known."""
    role = KINDS[case.rule.kind].shown
    words = joined(b.words for b in blocks)
    if not role or role not in case.facts:
        return Outcome(Verdict.NEEDS_REVIEW, words, troubles=blocks)
    value, found = figure(case.facts[role], case.fact(role))
    if value is None:
        troubles = (*blocks, *((found,) if found else ()))
        return Outcome(Verdict.NEEDS_REVIEW, joined(t.words for t in troubles), troubles=troubles)
    measured = case.unit(KINDS[case.rule.kind].main)
    known = sentence("block.known", field=field_word(case.facts[role]), value=number(value), unit=unit(measured), what=words)
    return Outcome(Verdict.NEEDS_REVIEW, known, provided=value, unit=measured, troubles=blocks)


def _reason(outcome: Outcome, period: ForcePeriod) -> Bilingual:
    if outcome.verdict is Verdict.NEEDS_REVIEW:
        return sentence("reviewed", what=outcome.what)
    if outcome.verdict is Verdict.NOT_APPLICABLE:
        return sentence("step.none") if outcome.steps else outcome.what
    return sentence("closing", what=outcome.what, verdict=Bilingual(*(spoken(outcome.verdict, period.force, la) for la in ("zh", "en"))))


_MISSES = {Force.MANDATORY: "fail", Force.TARGET: "target_miss"}


def verdict_key(verdict: str, force: str) -> str:
    """Return the key of the word and colour of a verdict: the one place that says what a miss of each force is called.

    Parameters
    ----------
    verdict
        A verdict's code.
    force
        The code of the rule's force; empty for what has none, the verdict of a whole parcel.
    """
    return _MISSES.get(Force(force), "advisory_miss") if verdict == Verdict.FAIL and force else str(verdict)


def spoken(verdict: Verdict, force: Force, lang: str = "zh") -> str:
    """Return the words of a verdict as its force allows: only a mandatory miss is 不符合."""
    return word(f"verdict.{verdict_key(verdict, force)}", lang)


def _remarks(
    pack: RulePack,
    *,
    judged_for: Subject,
    rule: Rule,
    period: ForcePeriod | None,
    dating: _Dating,
    applies: _Applies,
    options: dict[str, Option],
) -> tuple[Bilingual, ...]:
    """Collect what else a reader of the verdict must know."""
    said: list[Bilingual] = [Bilingual(rule.label.zh, rule.label.en)] if rule.label else []
    if pack.documents[rule.citation.document].validity is None:
        said.append(sentence("remark.validity"))
    if period and period.target and period.target < dating.day:
        said.append(sentence("remark.target", day=period.target))
    if period:
        said += [
            sentence("remark.reading", title=Bilingual(o.title.zh, o.title.en), why=Bilingual(o.why.zh, o.why.en)) for o in options.values()
        ]
        said += applies.remarks
        said += _earlier(rule, judged_for, dating)
    if dating.trouble:
        said.append(sentence("remark.as_of", day=dating.day))
    return tuple(said)


def _earlier(rule: Rule, subject: Subject, dating: _Dating) -> list[Bilingual]:
    """Return where a parcel judged as of the day was promised before the rule began: the law may not touch it."""
    if dating.field != "as_of" or rule.subject not in _DATED_SUBJECTS or rule.begins is None:
        return []
    for field in JUDGE_ON[1:]:
        fact = subject.fact(field)
        if isinstance(fact.value, date) and not fact.doubt:
            early = fact.value < rule.begins
            made = sentence("remark.earlier", field=field_word(field), value=value_text(fact.value), day=rule.begins)
            return [made] if early else []
    return []
