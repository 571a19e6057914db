"""build."""

from __future__ import annotations

from planner.network.build.join import HEAL_M

__all__ = ["HEAL_M"]
