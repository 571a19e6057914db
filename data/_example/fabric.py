"""What fills the blocks outside the walls: open quarters, parks, works, lanes of the old town and the villages, the hillside."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from _example.plane import Dice, Point, densify
from _example.town import Block, Box
from _example.ways import Streets

Corner = tuple[int, int]
HILL_TOP: Point = (420.0, 3330.0)
OLD_TOWN: tuple[Box, ...] = (
    (2360, 2250, 2900, 2750),
    (2900, 2250, 3450, 2750),
    (2360, 2750, 2900, 3300),
    (2900, 2750, 3450, 3300),
)


@dataclass
class Frontage:
    """Streets people live on: a plan line, how far homes stand from it, how far apart, persons per home, share of older people."""

    line: list[Point]
    setback_m: float
    spacing_m: float
    persons: tuple[int, int]
    older: float
    box: Box
    kind: str


@dataclass
class Fabric:
    """Everything drawn here that later parts need."""

    frontages: list[Frontage] = field(default_factory=list)


@dataclass(frozen=True)
class Village:
    """A cluster of lanes joined to a through road by one or two links."""

    name: str
    box: Box
    links: tuple[tuple[Point, ...], ...]


VILLAGES = (
    Village("枣林", (420, 1290, 760, 1560), (((350, 1420), (420, 1420)), ((760, 1430), (900, 1430)))),
    Village("柳湾", (1060, 1260, 1330, 1540), (((900, 1400), (1060, 1400)), ((1330, 1410), (1450, 1410)))),
    Village("苇塘", (1580, 1270, 1820, 1540), (((1450, 1400), (1580, 1400)), ((1820, 1410), (1940, 1410)))),
    Village("麦场", (470, 1850, 780, 2110), (((350, 1980), (470, 1980)), ((780, 1960), (900, 1960)))),
    Village("土桥", (1060, 1840, 1330, 2080), (((900, 1950), (1060, 1950)),)),
    Village("渡口", (1580, 1840, 1830, 2110), (((1450, 1960), (1580, 1960)), ((1830, 1980), (1940, 1980)))),
    Village("核桃坪", (460, 2380, 760, 2620), (((350, 2500), (460, 2500)), ((760, 2510), (900, 2510)))),
    Village("北堡", (480, 4000, 780, 4240), (((620, 3850), (620, 4000)), ((780, 4120), (900, 4120)))),
    Village("羊圈沟", (1080, 4480, 1380, 4660), (((1230, 4350), (1230, 4480)),)),
    Village("高垣", (1060, 3960, 1330, 4220), (((900, 4100), (1060, 4100)),)),
    Village("寺后", (2430, 4440, 2800, 4650), (((2600, 4350), (2600, 4440)),)),
    Village("槐树底", (3560, 4430, 3930, 4650), (((3930, 4540), (4050, 4540)),)),
    Village("北关外", (3740, 4790, 4380, 4930), ()),
    Village("东原", (4900, 4440, 5200, 4650), (((5050, 4350), (5050, 4440)),)),
    Village("杨家庄", (2990, 320, 3360, 620), (((2900, 470), (2990, 470)), ((3360, 480), (3450, 480)))),
    Village("南营", (3000, 50, 3400, 200), (((3200, 200), (3200, 250)),)),
    Village("新立", (4180, 50, 4520, 200), (((4050, 120), (4180, 120)),)),
    Village("李家湾", (4850, 770, 5230, 1080), (((4780, 920), (4850, 920)), ((5230, 930), (5300, 930)))),
    Village("王家沟", (5370, 1240, 5640, 1600), (((5300, 1400), (5370, 1400)), ((5640, 1430), (5720, 1430)))),
    Village("下坡", (5370, 2890, 5640, 3190), (((5300, 3050), (5370, 3050)),)),
    Village("上坡", (5370, 2330, 5640, 2660), (((5300, 2480), (5370, 2480)),)),
    Village("滩头", (260, 960, 560, 1110), (((420, 1110), (420, 1150)),)),
    Village("沙窝", (1020, 970, 1300, 1110), (((1160, 1110), (1160, 1150)),)),
    Village("河底", (1560, 980, 1840, 1110), (((1700, 1110), (1700, 1150)),)),
)


def draw_fabric(streets: Streets, blocks: list[Block]) -> Fabric:
    """Draw open blocks, parks, works, old town, villages, hillside, and the streets that are joined to nothing."""
    fabric = Fabric()
    for block in blocks:
        if block.use == "open":
            _open_block(streets, fabric, block)
        elif block.use == "park":
            _park(streets, block)
        elif block.use == "works":
            _works(streets, block)
    for k, box in enumerate(OLD_TOWN):
        _old_town(streets, fabric, box, k)
    for village in VILLAGES:
        _village(streets, fabric, village)
    _hillside(streets, fabric)
    yard = (5800.0, 320.0, 5960.0, 640.0)
    lanes(streets, Dice("yard"), yard, (3, 5), {"main": "service", "side": "service"}, keep=0.5)
    return fabric


def _open_block(streets: Streets, fabric: Fabric, block: Block) -> None:
    x0, y0, x1, y1 = block.box
    dice = Dice(f"open {block.box}")
    across = x1 - x0 >= y1 - y0
    length, depth = (x1 - x0, y1 - y0) if across else (y1 - y0, x1 - x0)
    for k in range(1, max(1, round(depth / 130)) + 1):
        at = round(k * depth / (max(1, round(depth / 130)) + 1) + dice.uniform(-8, 8))
        reach = length if dice.chance(0.75) else round(length * 0.7)
        line = [(x0, y0 + at), (x0 + reach, y0 + at)] if across else [(x0 + at, y0), (x0 + at, y0 + reach)]
        streets.add(line, highway=dice.pick(["residential", "living_street", "residential"]))
        fabric.frontages.append(Frontage(line, 16, 27, (12, 34), 0.2, block.box, "街坊住宅"))
    middle = round(length * dice.uniform(0.35, 0.65))
    cross = [(x0 + middle, y0), (x0 + middle, y1)] if across else [(x0, y0 + middle), (x1, y0 + middle)]
    streets.add(cross, highway="footway")
    edge = [(x0 + 4, y0), (x1 - 4, y0)] if across else [(x0, y0 + 4), (x0, y1 - 4)]
    fabric.frontages.append(Frontage(edge, 18, 40, (8, 24), 0.2, block.box, "沿街住宅"))


def _park(streets: Streets, block: Block) -> None:
    x0, y0, x1, y1 = block.box
    xm, ym = (x0 + x1) / 2, (y0 + y1) / 2
    ring = [(xm + 0.32 * (x1 - x0) * math.cos(a), ym + 0.32 * (y1 - y0) * math.sin(a)) for a in (math.tau * k / 24 for k in range(24))]
    streets.add([*ring, ring[0]], highway="footway", surface="paving_stones")
    for k, end in ((0, (x1, ym)), (6, (xm, y1)), (12, (x0, ym)), (18, (xm, y0))):
        streets.add([ring[k], end], highway="path" if k == 6 else "footway")


def pond_ring(block: Block) -> list[Point]:
    """Ring of the pond inside a park."""
    x0, y0, x1, y1 = block.box
    xm, ym = (x0 + x1) / 2, (y0 + y1) / 2
    ring = [
        (xm + (0.2 + 0.03 * math.sin(3 * a)) * (x1 - x0) * math.cos(a), ym + 0.2 * (y1 - y0) * math.sin(a))
        for a in (math.tau * k / 20 for k in range(20))
    ]
    return [*ring, ring[0]]


def _works(streets: Streets, block: Block) -> None:
    x0, y0, x1, y1 = block.box
    at = round((y0 + y1) / 2)
    streets.add([(x0, at), (x1 - 60, at)], highway="service", access="private", note="厂区道路")
    streets.add([(x0 + 200, at), (x0 + 200, y1 - 60)], highway="service", access="private", note="厂区道路")
    streets.add([(x0, y0 + 90), (x1 - 90, y0 + 90)], highway="service", foot="no")


def _old_town(streets: Streets, fabric: Fabric, box: Box, number: int) -> None:
    kinds = {"main": "living_street", "side": "footway"} if number % 2 else {"main": "pedestrian", "side": "footway"}
    lines = lanes(streets, Dice(f"old town {number}"), box, (8, 7), kinds, keep=0.68, doors=0.5)
    fabric.frontages += [Frontage(line, 9, 15, (4, 9), 0.27, box, "老城院落") for line in lines]


def _village(streets: Streets, fabric: Fabric, village: Village) -> None:
    x0, y0, x1, y1 = village.box
    size = (max(3, round((x1 - x0) / 75)), max(2, round((y1 - y0) / 75)))
    lines = lanes(streets, Dice(f"village {village.name}"), village.box, size, {"main": "residential", "side": "track"}, keep=0.4)
    for link in village.links:
        start, end = (link[0], link[-1])
        nearest = min((p for line in lines for p in line), key=lambda p: min(math.dist(p, start), math.dist(p, end)))
        outer = start if math.dist(nearest, end) < math.dist(nearest, start) else end
        streets.add([outer, nearest], highway="unclassified", name=village.name + "路")
    fabric.frontages += [Frontage(line, 12, 24, (2, 6), 0.26, village.box, "村庄") for line in lines]


def lanes(
    streets: Streets, dice: Dice, box: Box, size: tuple[int, int], kinds: dict[str, str], *, keep: float, doors: float = 0.0
) -> list[list[Point]]:
    """Draw a crooked, connected net of lanes in a rectangle; ``doors`` is the share of rim points joined to the streets around."""
    x0, y0, x1, y1 = box
    nx, ny = size
    gap = ((x1 - x0) / (nx + 1), (y1 - y0) / (ny + 1)) if doors else ((x1 - x0) / max(1, nx - 1), (y1 - y0) / max(1, ny - 1))
    grid: dict[tuple[int, int], Point] = {}
    for i in range(nx):
        for j in range(ny):
            sway = (dice.uniform(-0.24, 0.24) * gap[0], dice.uniform(-0.24, 0.24) * gap[1])
            offset = 1 if doors else 0
            x, y = x0 + (i + offset) * gap[0] + sway[0], y0 + (j + offset) * gap[1] + sway[1]
            grid[i, j] = (round(min(max(x, x0), x1), 2), round(min(max(y, y0), y1), 2))
    edges = [((i, j), (i + 1, j)) for i in range(nx - 1) for j in range(ny)] + [
        ((i, j), (i, j + 1)) for i in range(nx) for j in range(ny - 1)
    ]
    rolled = sorted((dice.uniform(0, 1), e) for e in edges)
    kept = _connected(rolled, keep)
    main_row, main_column = ny // 2, nx // 2
    lines = []
    for a, b in sorted(kept):
        is_main = a[1] == b[1] == main_row or a[0] == b[0] == main_column
        line = [grid[a], grid[b]]
        streets.add(line, highway=kinds["main" if is_main else "side"])
        lines.append(line)
    if doors:
        rim = [((i, j), (grid[i, j][0], y)) for i in range(nx) for j, y in ((0, y0), (ny - 1, y1))]
        rim += [((i, j), (x, grid[i, j][1])) for j in range(ny) for i, x in ((0, x0), (nx - 1, x1))]
        for k, (at, end) in enumerate(rim):
            if k % 7 == 0 or dice.chance(doors):
                streets.add([grid[at], end], highway=kinds["side"])
                lines.append([grid[at], end])
    return lines


def _connected(rolled: list[tuple[float, tuple[Corner, Corner]]], keep: float) -> list[tuple[Corner, Corner]]:
    """Choose edges: every one rolled below ``keep``, and those the net needs to hang together."""
    root = {corner: corner for _, edge in rolled for corner in edge}

    def top(corner: Corner) -> Corner:
        while root[corner] != corner:
            corner = root[corner]
        return corner

    kept = []
    for roll, (a, b) in rolled:
        if top(a) != top(b) or roll < keep:
            root[top(a)] = top(b)
            kept.append((a, b))
    return kept


def _hillside(streets: Streets, fabric: Fabric) -> None:
    """Terraced streets around the hilltop, joined by one climbing street and by flights of steps."""
    angles = [-62 + 124 * k / 20 for k in range(21)]
    terraces = []
    for radius, name in ((300, "山顶路"), (470, "三台路"), (640, "二台路"), (820, "一台路")):
        ring = [_polar(radius * (1 + 0.04 * math.sin(math.radians(3 * a))), a) for a in angles]
        ring = [p for p in ring if 2790 < p[1] < 3815 and p[0] < 1415]
        streets.add(ring, highway="residential", name=name)
        terraces.append(ring)
        box = (0.0, 2760.0, 1440.0, 3840.0)
        fabric.frontages.append(Frontage(ring, 14, 20, (4, 12), 0.25, box, "山地住宅"))
    for share in (0.18, 0.4, 0.62, 0.85):
        for above, below in pairwise(terraces):
            a, b = below[round(share * (len(below) - 1))], above[round(share * (len(above) - 1))]
            steps = str(round(math.dist(a, b) / 2.2))
            streets.add([a, b], highway="steps", step_count=steps, incline="up", handrail="yes" if share < 0.5 else "no")
    climb = [terraces[3][0], terraces[2][1], terraces[1][0], terraces[0][1]]
    streets.add(climb, highway="residential", name="盘山路", incline="up")
    streets.add([terraces[3][0], (terraces[3][0][0] + 40, 2750)], highway="residential", name="盘山路")
    east = terraces[3][len(terraces[3]) // 2]
    streets.add([east, (1450, east[1] + 20)], highway="residential", name="山门街")
    streets.add([terraces[3][-1], (terraces[3][-1][0] + 30, 3850)], highway="path")
    streets.add([terraces[0][len(terraces[0]) // 2], HILL_TOP], highway="steps", step_count="90", incline="up")


def _polar(radius: float, degrees: float) -> Point:
    return (
        round(HILL_TOP[0] + radius * math.cos(math.radians(degrees)), 2),
        round(HILL_TOP[1] + radius * math.sin(math.radians(degrees)), 2),
    )


def spots_along(frontage: Frontage) -> list[Point]:
    """Give places of homes along both sides of a line."""
    out: list[Point] = []
    for a, b in zip(frontage.line, frontage.line[1:], strict=False):
        pieces = densify([a, b], frontage.spacing_m)
        length = math.dist(a, b)
        nx, ny = -(b[1] - a[1]) / length * frontage.setback_m, (b[0] - a[0]) / length * frontage.setback_m
        for p, q in pairwise(pieces):
            mx, my = (p[0] + q[0]) / 2, (p[1] + q[1]) / 2
            out += [(mx + nx, my + ny), (mx - nx, my - ny)]
    return out
