"""Word papers of a finished run: the paper on a parcel, the report on a run, clause and letter of the conditions stage.

Each is a Word template filled with values from the run's files. For each kind of paper, ``<kind>_template`` writes the built-in template
and ``<kind>_values`` collects what fills it. ``layout`` sets pages, fonts and tables as GB/T 9704 asks; ``closing`` is the end all
templates share; ``basis`` holds values every paper may use; ``phrases`` writes figures, days and clauses as official documents do;
``template`` reads and fills a template, ``office_zip`` packs the file. Words stand in ``planner.texts.papers``. ``new_template`` returns
a built-in template as a file to change, ``read_template`` reads a changed one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal

from planner.report.folder.finished import FinishedRun, Row
from planner.report.word.basis import basis
from planner.report.word.conditions_template import conditions_template
from planner.report.word.conditions_values import conditions_values, draft
from planner.report.word.parcel_template import parcel_template
from planner.report.word.parcel_values import parcel_values
from planner.report.word.run_template import run_template
from planner.report.word.run_values import run_values
from planner.report.word.template import WordPicture, WordTemplate, read_template
from planner.texts import word

WordKind = Literal["run", "parcel", "conditions"]
#: Kind → what writes its built-in template.
BUILT_IN: Mapping[str, Callable[[], bytes]] = {"run": run_template, "parcel": parcel_template, "conditions": conditions_template}

__all__ = [
    "BUILT_IN",
    "WordKind",
    "WordPicture",
    "WordTemplate",
    "conditions_document",
    "new_template",
    "parcel_document",
    "read_template",
    "run_document",
]


@cache
def new_template(kind: WordKind) -> bytes:
    """Return a built-in template as a Word file."""
    return BUILT_IN[kind]()


@cache
def built_in(kind: WordKind) -> WordTemplate:
    """Return a built-in template, read."""
    return read_template(new_template(kind), kind)


def run_document(run: FinishedRun, *, day: date, template: WordTemplate | None = None, plates: Sequence[WordPicture] = ()) -> bytes:
    """Write the report on a run.

    Parameters
    ----------
    run
        A finished run.
    day
        Day the file carries.
    template
        A bureau's own; the built-in one by default.
    plates
        Pictures for the annex.

    Raises
    ------
    InputError
        If the template cannot be filled.
    """
    shown = [{"title": p.title, "picture": p} for p in plates]
    values = {**basis(run), **run_values(run), "plates": shown}
    return (template or built_in("run")).fill(values, day=day, title=word("paper.title.run"))


def parcel_document(
    run: FinishedRun,
    parcel: Row,
    *,
    day: date,
    template: WordTemplate | None = None,
    plate: WordPicture | None = None,
    shared: Mapping[str, Any] | None = None,
) -> bytes:
    """Write the paper on one parcel; ``shared`` is :func:`planner.report.word.basis.basis`, where many are written.

    Raises
    ------
    InputError
        If the template cannot be filled.
    """
    values = {**(shared or basis(run)), **parcel_values(run, parcel), "plate": plate or ""}
    return (template or built_in("parcel")).fill(values, day=day, title=f"{word('paper.title.parcel')} {parcel['parcel_id']}")


def conditions_document(
    run: FinishedRun, parcel: Row, *, day: date, template: WordTemplate | None = None, shared: Mapping[str, Any] | None = None
) -> bytes | None:
    """Write clause and letter of one parcel; ``None`` where its figures do not suffice to draft them.

    Raises
    ------
    InputError
        If the template cannot be filled.
    """
    drafted = draft(run, parcel)
    if drafted is None:
        return None
    values = {**(shared or basis(run)), **conditions_values(run, parcel, drafted)}
    return (template or built_in("conditions")).fill(values, day=day, title=f"{word('paper.title.conditions')} {parcel['parcel_id']}")
