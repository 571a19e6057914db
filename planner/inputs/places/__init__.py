"""places."""

from __future__ import annotations

from planner.inputs.places.grounds import check_units, find_ground, settle_undeclared
from planner.inputs.places.wgs84 import to_wgs84_shapes

__all__ = ["check_units", "find_ground", "settle_undeclared", "to_wgs84_shapes"]
