"""Facilities of every kind, size and status, with the few honest defects a bureau's list has."""

from __future__ import annotations

from dataclasses import dataclass

from _example.compounds import Compound
from _example.districts import Community, community_at
from _example.plane import Point, lonlat, to_bd09, to_gcj02
from _example.town import cell_box

KINDS = {
    "C": ("社区养老服务中心", "养老服务中心"),
    "Z": ("社区养老服务站", "养老服务站"),
    "D": ("日间照料中心", "日间照料中心"),
    "H": ("养老院", "养老院"),
    "M": ("老年助餐点", "老年助餐点"),
    "R": ("区域养老服务中心", "区域养老服务中心"),
}
STATUS = {"O": "已建成并运营", "B": "在建", "P": "规划", "X": "停用"}
DATUMS = {"W": "WGS84", "K": "CGCS2000", "G": "GCJ-02", "B": "BD-09"}

# kind, where (grid cell : side : share along it | plan place | @compound), floor m² (blank: unknown), land m², beds, status, datum
_LIST = """
C E1R4:W:.50 1250 900 24 O K
C E2R4:N:.30 620 480 12 O K
Z E3R4:S:.45 500 360 10 O K
C E4R4:W:.60 2000 1500 40 O K
Z E5R4:W:.42 380 260 6 O K
C E1R5:S:.55 720 610 14 O K
Z E2R5:E:.50 260 180 2 O W
C E3R5:S:.60 1680 1200 36 O K
Z E4R5:W:.35 - 420 8 O K
C E5R5:W:.50 900 700 16 B K
Z E1R6:W:.40 150 90 0 O W
C E2R6:E:.35 560 420 10 O K
C E3R6:S:.30 2350 1900 48 O K
Z E4R6:N:.30 510 390 10 O K
C E5R6:S:.40 1100 860 20 O G
Z E1R7:S:.62 640 500 12 O K
C E2R7:W:.45 1420 1010 26 O B
Z E3R7:E:.50 450 330 8 B K
C E4R7:N:.40 860 650 15 O K
Z E5R7:W:.55 530 400 10 X K
C E6R7:S:.40 700 560 12 P K
Z E2R8:S:.40 780 600 14 O K
Z E3R8:W:.30 300 210 4 O K
Z E3R8:S:.70 420 300 6 O K
C E4R8:S:.55 1900 1400 38 O K
C E5R3:N:.45 980 760 18 O K
Z E2R3:W:.50 610 470 11 O W
C E3R3:E:.60 1300 960 25 O K
Z E4R2:W:.50 475 350 8 O K
C E3R2:N:.40 800 640 15 O K
Z W3R6:S:.60 590 460 10 O K
C W3R7:E:.40 1050 820 20 O W
Z 1246,3290 510 400 10 O K
Z W3R5:N:.55 240 160 2 O K
C E2R2:N:.50 1500 1100 30 P K
D E1R4:N:.70 450 330 15 O K
D E3R6:E:.70 600 460 20 O K
D @X030 380 0 12 O K
D 1200,1405 260 300 8 O W
H E5R7:E:.60 4200 5200 120 O K
H 1190,4095 2600 4100 80 O W
H E6R6:W:.70 6800 8200 180 B K
H 2420,215 1200 1600 40 X K
M E2R6:N:.60 120 0 0 O K
M @X020 90 0 0 O K
M E4R4:N:.40 180 0 0 O K
M 3170,470 80 0 0 P W
R E4R6:W:.80 5200 4800 150 O K
R W2R5:N:.50 3600 4200 100 P K
"""


@dataclass(frozen=True)
class Facility:
    """One row of the facilities list."""

    id: str
    name: str
    kind: str
    floor_area: str
    land_area: str
    beds: str
    status: str
    place: Point
    datum: str

    def row(self) -> list[str]:
        lon, lat = lonlat(self.place)
        if self.datum == "GCJ-02":
            lon, lat = to_gcj02(lon, lat)
        elif self.datum == "BD-09":
            lon, lat = to_bd09(lon, lat)
        shown = [f"{lon:.6f}", f"{lat:.6f}", self.datum]
        return [self.id, self.name, self.kind, self.floor_area, self.land_area, self.beds, self.status, *shown]


HEADER = ["编号", "名称", "类型", "建筑面积", "用地面积", "床位", "状态", "经度", "纬度", "坐标系"]


def make_facilities(communities: list[Community], compounds: list[Compound]) -> list[Facility]:
    """Make the list; names come from the community a facility stands in."""
    out: list[Facility] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(_LIST.strip().splitlines(), start=1):
        code, where, floor, land, beds, status, datum = line.split()
        place = _place(where, compounds)
        kind, word = KINDS[code]
        base = community_at(communities, place).name.removesuffix("社区").removesuffix("村") + word
        seen[base] = seen.get(base, 0) + 1
        name = base if seen[base] == 1 else f"{base}（{'一二三四'[seen[base] - 1]}部）"
        blank = "" if floor == "-" else floor
        out.append(Facility(f"F{number:03d}", name, kind, blank, land, beds, STATUS[status], place, DATUMS[datum]))
    return out


def _place(where: str, compounds: list[Compound]) -> Point:
    """Read a place: beside a street of a grid cell, a plan point, or in the middle of a compound."""
    if where.startswith("@"):
        x0, y0, x1, y1 = next(c.box for c in compounds if c.id == where[1:])
        return (x0 + x1) / 2 + 9, (y0 + y1) / 2 + 9
    if "," in where:
        x, y = where.split(",")
        return float(x), float(y)
    return street_side(where)


def street_side(where: str) -> Point:
    """Give a plan place 11 m beside a street of a grid cell: cell, side, share along that side."""
    cell, side, text = where.split(":")
    x0, y0, x1, y1 = cell_box(cell[:2], cell[2:])
    share = float(text)
    x, y = x0 + share * (x1 - x0), y0 + share * (y1 - y0)
    return {"S": (x, y0 + 11), "N": (x, y1 - 11), "W": (x0 + 11, y), "E": (x1 - 11, y)}[side]
