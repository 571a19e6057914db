"""The files of a run that need the extra ``report``: workbook, Word report and map. Without it a run is whole but for these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from planner.errors import Problem, Severity, absent_modules, needing
from planner.report.folder.finished import read_finished
from planner.run import RunResult

#: Of a run; of a comparison.
PAPERS = ("report.xlsx", "report.docx", "map.html")
COMPARISON_PAPERS = ("comparison.xlsx", "map.html")


def missing_papers(papers: Sequence[str] = PAPERS) -> tuple[Problem, ...]:
    """Name the files that cannot be written here, and what is not installed; empty where the extra ``report`` is there.

    Parameters
    ----------
    papers
        Names of the files.
    """
    absent = absent_modules("report")
    if not absent:
        return ()
    return tuple(Problem("report.extra_missing", Severity.NOTE, value=file, params={"detail": "、".join(absent)}) for file in papers)


def write_papers(result: RunResult, folder: Path, *, day: date) -> None:
    """Write them, where they can be written.

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
    if missing_papers():
        return
    with needing("report"):
        from planner.report.book.workbook import write_workbook
        from planner.report.map.page import write_map
        from planner.report.word import run_document
    run = read_finished(folder)
    write_workbook(run, folder / "report.xlsx", day=day)
    (folder / "report.docx").write_bytes(run_document(run, day=day))
    write_map(result, folder / "map.html")
