"""Reading one cell: numbers with units and doubts, dates, standings, yes/no. Pure functions that never raise.

Missing is never zero and zero is never missing: a blank or ``暂无`` gives no value and no doubt, anything unreadable gives a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from planner.inputs.headers.fields import FieldKind
from planner.model import FactValue, Operation
from planner.texts.reading import cells as words
from planner.texts.reading.cells import MISSING

_DASHES = str.maketrans(dict.fromkeys("—–−‐‑―─", "-") | {"〇": "0", "　": " ", "\ufeff": "", "\u200b": ""})

UNITS: Mapping[FieldKind, Mapping[str, Decimal]] = {
    FieldKind.AREA: words.AREA_UNITS,
    FieldKind.COUNT: words.COUNT_UNITS,
    FieldKind.YEAR: words.YEAR_UNITS,
}
_NUMBER = re.compile(words.NUMBER)

_SQUARE_M = re.compile(words.SQUARE_M)
_SMALL_DIGITS, _TWO_NUMBERS = re.compile(words.SMALL_DIGITS), re.compile(words.TWO_NUMBERS)
_SIGNED = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
CLEAN = re.compile(r"[0-9]{1,11}(?:\.[0-9]+)?")
_MOST = Decimal(10) ** 11
_YEARS = (Decimal(1800), Decimal(2100))
_LAST_DATED_YEAR, _FIRST_DATED_YEAR = 2100, 1950

_DATE = re.compile(words.DATE)
_STATUS_WORDS = {word: Operation(status) for status, listed in words.STATUS.items() for word in listed.split()}
_URBAN_WORDS = {word: urban for urban, listed in words.URBAN.items() for word in listed.split()}
_DEGREE = re.compile(words.DEGREE)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says.

    Attributes
    ----------
    value
        Exact value; ``None`` where the cell is blank or cannot be read.
    doubt
        Problem code that keeps the value from being judged; empty where sound.
    note
        Problem code of something done on the way that leaves the value sound (a unit converted, a thousands comma taken out).
    """

    value: FactValue = None
    doubt: str = ""
    note: str = ""

    @property
    def missing(self) -> bool:
        """Whether the cell says nothing at all."""
        return self.value is None and not self.doubt


NOTHING = Cell()


def plain(text: str) -> str:
    """Bring a cell to one width and case, without blanks around it."""
    return unicodedata.normalize("NFKC", text.translate(_DASHES)).casefold().strip()


def is_missing(text: str) -> bool:
    """Return whether a cell says nothing: blank, a dash, ``暂无`` and its like; never a zero."""
    return plain(text) in MISSING


def parse_number(text: str, kind: FieldKind, *, factor: Decimal = Decimal(1)) -> Cell:
    """Read a number as people write it.

    Parameters
    ----------
    text
        For example ``"650 平方米"``, ``"1,200"``, ``"１２００"``, ``"约900㎡"``, ``"1.2万平方米"``.
    kind
        ``AREA`` (result in square metres), ``COUNT`` or ``YEAR``.
    factor
        What one unit of the column is in the unit of the result, where the header names it; a unit in the cell goes before it.

    Returns
    -------
    Cell
        The exact Decimal. Doubts: ``number.unreadable``, ``number.approximate``, ``number.negative``, ``number.unit`` (a unit of something
        else), ``number.absurd``, ``number.none_or_zero`` (``无`` may mean none or not known).
    """
    if factor == 1 and kind is not FieldKind.YEAR and CLEAN.fullmatch(text):
        return Cell(Decimal(text))
    if _SMALL_DIGITS.search(text) or _TWO_NUMBERS.search(plain(text)):
        return Cell(doubt="number.unreadable")
    one_word = plain(text).replace(" ", "").replace("km2", words.SQUARE_KILOMETRE).replace("hm2", words.HECTARE)
    written = _SQUARE_M.sub(words.SQUARE_METRE, one_word)
    if written in MISSING:
        return NOTHING
    found = _NUMBER.fullmatch(written)
    if found is None:
        return Cell(doubt="number.none_or_zero" if written == words.NONE else "number.unreadable")
    unit = found["unit"]
    if unit and unit not in UNITS[kind]:
        return Cell(doubt="number.unit" if any(unit in units for units in UNITS.values()) else "number.unreadable")
    scale = UNITS[kind][unit] if unit else factor
    digits = Decimal(found["digits"].replace(",", ""))
    value = digits if scale == 1 else digits * scale
    note = "number.converted" if scale != 1 else "" if _SIGNED.fullmatch(strip(text)) else "number.tidied"
    return Cell(value, _number_doubt(value, kind, about=bool(found["about"] or found["odd"] or found["after"])), note)


