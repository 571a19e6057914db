"""Single terms: key → (Chinese, English)."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, str]] = {
    "verdict.pass": ("符合", "pass"),
    "verdict.fail": ("不符合", "fail"),
    "verdict.not_applicable": ("不适用", "not applicable"),
    "verdict.needs_review": ("需人工核查", "needs review"),
    "verdict.advisory_miss": ("未达引导性要求", "advisory not met"),
    "verdict.target_miss": ("未达目标", "target not met"),
    "force.mandatory": ("约束性", "mandatory"),
    "force.advisory": ("引导性", "advisory"),
    "force.target": ("目标", "target"),
    "force.money": ("资金", "money"),
    "centre.ok": ("达标", "ok"),
    "centre.needs_review": ("需人工核查", "needs review"),
    "centre.too_small": ("规模不足", "too small"),
    "centre.too_large": ("超过建议规模", "too large"),
    "centre.missing": ("缺少中心", "missing"),
    "status.open": ("已建成并运营", "built and operating"),
    "status.building": ("在建", "under construction"),
    "status.planned": ("规划", "planned"),
    "status.closed": ("停用", "closed"),
    "severity.error": ("错误", "error"),
    "severity.doubt": ("存疑", "doubt"),
    "severity.note": ("提示", "note"),
    "noun.facility": ("养老服务设施", "facility"),
    "noun.community": ("社区（村）", "community"),
    "noun.parcel": ("地块", "parcel"),
    "noun.compound": ("小区", "compound"),
    "noun.demand": ("居民点", "demand point"),
    "noun.network": ("步行路网", "walk network"),
    "profile.standard": ("普通步行", "standard"),
    "profile.elderly": ("老年人步行", "elderly"),
    "profile.frail": ("体弱老年人步行", "frail"),
    "reached": ("可达", "reached"),
    "too_far": ("步行超时", "too far"),
    "off_network": ("不在路网上", "off the network"),
    "place_doubtful": ("位置存疑", "place doubtful"),
}
