"""What every kind of rule shares: the case it judges, the outcome it gives, and when a fact may not be judged on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext
from fractions import Fraction
from typing import Any, TypeAlias

from planner.model import Fact, Subject, Verdict
from planner.rules.packfile.schema import Parameter, Rule
from planner.rules.wording import Bilingual, field_word, joined, number, sentence, value_text

_MOST_DIGITS = 12
"""A figure of more than a million million is a slip of the hand, whatever its unit."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a field may not be judged on: missing, negative or doubtful."""

    field: str
    code: str
    words: Bilingual


@dataclass(frozen=True, slots=True)
class RuleOnSubject:
    """One rule before one subject, with what is in force and the readings chosen.

    Attributes
    ----------
    rule, subject
        The rule and whom it is judged for.
    as_of
        Day of judging; dates after it have not come to pass.
    parameters
        Parameter → entry in force on the day that dates the rules; none of them null.
    facts
        Role → field, after readings.
    settings
        Switches of the kind, after readings.
    """

    rule: Rule
    subject: Subject
    as_of: date
    parameters: Mapping[str, Parameter]
    facts: Mapping[str, str]
    settings: Mapping[str, Decimal | bool]

    def fact(self, role: str) -> Fact:
        """Return the fact that plays a role."""
        return self.subject.fact(self.facts[role])

    def value(self, parameter: str) -> Decimal:
        """Return a parameter's value."""
        value = self.parameters[parameter].value
        if value is None:
            raise ValueError(f"{self.rule.id}: {parameter} has no value")
        return value

    def unit(self, parameter: str) -> str:
        """Return a parameter's unit."""
        return self.parameters[parameter].unit


NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a kind finds; ``what`` is the sentence without its closing verdict."""

    verdict: Verdict
    what: Bilingual
    required: Decimal | None = None
    provided: Decimal | None = None
    shortfall: Decimal | None = None
    unit: str = ""
    formula: Bilingual = NOTHING
    comparison: Bilingual = NOTHING
    steps: tuple[Mapping[str, Any], ...] = ()
    troubles: tuple[Trouble, ...] = ()
    items: tuple[Mapping[str, Any], ...] = ()
    rank: int | None = None


Evaluator: TypeAlias = Callable[[RuleOnSubject], Outcome]


def _nothing_to_add(case: RuleOnSubject) -> tuple[Bilingual, ...]:  # noqa: ARG001 - the shape of every ``inform``
    return ()


@dataclass(frozen=True, slots=True)
class RuleKind:
    """A kind of rule: its evaluator and what a pack must and may write for it.

    Attributes
    ----------
    name, evaluate
        What packs call it, and what judges it.
    facts, optional_facts, parameters, optional_parameters, settings
        What a rule of this kind must and may write.
    free_parameters
        Whether parameters of any name may stand (figures to be read, not judged).
    steps, items, item_figures
        Whether it is a list of steps or of items, and whether each item is held against a parameter of its own.
    judges
        ``False`` where nothing is judged: text kept as reference, money for the calculator.
    main
        The parameter a bureau means when it gives a rule one value.
    shown
        The fact shown as provided where a value nobody entered keeps the rule from judging.
    inform
        What to report besides the verdict.
    positive, ordered
        Parameters that may not be zero; pairs of which the first may not exceed the second.
    """

    name: str
    evaluate: Evaluator
    facts: frozenset[str] = frozenset()
    optional_facts: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    optional_parameters: frozenset[str] = frozenset()
    settings: frozenset[str] = frozenset()
    free_parameters: bool = False
    steps: bool = False
    items: bool = False
    item_figures: bool = False
    judges: bool = True
    main: str = ""
    shown: str = ""
    inform: Callable[[RuleOnSubject], tuple[Bilingual, ...]] = _nothing_to_add
    positive: frozenset[str] = frozenset()
    ordered: tuple[tuple[str, str], ...] = ()


def trouble(field: str, code: str, *, raw: str = "", value: str = "") -> Trouble:
    """Return why a field may not be judged on."""
    return Trouble(field, code, sentence(f"trouble.{code}", field=field_word(field), raw=raw, value=value))


def doubt_of(field: str, fact: Fact) -> Trouble | None:
    """Find what is wrong with a fact of any type: missing, unreadable or marked as doubtful by its reader."""
    raw = (fact.origin.raw if fact.origin else "").strip()
    if fact.value is None:
        return trouble(field, "unreadable", raw=raw) if raw else trouble(field, "missing")
    return trouble(field, "doubtful", raw=raw or value_text(fact.value) or "") if fact.doubt else None


def figure(field: str, fact: Fact) -> tuple[Decimal | None, Trouble | None]:
    """Take a fact as a figure to judge on.

    Parameters
    ----------
    field
        Name of the field.
    fact
        Its fact.

    Returns
    -------
    tuple
        The figure where it is sound (zero is a figure), else what is wrong with it.
    """
    value = fact.value
    if value is None:
        return None, doubt_of(field, fact)
    if not isinstance(value, Decimal) or not value.is_finite():
        return None, trouble(field, "unreadable", raw=str(value))
    if abs(value.adjusted()) > _MOST_DIGITS and value:
        return None, trouble(field, "absurd", value=str(value))
    if value < 0:
        return None, trouble(field, "negative", value=str(value))
    found = doubt_of(field, fact)
    return (None, found) if found else (value, None)


def review(case_unit: str, troubles: tuple[Trouble, ...], **known: Any) -> Outcome:
    """Send to review, naming every field in the way; ``known`` are the figures that stand all the same."""
    return Outcome(Verdict.NEEDS_REVIEW, joined(t.words for t in troubles), unit=case_unit, troubles=troubles, **known)


def as_decimal(value: Fraction) -> Decimal:
    """Write an exact fraction as a decimal: exact where it ends, else rounded up at the twelfth digit so that no need shrinks."""
    with localcontext() as context:
        context.prec = 60
        result = Decimal(value.numerator) / Decimal(value.denominator)
        if Fraction(result) != value:
            result = result.quantize(Decimal("1e-12"), rounding=ROUND_CEILING)
        return Decimal(number(result))


def gap(required: Fraction, provided: Decimal) -> Decimal:
    """Return what is short, never below zero."""
    return as_decimal(max(Fraction(0), required - Fraction(provided)))
