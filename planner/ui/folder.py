"""A finished result folder as the app shows it; nothing is computed again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from planner.errors import InputError
from planner.report import read_finished
from planner.ui.context import Shown, shown_tables


class UnreadableResultError(OSError):
    """A folder that looks like a result cannot be read."""


def read_folder(folder: Path) -> Shown:
    """Read a finished result, as papers and comparisons read it.

    Raises
    ------
    UnreadableResultError
        If a file is absent or damaged.
    """
    page = folder / "map.html"
    try:
        run = read_finished(folder)
        drawn = page.read_text(encoding="utf-8") if page.is_file() else ""
    except (InputError, OSError, ValueError) as error:
        raise UnreadableResultError(str(error)) from error
    tables = shown_tables({name: partial(run.table, name) for name in run.tables}, run.traces)
    return Shown(run.summary, tables, tuple(run.traces), folder=folder, map_page=drawn)


def is_result(folder: Path) -> bool:
    """Return whether a folder holds a finished result."""
    return (folder / "summary.json").is_file() and (folder / "findings.csv").is_file()


def results_in(place: Path) -> list[Path]:
    """List the finished results in the folders of ``place``, by name."""
    return sorted(p for p in place.iterdir() if p.is_dir() and not p.name.startswith(".") and is_result(p)) if place.is_dir() else []


def stamp(folder: Path) -> tuple[int, ...]:
    """Return a key of a folder's state, so that a new run is read anew."""
    return tuple(_changed(folder / name) for name in ("summary.json", "findings.csv", "map.html"))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
