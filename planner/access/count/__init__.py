"""Counting people: shares reached by community, catchments of facilities, why the others are not reached, how far to trust it.

``coverage``
    Persons reached, by community, limit and profile.
``catchments``
    Persons by the facility they go to; measured walks in place of computed ones.
``reasons``
    One reason for each home that is not reached, summed up by community.
``straight``
    The same shares by straight-line circles, to compare with.
``mapedge``, ``confidence``
    Homes near the edge of the street map; whether gates and small ways are on it.
"""

from __future__ import annotations

from planner.access.count.catchments import COMPUTED, Pairs, catchment_table, nearest_of, pairs_of, with_measured
from planner.access.count.confidence import LEVELS, confidence_table, small_way_lengths
from planner.access.count.coverage import coverage_table, weighted_medians
from planner.access.count.mapedge import edge_counts, edge_distance_m, edge_doubt, map_hull
from planner.access.count.reasons import (
    CODES,
    REACHED,
    REASONS,
    Codes,
    HomeWalks,
    community_rows,
    connected,
    excess_m,
    reason_codes,
    reason_names,
    why_not_columns,
)
from planner.access.count.straight import RADII_M, Walked, radius_m, straight_between, straight_columns, straight_summary

__all__ = [
    "CODES",
    "COMPUTED",
    "LEVELS",
    "RADII_M",
    "REACHED",
    "REASONS",
    "Codes",
    "HomeWalks",
    "Pairs",
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
