"""join."""

from __future__ import annotations

from planner.access.join.barriers import KINDS, Barriers
from planner.access.join.compounds import WallCounts, outside_walls, with_compounds
from planner.access.join.places import plane_places
from planner.access.join.snaps import usable_streets

__all__ = ["KINDS", "Barriers", "WallCounts", "outside_walls", "plane_places", "usable_streets", "with_compounds"]
