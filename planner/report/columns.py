"""How a result's columns are shown: header, order, kind of figure, and the word that stands for a code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from planner.inputs import FIELDS
from planner.rules import field_word, unit_word, verdict_key
from planner.style import CENTRE_COLOURS, FINDING_COLOURS, SEVERITY_COLOURS
from planner.tables import Form, field_of, schemas
from planner.texts import word
from planner.texts.figures import percent, thousands

#: Numbers that name things: never grouped.
_IDS = frozenset({"snap_street", "snap_edge"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a reader sees it.

    Attributes
    ----------
    name
        Name in the result.
    form
        ``text``, ``long`` (wrapped), ``count`` (whole), ``number``, ``share`` (percent), ``degrees``, ``code`` (a word stands for it).
    sheet
        Table it belongs to; some names mean something else there.
    """

    name: str
    form: Form
    sheet: str = ""

    def header(self, lang: str = "zh") -> str:
        """Return the header, with its unit."""
        return header(self.name, lang, self.sheet)


def columns_of(sheet: str, names: Iterable[str], *, lang: str = "zh") -> list[Column]:
    """Order the columns of a sheet for a reader; geometry and the sentences of the other language are left out."""
    table = schemas().get(sheet)
    first, unwanted = (table.first, table.other_language.get(lang, ())) if table else ((), ())
    there = [n for n in names if n != "geometry" and n not in unwanted]
    ordered = [*(n for n in first if n in there), *(n for n in there if n not in first)]
    return [Column(n, form_of(n, sheet), sheet) for n in ordered]


def form_of(name: str, sheet: str = "") -> Form:
    """Return what kind of figure a column holds, by its table's description."""
    return field_of(name, sheet).form


def header(name: str, lang: str = "zh", sheet: str = "") -> str:
    """Return the header of a column; one that no table describes keeps its own name."""
    return field_of(name, sheet).header(lang)


def finding_key(verdict: str, force: str) -> str:
    """Return the key of a finding's word and colour, see :func:`planner.rules.verdict_key`."""
    return verdict_key(verdict, force)


def field_label(name: str, lang: str = "zh") -> str:
    """Name a field of an input as a person does, with its own name behind; a header of the user's own stays as it is."""
    label = field_word(name).say(lang)
    if label == name and field_of(name).title:
        label = re.sub(r"（.*）$| \(.*\)$", "", header(name, lang))
    if label == name and lang == "zh":
        headers = (h for fields in FIELDS.values() if name in fields for h in fields[name][1])
        label = next((h for h in headers if not h.isascii()), name)
    if label == name:
        return name
    return f"{label}（{name}）" if lang == "zh" else f"{label} ({name})"


def say(name: str, value: Any, lang: str = "zh", sheet: str = "") -> str:
    """Return the word for a code, or the text itself where there is none; empty where missing."""
    if blank(value):
        return ""
    if name == "field":
        return "、".join(field_label(part, lang) for part in str(value).split("、"))
    if name == "unit":
        try:
            return unit_word(str(value), lang)
        except KeyError:
            return str(value)
    text = {"True": "yes", "False": "no", "true": "yes", "false": "no"}.get(str(value), str(value))
    prefix = field_of(name, sheet).codes
    key = f"{prefix}.{text}" if prefix else ""
    try:
        return word(key, lang) if key else text
    except KeyError:
        return text


def colour_of(name: str, value: Any, force: str = "") -> str | None:
    """Return the palette's colour for a code, if it has one."""
    colours = {"verdict": FINDING_COLOURS, "centre_status": CENTRE_COLOURS, "severity": SEVERITY_COLOURS}.get(name)
    return colours.get(finding_key(str(value), force)) if colours else None


def figure(value: Any) -> float | int | None:
    """Return a number as a spreadsheet holds it; ``None`` where there is none or it is text such as ``>60``."""
    if blank(value) or isinstance(value, bool | np.bool_):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    if not np.isfinite(number):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def blank(value: Any) -> bool:
    """Return whether a value is missing."""
    if value is None or value is pd.NA or (isinstance(value, str) and not value):
        return True
    if isinstance(value, Decimal):
        return not value.is_finite()
    return bool(value != value)  # noqa: PLR0124 - NaN and NaT differ from themselves


def shown(column: Column, value: Any, lang: str = "zh") -> str:
    """Write a value as a reader sees it: grouped figures, percent, words for codes."""
    if column.form == "code":
        return say(column.name, value, lang, column.sheet)
    number = figure(value) if column.form in {"count", "number", "share", "degrees"} else None
    if number is None:
        return "" if blank(value) else str(value)
    if column.form == "number":
        return f"{number:,}" if isinstance(number, int) else thousands(number, 2).rstrip("0").rstrip(".")
    if column.name in _IDS:
        return format(number, "d")
    if column.form == "degrees":
        return f"{number:.6f}"
    return percent(number) if column.form == "share" else thousands(number)
