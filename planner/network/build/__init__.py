"""Segments become a street graph: crossings found, roads joined, chains contracted, heights sampled.

``noding`` and ``join`` let lines meet; ``contract`` makes the graph along a ``hilbert`` curve; ``overlay`` lays edited streets over a
graph that stays; ``heights`` samples a terrain model; ``islands`` names connected pieces.
"""

from __future__ import annotations

from planner.network.build.join import HEAL_M

__all__ = ["HEAL_M"]
