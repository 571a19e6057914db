"""Words that cells of people's tables hold: what says nothing, units, standings, urban and rural; patterns of numbers, dates, degrees."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_SAID: set[str] = {"", "暂无", "暂无资料", "暂无信息", "暂无数据", "无数据", "无资料", "不详", "未知", "待定", "未填", "未填写"}
MISSING = frozenset(_SAID | {"-", "--", "---", "/", "\\", "n/a", "na", "#n/a", "null", "<null>", "none", "(空)", "(null)"})

_MU_M2 = Decimal(2000) / Decimal(3)
#: Unit → what one of it is in square metres, in pieces, in years.
AREA_UNITS: Mapping[str, Decimal] = {
    **dict.fromkeys(("m2", "m^2", "平方米", "平米", "平方", "平", "sqm", "㎡"), Decimal(1)),
    **dict.fromkeys(("万平方米", "万平米", "万平方", "万m2", "万平"), Decimal(10_000)),
    **dict.fromkeys(("公顷", "ha", "hm2"), Decimal(10_000)),
    **dict.fromkeys(("亩", "mu"), _MU_M2),
    **dict.fromkeys(("平方公里", "平方千米", "km2"), Decimal(1_000_000)),
}
#: Signs that NFKC would make ordinary digits of: footnote marks, exponents. Behind a letter of a unit (m²) they belong to it.
SMALL_DIGITS = r"(?<![A-Za-z米])[\u00b2\u00b3\u00b9\u2070-\u209c\u2460-\u24ff\u2776-\u2793]"
#: Digits, a blank, digits that are no group of thousands: two numbers in a cell.
TWO_NUMBERS = r"[0-9]\s+(?![0-9]{3}(?![0-9]))[0-9]|[0-9]{4,}\s+[0-9]"
#: Units that a field of counts cannot have, though another can.
FOREIGN_UNITS: Mapping[str, str] = {
    "households": "[人床张位名]",
    **dict.fromkeys(("population", "elderly_60", "persons", "older_persons"), "[户套床张]"),
    "beds": "[户套人]",
}
COUNT_UNITS: Mapping[str, Decimal] = {
    **dict.fromkeys(("户", "人", "张", "床", "个", "套", "位", "名", "张床", "张床位", "户数"), Decimal(1)),
    **dict.fromkeys(("万", "万人", "万户"), Decimal(10_000)),
}
YEAR_UNITS: Mapping[str, Decimal] = dict.fromkeys(("年", "年建", "年建成", "年竣工"), Decimal(1))
#: A number as people write it, after ``plain``: a word before it, digits, a word that makes it rough, a unit, a word after it.
NUMBER = (
    r"(?P<about>大约|约|近|≈|~|不足|不少于|不低于|不小于|超过|大于|小于|>=|<=|>|<|≥|≤)?"
    r"(?P<digits>[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?(?:e[+-]?[0-9]{1,3})?)"
    r"(?P<odd>余|多|来)?(?P<unit>[^0-9.,+\-]*?)(?P<after>左右|上下|以上|以下|余|多|\+)?"
)
#: Spellings of a square metre and of units that end in a digit, brought to one word each before a number is read.
SQUARE_METRE, SQUARE_KILOMETRE, HECTARE = "平方米", "平方公里", "公顷"
SQUARE_M = r"m\^?2$|m\^?2(?=左右|上下|以上|以下|余|多|\+)"
#: May mean none or not known.
NONE = "无"

#: A date as people write it, with or without a time of day.
DATE = (
    r"(?P<y>[0-9]{4})(?:[-/.](?P<m>[0-9]{1,2})(?:[-/.](?P<d>[0-9]{1,2}))?|年(?:(?P<m2>[0-9]{1,2})月(?:(?P<d2>[0-9]{1,2})[日号]?)?)?|"
    r"(?P<m3>[0-9]{2})(?P<d3>[0-9]{2}))?(?:[t ]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
YEAR_SIGN, MONTH_SIGN = "年", "月"
#: Says that a step has not been taken yet.
NO_DATE = frozenset({"无", "未", "尚未", "未开工", "未建", "未验收", "未交付", "未移交"})


#: Standing → its words, with blanks between; keys are values of ``planner.model.Operation``.
STATUS: Mapping[str, str] = {
    "open": "已建成并运营 已建成运营 建成并运营 已运营 运营中 运营 正常运营 在营 在用 已投入使用 投入使用 使用中 "
    "营业 营业中 正常 开放 现状 现有 open operating existing inuse",
    "building": "在建 在建中 建设中 施工中 施工 正在建设 building underconstruction construction",
    "planned": "规划 规划中 拟建 待建 未建 planned proposed",
    "closed": "停用 已停用 关闭 已关闭 停业 停运 停止运营 暂停 暂停运营 注销 撤销 拆除 closed disused",
}

URBAN: Mapping[bool, str] = {  # the numbers are the statistics bureau's urban-rural codes
    True: "城镇 城市 城区 社区 城镇社区 城市社区 居委会 居民委员会 居民区 城 镇 是 true 1 yes y urban town 111 112 121 122 123",
    False: "村 乡村 农村 行政村 村委会 村民委员会 农村社区 乡 否 false 0 no n rural village 210 220",
}

DEGREE = (
    r"(?:东经|北纬|[en])?(?P<sign>[+-]?)(?P<d>[0-9]{1,9}(?:\.[0-9]*)?)°?"
    r"(?:(?P<m>[0-9]{1,2}(?:\.[0-9]*)?)['′分](?:(?P<s>[0-9]{1,2}(?:\.[0-9]*)?)(?:\"|''|′′|秒))?)?[en]?"
)
DEGREE_WORD = "度"
