"""``说明.txt``: what each file of a result folder is, and what each column of its tables means, in Chinese."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from planner.report.changewords import scenario_changes
from planner.report.folder.datapackage import PACKAGE
from planner.run import CentreCounts
from planner.tables import codes_of, field_of, output_files, schemas
from planner.texts import word

#: Name of the file.
GUIDE = next(file.name for file in output_files() if file.resource == "guide")
#: Files for people first, in the order in which a reader looks for them.
_FIRST = ("report.docx", "report.xlsx", "map.html", "results.gpkg")


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
    """Return the guide line by line: the files, then the columns of each table."""
    tables = _tables(folder)
    yield word("about.title")
    pack = summary["rule_pack"]
    yield word("about.lead").format(name=summary["name"], as_of=summary["as_of"], pack=f"{pack['title']}（{pack['id']} {pack['version']}）")
    yield f"{CentreCounts.of_summary(summary).words()}。"
    changes = list(scenario_changes(summary))
    if changes:
        yield ""
        yield word("run.changes_lead").format(n=len(changes))
        yield from (f"  {n}．{text}" for n, text in enumerate(changes, start=1))
    yield ""
    descriptions = {file.name: file.description for file in output_files()} | {GUIDE: word("about.guide")}
    others = [f.name for f in output_files() if not f.table and f.name not in {*_FIRST, GUIDE}]
    there = [name for name in (*_FIRST, *others) if name == PACKAGE or (folder / name).is_file()]
    yield from (f"{name}　{descriptions[name]}" for name in [*there, *(f"{name}.csv" for name in tables), GUIDE])
    yield f"papers　{word('about.papers')}"
    yield ""
    yield word("about.csv")
    for name in tables:
        yield ""
        yield f"【{name}.csv】{descriptions[f'{name}.csv']}"
        yield from (_column(name, column) for column in _header(folder / f"{name}.csv"))


def _tables(folder: Path) -> list[str]:
    """Name the tables, those that every workbook holds first."""
    main = [t.name for t in schemas().values() if t.sheet in {"always", "last"}]
    found = sorted(f.name.removesuffix(".csv") for f in output_files() if f.table and (folder / f.name).is_file())
    return [*(name for name in main if name in found), *(name for name in found if name not in main)]


def _header(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return next(csv.reader(lines), [])


def _column(table: str, name: str) -> str:
    """Describe what a column means, and the words for its codes."""
    field = field_of(name, table)
    codes = "；".join(f"{code} {text}" for code, text in codes_of(field))
    return f"  {name}　{field.header()}{f'：{codes}' if codes else ''}"
