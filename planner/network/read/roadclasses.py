"""Classes of roads in a layer: which columns say them, what a word or code means, and what is not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.errors import Problem, Severity
from planner.inputs.headers import field_named
from planner.network.walking import KNOWN_HIGHWAYS, WalkAccess, walk_access
from planner.texts.reading.streets import BESIDE_PARTS, NOT_WALKED_PARTS, ROAD_CLASSES, ROAD_NUMBERS

Words = npt.NDArray[np.object_]

#: The kind of a road whose layer says no class.
PLAIN_KIND = "road"
#: Columns beside ``highway`` in layers made of OSM: where one is filled and ``highway`` is blank, the line is no road.
OTHER_FEATURES = ("aerialway", "aeroway", "barrier", "man_made", "natural", "piste:type", "power", "railway", "waterway")
_STRICTNESS = {WalkAccess.PUBLIC: 0, WalkAccess.PRIVATE: 1, WalkAccess.NONE: 2}
_MOST_WORDS = 12
_LISTED = re.compile(r"[;,；，|、/\[\]'\"]+")


@dataclass(frozen=True, slots=True)
class RoadClasses:
    """The class of each row of a layer.

    Attributes
    ----------
    kinds
        Value of ``highway`` of each row; the word as written where it is not known.
    unknown
        Whether nobody knows what the row's word means, so that nobody is said to walk there.
    column
        The column that said it, empty where none does.
    read
        Whether any word of that column is known; where none is, the layer counts as one without classes.
    """

    kinds: Words
    unknown: npt.NDArray[np.bool_]
    column: str
    read: bool


@lru_cache(maxsize=4096)
def road_class(word: str) -> str | None:
    """Return the value of ``highway`` that a word or code of a road layer stands for; ``None`` where it is not known.

    Several values in one cell (``residential;service``, a list that OSMnx merged) give the one that is closed the most.

    Examples
    --------
    >>> road_class("主干路"), road_class("G5"), road_class("某某")
    ('primary', 'motorway', None)
    """
    plain = unicodedata.normalize("NFKC", word).strip().casefold()
    found = _one_class(plain)
    if found is None:
        parts = [_one_class(part.strip()) for part in _LISTED.split(plain) if part.strip()]
        known = [part for part in parts if part is not None]
        found = max(known, key=_strictness) if len(parts) > 1 and len(known) == len(parts) else None
    return found


def _one_class(plain: str) -> str | None:
    if plain in KNOWN_HIGHWAYS:
        return plain
    squeezed = re.sub(r"\s+", "", plain)
    if squeezed in ROAD_CLASSES:
        return ROAD_CLASSES[squeezed]
    for pattern, kind in ROAD_NUMBERS:
        if re.fullmatch(pattern, squeezed):
            return kind
    if any(part in squeezed for part in BESIDE_PARTS):
        return None
    return next((kind for part, kind in NOT_WALKED_PARTS.items() if part in squeezed), None)


def _strictness(kind: str) -> int:
    return _STRICTNESS[walk_access({"highway": kind})]


def class_columns(layer: gpd.GeoDataFrame, columns: Mapping[str, str]) -> list[str]:
    """Return the columns of a layer that may say the class of a road: the one named for it alone, else every one that is recognised."""
    if "highway" in columns:
        return [columns["highway"]]
    return [str(c) for c in layer.columns if c != layer.geometry.name and (c == "highway" or field_named("street", str(c)) == "highway")]


def road_classes(layer: gpd.GeoDataFrame, columns: Mapping[str, str]) -> RoadClasses:
    """Read the class of every row, of all columns that say one; where several do, the one that is closed the most holds.

    Parameters
    ----------
    layer
        Lines with columns of text, or of lists of text.
    columns
        Tag → column of the layer, where it has another name.
    """
    count = len(layer)
    kinds, unknown = np.full(count, PLAIN_KIND, dtype=object), np.zeros(count, dtype=bool)
    said = [(name, [cell_text(v) for v in layer[name]]) for name in class_columns(layer, columns) if name in layer.columns]
    known = [(name, words, _known(words)) for name, words in said]
    known = [one for one in known if any(word in one[2] for word in one[1])]
    if not known:
        filled = next((name for name, words in said if any(words)), "")
        return _no_roads(layer, RoadClasses(kinds, unknown, filled, read=False))
    first, words, _ = known[0]
    for row in range(count):
        found = [table[words[row]] for _, words, table in known if words[row] in table]
        if found:
            kinds[row] = max(found, key=_strictness)
        else:
            kinds[row], unknown[row] = words[row], True
    return _no_roads(layer, RoadClasses(kinds, unknown, first, read=True))


def _known(words: Sequence[str]) -> dict[str, str]:
    return {word: kind for word in set(words) if (kind := road_class(word)) is not None}


def _no_roads(layer: gpd.GeoDataFrame, classes: RoadClasses) -> RoadClasses:
    """Take lines that another column calls a river, a railway or a wall for what they are."""
    blank = classes.unknown & (classes.kinds == "") if classes.read else np.zeros(len(layer), dtype=bool)
    for name in OTHER_FEATURES:
        if name in layer.columns and blank.any():
            filled = blank & np.asarray([cell_text(v) not in {"", "no"} for v in layer[name]], dtype=bool)
            classes.kinds[filled], classes.unknown[filled] = name, False
            blank &= ~filled
    return classes


def cell_text(value: object) -> str:
    """Return one text for a cell: a list (OSMnx merges tags into lists) joined by semicolons, empty for a missing one."""
    if isinstance(value, (Sequence, np.ndarray)) and not isinstance(value, str):
        return ";".join(cell_text(one) for one in value)
    return "" if value is None or value is pd.NA or value != value else str(value)  # noqa: PLR0124 - NaN is not itself


def class_doubts(classes: RoadClasses, metres: Mapping[str, float], walked_m: float, file: str) -> Iterator[Problem]:
    """Report classes that nobody knows: words of a column that is understood with their kilometres, or a column as a whole.

    Parameters
    ----------
    classes
        Of the layer.
    metres
        Kind → length that is not walked on.
    walked_m
        Length of all that is walked on.
    file
        Name for messages.
    """
    if not classes.read:
        code = "network.classes_unread" if classes.column else "network.no_classes"
        params: dict[str, object] = {"km": f"{walked_m / 1000:,.1f}", "column": classes.column}
        yield Problem(code, Severity.DOUBT, file=file, field=classes.column, params=params)
        return
    if classes.unknown.any():
        words = {str(word): metres.get(str(word), 0.0) for word in set(classes.kinds[classes.unknown])}
        yield unknown_classes(words, int(classes.unknown.sum()), classes.column, file)


def unknown_classes(metres: Mapping[str, float], count: int, column: str, file: str) -> Problem:
    """Report words for a class of road that nobody knows, the longest first: each with the kilometres that are not walked on for it."""
    longest = sorted(metres, key=lambda word: (-metres[word], word))
    parts = [f"{word or '—'} {metres[word] / 1000:,.1f}" for word in longest[:_MOST_WORDS]]
    shown = "、".join(parts) + (" …" if len(longest) > _MOST_WORDS else "")
    params = {"words": shown, "km": f"{sum(metres.values()) / 1000:,.1f}", "count": count}
    return Problem("network.unknown_class", Severity.DOUBT, file=file, field=column, params=params)
