"""Residential parcels in projects and phases, so that every verdict occurs; what was planted is written down beside them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from _example.districts import Community, community_at
from _example.plane import Dice, Point, box_ring, ring_area_m2
from _example.town import Box

STEPS = ("plan", "build", "accept", "deliver")


@dataclass(frozen=True)
class Project:
    """A development: where its parcels lie, its dates and stage, and one case per parcel."""

    name: str
    conditions_on: str | None
    granted_on: str
    stage: str
    boxes: tuple[Box, ...]
    cases: tuple[str, ...]


def _grid(xs: tuple[tuple[float, float], ...], ys: tuple[tuple[float, float], ...]) -> tuple[Box, ...]:
    return tuple((x0, y0, x1, y1) for y0, y1 in ys for x0, x1 in xs)


_ROW1, _ROW2, _ROW3 = (120.0, 350.0), (380.0, 610.0), (640.0, 900.0)
PROJECTS = (
    Project(
        "示例·南滩新区A片",
        "2024-02-20",
        "2024-04-10",
        "方案审查",
        _grid(((170, 430), (460, 720)), (_ROW1, _ROW2)),
        ("ok", "ok", "equal", "ok"),
    ),
    Project(
        "示例·南滩新区B片",
        "2024-01-15",
        "2024-03-28",
        "方案审查",
        _grid(((750, 1010), (1040, 1300)), (_ROW1, _ROW2)),
        ("ok", "land", "floor", "ok"),
    ),
    Project(
        "示例·南滩新区C片",
        "2024-03-11",
        "2024-05-06",
        "规划条件拟定",
        _grid(((1330, 1590), (1620, 1870)), (_ROW1, _ROW2)),
        ("ok", "no_households", "no_population", "ok"),
    ),
    Project(
        "示例·滨河未来里",
        "2024-01-08",
        "2024-02-29",
        "方案审查",
        _grid(((170, 290), (310, 430), (460, 580), (600, 720)), (_ROW3,)),
        ("carrier", "shared", "shared", "ok"),
    ),
    Project(
        "示例·沙窝安置区",
        "2023-09-18",
        "2023-11-20",
        "方案审查",
        _grid(((750, 870), (890, 1010), (1040, 1300)), (_ROW3,)),
        ("before_land", "before_land", "floor_only"),
    ),
    Project(
        "示例·河底生态城",
        "2024-02-02",
        "2024-04-22",
        "方案审查",
        _grid(((1330, 1450), (1470, 1590), (1620, 1870)), (_ROW3,)),
        ("both", "both", "land"),
    ),
    Project(
        "示例·东郊华庭",
        "2021-08-16",
        "2021-10-12",
        "规划核实",
        _grid(((5340, 5490), (5530, 5680)), ((3890, 4080), (4120, 4310))),
        ("steps_ok", "steps_late", "steps_missing", "steps_ok"),
    ),
    Project(
        "示例·东岸雅苑",
        "2022-03-14",
        "2022-05-30",
        "规划核实",
        _grid(((2400, 2610), (2650, 2870)), ((735, 910), (945, 1120))),
        ("steps_ok", "steps_floor", "steps_part", "steps_late"),
    ),
    Project(
        "示例·南关里",
        "2023-02-13",
        "2023-04-24",
        "方案审查",
        _grid(((2935, 3160), (3195, 3420)), ((735, 910), (945, 1120))),
        ("before_land", "before_land", "negative", "floor_only"),
    ),
    Project(
        "示例·东郊工人新村",
        "2020-05-18",
        "2020-08-03",
        "规划核实",
        _grid(((5340, 5490), (5530, 5680)), ((285, 460),)),
        ("before_all", "before_all"),
    ),
    Project("示例·东郊二期", None, "2024-01-30", "方案审查", _grid(((5340, 5490), (5530, 5680)), ((495, 670),)), ("no_date", "no_areas")),
    Project(
        "示例·北堡田园", "2024-04-01", "2024-05-20", "规划条件拟定", _grid(((420, 620), (650, 860)), ((4400, 4640),)), ("no_land", "ok")
    ),
)

# case: share of the floor area and of the land area asked (20 m² per 100 households; 0.2 m² per person), intended verdict, why
CASES: dict[str, tuple[float | None, float | None, str, str]] = {
    "ok": (1.55, 1.15, "pass", "floor area and land above what is asked"),
    "equal": (1.5, 1.0, "pass", "land exactly 0.2 m² per person: equality passes"),
    "floor": (0.78, 1.2, "fail", "floor area below 20 m² per 100 households"),
    "land": (1.5, 0.62, "fail", "land below 0.2 m² per person, conditions after 2023-12-20"),
    "both": (0.6, 0.5, "fail", "floor area and land below"),
    "carrier": (4.6, 3.5, "pass", "carries the duty of the whole project"),
    "shared": (0.0, 0.0, "fail", "its duty stands in phase one of its project; fails alone, to be settled by a ledger of shared duties"),
    "before_land": (1.5, 0.7, "pass", "land below 0.2 m² per person, but its conditions are older than that rule (2023-12-20)"),
    "floor_only": (0.7, 0.7, "fail", "floor area below; the land rule is later than its conditions"),
    "before_all": (0.0, 0.0, "not_applicable", "conditions older than every rule of the pack"),
    "no_households": (1.5, 1.15, "needs_review", "households missing"),
    "no_population": (1.55, 1.15, "needs_review", "population missing"),
    "no_areas": (None, None, "needs_review", "both facility areas missing"),
    "no_land": (1.5, None, "needs_review", "facility land missing"),
    "no_date": (1.5, 1.15, "needs_review", "date of the planning conditions missing"),
    "negative": (1.5, 0.9, "needs_review", "households negative"),
    "steps_ok": (1.5, 0.8, "pass", "four steps together; the land rule is later than its conditions"),
    "steps_late": (1.5, 0.8, "fail", "areas pass, but the facility was accepted later than the homes"),
    "steps_missing": (1.5, 0.8, "needs_review", "homes handed over, no date for the facility"),
    "steps_part": (1.5, 0.8, "pass", "planned and begun together; later steps not reached"),
    "steps_floor": (0.85, 0.8, "fail", "floor area below 20 m² per 100 households"),
}


@dataclass(frozen=True)
class Parcel:
    """A parcel: its properties as they stand in the file, its plan ring, and what was planted."""

    properties: dict[str, object]
    ring: list[Point]
    intended: str
    why: str


def parcel_boxes() -> list[Box]:
    """Plan rectangles of all parcels."""
    return [box for project in PROJECTS for box in project.boxes]


def make_parcels(communities: list[Community]) -> list[Parcel]:
    """Make all parcels."""
    out: list[Parcel] = []
    for project in PROJECTS:
        for phase, box in enumerate(project.boxes, start=1):
            community = community_at(communities, ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2))
            out.append(_parcel(f"P{len(out) + 1:03d}", project, phase, community))
    return out


def _parcel(number: str, project: Project, phase: int, community: Community) -> Parcel:
    dice, case = Dice("parcel " + number), project.cases[phase - 1]
    ring = box_ring(project.boxes[phase - 1])
    site = round(ring_area_m2(ring), 1)
    residential = round(site * dice.uniform(1.7, 2.3), 1)
    households = round(residential / 560) * 5
    population = round(households * 2.8)
    floor_share, land_share, intended, why = CASES[case]
    shown_households = {"no_households": None, "negative": -households}.get(case, households)
    properties: dict[str, object] = {
        "id": number,
        "name": f"{project.name}{'一二三四'[phase - 1]}期地块",
        "project": project.name,
        "stage": project.stage,
        "households": shown_households,
        "population": None if case == "no_population" else population,
        "residential_floor_area_m2": residential,
        "site_area_m2": site,
        "elderly_floor_area_m2": _part(households, floor_share),
        "elderly_land_area_m2": _part(population, land_share),
        "conditions_date": project.conditions_on,
        "granted_on": project.granted_on,
        **_steps(project, case),
        "county": community.county,
        "community_id": community.id,
    }
    return Parcel(properties, ring, intended, why)


def _part(count: int, share: float | None) -> float | None:
    """Give a share of 0.2 m² per head, with one decimal, in decimal arithmetic."""
    if share is None:
        return None
    return float((Decimal(count) * Decimal("0.2") * Decimal(str(share))).quantize(Decimal("0.1")))


def _steps(project: Project, case: str) -> dict[str, str | None]:
    """Give the dates of the four steps of homes and facility."""
    housing: dict[str, str | None] = dict.fromkeys(STEPS)
    facility: dict[str, str | None] = dict.fromkeys(STEPS)
    if project.stage == "方案审查" and project.granted_on < "2024-05-01":
        housing["plan"] = facility["plan"] = "2024-05-15"
    if project.stage == "规划核实":
        year = int(project.granted_on[:4])
        housing.update(plan=f"{year}-12-08", build=f"{year + 1}-03-21", accept=f"{year + 2}-04-19", deliver=f"{year + 2}-06-30")
        facility.update(housing)
        if case == "steps_late":
            facility.update(accept=f"{year + 2}-09-27", deliver=f"{year + 2}-12-15")
        elif case == "steps_missing":
            facility.update(accept=None, deliver=None)
        elif case == "steps_part":
            housing.update(accept=None, deliver=None)
            facility.update(accept=None, deliver=None)
    return {**{f"housing_{s}_on": housing[s] for s in STEPS}, **{f"facility_{s}_on": facility[s] for s in STEPS}}
