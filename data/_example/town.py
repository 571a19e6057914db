"""The bones of the city: arterials, river and bridges, railway and its crossings, motorway, blocks with their side streets."""

from __future__ import annotations

from dataclasses import dataclass

from _example.plane import Dice, Point
from _example.ways import Streets

Box = tuple[float, float, float, float]

RIVER = (2000.0, 2300.0)
RAILS = (4697.5, 4702.5)
BRIDGES_Y = (1150.0, 2750.0)
MOTORWAY_Y = (4710.0, 4730.0)
COLUMNS = {
    "W1": (350, 900),
    "W2": (900, 1450),
    "W3": (1450, 1940),
    "E1": (2360, 2900),
    "E2": (2900, 3450),
    "E3": (3450, 4050),
    "E4": (4050, 4620),
    "E5": (4780, 5300),
    "E6": (5300, 5720),
}
ROWS = {
    "R1": (250, 700),
    "R2": (700, 1150),
    "R3": (1150, 1700),
    "R4": (1700, 2250),
    "R5": (2250, 2750),
    "R6": (2750, 3300),
    "R7": (3300, 3850),
    "R8": (3850, 4350),
}

_PAVED = {"sidewalk": "both", "lit": "yes"}
# name, class, fixed x, from y, to y, tags
_NORTH_SOUTH = [
    ("河西田间路", "unclassified", 350, 1150, 2750, {}),
    ("枣林路", "tertiary", 900, 1150, 2750, {}),
    ("枣林路", "tertiary", 900, 3850, 4350, {}),
    ("西山路", "tertiary", 1450, 1150, 4350, _PAVED),
    ("西滨路", "tertiary", 1940, 1150, 4350, _PAVED),
    ("东滨路", "tertiary", 2360, 250, 4350, _PAVED),
    ("鼓楼南街", "secondary", 2900, 250, 2250, _PAVED),
    ("鼓楼步行街", "pedestrian", 2900, 2250, 3300, {}),
    ("鼓楼北街", "secondary", 2900, 3300, 4350, _PAVED),
    ("建设路", "tertiary", 3450, 250, 4350, _PAVED),
    ("中央大街", "primary", 4050, 60, 4940, _PAVED),
    ("铁西路", "tertiary", 4620, 250, 4350, _PAVED),
    ("铁东路", "tertiary", 4780, 250, 4350, _PAVED),
    ("东环路", "tertiary", 5300, 250, 4350, _PAVED),
]
# name, class, fixed y, list of (from x, to x), tags
_EAST_WEST = [
    ("南外街", "tertiary", 250, [(2360, 4620), (4780, 5720)], _PAVED),
    ("纺织街", "tertiary", 700, [(2360, 4620), (4780, 5300)], _PAVED),
    ("南桥街", "secondary", 1150, [(60, 1940), (2360, 5720)], _PAVED),
    ("柳湾路", "unclassified", 1700, [(900, 1940)], {}),
    ("兴业街", "tertiary", 1700, [(2360, 4620), (4780, 5720)], _PAVED),
    ("麦场路", "unclassified", 2250, [(350, 1940)], {}),
    ("书院街", "tertiary", 2250, [(2360, 4620), (4780, 5300)], _PAVED),
    ("大桥街", "primary", 2750, [(60, 1940), (2360, 4620), (4780, 5720)], _PAVED),
    ("半山街", "residential", 3300, [(1450, 1940)], {}),
    ("迎春街", "tertiary", 3300, [(2360, 4620), (4780, 5720)], _PAVED),
    ("北坡街", "tertiary", 3850, [(350, 1940)], {}),
    ("丰收街", "tertiary", 3850, [(2360, 4620), (4780, 5300)], _PAVED),
    ("西北街", "tertiary", 4350, [(900, 1940)], {}),
    ("北外街", "tertiary", 4350, [(2360, 4620), (4780, 5300)], _PAVED),
]


def draw_bones(streets: Streets) -> None:
    """Draw everything that makes the grid: arterials, water, rail, motorway, trunk, promenades."""
    for name, kind, x, y0, y1, tags in _NORTH_SOUTH:
        streets.add([(x, y0), (x, y1)], highway=kind, name=name, **tags)
    for name, kind, y, spans, tags in _EAST_WEST:
        for x0, x1 in spans:
            streets.add([(x0, y), (x1, y)], highway=kind, name=name, **tags)
    _cross_the_river(streets)
    _cross_the_rail(streets)
    _fast_roads(streets)
    _promenades(streets)


