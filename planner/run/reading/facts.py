"""A list of single facts an officer gives: one row per subject and field, for a county, a township, the city or any other subject."""

from __future__ import annotations

from dataclasses import replace

from planner.errors import InputError, Problem, Severity
from planner.inputs import FieldKind, is_missing, parse_date, parse_number
from planner.inputs.formats import load
from planner.model import Fact, InputSpec, Origin, Subject
from planner.run.reading.columns import columns_of
from planner.texts.rules.facts import FACT_FLAGS, FACT_HEADERS, SUBJECT_KINDS


def read_facts(spec: InputSpec) -> tuple[list[Subject], list[Problem]]:
    """Read a list of facts.

    Parameters
    ----------
    spec
        A CSV or Excel file with the columns 主体类型, 主体, 指标, 数值; fields by the names rules use (``planner rules show``).

    Returns
    -------
    tuple
        The subjects in file order, and everything noticed.

    Raises
    ------
    InputError
        If the file cannot be read, a column is missing, or a row names no known kind of subject.
    """
    source = load(spec)
    columns = columns_of(source, FACT_HEADERS, spec)
    problems = list(source.problems)
    given: dict[tuple[str, str], dict[str, Fact]] = {}
    for at, row in enumerate(source.rows.tolist()):
        texts = {field: source.cells[c][at].strip() for field, c in columns.items()}
        kind = SUBJECT_KINDS.get(texts["kind"], texts["kind"])
        if kind not in SUBJECT_KINDS.values():
            params = {"known": "、".join(SUBJECT_KINDS)}
            problems.append(Problem("facts.unknown_subject", Severity.ERROR, spec.name, row, value=texts["kind"], params=params))
            continue
        fact = _value(texts["value"], Origin(spec.name, row, source.headers[columns["value"]], texts["value"]))
        given.setdefault((kind, texts["id"]), {})[texts["field"]] = fact
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if errors:
        raise InputError(errors)
    return [Subject(kind, name, name, facts) for (kind, name), facts in given.items()], problems


def _value(text: str, origin: Origin) -> Fact:
    if is_missing(text):
        return Fact(None, replace(origin, raw=""))
    if text.lower() in FACT_FLAGS:
        return Fact(FACT_FLAGS[text.lower()], origin)
    cell = parse_number(text, FieldKind.AREA)
    if cell.value is not None:
        return Fact(cell.value, origin, cell.doubt)
    day = parse_date(text)
    return Fact(day.value, origin, day.doubt) if day.value is not None else Fact(text, origin)
