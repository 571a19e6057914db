"""What a street costs each way, in millimetres of flat walk: its length, and what a profile adds for stairs, crossings and slopes.

Costs are kept apart from the graph, so that another profile or direction never builds a network anew. Along one street the cost is spread
evenly over its length; streets end where stairs or crossings begin, so that only slopes are evened out by this.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from planner.access.profiles import Profile
from planner.network import StreetGraph, kernel

Int64 = npt.NDArray[np.int64]

#: Slopes are measured over at least this length, metres: the cell of common height models. Shorter ones would be their noise.
SLOPE_RUN_M = 30.0
#: Steeper than this is stairs, a wall or an error of the height model.
MAX_SLOPE = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """Cost of each street from its ``u`` to its ``v`` and back, in the direction of a search.

    Attributes
    ----------
    forward_mm, backward_mm
        Shape (edges,).
    length_mm
        Length of each street, to which offsets along it relate.
    """

    forward_mm: Int64
    backward_mm: Int64
    length_mm: Int64

    def part_forward(self, edge: Int64, offset_mm: Int64) -> Int64:
        """Cost from ``u`` up to a place along the street."""
        return _share(self.forward_mm[edge], offset_mm, self.length_mm[edge])

    def part_backward(self, edge: Int64, offset_mm: Int64) -> Int64:
        """Cost from a place along the street back to ``u``."""
        return _share(self.backward_mm[edge], offset_mm, self.length_mm[edge])

    def reversed(self) -> Costs:
        """Costs of the same walks searched from their end."""
        return Costs(self.backward_mm, self.forward_mm, self.length_mm)


def walk_costs(streets: StreetGraph, profile: Profile) -> Costs:
    """Cost of every street for a way of walking.

    Parameters
    ----------
    streets
        Streets; heights, stairs and crossings count where they are known.
    profile
        A wait at a crossing depends on the speed: the same wait is a longer walk for the faster.
    """
    length = streets.edge_mm.astype(np.int64)
    forward = backward = length
    if profile.slope and len(streets.shape_z):
        slow = _slopes(streets.shape_start, streets.shape_x, streets.shape_y, streets.shape_z, SLOPE_RUN_M, MAX_SLOPE)
        forward, backward = (np.rint(length * s).astype(np.int64) for s in slow)
    added = np.rint((profile.steps_factor - 1.0) * streets.steps_mm + profile.crossing_mm * streets.crossings / 1000.0).astype(np.int64)
    return Costs(forward + added, backward + added, length)


class Slowing(NamedTuple):
    """What there is on some streets to slow a walk down."""

    stairs: bool
    crossings: bool
    heights: bool

    def key(self, profile: Profile) -> tuple[float, float, bool]:
        """Return a key that is equal for profiles that cost the same everywhere; its last part says whether there may differ from back."""
        return (
            profile.steps_factor if self.stairs else 1.0,
            profile.crossing_mm if self.crossings else 0.0,
            profile.slope and self.heights,
        )


def slowing(streets: StreetGraph) -> Slowing:
    """Return what there is on streets to slow a walk down."""
    return Slowing(bool(streets.steps_mm.any()), bool(streets.crossings.any()), len(streets.shape_z) > 0)


def _share(cost: Int64, offset: Int64, length: Int64) -> Int64:
    """Proportional part, to the nearest millimetre; exact where cost equals length."""
    whole = np.maximum(length, 1)
    part: Int64 = (2 * cost * offset + whole) // (2 * whole)
    return part


@kernel
def _slopes(start: Any, x: Any, y: Any, z: Any, run_m: float, steepest: float) -> Any:
    """How many times longer than on the flat each street takes, each way: mean over runs of at least a stated length."""
    n = len(start) - 1
    forward = np.ones(n)
    backward = np.ones(n)
    for edge in range(n):
        first, last = start[edge], start[edge + 1] - 1
        total = 0.0
        up = 0.0
        down = 0.0
        run = 0.0
        low = z[first]
        left = 0.0
        for k in range(first, last):
            left += np.hypot(x[k + 1] - x[k], y[k + 1] - y[k])
        for k in range(first, last):
            step = np.hypot(x[k + 1] - x[k], y[k + 1] - y[k])
            run += step
            left -= step
            if k + 1 < last and (run < run_m or left < run_m):
                continue
            if run > 0:
                slope = (z[k + 1] - low) / run
                if not np.isfinite(slope):
                    slope = 0.0
                slope = min(max(slope, -steepest), steepest)
                up += run * max(1.0, np.exp(3.5 * (abs(slope + 0.05) - 0.05)))
                down += run * max(1.0, np.exp(3.5 * (abs(-slope + 0.05) - 0.05)))
                total += run
            run = 0.0
            low = z[k + 1]
        if total > 0:
            forward[edge] = up / total
            backward[edge] = down / total
    return forward, backward
