"""Who can walk where: the walk network, exact reach, service circles.

``WalkNetwork`` holds streets and answers :meth:`~WalkNetwork.reach`; a ``Reach`` gives times, nearest sources, reached street pieces and
circles. Verdicts rest on times; circles are pictures. Profiles say how fast who walks.

``join``
    Places meet their streets.
``search``
    The bounded shortest-path search.
``draw``
    Reached pieces and circles.
``count``
    People reached and not reached, by community and facility.
``improve``
    Small changes that would help.

``walk`` draws a single walk, ``live`` edits a network, ``warm`` compiles every kernel ahead.
"""

from __future__ import annotations

from planner.access.join.barriers import Barriers, read_barriers
from planner.access.join.snaps import MAX_SNAP_M, MIN_ISLAND_M, NOT_JOINED, Snaps
from planner.access.profiles import PROFILES, Profile, profile_of
from planner.access.reach import Reach
from planner.access.walk import Walk
from planner.access.walknetwork import WalkNetwork

__all__ = [
    "MAX_SNAP_M",
    "MIN_ISLAND_M",
    "NOT_JOINED",
    "PROFILES",
    "Barriers",
    "Profile",
    "Reach",
    "Snaps",
    "Walk",
    "WalkNetwork",
    "profile_of",
    "read_barriers",
]
