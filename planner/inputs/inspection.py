"""Looking at a file: what is in it and what would be wrong with it, without stopping at the first error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import shapely

from planner.errors import InputError, Problem
from planner.geo import crs_datum, parse_datum
from planner.inputs.formats import load
from planner.inputs.match import Match, guess_noun, match_headers
from planner.inputs.reading import read_source
from planner.inputs.source import Source
from planner.model import InputSpec


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file holds.

    Attributes
    ----------
    file
        Name of the file.
    format, layers, rows, encoding
        As read; empty or 0 where the file cannot be read.
    crs, datum
        Reference system and datum the file names; empty where it names none.
    datum_guess
        What its coordinates would be taken for (several where rows name their own); empty where they would be refused.
    noun
        Kind of table asked for, or guessed; empty where no header is known.
    guessed
        Whether ``noun`` is a guess.
    headers
        Canonical field → header.
    unrecognised
        Headers not known.
    bounds
        West, south, east, north of the coordinates as they stand; empty where there are none.
    problems
        What reading it as ``noun`` reports.
    """

    file: str
    format: str
    layers: tuple[str, ...]
    rows: int
    encoding: str
    crs: str
    datum: str
    datum_guess: str
    noun: str
    guessed: bool
    headers: Mapping[str, str]
    unrecognised: tuple[str, ...]
    bounds: tuple[float, ...]
    problems: tuple[Problem, ...]

    def as_data(self, lang: str = "zh") -> dict[str, Any]:
        """Give everything as plain JSON data, problems as their code, severity, place and sentences."""
        data = {name: value for name, value in asdict(_without_problems(self)).items() if name != "problems"}
        data["headers"] = dict(self.headers)
        data["problems"] = [
            {
                "code": p.code, "severity": str(p.severity), "row": p.row, "field": p.field, "subject": p.subject, "value": p.value,
                "what": p.what(lang), "mend": p.mend(lang),
            }
            for p in self.problems
        ]  # fmt: skip
        return data


def _without_problems(found: Inspection) -> Inspection:
    names = {name: getattr(found, name) for name in Inspection.__slots__}
    return Inspection(**{**names, "problems": (), "headers": dict(found.headers)})


def inspect_file(path: Path, *, noun: str | None = None, spec: InputSpec | None = None) -> Inspection:
    """Look at a file.

    Parameters
    ----------
    path
        Any file the package can read.
    noun
        Kind of table; guessed from the headers where not given.
    spec
        How to read it; by default nothing is forced.

    Returns
    -------
    Inspection
        Never raises for what is in the file: errors stand among its problems.
    """
    spec = spec or InputSpec(path)
    try:
        source = load(spec)
    except InputError as error:
        return Inspection(spec.name, "", (), 0, "", "", "", "", noun or "", noun is None, {}, (), (), error.problems)
    kinds = set() if source.geometry is None else set(shapely.get_type_id(source.geometry).tolist())
    kind = noun or guess_noun(source.headers, polygons=bool(kinds & {3, 6}))[0]
    match = match_headers(kind, source.headers, spec.columns, cut=source.cut_headers) if kind else None
    problems: tuple[Problem, ...] = source.problems
    guess = ""
    if kind and match is not None:
        problems = read_source(kind, source, spec).problems
        guess = _datum_guess(problems, source, match)
    return Inspection(
        file=spec.name,
        format=source.format,
        layers=source.layers,
        rows=len(source),
        encoding=source.encoding,
        crs="" if source.crs is None or source.crs_by_rule else (source.crs.to_string() if source.crs.to_authority() else source.crs.name),
        datum=source.datum,
        datum_guess=guess,
        noun=kind,
        guessed=noun is None,
        headers={} if match is None else {field: source.headers[at] for field, at in match.columns.items()},
        unrecognised=source.headers if match is None else tuple(source.headers[at] for at in match.extras),
        bounds=() if source.geometry is None else tuple(float(v) for v in shapely.total_bounds(source.geometry)),
        problems=problems,
    )


def _datum_guess(problems: tuple[Problem, ...], source: Source, match: Match) -> str:
    cells = source.cells[match.columns["datum"]] if "datum" in match.columns else []
    named = sorted({str(datum) for datum in map(parse_datum, dict.fromkeys(cells)) if datum is not None})
    if named:
        return ", ".join(named)
    codes = {p.code for p in problems}
    if "datum.undeclared" in codes:
        return ""
    if codes & {"datum.assumed", "datum.by_rule"}:
        return "WGS84"
    if source.crs is not None:
        return str(crs_datum(source.crs) or "")
    return source.datum
