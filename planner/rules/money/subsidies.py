"""What the money clauses come to: grants and subsidies per project, who pays which part, and the sums; every figure with its formula.

Only a pack that holds the clauses (Linfen's ``LF21-…`` money rules) can be reckoned with. Nothing here is a verdict: amounts are what the
text promises, and a county still decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from planner.model import Fact
from planner.rules.kinds.base import doubt_of, figure, trouble
from planner.rules.packfile.pack import RulePack
from planner.rules.packfile.schema import Parameter, entry_on
from planner.rules.wording import Bilingual, joined, number, sentence

GRANT, SHARES, OPERATING, BEDS, BONUS, BOUGHT = "LF21-build", "LF21-share", "LF21-operate", "LF21-bed", "LF21-bonus", "LF21-buy"
NEEDS = ("self_caring", "half_disabled", "disabled")
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class CareProject:
    """A project or institution to be subsidised.

    Attributes
    ----------
    id, name
        As the list gives them.
    county
        County, district or county-level city, as the pack lists it.
    facts
        ``floor_area_m2`` (built or rebuilt), ``cost_yuan``, ``residents_self_caring``, ``residents_half_disabled``,
        ``residents_disabled``, ``persons_over_80``, ``persons_poor_disabled_60``, ``persons_alone_70``, ``persons_alone_70_poor``,
        ``operating`` and ``urban`` (flags): all optional; what is not given is not reckoned.
    """

    id: str
    county: Fact
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    name: str = ""

    def fact(self, name: str) -> Fact:
        """Return the fact of that name, an empty one where it is not given."""
        return self.facts.get(name, Fact(None))


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of one project by one clause.

    ``low`` and ``high`` are yuan (once, or a year where ``yearly``); both ``None`` where a field is in the way, which ``formula`` then
    names. ``city_percent`` is the city's part; ``None`` where the clause gives the city's grant and leaves the rest to the county.
    """

    project: str
    rule_id: str
    low: Decimal | None
    high: Decimal | None
    yearly: bool
    city_percent: Decimal | None
    formula: Bilingual
    citation: str

    @property
    def city(self) -> tuple[Decimal | None, Decimal | None]:
        """What the city pays: lowest and highest, yuan."""
        return _part(self.low, self.city_percent), _part(self.high, self.city_percent)

    @property
    def county(self) -> tuple[Decimal | None, Decimal | None]:
        """What the county pays: lowest and highest, yuan; ``None`` where the clause does not say."""
        if self.city_percent is None:
            return None, None
        return _part(self.low, 100 - self.city_percent), _part(self.high, 100 - self.city_percent)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """All amounts, project by project and clause by clause."""

    amounts: tuple[Amount, ...]

    def total(self, rule_id: str | None = None, *, projects: Iterable[str] | None = None) -> tuple[Decimal, Decimal]:
        """Sum up the lowest and highest amounts of a clause (or all), of some projects (or all); what is not known adds nothing."""
        ids = None if projects is None else set(projects)
        kept = [a for a in self.amounts if rule_id in {None, a.rule_id} and (ids is None or a.project in ids)]
        return sum((a.low or Decimal(0) for a in kept), Decimal(0)), sum((a.high or Decimal(0) for a in kept), Decimal(0))

    @property
    def unknown(self) -> tuple[Amount, ...]:
        """Amounts that could not be reckoned."""
        return tuple(a for a in self.amounts if a.low is None)


def reckon(pack: RulePack, projects: Iterable[CareProject], *, as_of: date) -> Reckoning:
    """Compute every clause for every project that gives figures for it.

    Parameters
    ----------
    pack
        A pack with money clauses; one without gives no amounts.
    projects
        Whom to reckon for.
    as_of
        Day on which the rates are read; before their first day nothing is promised.

    Returns
    -------
    Reckoning
        In the order of the projects, clauses in a fixed order.
    """
    known = {rule.id for rule in pack.rules}
    amounts: list[Amount] = []
    for project in projects:
        desk = _Desk(pack, project, as_of)
        for rule_id, make in _CLAUSES.items():
            if rule_id in known and pack.rule(rule_id).force_on(as_of) is not None:
                amounts += make(desk)
    return Reckoning(tuple(amounts))


@dataclass(frozen=True, slots=True)
class _Desk:
    """One project before the clauses of a day."""

    pack: RulePack
    project: CareProject
    as_of: date

    def value(self, rule_id: str, parameter: str) -> Decimal:
        entry: Parameter | None = entry_on(self.pack.rule(rule_id).parameters[parameter], self.as_of)
        if entry is None or entry.value is None:
            raise ValueError(f"{rule_id}.{parameter} has no value on {self.as_of}")
        return entry.value

    def county(self) -> str | None:
        """Name the county as the pack lists it; ``None`` where it is missing, doubtful or not known there."""
        fact = self.project.county
        return None if fact.doubt or not isinstance(fact.value, str) else county_of(self.pack, fact.value)

    def in_village(self) -> bool:
        """Return whether the clauses for urban communities pass this institution by."""
        return self.project.fact("urban").value is False

    def no_county(self) -> Bilingual:
        found = doubt_of("county", self.project.county)
        return found.words if found else sentence("money.unknown_county", county=str(self.project.county.value))

    def shares(self) -> Decimal:
        listed = self.pack.is_listed("larger_city_share", self.county() or "")
        return self.value(SHARES, "city_share_listed" if listed else "city_share_other")

    def amount(self, rule_id: str, low: Decimal | None, formula: Bilingual, *, high: Decimal | None = None, once: bool = False) -> Amount:
        shared = not once and low is not None
        rule = self.pack.rule(rule_id)
        percent = self.shares() if shared else None
        citation = self.pack.citation(rule, rule.force_on(self.as_of))
        return Amount(self.project.id, rule_id, low, low if high is None else high, not once, percent, formula, citation)


