"""Lists of projects for the subsidy calculator, read from any table the planner reads."""

from __future__ import annotations

from planner.errors import InputError, Problem, Severity
from planner.inputs import FieldKind, is_missing, parse_number
from planner.inputs.formats import load
from planner.model import Fact, InputSpec, Origin
from planner.rules import CareProject
from planner.run.reading.columns import field_of, flag
from planner.texts.rules.facts import MONEY_HEADERS

_FLAGS = frozenset({"operating", "urban"})
_TEXTS = frozenset({"id", "name", "county"})


def read_projects(spec: InputSpec) -> tuple[list[CareProject], list[Problem]]:
    """Read a list of projects.

    Parameters
    ----------
    spec
        A CSV or Excel file; Chinese or English headers, see :data:`planner.texts.rules.facts.MONEY_HEADERS`. Empty cells are not given.

    Returns
    -------
    tuple
        The projects in file order, and everything doubtful; a doubtful figure keeps its amount from being reckoned.

    Raises
    ------
    InputError
        If the file cannot be read or has no column of counties.
    """
    source = load(spec)
    columns = {field: at for at, header in enumerate(source.headers) if (field := field_of(header, MONEY_HEADERS)) is not None}
    problems = list(source.problems)
    if "county" not in columns:
        known = "、".join(words[0] for words in MONEY_HEADERS.values())
        raise InputError([Problem("money.no_county", Severity.ERROR, file=spec.name, params={"known": known})])
    strange = [h for h in source.headers if h.strip() and field_of(h, MONEY_HEADERS) is None]
    if strange:
        params = {"known": "、".join(words[0] for words in MONEY_HEADERS.values())}
        problems.append(Problem("facts.column_ignored", Severity.NOTE, file=spec.name, value="、".join(strange), params=params))
    projects = []
    for at, row in enumerate(source.rows.tolist()):
        facts = {f: _fact(f, source.cells[c][at], spec.name, row, source.headers[c], problems) for f, c in columns.items()}
        name = facts.pop("id", Fact(None)).value or facts.get("name", Fact(None)).value or f"#{row}"
        title = facts.pop("name", Fact(None)).value or ""
        county = facts.pop("county")
        projects.append(CareProject(str(name), county, facts, str(title)))
    return projects, problems


def _fact(field: str, text: str, file: str, row: int, header: str, problems: list[Problem]) -> Fact:
    origin = Origin(file, row, header, text)
    if is_missing(text):
        return Fact(None)
    if field in _TEXTS:
        return Fact(text.strip(), origin)
    if field in _FLAGS:
        said = flag(text)
        doubt = "" if said is not None else "text.not_a_flag"
        if doubt:
            problems.append(Problem("money.not_a_flag", Severity.DOUBT, file=file, row=row, field=header, value=text))
        return Fact(said, origin, doubt)
    cell = parse_number(text, FieldKind.AREA if field in {"floor_area_m2", "cost_yuan"} else FieldKind.COUNT)
    if cell.doubt:
        params = {"now": str(cell.value or "")}
        problems.append(Problem(cell.doubt, Severity.DOUBT, file=file, row=row, field=header, value=text, params=params))
    return Fact(cell.value, origin, cell.doubt)
