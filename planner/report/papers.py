"""The files of a run that need the extra ``report``: ``report.xlsx`` and ``map.html``. Without it a run is whole but for these two."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from planner.errors import Problem, Severity
from planner.scenario import RunResult

#: File → the modules it needs; the second module of the map is only read, never imported.
PAPERS: Mapping[str, tuple[str, ...]] = {"report.xlsx": ("xlsxwriter",), "map.html": ("folium", "js_lib_leaflet")}


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
        Where to; it is there.
    day
        Date the files carry.

    Raises
    ------
    OSError
        If one cannot be written, for example on a full disk.
    """
    absent = {problem.value for problem in missing_papers()}
    if "report.xlsx" not in absent:
        from planner.report.workbook import write_workbook

        write_workbook(result, folder / "report.xlsx", day=day)
    if "map.html" not in absent:
        from planner.report.maphtml import write_map

        write_map(result, folder / "map.html")
