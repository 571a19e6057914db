"""Problems that ``planner.inputs`` reports: code → what is wrong and what was done or how to mend it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping

from planner.texts import datums
from planner.texts.datums import say

_FILES: Mapping[str, Mapping[str, str]] = {
    "file.missing": say(
        "找不到这个文件", "请核对方案文件里写的路径和文件名",
        "the file does not exist", "check the path and name in the scenario file",
    ),
    "file.folder": say(
        "这是一个文件夹，不是文件", "请写到具体的文件",
        "this is a folder, not a file", "name the file itself",
    ),
    "file.empty": say(
        "文件里没有数据", "请确认导出时选对了图层或工作表，至少应有表头和一条记录",
        "the file holds no record", "check that the right layer or sheet was exported; a header and one record are the least",
    ),
    "file.format": say(
        "不认识的文件格式“{value}”", "目前可读：{known}；请另存为其中一种",
        "unknown format {value!r}", "can be read: {known}; save it as one of these",
    ),
    "file.unreadable": say(
        "文件读不出来（{why}）", "文件可能损坏或正被其他程序占用，请重新导出一份",
        "the file cannot be read ({why})", "it may be damaged or in use; export it again",
    ),
    "file.stumbled": say(
        "读懂内容时遇到没有料到的情况（{why}）", "请用表格软件或 GIS 软件打开核对，另存一份再试；仍不行，请把文件连同这句话反馈给维护者",
        "something unforeseen came up while its content was read ({why})",
        "check it and save it anew; if that does not help, send the file with this message to the maintainers",
    ),
    "file.not_its_kind": say(
        "文件内容不是后缀“{value}”所说的格式", "为安全起见没有打开；请核对文件是否改过名，用原软件重新导出",
        "the content is not of the format that the suffix {value!r} says",
        "it was not opened, for safety; check whether it was renamed, and export it again",
    ),
    "text.half_character": say(
        "文字“{value}”里有半个字符，存不进任何文件", "请在原软件里改正这处文字后重新导出",
        "the text {value!r} holds half a character, which no file can store", "correct it where it was written and export again",
    ),
    "sheet.hidden_rows": say(
        "有 {count} 行被隐藏（第 {value} 行），照样读入", "如不应参与，请删除这些行；如应参与，请取消隐藏",
        "{count} rows are hidden (rows {value}); they are read like any other",
        "delete them if they should not count, show them if they should",
    ),
    "number.merged": say(
        "“{value}”写在跨多行的合并单元格里，是各行之和还是每行都是，无从得知", "这几行都不据此判定；请取消合并，逐行填写",
        "{value} stands in a cell merged over several rows: their sum, or the same for each?",
        "none of them is judged by it; split the cell and fill in each row",
    ),
    "row.quote": say(
        "第 {row} 行起的一个引号吞掉了后面的行（从“{value}”开始）", "请在这一行补上或删去引号；引号不配对时，后面的记录会丢失",
        "a quotation mark from line {row} on swallows the lines after it (from {value!r} on)",
        "close it or take it away: records after an unmatched mark would be lost",
    ),
    "file.esri_json": say(
        "这是 Esri JSON，不是 GeoJSON", "请在 ArcGIS 中用“要素转 JSON”并勾选 GeoJSON，或导出为 Shapefile、GeoPackage",
        "this is Esri JSON, not GeoJSON", "export it as GeoJSON, shapefile or GeoPackage",
    ),
    "file.not_geojson": say(
        "不是 GeoJSON 要素集合（FeatureCollection）", "请从 GIS 软件重新导出为 GeoJSON",
        "this is no GeoJSON feature collection", "export it as GeoJSON again",
    ),
    "file.part_missing": say(
        "Shapefile 不完整，缺少 {value}", "Shapefile 由 .shp、.shx、.dbf 等几个同名文件组成，请一并拷贝",
        "the shapefile lacks {value}", "a shapefile is several files of one name (.shp, .shx, .dbf …): copy them all",
    ),
    "layer.missing": say(
        "文件里没有图层“{value}”", "现有图层：{layers}；请改正图层名",
        "there is no layer {value!r}", "layers present: {layers}; correct the layer's name",
    ),
    "layer.choose": say(
        "文件里有多个图层，不知道该读哪一个", "现有图层：{layers}；请在方案文件中写明 layer",
        "the file has several layers and none was named", "layers present: {layers}; name one as layer in the scenario file",
    ),
    "layer.warning": say(
        "读取时底层库提示：{value}", "已继续读取，请留意结果是否完整",
        "the reading library says: {value}", "reading went on; check that all is there",
    ),
    "encoding.unknown": say(
        "文字编码既不是 UTF-8，也不是 GBK/GB18030", "请另存为 UTF-8，或用 encoding 写明编码",
        "the text is neither UTF-8 nor GBK/GB18030", "save it as UTF-8, or state its encoding",
    ),
    "encoding.wrong": say(
        "指定的编码“{value}”读不了这个文件（{why}）", "请改正 encoding，或去掉它让程序自动识别",
        "the stated encoding {value!r} does not fit ({why})", "correct it, or leave it out to have it recognised",
    ),
    "encoding.used": say(
        "文字编码按 {value} 读取", "如出现乱码，请用 encoding 写明编码",
        "read as {value}", "state the encoding if characters look wrong",
    ),
    "encoding.declared_wrong": say(
        ".cpg 写的编码是“{declared}”，与内容不符", "已改按 {value} 读取，请核对中文是否正常",
        "the .cpg says {declared!r}, which does not fit the text", "read as {value} instead; check that the characters look right",
    ),
}  # fmt: skip

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    "column.unknown_field": say(
        "columns 里写的字段“{field}”不存在", "可用的字段：{fields}",
        "columns names an unknown field {field!r}", "fields to use: {fields}",
    ),
    "column.missing": say(
        "表头里没有“{value}”（columns 指定给 {field}）", "现有表头：{present}；相近的：{near}",
        "there is no header {value!r} (columns gives it to {field})", "headers present: {present}; near: {near}",
    ),
    "column.no_place": say(
        "找不到表示位置的列（经度、纬度，或“经度,纬度”合在一格）", "现有表头：{present}；相近的：{near}；可用 columns 指定",
        "no column gives the place (lon and lat, or both in one cell)",
        "headers present: {present}; near: {near}; name them under columns",
    ),
    "column.absent": say(
        "没有{label}这一列，有关核查只能转人工", "现有表头：{present}；相近的：{near}；如列名不同请用 columns 指定",
        "there is no column for {field}, so what rests on it goes to review",
        "headers present: {present}; near: {near}; name it under columns if it is called otherwise",
    ),
    "column.rivals": say(
        "有几列都像 {field}：“{value}”和“{others}”", "采用“{value}”；两列数值不一致的行转人工核查，请用 columns 指定该用哪一列",
        "several columns fit {field}: {value!r} and {others!r}",
        "{value!r} is used; rows where they differ go to review; name the right one under columns",
    ),
    "column.extras": say(
        "未识别的列：{value}", "原样保留，不参与计算；如其中有需要的字段，请用 columns 指定",
        "columns not recognised: {value}", "kept as they are and not used; name them under columns if they matter",
    ),
    "column.shortened": say(
        "列名被 Shapefile 截短（最多 10 个字节）", "按 {now} 读取，请核对；不对请用 columns 指定",
        "the header was cut short by the shapefile (ten bytes)", "read as {now}; check it, name it under columns if wrong",
    ),
    "column.empty": say(
        "整列都是空的（{count} 行）", "按“未填”处理，不当作 0；请补填或删去该列",
        "the whole column is blank ({count} rows)", "taken as unknown, not as zero; fill it in or remove it",
    ),
    "column.converted": say(
        "表头写明了单位，已乘以 {factor} 换算", "请核对换算后的数值",
        "the header names a unit: multiplied by {factor}", "check the converted values",
    ),
    "row.ragged": say(
        "这一行的格数比表头多，可能是数字里的逗号没有加引号，各列已错位", "整行不采用其数值和位置，请改正后重读",
        "this row has more cells than the header, perhaps from an unquoted comma",
        "none of its values nor its place is used; correct the row",
    ),
    "row.short": say(
        "这一行的格数比表头少", "缺的格按“未填”处理，请核对",
        "this row has fewer cells than the header", "the absent cells are taken as blank; check the row",
    ),
    "row.duplicate": say(
        "与第 {first} 行完全相同", "只计一次，这一行已略去；请在源文件中删除",
        "the same as row {first} in every cell", "counted once, this row is left out; delete it in the file",
    ),
    "id.made": say(
        "没有编号列", "暂以行号作编号（row2 即第 2 行）；建议补一列编号，否则增删行后编号会变",
        "there is no id column", "rows are called after their number (row2 is row 2); add ids so that they stay the same",
    ),
    "id.blank": say(
        "编号未填", "暂以行号作编号“{subject}”，请补填",
        "the id is blank", "called {subject!r} after its row number; fill it in",
    ),
    "id.duplicate": say(
        "编号“{value}”有 {count} 行在用，内容各不相同", "都保留，分别记作“{value}”“{value}#2”……，请改成各自的编号",
        "{count} different rows bear the id {value!r}", "all are kept, as {value!r}, '{value}#2' …; give each an id of its own",
    ),
    "text.trimmed": say(
        "文字前后有多余的空格", "已去掉",
        "blanks around the text", "they were taken off",
    ),
    "value.missing": say(
        "未填", "按“未知”处理，不当作 0；请补填",
        "not filled in", "taken as unknown, not as zero; fill it in",
    ),
    "value.missing_many": say(
        "{total} 行中有 {count} 行未填", "按“未知”处理，不当作 0",
        "blank in {count} of {total} rows", "taken as unknown, not as zero",
    ),
}  # fmt: skip

_VALUES: Mapping[str, Mapping[str, str]] = {
    "number.unreadable": say(
        "“{value}”不是能读懂的数", "不采用，转人工核查；请改为数字",
        "{value!r} is no number", "not used, goes to review; write a number",
    ),
    "number.approximate": say(
        "“{value}”是约数", "暂按 {now} 计算，判定前请核实准确数",
        "{value!r} is approximate", "taken as {now}; find the exact figure before judging",
    ),
    "number.negative": say(
        "“{value}”是负数", "不采用，转人工核查；请核对原始资料",
        "{value!r} is negative", "not used, goes to review; check the source",
    ),
    "number.unit": say(
        "“{value}”的单位与这一列不符", "不采用，转人工核查；请核对是否填错了列",
        "the unit of {value!r} does not belong here", "not used, goes to review; check whether the column is right",
    ),
    "number.absurd": say(
        "“{value}”大得或小得不合常理", "不采用，转人工核查；请核对单位和位数",
        "{value!r} is out of all reason", "not used, goes to review; check unit and digits",
    ),
    "number.none_or_zero": say(
        "“{value}”看不出是没有（0）还是没有资料", "不采用，转人工核查；没有请填 0，不知道请留空",
        "{value!r} may mean none (0) or not known", "not used, goes to review; write 0 for none, leave blank if unknown",
    ),
    "number.converted": say(
        "“{value}”带单位", "已换算为 {now}",
        "{value!r} bears a unit", "converted to {now}",
    ),
    "number.tidied": say(
        "“{value}”不是单纯的数字", "已读作 {now}",
        "{value!r} is more than a bare number", "read as {now}",
    ),
    "date.unreadable": say(
        "“{value}”不是能读懂的日期", "不采用，转人工核查；请写成 2023-10-01",
        "{value!r} is no date", "not used, goes to review; write it as 2023-10-01",
    ),
    "date.incomplete": say(
        "日期“{value}”不完整", "不采用，转人工核查；请补到日",
        "the date {value!r} is incomplete", "not used, goes to review; give the day",
    ),
    "date.absurd": say(
        "日期“{value}”不合常理", "转人工核查；请核对年份",
        "the date {value!r} is out of all reason", "goes to review; check the year",
    ),
    "dates.backwards": say(
        "日期“{value}”早于前一步“{earlier}”（{before}），先后颠倒", "这一步转人工核查；请核对两个日期",
        "{value} comes before the earlier step {earlier!r} ({before})", "this step goes to review; check both dates",
    ),
    "status.unknown": say(
        "不认识的状态“{value}”", "不计入现有设施，转人工核查；请写：已建成并运营、在建、规划、停用",
        "unknown status {value!r}", "not counted as existing, goes to review; write open, building, planned or closed",
    ),
    "urban.unknown": say(
        "看不出“{value}”是城镇社区还是村", "转人工核查；请写：城镇 或 乡村",
        "{value!r} says neither urban nor village", "goes to review; write urban or rural",
    ),
    "facility.no_status": say(
        "设施表没有“状态”列{near}", "全部按已建成并运营（现有设施）计；如有在建、规划或停用的，请补一列状态",
        "the facilities have no status column", "all are counted as existing; add a status column if some are not",
    ),
    "facility.no_floor": say(
        "现有设施的建筑面积填了 0", "0 不合常理，转人工核查；不知道请留空",
        "an existing facility has floor area 0", "hardly true, goes to review; leave blank if unknown",
    ),
    "parcel.no_households": say(
        "住宅地块的户数填了 0，却有人口或住宅建筑面积", "户数转人工核查；不知道请留空",
        "households are 0 on a parcel with people or homes", "households go to review; leave blank if unknown",
    ),
    "parcel.no_people": say(
        "人口填了 0，却有户数或住宅建筑面积", "人口转人工核查；不知道请留空",
        "population is 0 on a parcel with households or homes", "population goes to review; leave blank if unknown",
    ),
    "parcel.crowded": say(
        "{homes} 户住 {people} 人，平均每户 {each} 人，不合常理", "户数和人口都转人工核查；请核对是否多写或漏写了一位",
        "{people} people in {homes} households, {each} each, is out of all reason",
        "both go to review; check for a digit too many or too few",
    ),
    "people.part_over_whole": say(
        "“{value}”大于“{whole}”的 {most}，部分大于整体", "转人工核查；请核对两列",
        "{value} is more than {whole!r} ({most}), a part above its whole", "goes to review; check both columns",
    ),
}  # fmt: skip

_PLACES: Mapping[str, Mapping[str, str]] = {
    "datum.undeclared": say(
        "坐标落在中国境内，但没有说明坐标系（WGS84、CGCS2000、GCJ-02、BD-09 相差可达 1.2 公里）",
        "请在表中加一列“坐标系”，或在方案文件里用 datum 写明；高德、腾讯为 GCJ-02，百度为 BD-09；"
        "拿不准可用 planner inspect --against 与路网比对",
        "the places lie in China and nothing says in which datum (they differ by up to 1.2 km)",
        "add a column 坐标系, or state datum in the scenario file; Amap and Tencent use GCJ-02, Baidu BD-09; "
        "planner inspect --against compares with streets",
    ),
    "datum.unknown_file": say(
        "不认识的坐标系“{value}”", "可写：WGS84、CGCS2000、GCJ-02、BD-09",
        "unknown datum {value!r}", "write WGS84, CGCS2000, GCJ-02 or BD-09",
    ),
    "datum.needs_parameters": say(
        "{value} 坐标换算需要当地的转换参数，不能直接套用", "请测绘部门先转为 CGCS2000 再读入",
        "{value} can only be converted with local parameters", "have the surveying office convert it to CGCS2000 first",
    ),
    "datum.blank": say(
        "坐标系未填，同一文件其他行有填；可能的位置：{places}", "暂不定位，转人工核查；请补填坐标系",
        "the datum is blank where other rows have one; it may lie at {places}", "not placed, goes to review; fill in the datum",
    ),
    "datum.unknown": say(
        "不认识的坐标系“{value}”；可能的位置：{places}", "暂不定位，转人工核查；可写：WGS84、CGCS2000、GCJ-02、BD-09",
        "unknown datum {value!r}; it may lie at {places}", "not placed, goes to review; write WGS84, CGCS2000, GCJ-02 or BD-09",
    ),
    "datum.alias": say(
        "坐标系写作“{value}”", "按 {now} 读取",
        "the datum is written {value!r}", "read as {now}",
    ),
    "datum.filled": say(
        "坐标系未填", "按方案文件写明的 {now} 读取",
        "the datum is blank", "read as {now}, as the scenario file states",
    ),
    "datum.assumed": say(
        "没有说明坐标系，坐标在中国境外", "按 WGS84 读取",
        "no datum is stated; the places lie outside China", "taken as WGS84",
    ),
    "datum.by_rule": say(
        "文件没有写坐标系，按 GeoJSON、KML 的规范当作 WGS84",
        "如数据来自高德、腾讯或 DataV（GCJ-02）、百度（BD-09），请用 datum 写明，否则会偏 500 米以上",
        "the file names no datum; GeoJSON and KML are WGS84 by their standards",
        "state datum if it comes from Amap, Tencent or DataV (GCJ-02) or Baidu (BD-09): it would be off by over 500 m",
    ),
    "crs.unknown": say(
        "不认识的坐标参考系“{value}”", "请写 EPSG 代码，例如 EPSG:4547",
        "unknown reference system {value!r}", "write an EPSG code such as EPSG:4547",
    ),
    "crs.looks_degrees": say(
        "写明的坐标参考系“{value}”以米为单位，坐标却是经纬度", "请改正 crs，或删去它并写明 datum",
        "the stated reference system {value!r} is in metres but the numbers are degrees", "correct crs, or leave it out and state datum",
    ),
    "crs.looks_metres": say(
        "坐标（{value}）是以米为单位的投影坐标，却没有写明坐标参考系，或写成了经纬度",
        "核实后写明 crs，例如 {guess}：写进方案文件，或用 planner inspect 的 --crs 和 --save 存下；拿不准请问数据提供单位，不要猜",
        "the numbers ({value}) are metres, but no projected reference system is stated",
        "state crs, for example {guess}; ask whoever made the file rather than guess",
    ),
    "place.blank": say(
        "没有位置", "不参与步行计算，转人工核查；请补填坐标",
        "there is no place", "left out of walking, goes to review; fill in the coordinates",
    ),
    "place.unreadable": say(
        "坐标“{value}”读不懂", "暂不定位，转人工核查；请写十进制度数",
        "the coordinates {value!r} cannot be read", "not placed, goes to review; write decimal degrees",
    ),
    "place.swapped": say(
        "经度和纬度像是填反了（{value}）；对调后在 {places}", "暂不定位，转人工核查；请在表中对调后重读",
        "longitude and latitude look swapped ({value}); turned round it lies at {places}",
        "not placed, goes to review; swap them in the file",
    ),
    "place.outside": say(
        "坐标（{value}）在研究范围之外", "不参与计算；请核对是否少写或错写了一位数字",
        "the place ({value}) lies outside the study area", "left out; check for a lost or wrong digit",
    ),
    "place.not_on_earth": say(
        "坐标（{value}）不在地球上", "不参与计算；请核对经纬度",
        "the place ({value}) is nowhere on earth", "left out; check longitude and latitude",
    ),
    "place.none": say(
        "表中没有位置", "只作指标核查，不上图，也不参与步行计算",
        "the table has no places", "judged by its figures alone, not on the map",
    ),
    "geometry.repaired": say(
        "图形有误（{why}）", "已自动修复，请核对边界和面积",
        "the shape is not valid ({why})", "mended; check boundary and area",
    ),
    "geometry.to_point": say(
        "有 {count} 个图形不是点", "已取图形内一点作为位置；如有出入口，请改用出入口的点",
        "{count} shapes are no points", "a point inside each is used; better give the entrance",
    ),
    "geometry.not_area": say(
        "图形是 {value}，不是面", "无法判断范围，请提供面图层",
        "the shape is a {value}, not an area", "its extent is not known; give polygons",
    ),
}  # fmt: skip

PROBLEMS: Mapping[str, Mapping[str, str]] = {**_FILES, **_COLUMNS, **_VALUES, **_PLACES, **datums.PROBLEMS}
