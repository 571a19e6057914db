"""Walled compounds: streets inside a wall are private, and joined to the outside at gates only.

``cutting``
    Streets cut at walls, gates found on them, streets inside made private; and the reading in which every compound stands open.
``privategates``
    Private ways of a street file joined to its gates.
"""

from __future__ import annotations

from planner.network.walls.cutting import GATE_M, ON_WALL_M

__all__ = ["GATE_M", "ON_WALL_M"]
