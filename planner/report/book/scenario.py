"""A scenario's changes as a workbook with Chinese headers, to be edited in a spreadsheet and taken back; differences are shown first."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import openpyxl

from planner.errors import InputError, Problem, Severity, needing
from planner.files import write_whole, writing
from planner.report.folder.csvfiles import harmless, unharmed
from planner.report.noday import NO_DAY
from planner.scenario import CHANGES, ChangeEdit, changes_of
from planner.texts.comparing import CHANGE_FIELDS, CHANGE_NUMBER, CHANGE_PLACE, CHANGE_SHEETS, SCENARIO_SHEET

_KEPT = frozenset({"geometry"})  # drawn shapes are no business of a spreadsheet
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


@dataclass(frozen=True, slots=True)
class BookDifferences:
    """What a workbook says otherwise than a scenario file: edits for :func:`planner.scenario.rewriting.rewritten`, and in words."""

    edits: tuple[ChangeEdit, ...]
    lines: tuple[str, ...]


def write_scenario_book(text: str, out: Path, *, title: str) -> None:
    """Write the changes of a scenario as a workbook: a sheet per kind of change, a row per change, its number in the first column.

    Parameters
    ----------
    text
        The scenario file.
    out
        Workbook to write.
    title
        Name of the file, for its first sheet.

    Raises
    ------
    OutputError
        If it cannot be written.
    MissingExtraError
        If the extra ``report`` is not installed.
    """
    with writing(out):
        write_whole(out, _book(changes_of(text, title), title, out.name))


def _book(changes: Sequence[tuple[str, Mapping[str, Any]]], title: str, name: str) -> bytes:
    """Return the workbook of a scenario's changes."""
    with needing("report", name):
        import xlsxwriter
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"created": datetime(NO_DAY.year, NO_DAY.month, NO_DAY.day)})  # noqa: DTZ001 - a plain day
    head = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1, "font_name": "Microsoft YaHei", "font_size": 10})
    plain = book.add_format({"font_name": "Microsoft YaHei", "font_size": 10})
    first = book.add_worksheet(SCENARIO_SHEET[0])
    first.set_column(0, 0, 100)
    for row, line in enumerate((title, *SCENARIO_SHEET[1:])):
        first.write_string(row, 0, line, plain)
    for kind, sheet in CHANGE_SHEETS.items():
        page = book.add_worksheet(sheet)
        columns = [CHANGE_NUMBER, *_columns(kind)]
        for at, column in enumerate(columns):
            page.write_string(0, at, CHANGE_FIELDS.get(column, column), head)
            page.set_column(at, at, 8 if at == 0 else 18)
        rows = [(n, body) for n, (name, body) in enumerate(changes, start=1) if name == kind]
        for row, (number, body) in enumerate(rows, start=1):
            page.write_number(row, 0, number, plain)
            for at, column in enumerate(columns[1:], start=1):
                _write_cell(page, (row, at), _cell(body, column), plain)
        page.freeze_panes(1, 0)
    book.close()
    return made.getvalue()


def _columns(kind: str) -> list[str]:
    fields = [f for f in CHANGES[kind].model_fields if f not in _KEPT]
    return [c for f in fields for c in (("lon", "lat") if f == "at" else (f,))]


def _cell(body: Mapping[str, Any], column: str) -> str:
    if column in {"lon", "lat"}:
        at = body.get("at")
        return str(at[column == "lat"]) if isinstance(at, list) and len(at) == 2 else ""
    value = body.get(column)
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _write_cell(page: Any, at: tuple[int, int], text: str, style: Any) -> None:
    if _NUMBER.fullmatch(text) and Decimal(repr(float(text))) == Decimal(text):
        page.write_number(*at, float(text), style)
    elif text:
        page.write_string(*at, harmless(text), style)


