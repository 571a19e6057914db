"""Walled compounds: wall, gates on the wall, streets and rows of buildings inside."""

from __future__ import annotations

from dataclasses import dataclass, field

from _example.plane import Dice, Point, box_ring, ring_area_m2
from _example.town import Block, Box
from _example.ways import Streets

NAMES = [
    "锦绣花园",
    "康宁苑",
    "福源小区",
    "迎春家园",
    "和顺里",
    "书香门第",
    "建设新村",
    "纺织一村",
    "纺织二村",
    "机务小区",
    "翠微园",
    "春晖苑",
    "金桥花苑",
    "丰收新村",
    "明德家园",
    "清泉小区",
    "松鹤园",
    "桃园里",
    "景明苑",
    "益民小区",
    "永宁家园",
    "百花苑",
    "育才新村",
    "青年公寓",
    "河滨花园",
    "柳堤人家",
    "望河苑",
    "新华小区",
    "兴业嘉园",
    "平安里",
    "锦江苑",
    "长乐小区",
    "安居苑",
    "阳光花园",
    "学府苑",
    "西岸名都",
    "临水家园",
    "山语城",
    "朝阳新村",
    "东苑小区",
    "惠民苑",
    "碧水园",
    "梧桐里",
    "静安苑",
]


_GATE_TAGS = {
    "yes": {"foot": "yes", "motor_vehicle": "private"},
    "private": {"access": "private"},
    "no": {"foot": "no", "locked": "yes"},
}


@dataclass
class Gate:
    """An opening in a wall; ``foot`` is yes, private (residents) or no (locked)."""

    id: str
    compound_id: str
    place: Point
    role: str
    foot: str
    opening_hours: str = ""


@dataclass
class Compound:
    """A walled estate."""

    id: str
    name: str
    box: Box
    ring: list[Point]
    households: int
    floor_area_m2: float
    site_area_m2: float
    year_built: int
    gates: list[Gate] = field(default_factory=list)
    entrances: list[Point] = field(default_factory=list)
    reported_households: int | None = None


def draw_compounds(streets: Streets, blocks: list[Block]) -> list[Compound]:
    """Draw every compound of the city."""
    compounds: list[Compound] = []
    for block in (b for b in blocks if b.use in {"compound", "super"}):
        number = len(compounds) + 1
        dice = Dice(f"compound {block.box}")
        compounds.append(_compound(streets, block, number, dice))
    numbered = 0
    for compound in compounds:
        for gate in compound.gates:
            numbered += 1
            gate.id = f"G-{numbered:03d}"
    return compounds


def _compound(streets: Streets, block: Block, number: int, dice: Dice) -> Compound:
    x0, y0, x1, y1 = block.box
    inset = 72.0 if block.use == "super" else float(dice.whole(19, 26))
    box = (x0 + inset, y0 + inset, x1 - inset, y1 - inset)
    year = dice.pick([1984, 1989, 1993, 1996, 1999, 2003, 2006, 2009, 2012, 2015, 2018, 2021])
    site = ring_area_m2(box_ring(box))
    density = dice.uniform(1.2, 1.7) if year < 2000 else dice.uniform(1.6, 2.5)
    floor = round(site * density, 1)
    households = round(floor / (78 if year < 2000 else 108))
    compound = Compound(f"X{number:03d}", "示例·" + NAMES[number - 1], box, [], households, floor, round(site, 1), year)
    compound.reported_households = None if number in {13, 27} else households
    compound.gates = _gates(block, box, compound.id, number, dice)
    compound.ring = _ring_with(box, [g.place for g in compound.gates])
    streets.add(compound.ring, level=-8, barrier="wall", landuse="residential", name=compound.name)
    private = {} if number % 4 == 0 else {"access": "private"}
    _inner_streets(streets, compound, private, dice)
    for gate in compound.gates:
        _stub(streets, block, compound, gate, private)
    return compound


