"""The files of a run that need the extra ``report``: workbook, Word report and map. Without it a run is whole but for these."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from planner.errors import Problem, Severity
from planner.report.folder.finished import read_finished
from planner.run import RunResult

#: File → the modules it needs; the second module of the map is only read, never imported.
PAPERS: Mapping[str, tuple[str, ...]] = {
    "report.xlsx": ("xlsxwriter",),
    "report.docx": ("docx", "docxtpl", "jinja2"),
    "map.html": ("folium", "js_lib_leaflet"),
}


def missing_papers() -> tuple[Problem, ...]:
    """Name the files that cannot be written here, and what is not installed; empty where the extra ``report`` is there."""
    return tuple(
        Problem("report.extra_missing", Severity.NOTE, value=file, params={"detail": "、".join(absent)})
        for file, modules in PAPERS.items()
        if (absent := [m for m in modules if find_spec(m) is None])
    )


def write_papers(result: RunResult, folder: Path, *, day: date) -> None:
    """Write those that can be written.

    Parameters
    ----------
    result
        A finished run.
    folder
        Where to; the tables and traces stand there already, and what the papers say is read from them.
    day
        Date the files carry.

    Raises
    ------
    OSError
        If one cannot be written, for example on a full disk.
    """
    absent = {problem.value for problem in missing_papers()}
    run = read_finished(folder)
    if "report.xlsx" not in absent:
        from planner.report.book.workbook import write_workbook

        write_workbook(run, folder / "report.xlsx", day=day)
    if "report.docx" not in absent:
        from planner.report.word import run_document

        (folder / "report.docx").write_bytes(run_document(run, day=day))
    if "map.html" not in absent:
        from planner.report.map.page import write_map

        write_map(result, folder / "map.html")
