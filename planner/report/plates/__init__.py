"""Plates: maps as PNG and PDF, drawn from ``results.gpkg`` with the font of a package, never one of the machine's."""

from __future__ import annotations

from planner.report.plates.draw import city_plates, community_plate, parcel_plate
from planner.report.plates.fonts import clean
from planner.report.plates.paper import Plate
from planner.report.plates.scene import PlateScene

__all__ = ["Plate", "PlateScene", "city_plates", "clean", "community_plate", "parcel_plate"]