def county_of(pack: RulePack, name: str) -> str | None:
    """Find a county of the pack by its name, with or without its last word (县、市、区)."""
    text = "".join(name.split())
    for listed in pack.listed("counties"):
        if text == listed or (len(text) > 1 and text == listed[:-1]):
            return listed
    return None


def _grant(desk: _Desk) -> list[Amount]:
    """Compute the construction grant: the rate times the floor area, up to the cap of a municipal district or of any other county."""
    fact = desk.project.fact("floor_area_m2")
    if fact.value is None and not fact.doubt:
        return []
    area, found = figure("floor_area_m2", fact)
    if area == 0:
        found = trouble("floor_area_m2", "zero_area")
    if area is None or found:
        return [desk.amount(GRANT, None, found.words if found else sentence("money.nothing"), once=True)]
    county = desk.county()
    if county is None:
        return [desk.amount(GRANT, None, desk.no_county(), once=True)]
    district = desk.pack.is_listed("municipal_districts", county)
    cap, rate = desk.value(GRANT, "cap_district" if district else "cap_other"), desk.value(GRANT, "rate")
    counted = min(area, cap)
    formula = sentence(
        "money.grant",
        county=county,
        kind=sentence("money.district" if district else "money.other"),
        area=number(area),
        cap=number(cap),
        rate=number(rate),
        amount=number(counted * rate),
    )
    cost, doubt = figure("cost_yuan", desk.project.fact("cost_yuan"))
    if cost is not None and doubt is None:
        formula = joined([formula, sentence("money.rest", rest=number(max(Decimal(0), cost - counted * rate)))])
    return [desk.amount(GRANT, counted * rate, formula, once=True)]


def _operating(desk: _Desk) -> list[Amount]:
    """Return the range of the operating subsidy and, of it, what may go to staff; a grade would make it a point."""
    if desk.project.fact("operating").value is not True or desk.project.fact("operating").doubt or desk.in_village():
        return []
    if desk.county() is None:
        return [desk.amount(OPERATING, None, desk.no_county())]
    low, high = desk.value(OPERATING, "low"), desk.value(OPERATING, "high")
    share = desk.value(BONUS, "share")
    formula = sentence("money.operating", low=number(low), high=number(high), city=number(desk.shares()))
    staff = sentence("money.staff", share=number(share), low=number(low * share / 100), high=number(high * share / 100))
    return [desk.amount(OPERATING, low, joined([formula, staff]), high=high)]


def _beds(desk: _Desk) -> list[Amount]:
    """Compute twelve months of bed subsidies for the residents a project states."""
    residents = [(need, desk.project.fact(f"residents_{need}")) for need in NEEDS]
    if all(f.value is None and not f.doubt for _, f in residents) or desk.in_village():
        return []
    counts = [(need, *figure(f"residents_{need}", f)) for need, f in residents if f.value is not None or f.doubt]
    troubles = [found.words for _, _, found in counts if found]
    if troubles or desk.county() is None:
        return [desk.amount(BEDS, None, joined(troubles) if troubles else desk.no_county())]
    terms = [(count, desk.value(BEDS, need)) for need, count, _ in counts if count is not None]
    year = sum((count * rate for count, rate in terms), Decimal(0)) * _MONTHS
    text = " + ".join(f"{number(c)} × {number(r)}" for c, r in terms)
    return [desk.amount(BEDS, year, sentence("money.yearly", terms=text, amount=number(year), city=number(desk.shares())))]


def _bought(desk: _Desk) -> list[Amount]:
    """Compute bought home services; whether a low income is asked of the last group is unclear, so both counts make a range."""
    sure = [desk.project.fact(n) for n in ("persons_over_80", "persons_poor_disabled_60")]
    alone = [desk.project.fact(n) for n in ("persons_alone_70_poor", "persons_alone_70")]
    if all(f.value is None and not f.doubt for f in (*sure, *alone)):
        return []
    names = ("persons_over_80", "persons_poor_disabled_60", "persons_alone_70_poor", "persons_alone_70")
    counts = [figure(n, f) if f.value is not None or f.doubt else (Decimal(0), None) for n, f in zip(names, (*sure, *alone), strict=True)]
    troubles = [found.words for _, found in counts if found]
    if troubles or desk.county() is None:
        return [desk.amount(BOUGHT, None, joined(troubles) if troubles else desk.no_county())]
    over, poor, few, many = (count or Decimal(0) for count, _ in counts)
    rate = desk.value(BOUGHT, "rate")
    low, high = ((over + poor + n) * rate * _MONTHS for n in (few, max(few, many)))
    formula = sentence(
        "money.bought",
        few=number(over + poor + few),
        many=number(over + poor + max(few, many)),
        rate=number(rate),
        city=number(desk.shares()),
    )
    return [desk.amount(BOUGHT, low, formula, high=high)]


_CLAUSES = {GRANT: _grant, OPERATING: _operating, BEDS: _beds, BOUGHT: _bought}


def _part(amount: Decimal | None, percent: Decimal | None) -> Decimal | None:
    return amount if percent is None or amount is None else amount * percent / 100
