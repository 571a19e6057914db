"""How an official document is written: fonts by their names on an officer's machine, numerals, days, clauses."""

from __future__ import annotations

from planner.texts.rules.sentences import SENTENCES

TITLE_FONT, HEAD_FONT, SUB_FONT, BODY_FONT, PAGE_FONT = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"

#: Numerals from nought to nine, and the sign of ten.
NUMERALS, TEN = "零一二三四五六七八九", "十"
#: A day, filled with whole numbers.
DAY = "{year}年{month}月{day}日"
#: Unit of area in full, as figures of official documents carry it.
SQUARE_METRES = "平方米"
#: Stages of a parcel, by words in them, at which its figures are measured, no longer planned.
MEASURED_STAGES = ("核实", "验收", "竣工")
#: What a rule remarks on a date earlier than itself, with its blanks to fill.
EARLIER = SENTENCES["remark.earlier"][0]
