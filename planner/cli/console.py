"""A finished run, a check or an inspection on a terminal: Chinese first, English beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.errors import Problem, Severity
from planner.geo import Detection
from planner.inputs import Inspection, reading_name
from planner.report import is_village
from planner.run import Check, RunResult, count_centres
from planner.style import CENTRE_COLOURS, VERDICT_COLOURS
from planner.texts import word
from planner.texts.cli import SAY
from planner.texts.figures import percent, thousands


def print_summary(result: RunResult, folder: Path) -> None:
    """Print the headline figures of a run and where its files are."""
    out = _console()
    s = result.summary
    out.print(f"\n[bold]{escape(s['name'])}[/bold]")
    pack = s["rule_pack"]
    out.print(
        SAY["console.print_summary.as_of_rules"].format(
            as_of=s["as_of"], id=pack["id"], version=pack["version"], length_km=thousands(s["network"]["length_km"])
        )
    )
    out.print(_coverage(s))
    if s["parcels"]["total"]:
        out.print(_counts(SAY["console.print_summary.parcels"], "verdict", s["parcels"], VERDICT_COLOURS))
    urban, villages = s["communities_urban"], s["communities"]["total"] - s["communities_urban"]["total"]
    out.print(_counts(SAY["console.print_summary.urban_communities"], "centre", urban, CENTRE_COLOURS))
    if villages:
        out.print(SAY["console.print_summary.villages_not_judged"].format(villages=villages))
    centres = count_centres(result.facilities)
    out.print(SAY["console.print_summary.centres"].format(zh=centres.words(), en=centres.words("en")))
    q = s["quality"]
    out.print(SAY["console.print_summary.doubts_notes_each"].format(doubt=q["doubt"], note=q["note"]))
    reviews = s.get("reviews")
    if reviews and reviews["given"]:
        out.print(
            SAY["console.print_summary.reviews_applied_stale"].format(
                given=reviews["given"], applied=reviews["applied"], dropped=reviews["dropped"]
            )
        )
    for remark in s["remarks"]:
        out.print(f"[dim]· {escape(remark['zh'])}[/dim]")
    out.print(SAY["console.print_summary.results_bold_bold"].format(folder=escape(str(folder))))
    shown = {
        "map.html": SAY["console.print_summary.map_open_in"],
        "report.docx": SAY["console.print_summary.word_report"],
        "report.xlsx": SAY["console.print_summary.workbook"],
        SAY["console.print_summary.txt"]: SAY["console.print_summary.what_each_file"],
    }
    for name, what in shown.items():
        if (folder / name).is_file():
            out.print(f"  {escape(str(folder / name))} · {what}")
    out.print(SAY["console.print_summary.planner_app_the"].format(folder=escape(str(folder))))


def _coverage(s: Any) -> Table:
    c = s["coverage"]
    people = SAY["console.coverage.persons_older_persons"].format(
        persons=thousands(c["persons"]), older_persons=thousands(c["older_persons"])
    )
    table = Table(title=SAY["console.coverage.reached_on_foot"].format(people=people), title_justify="left")
    table.add_column(SAY["console.coverage.facilities"], overflow="fold")
    table.add_column(SAY["console.coverage.profile"], overflow="fold")
    for m in s["walk"]["minutes"]:
        table.add_column(SAY["console.coverage.min"].format(v=m), justify="right")
    names = {
        "facility": SAY["console.coverage.all"],
        "centre": SAY["console.coverage.centres"],
        "qualified_centre": SAY["console.coverage.of_right_size"],
    }
    for key, label in names.items():
        for profile in s["walk"]["profiles_m_s"]:
            shares = [c[key][f"{m:g}"][profile] for m in s["walk"]["minutes"]]
            cells = [
                SAY["console.coverage.persons_share"].format(persons=thousands(x["persons"]), share=percent(x["share"]))
                if x["share"] is not None
                else "–"
                for x in shares
            ]
            table.add_row(label, word(f"profile.{profile}"), *cells)
    off, low = c["off_network_persons"] + c["doubtful_persons"], s["confidence"]["low"]
    notes = [SAY["console.coverage.off_the_network"].format(off=thousands(off))] if off else []
    if low:
        notes.append(SAY["console.coverage.of_low_confidence"].format(low=low, total=s["confidence"]["total"]))
    table.caption = "\n".join(notes) or None
    return table


def _counts(title: str, words: str, counts: Any, colours: Any) -> Table:
    table = Table(title=f"{title}（{counts['total']}）", title_justify="left")
    keys = [k for k in colours if k in counts]
    for key in keys:
        table.add_column(f"{word(f'{words}.{key}')} {word(f'{words}.{key}', 'en')}", justify="right", style=colours[key])
    table.add_row(*(str(counts[k]) for k in keys))
    return table


def print_check(found: Check, column: str) -> None:
    """Print one line per subject that is not plainly in order, and the counts."""
    out = _console()
    words = {"verdict": "verdict", "centre_status": "centre"}[column]
    colours = VERDICT_COLOURS if column == "verdict" else CENTRE_COLOURS
    out.print(
        SAY["console.print_check.as_of_rules"].format(isoformat=found.as_of.isoformat(), id=found.pack.id, version=found.pack.version)
    )
    village = is_village(found.subjects)
    judged = found.subjects[~village]
    counts = judged[column].value_counts()
    out.print(
        _counts(SAY["console.print_check.check"], words, {"total": len(judged), **{k: int(counts.get(k, 0)) for k in colours}}, colours)
    )
    if village.any():
        out.print(SAY["console.print_check.villages_not_judged"].format(village=int(village.sum())))
    reasons = found.findings[~found.findings["verdict"].isin(["pass", "not_applicable"])]
    for subject, rule, reason, citation in reasons.head(200)[["subject_id", "rule_id", "reason", "citation"]].astype(str).to_numpy():
        out.print(f"{escape(subject)} [bold]{escape(rule)}[/bold] {escape(reason)} [dim]{escape(citation)}[/dim]")
    if len(reasons) > 200:
        out.print(SAY["console.print_check.out_csv_more"].format(reasons=len(reasons) - 200))
    doubts = found.quality[found.quality["severity"] == "doubt"]
    for file, row, field, subject, what, done in doubts[["file", "row", "field", "subject", "what", "done"]].astype(str).to_numpy():
        where = " ".join(
            p for p in (file, "" if row in {"<NA>", "nan"} else SAY["console.print_check.v"].format(v=row), field, subject) if p
        )
        out.print(SAY["console.print_check.yellow_yellow"].format(where=escape(where), what=escape(what), done=escape(done)))


def print_inspection(found: Inspection) -> None:
    """Print what a file holds and what is wrong with it."""
    out = _console()
    table = Table(title=escape(found.file), title_justify="left", show_header=False)
    rows = {
        SAY["console.print_inspection.format"]: found.format,
        SAY["console.print_inspection.layers"]: "、".join(found.layers),
        SAY["console.print_inspection.rows"]: str(found.rows),
        SAY["console.print_inspection.encoding"]: found.encoding,
        SAY["console.print_inspection.crs"]: found.crs or SAY["console.print_inspection.not_stated"],
        SAY["console.print_inspection.datum"]: found.datum or found.datum_guess or SAY["console.print_inspection.to_be_declared"],
        SAY["console.print_inspection.noun"]: (
            word(f"noun.{found.noun}") + (SAY["console.print_inspection.guessed"] if found.guessed else "")
        )
        if found.noun
        else SAY["console.print_inspection.unknown"],
        SAY["console.print_inspection.bounds"]: _bounds(found.bounds),
        SAY["console.print_inspection.streets"]: _streets(found.figures),
        SAY["console.print_inspection.headers"]: "\n".join(f"{field} ← {header}" for field, header in found.headers.items()),
        SAY["console.print_inspection.others"]: "、".join(found.unrecognised),
    }
    for label, value in rows.items():
        if value:
            table.add_row(label, escape(value))
    out.print(table)
    if found.detection is not None:
        out.print(_readings(found.detection))
    _problem_list(out, found.problems)


def _bounds(bounds: tuple[float, ...]) -> str:
    """Write west – east, south – north as they stand in the file: degrees to a metre, metres whole."""
    if not bounds or not all(map(math.isfinite, bounds)):
        return ""
    digits = 5 if max(map(abs, bounds)) <= 360 else 0
    west, south, east, north = (f"{v:.{digits}f}" for v in bounds)
    return f"x {west} – {east}，y {south} – {north}"


def _streets(figures: Mapping[str, Any]) -> str:
    """Write what a street file came to."""
    if not figures:
        return ""
    kinds = "、".join(f"{kind} {km:,.1f}" for kind, km in figures["kinds_km"].items())
    private = SAY["console.streets.private_km"].format(private_km=figures["private_km"]) if figures["private_km"] else ""
    return SAY["console.streets.nodes_streets_km"].format(
        nodes=figures["nodes"], streets=figures["streets"], length_km=figures["length_km"], private=private, kinds=kinds
    )


def _readings(found: Detection) -> Table:
    """Show how well each reading of the coordinates fits the reference; those that lie elsewhere are counted."""
    verdict = SAY["console.readings.sure"] if found.sure else SAY["console.readings.unsure_to_be"]
    table = Table(title=SAY["console.readings.datum_points"].format(points=found.points, verdict=verdict), title_justify="left")
    for column in (
        SAY["console.readings.reading"],
        SAY["console.readings.mean_m"],
        SAY["console.readings.apart_m"],
        SAY["console.readings.word"],
    ):
        table.add_column(column, justify="left" if column.startswith(SAY["console.readings.word_2"]) else "right")
    near = [fit for fit in found.fits if math.isfinite(fit.mean_m)]
    for fit in near:
        table.add_row(escape(reading_name(fit)), f"{fit.mean_m:.0f}", f"{fit.apart_m:.0f}", f"{fit.sigma:.1f}")
    if len(near) < len(found.fits):
        table.caption = SAY["console.readings.more_readings_lie"].format(near=len(found.fits) - len(near))
    return table


def _problem_list(out: Console, problems: tuple[Problem, ...]) -> None:
    order = {Severity.ERROR: 0, Severity.DOUBT: 1, Severity.NOTE: 2}
    for problem in sorted(problems, key=lambda p: order[p.severity])[:200]:
        out.print(f"{word(f'severity.{problem.severity}')} {escape(problem.line())}")
    if not problems:
        out.print(SAY["console.problem_list.nothing_wrong_found"])


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
