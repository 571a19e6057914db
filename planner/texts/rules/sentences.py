"""What ``planner.rules`` says: problems of rule packs, names of fields and units, and the sentences findings are made of.

Problems: code → what is wrong and how to mend it. Fields and sentences: key → (Chinese, English). Units: code → (Chinese, English).
"""

from __future__ import annotations

from collections.abc import Mapping

from planner.texts.rules import kinds


def _entry(what_zh: str, mend_zh: str, what_en: str, mend_en: str) -> Mapping[str, str]:
    return {"what_zh": what_zh, "mend_zh": mend_zh, "what_en": what_en, "mend_en": mend_en}


PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "rulepack.not_found": _entry(
        "找不到指标库“{value}”",
        "写内置指标库名（{known}）或一个 .yaml 文件的路径",
        'no rule pack "{value}"',
        "give the name of a built-in pack ({known}) or the path of a .yaml file",
    ),
    "rulepack.encoding": _entry(
        "文件不是 UTF-8 编码", "另存为 UTF-8 后重试", "the file is not UTF-8 text", "save it as UTF-8 and try again"
    ),
    "yaml.syntax": _entry(
        "YAML 写法有误：{detail}",
        "检查该行及上一行的缩进、冒号、引号和括号",
        "not valid YAML: {detail}",
        "check indentation, colons, quotes and brackets on this line and the one above",
    ),
    "yaml.full_width": _entry(
        "用了全角“{value}”，程序读不出这一行",
        "请改用半角“{half}”（冒号后面空一格）；文字里的全角标点请整段加引号",
        'the full-width sign "{value}" stands where YAML needs "{half}"',
        'write "{half}" (and a blank after a colon); put text with full-width signs in quotes',
    ),
    "yaml.alias": _entry(
        "使用了锚点或别名（& 与 *）", "把内容原样写出", "uses an anchor and alias (& and *)", "write the content out in full"
    ),
    "yaml.tag": _entry(
        "不支持的标记“{value}”", "只用普通的键、值和列表", 'unsupported tag "{value}"', "use plain keys, values and lists only"
    ),
    "yaml.duplicate_key": _entry(
        "同一个键写了两次（第一次在第 {first} 行）",
        "保留一处，删去另一处",
        "the same key stands twice (first on line {first})",
        "keep one and delete the other",
    ),
    "rulepack.unknown_key": _entry(
        "不认识的键“{value}”",
        "改正拼写或删去；此处可用：{known}",
        'unknown key "{value}"',
        "correct the spelling or delete it; allowed here: {known}",
    ),
    "rulepack.missing_key": _entry("缺少“{value}”", "补上这一项", '"{value}" is missing', "add it"),
    "rulepack.missing_citation": _entry(
        "没有写明依据（缺“{value}”）",
        "写上 citation，注明文件（document）和条款（clause）",
        'no citation ("{value}" is missing)',
        "add citation with document and clause",
    ),
    "rulepack.bad_value": _entry(
        "“{value}”不能用在这里（{detail}）", "按指标库格式改写", '"{value}" cannot stand here ({detail})', "rewrite it as the schema asks"
    ),
    "rulepack.bad_date": _entry("“{value}”不是日期", "写成 2021-06-11 的样子", '"{value}" is not a date', "write it like 2021-06-11"),
    "rulepack.bad_number": _entry(
        "“{value}”不是普通的十进制数（不得为负）",
        "只写数字和小数点，单位写在 unit",
        '"{value}" is not a plain decimal number of zero or more',
        "write digits and a point only; the unit goes into unit",
    ),
    "rulepack.bad_period": _entry(
        "终止日 {end} 早于起始日 {start}", "更正 from 或 to", "ends on {end}, before it begins on {start}", "correct from or to"
    ),
    "rulepack.overlap": _entry(
        "日期重叠：{first} 与 {second}",
        "让前一段在后一段开始的前一天终止（to 含当日），或删去前一段的 to",
        "dates overlap: {first} and {second}",
        "end the earlier entry the day before the later begins (to is the last day), or drop its to",
    ),
    "rulepack.uncovered": _entry(
        "{day} 时本条有效，但参数“{parameter}”没有值",
        "补上该日起的值（未知则写 value: null）",
        'the rule is in force on {day} but parameter "{parameter}" has no value then',
        "add a value from that day on (value: null where unknown)",
    ),
    "rulepack.unknown_unit": _entry("不认识的单位“{value}”", "可用单位：{known}", 'unknown unit "{value}"', "known units: {known}"),
    "rulepack.unknown_kind": _entry("不认识的规则类型“{value}”", "可用类型：{known}", 'unknown kind "{value}"', "known kinds: {known}"),
    "rulepack.unknown_word": _entry("不认识的取值“{value}”", "可用：{known}", 'unknown value "{value}"', "one of: {known}"),
    "rulepack.unknown_document": _entry(
        "引用的文件“{value}”不在 documents 中",
        "在 documents 中登记该文件，或改正键名（已登记：{known}）",
        'document "{value}" is not listed under documents',
        "list it, or correct the key (listed: {known})",
    ),
    "rulepack.bad_id": _entry(
        "编号“{value}”不合格式",
        "指标库用小写字母（linfen），规则用“文件代号-英文短名”（LF21-quota）",
        'id "{value}" is not well formed',
        "packs: lower-case letters (linfen); rules: document key, dash, short name (LF21-quota)",
    ),
    "rulepack.duplicate_rule": _entry(
        "规则编号“{value}”用了两次（第一次在第 {first} 行）",
        "给其中一条另起编号",
        'rule id "{value}" stands twice (first on line {first})',
        "give one of them another id",
    ),
    "rulepack.no_rules": _entry("没有任何规则", "在 rules 下至少写一条", "there is no rule", "write at least one under rules"),
    "rulepack.kind_lacks": _entry(
        "“{kind}”类规则缺少 {part}“{name}”",
        "补上；该类型需要：{known}",
        'a rule of kind "{kind}" lacks {part} "{name}"',
        "add it; this kind needs: {known}",
    ),
    "rulepack.kind_unused": _entry(
        "“{kind}”类规则用不到 {part}“{name}”",
        "删去，或改正拼写；该类型可用：{known}",
        'a rule of kind "{kind}" has no use for {part} "{name}"',
        "delete it or correct the spelling; this kind takes: {known}",
    ),
    "rulepack.bad_reading": _entry(
        "解读口径的默认项“{value}”不在选项中",
        "把 default 改为下列之一：{known}",
        'the default "{value}" is not among the options',
        "set default to one of: {known}",
    ),
    "rulepack.bad_condition": _entry(
        "适用条件应恰好写 is、is_not、in_list 中的一个",
        "保留一个；unknown 为 assume 时还要写 assumed",
        "a condition takes exactly one of is, is_not, in_list",
        "keep one; with unknown: assume also write assumed",
    ),
    "rulepack.unknown_reading": _entry("没有解读口径“{value}”", "可选：{known}", 'there is no reading "{value}"', "choose from: {known}"),
    "rules.no_centre_range": _entry(
        "指标库 {pack} 在 {day} 没有有效的社区养老服务中心面积区间",
        "把 as_of 改到该条施行之后，或在指标库中录入",
        "pack {pack} has no size range for community centres in force on {day}",
        "choose a later as_of or enter the range in the pack",
    ),
    **{code: _entry(*words) for code, words in kinds.ISSUES.items()},
}

