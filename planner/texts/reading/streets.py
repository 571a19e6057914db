"""Words in road layers, lists of gates and layers of barriers: classes of roads, yes and no, what bars a way, what is made up."""

from __future__ import annotations

from collections.abc import Mapping

#: Class of a road as bureaus write it, and codes of map makers → value of ``highway``. Full-width signs, capitals and spaces do not matter.
ROAD_CLASSES: Mapping[str, str] = {
    **dict.fromkeys(
        ("高速公路", "高速", "高速路", "国家高速", "省级高速", "城市高速", "高架快速路", "快速路主路", "快速路主线", "主路高架"), "motorway"
    ),
    **dict.fromkeys(("匝道", "高速匝道", "互通匝道", "立交匝道"), "motorway_link"),
    **dict.fromkeys(("快速路", "城市快速路", "快速干道"), "trunk"),
    **dict.fromkeys(("主干路", "主干道", "城市主干路", "主干", "国道", "国家干线公路", "一级公路", "一级"), "primary"),
    **dict.fromkeys(("次干路", "次干道", "城市次干路", "次干", "省道", "二级公路", "二级"), "secondary"),
    **dict.fromkeys(("支路", "支线", "城市支路", "县道", "三级公路", "三级"), "tertiary"),
    **dict.fromkeys(
        ("乡道", "村道", "乡村道路", "农村公路", "四级公路", "四级", "等外公路", "等外", "专用公路", "郊区道路"), "unclassified"
    ),
    **dict.fromkeys(("街巷", "巷道", "巷", "胡同", "里弄", "街坊路", "街坊道路", "次支路", "其他道路"), "residential"),
    **dict.fromkeys(
        ("小区道路", "内部道路", "居住区道路", "小区内部路", "单位内部道路", "园区道路", "辅路", "引路", "便道", "停车场道路"), "service"
    ),
    **dict.fromkeys(
        ("人行道", "步行道", "人行步道", "步道", "健身步道", "人行天桥", "天桥", "人行过街", "地下通道", "人行地道", "人行横道"), "footway"
    ),
    **dict.fromkeys(("步行街", "步行街区", "广场"), "pedestrian"),
    **dict.fromkeys(("小路", "小道", "土路", "田间小路", "登山步道", "绿道", "栈道"), "path"),
    **dict.fromkeys(("机耕路", "机耕道", "田间道路", "生产路", "大车路"), "track"),
    **dict.fromkeys(("自行车道", "非机动车道", "慢行道", "骑行道"), "cycleway"),
    **dict.fromkeys(("台阶", "梯道", "阶梯", "楼梯"), "steps"),
    **dict.fromkeys(("公交专用道", "公交专用路", "brt专用道"), "busway"),
    **dict.fromkeys(("规划", "规划道路", "规划路", "拟建", "拟建道路", "待建", "未建"), "planned"),
    **dict.fromkeys(("在建", "在建道路", "施工", "施工中", "建设中"), "construction"),
    **dict.fromkeys(("废弃", "废弃道路", "已拆除", "停用"), "abandoned"),
    **dict.fromkeys(("铁路", "地铁", "轻轨", "城际铁路", "高铁", "有轨电车", "轨道交通", "磁悬浮"), "rail"),
    **dict.fromkeys(("河流", "水系", "河道", "航道", "水渠", "渠道", "河", "river"), "waterway"),
    **dict.fromkeys(("轮渡", "渡口"), "ferry"),
    **dict.fromkeys(("索道", "缆车"), "aerialway"),
    **{f"track_grade{n}": "track" for n in range(1, 6)},
}
#: Parts of a word that is not listed: each makes it a way nobody walks on, the first that is found; no part of a word opens a way.
NOT_WALKED_PARTS: Mapping[str, str] = {
    "铁路": "rail",
    "地铁": "rail",
    "轨道": "rail",
    "高速": "motorway",
    "快速路主": "motorway",
    "轮渡": "ferry",
    "航道": "waterway",
    "河流": "waterway",
    "规划": "planned",
    "拟建": "planned",
    "待建": "planned",
    "未建": "planned",
    "在建": "construction",
    "施工": "construction",
    "废弃": "abandoned",
}
#: These open what the parts above close: roads beside one.
BESIDE_PARTS = ("辅路", "辅道", "侧路", "慢行", "人行")
#: Numbers of roads, of China's national standard on route marks: one, two or four digits are expressways, three are ordinary highways.
ROAD_NUMBERS: tuple[tuple[str, str], ...] = (
    (r"[gs](\d{1,2}|\d{4})", "motorway"),
    (r"g\d{3}", "primary"),
    (r"s\d{3}", "secondary"),
    (r"x\d{3,4}", "tertiary"),
    (r"[yc]\d{3,4}", "unclassified"),
)

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
