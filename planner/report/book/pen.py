"""Writing sheets in one style: title, header, rows, filters, frozen panes, print layout; text never becomes a formula."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from planner.report.book.formulas import FIRST_ROW, Cells, shortfall
from planner.report.book.printing import Layout, layout
from planner.report.book.summary import Line
from planner.report.columns import Column, blank, colour_of, figure, finding_key, say, shown
from planner.report.folder.csvfiles import harmless
from planner.style import INK, tint
from planner.tables import schemas, title_of
from planner.texts import word

_FONT = "Microsoft YaHei"
_TITLE_ROW, _HEADER_ROW = 0, 1
_WIDEST = {"text": 30, "long": 60, "count": 16, "number": 18, "share": 16, "degrees": 14, "code": 18, "date": 12}
_LEDGER_WIDEST = 32.0
#: Forms whose cells wrap: sentences, names and lists of names.
_WRAPPED = frozenset({"long", "text"})
_NUMERIC = frozenset({"count", "number", "share", "degrees"})
_CELL_LIMIT = 32_000
#: Widest of one column; a table's description may hold narrower ones for all columns of a form.
_OWN_WIDEST = {"field": 28, "citation": 46, "subject_id": 15}
#: Columns of the pages of lines: the first holds labels; beside them a second block begins at a column.
_LINE_WIDTHS, _BESIDE = (34, 26, *(16,) * 6), 3
#: Least width a title and its header rows need to be read, and signs of a title on a line of that width.
_LEAST_WIDTH, _TITLE_SIGN = 60.0, 1.35


@contextmanager
def book_of(path: Path | BinaryIO, *, title: str, day: date) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook to be written, and close it.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    book = xlsxwriter.Workbook(
        str(path) if isinstance(path, Path) else path,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
    )
    book.set_properties({"title": _cut(title), "created": datetime(day.year, day.month, day.day)})  # noqa: DTZ001 - a plain day
    yield book
    try:
        book.close()
    except XlsxFileError as error:
        raise OSError(str(error)) from error


class Pen:
    """Writes sheets; formats are made once and shared."""

    def __init__(self, book: xlsxwriter.Workbook, subtitle: str) -> None:
        self._book = book
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._subtitle = subtitle
        self._titles: dict[str, str] = {}

    def table(self, sheet: str, frame: pd.DataFrame, cells: Cells | None = None) -> None:
        """Write a frame as a sheet: title, header, rows; shortfalls and sums that the other columns give are formulas."""
        laid, ledger = layout(sheet, frame), sheet.startswith("ledger_")
        columns = laid.columns
        page = self._page(sheet, repeat=_HEADER_ROW)
        forces = frame["force"].astype(str).tolist() if "force" in frame else [""] * len(frame)
        live = _formulas(sheet, frame, [c.name for c in columns], cells)
        formulated = {name for _, name in live}
        page.set_row(_HEADER_ROW, 44)
        widths = [_width(column, frame[column.name].tolist()) for column in columns]
        widths = [min(wide, _LEDGER_WIDEST) if ledger else wide for wide in widths]
        for c, column in enumerate(columns):
            values = frame[column.name].tolist()
            page.write_string(_HEADER_ROW, c, column.header(), self._format(header=True))
            page.set_column(c, c, widths[c])
            if column.form in _NUMERIC and column.name not in formulated:
                self._numbers(page, c, column, values)
                continue
            for r, value in enumerate(values):
                at = (FIRST_ROW + r, c)
                if (r, column.name) in live and figure(value) is not None:
                    self._formula(page, at, live[r, column.name], column.form, float(value))
                else:
                    self._cell(page, at, column, value, forces[r])
        self._choices(page, frame, columns)
        _heighten(page, frame, columns, widths)
        if not len(frame):
            page.write_string(FIRST_ROW, 0, word("map.empty"), self._format())
        page.set_paper(8 if ledger else 9)  # a ledger goes on A3, whole
        self._on_paper(page, laid, widths, len(frame))
        page.freeze_panes(FIRST_ROW, 2)
        page.autofilter(_HEADER_ROW, 0, _HEADER_ROW + max(len(frame), 1), max(len(columns) - 1, 0))

    def _on_paper(self, page: Worksheet, laid: Layout, widths: Sequence[float], records: int) -> None:
        """Describe what is printed, one page wide, and let the title run over it."""
        last = laid.printed - 1
        page.fit_to_pages(1, 0)
        page.print_area(_TITLE_ROW, 0, FIRST_ROW + max(laid.rows, 1) - 1, last)
        if laid.rows < records:
            note = word("sheet.first_page").format(rows=f"{laid.rows:,}", all=f"{records:,}")
            page.set_footer(f"&L&9{note}&R{word('sheet.pages')}")
        self._title_over(page, sum(widths[: laid.printed]), last)

    def _title_over(self, page: Worksheet, wide: float, last: int) -> None:
        """Let the title run over the printed columns, in as many lines as it needs."""
        title = self._titles[page.get_name()]
        lines = -(-_cells(title) * _TITLE_SIGN // max(wide, 1.0))
        page.set_row(_TITLE_ROW, 8 + 18 * max(1, int(lines)))
        if last > 0:
            page.merge_range(_TITLE_ROW, 0, _TITLE_ROW, last, title, self._format(title=True, wrap=True))

    def _numbers(self, page: Worksheet, c: int, column: Column, values: Sequence[Any]) -> None:
        """Write a column of figures; what is no figure is written as any other cell. Most cells of a workbook are these."""
        empty = self._format(border=True)
        looks = {kind: self._format(border=True, number=_number_format(column.form, kind(0))) for kind in (int, float)}
        for r, value in enumerate(values, start=FIRST_ROW):
            if value == "":
                page.write_blank(r, c, None, empty)
                continue
            number = figure(value)
            if number is None:
                self._cell(page, (r, c), column, value, "")
            else:
                page.write_number(r, c, number, looks[type(number)])

    def _choices(self, page: Worksheet, frame: pd.DataFrame, columns: Sequence[Column]) -> None:
        """Let a reader choose how far a matter is, and enter a day, instead of writing freely."""
        for c, column in enumerate(columns):
            if column.name == "ledger_state" and len(frame):
                states = [word(f"ledger.{state}") for state in ("waiting", "doing", "done")]
                page.data_validation(FIRST_ROW, c, FIRST_ROW + len(frame) - 1, c, {"validate": "list", "source": states})

    def lines(self, sheet: str, lines: Sequence[Line]) -> None:
        """Write a page of short lines: headings, labels and values side by side."""
        page = self._page(sheet, repeat=_TITLE_ROW)
        for c, wide in enumerate(_LINE_WIDTHS):
            page.set_column(c, c, wide)
        self._title_over(page, float(sum(_LINE_WIDTHS)), len(_LINE_WIDTHS) - 1)
        for r, line in enumerate(lines, start=_TITLE_ROW + 2):
            if line.beside is not None:
                self._beside(page, r, line.beside)
            if not any(line.cells):
                continue
            for c, value in enumerate(line.cells):
                self._line_cell(page, (r, c), line, value)
            if line.wrap and len(line.cells) > 1:
                page.merge_range(r, 1, r, 7, _text(line.cells[1]), self._format(wrap=True, border=True))
                page.set_row(r, 17 * max(1, -(-_cells(_text(line.cells[1])) // 118)))

    def _beside(self, page: Worksheet, r: int, line: Line) -> None:
        """Write a line of a second block, to the right; its last cell runs to the page's edge."""
        *cells, last = line.cells
        for c, value in enumerate(cells):
            look = self._format(header=line.heading, border=not line.heading)
            page.write_string(r, _BESIDE + c, _text(value), look)
        look = self._format(header=line.heading, border=not line.heading)
        page.merge_range(r, _BESIDE + len(cells), r, len(_LINE_WIDTHS) - 1, _text(last), look)

    def _line_cell(self, page: Worksheet, at: tuple[int, int], line: Line, value: Any) -> None:
        c = at[1]
        form = line.forms[c] if c < len(line.forms) else "text"
        colour = line.colours[c] if c < len(line.colours) else None
        live = line.formulas[c] if c < len(line.formulas) else ""
        number = figure(value) if form in {"count", "number", "share"} else None
        if number is None:
            look = self._format(header=line.heading, colour=colour, border=not line.heading, wrap=line.wrap and c > 0)
            page.write_string(*at, _text(value), look)
        elif live:
            self._formula(page, at, live.replace("{row}", str(at[0] + 1)), form, float(number))
        else:
            page.write_number(*at, number, self._format(number=_number_format(form, number), colour=colour, border=not line.heading))

    def _formula(self, page: Worksheet, at: tuple[int, int], text: str, form: str, value: float) -> None:
        number = figure(value)
        page.write_formula(*at, text, self._format(border=True, number=_number_format(form, value if number is None else number)), number)

    def _page(self, sheet: str, *, repeat: int) -> Worksheet:
        page = self._book.add_worksheet(title_of(sheet))
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        page.repeat_rows(_TITLE_ROW, repeat)
        page.set_footer(f"&R{word('sheet.pages')}")
        page.hide_gridlines(2)
        page.set_row(_TITLE_ROW, 26)
        title = self._titles[page.get_name()] = _text(f"{title_of(sheet)} · {self._subtitle}")
        page.write_string(_TITLE_ROW, 0, title, self._format(title=True))
        return page

    def _cell(self, page: Worksheet, at: tuple[int, int], column: Column, value: Any, force: str) -> None:
        if blank(value):
            page.write_blank(*at, None, self._format(border=True))
            return
        if column.form == "code":
            name = finding_key(str(value), force) if column.name in {"verdict", "review_verdict"} else value
            text = say(column.name, name, sheet=column.sheet)
            page.write_string(*at, _text(text), self._format(border=True, colour=colour_of(column.name, value, force)))
            return
        day = _day(value) if column.form == "date" else None
        if day is not None:
            page.write_datetime(*at, day, self._format(border=True, number="yyyy-mm-dd"))
            return
        number = figure(value) if column.form in {"count", "number", "share", "degrees"} else None
        if number is not None:
            page.write_number(*at, number, self._format(border=True, number=_number_format(column.form, number)))
            return
        right = column.form in {"count", "number", "share"}
        page.write_string(*at, _text(value), self._format(border=True, wrap=column.form in _WRAPPED, right=right))

    def _format(self, **how: Any) -> Format:
        key = tuple(sorted((k, v) for k, v in how.items() if v))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(_properties(dict(key)))
        return self._formats[key]


