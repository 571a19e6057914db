"""The map that opens without internet, of one run or of the difference of several.

``layers`` turns a run into shapes, cards and legend; ``shapes`` simplifies geometry; ``page`` and ``difference`` write the
pages; ``notes`` holds their themes. The live map of the app draws the same layers.
"""

from __future__ import annotations

from planner.report.map.difference import what_word
from planner.report.map.layers import (
    MOST_HOMES,
    Badge,
    CardSubject,
    Findings,
    MapSheet,
    Numbers,
    Rows,
    circle_group,
    community_group,
    community_shapes,
    count,
    facility_group,
    home_classes,
    home_legend,
    parcel_group,
    street_rows,
    water_and_rail,
)
from planner.report.map.notes import themes
from planner.report.map.shapes import CIRCLE_TOLERANCE, STREET_TOLERANCE, bounds_of, drawable, drawable_rows, merged_points

__all__ = [
    "CIRCLE_TOLERANCE",
    "MOST_HOMES",
    "STREET_TOLERANCE",
    "Badge",
    "CardSubject",
    "Findings",
    "MapSheet",
    "Numbers",
    "Rows",
    "bounds_of",
    "circle_group",
    "community_group",
    "community_shapes",
    "count",
    "drawable",
    "drawable_rows",
    "facility_group",
    "home_classes",
    "home_legend",
    "merged_points",
    "parcel_group",
    "street_rows",
    "themes",
    "water_and_rail",
    "what_word",
]
