"""Doubts of a whole run: thresholds below which verdicts are withheld, the edge of the map, homes that are hardly known."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "quality.facilities_unplaced": {
        "what_zh": "只有 {share} 的设施能确定位置，低于 {limit}，社区缺口暂不判定",
        "mend_zh": "各社区的判定改为需人工核查；请补齐设施的坐标和坐标系后重算",
        "what_en": "only {share} of the facilities have a known place, below {limit}: no community is judged",
        "mend_en": "verdicts by community go to review; give the places and their datum, then run again",
    },
    "quality.communities_overlap": {
        "what_zh": "社区边界有 {share} 的面积互相重叠，高于 {limit}，社区缺口暂不判定",
        "mend_zh": "各社区的判定改为需人工核查；请改正边界（逐处见 area.overlap）后重算",
        "what_en": "{share} of the communities' area lies in more than one of them, above {limit}: no community is judged",
        "mend_en": "verdicts by community go to review; correct the boundaries (area.overlap names each), then run again",
    },
    "quality.compounds_unplaced": {
        "what_zh": "只有 {share} 的小区能确定位置，低于 {limit}",
        "mend_zh": "照常计算，但可达比例存疑；请补齐坐标后重算",
        "what_en": "only {share} of the compounds have a known place, below {limit}",
        "mend_en": "counted as they are, but shares reached are doubtful; give the places, then run again",
    },
    "quality.households_unknown": {
        "what_zh": "{total} 个社区中有 {count} 个，其半数以上（{limit}）的小区没有户数",
        "mend_zh": "人口分摊用中位数代替，这些社区的可达比例较粗；请补填户数",
        "what_en": "in {count} of {total} communities more than {limit} of the compounds carry no household count",
        "mend_en": "the median stands in when people are spread, so shares there are rough; fill in the counts",
    },
    "compound.households_by_size": {
        "what_zh": "{count} 个小区没有户数，有建筑面积或层数",
        "mend_zh": "按每户 {each} 平方米折算户数（取本表中两者都有的小区的中位数），仅用于分摊人口",
        "what_en": "{count} compounds have no households but a floor area or storeys",
        "mend_en": "weighed at {each} square metres a household (the median of those that know both), to spread people only",
    },
    "community.older_by_share": {
        "what_zh": "{count} 个社区没有老年人口",
        "mend_zh": "按其他社区的平均比例 {share} 估算；请补填",
        "what_en": "{count} communities state no older persons",
        "mend_en": "estimated by the share of the others, {share}; fill them in",
    },
}