def _number_doubt(value: Decimal, kind: FieldKind, *, about: bool) -> str:
    if value < 0:
        return "number.negative"
    if value >= _MOST or (kind is FieldKind.YEAR and not _YEARS[0] <= value <= _YEARS[1]):
        return "number.absurd"
    return "number.approximate" if about else ""


def parse_date(text: str) -> Cell:
    """Read a date: 2023-10-01, 2023/10/1, 2023.10.1, 2023年10月1日, 20231001, with or without a time of day.

    Returns
    -------
    Cell
        A ``datetime.date``. Doubts: ``date.unreadable``, ``date.incomplete`` (no day), ``date.absurd`` (before 1950 or after 2100).
    """
    written = plain(text)
    if written in MISSING or written in words.NO_DATE:
        return NOTHING
    for sign in (words.YEAR_SIGN, words.MONTH_SIGN):
        written = written.replace(f"{sign} ", sign)
    found = _DATE.fullmatch(written)
    if found is None:
        return Cell(doubt="date.unreadable")
    month, day = found["m"] or found["m2"] or found["m3"], found["d"] or found["d2"] or found["d3"]
    if month is None or day is None:
        return Cell(doubt="date.incomplete")
    try:
        value = date(int(found["y"]), int(month), int(day))
    except ValueError:
        return Cell(doubt="date.unreadable")
    return Cell(value, "" if _FIRST_DATED_YEAR <= value.year <= _LAST_DATED_YEAR else "date.absurd")


def parse_status(text: str) -> Cell:
    """Read the standing of a facility as one of :class:`planner.model.Operation`; doubt ``status.unknown`` for other words."""
    return _word(text, _STATUS_WORDS, "status.unknown")


def parse_urban(text: str) -> Cell:
    """Read whether a community is urban (``True``) or a village (``False``); doubt ``urban.unknown`` for other words."""
    return _word(text, _URBAN_WORDS, "urban.unknown")


_Word = TypeVar("_Word", bool, Operation)


def _word(text: str, known: Mapping[str, _Word], doubt: str) -> Cell:
    key = re.sub(r"[\s_\-()（）]+", "", plain(text))
    if plain(text) in MISSING:
        return NOTHING
    return Cell(known[key]) if key in known else Cell(doubt=doubt)


def parse_cell(text: str, kind: FieldKind, *, factor: Decimal = Decimal(1)) -> Cell:
    """Read a cell of any kind; text is only stripped of blanks, ``None`` where it says nothing."""
    if kind in UNITS:
        return parse_number(text, kind, factor=factor)
    if kind is FieldKind.DATE:
        return parse_date(text)
    if kind is FieldKind.STATUS:
        return parse_status(text)
    if kind is FieldKind.URBAN:
        return parse_urban(text)
    if kind is FieldKind.DEGREE:
        return parse_degree(text)
    written = strip(text)
    return Cell(written) if written and (kind in {FieldKind.ID, FieldKind.NAME} or not is_missing(written)) else NOTHING


def strip(text: str) -> str:
    """Take ordinary, full-width and zero-width blanks off both ends."""
    return text.strip(" \t\r\n\v\f\u3000\xa0\ufeff\u200b")


def parse_degree(text: str) -> Cell:
    """Read a longitude or latitude (or a projected coordinate): a decimal number, or degrees, minutes and seconds.

    Returns
    -------
    Cell
        Exact decimal degrees; doubt ``place.unreadable`` where it is neither.
    """
    written = re.sub(r"\s+", "", plain(text)).replace(words.DEGREE_WORD, "°").replace("’", "'").replace("”", '"')
    if written in MISSING:
        return NOTHING
    found = _DEGREE.fullmatch(written)
    if found is None:
        return Cell(doubt="place.unreadable")
    value = Decimal(found["d"]) + Decimal(found["m"] or 0) / 60 + Decimal(found["s"] or 0) / 3600
    return Cell(-value if found["sign"] == "-" else value)
