"""What would mend a finding, in plain words: key → (Chinese, English)."""

from __future__ import annotations

from collections.abc import Mapping

MENDING: Mapping[str, tuple[str, str]] = {
    "ratio": (
        "再配 {short} {unit}，合计不少于 {required} {unit}。",
        "add {short} {unit}, so that at least {required} {unit} are provided.",
    ),
    "ratio.enough_for": (
        "现有 {provided} {unit}只够 {most} {base_unit}。",
        "the {provided} {unit} provided are enough for {most} {base_unit} only.",
    ),
    "range.below": ("增加 {short} {unit}，达到 {required} {unit}。", "add {short} {unit}, to reach {required} {unit}."),
    "range.above": (
        "超过上限：核对这一数字是否含非养老用途；确属偏大的，无须拆减，说明理由即可。",
        "above the upper bound: check that the figure counts elderly care alone; where it does, state the reasons.",
    ),
    "count": ("再设 {short} 处（个），至少 {required} 处（个）。", "{short} more, so that there are at least {required}."),
    "presence": ("补设缺少的：{items}。", "set up what is absent: {items}."),
    "ledger": ("在各地块或各期补配并登记 {short} {unit}。", "provide and register {short} {unit} more among the parcels or phases."),
    "steps.late": (
        "日期已成事实：核对下列日期和文号（{fields}）；确属滞后的，由责任单位限期整改，并作人工复核。",
        "what is done late stays late: check these dates and papers ({fields}); where they are right, the body charged has to act.",
    ),
    "minimums": ("逐项补足不达标的数字。", "bring each figure that falls short up to what is asked."),
    "flags": ("补办缺少的手续：{items}。", "make good what is absent: {items}."),
    "any": ("按本条要求补足后重新核查。", "make good what the rule asks, then check again."),
    "trouble.missing": ("补填{field}{place}。", "fill in {field}{place}."),
    "trouble.value": (
        "由本单位录入指标值“{field}”（写明依据），然后重新核查。",
        'enter the value of "{field}" with its source, then check again.',
    ),
    "trouble.possible": (
        "核实存疑设施的位置、规模和状态{place}。",
        "confirm place, size and standing of the facilities in doubt{place}.",
    ),
    "trouble.order": ("核对{field}：与前后步骤的日期倒置{place}。", "check {field}: it runs against the other steps{place}."),
    "trouble.other": ("核对并改正{field}{place}。", "check and correct {field}{place}."),
    "block": ("{words}。", "{words}."),
    "review": (
        "也可由人核查后填写人工复核意见。",
        "or a person looks into it and enters the conclusion.",
    ),
    "withheld": (
        "本次运行的输入存疑较多，先改正数据质量表所列问题，再重新核查。",
        "first mend what the list of doubts names, then run again.",
    ),
    "place": ("（{file}{row}）", " ({file}{row})"),
    "row": ("第 {row} 行", ", row {row}"),
}
