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
    "parcels_not_applicable": ("地块：不适用", "parcels: not applicable"),
    "communities_ok": ("城市社区：中心规模达标", "urban communities with a centre of the right size"),
    "communities_missing": ("城市社区：缺少中心", "urban communities without a centre"),
    "communities_too_small": ("城市社区：中心规模不足", "urban communities whose centre is too small"),
    "communities_too_large": ("城市社区：超过建议规模", "urban communities whose centre is above the suggested size"),
    "communities_needs_review": ("城市社区：需人工核查", "urban communities to be reviewed"),
    "facilities_used": ("计入的设施", "facilities used"),
    "facilities_centres_in_operation": ("已建成并运营的中心（站、点）", "centres in operation"),
    "facilities_centres_used": ("其中计入可达的中心（站、点）", "centres in operation: counted for reach"),
    "facilities_centres_not_placed": ("其中没有可用坐标的中心（站、点）", "centres in operation: of no usable place"),
    "facilities_centres_off_network": ("其中不在路网上的中心（站、点）", "centres in operation: off the network"),
    "quality_doubt": ("数据疑点", "doubts"),
}
#: Ways of walking.
PROFILE_WORDS: Mapping[str, tuple[str, str]] = {
    "standard": ("普通步行", "standard pace"),
    "elderly": ("老年人步行", "elderly pace"),
    "frail": ("体弱老年人步行", "frail pace"),
}
#: What became of a home.
HOME_WORDS: Mapping[str, tuple[str, str]] = {
    "gained": ("新增可达", "gained"),
    "lost": ("不再可达", "lost"),
    "new_reached": ("新住户，可达", "new, reached"),
    "new_unreached": ("新住户，不可达", "new, not reached"),
    "gone": ("不再存在", "gone"),
}
#: What became of anything else that differs, by the code in column ``what``.
DIFFERENCE_WORDS: Mapping[str, tuple[str, str]] = {
    "area_gained": ("新增可达范围", "area gained"),
    "area_lost": ("不再可达范围", "area lost"),
    "added": ("新增", "added"),
    "moved": ("移动", "moved"),
    "resized": ("规模变化", "resized"),
    "new": ("新增", "new"),
    "turned": ("判定变化", "turned"),
    "changed": ("有变化", "changed"),
}
#: Words of the map of difference; ``{n}``, ``{persons}``, ``{minutes}`` are filled in.
DIFFERENCE_MAP: Mapping[str, str] = {
    "title": "方案对比：变化图",
    "base": "基准 方案 1：{name}",
    "other": "方案 {number}：{name}",
    "theme": "方案 {number}",
    "figure": "方案 {number}，{minutes} 分钟可达设施",
    "points": "{n} 百分点",
    "persons": "{n} 人",
    "homes": "{n:,} 处·{persons} 人",
    "places": "{n:,} 处",
    "communities": "{n:,} 个",
    "parcels": "{n:,} 宗",
    "km": "{n:,.1f} 公里",
    "home": "{what}",
    "centre": "中心：{what}",
    "more": "社区：可达比例上升",
    "less": "社区：可达比例下降",
    "same": "社区：其他变化",
    "facility": "设施变动",
    "roads": "新增道路",
    "parcel": "地块：{verdict}",
    "parcel_gone": "地块：不再核查",
    "before_after": "{before} → {after}",
    "not_before": "原无",
    "gone": "不再存在",
    "picture": "圆点为居民点，按 {minutes} 分钟内能否走到任一设施划分，“中心”按能否走到社区中心；可达范围为示意，人数按路网逐户计算。",
    "many": "居民点很多，已按 {m} 米格网合并显示。",
    "verdicts": "判定变化",
    "nothing": "与方案 1 没有差别",
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
    "cell": ("（{file} 第 {row} 行）", " ({file} row {row})"),
    "note": ("（{note}）", " ({note})"),
    "other": ("{after}", "{after}"),
}
#: Inputs of verdicts that a comparison calls otherwise than a finding does: shorter, or with their limit and unit.
COMPARED_FIELDS: Mapping[str, str] = {
    "status": "状态", "population": "人口", "elderly_floor_area_m2": "养老设施建筑面积", "elderly_land_area_m2": "养老设施用地面积",
    "centre_count": "中心数量", "centre_count_possible": "可能的中心数量", "community_centre_area_m2": "社区内中心面积合计",
    "share_within_15_standard": "15 分钟可达比例（标准步速，%）", "share_within_15_elderly": "15 分钟可达比例（老年步速，%）",
}  # fmt: skip
#: Kind of change → its sheet.
CHANGE_SHEETS: Mapping[str, str] = {
    "add_facility": "新增设施",
    "move_facility": "移动设施",
    "resize_facility": "调整设施规模",
    "close_facility": "停用设施",
    "add_parcel": "新增地块",
    "add_compound": "新增小区",
    "add_road": "新增道路",
    "open_gate": "开放出入口",
    "close_gate": "关闭出入口",
    "grow_population": "人口增长",
    "override_rule": "调整指标值",
}
#: Header of the number of a change in the scenario file, and the word for its place.
CHANGE_NUMBER, CHANGE_PLACE = "序号", "位置"
#: Field of a change → header.
CHANGE_FIELDS: Mapping[str, str] = {
    "id": "编号", "name": "名称", "kind": "类型", "floor_area_m2": "建筑面积(㎡)", "land_area_m2": "用地面积(㎡)", "beds": "床位",
    "lon": "经度",
    "lat": "纬度", "file": "图形文件", "project": "项目", "stage": "阶段", "households": "户数", "population": "人口",
    "residential_floor_area_m2": "住宅建筑面积(㎡)", "site_area_m2": "地块面积(㎡)", "elderly_floor_area_m2": "养老设施建筑面积(㎡)",
    "elderly_land_area_m2": "养老设施用地面积(㎡)", "conditions_date": "规划条件日期", "granted_on": "出让日期", "county": "县（市、区）",
    "community_id": "社区编号", "to_year": "到年份", "rate": "总人口年增长率", "older_rate": "老年人口年增长率",
    "value": "数值", "source": "依据",
    "parameter": "参数",
}  # fmt: skip
#: First sheet of a scenario's workbook: its title, then how to fill it in.
SCENARIO_SHEET: tuple[str, ...] = (
    "说明",
    "每类变化一张表，一行一项。序号是它在方案文件里的次序，请勿改动；新增一项时序号留空；删去一行就是删去这项变化。",
    "单元格清空就是不再给这个值。坐标为 WGS84 经纬度。改好后保存为 xlsx，用 planner scenario from-excel 读回，先列出差异，确认后才写入。",
)
#: What the store tells of a scenario or a lock.
STORE_WORDS: Mapping[str, str] = {
    "name": "方案", "version": "版本", "hash": "校验码", "author": "保存人", "note": "说明", "saved_at": "时间", "base_hash": "基准校验码",
    "host": "电脑", "pid": "进程", "age_s": "已持有（秒）", "stale": "已失效",
}  # fmt: skip
PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "book.unreadable": {
        "what_zh": "工作簿打不开：{detail}",
        "what_en": "the workbook cannot be opened: {detail}",
        "mend_zh": "另存为 .xlsx 后再读",
        "mend_en": "save it as .xlsx and try again",
    },
    "book.no_sheet": {
        "what_zh": "缺少工作表“{value}”",
        "what_en": "there is no sheet '{value}'",
        "mend_zh": "从 planner scenario to-excel 写出的工作簿改起，表可以空，不要删",
        "mend_en": "begin with what planner scenario to-excel wrote; a sheet may be empty, but must be there",
    },
    "book.header": {
        "what_zh": "工作表“{field}”的表头不认识或缺少：{value}",
        "what_en": "sheet '{field}' has a header that is not known or lacks one: {value}",
        "mend_zh": "表头请保持原样",
        "mend_en": "leave the headers as they are",
    },
    "book.row_twice": {
        "what_zh": "工作表“{field}”的序号 {value} 写了两行",
        "what_en": "number {value} stands in two rows of sheet '{field}'",
        "mend_zh": "复制出来的新行请把序号留空",
        "mend_en": "leave the number of a copied row empty",
    },
    "book.unknown_row": {
        "what_zh": "工作表“{field}”的序号 {value} 在方案里没有对应的变化",
        "what_en": "number {value} in sheet '{field}' is no such change of the scenario",
        "mend_zh": "新增的行请把序号留空；方案已被他人改过时请重新导出",
        "mend_en": "leave the number of a new row empty; write the workbook anew if the scenario was changed meanwhile",
    },
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
        "what_zh": "方案“{value}”正由 {who} 保存（电脑 {host}，进程 {pid}），已 {age} 秒",
        "what_en": "'{value}' is being saved by {who} (process {pid} on {host}), for {age} s",
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