def _gates(block: Block, box: Box, compound_id: str, number: int, dice: Dice) -> list[Gate]:
    """Choose one to four gates on different sides; a big or lucky compound has more."""
    sides = ["S", "E", "N", "W"]
    start = dice.whole(0, 3)
    count = 4 if block.use == "super" else dice.pick([1, 2, 2, 2, 3])
    order = [sides[start], sides[(start + 2) % 4], sides[(start + 1) % 4], sides[(start + 3) % 4]][:count]
    gates = []
    for k, side in enumerate(order):
        share = dice.uniform(0.25, 0.75)
        x, y = round(box[0] + share * (box[2] - box[0])), round(box[1] + share * (box[3] - box[1]))
        place = {"S": (x, box[1]), "N": (x, box[3]), "W": (box[0], y), "E": (box[2], y)}[side]
        foot, hours = ("yes" if number % 3 else "private", "") if k == 0 else ("yes", "")
        if k == 1:
            foot, hours = ("private", "") if number % 2 else ("yes", "06:00-22:00")
        elif k == 2:
            foot, hours = ("no", "") if number % 3 == 0 else ("private", "06:30-21:00")
        gates.append(Gate("", compound_id, (round(place[0], 2), round(place[1], 2)), "主门" if k == 0 else "侧门", foot, hours))
    return gates


def _ring_with(box: Box, extra: list[Point]) -> list[Point]:
    """Give the closed wall ring with every gate as a vertex."""
    x0, y0, x1, y1 = box
    south = sorted((p for p in extra if p[1] == y0), key=lambda p: p[0])
    east = sorted((p for p in extra if p[0] == x1), key=lambda p: p[1])
    north = sorted((p for p in extra if p[1] == y1), key=lambda p: -p[0])
    west = sorted((p for p in extra if p[0] == x0), key=lambda p: -p[1])
    return [(x0, y0), *south, (x1, y0), *east, (x1, y1), *north, (x0, y1), *west, (x0, y0)]


def _inner_streets(streets: Streets, compound: Compound, private: dict[str, str], dice: Dice) -> None:
    """Draw the loop inside the wall, the spine and the paths between rows of buildings; remember the building entrances."""
    x0, y0, x1, y1 = (compound.box[0] + 12, compound.box[1] + 12, compound.box[2] - 12, compound.box[3] - 12)
    streets.add(box_ring((x0, y0, x1, y1)), highway="service", **private)
    spine = round((x0 + x1) / 2 + dice.uniform(-15, 15))
    streets.add([(spine, y0), (spine, y1)], highway="service", **private)
    rows = max(2, round((y1 - y0) / 46))
    gap = (y1 - y0) / rows
    for k in range(rows):
        path_y = round(y0 + (k + 0.5) * gap, 2)
        streets.add([(x0, path_y), (x1, path_y)], highway="footway", **private)
        for west, east in ((x0 + 8, spine - 8), (spine + 8, x1 - 8)):
            units = max(2, round((east - west) / 22))
            for u in range(units):
                compound.entrances.append((west + (u + 0.5) * (east - west) / units, path_y + 7.0))


def _stub(streets: Streets, block: Block, compound: Compound, gate: Gate, private: dict[str, str]) -> None:
    """Join the street outside to the gate, and the gate to the loop inside."""
    (x, y), box, out = gate.place, compound.box, block.box
    if y in {box[1], box[3]}:
        outer = (x, out[1] if y == box[1] else out[3])
        inner = (x, y + 12 if y == box[1] else y - 12)
    else:
        outer = (out[0] if x == box[0] else out[2], y)
        inner = (x + 12 if x == box[0] else x - 12, y)
    streets.add([outer, gate.place], highway="service" if gate.role == "主门" else "footway")
    streets.add([gate.place, inner], highway="service" if gate.role == "主门" else "footway", **private)
    tags = {"barrier": "gate", **_GATE_TAGS[gate.foot]}
    if gate.opening_hours:
        tags["opening_hours"] = gate.opening_hours
    streets.tag_node(gate.place, **tags)
