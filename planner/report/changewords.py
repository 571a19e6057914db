"""Changes of a scenario in words: what a result was counted with besides its data, to stand beside its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from planner.texts import word

#: Figures named with a change, and their units.
_FIGURES = (
    ("floor_area_m2", "㎡"), ("beds", "run.unit.beds"), ("households", "map.unit.households"), ("population", "map.unit.persons"),
)  # fmt: skip

_OTHER_FIELDS = ("to_year", "rate", "older_rate", "value", "source")


def change_words(kind: str, body: Mapping[str, Any], lang: str = "zh") -> str:
    """Format a change in words.

    Parameters
    ----------
    kind
        As a scenario file names it, for example ``"add_facility"``.
    body
        What it says.
    lang
        ``"zh"`` or ``"en"``.
    """
    parts = [str(body[key]) for key in ("name", "id", "kind") if body.get(key)]
    for field, unit in _FIGURES:
        if body.get(field) is not None:
            number = body[field]
            shown = f"{number:,}" if isinstance(number, int | float) else str(number)
            parts.append(f"{shown} {unit if unit == '㎡' else word(unit, lang)}")
    parts += [word(f"run.changed.{key}", lang).format(v=body[key]) for key in _OTHER_FIELDS if body.get(key) is not None]
    at = body.get("at")
    if isinstance(at, list | tuple) and len(at) == 2:
        parts.append(f"{at[0]}, {at[1]}")
    if body.get("path") and kind == "add_road":
        parts.append(str(body["path"]))
    return f"{word(f'live.change.{kind}', lang)} {' · '.join(parts)}".strip()


def scenario_changes(summary: Mapping[str, Any], lang: str = "zh") -> Iterator[str]:
    """Describe each change a run was counted with, in order; nothing where it has none.

    Parameters
    ----------
    summary
        ``summary.json`` of the run.
    lang
        ``"zh"`` or ``"en"``.
    """
    for change in summary["changes"]:
        yield change_words(str(change["change"]), change, lang)


def changes_mark(summary: Mapping[str, Any], lang: str = "zh") -> str:
    """Describe how many changes a run was counted with; empty where it has none."""
    count = len(summary["changes"])
    return word("run.with_changes", lang).format(n=count) if count else ""
