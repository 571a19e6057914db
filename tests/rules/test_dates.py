"""Rules are read as they stood: before the first document, between the two, and after both; by the day or by a parcel's own date."""

from __future__ import annotations

from datetime import date

import pytest

from planner.errors import RulePackError
from planner.model import Fact, Subject, Verdict
from planner.rules import centre_range, judge, subject_verdict

from .support import AS_OF, LINFEN, centre, findings, one, parcel, recompute

P, F, N, R = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("day", "quota", "land", "whole"),
    [
        (date(2021, 1, 1), N, N, N),
        (date(2021, 6, 10), N, N, N),
        (date(2021, 6, 11), P, N, P),
        (date(2021, 12, 31), P, N, P),
        (date(2023, 12, 19), P, N, P),
        (date(2023, 12, 20), P, F, F),
        (date(2024, 12, 31), P, F, F),
    ],
)
def test_one_parcel_through_the_years(day: date, quota: Verdict, land: Verdict, whole: Verdict) -> None:
    found = findings(parcel(land="499.9"), day)
    assert (found["LF21-quota"].verdict, found["LF23-land"].verdict) == (quota, land)
    assert subject_verdict(found.values()) is whole
    assert all(f.judged_on == day for f in found.values())


@pytest.mark.parametrize(
    ("day", "in_force"),
    [
        (date(2021, 12, 31), {"LF21-quota": P, "LF21-sync": N, "LF21-standards": P}),
        (date(2022, 12, 31), {"LF21-quota": P, "LF21-sync": N, "LF21-standards": P, "LF22-percapita": P, "LF22-sync": N}),
        (
            date(2024, 12, 31),
            {"LF21-quota": P, "LF21-sync": N, "LF21-standards": P, "LF22-percapita": P, "LF22-sync": N, "LF23-land": F},
        ),
    ],
)
def test_which_rules_touch_one_parcel_at_the_end_of_three_years(day: date, in_force: dict[str, Verdict]) -> None:
    found = findings(parcel(land="400"), day)
    assert {i: f.verdict for i, f in found.items() if f.trace["force"]["in_force"]} == in_force
    assert subject_verdict(found.values()) is (F if "LF23-land" in in_force else P)


def test_a_parcel_promised_before_the_land_rule_is_not_judged_by_it() -> None:
    subject = parcel(land="400", conditions_date=date(2023, 12, 19))
    found = findings(subject, date(2024, 12, 31), judge_on="conditions_date")
    assert found["LF23-land"].verdict is N
    assert subject_verdict(found.values()) is P


def test_before_the_first_day_the_reason_names_it() -> None:
    f = one(parcel(), "LF23-land", date(2021, 12, 31))
    assert f.reason == "本条自 2023-12-20 起施行，2021-12-31 尚未生效，不适用。"
    assert (f.required, f.provided, f.shortfall) == (None, None, None)
    assert f.trace["force"] == {"in_force": False, "force": None, "from": None, "to": None, "target": None, "next": "2023-12-20"}


@pytest.mark.parametrize("judge_on", ["conditions_date", "granted_on"])
def test_judged_by_the_parcels_own_date(judge_on: str) -> None:
    subject = parcel(land="0", **{judge_on: date(2022, 5, 1)})  # type: ignore[arg-type]
    found = findings(subject, judge_on=judge_on)
    assert (found["LF21-quota"].verdict, found["LF23-land"].verdict) == (P, N)
    assert found["LF21-quota"].judged_on == date(2022, 5, 1)
    assert findings(subject)["LF23-land"].verdict is F
    assert any("早于本条施行日 2023-12-20" in r["zh"] for r in findings(subject)["LF23-land"].trace["remarks"])


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Fact(None), "missing"),
        (Fact(date(2022, 5, 1), doubt="date.odd"), "doubtful"),
        (Fact(date(2025, 3, 15)), "later"),
        (Fact("去年"), "not_a_date"),
    ],
)
def test_no_sound_date_means_review(told: Fact, code: str) -> None:
    subject = Subject("parcel", "P", "", {**parcel().facts, "conditions_date": told})
    f = one(subject, "LF21-quota", judge_on="conditions_date")
    assert (f.verdict, f.judged_on) == (R, AS_OF)
    assert [(b["name"], b["code"]) for b in f.trace["blocks"]] == [("conditions_date", code)]
    assert f.reason.startswith("规划条件日期")
    assert str(f.required) == "200"
    assert recompute(f.trace) is R


def test_dates_that_fall_on_the_day_itself() -> None:
    on_the_day = parcel(conditions_date=AS_OF)
    assert one(on_the_day, "LF21-quota", judge_on="conditions_date").verdict is P
    promised_that_day = one(parcel(granted_on=date(2023, 12, 20)), "LF23-land")
    assert not any("早于本条施行日" in r["zh"] for r in promised_that_day.trace["remarks"])


def test_only_land_is_dated_by_its_own_date() -> None:
    f = one(centre("800", urban=True), "LF21-size", judge_on="conditions_date")
    assert (f.verdict, f.judged_on, f.trace["judge_on"]) == (P, AS_OF, "as_of")


def test_step_dates_are_read_on_the_day_of_judging() -> None:
    subject = parcel(granted_on=date(2021, 7, 1), housing_plan_on=date(2022, 1, 1), facility_plan_on=date(2022, 2, 1))
    assert one(subject, "LF21-sync", judge_on="granted_on").verdict is F


def test_unknown_way_of_dating_is_refused() -> None:
    with pytest.raises(ValueError, match="judge_on"):
        judge(LINFEN, [], as_of=AS_OF, judge_on="today")


def test_rules_in_force() -> None:
    assert {r.citation.document for r in LINFEN.in_force(date(2021, 1, 1))} <= {"GB50437", "GB50180", "TD1062", "EMB24"}
    assert "LF23-land" not in {r.id for r in LINFEN.in_force(date(2021, 12, 31))}
    assert {r.id for r in LINFEN.rules} == {r.id for r in LINFEN.in_force(AS_OF)}


def test_centre_range_is_dated_too() -> None:
    assert [str(v) for v in centre_range(LINFEN, AS_OF)] == ["500", "2000"]
    with pytest.raises(RulePackError, match="no_centre_range"):
        centre_range(LINFEN, date(2021, 1, 1))
