"""Sentences on homes: why one is not reached, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from planner.texts.access import CHANGES, WHY_NOT

FloatArray = npt.NDArray[np.float64]

#: Sentences remembered at the most; beyond that, one starts anew.
_MOST_SAID = 200_000
#: Reason → what is said instead where a figure is not known, and the figure.
_UNKNOWN: Mapping[str, tuple[str, str]] = {
    "too_far": ("too_far_beyond", "walk_m"),
    "no_street": ("no_street_beyond", "street_m"),
    "no_facility_near": ("no_facility_beyond", "straight_m"),
}


class HomeSentences:
    """Sentences on homes, by what they are made of; what was said before is not put together again."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[str, str]] = {}

    def all_of(self, reasons: Sequence[str], changes: Sequence[str], shown: Mapping[str, FloatArray]) -> list[tuple[str, str]]:
        """Describe for each home why it is not reached, and what would mend it, in Chinese and English."""
        figures = (np.nan_to_num(values, nan=-1.0, posinf=np.inf).tolist() for values in shown.values())
        known = self._known if len(self._known) < _MOST_SAID else {}
        out = []
        for key in zip(reasons, changes, *figures, strict=True):
            pair = known.get(key)
            if pair is None:
                texts = {column: _text(column, value) for column, value in zip(shown, key[2:], strict=True)}
                pair = known[key] = _sentences(key[0], key[1], texts)
            out.append(pair)
        self._known = known
        return out


def _sentences(reason: str, change: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Describe why, and what would mend it, in Chinese and English."""
    other, needed = _UNKNOWN.get(reason, (reason, ""))
    parts = [WHY_NOT[other if needed and values[needed] == "?" else reason]]
    if change:
        parts.append(CHANGES[change])
    zh, en = ([part[at].format_map(values) for part in parts] for at in (0, 1))
    return "；".join(zh), "; ".join(en)


def _text(column: str, value: float) -> str:
    """Write a figure as a sentence has it: minutes with a tenth, metres without; -1 is one that is not known."""
    return "?" if value == -1.0 else f"{value:.{1 if column.endswith('_min') else 0}f}"
