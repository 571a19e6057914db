"""From coordinates to places in WGS84, or the reason why a row has none.

``reference`` finds the reference system and datum that spec and file state. ``shapes`` makes the shape of each row, ``wgs84`` places it,
``locate`` does all of this for a table. ``detection`` compares coordinates with streets or boundaries to find out their datum.
"""

from __future__ import annotations

from planner.inputs.places.reference import check_units, find_reference, settle_undeclared
from planner.inputs.places.wgs84 import to_wgs84_shapes

__all__ = ["check_units", "find_reference", "settle_undeclared", "to_wgs84_shapes"]
