"""Papers: a finished run as files; nothing is computed here.

``write_results`` writes the result folder. ``read_finished`` reads one back; ``write_reports`` makes Word papers, county ledgers and plates
from it alone, ``report_kinds`` says which there are and ``Wanted`` for which parcels, with which template.
"""

from __future__ import annotations

from planner.report.carriers import asset, leaflet
from planner.report.changewords import change_words
from planner.report.columns import Column, blank, colour_of, columns_of, figure, finding_key, form_of, header, say, shown
from planner.report.comparison import adding_up, read_result, write_comparison
from planner.report.folder.csvfiles import write_csv
from planner.report.folder.finished import FinishedRun, read_finished, read_layer
from planner.report.folder.geopackage import write_layer
from planner.report.folder.papers import COMPARISON_PAPERS, missing_papers
from planner.report.folder.results import FILES, SOMETIMES, refuse_strange, write_results
from planner.report.folder.shelf import PaperState, paper_states
from planner.report.gaps import SETS, is_village, reach_table, reasons, rows_of
from planner.report.kinds import ReportKind, Wanted, conditions_left_out, report_kinds, write_reports
from planner.report.subjects import credit, named_findings, synthetic_mark

__all__ = [
    "COMPARISON_PAPERS",
    "FILES",
    "SETS",
    "SOMETIMES",
    "Column",
    "FinishedRun",
    "PaperState",
    "ReportKind",
    "Wanted",
    "adding_up",
    "asset",
    "blank",
    "change_words",
    "colour_of",
    "columns_of",
    "conditions_left_out",
    "credit",
    "figure",
    "finding_key",
    "form_of",
    "header",
    "is_village",
    "leaflet",
    "missing_papers",
    "named_findings",
    "paper_states",
    "reach_table",
    "read_finished",
    "read_layer",
    "read_result",
    "reasons",
    "refuse_strange",
    "report_kinds",
    "rows_of",
    "say",
    "shown",
    "synthetic_mark",
    "write_comparison",
    "write_csv",
    "write_layer",
    "write_reports",
    "write_results",
]
