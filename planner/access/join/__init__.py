"""Joining places to streets: homes and facilities meet the nearest point on a street they may use.

``snaps``
    :class:`~planner.access.Snaps`: where each place joins its street, and why one does not.
``index``
    Street pieces in a tree, for many places at once.
``barriers``, ``compounds``
    Lines no way to a street crosses: water, railways, walls, and the walls of other people's compounds.
``legs``, ``offstreet``
    The last metres between door and street: straight, or through the gate of a compound.
``places``, ``frames``
    Places into metres of the network's plane; drawn shapes into frames in degrees.
"""

from __future__ import annotations

from planner.access.join.barriers import KINDS, Barriers
from planner.access.join.compounds import WallCounts, outside_walls, with_compounds
from planner.access.join.places import plane_places
from planner.access.join.snaps import usable_streets

__all__ = ["KINDS", "Barriers", "WallCounts", "outside_walls", "plane_places", "usable_streets", "with_compounds"]
