"""walls."""

from __future__ import annotations

from planner.network.walls.walls import GATE_M, ON_WALL_M

__all__ = ["GATE_M", "ON_WALL_M"]
