"""Papers: a finished run as files. ``write_results`` writes the result folder; nothing is computed here."""

from __future__ import annotations

from planner.report.csvfiles import write_csv
from planner.report.geopackage import write_layer
from planner.report.papers import missing_papers
from planner.report.results import FILES, refuse_strange, write_results
from planner.report.writing import writing

__all__ = ["FILES", "missing_papers", "refuse_strange", "write_csv", "write_layer", "write_results", "writing"]
