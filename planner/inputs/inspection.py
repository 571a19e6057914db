"""Looking at a file: what is in it and what would be wrong with it, without stopping at the first error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

from planner.errors import InputError, Problem, Severity
from planner.geo import Detection, crs_datum, parse_datum
from planner.inputs.formats.border import border
from planner.inputs.formats.source import FileContent
from planner.inputs.headers.fields import label
from planner.inputs.headers.mapping import FileMapping
from planner.inputs.headers.match import Match, guess_noun, match_headers, propose
from planner.inputs.places.detection import Against, compare, detection_problem, reading_name, stated
from planner.inputs.reading import opened, read_source
from planner.model import InputSpec
from planner.texts.reading.layouts import DRAWING_LABEL

_LINES = frozenset({1, 5, -1})


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
        What reading it as ``noun`` reports, and what a comparison with a reference found.
    proposals
        Canonical field → header not recognised that looks like it; to be confirmed.
    detection
        Comparison of its coordinates with a reference, ``None`` where none was given.
    mapping
        Mapping file beside it that was used; empty without one.
    figures
        Of streets: how many, how long, of which kinds.
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
    proposals: Mapping[str, str] = field(default_factory=dict)
    detection: Detection | None = None
    mapping: str = ""
    figures: Mapping[str, object] = field(default_factory=dict)

    def as_data(self, lang: str = "zh") -> dict[str, Any]:
        """Return everything as plain JSON data, problems as their code, severity, place and sentences."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in {"problems", "detection"}}
        data: dict[str, Any] = {**plain, "headers": dict(self.headers), "proposals": dict(self.proposals), "figures": dict(self.figures)}
        data["detection"] = None if self.detection is None else detection_data(self.detection)
        data["problems"] = [
            {
                "code": p.code, "severity": str(p.severity), "row": p.row, "field": p.field, "subject": p.subject, "value": p.value,
                "what": p.what(lang), "mend": p.mend(lang),
            }
            for p in self.problems
        ]  # fmt: skip
        return data


def inspect_file(path: Path, *, noun: str | None = None, spec: InputSpec | None = None, against: Against | None = None) -> Inspection:
    """Look at a file.

    Parameters
    ----------
    path
        Any file the package can read.
    noun
        Kind of table; guessed from the headers where not given.
    spec
        How to read it; by default nothing is forced.
    against
        Streets or boundaries to compare its coordinates with.

    Returns
    -------
    Inspection
        Never raises for what is in the file: errors stand among its problems.
    """
    spec = spec or InputSpec(path)
    try:
        with border(spec, "file.stumbled"):
            return _inspected(*opened(noun or "", spec), noun, against)
    except InputError as error:
        return Inspection(spec.name, "", (), 0, "", "", "", "", noun or "", noun is None, {}, (), (), error.problems)


def _inspected(source: FileContent, spec: InputSpec, mapping: FileMapping, noun: str | None, against: Against | None) -> Inspection:
    kinds: set[int] = set() if source.geometry is None else set(shapely.get_type_id(source.geometry).tolist())
    kind = noun or mapping.noun or _guess(source.headers, kinds)
    match = match_headers(kind, source.headers, spec.columns, cut=source.cut_headers) if kind else None
    problems: tuple[Problem, ...] = source.problems
    guess = stated(source, spec).datum if kind in {"", "street"} else ""
    if kind not in {"", "street"} and match is not None:
        problems = read_source(kind, source, spec, mapping).problems
        guess = _datum_guess(problems, source, match)
    proposals = {} if match is None else _proposals(kind, source, match)
    found = compare(source, match, against) if against is not None else None
    problems += tuple(
        Problem("column.proposed", Severity.DOUBT, spec.name, value=h, params={"now": f, "label": label(kind, f)})
        for f, h in proposals.items()
    )
    problems += _without_figures(kind, source, match, spec)
    if found is not None and against is not None:
        problems += (detection_problem(found, against.name, spec.name, stated=stated(source, spec, match)),)
    return Inspection(
        file=spec.name,
        format=source.format,
        layers=source.layers,
        rows=len(source),
        encoding=source.encoding,
        crs="" if source.crs_by_rule else _crs_name(source.crs),
        datum=str(parse_datum(spec.datum) or "") if spec.datum else source.datum,
        datum_guess=guess,
        noun=kind,
        guessed=noun is None,
        headers={} if match is None else {field: source.headers[at] for field, at in match.columns.items()},
        unrecognised=source.headers if match is None else tuple(source.headers[at] for at in match.extras),
        bounds=() if source.geometry is None else tuple(float(v) for v in shapely.total_bounds(source.geometry)),
        problems=problems,
        proposals=proposals,
        detection=found,
        mapping=mapping.file,
    )


