"""Headers of columns that only rules know: field → what its cells hold, and how lists write it."""

from __future__ import annotations

from collections.abc import Mapping

_STEPS = {
    "plan": ("规划文号", "规划许可文号"),
    "build": ("建设文号", "施工许可文号"),
    "accept": ("验收文号", "竣工验收文号"),
    "deliver": ("交付文号", "移交文号"),
}
_TRACKS = {"housing": ("住宅", "住房"), "facility": ("养老设施", "养老服务设施", "设施")}

EXTRA_HEADERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "shared_land_area_m2": ("area", ("共享用地分摊面积", "共享用地分摊", "分摊用地面积")),
    "plan_review_passed": ("flag", ("规划设计审查通过", "规划审查通过")),
    "conditions_exist": ("flag", ("民政部门已明确条件", "已明确配建移交条件")),
    "conditions_announced": ("flag", ("条件纳入出让公告", "纳入土地出让公告")),
    "conditions_in_contract": ("flag", ("条件纳入出让合同", "纳入土地出让合同")),
    "old": ("flag", ("老旧小区", "是否老旧小区")),
    "new_area": ("flag", ("新建村（社区）", "新建社区", "是否新建")),
    **{
        f"{track}_{step}_paper": ("text", tuple(owner + text for owner in owners for text in words))
        for track, owners in _TRACKS.items()
        for step, words in _STEPS.items()
    },
}
