"""Problems that ``planner.network`` and ``planner.access`` report: what is wrong and what was done or how to mend it."""

from __future__ import annotations

from collections.abc import Mapping

#: Name of the streets of a run, where coordinates are compared with them.
STREETS_NAME = "路网 streets"

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
    "network.repeated_line": {
        "what_zh": "与第 {first} 行的线重复",
        "mend_zh": "只计一次；请删去重复的线",
        "what_en": "the same line as row {first}",
        "mend_en": "counted once; remove the copy",
    },
    "network.repeated_lines": {
        "what_zh": "{count} 条线与前面的线重复（第 {rows} …… 行）",
        "mend_zh": "只计一次；请删去重复的线",
        "what_en": "{count} lines are drawn again (rows {rows} …)",
        "mend_en": "counted once; remove the copies",
    },
    "network.too_many_kinds": {
        "what_zh": "道路类型有 {count} 种，超过 {limit} 种",
        "mend_zh": "该字段可能不是道路类型，请核对字段对应关系",
        "what_en": "{count} kinds of street, more than {limit}",
        "mend_en": "the field may be no kind of street; check which column it is read from",
    },
    "network.crossings_kept": {
        "what_zh": "{count} 处道路相交但没有公共顶点（第 {rows} …… 行）；图层没有桥梁、隧道或层次字段，无法判断是否立交",
        "mend_zh": "按不连通计。如为平交请在 inputs.network.columns 写 crossings: split，或补充 bridge、layer 字段",
        "what_en": "lines cross at {count} places without a shared vertex (rows {rows} …); the layer does not say which are bridges",
        "mend_en": "taken as not joined; write crossings: split under inputs.network.columns, or add fields bridge, layer",
    },
    "network.crossings_unknown": {
        "what_zh": "不认识的 crossings 取值“{value}”",
        "mend_zh": "可用：auto、split（打断连通）、keep（不连通）",
        "what_en": "unknown value of crossings: {value!r}",
        "mend_en": "use auto, split or keep",
    },
    "network.crossings_split": {
        "what_zh": "{count} 处道路相交但没有公共顶点（第 {rows} …… 行）",
        "mend_zh": "已在相交处打断并连通；桥梁、隧道和不同层次的道路除外",
        "what_en": "lines cross at {count} places without a shared vertex (rows {rows} …)",
        "mend_en": "split and joined there, except for bridges, tunnels and other layers",
    },
    "network.healed": {
        "what_zh": "{count} 处道路端点与邻近道路未接上，间距不超过 {metres} 米（第 {rows} …… 行）",
        "mend_zh": "已接通；请在图上核对",
        "what_en": "{count} ends of lines stop short of another line by no more than {metres} m (rows {rows} …)",
        "mend_en": "joined; check them on the map",
    },
    "network.unknown_class": {
        "what_zh": "道路等级字段有 {count} 行的写法不认识，共 {km} 公里（{words}）",
        "mend_zh": "这些道路不按可步行计。核实后能走的改写为支路、内部道路、人行道等，不能走的改写为高速公路、铁路、规划道路等",
        "what_en": "{count} rows have a road class that is not known, {km} km in all ({words})",
        "mend_en": "nobody is said to walk there; write a known class (支路, 人行道, 高速公路, 铁路 …) and run again",
    },
    "network.classes_unread": {
        "what_zh": "道路等级字段“{column}”的写法一个也不认识，分不出高速公路、铁路与普通道路",
        "mend_zh": "全部 {km} 公里暂按可步行计，步行结果可能偏大。请补充道路等级，或在 inputs.network.columns 写明 highway 是哪一列",
        "what_en": "no word of the class column {column!r} is known: motorways and railways cannot be told from streets",
        "mend_en": "all {km} km count as walkable, reach may be too large; add classes, or name the column under inputs.network.columns",
    },
    "network.no_classes": {
        "what_zh": "道路图层没有道路等级字段，分不出高速公路、铁路与普通道路",
        "mend_zh": "全部 {km} 公里暂按可步行计，步行结果可能偏大。请补充道路等级，或在 inputs.network.columns 写明 highway 是哪一列",
        "what_en": "the layer has no column of road classes: motorways and railways cannot be told from streets",
        "mend_en": "all {km} km count as walkable, reach may be too large; add classes, or name the column under inputs.network.columns",
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
    "network.private_gates": {
        "what_zh": "道路数据中有 {count} 处门禁只供内部人员通行（如 access=private）",
        "mend_zh": "其中 {guarding} 处之后的道路（{km} 公里）只供进出其上的地点，{shut} 处不作他人捷径；如对行人开放请改正标记",
        "what_en": "{count} gates of the street data are for those who belong there (access=private and the like)",
        "mend_en": "{km} km of streets behind {guarding} serve places there alone; {shut} are no short cut; mend the tags if walkers pass",
    },
    "network.islands": {
        "what_zh": "路网中有 {count} 片道路（共 {km} 公里，占 {percent}%）与主路网不连通",
        "mend_zh": "其上的地点只能到达本片内的地点；如实际连通请补充道路或核对数据裁剪",
        "what_en": "{count} pieces of the street network ({km} km, {percent} %) are not connected to the main one",
        "mend_en": "places there reach their own piece alone; add the missing streets, or check how the data was cut",
    },
    "network.gate_hours": {
        "what_zh": "{count} 处门禁标有开放时间",
        "mend_zh": "开放时间未参与计算，按开放计；请核对关门时段对老年人的影响",
        "what_en": "{count} gates have opening hours",
        "mend_en": "hours are not evaluated, the gates are taken as open; check whom the closed hours touch",
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
    "gates.no_state": {
        "what_zh": "出入口资料里没有写明能否步行通行的列",
        "mend_zh": "{count} 处出入口全部按可通行计，可达人数可能偏多；请加一列“行人通行”（是／否），或用 --accept 指定表头",
        "what_en": "no column says whether people may walk through the gates",
        "mend_en": "all {count} gates are taken as open, so that too many homes may be reached; add the column foot (yes or no)",
    },
    "network.no_kernel_cache": {
        "what_zh": "没有可写的文件夹存放编译结果，每次启动需重新编译",
        "mend_zh": "不影响结果；可将环境变量 NUMBA_CACHE_DIR 设为可写的文件夹",
        "what_en": "no folder can be written to keep compiled code, so that it is compiled anew at each start",
        "mend_en": "results are not touched; set NUMBA_CACHE_DIR to a folder that can be written",
    },
    "network.terrain_extra": {
        "what_zh": "读取高程（{value}）需要 {detail}，本机未安装",
        "mend_zh": "请安装：pip install planner[terrain]；离线安装见 docs/install-offline.md",
        "what_en": "heights ({value}) need {detail}, which is not installed",
        "mend_en": "install it: pip install planner[terrain]; offline see docs/install-offline.md",
    },
    "network.dem_missing": {
        "what_zh": "找不到高程文件",
        "mend_zh": "请检查路径",
        "what_en": "elevation file not found",
        "mend_en": "check the path",
    },
    "network.dem_no_crs": {
        "what_zh": "高程栅格没有坐标系",
        "mend_zh": "请为栅格定义坐标系后再用",
        "what_en": "the elevation raster has no coordinate system",
        "mend_en": "define it in the raster",
    },
    "network.dem_unreadable": {
        "what_zh": "高程文件读不出：{detail}",
        "mend_zh": "可用 GeoTIFF 等栅格；文件可能损坏，请重新获取",
        "what_en": "the elevation file cannot be read: {detail}",
        "mend_en": "use GeoTIFF or another raster; it may be damaged, get it again",
    },
    "network.no_height": {
        "what_zh": "{count} 个道路顶点（{percent}%）没有高程",
        "mend_zh": "该处按平路计；请换用覆盖全部路网的高程数据",
        "what_en": "{count} street vertices ({percent} %) have no height",
        "mend_en": "taken as level there; use a model that covers all streets",
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
    "network.no_gate_to_close": {
        "what_zh": "“{subject}”所指位置 {limit_m} 米内没有大门",
        "mend_zh": "请点在路网上的大门处",
        "what_en": "no gate stands within {limit_m} m of the place of '{subject}'",
        "mend_en": "name the place of a gate on a street",
    },
    "network.no_gate_to_open": {
        "what_zh": "“{subject}”所指位置 {limit_m} 米内没有被墙或锁闭的大门截断的道路",
        "mend_zh": "请点在道路被截断处",
        "what_en": "within {limit_m} m of the place of '{subject}' no street is cut by a wall or a locked gate",
        "mend_en": "name the place where a street is cut",
    },
    "network.nodes_off_earth": {
        "what_zh": "{count} 个道路顶点的经纬度不在地球上（纬度超出±90或经度超出±180）",
        "mend_zh": "所在路段没有读入，请改正坐标后重新导出",
        "what_en": "{count} street vertices have no place on earth (latitude beyond ±90 or longitude beyond ±180)",
        "mend_en": "the streets through them are left out there; correct the coordinates and export again",
    },
    "network.nodes_missing": {
        "what_zh": "{count} 个道路顶点不在文件中（裁剪边缘）",
        "mend_zh": "相关路段在边缘处截断",
        "what_en": "{count} street vertices are not in the file (edge of an extract)",
        "mend_en": "the streets end there",
    },
    "network.place_failed": {
        "what_zh": "按地名“{value}”取不到路网，这里也没有存过它的路网文件（{detail}）",
        "mend_zh": "请核对地名（如“尧都区, 临汾市”），并在能上网的电脑上运行 planner network build --place 地名 -o 路网.walk，"
        "把 路网.walk 拷来放在同一位置；也可直接用 OSM 文件或道路图层",
        "what_en": "no streets could be fetched for {value!r}, and no copy of them was saved here ({detail})",
        "mend_en": "check the name, run planner network build --place NAME -o NET.walk where there is internet and bring NET.walk to the "
        "same place; or use an OSM file or a road layer",
    },
    "network.place_kept": {
        "what_zh": "没有取到“{value}”的新路网（{detail}）",
        "mend_zh": "原来存的 {copy} 没有改动，可照常使用；去掉 --refresh 即读它",
        "what_en": "no new streets of {value!r} were fetched ({detail})",
        "mend_en": "the copy {copy} stands as it was and may be used; it is read without --refresh",
    },
    "network.place_saved": {
        "what_zh": "“{value}”的路网取自 {day} 存下的文件",
        "mend_zh": "没有联网；要重新获取请加 --refresh",
        "what_en": "the streets of {value!r} come from the copy saved on {day}",
        "mend_en": "nothing was fetched; add --refresh to fetch again",
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
    "snap.barrier": {
        "what_zh": "距最近道路 {distance_m} 米，但 {limit_m} 米内到每条道路都隔着水域、铁路或围墙",
        "mend_zh": "视为不在路网上，按不可达统计；请核对位置和阻隔，或补充出入口、道路",
        "what_en": "{distance_m} m from the nearest street, but water, a railway or a wall bars the way to every street within {limit_m} m",
        "mend_en": "off the network, counted as not reached; check the place and the barrier, or add the gate or street",
    },
    "snap.barrier_many": {
        "what_zh": "{count} 个居民点（{persons} 人）{limit_m} 米内到每条道路都隔着水域、铁路或围墙",
        "mend_zh": "视为不在路网上，单独统计，不计入可达；请核对阻隔，或补充出入口、道路",
        "what_en": "{count} demand points ({persons} persons): a barrier bars the way to every street within {limit_m} m",
        "mend_en": "off the network: counted apart, never as reached; check the barriers, or add gates and streets",
    },
    "snap.island": {
        "what_zh": "附近（最近 {distance_m} 米）只有与路网不相连、合计不足 {island_m} 米的孤立道路",
        "mend_zh": "视为不在路网上，按不可达统计；请补充连通的道路",
        "what_en": "only a lost piece of street is near ({distance_m} m), joined to nothing and shorter than {island_m} m in all",
        "mend_en": "off the network, counted as not reached; add the street that joins it",
    },
    "snap.island_many": {
        "what_zh": "{count} 个居民点（{persons} 人）{limit_m} 米内只有与路网不相连、合计不足 {island_m} 米的孤立道路",
        "mend_zh": "视为不在路网上，单独统计，不计入可达；请补充连通的道路",
        "what_en": "{count} demand points ({persons} persons): only streets joined to nothing, shorter than {island_m} m in all, are near",
        "mend_en": "off the network: counted apart, never as reached; add the streets that join them",
    },
    "snap.in_water": {
        "what_zh": "位置落在水域范围内",
        "mend_zh": "按从水域边线走出一次接驳（{distance_m} 米）；请核对位置或水域边线",
        "what_en": "the place lies in water",
        "mend_en": "its way to the street leaves the water once ({distance_m} m); check the place or the bank",
    },
    "snap.in_water_many": {
        "what_zh": "{count} 个居民点（{persons} 人）落在水域范围内",
        "mend_zh": "按从水域边线走出一次接驳；请核对位置或水域边线",
        "what_en": "{count} demand points ({persons} persons) lie in water",
        "mend_en": "their ways to the street leave the water once; check the places or the bank",
    },
}
