"""One workbook per county: every problem with its clause, who must act, what is to be done and by when."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from planner.report.book.formulas import Cells
from planner.report.book.pen import Pen, book_of
from planner.report.book.summary import Line
from planner.report.folder.finished import FinishedRun, Row, Trace
from planner.report.subjects import marks
from planner.report.word.basis import basis_words, sources
from planner.report.word.parcel_values import counted_verdict, tasks
from planner.report.word.phrases import day_words, official, verdict_words
from planner.texts import word

#: Sheets: what is binding and missed, what is to be reviewed, what is advisory or a target and missed.
SHEETS = ("ledger_fail", "ledger_review", "ledger_soft")


def ledger_counties(run: FinishedRun) -> list[str]:
    """Name the counties that have something to do, in order; ``""`` where the county is not known."""
    return sorted({county for county, _, _ in _problems(run)})


def county_ledger(run: FinishedRun, county: str, *, day: date) -> bytes:
    """Write the ledger of a county.

    Parameters
    ----------
    run
        A finished run.
    county
        As :func:`ledger_counties` names it.
    day
        Day the file carries.
    """
    pairs = [(row, trace) for name, row, trace in _problems(run) if name == county]
    tables = {}
    for sheet in SHEETS:
        rows = [_line(run, row, trace) for row, trace in pairs if _sheet(row, trace) == sheet]
        if rows:
            tables[sheet] = pd.DataFrame(rows).assign(ledger_no=range(1, len(rows) + 1))
    cells = Cells.of(tables)
    made = io.BytesIO()
    title = f"{county or word('run.no_county')}{word('ledger.title')}"
    with book_of(made, title=title, day=day) as book:
        subtitle = [title, str(run.summary["name"]), f"{word('as_of')} {run.summary['as_of']}", *marks(run)]
        pen = Pen(book, " · ".join(subtitle))
        pen.lines("ledger_summary", _summary(run, county, tables, cells))
        for sheet, table in tables.items():
            pen.table(sheet, table, cells)
    return made.getvalue()


@dataclass(frozen=True, slots=True)
class _Places:
    """Where subjects lie, by kind of subject and id: county, and township with community for a reader."""

    counties: Mapping[tuple[str, str], str]
    localities: Mapping[tuple[str, str], str]


def _places(run: FinishedRun) -> _Places:
    return run.memory.get(_find_places, "", lambda: _find_places(run))


def _find_places(run: FinishedRun) -> _Places:
    counties: dict[tuple[str, str], str] = {}
    localities: dict[tuple[str, str], str] = {}
    communities = {c["community_id"]: c for c in run.rows("communities")}
    for key, c in communities.items():
        counties["community", key] = c["county"]
        localities["community", key] = c["township"]
    for noun, rows, name in (("parcel", run.rows("parcels"), "parcel_id"), ("facility", run.rows("facilities"), "facility_id")):
        for row in rows:
            home = communities.get(row.get("community_id", ""), {})
            counties[noun, row[name]] = row.get("county", "") or home.get("county", "")
            localities[noun, row[name]] = " ".join(t for t in (home.get("township", ""), home.get("name", "")) if t)
            if noun == "parcel" and row["project"]:
                counties.setdefault(("project", row["project"]), counties[noun, row[name]])
    return _Places(counties, localities)


def _problems(run: FinishedRun) -> tuple[tuple[str, Row, Trace], ...]:
    """Return every finding to act on with its county."""
    return run.memory.get(_find_problems, "", lambda: _find_problems(run))


def _find_problems(run: FinishedRun) -> tuple[tuple[str, Row, Trace], ...]:
    found = []
    for row, trace in zip(run.rows("findings"), run.traces, strict=True):
        if counted_verdict(row, trace) in {"fail", "needs_review"}:
            found.append((_county(run, row), row, trace))
    return tuple(found)


def _county(run: FinishedRun, row: Row) -> str:
    kind, name = row["subject_kind"], row["subject_id"]
    if kind == "county":
        return name
    if kind == "township":
        return name.split("/")[0]
    return word("ledger.city") if kind == "city" else _places(run).counties.get((kind, name), "")


def _sheet(row: Row, trace: Trace) -> str:
    if counted_verdict(row, trace) == "needs_review":
        return "ledger_review"
    return "ledger_fail" if row["force"] == "mandatory" else "ledger_soft"


def _line(run: FinishedRun, row: Row, trace: Trace) -> dict[str, Any]:
    bearer, target = trace["rule"]["duty_bearer"], trace["force"]["target"]
    asked = tasks([(row, trace)])
    return {
        "ledger_no": 0,
        "subject_kind": row["subject_kind"],
        "subject_id": row["subject_id"],
        "subject_name": trace["subject"]["name"],
        "ledger_place": _places(run).localities.get((row["subject_kind"], row["subject_id"]), ""),
        "rule_title": trace["rule"]["title"]["zh"],
        "ledger_verdict": verdict_words(counted_verdict(row, trace), row["force"]),
        "ledger_problem": official(row["reason"]),
        "required": row["required"],
        "provided": row["provided"],
        "shortfall": row["shortfall"],
        "unit": row["unit"],
        "ledger_basis": basis_words(trace) + ("" if trace["citation"]["validity"] else word("paper.open")),
        "ledger_bearer": bearer["zh"] if bearer else word("paper.no_bearer"),
        "ledger_task": "".join(t.split("：", 1)[-1] for t in asked),
        "ledger_due": target or "",
        "ledger_due_words": _due_words(run, target),
        "ledger_state": "",
        "ledger_done_on": "",
    }


def _due_words(run: FinishedRun, target: str | None) -> str:
    if not target:
        return word("ledger.no_date")
    past = date.fromisoformat(target) < run.as_of
    return word("ledger.past" if past else "ledger.target").format(day=day_words(target))


def _summary(run: FinishedRun, county: str, tables: Mapping[str, pd.DataFrame], cells: Cells) -> list[Line]:
    """Count the problems by matter, live; and say what the ledger rests on."""
    lines = [Line((word("ledger.about"),), heading=True), Line((word("noun.county"), county or word("run.no_county")), wrap=True)]
    for sheet in SHEETS:
        table = tables.get(sheet)
        lines += [Line(("",)), Line((word(f"sheet.{sheet}"), word("ledger.count"), word("ledger.open_count")), heading=True)]
        for title in sorted(set(table["rule_title"])) if table is not None else ():
            mine = table[table["rule_title"] == title] if table is not None else ()
            count = cells.count(sheet, ("rule_title", str(title)))
            left = f"{count}-{cells.count(sheet, ('rule_title', str(title)), ('ledger_state', word('ledger.done')))[1:]}"
            lines.append(Line((title, len(mine), len(mine)), ("text", "count", "count"), formulas=("", count, left)))
        total = 0 if table is None else len(table)
        whole = cells.whole(sheet, "ledger_no")
        lines.append(Line((word("ledger.total"), total), ("text", "count"), formulas=("", f"=COUNT({whole})" if whole else "")))
    pack = run.summary["rule_pack"]
    return [
        *lines,
        Line(("",)),
        Line((word("ledger.rests_on"),), heading=True),
        Line((word("pack"), f"{pack['title']}（{pack['id']} {pack['version']}）SHA-256 {pack['sha256']}"), wrap=True),
        *(Line((noun, text), wrap=True) for noun, text in _inputs(run)),
        Line((word("ledger.software"), f"{run.summary['software']['name']} {run.summary['software']['version']}"), wrap=True),
        Line((word("ledger.note"), word("ledger.note_text")), wrap=True),
    ]


def _inputs(run: FinishedRun) -> Sequence[tuple[str, str]]:
    return [(s["noun"], f"{s['file']}　SHA-256 {s['sha256']}") for s in sources(run)]
