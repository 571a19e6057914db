"""Names people give a datum; compared without case, width, blanks and dashes."""

from __future__ import annotations

from collections.abc import Mapping

#: Datum (a value of :class:`planner.geo.Datum`) → its names.
DATUM_NAMES: Mapping[str, tuple[str, ...]] = {
    "WGS84": (
        "wgs84", "wgs1984", "gcswgs1984", "4326", "epsg4326", "crs84", "ogccrs84", "gps", "世界大地", "地球", "原始",
    ),
    "CGCS2000": (
        "cgcs2000", "4490", "epsg4490", "国家2000", "大地2000", "2000国家大地坐标系", "国家大地2000", "国家大地坐标系2000", "2000坐标系",
        "2000大地坐标系", "中国大地坐标系2000", "2000", "gcschinageodeticcoordinatesystem2000", "天地图",
    ),
    "GCJ-02": (
        "gcj02", "gcj", "gcj2002", "高德", "高德地图", "腾讯", "腾讯地图", "火星", "国测局", "谷歌中国",
        "amap", "autonavi", "mars", "tencent", "qq", "soso",
    ),
    "BD-09": ("bd09", "bd09ll", "bd2009", "bd", "baidu", "百度", "百度地图", "百度经纬度", "百度"),
    "XIAN80": ("xian80", "xian1980", "西安80", "西安1980", "1980西安", "80西安", "80", "4610", "epsg4610", "gcsxian1980"),
    "BEIJING54": (
        "beijing54", "beijing1954", "北京54", "北京1954", "1954北京", "54北京", "54", "4214", "epsg4214", "gcsbeijing1954", "bj54",
    ),
}  # fmt: skip
#: What may stand behind a name without changing it.
DATUM_ENDING = r"坐标系?$"
