"""Papers: a finished run as files; nothing is computed here.

``write_results`` writes the result folder. ``read_finished`` reads one back; ``write_reports`` makes Word papers, county ledgers and plates
from it alone, ``report_kinds`` says which there are and ``Wanted`` for which parcels, with which template.
"""

from __future__ import annotations

from planner.report.comparison import read_result, write_comparison
from planner.report.csvfiles import write_csv
from planner.report.finished import FinishedRun, read_finished
from planner.report.geopackage import write_layer
from planner.report.kinds import ReportKind, Wanted, conditions_left_out, report_kinds, write_reports
from planner.report.papers import COMPARISON_PAPERS, missing_papers
from planner.report.results import FILES, SOMETIMES, refuse_strange, write_results
from planner.report.shelf import PaperState, paper_states
from planner.report.writing import writing

__all__ = [
    "COMPARISON_PAPERS",
    "FILES",
    "SOMETIMES",
    "FinishedRun",
    "PaperState",
    "ReportKind",
    "Wanted",
    "conditions_left_out",
    "missing_papers",
    "paper_states",
    "read_finished",
    "read_result",
    "refuse_strange",
    "report_kinds",
    "write_comparison",
    "write_csv",
    "write_layer",
    "write_reports",
    "write_results",
    "writing",
]
