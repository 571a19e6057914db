"""Headline figures of scenarios side by side, and the difference a reader of rounded figures sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.model import CentreStatus, Verdict
from planner.run import CentreCounts
from planner.texts.comparing import FIGURES, PROFILE_WORDS
from planner.texts.figures import percent, rounded, signed, thousands


def figures_of(summaries: Sequence[Mapping[str, Any]], centres: Sequence[CentreCounts]) -> pd.DataFrame:
    """Return one row per figure: its value in each scenario and the exact difference of each from the first."""
    rows = []
    told = [dict(_told(s, c)) for s, c in zip(summaries, centres, strict=True)]
    for key in dict.fromkeys(k for t in told for k in t):
        name, minutes, profile = key
        values = [t.get(key) for t in told]
        paces = PROFILE_WORDS.get(profile, (profile, profile))
        label, label_en = (t.format(minutes=minutes, profile=pace) for t, pace in zip(FIGURES[name], paces, strict=True))
        base = values[0]
        changes = [None if v is None or base is None else round(v - base, 6) for v in values[1:]]
        rows.append(["_".join(p for p in key if p), label, label_en, *values, *changes])
    numbers = [str(i + 1) for i in range(len(summaries))]
    return pd.DataFrame(rows, columns=["figure", "label", "label_en", *numbers, *(f"{n}-1" for n in numbers[1:])])


def _told(summary: Mapping[str, Any], centres: CentreCounts) -> Iterator[tuple[tuple[str, str, str], float | None]]:
    coverage = summary["coverage"]
    for name in ("persons", "older_persons"):
        yield (name, "", ""), coverage[name]
    for group in ("facility", "centre", "qualified_centre"):
        for minutes, by_profile in coverage[group].items():
            for profile, told in by_profile.items():
                yield (f"reached_{group}", minutes, profile), told["persons"]
                yield (f"share_{group}", minutes, profile), told["share"]
    yield ("off_network_persons", "", ""), coverage["off_network_persons"]
    for room, names in (("parcels", Verdict), ("communities", CentreStatus)):
        counts = summary["communities_urban" if room == "communities" else room]  # villages are not judged
        for name in names:
            yield (f"{room}_{name}", "", ""), counts[str(name)]
    yield ("facilities_used", "", ""), summary["facilities"]["used"]
    yield ("facilities_centres_in_operation", "", ""), centres.in_operation
    yield ("facilities_centres_used", "", ""), centres.counted
    yield ("facilities_centres_not_placed", "", ""), centres.not_placed
    yield ("facilities_centres_off_network", "", ""), centres.off_network
    yield ("quality_doubt", "", ""), summary["quality"]["doubt"]


def shown_change(figure: str, now: Any, base: Any) -> Decimal | None:
    """Return the difference of two figures as they are shown, so that a row adds up for whoever checks it.

    Parameters
    ----------
    figure
        Code of the figure; of a share the difference counts percentage points, with one decimal.
    now, base
        Values; missing ones give ``None``.
    """
    if now is None or base is None or pd.isna(now) or pd.isna(base):
        return None
    if figure.startswith("share"):
        one, two = (rounded(100 * Decimal(repr(float(v))), 1) for v in (now, base))
    else:
        one, two = rounded(now), rounded(base)
    return one - two


def figure_told(row: Mapping[Any, Any], column: str, points: str) -> str:
    """Write a figure of one scenario, or the difference of two as they are shown; "–" where there is none.

    Parameters
    ----------
    row
        A row of :func:`figures_of`.
    column
        Number of a scenario, or two of them: ``"2-1"``.
    points
        How percentage points are said, with ``{n}``.
    """
    first, _, second = column.partition("-")
    value: Any = shown_change(str(row["figure"]), row[first], row[second]) if second else row[column]
    if value is None or pd.isna(value):
        return "–"
    share = str(row["figure"]).startswith("share")
    if not second:
        return percent(value) if share else thousands(value)
    return points.format(n=signed(value, 1)) if share and value else signed(value)
