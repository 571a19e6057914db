"""三个阶段: what a parcel is asked when its conditions are drawn up, what its scheme is held against, and what was built.

规划条件拟定: households are often not known and are derived, with a range. 方案审查: conditions against scheme.
规划核实: permit against survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from planner.model import Fact, Finding, Subject, Verdict
from planner.rules.judge.judging import judge
from planner.rules.kinds.base import figure
from planner.rules.packfile.pack import RulePack
from planner.rules.wording import Bilingual, field_word, number, sentence, unit
from planner.texts import word
from planner.texts.rules.facts import CONVENTION

Stage = Literal["conditions", "scheme", "verification"]
COMPARED: Mapping[Stage, tuple[str, str]] = {"scheme": ("conditions", "scheme"), "verification": ("permit", "survey")}
"""Stage → which figures are held against which."""

FIGURES = (
    "site_area_m2",
    "residential_floor_area_m2",
    "households",
    "population",
    "elderly_floor_area_m2",
    "elderly_land_area_m2",
)
"""What is compared at the later stages; more than planned is a difference for people and homes, less for the facility."""

_LESS_IS_SHORT = frozenset({"elderly_floor_area_m2", "elderly_land_area_m2"})


@dataclass(frozen=True, slots=True)
class Assumption:
    """A figure households are derived with: lowest, middle and highest, and where they come from."""

    low: Decimal
    middle: Decimal
    high: Decimal
    source: str

    def __post_init__(self) -> None:
        """Refuse figures no reckoning can stand on.

        Raises
        ------
        ValueError
            If a figure is not above zero, they are not in order, or no source is named.
        """
        if not 0 < self.low <= self.middle <= self.high or not self.source.strip():
            raise ValueError("an assumption needs 0 < low <= middle <= high and a source")


DWELLING_M2 = Assumption(Decimal(90), Decimal(110), Decimal(130), CONVENTION)
PERSONS_PER_HOUSEHOLD = Assumption(Decimal("2.4"), Decimal("2.6"), Decimal(3), CONVENTION)
"""What households and persons are derived with where a bureau gives nothing of its own."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A derived figure, printed as 估算 with its range."""

    low: Decimal
    middle: Decimal
    high: Decimal
    words: Bilingual


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is drawn up at the first stage.

    Attributes
    ----------
    households, persons
        Given, or estimated with a range.
    clause
        The text to paste into the planning conditions.
    letter
        The text of the letter that asks civil affairs for its opinion.
    findings
        The rules as they stand on the day, judged with what is known.
    """

    households: Estimate
    persons: Estimate
    clause: Bilingual
    letter: Bilingual
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure at two times; ``verdict`` is fail where the facility shrank or the homes grew, review where one is not known."""

    field: str
    before: Decimal | None
    after: Decimal | None
    verdict: Verdict
    words: Bilingual


def estimate_households(residential_floor_area_m2: Decimal, dwelling_m2: Assumption) -> Estimate:
    """Derive households: residential floor area ÷ floor area of a dwelling; large dwellings give few households.

    Parameters
    ----------
    residential_floor_area_m2
        Of the parcel.
    dwelling_m2
        Floor area of a dwelling.

    Returns
    -------
    Estimate
        Whole households; the lowest rounded down, the others up, so that no duty shrinks.
    """
    few = (residential_floor_area_m2 / dwelling_m2.high).to_integral_value(ROUND_FLOOR)
    middle, many = ((residential_floor_area_m2 / d).to_integral_value(ROUND_CEILING) for d in (dwelling_m2.middle, dwelling_m2.low))
    words = sentence(
        "stage.households",
        area=number(residential_floor_area_m2),
        dwelling=number(dwelling_m2.middle),
        low=number(few),
        middle=number(middle),
        high=number(many),
        source=dwelling_m2.source,
    )
    return Estimate(few, middle, many, words)


def estimate_persons(households: Estimate, persons_per_household: Assumption) -> Estimate:
    """Derive persons: households × persons of a household, lowest with lowest and highest with highest, rounded up."""
    pairs = zip(_range(households), _range(persons_per_household), strict=True)
    low, middle, high = ((h * p).to_integral_value(ROUND_CEILING) for h, p in pairs)
    words = sentence(
        "stage.persons",
        size=number(persons_per_household.middle),
        low=number(low),
        middle=number(middle),
        high=number(high),
        source=persons_per_household.source,
    )
    return Estimate(low, middle, high, words)


def _range(given: Estimate | Assumption) -> tuple[Decimal, Decimal, Decimal]:
    return given.low, given.middle, given.high


