"""Problems that ``planner.scenario`` and ``planner.report`` report: what is wrong and what was done or how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "scenario.missing": {
        "what_zh": "找不到方案文件",
        "mend_zh": "请检查文件名和所在文件夹",
        "what_en": "scenario file not found",
        "mend_en": "check its name and folder",
    },
    "scenario.not_utf8": {
        "what_zh": "方案文件不是 UTF-8 编码",
        "mend_zh": "请在编辑器中另存为 UTF-8",
        "what_en": "the scenario file is not UTF-8",
        "mend_en": "save it as UTF-8",
    },
    "scenario.empty": {
        "what_zh": "方案文件没有内容",
        "mend_zh": "可从 scenarios/baseline.yaml 复制一份开始",
        "what_en": "the scenario file is empty",
        "mend_en": "start from a copy of scenarios/baseline.yaml",
    },
    "scenario.missing_key": {
        "what_zh": "缺少必填项",
        "mend_zh": "请补上；本级可写：{known}",
        "what_en": "a required key is missing",
        "mend_en": "add it; keys known here: {known}",
    },
    "scenario.unknown_key": {
        "what_zh": "不认识的项",
        "mend_zh": "请检查拼写；本级可写：{known}",
        "what_en": "unknown key",
        "mend_en": "check the spelling; keys known here: {known}",
    },
    "scenario.bad_value": {
        "what_zh": "取值“{value}”不能用（{detail}）",
        "mend_zh": "请改正后重试",
        "what_en": "the value {value!r} cannot be used ({detail})",
        "mend_en": "correct it and try again",
    },
    "scenario.not_supported": {
        "what_zh": "本版本还不能执行这一项",
        "mend_zh": "请先删去；方案叠加将在后续版本提供",
        "what_en": "this version cannot carry this out",
        "mend_en": "remove it; layered scenarios come with a later version",
    },
    "scenario.input_missing": {
        "what_zh": "找不到输入文件 {value}",
        "mend_zh": "请检查路径；相对路径以方案文件所在文件夹为准",
        "what_en": "input file {value} not found",
        "mend_en": "check the path; relative paths start at the scenario file's folder",
    },
    "scenario.input_unused": {
        "what_zh": "已给出该输入，但本版本计算中未使用",
        "mend_zh": "结果不受其影响",
        "what_en": "this input is given but not used by this version",
        "mend_en": "results do not depend on it",
    },
    "community.no_compounds": {
        "what_zh": "社区内没有小区或居民点数据，{persons} 人只能记在一个代表点上",
        "mend_zh": "该社区可达比例不作判定，请补充小区或居民点",
        "what_en": "no compound or demand point in the community: {persons} persons stand at one point",
        "mend_en": "its share is withheld; add compounds or demand points",
    },
    "community.no_population": {
        "what_zh": "社区没有人口数",
        "mend_zh": "按无人口统计，请补充",
        "what_en": "the community has no population",
        "mend_en": "counted as nobody; add it",
    },
    "community.population_differs": {
        "what_zh": "居民点人数合计 {persons} 与社区人口 {total} 相差超过 5%",
        "mend_zh": "按居民点计算，请核对两个来源",
        "what_en": "demand points hold {persons} persons, the community {total}: more than 5% apart",
        "mend_en": "demand points were used; check both sources",
    },
    "community.same_id": {
        "what_zh": "社区编号重复",
        "mend_zh": "已分别编号保留，请改正",
        "what_en": "community id used twice",
        "mend_en": "both kept under distinct ids; correct them",
    },
    "demand.outside": {
        "what_zh": "{count} 个居民点（{persons} 人）不在任何社区内",
        "mend_zh": "单独列在“社区范围外”，不计入任何社区",
        "what_en": "{count} demand points ({persons} persons) lie in no community",
        "mend_en": "listed apart, counted in no community",
    },
    "demand.unplaced": {
        "what_zh": "{count} 个居民点没有可用的位置（{persons} 人）",
        "mend_zh": "未参与可达统计，单独列出，请补充坐标",
        "what_en": "{count} demand points have no usable place ({persons} persons)",
        "mend_en": "left out of the reach and listed apart; give their coordinates",
    },
    "compound.outside": {
        "what_zh": "{count} 个小区不在任何社区内或没有位置",
        "mend_zh": "未分配人口",
        "what_en": "{count} compounds lie in no community or have no place",
        "mend_en": "no persons were given to them",
    },
    "compound.households_assumed": {
        "what_zh": "{count} 个小区没有户数",
        "mend_zh": "分配社区人口时按全市已知小区的中位数 {median} 户估算",
        "what_en": "{count} compounds have no households",
        "mend_en": "the median of the known ones, {median}, stood in when persons were spread",
    },
    "facility.outside_communities": {
        "what_zh": "设施不在任何社区范围内",
        "mend_zh": "参与步行可达计算，但不计入任何社区的设施",
        "what_en": "the facility lies in no community",
        "mend_en": "it serves on foot, but counts as no community's own",
    },
    "facility.unplaced_centres": {
        "what_zh": "{count} 处社区养老服务中心（站、点）位置无法确定：{ids}",
        "mend_zh": "未计入任何社区，相关社区可能被误判为缺少中心，请先补正坐标",
        "what_en": "{count} centres cannot be placed: {ids}",
        "mend_en": "counted in no community, so one may wrongly read as missing a centre; mend the places first",
    },
    "facility.unknown_kind": {
        "what_zh": "{city}指标库不认识的设施类型“{value}”（{count} 处）",
        "mend_zh": "按养老服务设施参与可达计算，不算社区中心；如属中心请改用库内名称",
        "what_en": "facility kind {value!r} is unknown to the pack of {city} ({count} of them)",
        "mend_en": "counts as a facility, not as a centre; use a kind the pack names if it is one",
    },
    "parcel.granted_later": {
        "what_zh": "出让日期 {value} 晚于核查日期 {as_of}",
        "mend_zh": "仍按核查日期判定，请核对日期",
        "what_en": "granted on {value}, after the day of judging {as_of}",
        "mend_en": "judged as of that day all the same; check the date",
    },
    "cli.bad_option": {
        "what_zh": "选项取值“{value}”不能用",
        "mend_zh": "可用：{known}",
        "what_en": "the option's value {value!r} cannot be used",
        "mend_en": "known: {known}",
    },
    "result.not_ours": {
        "what_zh": "输出文件夹 {value} 已有其他内容，且不是本程序的结果",
        "mend_zh": "请另选一个空文件夹",
        "what_en": "the output folder {value} holds other things and is no result of this program",
        "mend_en": "name another, empty folder",
    },
    "result.not_written": {
        "what_zh": "结果写不进 {value}：{detail}",
        "mend_zh": "原有结果未改动；请检查磁盘空间和权限",
        "what_en": "results could not be written to {value}: {detail}",
        "mend_en": "what stood there is untouched; check space and permissions",
    },
}