def _cross_the_river(streets: Streets) -> None:
    ring = [(RIVER[0], 0.0), (RIVER[1], 0.0), (RIVER[1], 5000.0), (RIVER[0], 5000.0), (RIVER[0], 0.0)]
    streets.add(ring, level=-9, natural="water", water="river", name="清漪河")
    for name, kind, y in (("南桥", "secondary", BRIDGES_Y[0]), ("清漪大桥", "primary", BRIDGES_Y[1])):
        streets.add([(1940, y), (2360, y)], level=1, ends=(0, 0), highway=kind, name=name, bridge="yes", layer="1", **_PAVED)


def _cross_the_rail(streets: Streets) -> None:
    for x in RAILS:
        way = streets.add(
            [(x, 0), (x, 1150), (x, 5000)], level=9, railway="rail", name="示例铁路", gauge="1435", electrified="contact_line"
        )
        way.touches = {(x, 1150.0): 0}
        streets.tag_node((x, 1150), railway="level_crossing", crossing__barrier="yes")
    streets.add([(4620, 2750), (4780, 2750)], level=-1, ends=(0, 0), highway="primary", name="大桥街", tunnel="yes", layer="-1", **_PAVED)
    streets.add(
        [(4620, 3850), (4780, 3850)], level=-1, ends=(0, 0), highway="footway", name="丰收街地道", tunnel="yes", layer="-1", lit="yes"
    )


def _fast_roads(streets: Streets) -> None:
    south, north = MOTORWAY_Y
    fast = {"highway": "motorway", "name": "示例高速", "oneway": "yes", "foot": "no", "maxspeed": "100"}
    for y, (x0, x1) in ((south, (0, 6000)), (north, (6000, 0))):
        west_first = x0 < x1
        marks = [(x0, y), (1900 if west_first else 2400, y), (2400 if west_first else 1900, y), (x1, y)]
        streets.add(marks[:2], level=5, **fast)
        streets.add(marks[1:3], level=5, bridge="yes", layer="1", **fast)
        streets.add(marks[2:], level=5, **fast)
    streets.add([(5300, south), (5500, 4680), (5720, 4560)], level=5, ends=(5, 0), highway="motorway_link", oneway="yes", foot="no")
    streets.add([(5720, 0), (5720, 1150)], highway="trunk", name="东过境路", maxspeed="80")
    streets.add([(5720, 1150), (5720, 2750)], highway="trunk", name="东过境路", sidewalk="both", maxspeed="60")
    streets.add([(5720, 2750), (5720, 5000)], highway="trunk", name="东过境路", maxspeed="80")
    streets.add([(5300, 4350), (5480, 4350)], highway="construction", construction="tertiary", name="北外街东延（在建）")


def _promenades(streets: Streets) -> None:
    streets.add([(2330, 260), (2330, 4300)], highway="footway", name="东岸步道", surface="paving_stones")
    streets.add([(1970, 1180), (1970, 4300)], highway="footway", name="西岸步道", surface="paving_stones")
    for y in (300, 700, 1000, 1300, 1700, 2250, 2600, 2900, 3300, 3850, 4250):
        streets.add([(2360, y), (2330, y)], highway="footway")
        if y > 1150:
            streets.add([(1940, y), (1970, y)], highway="footway")


