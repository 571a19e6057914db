"""Subsidies of two runs held against each other, amount by amount."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from planner.tables import frame_of

_KEY = ("level", "source", "project", "name", "county", "rule_id", "title")
_FIGURES = ("low_yuan", "high_yuan", "not_reckoned")


def money_changes(before: pd.DataFrame | None, now: pd.DataFrame | None, number: int) -> pd.DataFrame:
    """Return amounts and sums that came, went or differ.

    Parameters
    ----------
    before, now
        Tables ``subsidies`` of both runs, as computed or as read back; ``None`` where a run reckons none.
    number
        Number of the second scenario.

    Returns
    -------
    pandas.DataFrame
        One row per amount (``level`` ``project``), county (``county``) and rule (``all``), sums first. A side on which the amount does not
        stand counts as nothing there; a change is left empty where either side could not be reckoned.
    """
    one, two = _by_key(before), _by_key(now)
    rows: list[dict[str, Any]] = []
    for key in dict.fromkeys([*two, *one]):
        old, new = one.get(key), two.get(key)
        if _same(old, new):
            continue
        ends = {end: (_figure(old, end), _figure(new, end)) for end in _FIGURES}
        rows.append(
            {
                "scenario": number,
                "what": "new" if old is None else "gone" if new is None else "changed",
                **dict(zip(_KEY, key, strict=True)),
                **{f"{end}_before": was for end, (was, _) in ends.items()},
                **{end: now for end, (_, now) in ends.items()},
                **{f"{end}_change": _change(*ends[end]) for end in ("low_yuan", "high_yuan")},
                "formula_before": _text(old, "formula"),
                "formula": _text(new, "formula"),
                "citation": _text(new or old, "citation"),
            }
        )
    rows.sort(key=lambda row: ("all", "county", "project").index(row["level"]))
    return frame_of("subsidies", rows, "comparison", dtype=object)


def _change(before: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if before is None or now is None else now - before


def _by_key(table: pd.DataFrame | None) -> dict[tuple[str, ...], Mapping[Any, Any]]:
    rows = [] if table is None else table.to_dict("records")
    return {tuple(_text(row, name) for name in _KEY): row for row in rows}


def _same(old: Mapping[Any, Any] | None, new: Mapping[Any, Any] | None) -> bool:
    if old is None or new is None:
        return False
    return [_figure(old, n) for n in _FIGURES] == [_figure(new, n) for n in _FIGURES] and _text(old, "formula") == _text(new, "formula")


def _text(row: Mapping[Any, Any] | None, name: str) -> str:
    value = None if row is None else row.get(name)
    return "" if value is None or value != value else str(value)  # noqa: PLR0124 - NaN differs from itself


def _figure(row: Mapping[Any, Any] | None, name: str) -> Decimal | None:
    """Return a figure of a row: nothing where the row is not there, ``None`` where it could not be reckoned."""
    text = "0" if row is None else _text(row, name)
    return Decimal(text) if text else None
