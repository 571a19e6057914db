"""Segments become a street graph: crossings found, roads joined, chains contracted, heights sampled.

``noding``
    Lines meet where they cross and over small gaps at their ends.
``join``
    Planned roads tied to the streets that are there.
``contract``, ``hilbert``
    Chains of segments become streets between junctions; nodes in the order of a Hilbert curve, near ones near in memory.
``overlay``
    Edited streets laid over a graph that stays as it is.
``heights``
    Heights of vertices from a terrain model.
``islands``
    Pieces of the network that are not connected.
"""

from __future__ import annotations

from planner.network.build.join import HEAL_M

__all__ = ["HEAL_M"]
