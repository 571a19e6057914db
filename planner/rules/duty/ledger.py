"""台账: duties shared by the parcels and phases of a project, each square metre of a facility credited once.

An entry says that so much of a facility answers for a parcel. A facility never gives more than it has; what is entered beyond that, or
without a place or size to stand on, is not credited and is reported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from planner.errors import Problem, Severity
from planner.model import Fact, Finding, Subject, Verdict
from planner.rules.wording import number
from planner.texts import word


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger: of a facility, so many square metres of floor answer for a parcel; file and row for messages."""

    facility: str
    parcel: str
    floor_area_m2: Decimal
    file: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """The ledger settled.

    Attributes
    ----------
    credited
        Parcel → square metres that answer for it.
    overdrawn
        Parcel → square metres entered for it that no facility gives.
    left
        Facility → square metres not entered for any parcel.
    problems
        What was entered and could not be credited.
    lines
        Each line with what of it was credited.
    """

    credited: Mapping[str, Decimal]
    overdrawn: Mapping[str, Decimal]
    left: Mapping[str, Decimal]
    problems: tuple[Problem, ...] = field(default=())
    lines: tuple[tuple[LedgerEntry, Decimal], ...] = field(default=())


def settle(entries: Iterable[LedgerEntry], stock: Mapping[str, Decimal | None]) -> Settled:
    """Credit entries in order, each facility only for what it has.

    Parameters
    ----------
    entries
        Lines of the ledger. The same facility and parcel entered twice count as two lines; together they never exceed the facility.
    stock
        Facility → floor area in m²; ``None`` where it is not known, and then nothing of it is credited.

    Returns
    -------
    Settled
        ``sum(credited) + sum(left) = sum(known stock)``.
    """
    left = {name: area for name, area in stock.items() if area is not None and area >= 0}
    credited: dict[str, Decimal] = {}
    overdrawn: dict[str, Decimal] = {}
    problems: list[Problem] = []
    lines: list[tuple[LedgerEntry, Decimal]] = []
    for entry in entries:
        if entry.facility not in left or entry.floor_area_m2 < 0:
            code = "ledger.negative" if entry.floor_area_m2 < 0 else "ledger.unknown_facility"
            problems.append(_problem(code, entry, Decimal(0)))
            overdrawn[entry.parcel] = overdrawn.get(entry.parcel, Decimal(0)) + max(Decimal(0), entry.floor_area_m2)
            lines.append((entry, Decimal(0)))
            continue
        given = min(entry.floor_area_m2, left[entry.facility])
        left[entry.facility] -= given
        lines.append((entry, given))
        credited[entry.parcel] = credited.get(entry.parcel, Decimal(0)) + given
        if given < entry.floor_area_m2:
            overdrawn[entry.parcel] = overdrawn.get(entry.parcel, Decimal(0)) + entry.floor_area_m2 - given
            problems.append(_problem("ledger.overdrawn", entry, given))
    return Settled(MappingProxyType(credited), MappingProxyType(overdrawn), MappingProxyType(left), tuple(problems), tuple(lines))


def own_entries(parcels: Iterable[Subject]) -> tuple[list[LedgerEntry], dict[str, Decimal | None]]:
    """Enter what each parcel carries itself: a facility of its own, named after it, that answers for it alone."""
    entries: list[LedgerEntry] = []
    stock: dict[str, Decimal | None] = {}
    for parcel in parcels:
        fact = parcel.fact("elderly_floor_area_m2")
        sound = isinstance(fact.value, Decimal) and not fact.doubt and fact.value >= 0
        stock[parcel.id] = fact.value if sound and isinstance(fact.value, Decimal) else None
        if sound and isinstance(fact.value, Decimal):
            where = fact.origin
            entries.append(LedgerEntry(parcel.id, parcel.id, fact.value, where.file if where else "", where.row if where else None))
    return entries, stock


def project_subjects(
    parcels: Sequence[Subject], findings: Iterable[Finding], settled: Settled, *, rule_id: str, not_entered: Collection[str] = frozenset()
) -> list[Subject]:
    """Make a project of every two or more parcels that name the same one, with what they owe and are credited together.

    Parameters
    ----------
    parcels
        Parcels; those without ``project`` are left out.
    findings
        Findings of the rule that says what each parcel owes: their ``required`` is its duty.
    settled
        The ledger.
    rule_id
        That rule.
    not_entered
        Parcels the ledger leaves out although others of their project stand in it: what their project is credited with is doubtful.

    Returns
    -------
    list of Subject
        Kind ``project``; a parcel whose duty is not known leaves ``duty_m2`` empty, so that the project goes to review.
    """
    duty = {
        f.subject_id: f.required if f.verdict is not Verdict.NOT_APPLICABLE else Decimal(0)
        for f in findings
        if f.subject_kind == "parcel" and f.rule_id == rule_id
    }
    groups: dict[str, list[Subject]] = {}
    for parcel in parcels:
        name = parcel.fact("project").value
        if isinstance(name, str) and name.strip():
            groups.setdefault(name.strip(), []).append(parcel)
    return [_project(name, group, duty, settled, not_entered) for name, group in groups.items() if len(group) > 1]


def _project(
    name: str, parcels: Sequence[Subject], duty: Mapping[str, Decimal | None], settled: Settled, not_entered: Collection[str]
) -> Subject:
    ids = [p.id for p in parcels]
    owed = [duty.get(i) for i in ids]
    unknown = [i for i, d in zip(ids, owed, strict=True) if d is None]
    note = "、".join(f"{i} {'?' if d is None else number(d)}" for i, d in zip(ids, owed, strict=True))
    total = None if unknown else sum((d for d in owed if d is not None), Decimal(0))
    sums = {part: sum((amounts.get(i, Decimal(0)) for i in ids), Decimal(0)) for part, amounts in _amounts(settled).items()}
    doubt = "ledger.parcel_missing" if set(ids) & set(not_entered) else ""
    facts = {
        "duty_m2": Fact(total, note=word("fact.duty").format(parcels=note)),
        "credited_m2": Fact(
            sums["credited"], None, doubt, word("fact.entered").format(parcels="、".join(i for i in ids if i not in not_entered))
        ),
        "overdrawn_m2": Fact(sums["overdrawn"], note=word("fact.overdrawn")),
    }
    dates = {key: fact for key in ("conditions_date", "granted_on") if (fact := _latest(parcels, key)) is not None}
    return Subject("project", name, name, {**facts, **dates})


def _amounts(settled: Settled) -> dict[str, Mapping[str, Decimal]]:
    return {"credited": settled.credited, "overdrawn": settled.overdrawn}


def _latest(parcels: Sequence[Subject], key: str) -> Fact | None:
    """Date a project by its latest parcel where all parcels carry the date."""
    facts = [p.fact(key) for p in parcels]
    dated = [f for f in facts if f.value is not None and not f.doubt]
    return max(dated, key=lambda f: str(f.value)) if len(dated) == len(facts) else None


def _problem(code: str, entry: LedgerEntry, given: Decimal) -> Problem:
    params = {"facility": entry.facility, "parcel": entry.parcel, "given": number(given)}
    value = number(entry.floor_area_m2)
    return Problem(code, Severity.DOUBT, file=entry.file, row=entry.row, subject=entry.parcel, value=value, params=params)
