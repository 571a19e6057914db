"""The shared-duty ledger inside a run: what parcels are credited with, no square metre twice, and the table that shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pandas as pd

from planner.errors import Problem, Severity
from planner.model import Fact, Finding, Origin, Subject
from planner.rules import Settled, own_entries, settle
from planner.run.reading.ledger import LedgerFile
from planner.tables import frame_of
from planner.texts import word
from planner.texts.rules.facts import LEDGER_HEADERS

SHARED_LAND = "shared_land_area_m2"


@dataclass(frozen=True, slots=True, eq=False)
class SharedDuty:
    """Parcels with what the ledger credits them, and the ledger settled.

    Attributes
    ----------
    parcels
        As given, with ``shared_land_area_m2`` of the ledger where it shares out land to them.
    floor
        Floor area settled: lines of the ledger, and what parcels of projects it does not speak of carry themselves.
    land
        Land of shared sites settled.
    stocks
        ``"floor"``, ``"land"`` → facility → what it has.
    file
        Of the ledger.
    not_entered
        Parcels with an area of their own that the ledger leaves out, of projects it speaks of.
    """

    parcels: tuple[Subject, ...]
    floor: Settled
    land: Settled
    stocks: Mapping[str, Mapping[str, Decimal | None]]
    file: str = ""
    not_entered: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was entered and could not be credited."""
        missing = [Problem("ledger.parcel_missing", Severity.DOUBT, self.file, subject="、".join(self.not_entered))]
        return (*self.floor.problems, *self.land.problems, *(missing if self.not_entered else ()))


def shared_duty(parcels: Sequence[Subject], ledger: LedgerFile | None) -> SharedDuty:
    """Settle what parcels share.

    A project any of whose parcels stands in the ledger is settled by the ledger alone; parcels of all others answer with what they carry
    themselves. So nothing that stands in the ledger is counted a second time as a parcel's own; a doubt names who is left out.
    """
    named = frozenset() if ledger is None else ledger.parcels
    listed = {_project(p) for p in parcels if p.id in named} - {""}
    own, stock = own_entries(p for p in parcels if p.id not in named and _project(p) not in listed)
    if ledger is None:
        return SharedDuty(tuple(parcels), settle(own, stock), settle((), {}), {"floor": {}, "land": {}})
    floor = settle([*ledger.floor, *own], {**stock, **ledger.floor_stock})
    land = settle(ledger.land, ledger.land_stock)
    credited = tuple(_with_land(p, land, ledger) for p in parcels)
    left_out = [p.id for p in parcels if p.id not in named and _project(p) in listed and p.fact("elderly_floor_area_m2").value]
    return SharedDuty(credited, floor, land, {"floor": ledger.floor_stock, "land": ledger.land_stock}, ledger.file, tuple(left_out))


def _project(parcel: Subject) -> str:
    name = parcel.fact("project").value
    return name.strip() if isinstance(name, str) else ""


def _with_land(parcel: Subject, land: Settled, ledger: LedgerFile) -> Subject:
    """Return a parcel its share of shared sites; the ledger goes before a column of the parcel list."""
    lines = [(e, given) for e, given in land.lines if e.parcel == parcel.id]
    if not lines:
        return parcel
    text = " + ".join(f"{e.facility} {given}" for e, given in lines)
    origin = Origin(ledger.file, lines[0][0].row, LEDGER_HEADERS["land_share"][0], str(lines[0][0].floor_area_m2))
    fact = Fact(land.credited.get(parcel.id, Decimal(0)), origin, note=word("fact.credited").format(lines=text))
    return replace(parcel, facts={**parcel.facts, SHARED_LAND: fact})


def ledger_frame(shared: SharedDuty, findings: Sequence[Finding], *, rule_id: str) -> pd.DataFrame:
    """Lay the ledger out line by line: entered, credited, what is left in the facility, and what each parcel owes by a rule."""
    due = {f.subject_id: f.required for f in findings if f.subject_kind == "parcel" and f.rule_id == rule_id}
    projects = {p.id: _project(p) for p in shared.parcels}
    rows: list[dict[str, object]] = []
    for what, settled in (("floor", shared.floor), ("land", shared.land)):
        stock = shared.stocks[what]
        for entry, given in settled.lines:
            if entry.file != shared.file or not shared.file:
                continue
            rows.append(
                {
                    "file": entry.file,
                    "row": entry.row,
                    "what": what,
                    "facility_id": entry.facility,
                    "facility_area_m2": stock.get(entry.facility),
                    "parcel_id": entry.parcel,
                    "project": projects.get(entry.parcel, ""),
                    "entered_m2": entry.floor_area_m2,
                    "credited_m2": given,
                    "not_credited_m2": entry.floor_area_m2 - given,
                    "left_in_facility_m2": settled.left.get(entry.facility),
                    "parcel_due_m2": due.get(entry.parcel) if what == "floor" else None,
                }
            )
    return frame_of("ledger", rows)
