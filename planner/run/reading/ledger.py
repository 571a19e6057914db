"""The ledger of shared duties a bureau keeps: which facility answers for which parcel, with how many square metres."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from planner.errors import Problem, Severity
from planner.inputs import FieldKind, is_missing, parse_number
from planner.inputs.formats import load
from planner.model import InputSpec
from planner.rules import LedgerEntry
from planner.run.reading.columns import columns_of
from planner.texts.rules.facts import LEDGER_HEADERS


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger as its file gives it.

    Attributes
    ----------
    file
        Name for messages.
    floor, land
        Lines that share out floor area, and those that share out land.
    floor_stock, land_stock
        Facility → what it has, m²; ``None`` where it is not known.
    problems
        What was noticed.
    """

    file: str
    floor: tuple[LedgerEntry, ...]
    land: tuple[LedgerEntry, ...]
    floor_stock: Mapping[str, Decimal | None]
    land_stock: Mapping[str, Decimal | None]
    problems: tuple[Problem, ...]

    @property
    def parcels(self) -> frozenset[str]:
        """Parcels the ledger speaks of."""
        return frozenset(e.parcel for e in (*self.floor, *self.land))


def read_ledger(spec: InputSpec) -> LedgerFile:
    """Read a ledger of shared duties: facility, its floor area, parcel, share of it; land of a shared site likewise, where given.

    Parameters
    ----------
    spec
        A CSV or Excel file with the columns 设施编号, 设施建筑面积, 地块编号, 分摊建筑面积, and may be 设施用地面积, 分摊用地面积.

    Raises
    ------
    InputError
        If it cannot be read or a column is missing.
    """
    source = load(spec)
    columns = columns_of(source, LEDGER_HEADERS, spec, optional=frozenset({"land_stock", "land_share"}))
    problems = list(source.problems)
    lines: dict[str, list[LedgerEntry]] = {"": [], "land_": []}
    stocks: dict[str, dict[str, Decimal | None]] = {"": {}, "land_": {}}
    for at, row in enumerate(source.rows.tolist()):
        texts = {field: source.cells[c][at].strip() for field, c in columns.items()}
        for part, entries in lines.items():
            if f"{part}share" not in columns or (part and is_missing(texts[f"{part}share"])):
                continue
            named = (f"{part}stock", f"{part}share")
            known = [_area(texts[f], spec, row, source.headers[columns[f]], problems) if f in columns else None for f in named]
            _stock(stocks[part], texts["facility"], known[0], spec, row, problems)
            if known[1] is not None:
                entries.append(LedgerEntry(texts["facility"], texts["parcel"], known[1], spec.name, row))
    return LedgerFile(spec.name, tuple(lines[""]), tuple(lines["land_"]), stocks[""], stocks["land_"], tuple(problems))


def _stock(
    stock: dict[str, Decimal | None], facility: str, area: Decimal | None, spec: InputSpec, row: int, problems: list[Problem]
) -> None:
    """Note what a facility has; of two figures the smaller stands, and a doubt names both."""
    known = stock.setdefault(facility, area)
    if area is not None and known is not None and area != known:
        problems.append(_two_sizes(spec, row, facility, area, known))
        stock[facility] = min(area, known)


def _two_sizes(spec: InputSpec, row: int, facility: str, area: Decimal, known: Decimal) -> Problem:
    params = {"first": f"{known}"}
    return Problem("ledger.two_sizes", Severity.DOUBT, spec.name, row, subject=facility, value=f"{area}", params=params)


def _area(text: str, spec: InputSpec, row: int, header: str, problems: list[Problem]) -> Decimal | None:
    cell = parse_number(text, FieldKind.AREA)
    if isinstance(cell.value, Decimal) and not cell.doubt:
        return cell.value
    problems.append(Problem("ledger.no_area", Severity.DOUBT, spec.name, row, header, value=text))
    return None