UNITS: Mapping[str, tuple[str, str]] = {
    "m2": ("㎡", "m²"),
    "household": ("户", "households"),
    "person": ("人", "persons"),
    "older_person": ("名老年人", "older persons"),
    "bed": ("张", "beds"),
    "place": ("处", "places"),
    "m": ("米", "m"),
    "minute": ("分钟", "min"),
    "percent": ("%", "%"),
    "time": ("次", "times"),
    "carer": ("名护理员", "carers"),
    "yuan": ("元", "yuan"),
    "yuan_per_m2": ("元/㎡", "yuan/m²"),
    "yuan_per_month": ("元/月", "yuan/month"),
    "yuan_per_year": ("元/年", "yuan/year"),
}

ONE: Mapping[str, str] = {"household": "household", "person": "person", "older_person": "older person", "bed": "bed", "place": "place"}
"""English singular where ``UNITS`` gives a plural."""

FIELDS: Mapping[str, tuple[str, str]] = {
    "households": ("户数", "households"),
    "population": ("规划人口", "planned population"),
    "elderly_floor_area_m2": ("养老服务设施建筑面积", "floor area for elderly care"),
    "elderly_land_area_m2": ("养老服务设施用地面积", "land for elderly care"),
    "floor_area_m2": ("建筑面积", "floor area"),
    "land_area_m2": ("用地面积", "land area"),
    "beds": ("床位", "beds"),
    "kind": ("设施类型", "kind of facility"),
    "status": ("运营状态", "status"),
    "urban": ("城乡属性", "urban or village"),
    "centre_count": ("现有社区养老服务中心（站、点）数", "existing community centres"),
    "centre_count_possible": ("可能位于本社区的中心（站、点）数", "centres possibly inside the community"),
    "conditions_date": ("规划条件日期", "date of the planning conditions"),
    "granted_on": ("供地日期", "date of the land grant"),
    "housing_plan_on": ("住宅规划日期", "planning date of the homes"),
    "housing_build_on": ("住宅建设日期", "building date of the homes"),
    "housing_accept_on": ("住宅验收日期", "acceptance date of the homes"),
    "housing_deliver_on": ("住宅交付日期", "handover date of the homes"),
    "facility_plan_on": ("养老服务设施规划日期", "planning date of the facility"),
    "facility_build_on": ("养老服务设施建设日期", "building date of the facility"),
    "facility_accept_on": ("养老服务设施验收日期", "acceptance date of the facility"),
    "facility_deliver_on": ("养老服务设施交付日期", "handover date of the facility"),
    **kinds.FIELDS,
}

