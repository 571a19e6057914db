"""Joining places to streets: homes and facilities meet the nearest point on a street they may use.

``index`` holds the street pieces and joins many places at once; ``snaps`` is the result; ``barriers`` and ``compounds`` say what a way to
a street may not cross; ``legs`` and ``offstreet`` walk the last metres; ``places`` and ``frames`` bring places into metres and back.
"""

from __future__ import annotations

from planner.access.join.barriers import KINDS, Barriers
from planner.access.join.compounds import WallCounts, outside_walls, with_compounds
from planner.access.join.places import plane_places
from planner.access.join.snaps import usable_streets

__all__ = ["KINDS", "Barriers", "WallCounts", "outside_walls", "plane_places", "usable_streets", "with_compounds"]
