"""Homes: building entrances in compounds, houses along lanes, farms far from any street; persons and older persons at each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from _example.compounds import Compound
from _example.districts import Community, community_at
from _example.fabric import Fabric, spots_along
from _example.plane import Dice, Point, inside
from _example.town import RIVER, Box
from _example.ways import Streets

PERSONS_PER_HOUSEHOLD = 2.65
# farmsteads without a street, most of them beyond any tolerance for joining a home to the network
FARMS: tuple[Point, ...] = (
    *((240, 380), (520, 610), (830, 300), (1120, 520), (1380, 760), (1600, 330), (180, 720)),
    *((180, 1960), (160, 4650), (5860, 2900), (5880, 3700), (420, 4800)),
)


@dataclass
class Home:
    """A demand point."""

    place: Point
    persons: int
    older: int
    kind: str
    id: str = ""


def make_homes(streets: Streets, compounds: list[Compound], fabric: Fabric, taken: list[Box]) -> list[Home]:
    """Place all homes; those along streets keep clear of streets, walls and land that is to be built on (``taken``)."""
    homes = [h for c in compounds for h in _compound_homes(c)]
    placed = [h.place for h in homes]
    lines = [shapely.LineString(w.points) for w in streets.ways if "highway" in w.tags and w.level == 0]
    street_tree = shapely.STRtree(lines)
    walls = [c.box for c in compounds] + taken
    for number, frontage in enumerate(fabric.frontages):
        dice = Dice(f"homes {number} {frontage.kind}")
        spots = [p for p in spots_along(frontage) if inside(p, frontage.box, 4)]
        spots = [p for p in spots if not any(inside(p, w, -8) for w in walls) and not RIVER[0] - 40 < p[0] < RIVER[1] + 40]
        clear = _distance_to(street_tree, spots) > min(7.0, frontage.setback_m * 0.7)
        for place in (p for p, ok in zip(spots, clear, strict=True) if ok):
            if dice.chance(0.12) or _crowded(placed, place, frontage.spacing_m * 0.62):
                continue
            persons = dice.whole(*frontage.persons)
            placed.append(place)
            homes.append(Home(place, persons, _older(dice, persons, frontage.older), frontage.kind))
    dice = Dice("farms")
    homes += [Home(p, dice.whole(2, 5), dice.whole(1, 2), "散居农户") for p in FARMS]
    for number, home in enumerate(homes, start=1):
        home.id = f"D{number:05d}"
    return homes


def _compound_homes(compound: Compound) -> list[Home]:
    dice = Dice("people of " + compound.id)
    share = 0.27 if compound.year_built < 1995 else 0.2 if compound.year_built < 2008 else 0.13
    weights = [dice.uniform(0.75, 1.25) for _ in compound.entrances]
    total = round(compound.households * PERSONS_PER_HOUSEHOLD)
    homes, done, so_far = [], 0, 0.0
    for place, weight in zip(compound.entrances, weights, strict=True):
        so_far += weight
        upto = round(total * so_far / sum(weights))
        homes.append(Home(place, upto - done, _older(dice, upto - done, share), "小区楼栋"))
        done = upto
    return homes


def _older(dice: Dice, persons: int, share: float) -> int:
    return min(persons, int(persons * share * dice.uniform(0.7, 1.3) + dice.uniform(0, 1)))


def _distance_to(tree: shapely.STRtree, spots: list[Point]) -> np.ndarray:
    if not spots:
        return np.empty(0)
    return tree.query_nearest(shapely.points(spots), return_distance=True, all_matches=False)[1]


def _crowded(placed: list[Point], place: Point, gap_m: float) -> bool:
    return any(abs(q[0] - place[0]) < gap_m and abs(q[1] - place[1]) < gap_m for q in placed)


def count_people(communities: list[Community], homes: list[Home]) -> None:
    """Fill the totals of every community from the homes that lie in it."""
    for home in homes:
        community = community_at(communities, home.place)
        community.population += home.persons
        community.elderly_60 += home.older
    for community in communities:
        community.households = round(community.population / (PERSONS_PER_HOUSEHOLD if community.urban else 2.9))
