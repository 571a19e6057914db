"""The datum of files that do not state one: compared with the streets of the run, taken over where the comparison is sure, and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import InputError, Problem, Severity
from planner.inputs import Against, InputTable, adopted, compared, contradicted, read
from planner.model import InputSpec
from planner.network import Segments
from planner.texts.network import STREETS_NAME


def settle_datums(
    problems: list[Problem],
    tables: dict[str, InputTable],
    files: Mapping[str, tuple[str, InputSpec]],
    segments: Segments,
    area: BaseGeometry | None,
) -> None:
    """Read files whose only fault is an undeclared datum, where the streets say surely which; doubt a datum that streets contradict.

    Metres without a reference system stay an error; what a comparison says of them stands beside it.

    Parameters
    ----------
    problems
        Errors so far; those that are settled are taken out.
    tables
        Tables by the scenario's name for them; those that can be read after all are added, with the doubt that says how.
    files
        Kind of table and spec by the same name.
    segments
        Streets of the run.
    area
        Study area in WGS84.
    """
    against: Against | None = None
    for noun, (kind, spec) in files.items():
        table = tables.get(noun)
        own = [p for p in problems if p.file == spec.name]
        by_rule = table is not None and any(p.code == "datum.by_rule" for p in table.problems)
        codes = {p.code for p in own}
        if not by_rule and not codes & {"datum.undeclared", "crs.looks_metres"}:
            continue
        against = against or streets_against(segments)
        if table is not None:
            told = contradicted(kind, spec, against)
            tables[noun] = replace(table, problems=(*told, *table.problems))
            continue
        if "crs.looks_metres" in codes:  # never taken over, but the person who must say is told what the streets say
            problems.append(replace(compared(kind, spec, against), severity=Severity.ERROR))
            continue
        found = adopted(kind, spec, own, against)
        if found is not None:
            problems[:] = [p for p in problems if p not in own]
            try:
                table = read(kind, found[0], area=area)
            except InputError as error:
                problems.extend(error.problems)
            else:
                tables[noun] = replace(table, spec=spec, problems=(found[1], *table.problems))


def streets_against(segments: Segments) -> Against:
    """Return the streets of a run as lines to compare with."""
    lon = np.stack([segments.lon[segments.a], segments.lon[segments.b]], axis=1)
    lat = np.stack([segments.lat[segments.a], segments.lat[segments.b]], axis=1)
    return Against(STREETS_NAME, shapely.linestrings(np.stack([lon, lat], axis=2)))
