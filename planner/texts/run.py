"""Words of a run: counts of centres that every surface shows alike."""

from __future__ import annotations

from collections.abc import Mapping

RUN_WORDS: Mapping[str, tuple[str, str]] = {
    "centres.in_operation": ("已建成并运营的社区养老服务中心（站、点）{n} 处", "{n} community centres in operation"),
    "centres.counted": ("计入可达 {n} 处", "{n} counted for reach"),
    "centres.not_placed": ("没有可用坐标 {n} 处", "{n} of no usable place"),
    "centres.off_network": ("不在路网上 {n} 处", "{n} off the network"),
    "sheet.centres.in_operation": ("社区中心（站、点）已建成并运营", "Community centres in operation"),
    "sheet.centres.counted": ("　其中计入可达", "of these counted for reach"),
    "sheet.centres.off_network": ("　其中不在路网上", "of these off the network"),
    "sheet.centres.not_placed": ("　其中没有可用坐标", "of these of no usable place"),
    "centres.sum": ("{whole}，其中{parts}", "{whole}, of these {parts}"),
}