def read_scenario_book(path: Path, text: str) -> BookDifferences:
    """Compare a workbook with a scenario text.

    A row without a number is a new change; a change without a row is dropped; an empty cell drops the field.

    Parameters
    ----------
    path
        Workbook that :func:`write_scenario_book` wrote, saved again by any spreadsheet program.
    text
        The scenario file as it stands.

    Raises
    ------
    InputError
        If it is no such workbook, or a row names a change that is not there.
    """
    changes = changes_of(text)
    rows = _rows(path)
    problems = [
        Problem("book.unknown_row", Severity.ERROR, path.name, row, field=CHANGE_SHEETS[kind], value=str(number))
        for kind, number, row, _ in rows
        if number is not None and not (0 < number <= len(changes) and changes[number - 1][0] == kind)
    ]
    numbers = [number for _, number, _, _ in rows if number is not None]
    problems += [
        Problem("book.row_twice", Severity.ERROR, path.name, row, field=CHANGE_SHEETS[kind], value=str(number))
        for at, (kind, number, row, _) in enumerate(rows)
        if number is not None and any(n == number for _, n, _, _ in rows[:at])
    ]
    if problems:
        raise InputError(problems)
    edits: list[ChangeEdit] = []
    seen = set(numbers)
    for kind, number, _, cells in rows:
        if number is None:
            edits.append(ChangeEdit(None, kind, _body(cells), {}))
            continue
        before = changes[number - 1][1]
        fields = dict(_changed(before, cells, _columns(kind)))
        if fields:
            edits.append(ChangeEdit(number - 1, kind, fields, {f: before.get(f) for f in fields}))
    edits += [ChangeEdit(at, kind, {}, body) for at, (kind, body) in enumerate(changes) if at + 1 not in seen]
    edits.sort(key=lambda e: len(changes) if e.at is None else e.at)
    return BookDifferences(tuple(edits), tuple(_described(e) for e in edits))


def _rows(path: Path) -> list[tuple[str, int | None, int, dict[str, str]]]:
    """Read kind, number, row of the sheet, and cells by field of every row that says anything."""
    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except Exception as error:  # openpyxl raises many kinds; each means the same to the user
        raise InputError([Problem("book.unreadable", Severity.ERROR, path.name, params={"detail": str(error)[:200]})]) from error
    fields = {word: field for field, word in CHANGE_FIELDS.items()}
    out = []
    for kind, sheet in CHANGE_SHEETS.items():
        if sheet not in book.sheetnames:
            raise InputError([Problem("book.no_sheet", Severity.ERROR, path.name, value=sheet)])
        lines = book[sheet].iter_rows(values_only=True)
        headers = [str(h or "").strip() for h in next(lines, ())]
        unknown = [h for h in headers if h and h != CHANGE_NUMBER and fields.get(h, h) not in _columns(kind)]
        if unknown or CHANGE_NUMBER not in headers:
            raise InputError([Problem("book.header", Severity.ERROR, path.name, 1, field=sheet, value="、".join(unknown) or CHANGE_NUMBER)])
        for row, values in enumerate(lines, start=2):
            cells = {fields.get(h, h): _text(v) for h, v in zip(headers, values, strict=False) if h}
            number = cells.pop(CHANGE_NUMBER, "")
            if number or any(cells.values()):
                if number and not number.isdecimal():
                    raise InputError([Problem("book.unknown_row", Severity.ERROR, path.name, row, field=sheet, value=number)])
                out.append((kind, int(number) if number else None, row, cells))
    return out


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if hasattr(value, "date"):
        return str(value.date().isoformat())
    return unharmed(str(value)).strip()


def _body(cells: Mapping[str, str]) -> dict[str, Any]:
    body: dict[str, Any] = {k: v for k, v in cells.items() if v and k not in {"lon", "lat"}}
    if cells.get("lon") or cells.get("lat"):
        body["at"] = [cells.get("lon", ""), cells.get("lat", "")]
    return body


def _changed(before: Mapping[str, Any], cells: Mapping[str, str], columns: Sequence[str]) -> Iterator[tuple[str, Any]]:
    for column in columns:
        if column in {"lon", "lat"} or column not in cells:
            continue
        if not _same(_cell(before, column), cells[column]):
            yield column, cells[column] or None
    if any(c in cells and not _same(_cell(before, c), cells[c]) for c in ("lon", "lat")):
        yield "at", [cells["lon"], cells["lat"]]


def _same(one: str, two: str) -> bool:
    try:
        return one == two or Decimal(one) == Decimal(two)
    except InvalidOperation:
        return one.strip() == two.strip()


def _described(edit: ChangeEdit) -> str:
    sheet = CHANGE_SHEETS[edit.kind]
    where = sheet if edit.at is None else f"{edit.at + 1} {sheet}"
    if edit.at is None:
        return f"+ {where}：" + "，".join(f"{_word(k)} {_shown(v)}" for k, v in edit.fields.items())
    if not edit.fields:
        return f"− {where}：" + "，".join(f"{_word(k)} {_shown(v)}" for k, v in edit.before.items())
    return f"~ {where}：" + "，".join(f"{_word(k)} {_shown(edit.before.get(k))} → {_shown(v)}" for k, v in edit.fields.items())


def _word(field: str) -> str:
    return CHANGE_FIELDS.get(field, CHANGE_PLACE if field == "at" else field)


def _shown(value: Any) -> str:
    return "—" if value is None or value == "" else f"({', '.join(map(str, value))})" if isinstance(value, list) else str(value)
