"""One table as a file for a person: the rows on screen with the headers and words of the language, as CSV or as a sheet of Excel."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from planner.errors import needing
from planner.report.columns import Column, blank, columns_of, figure, say
from planner.report.folder.csvfiles import harmless

_FORMATS = {"count": "#,##0", "number": "#,##0.##", "share": "0.0%", "degrees": "0.000000"}
_WIDEST = 48
_CELL_LIMIT = 32_000


def table_csv(frame: pd.DataFrame, sheet: str, lang: str = "zh") -> bytes:
    """Write a table as CSV that Excel opens: UTF-8 with its mark, words for codes, figures plain, no cell that runs.

    Parameters
    ----------
    frame
        Rows.
    sheet
        Whose columns they are, see :func:`planner.report.columns.columns_of`.
    lang
        Of headers and words.
    """
    columns = columns_of(sheet, frame.columns, lang=lang)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(c.header(lang)) for c in columns])
    values = [frame[c.name].tolist() for c in columns]
    writer.writerows([_text(c, v, lang) for c, v in zip(columns, row, strict=True)] for row in zip(*values, strict=True))
    return out.getvalue().encode("utf-8-sig")


def table_xlsx(frame: pd.DataFrame, sheet: str, title: str, *, day: date, lang: str = "zh") -> bytes:
    """Write a table as a workbook of one sheet: real figures, header kept in sight, filters; nothing is a formula.

    Parameters
    ----------
    frame, sheet
        Rows, and whose columns they are.
    title
        Name of the sheet.
    day
        Date the document carries, so that the same rows give the same bytes.
    lang
        Of headers and words.
    """
    with needing("report", "Excel"):
        import xlsxwriter
    columns = columns_of(sheet, frame.columns, lang=lang)
    out = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    book = xlsxwriter.Workbook(out, plain)
    book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC).replace(tzinfo=None)})
    page = book.add_worksheet("".join(sign for sign in title if sign not in "[]:*?/\\")[:31] or "table")
    head = book.add_format({"bold": True, "bg_color": "#e9edf1", "border": 1, "text_wrap": True, "valign": "vcenter"})
    figures = {form: book.add_format({"num_format": code}) for form, code in _FORMATS.items()}
    for c, column in enumerate(columns):
        values = frame[column.name].tolist()
        page.write_string(0, c, harmless(column.header(lang)), head)
        page.set_column(c, c, _width(column, values, lang))
        for r, value in enumerate(values, start=1):
            number = figure(value) if column.form in _FORMATS else None
            if number is not None:
                page.write_number(r, c, number, figures[column.form])
            elif not blank(value):
                page.write_string(r, c, _text(column, value, lang)[:_CELL_LIMIT])
    page.freeze_panes(1, min(2, len(columns)))
    page.autofilter(0, 0, max(len(frame), 1), max(len(columns) - 1, 0))
    book.close()
    return out.getvalue()


def _text(column: Column, value: Any, lang: str) -> str:
    if blank(value):
        return ""
    text = say(column.name, value, lang) if column.form == "code" else str(value)
    return harmless("".join(sign for sign in text if sign >= " " or sign in "\t\n"))


def _width(column: Column, values: Sequence[Any], lang: str) -> float:
    texts = [column.header(lang)[:20], *(_text(column, v, lang)[:60] for v in values[:300])]
    return float(min(max(sum(2 if ord(s) > 0x2E7F else 1 for s in text) for text in texts) + 2, _WIDEST))
