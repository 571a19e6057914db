"""``说明.txt``: what each file of a result folder is, and what each column of its tables means, in Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.report.changewords import changes_told
from planner.report.columns import codes_of, header
from planner.texts import word
from planner.texts.files import FILES_ABOUT

#: Name of the file.
GUIDE = "说明.txt"
_FIRST = ("report.docx", "report.xlsx", "map.html", "results.gpkg", "summary.json", "scenario.resolved.yaml", "traces.jsonl")
_TABLES = ("parcels", "communities", "facilities", "findings", "coverage", "quality")


def write_guide(summary: Mapping[str, Any], folder: Path) -> None:
    """Write the guide beside the files it speaks of; the same files give the same bytes.

    Parameters
    ----------
    summary
        ``summary.json`` of the run.
    folder
        A result folder, all other files written.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    text = "\r\n".join(guide_lines(summary, folder)) + "\r\n"
    (folder / GUIDE).write_bytes(text.encode("utf-8-sig"))


def guide_lines(summary: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Give the guide line by line: the files, then the columns of each table."""
    tables = _tables(folder)
    yield word("about.title")
    pack = summary["rule_pack"]
    yield word("about.lead").format(name=summary["name"], as_of=summary["as_of"], pack=f"{pack['title']}（{pack['id']} {pack['version']}）")
    changes = list(changes_told(summary))
    if changes:
        yield ""
        yield word("run.changes_lead").format(n=len(changes))
        yield from (f"  {n}．{text}" for n, text in enumerate(changes, start=1))
    yield ""
    there = [name for name in _FIRST if (folder / name).is_file()] + [f"{name}.csv" for name in tables] + [GUIDE, "papers"]
    yield from (f"{name}　{FILES_ABOUT[name.removesuffix('.csv')][0]}" for name in there)
    yield ""
    yield word("about.csv")
    for name in tables:
        yield ""
        yield f"【{name}.csv】{FILES_ABOUT[name][0]}"
        yield from (_column(name, column) for column in _header(folder / f"{name}.csv"))


def _tables(folder: Path) -> list[str]:
    """Name the tables, the main ones first."""
    found = sorted(file.stem for file in folder.glob("*.csv") if file.stem in FILES_ABOUT)
    return [*(name for name in _TABLES if name in found), *(name for name in found if name not in _TABLES)]


def _header(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def _column(table: str, name: str) -> str:
    """Say what a column means, and the words for its codes."""
    codes = "；".join(f"{code} {said}" for code, said in codes_of(table, name))
    return f"  {name}　{header(name, sheet=table)}{f'：{codes}' if codes else ''}"
