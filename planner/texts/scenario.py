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
        "mend_zh": "{maybe}请检查拼写；本级可写：{known}",
        "what_en": "unknown key",
        "mend_en": "{maybe_en}check the spelling; keys known here: {known}",
    },
    "scenario.bad_value": {
        "what_zh": "取值“{value}”不能用（{detail}）",
        "mend_zh": "请改正后重试",
        "what_en": "the value {value!r} cannot be used ({detail_en})",
        "mend_en": "correct it and try again",
    },
    "scenario.input_missing": {
        "what_zh": "找不到输入文件 {value}",
        "mend_zh": "请检查路径；相对路径以方案文件所在文件夹为准",
        "what_en": "input file {value} not found",
        "mend_en": "check the path; relative paths start at the scenario file's folder",
    },
    "barriers.legs": {
        "what_zh": "阻隔图层：水域 {water} 处、铁路 {rail} 处、围墙 {wall} 处、其他 {other} 处；"
        "另有 {compound} 处沿小区边界，按小区出入口资料处理",
        "mend_zh": "从居民点、设施到道路的接驳不穿越阻隔；步行沿路网计算；服务圈图形的街外步行同样不穿越",
        "what_en": "barriers: {water} of water, {rail} of railway, {wall} walls, {other} others; {compound} more follow the outline of a "
        "compound, whose gates decide",
        "mend_en": "no way from a place to its street crosses them, nor do drawn circles off the streets; walks follow the streets",
    },
    "barriers.unknown_kind": {
        "what_zh": "{count} 处阻隔的类型不是水域、铁路或围墙",
        "mend_zh": "同样视为阻隔；不能通行以外的线请从图层中删去，类型请写 water、rail 或 wall（水域、铁路、围墙）",
        "what_en": "{count} barriers are neither water, rail nor wall",
        "mend_en": "they count as barriers all the same; take out lines that bar nobody, and write water, rail or wall",
    },
    "walls.straight": {
        "what_zh": "{count} 个小区没有出入口资料，接驳直线穿过其围墙",
        "mend_zh": "为估算；补充出入口后按出入口计算",
        "what_en": "no gate is known for {count} compounds: ways to the street cross their walls straight",
        "mend_en": "an estimate; give their gates to have them walked through",
    },
    "walls.through_gates": {
        "what_zh": "{count} 个小区有出入口资料但区内没有可接驳的道路",
        "mend_zh": "按“直线到出入口、再到墙外最近道路”接驳（估算）；补充区内道路后按道路计算",
        "what_en": "{count} compounds have known gates but no street inside to be joined to",
        "mend_en": "their people walk straight to a gate and on to the nearest street outside (an estimate); add the streets inside",
    },
    "scenario.input_unused": {
        "what_zh": "已给出该输入，但本版本计算中未使用",
        "mend_zh": "结果不受其影响",
        "what_en": "this input is given but not used by this version",
        "mend_en": "results do not depend on it",
    },
    "change.not_one": {
        "what_zh": "一条变更只能写一个动作",
        "mend_zh": "请写成“- 动作: {{…}}”；可用动作：{known}",
        "what_en": "a change is one action",
        "mend_en": "write '- action: {{…}}'; known actions: {known}",
    },
    "change.unknown": {
        "what_zh": "不认识的变更“{value}”",
        "mend_zh": "{maybe}可用：{known}",
        "what_en": "unknown change {value!r}",
        "mend_en": "{maybe_en}known: {known}",
    },
    "change.unknown_id": {
        "what_zh": "没有这个编号",
        "mend_zh": "{near}",
        "what_en": "there is no such id",
        "mend_en": "{near_en}",
    },
    "change.id_taken": {
        "what_zh": "编号已被占用",
        "mend_zh": "请换一个编号",
        "what_en": "the id is taken",
        "mend_en": "use another",
    },
    "change.nothing": {
        "what_zh": "没有写明要改什么",
        "mend_zh": "请至少给出一个新面积或床位数",
        "what_en": "nothing to change is given",
        "mend_en": "give at least one new size or number of beds",
    },
    "change.no_gates": {
        "what_zh": "方案没有出入口清单，无法开关出入口",
        "mend_zh": "请在 inputs 中给出 gates",
        "what_en": "the scenario has no gates to open or shut",
        "mend_en": "give gates under inputs",
    },
    "change.past_year": {
        "what_zh": "目标年份早于核查日期 {as_of}",
        "mend_zh": "请给出之后的年份",
        "what_en": "the year lies before the scenario's day {as_of}",
        "mend_en": "give a later one",
    },
    "change.unknown_rule": {
        "what_zh": "指标库中没有规则或参数“{subject}”",
        "mend_zh": "{maybe}可用：{known}",
        "what_en": 'the rule pack has no rule or parameter "{subject}"',
        "mend_en": "known: {known}",
    },
    "change.no_outline": {
        "what_zh": "文件 {path} 中找到 {count} 个可用的面，需要恰好一个",
        "mend_zh": "多于一个时请用 id 字段与编号对应",
        "what_en": "{path} holds {count} usable polygons, one is needed",
        "mend_en": "with several, an id field must name the right one",
    },
    "change.no_area": {
        "what_zh": "图形没有面积",
        "mend_zh": "请检查各角点是否重复或在一条线上",
        "what_en": "the shape has no area",
        "mend_en": "look whether its corners coincide or lie on one line",
    },
    "change.swapped": {
        "what_zh": "位置 {at} 的经度、纬度写反了",
        "mend_zh": "at 先写经度、后写纬度，应为 {other}",
        "what_en": "the place {at} has longitude and latitude the wrong way round",
        "mend_en": "at is [longitude, latitude]: {other}",
    },
    "change.outside": {
        "what_zh": "位置 {at} 不在研究范围内",
        "mend_zh": "at 为 [经度, 纬度]（WGS84）；请核对坐标，高德、百度坐标需先转换",
        "what_en": "the place {at} lies outside the study area",
        "mend_en": "at is [longitude, latitude] in WGS84; check it, and convert coordinates of Amap or Baidu first",
    },
    "change.file_missing": {
        "what_zh": "找不到这个文件",
        "mend_zh": "请检查路径；相对路径以写下这条变更的方案文件所在文件夹为准",
        "what_en": "file not found",
        "mend_en": "check the path; relative paths start at the folder of the scenario file that says so",
    },
    "change.file": {
        "what_zh": "文件读不了：{detail}",
        "mend_zh": "请检查路径、格式和坐标系",
        "what_en": "the file cannot be read: {detail}",
        "mend_en": "check path, format and coordinate system",
    },
    "scenario.extends_cycle": {
        "what_zh": "方案互相引用，成了环：{chain}",
        "mend_zh": "请改正 extends",
        "what_en": "scenarios extend each other in a circle: {chain}",
        "mend_en": "correct extends",
    },
    "scenario.both": {
        "what_zh": "inputs 与 extends 只能写一个",
        "mend_zh": "以另一方案为基础时不再写 inputs",
        "what_en": "inputs and extends exclude each other",
        "mend_en": "a scenario that extends another has no inputs of its own",
    },
    "community.no_compounds": {
        "what_zh": "社区内没有小区或居民点数据，{persons} 人只能记在一个代表点上",
        "mend_zh": "该社区可达比例不作判定，请补充小区或居民点",
        "what_en": "no compound or demand point in the community: {persons} persons stand at one point",
        "mend_en": "its share is withheld; add compounds or demand points",
    },
    "community.no_older": {
        "what_zh": "{count} 个社区没有 60 岁以上人口数",
        "mend_zh": "老年人数按 0 统计，相关数字偏小；请补充",
        "what_en": "{count} communities have no number of people aged 60 and over",
        "mend_en": "counted as none, so those figures are too small; add it",
    },
    "demand.no_persons": {
        "what_zh": "居民点表没有人数一列",
        "mend_zh": "请补上人数列，或用 columns 指定；不用居民点表时删去 population 一项，人数改按小区和社区估算",
        "what_en": "the demand points have no column of persons",
        "mend_en": "add it or name it under columns; without this input persons are estimated from compounds and communities",
    },
    "demand.no_older": {
        "what_zh": "{count} 个居民点没有老年人数",
        "mend_zh": "按所在社区 60 岁以上人口占比估算；社区也没有占比的 {unknown} 个居民点按 0 统计，相关数字偏小，请补充",
        "what_en": "{count} demand points have no number of older persons",
        "mend_en": "estimated by their community's share; {unknown} where that is not known either count none: add it",
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
        "what_zh": "{city}指标库不认识的设施类型“{value}”（{count} 处：{ids}）",
        "mend_zh": "按养老服务设施参与可达计算，不算社区中心；{maybe}如属中心请改用库内名称",
        "what_en": "facility kind {value!r} is unknown to the pack of {city} ({count} of them: {ids})",
        "mend_en": "counts as a facility, not as a centre; use a kind the pack names if it is one",
    },
    "parcel.granted_later": {
        "what_zh": "出让日期 {value} 晚于核查日期 {as_of}",
        "mend_zh": "仍按核查日期判定，请核对日期",
        "what_en": "granted on {value}, after the day of judging {as_of}",
        "mend_en": "judged as of that day all the same; check the date",
    },
    "cli.no_command": {
        "what_zh": "没有命令“{value}”",
        "mend_zh": "{maybe}可用：{known}；用法见 {where} --help",
        "what_en": "there is no command {value!r}",
        "mend_en": "{maybe_en}known: {known}; see {where} --help",
    },
    "cli.no_option": {
        "what_zh": "没有选项 {value}",
        "mend_zh": "{maybe}可用：{known}；用法见 {where} --help",
        "what_en": "there is no option {value}",
        "mend_en": "{maybe_en}known: {known}; see {where} --help",
    },
    "cli.no_value": {
        "what_zh": "选项 {value} 后面要写一个值",
        "mend_zh": "用法见 {where} --help",
        "what_en": "option {value} needs a value",
        "mend_en": "see {where} --help",
    },
    "cli.extra": {
        "what_zh": "多写了参数：{value}",
        "mend_zh": "路径里有空格时请加引号；用法见 {where} --help",
        "what_en": "too many arguments: {value}",
        "mend_en": "quote paths with blanks; see {where} --help",
    },
    "cli.missing": {
        "what_zh": "少写了 {value}",
        "mend_zh": "请补上；用法见 {where} --help",
        "what_en": "{value} is missing",
        "mend_en": "add it; see {where} --help",
    },
    "cli.bad_value": {
        "what_zh": "{value} 的取值不能用",
        "mend_zh": "用法见 {where} --help",
        "what_en": "the value of {value} cannot be used",
        "mend_en": "see {where} --help",
    },
    "cli.other": {
        "what_zh": "命令写得不对：{value}",
        "mend_zh": "用法见 {where} --help",
        "what_en": "the command cannot be read: {value}",
        "mend_en": "see {where} --help",
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
    "write.is_folder": {
        "what_zh": "{value} 写不成：已有同名文件夹",
        "mend_zh": "请另取一个文件名",
        "what_en": "{value} could not be written: a folder has that name",
        "mend_en": "give the file another name",
    },
    "write.name_too_long": {
        "what_zh": "{value} 写不成：文件名或路径太长（{detail}）",
        "mend_zh": "请取短一些的名称，或换一个层级浅的文件夹",
        "what_en": "{value} could not be written: its name or path is too long ({detail})",
        "mend_en": "take a shorter name, or a folder that lies less deep",
    },
    "write.in_use": {
        "what_zh": "{value} 写不进：可能正在 Excel、WPS 等程序中打开，或没有修改权限（{detail}）",
        "mend_zh": "原有内容未改动；请关闭该文件后再试",
        "what_en": "{value} could not be written: another program has it open, or it may not be changed ({detail})",
        "mend_en": "what stood there is untouched; close the file and try again",
    },
    "result.not_written": {
        "what_zh": "结果写不进 {value}：{detail}",
        "mend_zh": "原有结果未改动；请检查磁盘空间和权限",
        "what_en": "results could not be written to {value}: {detail}",
        "mend_en": "what stood there is untouched; check space and permissions",
    },
}

