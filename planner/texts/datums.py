"""Problems of formats, mappings and datum detection that ``planner.inputs`` reports, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping


def say(what_zh: str, mend_zh: str, what_en: str, mend_en: str) -> Mapping[str, str]:
    """Arrange the four sentences of a problem."""
    return {"what_zh": what_zh, "mend_zh": mend_zh, "what_en": what_en, "mend_en": mend_en}


_FORMATS: Mapping[str, Mapping[str, str]] = {
    "file.dwg": say(
        "DWG 是 AutoCAD 的内部格式，不能直接读",
        "请在 CAD 中另存为 DXF（R2000 或更新），再读入",
        "DWG is AutoCAD's own format and cannot be read",
        "save it as DXF (R2000 or newer)",
    ),
    "file.old_sheet": say(
        "“{value}”表格格式不能直接读",
        "请在 Excel 或 WPS 中另存为 .xlsx",
        "sheets of the format {value!r} cannot be read",
        "save it as .xlsx in Excel or WPS",
    ),
    "file.markup_sheet": say(
        "这个文件虽然叫 {value}，里面其实是网页（业务系统导出时常见）",
        "请用 Excel 或 WPS 打开后另存为 .xlsx，再读入",
        "this file is called {value} but holds a web page, as some systems export",
        "open it in Excel or WPS and save it as .xlsx",
    ),
    "file.other_gis": say(
        "“{value}”是个人地理数据库或 MapGIS 等内部格式，不能直接读",
        "请导出为 Shapefile、GeoPackage 或文件地理数据库（.gdb）",
        "{value!r} is another program's own format",
        "export it as shapefile, GeoPackage or file geodatabase (.gdb)",
    ),
    "file.not_data": say(
        "“{value}”是文档或图片，不是数据",
        "请提供表格（.xlsx、.csv）或图层",
        "{value!r} is a document or a picture",
        "give a table (.xlsx, .csv) or a layer",
    ),
    "file.other_archive": say(
        "“{value}”压缩包不能直接读",
        "请解压后读入，或改用 .zip",
        "archives of the format {value!r} cannot be read",
        "unpack it, or use .zip",
    ),
    "file.too_large": say(
        "解压后的内容过大",
        "请确认文件无误，或解压后直接读取其中的图层",
        "its unpacked content is too large",
        "check the file, or unpack it and read the layer itself",
    ),
    "file.cannot_write_format": say(
        "不能写成“{value}”格式",
        "可写：{known}",
        "the format {value!r} cannot be written",
        "can be written: {known}",
    ),
    "sheet.above": say(
        "表头上方有文字：“{value}”",
        "不是数据，已略去",
        "text above the header: {value!r}",
        "no data, left out",
    ),
    "sheet.left_out": say(
        "这一行像是合计、说明或签名：“{value}”",
        "不是数据，已略去；如确是一条记录，请改写其第一格",
        "this row looks like a total, a remark or a signature: {value!r}",
        "left out; reword its first cell if it is a record",
    ),
    "sheet.unit_note": say(
        "表头上方写明了单位：“{value}”",
        "程序不会自动套用到各列；请把单位写进表头，例如“用地面积（{unit}）”，或在 mapping 的 units 中确认",
        "a unit stands above the table: {value!r}",
        "it is not applied by itself: write it into the headers, or confirm it under units in the mapping",
    ),
    "corners.bad_line": say(
        "这一行读不懂：“{value}”",
        "界址点应写作：点号,圈号,X（北）,Y（东）；地块行以 @ 结尾",
        "this line cannot be read: {value!r}",
        "a corner reads number,ring,X (north),Y (east); the line of a parcel ends with @",
    ),
    "corners.count": say(
        "地块行写有 {value} 个界址点，实有 {count} 个",
        "按实有的点成图，请核对是否缺点",
        "{value} corners are stated, {count} are there",
        "drawn from those that are there; check whether any is missing",
    ),
    "corners.zone": say(
        "带号“{value}”与横坐标的前两位（{prefix}）对不上，或都没有",
        "请在文件头写明带号，或用 crs 写明，例如 EPSG:4547",
        "the zone {value!r} and the prefix of the eastings ({prefix}) disagree, or neither is there",
        "state 带号 in the head, or crs, for example EPSG:4547",
    ),
    "drawing.labels_outside": say(
        "有 {count} 处文字不在任何图形内",
        "没有归到图形上",
        "{count} texts stand in no area",
        "they label nothing",
    ),
    "drawing.open_lines": say(
        "有 {count} 条线没有闭合",
        "不能当作面；如应是地块，请在 CAD 中闭合（PEDIT）后重读",
        "{count} lines do not close",
        "they are no areas; close them in CAD (PEDIT) if they should be",
    ),
}

_MAPPINGS: Mapping[str, Mapping[str, str]] = {
    "mapping.used": say(
        "已按旁边的映射文件 {value} 读取",
        "如不合适，请修改或删除该文件",
        "read as the mapping beside it says: {value}",
        "edit or delete that file if it does not fit",
    ),
    "mapping.unreadable": say(
        "映射文件读不出来（{why}）",
        "请改正，或删除后用 planner inspect 重新生成",
        "the mapping cannot be read ({why})",
        "correct it, or delete it and make it again with planner inspect",
    ),
    "mapping.bad": say(
        "映射文件里“{field}: {value}”不对（{why}）",
        "可写：{known}",
        "{field}: {value} does not belong in a mapping ({why})",
        "known: {known}",
    ),
    "mapping.grid_rest": say(
        "地方坐标系的控制点套合后仍差 {value} 米",
        "请核对控制点坐标，位置可能不准",
        "control points of the local grid are off by up to {value} m",
        "check the control points; places may be wrong",
    ),
    "column.proposed": say(
        "“{value}”像是{label}",
        "确认请加 --accept {now}={value}，并用 --save 存为映射文件",
        "{value!r} looks like {now}",
        "confirm with --accept {now}={value}, and keep it with --save",
    ),
    "join.how": say(
        "这里只有图形，没有户数等指标",
        "指标在另一张表里的，加 --join 那张表，按编号并入",
        "shapes without figures such as households",
        "where they stand in another table, --join it: rows meet by id",
    ),
    "datum.by_header": say(
        "列名“{value}”写明了坐标来源",
        "按 {now} 读取；不对请用 datum 写明",
        "the header {value!r} names where the coordinates are from",
        "read as {now}; state datum if that is wrong",
    ),
    "join.no_id": say(
        "找不到用来连接的编号列“{value}”",
        "现有表头：{present}；请在映射文件中写明 columns 的 id，或 join 的 id",
        "there is no id column {value!r} to join by",
        "headers present: {present}; name it under columns: id, or join: id",
    ),
    "join.unmatched": say(
        "有 {count} 个编号在 {other} 中找不到：{value}",
        "这些行没有连上，请核对两边的编号",
        "{count} ids are not in {other}: {value}",
        "they are not joined; check the ids on both sides",
    ),
    "join.repeated": say(
        "有 {count} 个编号在表中重复：{value}",
        "只用第一行，请核对",
        "{count} ids are repeated in the table: {value}",
        "the first row of each is used; check them",
    ),
    "land.scheme": say(
        "用地代码 {value} 在不同分类中含义不同（例如 0702：2020/2023 国土空间分类为社区服务设施用地，三调为农村宅基地）",
        "共 {count} 行看不出是否居住用地；请在映射文件中写明 land_codes：{schemes}",
        "land codes {value} mean different things in different schemes (0702: community services, or rural homesteads in the third survey)",
        "{count} rows may or may not be residential; state land_codes in the mapping: {schemes}",
    ),
}

_DETECTION: Mapping[str, Mapping[str, str]] = {
    "datum.found": say(
        "与 {against} 比对 {points} 个点：最吻合 {best}，平均相距 {mean} 米；其他：{others}",
        "核实后写明：planner inspect 加 {say} --save 存进映射文件，或写进方案文件",
        "{points} points compared with {against}: {best} fits, {mean} m off on average; others: {others}",
        "once confirmed, state it: planner inspect with {say} --save keeps it in a mapping file; or in the scenario file",
    ),
    "datum.agrees": say(
        "写明的坐标系（{declared}）与 {against} 比对 {points} 个点相符，平均相距 {mean} 米；其他：{others}",
        "按写明的坐标系读取",
        "the stated datum ({declared}) agrees with {against}: {points} points, {mean} m off on average; others: {others}",
        "read as stated",
    ),
    "datum.few_points": say(
        "只有 {points} 个点可与 {against} 比对，不足以判断；最接近 {best}（平均 {mean} 米）；其他：{others}",
        "请问数据提供单位并写明 datum 或 crs",
        "only {points} points to compare with {against}; nearest is {best} ({mean} m on average); others: {others}",
        "ask whoever made the file, and state datum or crs",
    ),
    "datum.fits_nowhere": say(
        "按任何坐标系读，{points} 个点都不在 {against} 附近",
        "请核对是否选错了文件或参照；也可能是地方坐标系，见 local_grid",
        "under no reading do the {points} points lie near {against}",
        "check file and reference; it may be a local grid, see local_grid",
    ),
    "datum.unsure": say(
        "与 {against} 比对 {points} 个点，分不清是哪一种：{best}（平均 {mean} 米）；{others}",
        "请问数据提供单位并写明 datum 或 crs，不要猜",
        "{points} points compared with {against} do not decide: {best} ({mean} m on average); {others}",
        "ask whoever made the file and state datum or crs; do not guess",
    ),
    "datum.fits_badly": say(
        "与 {against} 比对 {points} 个点，{best} 相对最近（平均 {mean} 米），但并不真正吻合；其他：{others}",
        "请问数据提供单位并写明 datum 或 crs",
        "{points} points compared with {against}: {best} is nearest ({mean} m on average) but does not truly fit; others: {others}",
        "ask whoever made the file, and state datum or crs",
    ),
    "datum.rest_shift": say(
        "与 {against} 比对，{best} 最接近，但整体还偏约 {shift} 米",
        "可能是西安80、北京54 或地方坐标系；请测绘部门转为 CGCS2000，不要直接使用",
        "compared with {against}, {best} is nearest, but all of it is still off by about {shift} m",
        "perhaps Xi'an 80, Beijing 54 or a local grid: have the surveying office convert it to CGCS2000",
    ),
    "datum.contradicted": say(
        "写明的坐标系（{declared}）与 {against} 比对 {points} 个点不符，更像 {best}（平均 {mean} 米）；其他：{others}",
        "请核对 datum 或 crs",
        "the stated datum is {declared}, but {points} points compared with {against} look like {best} ({mean} m on average); "
        "others: {others}",
        "check datum or crs",
    ),
    "datum.not_contradicted": say(
        "写明的坐标系（{declared}）与 {against} 比对 {points} 个点，不足以肯定，也没有矛盾（最近的是 {best}，平均 {mean} 米；"
        "其他：{others}）",
        "按写明的坐标系读取",
        "the stated datum is {declared}; {points} points compared with {against} neither prove nor contradict it ({best} is "
        "nearest, {mean} m on average; others: {others})",
        "read as stated",
    ),
    "datum.adopted": say(
        "没有写明坐标系；与路网比对 {points} 个点，按 {best} 读取（平均 {mean} 米）；其他：{others}",
        "请核对，并在方案文件里用 datum 写明",
        "no datum is stated; {points} points compared with the streets: read as {best} ({mean} m on average); others: {others}",
        "check it, and state datum in the scenario file",
    ),
    "against.no_shapes": say(
        "参照文件里没有线或面",
        "请提供道路中心线或行政边界图层",
        "the reference holds no lines or areas",
        "give street centre lines or boundaries",
    ),
    "against.place": say(
        "参照文件的坐标系不明",
        "请用 --against-crs 或 --against-datum 写明",
        "the place of the reference is not known",
        "state --against-crs or --against-datum",
    ),
    "crs.linked": say(
        "坐标系写成了链接或无法辨认（{value}），程序不联网去查",
        "请从 GIS 软件按 EPSG 编号重新导出，或删去 crs 一项后用 crs 写明",
        "the reference system is given as a link or cannot be told ({value}); nothing is fetched",
        "export it with an EPSG code, or take the crs member out and state crs",
    ),
    "geometry.unreadable": say(
        "第 {row} 个要素的图形读不出来（坐标缺失或不是数字）",
        "这个要素按没有位置处理，请改正后重新导出",
        "the shape of feature {row} cannot be read (coordinates are missing or no numbers)",
        "it stands without a place; correct it and export again",
    ),
    "crs.other_zone": say(
        "坐标参考系 {value} 的中央经线是 {meridian}°E，数据却在 {lon}°E 一带",
        "可能用错了带（112.5°E 是 111°带和 114°带的分界）；请核对 crs",
        "{value} has its meridian at {meridian} E, but the data lie about {lon} E",
        "perhaps the wrong zone (112.5 E parts the zones of 111 and 114 E); check crs",
    ),
}

_QUALITY: Mapping[str, Mapping[str, str]] = {
    "area.overlap": say(
        "与“{other}”重叠 {area} 平方米，占较小一方的 {share}",
        "请核对边界，重叠处的人和设施只算入先列出的一方",
        "overlaps {other!r} by {area} square metres, {share} of the smaller",
        "check the boundary; what lies there counts for the first listed",
    ),
    "area.gap": say(
        "各社区之间在 {value} 处有 {area} 平方米的空隙",
        "如有人居住，这些人不属于任何社区；请核对边界（湖面等可不理会）",
        "communities leave a gap of {area} square metres at {value}",
        "people living there belong to none; check the boundaries (water may be left so)",
    ),
    "row.twin": say(
        "与“{other}”同名，相距只有 {apart} 米",
        "可能是同一处登记了两次，两条都已保留；请核对后删去一条",
        "bears the name of {other!r}, {apart} m away",
        "perhaps one thing listed twice, both are kept; check and delete one",
    ),
    "number.outlier": say(
        "“{value}”与同列其他数值（中位数 {median}）相差悬殊",
        "按原值使用；请核对单位和位数",
        "{value} is far from the other figures of its column (median {median})",
        "used as it stands; check unit and digits",
    ),
    "date.stale": say(
        "{total} 行中有 {count} 行的数据在核查日 {as_of} 已超过两年，最早为 {oldest}",
        "照常使用；请更新后再作结论",
        "{count} of {total} rows are more than two years old on {as_of}, the oldest of {oldest}",
        "used as they are; bring them up to date before concluding",
    ),
}

PROBLEMS: Mapping[str, Mapping[str, str]] = {**_FORMATS, **_MAPPINGS, **_DETECTION, **_QUALITY}
