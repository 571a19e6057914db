"""Sentences on homes: why one is not reached, and what would mend it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.run.memory import Memory
from planner.texts.access import CHANGES, WHY_NOT

FloatArray = npt.NDArray[np.float64]

#: Sentences remembered at the most; beyond that, those of homes as they are now.
MOST_SENTENCES = 200_000
#: Reason → what is said instead where a figure is not known, and the figure.
_UNKNOWN: Mapping[str, tuple[str, str]] = {
    "too_far": ("too_far_beyond", "walk_m"),
    "no_street": ("no_street_beyond", "street_m"),
    "no_facility_near": ("no_facility_beyond", "straight_m"),
}


def home_sentences(reasons: Sequence[str], changes: Sequence[str], shown: Mapping[str, FloatArray], said: Memory) -> list[tuple[str, str]]:
    """Describe for each home why it is not reached, and what would mend it, in Chinese and English.

    Parameters
    ----------
    reasons, changes
        One per home: code of the reason, of the small change (empty where none).
    shown
        Figures of the sentences by their column.
    said
        What was said before is not put together again.
    """
    figures = (np.nan_to_num(values, nan=-1.0, posinf=np.inf).tolist() for values in shown.values())

    def sentences(key: tuple[Any, ...]) -> tuple[str, str]:
        return _sentences(key[0], key[1], {column: _text(column, value) for column, value in zip(shown, key[2:], strict=True)})

    return said.each("sentences", list(zip(reasons, changes, *figures, strict=True)), sentences)


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
