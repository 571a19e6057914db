"""Headers and words of the columns and lists that only rules read, and notes on the facts a run counts itself."""

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
"""Columns of any list that only rules know: field → what its cells hold, and how lists write it."""

MONEY_HEADERS: Mapping[str, tuple[str, ...]] = {
    "id": ("编号", "项目编号"),
    "name": ("名称", "项目名称", "机构名称"),
    "county": ("县（市、区）", "县区", "县市区", "所属县区", "区县"),
    "floor_area_m2": ("建筑面积", "实际建筑面积", "建设面积"),
    "cost_yuan": ("总投资（元）", "总投资", "投资额", "投资"),
    "operating": ("已运营", "是否运营"),
    "urban": ("城市社区", "是否城市社区"),
    "residents_self_caring": ("自理老年人数", "自理人数", "自理"),
    "residents_half_disabled": ("半失能老年人数", "半失能人数", "半失能"),
    "residents_disabled": ("失能老年人数", "失能人数", "失能"),
    "persons_over_80": ("80岁以上老年人数",),
    "persons_poor_disabled_60": ("低保60岁以上失能老年人数",),
    "persons_alone_70": ("70岁以上独居失独空巢老年人数",),
    "persons_alone_70_poor": ("其中低保70岁以上独居失独空巢老年人数",),
}
"""A list of projects to subsidise: field → how lists write it."""

LEDGER_HEADERS: Mapping[str, tuple[str, ...]] = {
    "facility": ("设施编号", "设施", "facility"),
    "stock": ("设施建筑面积", "设施面积", "facility_floor_area_m2"),
    "parcel": ("地块编号", "宗地编号", "地块", "parcel"),
    "share": ("分摊建筑面积", "分摊面积", "floor_area_m2"),
    "land_stock": ("设施用地面积", "facility_land_area_m2"),
    "land_share": ("分摊用地面积", "共享用地分摊面积", "land_area_m2"),
}
"""A ledger of shared duties: field → how lists write it."""

FACT_HEADERS: Mapping[str, tuple[str, ...]] = {
    "kind": ("主体类型", "subject_kind"),
    "id": ("主体", "主体编号", "subject_id"),
    "field": ("指标", "字段", "field"),
    "value": ("数值", "值", "value"),
}
"""A list of single facts: field → how lists write it."""

SUBJECT_KINDS: Mapping[str, str] = {
    "城市": "city",
    "县": "county",
    "乡镇": "township",
    "社区": "community",
    "小区": "compound",
    "设施": "facility",
    "地块": "parcel",
}
"""Kinds of subject as a list of facts writes them → as rules name them."""

YES_WORDS = frozenset({"是", "有", "已", "通过", "true", "yes", "y", "1"})
NO_WORDS = frozenset({"否", "无", "未", "未通过", "false", "no", "n", "0"})
"""What a cell of a column of flags says."""
FACT_FLAGS: Mapping[str, bool] = {"是": True, "否": False, "true": True, "false": False}
"""Flags in a list of facts, where a cell may as well hold a number."""
CASE_FLAGS: Mapping[str, bool] = {"是": True, "否": False}
"""Flags in a file of cases."""
FIRST_STAGE = "规划条件"
"""What the stage of a parcel says while its planning conditions are drawn up."""

CONVENTION = "本工具约定，未经核实 a convention of this tool"
"""Source of a figure that no document gives."""

FACT_WORDS: Mapping[str, tuple[str, str]] = {
    "fact.open": ("按设施清单中已建成并运营者计", "counted from the facilities built and operating in the list"),
    "fact.no_county": ("位置存疑的设施未计入任何县", "facilities of doubtful place are counted in no county"),
    "fact.not_stated": ("清单没有注明失能照护机构", "the list does not say which institutions care for disabled people"),
    "fact.maybe_large": (
        "清单不能说明机构是否专收失能、半失能老年人，百张床位以上或床位不明的列为可能",
        "the list does not say whether an institution is for disabled older people; those of 100 beds or more or of unknown beds may be",
    ),
    "fact.placeless": ("位置不明的设施", "facilities of unknown place"),
    "fact.inside": ("落在小区边界内的已运营设施", "operating facilities inside the compound's outline"),
    "fact.not_counted": ("位置存疑的设施未计入", "facilities of doubtful place are not counted"),
    "fact.old": (
        "建成年份 {built}，本单位认定 {year} 年以前为老旧小区",
        "built in {built}; the bureau takes compounds from before {year} for old",
    ),
    "fact.share": (
        "步行 15 分钟可达 {reached:.1f} 人 ÷ {persons:.1f} 人",
        "{reached:.1f} persons reach one within 15 minutes ÷ {persons:.1f} persons",
    ),
    "fact.community": ("所在社区 {community}", "in community {community}"),
    "fact.no_partner_list": ("没有医疗卫生设施清单，或清单中没有这一类", "no list of health facilities, or none of the kind in it"),
    "fact.off_network": ("设施不在步行路网上", "the facility is off the walk network"),
    "fact.none_within": (
        "步行 {minutes:g} 分钟内没有，按该距离计",
        "none within {minutes:g} minutes on foot; taken for that distance",
    ),
    "fact.walk_to": ("步行至最近的 {partner}", "walk to the nearest, {partner}"),
    "fact.credited": ("台账入账：{lines} ㎡", "credited by the ledger: {lines} m²"),
    "fact.poor_data": (
        "{share:.0%} 的人口所在社区的路网或出入口资料可信度低",
        "{share:.0%} of the persons live where data on streets or gates is poor",
    ),
    "fact.duty": ("各地块应配之和：{parcels} ㎡", "sum of what the parcels owe: {parcels} m²"),
    "fact.entered": ("台账登记入账：{parcels}", "credited by the ledger: {parcels}"),
    "fact.overdrawn": ("登记超出设施实有面积的部分", "entered beyond what the facility has"),
    "fact.none_yet": ("规划条件拟定阶段，按未配列出应配数", "conditions being drawn up: nothing provided yet"),
    "fact.embedded": (
        "养老服务设施建筑面积 {floor} ㎡ ÷ 容积率（{homes} ÷ {site}）",
        "floor area for elderly care {floor} m² ÷ floor area ratio ({homes} ÷ {site})",
    ),
}
"""Notes on facts: key → (Chinese, English)."""