def draft_conditions(
    pack: RulePack, parcel: Subject, *, as_of: date, dwelling_m2: Assumption, persons_per_household: Assumption
) -> Conditions:
    """Draw up the first stage: households, the clause to paste, and the letter to civil affairs.

    Parameters
    ----------
    pack
        The city's rules, read as of the day.
    parcel
        The parcel; ``households`` and ``population`` are used where they are sound, else derived.
    as_of
        Day of the conditions.
    dwelling_m2, persons_per_household
        What to derive with.

    Raises
    ------
    ValueError
        If neither households nor residential floor area can be used.
    """
    households = _given(parcel, "households")
    if households is None:
        area, _ = figure("residential_floor_area_m2", parcel.fact("residential_floor_area_m2"))
        if not area:
            raise ValueError("households or residential_floor_area_m2 is needed to draft conditions")
        households = estimate_households(area, dwelling_m2)
    persons = _given(parcel, "population") or estimate_persons(households, persons_per_household)
    facts = {
        **parcel.facts,
        "households": Fact(households.high, note=households.words.zh),
        "population": Fact(persons.high, note=persons.words.zh),
    }
    facts |= {name: Fact(Decimal(0), note=word("fact.none_yet")) for name in ("elderly_floor_area_m2", "elderly_land_area_m2")}
    asked = judge(pack, [Subject(parcel.kind, parcel.id, parcel.name, facts)], as_of=as_of)
    needs = [
        f for f in asked if f.trace["rule"]["kind"] == "ratio" and f.trace["rule"]["counts_for_parcel"] and f.trace["force"]["in_force"]
    ]
    clause = _clause(parcel, needs, households, persons)
    letter = sentence("stage.letter", name=parcel.name or parcel.id, clause=clause)
    return Conditions(households, persons, clause, letter, tuple(asked))


def _given(parcel: Subject, name: str) -> Estimate | None:
    value, found = figure(name, parcel.fact(name))
    if not value or found:
        return None
    return Estimate(value, value, value, sentence("stage.given", field=field_word(name), value=number(value)))


def _clause(parcel: Subject, needs: Sequence[Finding], households: Estimate, persons: Estimate) -> Bilingual:
    """Write the clause, one sentence per figure; a rule without a figure is named so that it is not forgotten."""
    parts = []
    most = {_asked(f): f for f in sorted((f for f in needs if f.required is not None), key=lambda f: f.required or Decimal(0))}
    for f in needs:
        provided = f.trace["facts"].get("provided", "")
        key = "stage.no_figure" if f.required is None else "stage.need" if most[_asked(f)] is f else "stage.within"
        figures = {"field": field_word(provided), "value": "" if f.required is None else number(f.required), "unit": unit(f.unit or "m2")}
        parts.append(sentence(key, **figures, citation=f.citation))
    body = Bilingual("".join(p.zh for p in parts), " ".join(p.en for p in parts))
    return sentence(
        "stage.clause", name=parcel.name or parcel.id, households=number(households.high), persons=number(persons.high), body=body
    )


def _asked(finding: Finding) -> tuple[str, str]:
    """Return what a finding asks for: two rules that ask for the same are met by the larger figure."""
    return finding.trace["facts"].get("provided", ""), finding.unit or "m2"


def compare_stages(before: Mapping[str, Fact], after: Mapping[str, Fact], *, stage: Stage) -> list[Difference]:
    """Compare one stage's figures with another's.

    Parameters
    ----------
    before, after
        Facts at the two times, see :data:`COMPARED`.
    stage
        ``"scheme"`` or ``"verification"``.

    Returns
    -------
    list of Difference
        One per figure of :data:`FIGURES` that either side gives; equality passes.

    Raises
    ------
    ValueError
        For the first stage, at which there is nothing to compare.
    """
    if stage not in COMPARED:
        raise ValueError(f"nothing is compared at stage {stage!r}")
    return [
        _difference(name, before.get(name, Fact(None)), after.get(name, Fact(None)), stage) for name in FIGURES if name in {*before, *after}
    ]


def _difference(name: str, before: Fact, after: Fact, stage: Stage) -> Difference:
    old, old_trouble = figure(name, before)
    new, new_trouble = figure(name, after)
    sides = {"earlier": sentence(f"stage.{COMPARED[stage][0]}"), "later": sentence(f"stage.{COMPARED[stage][1]}")}
    if old is None or new is None:
        troubles = [f"{t.words.zh}" for t in (old_trouble, new_trouble) if t]
        english = [f"{t.words.en}" for t in (old_trouble, new_trouble) if t]
        words = sentence("stage.unknown", field=field_word(name), what=Bilingual("；".join(troubles), "; ".join(english)), **sides)
        return Difference(name, old, new, Verdict.NEEDS_REVIEW, words)
    short = new < old if name in _LESS_IS_SHORT else new > old
    key = "stage.same" if old == new else "stage.worse" if short else "stage.better"
    words = sentence(key, field=field_word(name), before=number(old), after=number(new), change=number(abs(new - old)), **sides)
    return Difference(name, old, new, Verdict.FAIL if short else Verdict.PASS, words)
