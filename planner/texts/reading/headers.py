"""Words in the headers of people's tables, beside the names of fields, which stand in ``planner/inputs/headers/fields.json``."""

from __future__ import annotations

from collections.abc import Mapping

#: Datum → words in a header that name it.
DATUM_WORDS: Mapping[str, tuple[str, ...]] = {
    "GCJ-02": ("高德", "腾讯", "火星", "gcj02"),
    "BD-09": ("百度", "bd09"),
    "WGS84": ("wgs84", "gps"),
    "CGCS2000": ("cgcs2000", "国家2000", "大地2000"),
}
#: What a header may say in brackets without meaning another column.
ASIDES = frozenset({"必填", "选填", "可选", "单位", *(word for words in DATUM_WORDS.values() for word in words)})
#: Stands before a unit in the brackets of a header.
UNIT = "单位"
#: Headers of columns that only count the rows.
RUNNING_NUMBERS = frozenset({"序号"})
#: Kind of table → words in its headers that tell it from the others.
TELLING: Mapping[str, tuple[str, ...]] = {
    "facility": ("设施", "床位", "beds", "机构"),
    "community": ("乡镇", "township", "elderly_60", "常住"),
    "parcel": ("地块", "宗地", "出让", "规划户数", "养老用地", "养老建面", "elderly_floor", "granted"),
    "compound": ("小区", "物业", "容积率", "总户数", "year_built"),
    "demand": ("persons", "居民点", "footprint"),
    "barrier": ("阻隔", "河流", "barrier"),
    "gate": ("出入口", "大门", "opening_hours", "行人", "compound_id"),
}
#: Column of the doubts in a layer that is written back.
DOUBTS = "存疑"
