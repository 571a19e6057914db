"""Problems that ``planner.network`` and ``planner.access`` report: what is wrong and what was done or how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

PROBLEMS: Mapping[str, Mapping[str, str]] = {
    "network.missing": {
        "what_zh": "找不到路网文件",
        "mend_zh": "请检查路径；相对路径以方案文件所在文件夹为准",
        "what_en": "street file not found",
        "mend_en": "check the path; relative paths start at the scenario file's folder",
    },
    "network.unknown_kind": {
        "what_zh": "不认识的路网文件类型",
        "mend_zh": "可用类型：{known}",
        "what_en": "unknown kind of street file",
        "mend_en": "known kinds: {known}",
    },
    "network.unreadable": {
        "what_zh": "路网文件读不完整：{detail}",
        "mend_zh": "文件可能损坏或未下载完，请重新获取",
        "what_en": "the street file cannot be read to its end: {detail}",
        "mend_en": "it may be damaged or cut short; get it again",
    },
    "network.empty": {
        "what_zh": "范围内没有一条可步行的道路",
        "mend_zh": "请检查文件、裁剪范围和坐标系",
        "what_en": "no walkable street in the area",
        "mend_en": "check the file, the clip area and the coordinate system",
    },
    "network.no_crs": {
        "what_zh": "道路图层没有坐标系",
        "mend_zh": "请在方案文件 inputs.network 中写明 crs，例如 EPSG:4547",
        "what_en": "the road layer has no coordinate system",
        "mend_en": "state crs under inputs.network, for example EPSG:4547",
    },
    "network.crs_mismatch": {
        "what_zh": "道路图层的坐标数值与坐标系 {crs} 不符（一个是度，一个是米）",
        "mend_zh": "请核对并写明正确的 crs",
        "what_en": "the layer's coordinates do not fit its system {crs} (degrees against metres)",
        "mend_en": "check it and state the right crs",
    },
    "network.no_place": {
        "what_zh": "路网节点缺少坐标 x、y",
        "mend_zh": "请补全节点坐标",
        "what_en": "a node of the graph has no x, y",
        "mend_en": "give every node its place",
    },
    "network.bad_line": {
        "what_zh": "不是有效的线（空、零长度、非数值或不是线）",
        "mend_zh": "该行未进入路网",
        "what_en": "not a usable line (empty, zero length, NaN or no line)",
        "mend_en": "the row is left out of the network",
    },
    "network.no_foot_tags": {
        "what_zh": "道路图层没有步行信息（foot、sidewalk），{count} 段干线道路（trunk）无从判断",
        "mend_zh": "按可步行计；高速公路除外。如有人行道资料请补充 sidewalk 字段",
        "what_en": "the layer says nothing of walkers (foot, sidewalk): {count} pieces of trunk road cannot be judged",
        "mend_en": "they count as walkable, motorways do not; add a sidewalk field if it is known",
    },
    "network.locked_gates": {
        "what_zh": "道路数据中有 {count} 处门禁或路障标为禁止步行或上锁",
        "mend_zh": "两侧道路在此不连通（方案中已打开的出入口除外）；如已开放请改正标记",
        "what_en": "{count} gates or barriers of the street data are locked or closed to walkers",
        "mend_en": "the streets do not meet there, unless the scenario opens them; correct the tags if they are open",
    },
    "network.walls": {
        "what_zh": "{compounds} 个小区围墙：{gates} 处出入口可通行，{closed} 处道路与围墙相交但无出入口",
        "mend_zh": "小区内道路只供进出本小区，不作他人捷径；无出入口处不连通",
        "what_en": "{compounds} walled compounds: {gates} open gates, {closed} places where a street meets a wall without a gate",
        "mend_en": "streets inside serve the compound alone; without a gate they do not meet the street outside",
    },
    "network.virtual_gates": {
        "what_zh": "{compounds} 个小区没有出入口资料",
        "mend_zh": "按道路穿过围墙的 {count} 处推定出入口，请补充实际出入口",
        "what_en": "no gate is known for {compounds} compounds",
        "mend_en": "{count} gates were presumed where streets cross their walls; give the real ones",
    },
    "network.joined": {
        "what_zh": "新增道路 {count} 条，与现状道路衔接 {joints} 处（其中 {healed} 处经延长不超过 {metres} 米接通）",
        "mend_zh": "请在图上核对衔接位置",
        "what_en": "{count} roads added, joined to the streets at {joints} places ({healed} by extending no more than {metres} m)",
        "mend_en": "check the joints on the map",
    },
    "network.not_joined": {
        "what_zh": "新增道路没有与现状道路衔接（最近处超过 {metres} 米）",
        "mend_zh": "该路段与路网不连通，请检查坐标系和位置",
        "what_en": "the added road meets no street (nearest more than {metres} m away)",
        "mend_en": "it is not connected; check its coordinate system and place",
    },
    "network.nodes_missing": {
        "what_zh": "{count} 个道路顶点不在文件中（裁剪边缘）",
        "mend_zh": "相关路段在边缘处截断",
        "what_en": "{count} street vertices are not in the file (edge of an extract)",
        "mend_en": "the streets end there",
    },
    "network.place_failed": {
        "what_zh": "按地名“{value}”取不到路网：{detail}",
        "mend_zh": "需要联网；内网请改用 OSM 文件或道路图层",
        "what_en": "no streets could be fetched for {value!r}: {detail}",
        "mend_en": "this needs the internet; on an intranet use an OSM file or a road layer",
    },
    "place.not_a_point": {
        "what_zh": "不是点",
        "mend_zh": "请给点，或多个出入口的多点",
        "what_en": "not a point",
        "mend_en": "give a Point, or a MultiPoint of several entrances",
    },
    "network.walk_file": {
        "what_zh": "路网缓存文件不可用：{detail}",
        "mend_zh": "请用 planner network build 重新生成",
        "what_en": "the .walk file cannot be used: {detail}",
        "mend_en": "build it again with planner network build",
    },
    "network.unknown_profile": {
        "what_zh": "没有步行方式“{value}”",
        "mend_zh": "可用：{known}",
        "what_en": "no walking profile {value!r}",
        "mend_en": "known: {known}",
    },
    "snap.off_network": {
        "what_zh": "距最近道路 {distance_m} 米，超过 {limit_m} 米",
        "mend_zh": "视为不在路网上，按不可达统计；请核对位置，或补充附近道路",
        "what_en": "{distance_m} m from the nearest street, more than {limit_m} m",
        "mend_en": "off the network, counted as not reached; check the place or add the street",
    },
    "snap.off_network_many": {
        "what_zh": "{count} 个居民点（{persons} 人）距最近道路超过 {limit_m} 米",
        "mend_zh": "视为不在路网上，单独统计，不计入可达",
        "what_en": "{count} demand points ({persons} persons) lie more than {limit_m} m from any street",
        "mend_en": "off the network: counted apart, never as reached",
    },
}
