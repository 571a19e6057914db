"""Words of a run as an official document writes them: units in full, dates in Chinese, no blanks between figures and signs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from planner.report.columns import finding_key
from planner.rules import unit_word
from planner.texts import figures, word
from planner.texts.papers.official import DAY, NUMERALS, SQUARE_METRES, TEN

_QUOTED = re.compile(r"(“[^”]*”)")
_DAY = re.compile(r"(?<![\w-])(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_SIGNS = "÷×≈=<>≥≤"
_GAP = re.compile(
    r"(?<=[0-9%]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff，。；：、（）]) (?=[0-9<>])|(?<=[0-9\u4e00-\u9fff]) (?=%)"
    rf"|(?<={SQUARE_METRES}) (?=[\u4e00-\u9fff])|(?<=[{_SIGNS}]) | (?=[{_SIGNS}])"
)
_CLAUSE = re.compile(rf"\(([{NUMERALS[1:]}{TEN}]+)\)")


def official(text: str) -> str:
    """Write a sentence of the catalogue as an official document does; what stands in quotation marks is an input's and stays."""
    return "".join(part if part.startswith("“") else _plain(part) for part in _QUOTED.split(text))


def day_words(text: str) -> str:
    """Write an ISO day as 2024年6月1日; other texts stay, an empty one reads as not given."""
    return _DAY.sub(_day, text) if text else word("paper.not_given")


def given(text: str, unit: str = "") -> str:
    """Return a figure with its unit, or say that it was not given."""
    return f"{text}{unit}" if text else word("paper.not_given")


def figure_words(value: str | None, unit: str) -> str:
    """Write a finding's figure with its unit; a dash where there is none."""
    return "—" if value is None or value == "" else f"{value}{unit_full(unit)}"


def unit_full(unit: str) -> str:
    """Name a unit in full: 平方米 instead of ㎡."""
    return unit_word(unit).replace("㎡", SQUARE_METRES) if unit else ""


def verdict_words(verdict: str, force: str | None) -> str:
    """Return the word of a verdict; a miss of an advisory wording or a target is never a violation."""
    return word(f"verdict.{finding_key(verdict, force or '')}")


def difference(required: str | None, provided: str | None) -> str:
    """Write provided minus required with its sign; a dash where either is missing or no number."""
    try:
        value = Decimal(provided or "") - Decimal(required or "")
    except InvalidOperation:
        return "—"
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"+{text}" if value > 0 else text.replace("-", "−")


def percent(share: str | float | None, digits: int = 1) -> str:
    """Write a share as per cent; a dash where there is none."""
    if share is None or share == "":
        return "—"
    return figures.percent(Decimal(str(share)), digits)


def whole(value: str | float | None) -> str:
    """Write a count of persons or places without decimals; a dash where there is none."""
    if value is None or value == "":
        return "—"
    return figures.plain(Decimal(str(value)))


def document_words(citation: Mapping[str, Any]) -> str:
    """Name a document as official letters do: title, number, date."""
    details = "，".join(
        p for p in (citation.get("number") or "", day_words(citation.get("date") or "") if citation.get("date") else "") if p
    )
    return f"《{citation['title']}》" + (f"（{details}）" if details else word("paper.undated"))


def clause_words(clause: str) -> str:
    """Write a clause with full-width brackets."""
    return _CLAUSE.sub(r"（\1）", clause)


def listed(texts: Iterable[str], by: str = "、") -> str:
    """Join texts, each once, in order."""
    return by.join(dict.fromkeys(t for t in texts if t))


def chinese_number(number: int) -> str:
    """Write 1 to 99 in Chinese: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else TEN if tens == 1 else f"{NUMERALS[tens]}{TEN}"
    return head + (NUMERALS[ones] if ones or not tens else "")


def _plain(text: str) -> str:
    text = _DAY.sub(_day, text).replace(" ㎡", SQUARE_METRES).replace("㎡", SQUARE_METRES)
    return _CLAUSE.sub(r"（\1）", _GAP.sub("", text))


def _day(found: re.Match[str]) -> str:
    return DAY.format(year=found[1], month=int(found[2]), day=int(found[3]))