def _heighten(page: Worksheet, frame: pd.DataFrame, columns: Sequence[Column], widths: Sequence[float]) -> None:
    """Return rows of wrapped sentences the height they need; not every program does so by itself."""
    wrapped = [(frame[c.name].tolist(), wide) for c, wide in zip(columns, widths, strict=True) if c.form in _WRAPPED]
    for r in range(len(frame)):
        lines = max(
            (math.ceil(_cells(str(values[r])) / max(wide - 1.5, 1.0)) for values, wide in wrapped if not blank(values[r])), default=1
        )
        if lines > 1:
            page.set_row(FIRST_ROW + r, min(14.5 * lines + 2, 400))


def _formulas(sheet: str, frame: pd.DataFrame, names: Sequence[str], cells: Cells | None) -> dict[tuple[int, str], str]:
    """Return the formulas of a sheet: row and column → text."""
    out: dict[tuple[int, str], str] = {}
    rows = frame.to_dict("records") if "required" in names or sheet == "subsidies" else []
    for r, row in enumerate(rows):
        if sheet != "subsidies":
            text = shortfall(names, {str(k): v for k, v in row.items()}, FIRST_ROW + r)
            out |= {(r, "shortfall"): text} if text else {}
        elif cells is not None and row.get("level") in {"county", "all"}:
            tests = [("level", word("level.project")), ("rule_id", str(row["rule_id"]))]
            tests += [("county", str(row["county"]))] if row["level"] == "county" else []
            out |= {
                (r, c): cells.total(sheet, c, *tests) for c in ("low_yuan", "high_yuan", "city_low_yuan", "city_high_yuan") if c in names
            }
    return out


