"""What must hold for any data."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Fact, Force, Subject, Verdict
from planner.rules import judge, subject_verdict, verdict_word

from .support import AS_OF, LINFEN, STEPS, one, parcel, recompute

unhurried = settings(deadline=None)  # a busy machine is no fault
sound = st.decimals(0, 10**6, places=1)
figures = st.none() | st.decimals(-1000, 10**7, places=2) | st.sampled_from([Decimal("NaN"), Decimal("1E+30"), Decimal(0)])
doubts = st.sampled_from(["", "", "", "number.odd"])
facts = st.builds(lambda v, d: Fact(v, doubt=d), figures, doubts)
days = st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1))
day_facts = st.builds(lambda v, d: Fact(v, doubt=d), days, st.sampled_from(["", "", "", "", "date.odd"]))
DATES = [f"{side}_{step}_on" for side in ("housing", "facility") for step in STEPS]

parcels = st.fixed_dictionaries(
    dict.fromkeys(("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2"), facts)
    | dict.fromkeys([*DATES, "granted_on", "conditions_date"], day_facts)
).map(lambda f: Subject("parcel", "P", "", f))
kinds = st.sampled_from([None, "社区养老服务中心", "日间照料中心"]).map(Fact)
statuses = st.sampled_from([None, "open", "planned"]).map(Fact)
urban = st.sampled_from([None, True, False]).map(Fact)
centres = st.fixed_dictionaries({"floor_area_m2": facts, "kind": kinds, "status": statuses, "urban": urban}).map(
    lambda f: Subject("facility", "F", "", f)
)
communities = st.fixed_dictionaries({"centre_count": facts, "centre_count_possible": facts, "urban": urban}).map(
    lambda f: Subject("community", "C", "", f)
)
subjects = parcels | centres | communities
judging_days = st.dates(date(2021, 1, 1), date(2027, 1, 1))
ways = st.sampled_from(["as_of", "conditions_date", "granted_on"])


@unhurried
@given(subjects, judging_days, ways)
def test_every_trace_recomputes_to_its_verdict(subject: Subject, day: date, way: str) -> None:
    for f in judge(LINFEN, [subject], as_of=day, judge_on=way):
        trace = json.loads(json.dumps(f.trace, allow_nan=False))
        assert trace == f.trace
        assert recompute(trace) is f.verdict
        assert trace["result"]["verdict"] == f.verdict.value


@unhurried
@given(st.lists(subjects, max_size=4), judging_days, ways)
def test_judging_is_deterministic(several: list[Subject], day: date, way: str) -> None:
    first = [json.dumps([repr(f), f.trace], ensure_ascii=False) for f in judge(LINFEN, several, as_of=day, judge_on=way)]
    for _ in range(4):
        assert [json.dumps([repr(f), f.trace], ensure_ascii=False) for f in judge(LINFEN, iter(several), as_of=day, judge_on=way)] == first


@unhurried
@given(subjects, judging_days)
def test_words_keep_to_their_force(subject: Subject, day: date) -> None:
    for f in judge(LINFEN, [subject], as_of=day):
        if f.force is not Force.MANDATORY:
            assert "不符合" not in f.reason + verdict_word(f)
        if f.verdict is not Verdict.FAIL:
            assert "不符合" not in f.reason
        if f.verdict in {Verdict.PASS, Verdict.FAIL} and f.required is not None and f.provided is not None:
            assert f.shortfall == max(Decimal(0), f.required - f.provided)


@unhurried
@given(sound, sound, sound, st.decimals(0, 1000, places=1))
def test_more_area_never_turns_pass_into_fail(households: Decimal, population: Decimal, area: Decimal, more: Decimal) -> None:
    for rule in ("LF21-quota", "LF23-land"):
        less, enough = (one(parcel(str(households), str(population), str(a), str(a)), rule).verdict for a in (area, area + more))
        assert not (less is Verdict.PASS and enough is not Verdict.PASS)


@unhurried
@given(sound, sound, st.integers(1, 1000), st.booleans())
def test_scaling_households_and_area_keeps_the_verdict(households: Decimal, area: Decimal, times: int, exact: bool) -> None:
    area = households / 5 if exact else area
    before = one(parcel(str(households), floor=str(area)), "LF21-quota").verdict
    after = one(parcel(str(households * times), floor=str(area * times)), "LF21-quota").verdict
    assert before is after


@unhurried
@given(subjects, judging_days, st.data())
def test_deleting_data_never_makes_a_pass(subject: Subject, day: date, data: st.DataObject) -> None:
    """Empty step dates say that a step is still to come, and an unknown 城乡属性 is judged as urban: both by design, both apart below."""
    loose = {*DATES, "urban"}
    gone = data.draw(st.sets(st.sampled_from(sorted(set(subject.facts) - loose))))
    poorer = Subject(subject.kind, subject.id, "", {k: v for k, v in subject.facts.items() if k not in gone})
    for before, after in zip(*(judge(LINFEN, [s], as_of=day) for s in (subject, poorer)), strict=True):
        assert not (after.verdict is Verdict.PASS and before.verdict is not Verdict.PASS)
    if subject.kind == "parcel":
        whole, part = (subject_verdict(judge(LINFEN, [s], as_of=day)) for s in (subject, poorer))
        assert not (part is Verdict.PASS and whole is not Verdict.PASS)


@unhurried
@given(st.lists(st.integers(0, 400), min_size=8, max_size=8), st.sets(st.sampled_from(STEPS)))
def test_deleting_a_facilitys_date_never_saves_it(offsets: list[int], gone: set[str]) -> None:
    start = date(2021, 7, 1)
    told = {name: start + timedelta(days=n) for name, n in zip(DATES, offsets, strict=True)}
    full = one(parcel(**told), "LF21-sync", date(2024, 6, 1))  # type: ignore[arg-type]
    left = {name: day for name, day in told.items() if name not in {f"facility_{step}_on" for step in gone}}
    part = one(parcel(**left), "LF21-sync", date(2024, 6, 1))  # type: ignore[arg-type]
    assert not (full.verdict is Verdict.FAIL and part.verdict is Verdict.PASS)
    if gone:
        assert part.verdict is not Verdict.PASS


@unhurried
@given(st.lists(parcels, max_size=3))
def test_order_is_subjects_then_rules(several: list[Subject]) -> None:
    rules = [r.id for r in LINFEN.rules if r.subject == "parcel"]
    assert [f.rule_id for f in judge(LINFEN, several, as_of=AS_OF)] == rules * len(several)
