"""The new district 南滩新区 in two phases: streets in the gaps between its parcels, the compounds that are built, new parcels to judge."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from _example.parcels import Parcel, parcel_boxes
from _example.plane import Point, box_ring, ring_area_m2
from _example.town import Box
from _example.ways import Streets, Way

#: Where the facilities of the phases stand, on the plan.
CENTRE_1, MEALS_1 = (1045.0, 938.0), (1034.0, 616.0)
CENTRE_2, STATION_2 = (465.0, 938.0), (1625.0, 938.0)


@dataclass(frozen=True)
class NewParcel:
    """Land that a phase adds: where, its floor area ratio, and the share of what is asked that it carries (none: not filled in)."""

    id: str
    name: str
    box: Box
    far: float
    floor_share: str | None
    land_share: str | None
    why: str


@dataclass(frozen=True)
class Phase:
    """One phase: streets (name, class, from, to), numbers of the parcels that are built, new parcels."""

    number: int
    streets: tuple[tuple[str, str, Point, Point], ...]
    built: tuple[int, ...]
    new: tuple[NewParcel, ...]


# The street to the north (南桥街) runs along y = 1150. Of the streets that lead there some stop 10 m short of it, some end on it, one
# passes it by 8 m: as drawings from different hands do.
PHASES = (
    Phase(
        1,
        (
            ("南滩大道", "tertiary", (1025, 105), (1025, 1140)),
            ("沙窝东路", "tertiary", (1315, 365), (1315, 1150)),
            ("未来西路", "tertiary", (735, 365), (735, 1158)),
            ("新区三街", "residential", (735, 365), (1315, 365)),
            ("新区二街", "residential", (735, 625), (1315, 625)),
            ("新区一街", "residential", (735, 918), (1315, 918)),
        ),
        (5, 6, 7, 8, 17, 18, 19),
        (
            NewParcel("PN-1", "示例·沙窝北A地块", (755, 935, 1000, 1125), 1.8, "1.6", "1.2", "应判“符合”：建筑面积、用地面积都够"),
            NewParcel("PN-2", "示例·沙窝北B地块", (1335, 935, 1545, 1125), 2.0, "0.7", "1.1", "应判“不符合”：每百户不足 20 平方米"),
            NewParcel("PN-3", "示例·沙窝北C地块", (575, 935, 715, 1125), 1.9, "1.5", None, "应判“需人工核查”：养老用地面积未填"),
        ),
    ),
    Phase(
        2,
        (
            ("滩头路", "tertiary", (445, 105), (445, 1141)),
            ("河底路", "tertiary", (1605, 105), (1605, 1150)),
            ("新区三街西段", "residential", (160, 365), (735, 365)),
            ("新区二街西段", "residential", (160, 625), (735, 625)),
            ("新区一街西段", "residential", (160, 918), (735, 918)),
            ("新区三街东段", "residential", (1315, 365), (1880, 365)),
            ("新区二街东段", "residential", (1315, 625), (1880, 625)),
            ("新区一街东段", "residential", (1315, 918), (1880, 918)),
        ),
        (1, 2, 3, 4, 13, 14, 15, 16, 9, 12, 22),
        (NewParcel("PN-4", "示例·滩头北地块", (95, 935, 255, 1125), 1.7, "1.0", "1.0", "应判“符合”：两项恰好等于要求"),),
    ),
)

# Where on a street the lane into a parcel begins, by the parcel's number.
_LANES: dict[int, Point] = {
    1: (445, 235), 2: (445, 235), 3: (445, 495), 4: (445, 495), 13: (230, 625), 14: (370, 625), 15: (520, 625), 16: (660, 625),
    5: (1025, 235), 6: (1025, 235), 7: (1025, 495), 8: (1025, 495), 17: (735, 770), 18: (1025, 770), 19: (1025, 770),
    9: (1605, 235), 12: (1605, 495), 22: (1605, 770),
}  # fmt: skip


def _lane(number: int) -> tuple[Point, Point]:
    """Give a lane from its street through one wall of a parcel to 30 m before the opposite one."""
    x, y = _LANES[number]
    x0, y0, x1, y1 = parcel_boxes()[number - 1]
    if y0 < y < y1:
        return (x, y), (x1 - 30 if x < x0 else x0 + 30, y)
    return (x, y), (x, y1 - 30 if y < y0 else y0 + 30)


def roads(phase: Phase) -> list[tuple[dict[str, object], list[Point]]]:
    """Give the streets of a phase and the lanes into its compounds, with a common vertex wherever they meet."""
    drawn = Streets()
    for name, kind, start, end in phase.streets:
        drawn.add([start, end], highway=kind, name=name, foot="yes")
    for number in phase.built:
        drawn.add(list(_lane(number)), highway="service", name=f"P{number:03d}小区内部路", foot="yes")
    drawn.join_crossings()
    return [(_row(phase, k, way), way.points) for k, way in enumerate(drawn.ways, start=1)]


def _row(phase: Phase, number: int, way: Way) -> dict[str, object]:
    return {"id": f"R{phase.number}-{number:02d}", **way.tags}


def compounds(phase: Phase, parcels: list[Parcel]) -> Iterator[tuple[dict[str, object], list[Point]]]:
    """Give what the built parcels become: compounds with their households and people."""
    for number in phase.built:
        parcel = parcels[number - 1]
        name = str(parcel.properties["name"]).removesuffix("地块")
        figures = {key: parcel.properties[key] for key in ("households", "population")}
        yield {"id": f"X-{parcel.properties['id']}", "name": name, **figures}, parcel.ring


def figures(new: NewParcel) -> dict[str, object]:
    """Give the figures of a new parcel: households in fives at 112 square metres each, 2.8 persons a household."""
    site = round(ring_area_m2(box_ring(new.box)), 1)
    households = math.floor(site * new.far / 560) * 5
    population = round(households * 2.8)
    asked = {"elderly_floor_area_m2": (households, new.floor_share), "elderly_land_area_m2": (population, new.land_share)}
    parts = {k: (Decimal(n) * Decimal("0.2") * Decimal(share)).quantize(Decimal("0.1")) for k, (n, share) in asked.items() if share}
    residential = round(site * new.far, 1)
    return {"households": households, "population": population, "residential_floor_area_m2": residential, "site_area_m2": site, **parts}


def outlines(phase: Phase, parcels: list[Parcel]) -> list[tuple[dict[str, object], list[Point]]]:
    """Give the outlines of the compounds and new parcels of a phase."""
    rows: list[tuple[dict[str, object], list[Point]]] = [(_named(row), ring) for row, ring in compounds(phase, parcels)]
    rows += [({"id": n.id, "name": n.name}, box_ring(n.box)) for n in phase.new]
    return rows


def _named(row: dict[str, object]) -> dict[str, object]:
    return {key: row[key] for key in ("id", "name")}