def _day(value: Any) -> datetime | None:
    try:
        found = date.fromisoformat(str(value))
    except ValueError:
        return None
    return datetime(found.year, found.month, found.day) if found.year >= 1900 else None  # noqa: DTZ001 - a plain day


def _properties(how: Mapping[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {"font_name": _FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
    if how.get("title"):
        out |= {"bold": True, "font_size": 14}
    if how.get("header"):
        out |= {"bold": True, "bg_color": "#e9edf1", "border": 1, "border_color": "#c9ced4", "text_wrap": True}
    if how.get("border"):
        out |= {"border": 1, "border_color": "#dcdfe3"}
    if how.get("wrap"):
        out |= {"text_wrap": True}
    if how.get("border") and not (how.get("number") or how.get("right")):
        out |= {"indent": 1}  # a text stands clear of the figure to its left
    if how.get("right"):
        out |= {"align": "right"}
    if how.get("number"):
        out |= {"num_format": how["number"]}
    if how.get("colour"):
        out |= {"bg_color": tint(how["colour"], 0.28), "bold": True}
    return out


def _number_format(form: str, number: float) -> str:
    if form == "share":
        return "0.0%"
    if form == "degrees":
        return "0.000000"
    return "#,##0" if form == "count" or isinstance(number, int) else "#,##0.0#"


def _width(column: Column, values: Sequence[Any]) -> float:
    table = schemas().get(column.sheet)
    widest = _OWN_WIDEST.get(column.name, {**_WIDEST, **(table.widths if table else {})}[column.form])
    head = column.header()
    unit = head[head.rfind("（") :] if head.endswith("）") else ""
    title = max(min(max(-(-_cells(head) // 3) + 1, _cells(unit)), 12), 5)  # a header takes up to three lines, its unit stays whole
    words = [_cells(shown(column, v)) for v in values[:500]]
    air = 2 if column.form in _NUMERIC else 3
    return float(min(max([title, *words], default=8) + air, widest))


def _cells(text: str) -> int:
    """Width of a text in columns of a spreadsheet: a Chinese sign takes two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)


def _text(value: Any) -> str:
    """Write user text as a cell that is not run and that Excel accepts."""
    plain = "" if blank(value) else str(value)
    return _cut(harmless("".join(sign for sign in plain if sign >= " " or sign in "\t\n")))


def _cut(text: str) -> str:
    return text if len(text) <= _CELL_LIMIT else text[: _CELL_LIMIT - 1] + "…"