# What stands on each block of the grid: A4 four quarters, B two halves with a cross street each, S one superblock, O open streets,
# K park, V village, I works, "old" the old town (drawn over several blocks), "free" land without streets (parcels).
CELLS = {
    ("W2", "R5"): "O",
    ("W3", "R4"): "V",
    ("W3", "R5"): "B",
    ("W3", "R6"): "B",
    ("W3", "R7"): "A4",
    ("W3", "R8"): "O",
    ("E1", "R1"): "O",
    ("E2", "R1"): "V",
    ("E3", "R1"): "O",
    ("E4", "R1"): "B",
    ("E5", "R1"): "I",
    ("E1", "R2"): "free",
    ("E2", "R2"): "free",
    ("E3", "R2"): "B",
    ("E4", "R2"): "O",
    ("E5", "R2"): "V",
    ("E6", "R2"): "I",
    ("E1", "R3"): "O",
    ("E2", "R3"): "B",
    ("E3", "R3"): "A4",
    ("E4", "R3"): "K",
    ("E5", "R3"): "B",
    ("E6", "R3"): "V",
    ("E1", "R4"): "B",
    ("E2", "R4"): "A4",
    ("E3", "R4"): "S",
    ("E4", "R4"): "A4",
    ("E5", "R4"): "O",
    ("E6", "R4"): "I",
    ("E3", "R5"): "O",
    ("E4", "R5"): "B",
    ("E5", "R5"): "A4",
    ("E6", "R5"): "V",
    ("E3", "R6"): "B",
    ("E4", "R6"): "A4",
    ("E5", "R6"): "S",
    ("E6", "R6"): "V",
    ("E1", "R7"): "B",
    ("E2", "R7"): "A4",
    ("E3", "R7"): "A4",
    ("E4", "R7"): "O",
    ("E5", "R7"): "B",
    ("E6", "R7"): "O",
    ("E1", "R8"): "K",
    ("E2", "R8"): "A4",
    ("E3", "R8"): "S",
    ("E4", "R8"): "B",
    ("E5", "R8"): "A4",
}


@dataclass(frozen=True)
class Block:
    """A piece of ground with a street on every side: ``use`` is compound, super, open, park, works, village or free."""

    box: Box
    use: str
    cell: str


def cell_box(column: str, row: str) -> Box:
    """Plan rectangle of a grid cell."""
    (x0, x1), (y0, y1) = COLUMNS[column], ROWS[row]
    return float(x0), float(y0), float(x1), float(y1)


def draw_blocks(streets: Streets) -> list[Block]:
    """Cut the cells into blocks with residential streets between them."""
    blocks: list[Block] = []
    count = 0
    for (column, row), use in CELLS.items():
        box, cell, dice = cell_box(column, row), column + row, Dice(f"cell {column}{row}")
        x0, y0, x1, y1 = box
        if use == "A4":
            blocks += _quarters(streets, dice, box, cell, two=count % 2 == 1)
            count += 1
        elif use == "B":
            blocks += _halves(streets, dice, box, cell)
        elif use == "K":
            xm = _cut(dice, x0, x1, 0.6)
            _street(streets, (xm, y0), (xm, y1))
            blocks += [Block((x0, y0, xm, y1), "park", cell), Block((xm, y0, x1, y1), "open", cell)]
        else:
            blocks.append(Block(box, _WHOLE_CELL[use], cell))
    return blocks


_WHOLE_CELL = {"S": "super", "O": "open", "V": "village", "I": "works", "free": "free"}


def _quarters(streets: Streets, dice: Dice, box: Box, cell: str, *, two: bool) -> list[Block]:
    """Cut a cell into four; three of them are walled, or two."""
    x0, y0, x1, y1 = box
    xm, ym = _cut(dice, x0, x1, 0.5), _cut(dice, y0, y1, 0.5)
    _street(streets, (xm, y0), (xm, y1))
    _street(streets, (x0, ym), (x1, ym))
    quarters = [(x0, y0, xm, ym), (xm, y0, x1, ym), (x0, ym, xm, y1), (xm, ym, x1, y1)]
    spare = dice.whole(0, 3)
    unwalled = {spare, 3 - spare} if two else {spare}
    return [Block(q, "open" if k in unwalled else "compound", cell) for k, q in enumerate(quarters)]


def _halves(streets: Streets, dice: Dice, box: Box, cell: str) -> list[Block]:
    """Cut a cell into a southern and a northern half, each with one cross street."""
    x0, y0, x1, y1 = box
    ym = _cut(dice, y0, y1, 0.5)
    _street(streets, (x0, ym), (x1, ym))
    low, high = _cut(dice, x0, x1, 0.64), _cut(dice, x0, x1, 0.36)
    _street(streets, (low, y0), (low, ym))
    _street(streets, (high, ym), (high, y1))
    return [
        Block((x0, y0, low, ym), "compound", cell),
        Block((low, y0, x1, ym), "open", cell),
        Block((x0, ym, high, y1), "open", cell),
        Block((high, ym, x1, y1), "compound" if dice.chance(0.3) else "open", cell),
    ]


def _cut(dice: Dice, low: float, high: float, share: float) -> float:
    return round(low + (high - low) * dice.uniform(share - 0.04, share + 0.04))


def _street(streets: Streets, a: Point, b: Point) -> None:
    streets.add([a, b], highway="residential")