SENTENCES: Mapping[str, tuple[str, str]] = {
    "join": ("；", "; "),
    "and": ("、", ", "),
    "reviewed": ("{what}，无法判定，需人工核查。", "{what}: cannot be judged, needs review."),
    "closing": ("{what}，{verdict}。", "{what}: {verdict}."),
    "trouble.missing": ("{field}缺失", "{field} missing"),
    "trouble.unreadable": ("{field}无法采用（原文“{raw}”）", '{field} cannot be used (the input reads "{raw}")'),
    "trouble.negative": ("{field}为负数（{value}）", "{field} is negative ({value})"),
    "trouble.absurd": ("{field}数值离谱（{value}）", "{field} is absurd ({value})"),
    "trouble.zero": ("{field}为 0，无从折算", "{field} is 0, nothing to reckon with"),
    "trouble.zero_area": ("{field}为 0，与已建成不符", "{field} is 0 for something that stands"),
    "trouble.doubtful": ("{field}存疑（原文“{raw}”）", '{field} is doubtful (the input reads "{raw}")'),
    "trouble.later": ("{field}（{value}）晚于核查日", "{field} ({value}) lies after the day of judging"),
    "trouble.not_a_date": ("{field}不是日期（{value}）", "{field} is not a date ({value})"),
    "trouble.order": ("{field}与前后步骤的日期倒置", "{field} runs against the order of the steps"),
    "block.value": ("指标值“{name}”尚未录入（{why}）", 'the value of "{name}" has not been entered ({why})'),
    "block.standing": ("指标值“{name}”的来源未经核实（{standing}）", 'the value of "{name}" is not confirmed ({standing})'),
    "block.document": ("依据文件未注明日期", "the document carries no date"),
    "later": ("本条自 {day} 起施行，{on} 尚未生效，不适用。", "in force from {day}; on {on} not yet, not applicable."),
    "ended": ("本条在 {on} 已不再有效，不适用。", "no longer in force on {on}, not applicable."),
    "ratio.base": ("{field} {base} {unit}", "{field}: {base}"),
    "ratio.rounded": ("{field} {base} {unit}（按 {used} {unit}计）", "{field}: {base} (counted as {used})"),
    "ratio.need": (
        "{base}，按每{per} {quota} {unit}折算，应配{provided_field} {required} {unit}，实配 {provided} {unit}",
        "{base}; at {quota} {unit} per {per}, {required} {unit} of {provided_field} due; provided {provided} {unit}",
    ),
    "ratio.short": ("{need}，缺 {shortfall} {unit}", "{need}, short by {shortfall} {unit}"),
    "range.inside": ("{field} {value} {unit}，在 {low}–{high} {unit}之间", "{field} {value} {unit}, between {low} and {high} {unit}"),
    "range.enough": ("{field} {value} {unit}，不少于 {low} {unit}", "{field} {value} {unit}, not below {low} {unit}"),
    "range.below": (
        "{field} {value} {unit}，低于下限 {low} {unit}，缺 {shortfall} {unit}",
        "{field} {value} {unit}, below the lower bound of {low} {unit}, short by {shortfall} {unit}",
    ),
    "range.above": (
        "{field} {value} {unit}，超过上限 {high} {unit} {excess} {unit}",
        "{field} {value} {unit}, above the upper bound of {high} {unit} by {excess} {unit}",
    ),
    "count.enough": ("{field} {count} {unit}，要求至少 {minimum} {unit}", "{field}: {count}, at least {minimum} asked"),
    "count.perhaps": (
        "{field} {count} {unit}，另有 {possible} {unit}位置或数据存疑、可能计入",
        "{field}: {count}; {possible} more may count but their place or data is doubtful",
    ),
    "step.in_step": ("{step}：设施 {facility}，住宅 {homes}，同步", "{step}: facility {facility}, homes {homes}, in step"),
    "step.ahead": ("{step}：设施 {facility}，住宅尚未到此步", "{step}: facility {facility}, homes not there yet"),
    "step.late": (
        "{step}：设施 {facility}，住宅 {homes}，设施晚 {days} 天",
        "{step}: facility {facility}, homes {homes}, late by {days} days",
    ),
    "step.missing": ("{step}：住宅 {homes}，设施日期缺失", "{step}: homes {homes}, date of the facility missing"),
    "step.doubtful": ("{step}：{trouble}", "{step}: {trouble}"),
    "step.besides": ("{what}（另需人工核查）", "{what} (to be reviewed besides)"),
    "step.not_reached": ("{step}：未到此步", "{step}: not reached"),
    "step.none": ("各步均未到，不适用。", "no step reached yet, not applicable."),
    "remark.validity": ("效力待确认", "validity to be confirmed"),
    "remark.target": ("目标期已过（{day}）", "the target date has passed ({day})"),
    "remark.reading": ("解读口径：{title}（{why}）", "reading: {title} ({why})"),
    "remark.earlier": (
        "{field} {value} 早于本条施行日 {day}；按核查日判定，如按该日期判定则本条不适用",
        "{field} {value} is earlier than the rule ({day}); judged on the day of judging, by that date it would not apply",
    ),
    "remark.as_of": (
        "判定依据日期存疑，以下数值按 {day} 有效的规定列出",
        "the dating of the rules is doubtful; figures are those in force on {day}",
    ),
    "centre.ok": ("{ids} 建筑面积 {value} ㎡，在 {low}–{high} ㎡之间", "{ids}: {value} m², between {low} and {high} m²"),
    "centre.needs_review": ("{ids} 的面积、位置或状态存疑，需人工核查", "size, place or status of {ids} is doubtful, needs review"),
    "centre.too_small": (
        "现有中心 {ids} 均不在 {low}–{high} ㎡之间，最大的不足者 {value} ㎡，缺 {shortfall} ㎡（各处面积不相加）",
        "none of {ids} is between {low} and {high} m²; the largest below has {value} m², short by {shortfall} m² (not added up)",
    ),
    "centre.too_large": (
        "{ids} 建筑面积 {value} ㎡，超过建议上限 {high} ㎡，仅作提示",
        "{ids}: {value} m², above the suggested {high} m²; a remark only",
    ),
    "centre.missing": ("没有已建成并运营的社区养老服务中心（站、点）", "no community centre built and operating"),
    **kinds.SENTENCES,
}

TABLE_COLUMNS: tuple[str, ...] = (
    "清单行 row",
    "规则 rule",
    "内容 what",
    "主体 subject",
    "判定方式 evaluator",
    "力度 force",
    "符合 pass",
    "不符合/未达 fail",
    "核查 review",
    "不适用 n/a",
    "金额 amount",
    "未录入 not entered",
)
"""Head of the table of all rules."""
NOT_JUDGED = "{kind}（不判定）"
"""A kind of rule that is read and not judged, in that table."""
COUNT_ENDING = "数"
"""Ending of the name of a count: 中心数 counts 中心."""
REVIEWS_HEAD = """\
# 人工复核结论；由 planner 读取，与机器判定并列。Conclusions of reviews, beside the machine's verdicts.
schema: "1"
reviews: []
"""
"""A review file nothing stands in yet."""
REVIEWS_TO_FILL_IN = "# 人工复核：填写 conclusion（符合、不符合、不适用）、basis、attachment、name、date；没有结论的条目请删去。"
"""First line of a review file to fill in."""
