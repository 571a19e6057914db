"""A finished run read back from its folder: everything a paper says stands in these files, nothing is computed anew."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio

from planner.errors import InputError, Problem, Severity
from planner.report.folder.csvfiles import unharmed
from planner.run import CentreCounts, Memory, count_centres
from planner.tables import field_of, schemas
from planner.texts import word

Row = Mapping[str, str]
Trace = Mapping[str, Any]

#: Not held in memory: large, and read by no paper.
_UNREAD = frozenset({"why_not_homes"})


@dataclass(frozen=True, eq=False)
class FinishedRun:
    """A result folder.

    Attributes
    ----------
    folder
        Where it lies.
    summary
        ``summary.json``.
    tables
        Every table of a run that lies there, in the order of the folder: rows of texts as written, the apostrophe of formula-like texts
        taken off. Of a table that no paper reads the rows are read when they are asked for.
    traces
        One per row of ``tables["findings"]``.
    memory
        What papers have worked out of it; it goes when the run goes.
    """

    folder: Path
    summary: Mapping[str, Any]
    tables: Mapping[str, Sequence[Row]]
    traces: Sequence[Trace]
    memory: Memory = field(default_factory=Memory, repr=False)

    @property
    def as_of(self) -> date:
        """Day the rules were read on."""
        return date.fromisoformat(self.summary["as_of"])

    def rows(self, name: str) -> Sequence[Row]:
        """Return the rows of a table; none where the run wrote no such file."""
        return _rows(self.folder / f"{name}.csv") if name in self.tables and name in _UNREAD else self.tables.get(name, ())

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table as a frame of texts."""
        rows = self.rows(name)
        return pd.DataFrame(rows, columns=list(rows[0])) if rows else pd.DataFrame(columns=self._columns(name))

    def table(self, name: str) -> pd.DataFrame:
        """Return a table as a frame: numbers where its description says so and every value is one, else texts; what is blank is missing."""
        texts = self.frame(name)
        return pd.DataFrame({column: _typed(texts[column], name) for column in texts}, columns=texts.columns)

    @cached_property
    def centres(self) -> CentreCounts:
        """Centres in operation and what becomes of them."""
        return count_centres(self.frame("facilities"))

    @cached_property
    def findings_of(self) -> Mapping[tuple[str, str], tuple[tuple[Row, Trace], ...]]:
        """Subject's kind and id → its findings with their traces, in the order of the rules."""
        found: dict[tuple[str, str], list[tuple[Row, Trace]]] = {}
        for row, trace in zip(self.rows("findings"), self.traces, strict=True):
            found.setdefault((row["subject_kind"], row["subject_id"]), []).append((row, trace))
        return {key: tuple(pairs) for key, pairs in found.items()}

    def layer(self, name: str) -> gpd.GeoDataFrame:
        """Read a layer of ``results.gpkg``."""
        return read_layer(self.folder, name)

    def _columns(self, name: str) -> list[str]:
        file = self.folder / f"{name}.csv"
        if not file.is_file():
            return []
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return next(csv.reader(lines), [])


def read_finished(folder: str | Path) -> FinishedRun:
    """Read a result folder.

    Parameters
    ----------
    folder
        As ``planner run`` wrote it.

    Raises
    ------
    InputError
        If it holds no finished run, or a file of it is absent or damaged.
    """
    place = Path(folder)
    if not place.is_dir():
        raise _no_run(place, word("report.absent.folder"))
    if not (place / "summary.json").is_file():
        raise _no_run(place, word("report.absent.summary"))
    absent = [name for name in ("findings.csv", "traces.jsonl") if not (place / name).is_file()]
    if absent:
        raise _no_run(place, word("report.absent.file").format(file="、".join(absent)))
    try:
        summary = json.loads((place / "summary.json").read_text(encoding="utf-8"))
        named = summary["software"]["name"] == "planner"
        there = (name for name in schemas() if (place / f"{name}.csv").is_file())  # files of others may lie beside them
        tables = {name: () if name in _UNREAD else _rows(place / f"{name}.csv") for name in there}
        with (place / "traces.jsonl").open(encoding="utf-8") as lines:
            traces = tuple(json.loads(line) for line in lines)
        whole = named and len(traces) == len(tables["findings"])
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _no_run(place, str(error) or type(error).__name__) from error
    if not whole:
        raise _no_run(place, "summary.json, findings.csv, traces.jsonl")
    return FinishedRun(place, summary, tables, traces)


def read_layer(folder: Path, name: str) -> gpd.GeoDataFrame:
    """Read a layer of ``results.gpkg`` of a result folder.

    Raises
    ------
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError
        If there is no such file or layer.
    """
    return pyogrio.read_dataframe(folder / "results.gpkg", layer=name)


def _no_run(place: Path, detail: str) -> InputError:
    return InputError([Problem("report.no_run", Severity.ERROR, value=place.name, params={"detail": detail})])


def _rows(file: Path) -> tuple[Row, ...]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return tuple({key: unharmed(value) for key, value in row.items()} for row in csv.DictReader(lines))


def _typed(texts: pd.Series, table: str) -> pd.Series:
    """Return a column as its table's description has it; one that also holds words such as ``>60`` stays text throughout."""
    given, kind = texts.mask(texts == ""), field_of(str(texts.name), table).type
    if kind not in {"integer", "number"}:
        return given
    try:
        figures = pd.to_numeric(given)
        return figures.astype("Int64") if kind == "integer" and figures.hasnans else figures
    except ValueError:
        return given
