"""A finished result folder as the app reads it: the files of ``planner run``, nothing computed again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from planner.report import named_findings

_TABLES = ("parcels", "communities", "facilities", "findings", "coverage", "quality")
#: Tables that explain; a result of an older version may lack them.
_EXPLAIN = ("why_not", "why_not_homes", "small_changes", "straight_line", "catchments", "confidence")
#: Columns that are text even where every value looks like a number.
_TEXT = ("_id", "_ids", "name", "township", "county", "project", "stage", "unit", "fails", "needs_review", "value", "subject", "field")


class UnreadableResultError(OSError):
    """A folder that looks like a result cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class ShownTables:
    """What pages show of a run, finished or just computed.

    Attributes
    ----------
    summary
        Headline figures.
    parcels, communities, facilities, findings, coverage, quality
        The tables of a run; ``findings`` with the subject's name, the rule's title and ``place``, the number of its trace, besides.
    traces
        One per finding.
    explanations
        Further tables by the name of their file (``why_not_homes``, ``small_changes``, …); those that are there.
    """

    summary: Mapping[str, Any]
    parcels: pd.DataFrame
    communities: pd.DataFrame
    facilities: pd.DataFrame
    findings: pd.DataFrame
    coverage: pd.DataFrame
    quality: pd.DataFrame
    traces: tuple[Mapping[str, Any], ...]
    explanations: Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True, eq=False)
class Finished(ShownTables):
    """A result folder, read.

    Attributes
    ----------
    folder
        Where it lies.
    map_page
        ``map.html``; empty if the result has none.
    workbook
        ``report.xlsx``, if the result has one.
    """

    folder: Path
    map_page: str
    workbook: bytes | None


def read_folder(folder: Path) -> Finished:
    """Read a finished result.

    Raises
    ------
    UnreadableResultError
        If a file is absent or damaged.
    """
    try:
        summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
        tables = {name: _table(folder / f"{name}.csv") for name in _TABLES}
        with (folder / "traces.jsonl").open(encoding="utf-8") as lines:
            traces = tuple(json.loads(line) for line in lines)
        page, book = folder / "map.html", folder / "report.xlsx"
        tables["findings"] = named_findings(tables["findings"], traces)
        return Finished(
            folder=folder,
            summary=summary,
            **tables,
            traces=traces,
            explanations={name: _table(folder / f"{name}.csv") for name in _EXPLAIN if (folder / f"{name}.csv").is_file()},
            map_page=page.read_text(encoding="utf-8") if page.is_file() else "",
            workbook=book.read_bytes() if book.is_file() else None,
        )
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableResultError(str(error)) from error


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


def _table(file: Path) -> pd.DataFrame:
    head = pd.read_csv(file, encoding="utf-8-sig", nrows=0)
    text = {c: str for c in head.columns if c.endswith(_TEXT)}
    blanks = {c: [""] for c in head.columns}
    frame = pd.read_csv(file, encoding="utf-8-sig", dtype=text, keep_default_na=False, na_values=blanks, low_memory=False)
    if file.stem == "findings":
        frame["place"] = range(len(frame))
    return frame
