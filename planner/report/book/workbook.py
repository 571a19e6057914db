"""``report.xlsx``: a run as one workbook with Chinese headers, real figures and dates, filters, a print layout, and live sums."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd

from planner.report.book.formulas import Cells
from planner.report.book.pen import Pen, book_of
from planner.report.book.summary import source_lines, summary_lines
from planner.report.folder.finished import FinishedRun
from planner.report.subjects import marks, named_communities, named_coverage, named_findings, villages_apart
from planner.tables import schemas
from planner.texts import word


def write_workbook(run: FinishedRun, path: Path, *, day: date) -> None:
    """Write the workbook.

    Parameters
    ----------
    run
        A finished run.
    path
        File to write.
    day
        Date the document carries, so that the same run gives the same bytes.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    tables = sheets(run)
    cells = Cells.of(tables)
    with book_of(path, title=str(run.summary["name"]), day=day) as book:
        subtitle = [str(run.summary["name"]), f"{word('as_of')} {run.summary['as_of']}", *marks(run)]
        pen = Pen(book, " · ".join(subtitle))
        pen.lines("summary", summary_lines(run.summary, run.centres, cells, marks(run)))
        for name, table in tables.items():
            pen.table(name, table, cells)
        pen.lines("sources", source_lines(run.summary, run.traces))


def sheets(run: FinishedRun) -> Mapping[str, pd.DataFrame]:
    """Return the tables of the workbook in their order, as a reader sees them."""
    communities = run.frame("communities")
    made = {
        "parcels": _named_rules(run),
        "communities": villages_apart(communities) if "centre_status" in communities else communities,
        "facilities": run.frame("facilities"),
        "findings": named_findings(run.frame("findings"), run.traces),
        "coverage": named_coverage(run.frame("coverage"), communities),
    }
    for name in (t.name for t in schemas().values() if t.sheet == "where_there"):
        table = _unreached(run) if name == "why_not" else run.frame(name)
        if name in {"why_not", "confidence", "small_changes"} and "community_id" in table and len(table):
            table = named_communities(table, communities)
        if name == "catchments" and len(table):
            names = {f["facility_id"]: f["name"] for f in run.rows("facilities")}
            table = table.assign(name=table["facility_id"].map(names))
        if len(table):
            made[name] = table
    return {**made, **{t.name: run.frame(t.name) for t in schemas().values() if t.sheet == "last"}}


def _named_rules(run: FinishedRun) -> pd.DataFrame:
    """Return parcels with the titles of the rules they miss, instead of ids."""
    table, titles = run.frame("parcels"), {t["rule"]["id"]: t["rule"]["title"]["zh"] for t in run.traces}
    titled = {c: table[c].map(lambda ids: "、".join(titles.get(i, i) for i in ids.split(";") if i)) for c in ("fails", "needs_review")}
    return table.assign(**titled) if len(table) else table


def _unreached(run: FinishedRun) -> pd.DataFrame:
    """Return the reasons of communities that hold people not reached within the longest limit, by the run's own profile."""
    table = run.frame("why_not")
    if not len(table):
        return table
    longest, profile = max(run.summary["walk"]["minutes"]), run.summary["walk"]["profile"]
    minutes, left = table["minutes"].astype(float), pd.to_numeric(table["unreached_persons"]).fillna(0)
    columns = [c for c in table.columns if c == "unreached_homes" or not c.endswith("_homes")]
    kept: pd.DataFrame = table.loc[(minutes == longest) & (table["profile"] == profile) & (left > 0), columns]
    order = left.loc[kept.index].sort_values(ascending=False, kind="stable").index  # most people first: they stand on the printed page
    return kept.loc[order].reset_index(drop=True)
