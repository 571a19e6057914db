"""What must hold for every rule of every pack, and for each way a rule may be read."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Fact, FactValue, Force, Subject, Verdict
from planner.rules import KINDS, RulePack, judge, verdict_word
from planner.rules.packfile.schema import Rule
from tests.searching import examples

from .support import check_trace, recompute


def entered(pack: RulePack) -> RulePack:
    """A pack with every open value entered, so that every kind can judge."""
    for rule in pack.rules:
        for name, series in rule.parameters.items():
            if any(e.value is None or e.standing == "convention" for e in series):
                pack = pack.with_value(rule.id, Decimal(50), "测试", parameter=name)
    return pack


PACKS = [p for name in ("linfen", "changzhi", "jincheng", "national") for p in (RulePack.load(name), entered(RulePack.load(name)))]
RULES = [(pack, rule) for pack in PACKS for rule in pack.rules if KINDS[rule.kind].judges]
unhurried = settings(deadline=None, max_examples=examples(150))

numbers = st.sampled_from([Decimal(n) for n in ("-1", "0", "1", "49.9", "50", "51", "100", "200000", "1E+30", "NaN")])
values: st.SearchStrategy[FactValue] = st.one_of(
    st.none(),
    numbers,
    numbers,
    st.booleans(),
    st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    st.sampled_from(["open", "社区养老服务中心", "x"]),
)
facts = st.builds(lambda v, d: Fact(v, doubt=d), values, st.sampled_from(["", "", "", "number.odd"]))
days = st.dates(date(2021, 1, 1), date(2027, 1, 1))


def fields_of(pack: RulePack, rule: Rule) -> list[str]:
    named = [*rule.facts.values(), *(f for r in rule.readings for o in r.options for f in o.facts.values())]
    named += [f for s in rule.steps for f in (s.homes, s.facility, s.homes_paper, s.facility_paper) if f]
    named += [f for i in rule.items for f in (i.fact, i.possible) if f]
    named += [c.fact for c in rule.applies_when]
    return list(dict.fromkeys(named))


@st.composite
def cases(draw: st.DrawFn) -> tuple[RulePack, Rule, Subject]:
    pack, rule = draw(st.sampled_from(RULES))
    for reading in rule.readings:
        pack = pack.with_reading(rule.id, reading.id, draw(st.sampled_from([o.id for o in reading.options])))
    told = {name: draw(facts) for name in fields_of(pack, rule)}
    return pack, rule, Subject(rule.subject, "S", "", told)


def verdict_of(pack: RulePack, rule: Rule, subject: Subject, day: date) -> Verdict | None:
    found = [f for f in judge(pack, [subject], as_of=day) if f.rule_id == rule.id]
    return found[0].verdict if found else None


@unhurried
@given(cases(), days)
def test_every_verdict_follows_from_its_trace(case: tuple[RulePack, Rule, Subject], day: date) -> None:
    pack, _, subject = case
    for f in judge(pack, [subject], as_of=day):
        trace = json.loads(json.dumps(f.trace, allow_nan=False))
        assert trace == f.trace
        check_trace(trace)
        assert recompute(trace) is f.verdict, (f.rule_id, f.reason)


@unhurried
@given(cases(), days)
def test_only_a_mandatory_miss_reads_as_a_violation(case: tuple[RulePack, Rule, Subject], day: date) -> None:
    pack, _, subject = case
    for f in judge(pack, [subject], as_of=day):
        said = f.reason + verdict_word(f) + "".join(r["zh"] for r in f.trace["remarks"])
        assert f.force is Force.MANDATORY or "不符合" not in said
        assert "{" not in said
        if f.verdict in {Verdict.PASS, Verdict.FAIL} and f.required is not None and f.provided is not None:
            assert f.shortfall == max(Decimal(0), f.required - f.provided)


@unhurried
@given(cases(), days, st.data())
def test_deleting_data_never_makes_a_pass(case: tuple[RulePack, Rule, Subject], day: date, data: st.DataObject) -> None:
    """Step dates and papers say by their absence that a step is still to come, and 城乡 is assumed: both by design, both left in place."""
    pack, rule, subject = case
    kept = {f for s in rule.steps for f in (s.homes, s.facility, s.homes_paper, s.facility_paper)}
    kept |= {c.fact for c in rule.applies_when if c.unknown == "assume"}
    # A share that is not given counts nothing; a doubtful one that is deleted takes its doubt with it.
    shares = {"shared_land_area_m2", "embedded_land_area_m2"}
    gone = data.draw(st.sets(st.sampled_from(sorted(subject.facts)))) - kept - shares
    poorer = Subject(subject.kind, subject.id, "", {k: v for k, v in subject.facts.items() if k not in gone})
    before, after = (verdict_of(pack, rule, s, day) for s in (subject, poorer))
    assert not (after is Verdict.PASS and before is not Verdict.PASS)


figures = st.decimals(0, 10**5, places=1)
RATIOS = [(pack, rule) for pack, rule in RULES if rule.kind == "ratio" and rule.subject == "parcel"]


@unhurried
@given(st.sampled_from(RATIOS), st.tuples(figures, figures, figures), st.integers(2, 50))
def test_ratios_grow_with_area_and_keep_their_scale(
    which: tuple[RulePack, Rule], drawn: tuple[Decimal, Decimal, Decimal], times: int
) -> None:
    base, area, more = drawn
    pack, rule = which
    day = date(2026, 1, 1)

    def judged(homes: Decimal, land: Decimal) -> Verdict | None:
        told = dict.fromkeys(("households", "population"), homes) | dict.fromkeys(("elderly_floor_area_m2", "elderly_land_area_m2"), land)
        return verdict_of(pack, rule, Subject("parcel", "P", "", {k: Fact(v) for k, v in told.items()}), day)

    assert not (judged(base, area) is Verdict.PASS and judged(base, area + more) is not Verdict.PASS)
    assert judged(base, area) is judged(base * times, area * times)
