"""Ratio: so much for every so many households or persons."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from planner.model import Verdict
from planner.rules.kinds.base import NOTHING, Outcome, RuleKind, RuleOnSubject, Trouble, as_decimal, figure, gap, review, trouble
from planner.rules.wording import Bilingual, field_word, number, per_words, sentence, unit

ADDED = ("shared", "embedded")
"""Roles a reading may add to what is provided: a share of a shared site, an embedded facility reckoned as land."""


def evaluate(case: RuleOnSubject) -> Outcome:
    """Judge ``provided`` against base × quota ÷ per; equality passes.

    The setting ``round_base_up_to`` counts the base in whole hundreds (or whatever it says). A base of zero is no base: what is asked of
    homes cannot be reckoned without them, so it goes to review; a provided area of exactly zero is a plain figure.
    """
    base, base_trouble = figure(case.facts["base"], case.fact("base"))
    provided, provided_troubles = _provided(case)
    if base is not None and base == 0:
        base_trouble = trouble(case.facts["base"], "zero")
    measured = case.unit("quota")
    required: Fraction | None = None
    used = Fraction(0)
    if base is not None and base_trouble is None:
        used = _used(case, Fraction(base))
        required = used * Fraction(case.value("quota")) / Fraction(case.value("per"))
    found = tuple(t for t in (base_trouble, *provided_troubles) if t)
    if base is None or required is None or provided is None or found:
        asked = None if required is None else as_decimal(required)
        formula = NOTHING if required is None else _formula(case, used, required)
        return review(measured, found, required=asked, provided=provided, formula=formula)

    met = Fraction(provided) >= required
    short = gap(required, provided)
    need = _need(case, used, required, provided)
    words = need if met else sentence("ratio.short", need=need, shortfall=number(short), unit=unit(measured))
    sign = "≥" if met else "<"
    shown = unit(measured)
    comparison = Bilingual(*(f"{number(provided)} {u} {sign} {number(as_decimal(required))} {u}" for u in (shown.zh, shown.en)))
    return Outcome(
        Verdict.PASS if met else Verdict.FAIL,
        words,
        required=as_decimal(required),
        provided=provided,
        shortfall=short,
        unit=measured,
        formula=_formula(case, used, required),
        comparison=comparison,
    )


def _used(case: RuleOnSubject, base: Fraction) -> Fraction:
    whole = case.settings.get("round_base_up_to")
    return base if not whole else Fraction(ceil(base / Fraction(whole))) * Fraction(whole)


def _formula(case: RuleOnSubject, used: Fraction, required: Fraction) -> Bilingual:
    base, quota, per = number(as_decimal(used)), number(case.value("quota")), case.value("per")
    texts = []
    for lang in ("zh", "en"):
        of, each = unit(case.unit("quota")).say(lang), unit(case.unit("per")).say(lang)
        rate = f"{quota} {of}/{per_words(per, case.unit('per')).say(lang)}" if per == 1 else f"{quota} {of} ÷ {number(per)} {each}"
        texts.append(f"{base} {each} × {rate} = {number(as_decimal(required))} {of}")
    return Bilingual(*texts)


def _provided(case: RuleOnSubject) -> tuple[Decimal | None, tuple[Trouble | None, ...]]:
    """Add up what the reading counts; a share that is not given is no share, one that is doubtful stops."""
    own, found = figure(case.facts["provided"], case.fact("provided"))
    troubles: list[Trouble | None] = [found]
    for role in ADDED:
        if role in case.facts and (case.fact(role).value is not None or case.fact(role).doubt):
            more, found = figure(case.facts[role], case.fact(role))
            troubles.append(found)
            own = own + more if own is not None and more is not None else own
    return own, tuple(troubles)


def _inform(case: RuleOnSubject) -> tuple[Bilingual, ...]:
    """Return which shares were counted, and what a standard would ask where the rule names one for comparison."""
    said = [
        sentence("ratio.added", field=field_word(case.facts[role]), value=number(value), unit=unit(case.unit("quota")))
        if isinstance(value := case.fact(role).value, Decimal) and value.is_finite()
        else sentence("ratio.not_added", field=field_word(case.facts[role]))
        for role in ADDED
        if role in case.facts
    ]
    if {"reference", "reference_per"} <= case.parameters.keys() and "reference_base" in case.facts:
        base, _ = figure(case.facts["reference_base"], case.fact("reference_base"))
        if base:
            asked = Fraction(base) * Fraction(case.value("reference")) / Fraction(case.value("reference_per"))
            clause = case.parameters["reference"].clause
            said.append(sentence("ratio.reference", clause=clause, value=number(as_decimal(asked)), unit=unit(case.unit("reference"))))
    return tuple(said)


def _need(case: RuleOnSubject, used: Fraction, required: Fraction, provided: Decimal) -> Bilingual:
    base = case.fact("base").value
    rounded = Fraction(str(base)) != used
    said = sentence(
        "ratio.rounded" if rounded else "ratio.base",
        field=field_word(case.facts["base"]),
        base=number(as_decimal(Fraction(str(base)))),
        used=number(as_decimal(used)),
        unit=unit(case.unit("per")),
    )
    return sentence(
        "ratio.need",
        base=said,
        per=per_words(case.value("per"), case.unit("per")),
        quota=number(case.value("quota")),
        unit=unit(case.unit("quota")),
        provided_field=field_word(case.facts["provided"]),
        required=number(as_decimal(required)),
        provided=number(provided),
    )


KIND = RuleKind(
    "ratio",
    evaluate,
    facts=frozenset({"base", "provided"}),
    optional_facts=frozenset({*ADDED, "reference_base"}),
    parameters=frozenset({"quota", "per"}),
    optional_parameters=frozenset({"reference", "reference_per"}),
    settings=frozenset({"round_base_up_to"}),
    positive=frozenset({"per", "reference_per"}),
    main="quota",
    shown="provided",
    inform=_inform,
)
