"""Drawing what is reached: street pieces cut at the limit, service circles as contours of a field of walking time.

``pieces``
    Streets cut exactly where the limit is.
``timefield``
    Walking time laid over a grid around the streets of one source.
``sight``
    What a place sees past barriers, so that no circle crosses water, rail or a wall.
``contours``
    Rims of a field as rings, cut at barriers.
``borders``
    Fields, rims and bridge decks of many sources in one compiled call.
``circles``, ``dissolve``, ``split``
    Polygons: one per source, all sources as one, each place to its nearest source.

A picture only: verdicts rest on times.
"""

from __future__ import annotations

from planner.access.draw.circles import CELL_M, DECK_M, FINE_CELL_M, SCREENING_CELL_M, WIDTH_M

__all__ = ["CELL_M", "DECK_M", "FINE_CELL_M", "SCREENING_CELL_M", "WIDTH_M"]