def detection_data(found: Detection) -> dict[str, Any]:
    """Return a comparison as plain JSON data, best reading first; a reading that lies elsewhere has no figures."""
    return {
        "sure": found.sure,
        "why": str(found.why),
        "points": found.points,
        "ring_sigma": round(found.ring_sigma, 1),
        "rest_m": [round(v) for v in found.rest_m],
        "readings": [
            {
                "name": reading_name(fit),
                "crs": fit.reading.crs,
                "datum": str(fit.reading.datum),
                "swapped": fit.reading.swapped,
                "inside": round(fit.inside, 3),
                **{key: round(v, 1) if np.isfinite(v) else None for key, v in (("mean_m", fit.mean_m), ("apart_m", fit.apart_m))},
                "sigma": round(fit.sigma, 1) if np.isfinite(fit.sigma) else None,
            }
            for fit in found.fits
        ],
    }


def _proposals(kind: str, source: FileContent, match: Match) -> dict[str, str]:
    """Propose columns that look like a field; the labels of a drawing as ids, where each is there once."""
    found = propose(kind, source.headers, match)
    if "id" not in match.columns and DRAWING_LABEL in source.headers:
        labels = source.cells[source.headers.index(DRAWING_LABEL)]
        found |= {"id": DRAWING_LABEL} if all(labels) and len(set(labels)) == len(labels) else {}
    return found


def _without_figures(kind: str, source: FileContent, match: Match | None, spec: InputSpec) -> tuple[Problem, ...]:
    """Return how figures come to shapes that carry none, as those from CAD and corner files do."""
    bare = kind == "parcel" and source.geometry is not None and match is not None and "households" not in match.columns
    return (Problem("join.how", Severity.NOTE, spec.name),) if bare else ()


def _crs_name(crs: pyproj.CRS | None) -> str:
    """Name a reference system by its code; one written out in full is recognised where a code has its very content."""
    if crs is None:
        return ""
    known = crs.to_authority()
    return ":".join(known) if known else str(crs.name)


def _guess(headers: Sequence[str], kinds: set[int]) -> str:
    """Guess the kind of table: a layer of lines holds streets, unless its headers speak of barriers."""
    noun = guess_noun(headers, polygons=bool(kinds & {3, 6}))[0]
    return "street" if kinds and kinds <= _LINES and noun != "barrier" else noun


def _datum_guess(problems: tuple[Problem, ...], source: FileContent, match: Match) -> str:
    cells = source.cells[match.columns["datum"]] if "datum" in match.columns else []
    named = sorted({str(datum) for datum in map(parse_datum, dict.fromkeys(cells)) if datum is not None})
    if named:
        return ", ".join(named)
    codes = {p.code for p in problems}
    if codes & {"datum.undeclared", "crs.looks_metres"}:
        return ""
    if "datum.by_header" in codes:
        return str(next(p.params["now"] for p in problems if p.code == "datum.by_header"))
    if codes & {"datum.assumed", "datum.by_rule"}:
        return "WGS84"
    return source.datum if source.crs is None else str(crs_datum(source.crs) or "")
