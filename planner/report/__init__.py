"""Papers: a finished run as files. ``write_results`` writes the result folder; nothing is computed here."""

from __future__ import annotations

from planner.report.csvfiles import write_csv
from planner.report.geopackage import write_layer
from planner.report.results import FILES, write_results

__all__ = ["FILES", "write_csv", "write_layer", "write_results"]
