"""Communities, townships and counties: a lattice along streets, river and rail, whose cells are merged so that they tile the city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from _example.plane import Point, densify

XS = (0, 900, 1450, 2150, 2900, 3450, 4050, 4700, 5300, 6000)
YS = (0, 700, 1150, 1700, 2250, 2750, 3300, 3850, 4350, 5000)
Cell = tuple[int, int]

# name, columns, rows of lattice cells (first-last); towns end in 社区, villages in 村
_WEST_SOUTH = "南滩镇"
_WEST = "河西镇"
_OLD = "老城街道"
_EAST = "城东街道"
_LAYOUT: tuple[tuple[str, str, str, str], ...] = (
    ("滩头村", _WEST_SOUTH, "0", "0-1"),
    ("沙窝村", _WEST_SOUTH, "1", "0-1"),
    ("河底村", _WEST_SOUTH, "2", "0-1"),
    ("枣林村", _WEST_SOUTH, "0", "2"),
    ("柳湾村", _WEST_SOUTH, "1", "2"),
    ("苇塘村", _WEST_SOUTH, "2", "2"),
    ("麦场村", _WEST, "0", "3"),
    ("土桥村", _WEST, "1", "3"),
    ("渡口村", _WEST, "2", "3"),
    ("核桃坪村", _WEST, "0", "4"),
    ("文昌社区", _WEST, "1", "4"),
    ("西桥头社区", _WEST, "2", "4"),
    ("半山社区", _WEST, "0", "5"),
    ("石阶社区", _WEST, "1", "5"),
    ("望河社区", _WEST, "2", "5"),
    ("山顶社区", _WEST, "0", "6"),
    ("一台社区", _WEST, "1", "6"),
    ("柳堤社区", _WEST, "2", "6"),
    ("北堡村", _WEST, "0", "7-8"),
    ("高垣村", _WEST, "1", "7-8"),
    ("西北街社区", _WEST, "2", "7-8"),
    ("南滩社区", _WEST_SOUTH, "3", "0-1"),
    ("杨家庄村", _WEST_SOUTH, "4", "0-1"),
    ("纺织厂社区", _WEST_SOUTH, "5", "0"),
    ("新立社区", _WEST_SOUTH, "6", "0"),
    ("康宁社区", _EAST, "5", "1"),
    ("机务段社区", _EAST, "6", "1"),
    ("李家湾村", _EAST, "7-8", "0-1"),
    ("东桥头社区", _OLD, "3", "2"),
    ("益民社区", _OLD, "4", "2"),
    ("兴业社区", _EAST, "5", "2"),
    ("清泉社区", _EAST, "6", "2"),
    ("福源社区", _EAST, "7", "2"),
    ("王家沟村", _EAST, "8", "2-3"),
    ("河滨社区", _OLD, "3", "3"),
    ("和顺社区", _OLD, "4", "3"),
    ("锦绣社区", _EAST, "5", "3"),
    ("春晖社区", _EAST, "6", "3"),
    ("铁东社区", _EAST, "7", "3"),
    ("书院街社区", _OLD, "3", "4"),
    ("文昌社区", _OLD, "4", "4"),
    ("市府社区", _OLD, "5", "4"),
    ("松鹤社区", _EAST, "6", "4"),
    ("桃园社区", _EAST, "7", "4"),
    ("上坡村", _EAST, "8", "4"),
    ("钟楼巷社区", _OLD, "3", "5"),
    ("鼓楼社区", _OLD, "4", "5"),
    ("新华社区", _OLD, "5", "5"),
    ("青年路社区", _EAST, "6", "5"),
    ("景明社区", _EAST, "7", "5"),
    ("下坡村", _EAST, "8", "5"),
    ("槐荫社区", _OLD, "3", "6"),
    ("育才社区", _OLD, "4", "6"),
    ("明德社区", _OLD, "5", "6"),
    ("百花社区", _EAST, "6", "6"),
    ("金桥社区", _EAST, "7", "6"),
    ("东苑社区", _EAST, "8", "6"),
    ("北河社区", _OLD, "3", "7"),
    ("永宁社区", _OLD, "4", "7"),
    ("迎春社区", _OLD, "5", "7"),
    ("丰收社区", _EAST, "6", "7"),
    ("翠微社区", _EAST, "7-8", "7"),
    ("寺后村", _OLD, "3-4", "8"),
    ("北关外村", _EAST, "5-6", "8"),
    ("东原村", _EAST, "7-8", "8"),
)
COUNTY_OF = {_WEST_SOUTH: "示例县", _WEST: "示例县", _OLD: "示例区", _EAST: "示例区"}


@dataclass
class Community:
    """A community or village; totals are filled from the homes in it."""

    id: str
    name: str
    township: str
    county: str
    urban: bool
    cells: list[Cell]
    households: int = 0
    population: int = 0
    elderly_60: int = 0
    ring: list[Point] = field(default_factory=list)


def make_communities() -> list[Community]:
    """Make all communities with their plan rings."""
    out = []
    for number, (name, township, columns, rows) in enumerate(_LAYOUT, start=1):
        cells = [(i, j) for i in _span(columns) for j in _span(rows)]
        community = Community(f"SQ{number:03d}", "示例·" + name, "示例·" + township, COUNTY_OF[township], name.endswith("社区"), cells)
        community.ring = merged_ring(cells)
        out.append(community)
    return out


def _span(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def merged_ring(cells: Iterable[Cell]) -> list[Point]:
    """Give the closed outer ring (anticlockwise) of lattice cells merged: the cell sides that stand only once."""
    sides: set[tuple[Cell, Cell]] = set()
    for i, j in cells:
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        for side in zip(corners, [*corners[1:], corners[0]], strict=True):
            back = (side[1], side[0])
            if back in sides:
                sides.remove(back)
            else:
                sides.add(side)
    following = dict(sides)
    start = min(following)
    walk, at = [start], following[start]
    while at != start:
        walk.append(at)
        at = following[at]
    if len(walk) != len(sides):
        raise ValueError("the merged cells are not one piece without holes")
    plan = [(float(XS[i]), float(YS[j])) for i, j in [*walk, start]]
    return densify(plan, 50.0)


def community_at(communities: list[Community], point: Point) -> Community:
    """Give the community a plan point lies in."""
    i = next(k for k in range(len(XS) - 1) if XS[k] <= point[0] < XS[k + 1] or (k == len(XS) - 2 and point[0] == XS[-1]))
    j = next(k for k in range(len(YS) - 1) if YS[k] <= point[1] < YS[k + 1] or (k == len(YS) - 2 and point[1] == YS[-1]))
    return next(c for c in communities if (i, j) in c.cells)


def group_rings(communities: list[Community], key: str) -> dict[tuple[str, str], list[Point]]:
    """Give rings of townships or counties by (county, name)."""
    groups: dict[tuple[str, str], list[Cell]] = {}
    for c in communities:
        groups.setdefault((c.county, c.township if key == "township" else c.county), []).extend(c.cells)
    return {k: merged_ring(cells) for k, cells in groups.items()}
