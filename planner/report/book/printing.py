"""Which part of a sheet goes on paper: its columns in the order a reader wants them, and whether it is printed whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from planner.report.columns import Column, blank, columns_of

#: Sheet → columns that go on paper, from the left. All further columns stand to the right of them, for the screen.
PAPER: Mapping[str, tuple[str, ...]] = {
    "parcels": (
        "parcel_id", "name", "verdict", "reviewed_verdict", "fails", "needs_review", "county", "project", "stage", "households",
        "population", "elderly_floor_area_m2", "elderly_land_area_m2", "nearest_centre_min",
    ),
    "communities": (
        "community_id", "name", "county", "township", "urban", "centre_status", "centre_area_m2", "centre_ids", "persons", "older_persons",
        "nearest_centre_min", "share_within_15", "centre_share_within_15", "centre_reason",
    ),
    "facilities": (
        "facility_id", "name", "kind", "status", "is_centre", "used", "why_not", "floor_area_m2", "land_area_m2", "beds", "community_id",
        "snap_distance_m",
    ),
    "findings": (
        "subject_kind", "subject_id", "subject_name", "rule_title", "force", "verdict", "review_verdict", "required", "provided",
        "shortfall", "unit", "reason", "citation",
    ),
    "coverage": (
        "community_id", "name", "county", "minutes", "persons", "older_persons", "off_network_persons", "reached_persons_standard",
        "share_standard", "share_elderly", "centre_reached_persons_standard", "centre_share_standard", "centre_share_elderly",
        "qualified_share_standard", "qualified_share_elderly",
    ),
    "why_not": (
        "community_id", "name", "county", "set", "minutes", "unreached_persons", "unreached_older", "too_far_persons",
        "no_facility_near_persons", "gate_closed_persons", "barrier_persons", "no_street_persons", "not_connected_persons",
        "data_doubtful_persons", "median_excess_m", "mendable_persons",
    ),
    "small_changes": (
        "set", "minutes", "kind", "name", "county", "length_m", "homes", "persons", "from_lon", "from_lat", "to_lon", "to_lat",
    ),
    "straight_line": (
        "set", "profile", "minutes", "radius_m", "limit_m", "persons_straight", "persons_share_straight", "persons_network",
        "persons_share_network", "persons_straight_only", "persons_network_only",
    ),
    "catchments": (
        "facility_id", "name", "minutes", "nearest_homes_standard", "nearest_persons_standard", "nearest_older_standard",
        "within_persons_standard", "within_older_standard", "nearest_persons_elderly", "within_persons_elderly",
    ),
    "confidence": (
        "community_id", "name", "county", "township", "confidence", "confidence_by", "compounds", "walled_compounds", "gates_share",
        "streets_km", "small_ways_share", "reason",
    ),
    "usable": (
        "parcel_id", "name", "project", "quota_verdict", "due_m2", "provided_m2", "standing", "sharing", "seat_id", "walk_to_seat_m",
        "words",
    ),
    "subsidies": (
        "level", "project", "name", "county", "title", "low_yuan", "high_yuan", "city_low_yuan", "city_high_yuan", "county_low_yuan",
        "county_high_yuan", "yearly", "not_reckoned", "formula",
    ),
    "quality": ("severity", "file", "row", "field", "subject", "value", "what", "done"),
}  # fmt: skip

#: Sheets to look things up in. Of a long one the first page alone is printed; its foot says so.
LOOKED_UP = frozenset({"coverage", "why_not", "small_changes", "straight_line", "catchments", "confidence"})
#: Rows of such a sheet that are printed, and the length up to which it is printed whole.
FIRST_PAGE, WHOLE = 36, 80


_WITHIN = "share_within_"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table stands on its sheet.

    Attributes
    ----------
    columns
        From the left: those that are printed, those for the screen, those without any value.
    printed
        How many of them are printed.
    rows
        How many records are printed.
    """

    columns: tuple[Column, ...]
    printed: int
    rows: int


def layout(sheet: str, frame: pd.DataFrame) -> Layout:
    """Lay a table out: what goes on paper first, what holds nothing last.

    Parameters
    ----------
    sheet
        Name of the sheet.
    frame
        Its table.
    """
    columns = columns_of(sheet, frame.columns)
    wanted = PAPER.get(sheet, tuple(c.name for c in columns))
    place = {_longest(name, frame): at for at, name in enumerate(wanted)}
    told = len(frame) and not sheet.startswith("ledger_")  # a county's ledger has columns to be filled in by hand
    empty = {c.name for c in columns if told and all(blank(v) for v in frame[c.name])} - {columns[0].name}
    paper = sorted((c for c in columns if c.name in place and c.name not in empty), key=lambda c: place[c.name])
    screen = [c for c in columns if c.name not in place and c.name not in empty]
    rows = FIRST_PAGE if sheet in LOOKED_UP and len(frame) > WHOLE else len(frame)
    return Layout((*paper, *screen, *(c for c in columns if c.name in empty)), len(paper), rows)


def _longest(name: str, frame: pd.DataFrame) -> str:
    """Give the share within the longest limit the table has, where another than the usual one was asked for."""
    stem, found, _ = name.partition(_WITHIN)
    if not found or name in frame:
        return name
    there = [str(c) for c in frame.columns if str(c).startswith(stem + _WITHIN)]
    return there[-1] if there else name
