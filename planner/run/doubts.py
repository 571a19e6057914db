"""Doubts about tables as a whole: communities whose homes are hardly known, old data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from planner.errors import Problem, Severity
from planner.inputs import InputTable, stale_rows
from planner.run.areas import Areas
from planner.run.memory import Memory

MOST_UNKNOWN_HOUSEHOLDS = 0.5
"""Share of a community's compounds without a household count, above which the community is named."""


def run_doubts(tables: dict[str, InputTable], areas: Areas, as_of: date, kept: Memory) -> list[Problem]:
    """Gather the doubts of a run that no single table shows."""
    stale = [problem for table in tables.values() for problem in kept(_stale, table, as_of)]
    compounds = tables.get("compounds")
    unknown = kept(_unknown, compounds, areas) if compounds is not None else []
    return [*stale, *unknown]


def _stale(table: InputTable, as_of: date) -> list[Problem]:
    return list(stale_rows(table, as_of))


def _unknown(compounds: InputTable, areas: Areas) -> list[Problem]:
    return list(_unknown_households(compounds, areas))


def _unknown_households(compounds: InputTable, areas: Areas) -> Iterator[Problem]:
    """Name the communities most of whose compounds carry no household count, in one line."""
    frame = compounds.frame
    if "households" not in frame:
        return
    community = pd.Series(areas.of(frame.geometry.to_numpy()), index=frame.index)
    inside = community != ""
    unknown = ~(frame["households"] > 0)[inside]
    share = unknown.groupby(community[inside]).mean()
    worst = share[share > MOST_UNKNOWN_HOUSEHOLDS].sort_values(ascending=False, kind="stable")
    if len(worst):
        named = "、".join(str(name) for name in worst.index[:5])
        params = {"count": len(worst), "total": len(share), "limit": f"{MOST_UNKNOWN_HOUSEHOLDS:.0%}"}
        yield Problem(
            "quality.households_unknown", Severity.NOTE, compounds.spec.name, None, compounds.headers["households"], named, params=params
        )
