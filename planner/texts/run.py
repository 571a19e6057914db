"""Words of a run: counts of centres that every surface shows alike, remarks on what was counted how, notes on facts."""

from __future__ import annotations

from collections.abc import Mapping

RUN_WORDS: Mapping[str, tuple[str, str]] = {
    # the one count of centres
    "centres.in_operation": ("已建成并运营的社区养老服务中心（站、点）{n} 处", "{n} community centres in operation"),
    "centres.counted": ("计入可达 {n} 处", "{n} counted for reach"),
    "centres.not_placed": ("没有可用坐标 {n} 处", "{n} of no usable place"),
    "centres.off_network": ("不在路网上 {n} 处", "{n} off the network"),
    "centres.sum": ("{whole}，其中{parts}", "{whole}, of these {parts}"),
    "sheet.centres.in_operation": ("社区中心（站、点）已建成并运营", "Community centres in operation"),
    "sheet.centres.counted": ("　其中计入可达", "of these counted for reach"),
    "sheet.centres.off_network": ("　其中不在路网上", "of these off the network"),
    "sheet.centres.not_placed": ("　其中没有可用坐标", "of these of no usable place"),
    # notes on facts
    "run.fact.centres": ("已建成并运营的中心（站、点）：{ids}", "centres in operation: {ids}"),
    "run.fact.none": ("无", "none"),
    "run.fact.together": ("社区内现有中心 {ids} 合计", "existing centres {ids} of the community together"),
    "run.fact.community": ("所在社区 {id}", "community {id}"),
    "run.fact.no_status": ("清单没有运营状态一列，按已建成并运营计", "the list has no column of status; counted as in operation"),
    # offers of a name or an id that was perhaps meant
    "run.maybe": ("是不是 {name}？", "did you mean {name}?"),
    "run.maybe_kinds": ("是不是{names}？", "did you mean {names}?"),
    "run.or": (" 或 ", " or "),
    "run.near_ids": ("相近的编号：{ids}", "near ids: {ids}"),
    "run.other_ids": ("没有相近的编号，现有编号如 {ids}", "none is near; ids there are such as {ids}"),
    "run.no_ids": ("清单里还没有任何编号", "the list holds no id yet"),
    "run.no_shape": ("坐标不能成为图形 no shape: {why}", "no shape: {why}"),
    # remarks: how persons came to their places, speeds, barriers, what was not checked
    "run.persons": ("居民点人数：{method}", "persons at demand points: {method}"),
    "run.persons.file": ("居民点文件", "population file"),
    "run.persons.spread": ("社区人口按小区户数分摊（估算）", "community totals spread over compounds by households (estimate)"),
    "run.persons.one_point": (
        "没有小区和居民点资料，各社区人口只记在一个代表点上，可达比例不作判定",
        "one point per community, no share is given",
    ),
    "run.speeds": ("步行速度为约定值：{speeds}", "walking speeds are conventions: {speeds}"),
    "run.all_count": (
        "所有已建成并运营的养老服务设施都计入可达；中心（站、点）另列",
        "every existing facility counts as reached; centres are shown apart",
    ),
    "run.unconfirmed": ("效力待确认：{names}", "validity not confirmed: {names}"),
    "run.no_barriers": ("未提供河流、铁路、围墙资料，未核查阻隔", "barriers not checked"),
    "run.walls_count": ("小区围墙与出入口已计入步行", "compound walls and gates count"),
    "run.not_crossed": ("接驳（居民点、设施到道路）不穿越{names}", "ways from places to their streets cross no {names}"),
    "run.not_given": ("未提供{names}资料，未核查", "barriers not checked: {names}"),
    "run.circles_keep_off": (
        "服务圈图形的街外步行同样不穿越；桥面等两侧走不开的路只画 {m} 米宽",
        "off the streets drawn circles cross none of these either; bridges and the like are drawn {m} m wide",
    ),
    "run.barrier.water": ("水域", "water"),
    "run.barrier.rail": ("铁路", "railway"),
    "run.barrier.wall": ("围墙", "wall"),
    "run.barrier.other": ("其他阻隔", "other barrier"),
    "run.barrier.compound": ("有出入口资料的小区围墙", "wall of a compound whose gates are known"),
}
#: Kinds of facility every city's lists carry besides its centres; any other name is reported once.
OTHER_KINDS = frozenset(
    {
        "养老院", "敬老院", "护理院", "老年公寓", "日间照料中心", "老年助餐点", "老年食堂", "区域养老服务中心", "综合养老服务中心",
        "互助幸福院", "幸福小院", "养老服务指导中心", "光荣院", "特困人员供养服务机构",
    }
)  # fmt: skip
#: File name that changes tried out are written down under, beside the scenario.
TRIAL = "试算.yaml"
