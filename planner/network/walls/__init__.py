"""Walled compounds: streets inside a wall are private, and joined to the outside at gates only.

``walls`` cuts streets at walls and finds the gates on them; ``privategates`` joins private ways of a street file to its gates.
"""

from __future__ import annotations

from planner.network.walls.walls import GATE_M, ON_WALL_M

__all__ = ["GATE_M", "ON_WALL_M"]
