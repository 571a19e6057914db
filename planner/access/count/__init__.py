"""Counting people: shares reached by community, catchments of facilities, why the others are not reached, straight circles beside.

``coverage`` sums persons by community and limit; ``catchments`` by facility; ``whynot`` gives each home that is not reached one reason;
``straight`` compares with straight-line circles; ``mapedge`` and ``confidence`` say how far the data can be trusted.
"""

from __future__ import annotations

from planner.access.count.catchments import COMPUTED, Pairs, catchment_table, nearest_of, pairs_of, with_measured
from planner.access.count.confidence import LEVELS, confidence_table, small_way_lengths
from planner.access.count.coverage import coverage_table, weighted_medians
from planner.access.count.mapedge import edge_counts, edge_distance_m, edge_doubt, map_hull
from planner.access.count.straight import RADII_M, Walked, radius_m, straight_between, straight_columns, straight_summary
from planner.access.count.whynot import (
    CODES,
    REACHED,
    REASONS,
    Codes,
    Standing,
    community_rows,
    connected,
    excess_m,
    reason_codes,
    reason_names,
    why_not_columns,
)

__all__ = [
    "CODES",
    "COMPUTED",
    "LEVELS",
    "RADII_M",
    "REACHED",
    "REASONS",
    "Codes",
    "Pairs",
    "Standing",
    "Walked",
    "catchment_table",
    "community_rows",
    "confidence_table",
    "connected",
    "coverage_table",
    "edge_counts",
    "edge_distance_m",
    "edge_doubt",
    "excess_m",
    "map_hull",
    "nearest_of",
    "pairs_of",
    "radius_m",
    "reason_codes",
    "reason_names",
    "small_way_lengths",
    "straight_between",
    "straight_columns",
    "straight_summary",
    "weighted_medians",
    "why_not_columns",
    "with_measured",
]
