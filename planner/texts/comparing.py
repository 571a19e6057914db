"""Words of comparisons, of the scenario store and of the exchange with Excel."""

from __future__ import annotations

from collections.abc import Mapping

#: Figures of a comparison; ``{minutes}`` and ``{profile}`` are filled in.
FIGURES: Mapping[str, tuple[str, str]] = {
    "persons": ("总人口", "persons"),
    "older_persons": ("老年人口", "older persons"),
    "reached_facility": ("{minutes} 分钟内可达设施的人口（{profile}）", "persons within {minutes} min of a facility ({profile})"),
    "reached_centre": ("{minutes} 分钟内可达中心（站、点）的人口（{profile}）", "persons within {minutes} min of a centre ({profile})"),
    "reached_qualified_centre": (
        "{minutes} 分钟内可达规模达标中心的人口（{profile}）",
        "persons within {minutes} min of a centre of the right size ({profile})",
    ),
    "share_facility": (
        "{minutes} 分钟内可达设施的人口比例（{profile}）",
        "share of persons within {minutes} min of a facility ({profile})",
    ),
    "share_centre": ("{minutes} 分钟内可达中心的人口比例（{profile}）", "share of persons within {minutes} min of a centre ({profile})"),
    "share_qualified_centre": (
        "{minutes} 分钟内可达规模达标中心的人口比例（{profile}）",
        "share of persons within {minutes} min of a centre of the right size ({profile})",
    ),
    "off_network_persons": ("不在路网上的人口", "persons off the network"),
    "parcels_pass": ("地块：符合", "parcels: pass"),
    "parcels_fail": ("地块：不符合", "parcels: fail"),
    "parcels_needs_review": ("地块：需人工核查", "parcels: needs review"),
    "communities_ok": ("社区：中心规模达标", "communities with a centre of the right size"),
    "communities_missing": ("社区：缺少中心", "communities without a centre"),
    "communities_too_small": ("社区：中心规模不足", "communities whose centre is too small"),
    "communities_needs_review": ("社区：需人工核查", "communities to be reviewed"),
    "facilities_used": ("计入的设施", "facilities used"),
    "facilities_centres_used": ("计入的中心（站、点）", "centres used"),
    "quality_doubt": ("数据疑点", "doubts"),
}
#: What became of a home.
HOME_WORDS: Mapping[str, tuple[str, str]] = {
    "gained": ("新增可达", "gained"),
    "lost": ("不再可达", "lost"),
    "new_reached": ("新住户，可达", "new, reached"),
    "new_unreached": ("新住户，不可达", "new, not reached"),
    "gone": ("不再存在", "gone"),
}
#: Why a verdict turned.
TURNED: Mapping[str, tuple[str, str]] = {
    "new": ("新增的核查对象", "a new subject"),
    "gone": ("不再核查", "no longer judged"),
    "input": ("{field} {before} → {after}{where}", "{field} {before} → {after}{where}"),
    "parameter": ("指标值 {field} {before} → {after}", "value {field} of the rule {before} → {after}"),
    "required": ("应配 {before} → {after}", "required {before} → {after}"),
    "provided": ("实配 {before} → {after}", "provided {before} → {after}"),
    "withheld": ("判定暂缓：{after}", "withheld: {after}"),
    "other": ("{after}", "{after}"),
}
#: Column → header on paper.
COMPARE_COLUMNS: Mapping[str, str] = {
    "number": "方案号", "name": "名称", "as_of": "基准日", "city": "指标库", "sha256": "输入校验码", "figure": "指标代码", "label": "指标",
    "label_en": "indicator", "scenario": "方案号", "community_id": "社区编号", "county": "县（市、区）", "township": "乡镇（街道）",
    "persons_before": "原人口", "persons": "人口", "reached_before": "原可达人口", "reached": "可达人口", "change": "变化（人）",
    "share_before": "原可达比例", "share": "可达比例", "centre_status_before": "原中心状况", "centre_status": "中心状况",
    "demand_id": "居民点编号", "set": "设施类别", "what": "变化", "older_persons": "老年人口", "minutes_before": "原步行分钟",
    "minutes": "步行分钟", "facility_before": "原最近设施", "facility": "最近设施", "subject_kind": "对象类型", "subject_id": "对象编号",
    "subject_name": "对象名称", "rule_id": "条款代码", "rule_title": "核查事项", "before": "原判定", "after": "现判定", "why": "原因",
    "why_en": "reason", "persons_word": "人口", "longest": "时限（分钟）", "project": "项目", "amount_before": "原金额", "amount": "金额",
}  # fmt: skip
SHEETS: Mapping[str, str] = {
    "scenarios": "方案",
    "figures": "指标对比",
    "communities": "社区变化",
    "homes": "居民点变化",
    "verdicts": "判定变化",
    "subsidies": "补助资金",
}
PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "store.conflict": {
        "what_zh": "“{value}”在您读取之后已由 {author} 于 {at} 保存（{note}）",
        "what_en": "'{value}' was saved by {author} at {at} after you read it ({note})",
        "mend_zh": "两份都留下了：您的一份另存为“{kept}”，请比较后合并",
        "mend_en": "both are kept: yours as '{kept}'; compare and merge them",
    },
    "store.unknown": {
        "what_zh": "没有名为“{value}”的方案",
        "what_en": "there is no scenario '{value}'",
        "mend_zh": "用 planner scenario list 查看已有方案",
        "mend_en": "planner scenario list shows what there is",
    },
    "store.no_version": {
        "what_zh": "方案“{value}”没有第 {version} 版",
        "what_en": "'{value}' has no version {version}",
        "mend_zh": "用 planner scenario versions 查看各版本",
        "mend_en": "planner scenario versions lists them",
    },
    "store.bad_name": {
        "what_zh": "“{value}”不能用作文件名",
        "what_en": "'{value}' cannot be a file name",
        "mend_zh": '名称不超过 80 字，不含 / \\ : * ? " < > |，不以点开头',
        "mend_en": 'at most 80 characters, none of / \\ : * ? " < > |, no dot in front',
    },
    "store.locked": {
        "what_zh": "方案“{value}”正由 {host} 上的进程 {pid} 保存，已 {age} 秒",
        "what_en": "'{value}' is being saved by process {pid} on {host}, for {age} s",
        "mend_zh": "稍候再试；若那台电脑已关机，十分钟后锁自动失效",
        "mend_en": "try again soon; a lock left by a machine that was switched off falls after ten minutes",
    },
    "store.not_written": {
        "what_zh": "方案“{value}”没有写成：{detail}；原有内容未动",
        "what_en": "'{value}' was not written: {detail}; what stood there is untouched",
        "mend_zh": "检查磁盘空间和文件夹权限后再保存",
        "mend_en": "look at disk space and rights, then save again",
    },
    "compare.count": {
        "what_zh": "应比较 2 至 6 个方案，给了 {value} 个",
        "what_en": "two to six scenarios are compared, not {value}",
        "mend_zh": "第一个作为基准，其余逐一与它比较",
        "mend_en": "the first is what the others are held against",
    },
    "compare.unreadable": {
        "what_zh": "“{value}”不是方案文件，也不是完整的结果文件夹：{detail}",
        "what_en": "'{value}' is neither a scenario file nor a whole result folder: {detail}",
        "mend_zh": "给出 .yaml 方案文件，或 planner run 写出的结果文件夹",
        "mend_en": "give a .yaml file, or a folder that planner run wrote",
    },
    "compare.other_limits": {
        "what_zh": "“{value}”的时限或步行方式与基准方案不同，不能逐点比较",
        "what_en": "'{value}' has other limits or another profile than the first scenario",
        "mend_zh": "把 walk 一节改成相同再运行",
        "mend_en": "give both the same walk section",
    },
}