#: What a key of a scenario file asks for, where the schema alone cannot say it: (Chinese, English).
SCENARIO_WANTS: Mapping[str, tuple[str, str]] = {
    "file_name": ("应为一个文件名", "should be a file name"),
    "place": ("应为 [经度, 纬度] 两个数字", "[longitude, latitude] is needed"),
    "near": ("是不是 {near}？", "did you mean {near}? "),
    "near_several": ("是不是 {near} 之一？", "did you mean {near}? "),
}
#: What the schema itself answers, both languages in one line.
SCHEMA_ANSWERS: Mapping[str, str] = {
    "known": "可用 known: {known}",
    "limits": "应有 1 至 6 个 one to six limits",
    "rising": "应由小到大且不重复 minutes must rise",
    "search_limit": "不应小于最长时限 not below the longest limit: {longest:g}",
    "one_shape": "file 与 geometry 应恰好给一个 give either file or geometry",
}
#: A scenario whose name has one of these is made up, and so is what stands on it.
SYNTHETIC_NAMES = r"合成|模拟|测试|\b(synthetic|simulated|test)\b"
#: What stands behind a scenario's name where a second writer's text is kept and the writer gave no name.
SAVED_APART = "另存"

#: Why a value of a scenario file cannot be used, in Chinese, by pydantic's name for the fault (pydantic itself says it in English).
SCENARIO_FAULTS: Mapping[str, str] = {
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "date_type": "应为日期，写成 2024-06-01",
    "date_parsing": "应为日期，写成 2024-06-01",
    "date_from_datetime_parsing": "应为日期，写成 2024-06-01",
    "date_from_datetime_inexact": "应为日期，写成 2024-06-01",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_parsing": "应为 true 或 false",
    "finite_number": "应为有限的数字",
    "less_than": "应小于 {lt}",
    "too_short": "项数不足，至少 {min_length} 项",
    "too_long": "项数过多，至多 {max_length} 项",
    "list_type": "应为列表",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不应小于 {ge}",
    "less_than_equal": "不应大于 {le}",
    "literal_error": "可用：{expected}",
    "tuple_type": "应为列表，例如 [5, 10, 15]",
    "dict_type": "应为若干“项: 值”",
    "model_type": "应为若干“项: 值”",
    "value_error": "{error}",
}
