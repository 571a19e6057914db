"""Words in road layers, lists of gates and layers of barriers: classes of roads, yes and no, what bars a way, what is made up."""

from __future__ import annotations

from collections.abc import Mapping

#: Headers of the class of a road, beside ``highway`` and ``fclass``.
ROAD_CLASS_HEADERS = ("道路等级", "道路类型")
#: Class of a road as bureaus write it → value of ``highway``.
ROAD_CLASSES: Mapping[str, str] = {
    **dict.fromkeys(("高速公路", "高速"), "motorway"),
    "匝道": "motorway_link",
    **dict.fromkeys(("快速路", "城市快速路"), "trunk"),
    **dict.fromkeys(("主干路", "主干道", "城市主干路", "国道"), "primary"),
    **dict.fromkeys(("次干路", "次干道", "城市次干路", "省道"), "secondary"),
    **dict.fromkeys(("支路", "城市支路", "县道"), "tertiary"),
    **dict.fromkeys(("乡道", "村道"), "unclassified"),
    **dict.fromkeys(("街巷", "巷道"), "residential"),
    **dict.fromkeys(("小区道路", "内部道路"), "service"),
    **dict.fromkeys(("人行道", "步行道"), "footway"),
    "步行街": "pedestrian",
    "台阶": "steps",
    **dict.fromkeys(("规划", "规划道路"), "planned"),
    "在建": "construction",
}
#: What stands in the other columns of a road layer → value of the tag.
TAG_WORDS: Mapping[str, str] = {**dict.fromkeys(("是", "有", "可"), "yes"), **dict.fromkeys(("否", "无", "不可"), "no")}

#: What a layer calls a barrier → its kind.
BARRIER_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("河流", "水系", "水域", "湖泊"), "water"),
    "铁路": "rail",
    "围墙": "wall",
}
#: A gate is shut to walkers where a list of gates says so in one of these words.
GATE_SHUT = frozenset({"no", "n", "否", "不", "不开放", "不通行", "锁闭", "上锁", "封闭", "关闭", "常闭"})

#: In the head of an OSM file, whatever the case: its streets are made up.
MADE_UP = r"\bsynthetic\b|合成"
