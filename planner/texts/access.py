"""Words of reach and coverage: why a home is not reached, what a small change would do, how far the data can be trusted."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "coverage.map_edge": {
        "what_zh": "{homes} 个 {minutes} 分钟不可达的居民点（{persons} 人）和 {facilities} 处设施，离路网图边缘不到 {limit} 米",
        "mend_zh": "图外可能另有道路和设施，其可达结果可能偏低；请用范围更大的路网和设施清单",
        "what_en": "{homes} homes ({persons} persons) not reached in {minutes} min, and {facilities} facilities, lie within {limit} m of"
        " the edge of the street map",
        "mend_en": "streets and facilities beyond are not seen, so their figures may be too low; use a larger map and list",
    },
    "coverage.changes_left_out": {
        "what_zh": "可试的连通步道过多，另有 {count} 条较长的没有试算（{set}）",
        "mend_zh": "“小改动”清单可能漏列较长的步道；其余结果不受影响",
        "what_en": "too many paths could be tried: {count} longer ones were not ({set})",
        "mend_en": "the list of small changes may lack longer paths; all else stands",
    },
    "measured.no_column": {
        "what_zh": "实测清单没有“{field}”一列",
        "mend_zh": "请补上这一列，或改写表头",
        "what_en": "the list of measured walks has no column {field}",
        "mend_en": "add it, or rename its header",
    },
    "measured.no_home": {
        "what_zh": "没有写居民点或社区编号",
        "mend_zh": "这一行没有采用；请补填",
        "what_en": "neither a home nor a community is named",
        "mend_en": "the row is not used; fill it in",
    },
    "measured.blank": {
        "what_zh": "没有填写",
        "mend_zh": "实测时间须注明设施和来源，这一行没有采用；请补填",
        "what_en": "left blank",
        "mend_en": "a measured walk names its facility and its source: the row is not used; fill it in",
    },
    "measured.minutes": {
        "what_zh": "“{value}”不是 0 到 {limit} 之间的分钟数",
        "mend_zh": "这一行没有采用；请改正",
        "what_en": "{value!r} is no number of minutes above 0 and up to {limit}",
        "mend_en": "the row is not used; correct it",
    },
    "measured.date": {
        "what_zh": "“{value}”不是日期",
        "mend_zh": "实测时间照用，结果中不注日期；请改正",
        "what_en": "{value!r} is no date",
        "mend_en": "the walk is used without a date; correct it",
    },
    "measured.unknown_home": {
        "what_zh": "没有编号为“{value}”的居民点或社区",
        "mend_zh": "这一行没有采用；请核对编号",
        "what_en": "there is no home or community {value!r}",
        "mend_en": "the row is not used; check the id",
    },
    "measured.unknown_facility": {
        "what_zh": "没有编号为“{value}”的设施",
        "mend_zh": "这一行没有采用；请核对编号",
        "what_en": "there is no facility {value!r}",
        "mend_en": "the row is not used; check the id",
    },
    "measured.not_open": {
        "what_zh": "设施“{value}”没有已建成并运营",
        "mend_zh": "这一行没有采用；请核对设施的运营状态",
        "what_en": "facility {value!r} is not in operation",
        "mend_en": "the row is not used; check its status",
    },
    "measured.used": {
        "what_zh": "到设施 {facility} 的步行时间以实测 {minutes} 分钟代替计算的 {computed} 分钟（{said}）",
        "mend_zh": "已用于 {homes} 个居民点；服务圈图形仍按计算绘制",
        "what_en": "the walk to facility {facility} is {minutes} min as measured, in place of {computed} min computed ({said})",
        "mend_en": "used for {homes} homes; drawn circles stay as computed",
    },
    "confidence.low": {
        "what_zh": "{total} 个社区中有 {count} 个的路网或出入口资料可信度低（{subject}{more}）",
        "mend_zh": "这些社区的可达比例照常列出，服务圈结论改为需人工核查；请补充小区出入口和小路（见 confidence.csv）",
        "what_en": "in {count} of {total} communities streets or gates are hardly on the map ({subject}{more})",
        "mend_en": "their shares are shown, verdicts on circles go to review; add gates and footways (see confidence.csv)",
    },
    "confidence.withheld": {
        "what_zh": "资料可信度低：{why}，可达比例不作判定",
        "mend_zh": "请补充小区出入口和小路后重算",
        "what_en": "the data is poor: {why}; the share reached is not judged",
        "mend_en": "add gates and footways, then run again",
    },
}

#: Headers of a list of measured walks: field → how lists write it.
MEASURED_HEADERS: Mapping[str, tuple[str, ...]] = {
    "home": ("居民点编号", "居民点", "小区编号", "小区", "home_id"),
    "community": ("社区编号", "社区", "community_id"),
    "facility": ("设施编号", "设施", "facility_id"),
    "minutes": ("实测分钟", "步行分钟", "步行时间（分钟）", "分钟", "实测时间"),
    "source": ("来源", "实测人", "姓名", "name"),
    "on": ("日期", "实测日期", "date"),
}
#: Where a measured walk comes from, as results show it; the day with a blank before it, or nothing.
MEASURED_SOURCE = "实测{day} {source}"

#: Reason → one sentence for a home.
WHY_NOT: Mapping[str, tuple[str, str]] = {
    "data_doubtful": ("位置存疑，无法判断", "its place is doubtful: nothing can be said"),
    "gate_closed": ("小区出入口未开放；若都开放，步行 {open_min} 分钟可达", "a gate is closed; were all open, it would be {open_min} min"),
    "barrier": ("到道路隔着水域、铁路或围墙（最近道路 {street_m} 米）", "cut off from every street (nearest {street_m} m) by a barrier"),
    "no_street": ("附近没有道路（最近道路 {street_m} 米）", "no street near (nearest {street_m} m)"),
    "not_connected": ("所在道路与设施所在路网不连通", "its streets are not connected to those of any facility"),
    "no_facility_near": ("直线 {limit_m} 米内没有设施（最近 {straight_m} 米）", "no facility within {limit_m} m (nearest {straight_m} m)"),
    "too_far": ("步行 {walk_m} 米，超出 {excess_m} 米", "{walk_m} m on foot, {excess_m} m too far"),
    "no_street_beyond": ("附近 {search_m} 米内没有道路", "no street within {search_m} m"),
    "no_facility_beyond": ("没有已建成并运营的此类设施", "there is no such facility in operation"),
    "too_far_beyond": ("直线 {straight_m} 米，步行远超时限", "{straight_m} m in a straight line, far beyond the limit on foot"),
}

#: Kind of a small change → one sentence; always an estimate.
CHANGES: Mapping[str, tuple[str, str]] = {
    "open_gate": (
        "开放一处已知出入口后步行约 {change_min} 分钟（估算）",
        "opening one known gate makes it about {change_min} min (estimate)",
    ),
    "open_wall": (
        "在道路被围墙截断处开口后步行约 {change_min} 分钟（估算）",
        "an opening in one wall makes it about {change_min} min (estimate)",
    ),
    "path": (
        "新增约 {change_m} 米步道后步行约 {change_min} 分钟（估算，未核查用地）",
        "a path of about {change_m} m makes it about {change_min} min (estimate, ground not checked)",
    ),
}

ACCESS_WORDS: Mapping[str, tuple[str, str]] = {
    "counted.households": ("户", "households"),
    "counted.persons": ("人", "persons"),
    "reason.data_doubtful": ("位置存疑", "place doubtful"),
    "reason.gate_closed": ("出入口未开放", "gate closed"),
    "reason.barrier": ("隔着水域、铁路或围墙", "behind a barrier"),
    "reason.no_street": ("附近没有道路", "no street near"),
    "reason.not_connected": ("路网不连通", "not connected"),
    "reason.no_facility_near": ("附近没有设施", "no facility near"),
    "reason.too_far": ("步行过远", "too far on foot"),
    "confidence.high": ("高", "high"),
    "confidence.middle": ("中", "middle"),
    "confidence.low": ("低", "low"),
    "confidence_by.gates": ("{share} 的小区有出入口资料", "gates are known of {share} of the compounds"),
    "confidence_by.small_ways": ("小路只占道路长度的 {share}", "small ways are {share} of the streets' length"),
    "confidence_by.no_outlines": ("没有小区边界和出入口资料", "outlines and gates of compounds are not known"),
}

STRAIGHT_LINE: Mapping[str, Mapping[str, str]] = {
    "remark": {
        "zh": "{minutes} 分钟内{set}：步行可达 {on_foot}，按 {radius} 米直线圈则为 {circle}（按{what}计）；"
        "直线圈内走不到的 {over} {what}{why}",
        "en": "{set} within {minutes} min: {on_foot} on foot, {circle} by a straight circle of {radius} m (of {what});"
        " {over} {what} inside the circle are not reached{why}",
    },
    "beyond": {"zh": "直线距离已超过 {limit} 米", "en": "farther than {limit} m even in a straight line"},
    "why": {"zh": "中：{why}", "en": ": {why}"},
}
