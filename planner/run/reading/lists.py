"""Lists that only rules need: a ledger of shared duties, and figures an officer gives for a county, a township or the city."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from planner.errors import InputError, Problem, Severity
from planner.inputs import FieldKind, InputTable, is_missing, parse_date, parse_number, read
from planner.inputs.formats import FileContent, load
from planner.model import Fact, Finding, InputSpec, Origin, Subject
from planner.rules import Difference, LedgerEntry, RulePack, Settled, compare_stages, judge, project_subjects, settle
from planner.run.judged.subjects import with_extras

_LEDGER: Mapping[str, tuple[str, ...]] = {
    "facility": ("设施编号", "设施", "facility"),
    "stock": ("设施建筑面积", "设施面积", "facility_floor_area_m2"),
    "parcel": ("地块编号", "宗地编号", "地块", "parcel"),
    "share": ("分摊建筑面积", "分摊面积", "floor_area_m2"),
    "land_stock": ("设施用地面积", "facility_land_area_m2"),
    "land_share": ("分摊用地面积", "共享用地分摊面积", "land_area_m2"),
}
_FACTS: Mapping[str, tuple[str, ...]] = {
    "kind": ("主体类型", "subject_kind"),
    "id": ("主体", "主体编号", "subject_id"),
    "field": ("指标", "字段", "field"),
    "value": ("数值", "值", "value"),
}
_SUBJECTS = {
    "城市": "city",
    "县": "county",
    "乡镇": "township",
    "社区": "community",
    "小区": "compound",
    "设施": "facility",
    "地块": "parcel",
}
_FLAGS = {"是": True, "否": False, "true": True, "false": False}


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
    columns = _columns(source, _LEDGER, spec, optional=frozenset({"land_stock", "land_share"}))
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
    """Note what a facility has; of two figures the smaller stands, and both are told."""
    known = stock.setdefault(facility, area)
    if area is not None and known is not None and area != known:
        problems.append(_two_sizes(spec, row, facility, area, known))
        stock[facility] = min(area, known)


def judge_ledger(
    pack: RulePack, parcels: InputSpec, ledger: InputSpec, *, rule_id: str, as_of: date
) -> tuple[Settled, list[Finding], list[Problem]]:
    """Settle a ledger and judge the projects whose parcels share their duty by it.

    Parameters
    ----------
    pack, as_of
        The rules and the day.
    parcels, ledger
        The parcels with their projects, and the lines of the ledger: facility, its floor area, parcel, share.
    rule_id
        The rule that says what each parcel owes.

    Returns
    -------
    tuple
        The ledger settled, the findings of the projects, and everything noticed.

    Raises
    ------
    InputError
        If a file cannot be read or a column of the ledger is missing.
    """
    table = read("parcel", parcels)
    land = with_extras(table, table.subjects())
    lines = read_ledger(ledger)
    settled = settle(lines.floor, lines.floor_stock)
    owed = judge(pack, land, as_of=as_of)
    projects = project_subjects(land, owed, settled, rule_id=rule_id)
    return settled, judge(pack, projects, as_of=as_of), [*table.problems, *lines.problems, *settled.problems]


def judge_facts(pack: RulePack, facts: InputSpec, *, as_of: date) -> tuple[list[Finding], list[Problem]]:
    """Judge subjects from a list of single facts: one row per subject and field.

    Parameters
    ----------
    pack, as_of
        The rules and the day.
    facts
        Columns 主体类型, 主体, 指标, 数值; fields by the names rules use (``planner rules show``).

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, or a row names no known kind of subject.
    """
    source = load(facts)
    columns = _columns(source, _FACTS, facts)
    problems = list(source.problems)
    told: dict[tuple[str, str], dict[str, Fact]] = {}
    for at, row in enumerate(source.rows.tolist()):
        texts = {field: source.cells[c][at].strip() for field, c in columns.items()}
        kind = _SUBJECTS.get(texts["kind"], texts["kind"])
        if kind not in _SUBJECTS.values():
            params = {"known": "、".join(_SUBJECTS)}
            problems.append(Problem("facts.unknown_subject", Severity.ERROR, facts.name, row, value=texts["kind"], params=params))
            continue
        fact = _value(texts["value"], Origin(facts.name, row, source.headers[columns["value"]], texts["value"]))
        told.setdefault((kind, texts["id"]), {})[texts["field"]] = fact
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    return judge(pack, [Subject(kind, name, name, found) for (kind, name), found in told.items()], as_of=as_of), problems


def compare_parcels(before: InputSpec, after: InputSpec, *, verification: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """Hold two parcel files against each other, parcel by parcel: conditions and scheme, or permit and survey.

    Returns
    -------
    tuple
        A frame ``parcel_id, field, before, after, verdict, words`` (a parcel that stands in one file only is compared with nothing and so
        needs review), and everything noticed in the files.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    tables = [read("parcel", spec) for spec in (before, after)]
    first, second = map(_facts, tables)
    rows: list[list[object]] = []
    for name in dict.fromkeys((*first, *second)):
        found: Sequence[Difference] = compare_stages(
            first.get(name, {}), second.get(name, {}), stage="verification" if verification else "scheme"
        )
        rows += [[name, d.field, d.before, d.after, str(d.verdict), d.words.zh] for d in found]
    frame = pd.DataFrame(rows, columns=["parcel_id", "field", "before", "after", "verdict", "words"])
    return frame, [p for table in tables for p in table.problems]


def _facts(table: InputTable) -> dict[str, Mapping[str, Fact]]:
    return {s.id: s.facts for s in table.subjects()}


def _columns(
    source: FileContent, known: Mapping[str, tuple[str, ...]], spec: InputSpec, *, optional: frozenset[str] = frozenset()
) -> dict[str, int]:
    headers = [_plain(h) for h in source.headers]
    found = {field: headers.index(_plain(word)) for field, words in known.items() for word in reversed(words) if _plain(word) in headers}
    missing = [words[0] for field, words in known.items() if field not in found and field not in optional]
    if missing:
        params = {"known": "、".join(w[0] for w in known.values())}
        raise InputError([Problem("facts.missing_column", Severity.ERROR, spec.name, value="、".join(missing), params=params)])
    return found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _two_sizes(spec: InputSpec, row: int, facility: str, area: Decimal, known: Decimal) -> Problem:
    params = {"first": f"{known}"}
    return Problem("ledger.two_sizes", Severity.DOUBT, spec.name, row, subject=facility, value=f"{area}", params=params)


def _area(text: str, spec: InputSpec, row: int, header: str, problems: list[Problem]) -> Decimal | None:
    cell = parse_number(text, FieldKind.AREA)
    if isinstance(cell.value, Decimal) and not cell.doubt:
        return cell.value
    problems.append(Problem("ledger.no_area", Severity.DOUBT, spec.name, row, header, value=text))
    return None


def _value(text: str, origin: Origin) -> Fact:
    if is_missing(text):
        return Fact(None, replace(origin, raw=""))
    if text.lower() in _FLAGS:
        return Fact(_FLAGS[text.lower()], origin)
    cell = parse_number(text, FieldKind.AREA)
    if cell.value is not None:
        return Fact(cell.value, origin, cell.doubt)
    day = parse_date(text)
    return Fact(day.value, origin, day.doubt) if day.value is not None else Fact(text, origin)
