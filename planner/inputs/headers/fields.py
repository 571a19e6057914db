"""The columns of each kind of table: canonical field, what kind of value it holds, and the headers people give it. Data only.

Headers are compared after :func:`planner.inputs.headers.match.plain_header` (width, case, blanks, punctuation and bracketed units
do not matter), so one spelling of each name is enough here. The canonical name itself always matches.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class FieldKind(StrEnum):
    """What a column holds, and so how its cells are read."""

    ID = "id"
    NAME = "name"
    TEXT = "text"
    AREA = "area"
    COUNT = "count"
    YEAR = "year"
    DATE = "date"
    STATUS = "status"
    URBAN = "urban"
    DATUM = "datum"
    DEGREE = "degree"
    PAIR = "pair"


NUMBERS = frozenset({FieldKind.AREA, FieldKind.COUNT, FieldKind.YEAR})
TEXTS = frozenset({FieldKind.ID, FieldKind.NAME, FieldKind.TEXT, FieldKind.DATUM, FieldKind.PAIR})

_PLACE: dict[str, tuple[FieldKind, tuple[str, ...]]] = {
    "lon": (
        FieldKind.DEGREE,
        (
            "经度",
            "lng",
            "long",
            "longitude",
            "东经",
            "x",
            "x坐标",
            "经度x",
            "坐标x",
            "point_x",
            "wgs84经度",
            "高德经度",
            "百度经度",
            "gcj02经度",
            "bd09经度",
        ),
    ),
    "lat": (
        FieldKind.DEGREE,
        (
            "纬度",
            "latitude",
            "北纬",
            "y",
            "y坐标",
            "纬度y",
            "坐标y",
            "point_y",
            "wgs84纬度",
            "高德纬度",
            "百度纬度",
            "gcj02纬度",
            "bd09纬度",
        ),
    ),
    "lonlat": (
        FieldKind.PAIR,
        (
            "经纬度",
            "经纬度坐标",
            "坐标",
            "位置坐标",
            "location",
            "coordinates",
            "lnglat",
            "高德坐标",
            "百度坐标",
            "高德经纬度",
            "百度经纬度",
        ),
    ),
    "datum": (FieldKind.DATUM, ("坐标系", "坐标系统", "坐标类型", "坐标基准", "大地基准", "空间参考", "coordsys", "crs")),
}

_STEP_WORDS: dict[str, tuple[str, ...]] = {
    "plan": ("规划日期", "规划时间", "规划审批日期", "规划许可日期"),
    "build": ("建设日期", "开工日期", "开工时间", "建设时间"),
    "accept": ("验收日期", "竣工验收日期", "验收时间"),
    "deliver": ("交付日期", "移交日期", "交付时间", "移交时间"),
}
_TRACKS: dict[str, tuple[str, ...]] = {"housing": ("住宅", "住房", "商品房"), "facility": ("养老设施", "养老服务设施", "养老用房", "设施")}


def _step_columns() -> dict[str, tuple[FieldKind, tuple[str, ...]]]:
    return {
        f"{track}_{step}_on": (FieldKind.DATE, tuple(owner + word for owner in owners for word in _STEP_WORDS[step]))
        for track, owners in _TRACKS.items()
        for step in _STEP_WORDS
    }


_UPDATED: dict[str, tuple[FieldKind, tuple[str, ...]]] = {
    "updated_on": (FieldKind.DATE, ("更新日期", "更新时间", "数据日期", "统计日期", "统计时间", "填报日期", "调查日期"))
}

FIELDS: Mapping[str, Mapping[str, tuple[FieldKind, tuple[str, ...]]]] = {
    "facility": {
        "id": (FieldKind.ID, ("编号", "设施编号", "设施编码", "编码", "代码", "序号", "机构编号", "facility_id")),
        "name": (FieldKind.NAME, ("名称", "设施名称", "机构名称", "facility_name")),
        "kind": (FieldKind.TEXT, ("类型", "设施类型", "设施类别", "类别", "机构类型", "type")),
        "floor_area_m2": (FieldKind.AREA, ("建筑面积", "建面", "总建筑面积", "设施建筑面积", "设施总建筑面积", "建筑总面积", "floor_area")),
        "land_area_m2": (FieldKind.AREA, ("占地面积", "用地面积", "land_area")),
        "beds": (FieldKind.COUNT, ("床位", "床位数", "床位数量", "养老床位", "养老床位数")),
        "status": (FieldKind.STATUS, ("状态", "运营状态", "建设状态", "设施状态", "运营情况", "建设情况")),
        **_UPDATED,
        **_PLACE,
    },
    "community": {
        "id": (FieldKind.ID, ("编号", "社区编号", "社区编码", "代码", "社区代码", "区划代码", "统计用区划代码", "community_id")),
        "name": (FieldKind.NAME, ("名称", "社区名称", "社区", "社区村", "村社区", "村居名称", "community_name")),
        "township": (
            FieldKind.TEXT,
            (
                "乡镇街道",
                "乡镇",
                "街道",
                "街道乡镇",
                "所属乡镇",
                "所属街道",
                "所属乡镇街道",
                "镇街",
                "街道办",
                "所属街道办",
                "所属街道办事处",
            ),
        ),
        "county": (FieldKind.TEXT, ("县区", "县市区", "区县", "区", "县", "所属县区", "所属区县", "所在区县", "行政区", "district")),
        "urban": (
            FieldKind.URBAN,
            ("城乡", "城乡类型", "城乡属性", "城乡分类", "城乡分类代码", "类型", "社区类型", "社区性质", "城市社区", "是否城市社区"),
        ),
        "households": (FieldKind.COUNT, ("户数", "总户数", "家庭户数")),
        "population": (FieldKind.COUNT, ("人口", "常住人口", "总人口", "人口数", "常住人口数", "persons")),
        "elderly_60": (
            FieldKind.COUNT,
            ("60岁以上人口", "60岁及以上人口", "60岁以上", "60岁及以上", "老年人口", "老年人口数", "60岁以上老年人口", "60岁以上老年人"),
        ),
        **_UPDATED,
        **_PLACE,
    },
    "parcel": {
        "id": (FieldKind.ID, ("编号", "地块编号", "宗地编号", "宗地号", "地块号", "宗地代码", "地块代码", "parcel_id")),
        "name": (FieldKind.NAME, ("名称", "地块名称", "宗地名称", "parcel_name")),
        "project": (FieldKind.TEXT, ("项目", "项目名称", "项目编号", "所属项目")),
        "stage": (FieldKind.TEXT, ("阶段", "分期", "期数", "建设阶段", "项目阶段", "phase")),
        "households": (FieldKind.COUNT, ("户数", "总户数", "规划户数", "规划总户数", "居住户数")),
        "population": (FieldKind.COUNT, ("人口", "规划人口", "居住人口", "规划总人口", "人口数")),
        "residential_floor_area_m2": (FieldKind.AREA, ("住宅建面", "住宅建筑面积", "住宅总建筑面积", "居住建筑面积")),
        "site_area_m2": (FieldKind.AREA, ("用地面积", "占地面积", "宗地面积", "地块面积", "总用地面积", "site_area")),
        "elderly_floor_area_m2": (
            FieldKind.AREA,
            (
                "养老建面",
                "养老服务设施建筑面积",
                "养老设施建筑面积",
                "养老服务用房建筑面积",
                "养老用房面积",
                "养老建筑面积",
                "养老服务设施建面",
                "养老设施建面",
                "养老服务用房面积",
                "养老服务设施面积",
            ),
        ),
        "elderly_land_area_m2": (
            FieldKind.AREA,
            ("养老用地", "养老服务设施用地面积", "养老设施用地面积", "养老用地面积", "养老服务设施用地", "养老设施用地"),
        ),
        "land_code": (
            FieldKind.TEXT,
            ("用地代码", "地类编码", "地类代码", "用地编码", "用地分类代码", "用地性质代码", "dlbm", "ydfldm", "ydxzdm"),
        ),
        "conditions_date": (FieldKind.DATE, ("规划条件日期", "规划条件出具日期", "规划条件时间", "规划条件核发日期")),
        "granted_on": (FieldKind.DATE, ("出让日期", "出让时间", "供地日期", "成交日期", "土地出让日期", "合同签订日期")),
        **_step_columns(),
        "county": (FieldKind.TEXT, ("县区", "县市区", "区县", "所属县区", "行政区", "district")),
        "community_id": (FieldKind.TEXT, ("所属社区", "社区编号", "所属社区编号", "社区代码")),
        **_PLACE,
    },
    "compound": {
        "id": (FieldKind.ID, ("编号", "小区编号", "小区编码", "代码", "小区代码", "序号", "compound_id")),
        "name": (FieldKind.NAME, ("名称", "小区名称", "小区", "楼盘名称", "compound_name")),
        "households": (FieldKind.COUNT, ("户数", "总户数", "住户数", "居民户数")),
        "floor_area_m2": (FieldKind.AREA, ("建筑面积", "总建筑面积", "建面", "floor_area")),
        "site_area_m2": (FieldKind.AREA, ("占地面积", "用地面积", "占地", "site_area")),
        "storeys": (FieldKind.COUNT, ("层数", "楼层数", "地上层数", "建筑层数")),
        "year_built": (FieldKind.YEAR, ("年代", "建成年份", "建成年代", "建筑年代", "建成时间", "竣工年份", "建造年代")),
        **_UPDATED,
        **_PLACE,
    },
    "street": {
        "name": (FieldKind.NAME, ("名称", "道路名称", "路名")),
        "highway": (FieldKind.TEXT, ("fclass", "道路等级", "道路类型", "道路类别", "道路级别", "等级", "dldj", "dllx")),
        "foot": (FieldKind.TEXT, ("可否步行", "是否可步行")),
        "access": (FieldKind.TEXT, ()),
        "bridge": (FieldKind.TEXT, ("桥梁", "是否桥梁")),
        "tunnel": (FieldKind.TEXT, ("隧道", "是否隧道")),
        "layer": (FieldKind.TEXT, ("层级",)),
    },
    "barrier": {
        "id": (FieldKind.ID, ("编号", "阻隔编号", "代码", "barrier_id")),
        "kind": (FieldKind.TEXT, ("类型", "类别", "种类", "type")),
        "name": (FieldKind.NAME, ("名称",)),
        **_PLACE,
    },
    "gate": {
        "id": (FieldKind.ID, ("编号", "出入口编号", "大门编号", "序号", "代码", "gate_id")),
        "compound_id": (FieldKind.TEXT, ("小区编号", "所属小区", "小区代码")),
        "name": (FieldKind.NAME, ("名称", "出入口名称", "大门名称")),
        "foot": (
            FieldKind.TEXT,
            ("行人通行", "步行通行", "是否开放", "通行", "开放情况", "行人", "行人可走", "可否步行", "是否可步行", "能否通行"),
        ),
        "opening_hours": (FieldKind.TEXT, ("开放时间", "开门时间")),
        **_PLACE,
    },
    "demand": {
        "id": (FieldKind.ID, ("编号", "居民点编号", "序号", "代码", "demand_id")),
        "persons": (FieldKind.COUNT, ("人口", "人数", "人口数", "常住人口", "居住人口", "population")),
        "older_persons": (FieldKind.COUNT, ("老年人口", "老年人数", "60岁以上人口", "60岁及以上人口", "老人数", "elderly_60")),
        **_UPDATED,
        **_PLACE,
    },
}


def label(noun: str, field: str) -> str:
    """Name a field as a person would: its usual Chinese header, and the name to write in a scenario."""
    usual = next((alias for alias in FIELDS[noun][field][1] if not alias.isascii()), "")
    return f"“{usual}”（{field}）" if usual else f"“{field}”"


KEY_FIELDS: Mapping[str, tuple[str, ...]] = {
    "facility": ("kind", "floor_area_m2"),
    "community": ("name", "township", "county"),
    "parcel": ("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2"),
    "compound": ("households",),
    "demand": ("persons",),
    "gate": ("foot",),
    "barrier": ("kind",),
    "street": ("highway",),
}
"""Fields without which the table says little: their absence is reported, and a blank in one weighs as a doubt."""

DATED_FIELDS: tuple[str, ...] = ("granted_on", "conditions_date")
"""Parcel dates that decide which rules apply; a blank in one weighs as a doubt."""

STEP_FIELDS: tuple[tuple[str, ...], ...] = tuple(tuple(f"{track}_{step}_on" for step in _STEP_WORDS) for track in _TRACKS)
"""The four steps of the housing and of the facility, each in the order they happen."""
