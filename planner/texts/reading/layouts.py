"""Words in files beside headers and cells: rows of totals and remarks, the marks of corner text, columns made of a drawing, why not."""

from __future__ import annotations

from collections.abc import Mapping

TOTAL = r"(?:本页|本表|总)?(?:合计|总计|小计|共计|累计)(?:[:：(（].*)?"
REMARK = r"(?:备?注|说明|填表人|填报人|制表人?|审核人?|单位负责人|负责人|联系人|联系电话|填表日期|填报日期|制表日期)[:：].*"
UNIT_NOTE = r"(?:计量)?单位[:：]\s*(?P<unit>[^\s,，;；)）]+)"
#: Units of area that a note above a table may name without changing a figure.
SQUARE_METRES = frozenset({"平方米", "㎡", "m2", "平米"})

#: Parcel-corner text: where its parcels begin, the facts on a parcel's line, the keys of its head.
CORNER_BODY = "[地块坐标]"
CORNER_FACTS = ("界址点数", "地块面积", "地块编号", "地块名称", "图形属性", "图幅号", "地块用途", "地类编码")
CORNER_AREA, CORNER_FORMAT, HECTARE = "地块面积", "界址点", "公顷"
CORNER_KEYS: Mapping[str, str] = {"unit": "面积单位", "datum": "坐标系", "width": "几度分带", "zone": "带号"}

#: Columns made of a drawing: its layer, the texts standing in an area, the handle of an entity.
DRAWING_LAYER, DRAWING_LABEL, DRAWING_HANDLE = "图层", "标注", "句柄"
#: Members of a GeoJSON document that name a datum.
DATUM_MEMBERS = ("datum", "coordsys", "坐标系")
#: Why a file cannot be read.
LOCKED = "有密码 locked with a password"
LOCKED_BOOK = "有打开密码，请先取消密码 locked with a password"
#: What a file says of its datum where each row says it for itself.
BY_ROW = "逐行写明 per row"
#: Asks whether a header was meant for the status of a facility.
STATUS_MEANT = "（是否写成了“{near}”？）"
