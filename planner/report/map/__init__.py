"""map."""

from __future__ import annotations

from planner.report.map.difference import what_word
from planner.report.map.layers import street_rows
from planner.report.map.notes import themes
from planner.report.map.shapes import CIRCLE_TOLERANCE, STREET_TOLERANCE, bounds_of, drawable, drawable_rows, merged_points

__all__ = [
    "CIRCLE_TOLERANCE",
    "STREET_TOLERANCE",
    "bounds_of",
    "drawable",
    "drawable_rows",
    "merged_points",
    "street_rows",
    "themes",
    "what_word",
]
