"""规划条件拟定 inside a run: for parcels at the first stage, households derived with a range, the clause to paste, the letter to send."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from planner.model import Fact, Subject
from planner.rules import DWELLING_M2, PERSONS_PER_HOUSEHOLD, Assumption, Conditions, Estimate, RulePack, draft_conditions
from planner.tables import frame_of
from planner.texts.rules.facts import FIRST_STAGE


def conditions_frame(pack: RulePack, parcels: Sequence[Subject], as_of: date) -> pd.DataFrame:
    """Draft the conditions of every parcel at the first stage, or whose households are not known but can be derived.

    Rules are read as of the parcel's own ``conditions_date`` where it has one, else as of the day.
    """
    rows = [_row(pack, p, as_of) for p in parcels if _drafted(p)]
    return frame_of("conditions", rows)


def _drafted(parcel: Subject) -> bool:
    households, area = parcel.fact("households"), parcel.fact("residential_floor_area_m2")
    first = FIRST_STAGE in str(parcel.fact("stage").value or "")
    return (_sound(households) and first) or (not _sound(households) and households.value is None and _sound(area))


def _sound(fact: Fact) -> bool:
    return bool(fact.value) and not fact.doubt and not isinstance(fact.value, str | date) and fact.value > 0  # type: ignore[operator]


def _row(pack: RulePack, parcel: Subject, as_of: date) -> dict[str, Any]:
    day, made = draft_on_own_day(pack, parcel, as_of=as_of, dwelling_m2=DWELLING_M2, persons_per_household=PERSONS_PER_HOUSEHOLD)
    return {
        "parcel_id": parcel.id,
        "name": parcel.name,
        "stage": parcel.fact("stage").value or "",
        "rules_as_of": day.isoformat(),
        **_estimate("households", made.households),
        **_estimate("persons", made.persons),
        "clause": made.clause.zh,
        "letter": made.letter.zh,
        "clause_en": made.clause.en,
        "letter_en": made.letter.en,
    }


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


def _estimate(what: str, estimate: Estimate) -> dict[str, Any]:
    return {f"{what}_low": estimate.low, what: estimate.middle, f"{what}_high": estimate.high, f"{what}_basis": estimate.words.zh}
