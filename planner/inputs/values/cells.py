"""Reading one cell: numbers with units and doubts, dates, standings, yes/no. Pure functions that never raise.

Missing is never zero and zero is never missing: a blank or ``暂无`` gives no value and no doubt, anything unreadable gives a doubt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from planner.inputs.headers.fields import FieldKind
from planner.model import FactValue, Operation

_SAID = {"", "暂无", "暂无资料", "暂无信息", "暂无数据", "无数据", "无资料", "不详", "未知", "待定", "未填", "未填写"}
MISSING = frozenset(_SAID | {"-", "--", "---", "/", "\\", "n/a", "na", "#n/a", "null", "<null>", "none", "(空)", "(null)"})
_DASHES = str.maketrans(dict.fromkeys("—–−‐‑―─", "-") | {"〇": "0", "　": " ", "\ufeff": "", "\u200b": ""})

_MU_M2 = Decimal(2000) / Decimal(3)
_AREA_UNITS: dict[str, Decimal] = {
    **dict.fromkeys(("m2", "m^2", "平方米", "平米", "平方", "平", "sqm", "㎡"), Decimal(1)),
    **dict.fromkeys(("万平方米", "万平米", "万平方", "万m2", "万平"), Decimal(10_000)),
    **dict.fromkeys(("公顷", "ha", "hm2"), Decimal(10_000)),
    **dict.fromkeys(("亩", "mu"), _MU_M2),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), Decimal(1_000_000)),
}
_COUNT_UNITS: dict[str, Decimal] = {
    **dict.fromkeys(("户", "人", "张", "床", "个", "套", "位", "名", "张床", "张床位", "户数"), Decimal(1)),
    **dict.fromkeys(("万", "万人", "万户"), Decimal(10_000)),
}
_YEAR_UNITS: dict[str, Decimal] = dict.fromkeys(("年", "年建", "年建成", "年竣工"), Decimal(1))
UNITS: dict[FieldKind, dict[str, Decimal]] = {FieldKind.AREA: _AREA_UNITS, FieldKind.COUNT: _COUNT_UNITS, FieldKind.YEAR: _YEAR_UNITS}

_NUMBER = re.compile(
    r"(?P<about>大约|约|近|≈|~|不足|不少于|不低于|不小于|超过|大于|小于|>=|<=|>|<|≥|≤)?"
    r"(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,3})?)"
    r"(?P<odd>余|多|来)?(?P<unit>[^0-9.,+\-]*?)(?P<after>左右|上下|以上|以下|余|多|\+)?"
)
_SQUARE_M = re.compile(r"m\^?2$|m\^?2(?=左右|上下|以上|以下|余|多|\+)")
_SIGNED = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
CLEAN = re.compile(r"[0-9]{1,11}(?:\.[0-9]+)?")
_MOST = Decimal(10) ** 11
_YEARS = (Decimal(1800), Decimal(2100))
_LAST_DATED_YEAR, _FIRST_DATED_YEAR = 2100, 1950

_DATE = re.compile(
    r"(?P<y>[0-9]{4})(?:[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?|年(?:(?P<m2>[0-9]{1,2})月(?:(?P<d2>[0-9]{1,2})[日号]?)?)?|"
    r"(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))?(?:[t ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_NO_DATE = frozenset({"无", "未", "尚未", "未开工", "未建", "未验收", "未交付", "未移交"})

_STATUS: dict[Operation, str] = {
    Operation.OPEN: "已建成并运营 已建成运营 建成并运营 已运营 运营中 运营 正常运营 在营 在用 已投入使用 投入使用 使用中 "
    "营业 营业中 正常 开放 现状 现有 open operating existing inuse",
    Operation.BUILDING: "在建 在建中 建设中 施工中 施工 正在建设 building underconstruction construction",
    Operation.PLANNED: "规划 规划中 拟建 待建 未建 planned proposed",
    Operation.CLOSED: "停用 已停用 关闭 已关闭 停业 停运 停止运营 暂停 暂停运营 注销 撤销 拆除 closed disused",
}
_STATUS_WORDS = {word: status for status, words in _STATUS.items() for word in words.split()}
_URBAN: dict[bool, str] = {  # the numbers are the statistics bureau's urban-rural codes
    True: "城镇 城市 城区 社区 城镇社区 城市社区 居委会 居民委员会 居民区 城 镇 是 true 1 yes y urban town 111 112 121 122 123",
    False: "村 乡村 农村 行政村 村委会 村民委员会 农村社区 乡 否 false 0 no n rural village 210 220",
}
_URBAN_WORDS = {word: urban for urban, words in _URBAN.items() for word in words.split()}


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
    """Tell whether a cell says nothing: blank, a dash, ``暂无`` and its like; never a zero."""
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
    words = _SQUARE_M.sub("平方米", plain(text).replace(" ", "").replace("km2", "平方公里").replace("hm2", "公顷"))
    if words in MISSING:
        return NOTHING
    found = _NUMBER.fullmatch(words)
    if found is None:
        return Cell(doubt="number.none_or_zero" if words == "无" else "number.unreadable")
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
    words = plain(text)
    if words in MISSING or words in _NO_DATE:
        return NOTHING
    found = _DATE.fullmatch(words.replace("年 ", "年").replace("月 ", "月"))
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


def _word(text: str, words: dict[str, _Word], doubt: str) -> Cell:
    key = re.sub(r"[\s_\-()（）]+", "", plain(text))
    if plain(text) in MISSING:
        return NOTHING
    return Cell(words[key]) if key in words else Cell(doubt=doubt)


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
    words = strip(text)
    return Cell(words) if words and (kind in {FieldKind.ID, FieldKind.NAME} or not is_missing(words)) else NOTHING


def strip(text: str) -> str:
    """Take ordinary, full-width and zero-width blanks off both ends."""
    return text.strip(" \t\r\n\v\f\u3000\xa0\ufeff\u200b")


_DEGREE = re.compile(
    r"(?:东经|北纬|[en])?(?P<sign>[+-]?)(?P<d>[0-9]{1,9}(?:\.[0-9]*)?)°?"
    r"(?:(?P<m>[0-9]{1,2}(?:\.[0-9]*)?)['′分](?:(?P<s>[0-9]{1,2}(?:\.[0-9]*)?)(?:\"|''|′′|秒))?)?[en]?"
)


def parse_degree(text: str) -> Cell:
    """Read a longitude or latitude (or a projected coordinate): a decimal number, or degrees, minutes and seconds.

    Returns
    -------
    Cell
        Exact decimal degrees; doubt ``place.unreadable`` where it is neither.
    """
    words = re.sub(r"\s+", "", plain(text)).replace("度", "°").replace("’", "'").replace("”", '"')
    if words in MISSING:
        return NOTHING
    found = _DEGREE.fullmatch(words)
    if found is None:
        return Cell(doubt="place.unreadable")
    value = Decimal(found["d"]) + Decimal(found["m"] or 0) / 60 + Decimal(found["s"] or 0) / 3600
    return Cell(-value if found["sign"] == "-" else value)
