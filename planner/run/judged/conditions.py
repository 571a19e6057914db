"""规划条件拟定 inside a run: for parcels at the first stage, households derived with a range, the clause to paste, the letter to send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from planner.model import Fact, Subject
from planner.rules import DWELLING_M2, PERSONS_PER_HOUSEHOLD, Assumption, Conditions, Estimate, RulePack, draft_conditions
from planner.texts.rules.facts import FIRST_STAGE

COLUMNS = [
    "parcel_id", "name", "stage", "rules_as_of", "households_low", "households", "households_high", "households_basis", "persons_low",
    "persons", "persons_high", "persons_basis", "clause", "letter", "clause_en", "letter_en",
]  # fmt: skip


def conditions_frame(pack: RulePack, parcels: Sequence[Subject], as_of: date) -> pd.DataFrame:
    """Draft the conditions of every parcel at the first stage, or whose households are not known but can be derived.

    Rules are read as of the parcel's own ``conditions_date`` where it has one, else as of the day.
    """
    rows = [_row(pack, p, as_of) for p in parcels if _drafted(p)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _drafted(parcel: Subject) -> bool:
    households, area = parcel.fact("households"), parcel.fact("residential_floor_area_m2")
    first = FIRST_STAGE in str(parcel.fact("stage").value or "")
    return (_sound(households) and first) or (not _sound(households) and households.value is None and _sound(area))


def _sound(fact: Fact) -> bool:
    return bool(fact.value) and not fact.doubt and not isinstance(fact.value, str | date) and fact.value > 0  # type: ignore[operator]


def _row(pack: RulePack, parcel: Subject, as_of: date) -> list[Any]:
    day, made = draft_on_own_day(pack, parcel, as_of=as_of, dwelling_m2=DWELLING_M2, persons_per_household=PERSONS_PER_HOUSEHOLD)
    words = [made.clause.zh, made.letter.zh, made.clause.en, made.letter.en]
    about = [parcel.id, parcel.name, parcel.fact("stage").value or "", day.isoformat()]
    return [*about, *_estimate(made.households), *_estimate(made.persons), *words]


def draft_on_own_day(
    pack: RulePack, parcel: Subject, *, as_of: date, dwelling_m2: Assumption, persons_per_household: Assumption
) -> tuple[date, Conditions]:
    """Draft a parcel's conditions by the rules of its own ``conditions_date`` where that is sound and not later than ``as_of``.

    Returns
    -------
    tuple
        The day whose rules were read, and what was drafted by them, see :func:`planner.rules.draft_conditions`.
    """
    dated = parcel.fact("conditions_date")
    day = dated.value if isinstance(dated.value, date) and not dated.doubt and dated.value <= as_of else as_of
    made = draft_conditions(pack, parcel, as_of=day, dwelling_m2=dwelling_m2, persons_per_household=persons_per_household)
    return day, made


def _estimate(estimate: Estimate) -> list[Any]:
    return [estimate.low, estimate.middle, estimate.high, estimate.words.zh]
