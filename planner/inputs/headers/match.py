"""Which column of a file is which canonical field."""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.inputs.headers.fields import FIELDS, FieldKind
from planner.inputs.values.cells import UNITS
from planner.texts.reading import headers as words

_BRACKETS = re.compile(r"[(\[【{]([^()\[\]【】{}]*)[)\]】}]")
_NOISE = re.compile(r"[\s_\-/、,，.。:：;；()\[\]【】{}*'\"“”^]+")
_LIKE = 0.6
_CUT_LEAST = 3  # characters: what ten bytes leave of a Chinese header in UTF-8
_PLACE_FIELDS = ("lon", "lat", "lonlat")


@dataclass(frozen=True, slots=True)
class Match:
    """How the headers of a file were understood.

    Attributes
    ----------
    columns
        Canonical field → position of its column.
    rivals
        Canonical field → positions of further columns that would fit as well.
    extras
        Positions of columns not recognised.
    unknown_fields
        Fields that ``spec.columns`` names but this kind of table does not have.
    shortened
        Fields recognised by a header that the format cut short.
    absent
        Field → header that ``spec.columns`` names but the file does not have.
    """

    columns: Mapping[str, int]
    rivals: Mapping[str, tuple[int, ...]]
    extras: tuple[int, ...]
    unknown_fields: tuple[str, ...] = ()
    shortened: tuple[str, ...] = ()
    absent: Mapping[str, str] | None = None


def plain_header(header: str) -> tuple[str, str]:
    """Reduce a header to what is compared, and the unit standing in its brackets.

    Examples
    --------
    >>> plain_header("建筑面积（万㎡）")
    ('建筑面积', '万m2')
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    unit = ""

    def drop(found: re.Match[str]) -> str:
        nonlocal unit
        inner = _NOISE.sub("", found[1]).removeprefix(words.UNIT)
        if any(inner in units for units in UNITS.values()):
            unit = inner
            return ""
        return "" if inner in words.ASIDES or not inner else found[0]

    return _NOISE.sub("", _BRACKETS.sub(drop, text)), unit


def header_factor(noun: str, field: str, header: str) -> Decimal:
    """Return what one unit of a column is in the field's own unit, from the unit its header names; 1 where it names none."""
    kind = FIELDS[noun][field][0]
    units = UNITS.get(kind, {})
    name, unit = plain_header(header)
    if unit in units:
        return units[unit]
    if name in _names(noun, field):
        return Decimal(1)
    return next(
        (units[u] for u in sorted(units, key=len, reverse=True) if name.endswith(u) and name[: -len(u)] in _names(noun, field)), Decimal(1)
    )


def header_datum(header: str) -> str:
    """Return the datum a header names (``高德坐标``, ``经度(BD-09)``); empty where it names none, or several."""
    text = _NOISE.sub("", unicodedata.normalize("NFKC", header).casefold())
    found = [datum for datum, named in words.DATUM_WORDS.items() if any(word in text for word in named)]
    return found[0] if len(found) == 1 else ""


def place_datum(headers: Sequence[str], match: Match) -> str:
    """Return the datum that the headers of the coordinates name; empty where they name none, or differ."""
    named = {header_datum(headers[match.columns[f]]) for f in _PLACE_FIELDS if f in match.columns} - {""}
    return named.pop() if len(named) == 1 else ""


def match_headers(noun: str, headers: Sequence[str], forced: Mapping[str, str], *, cut: bool = False) -> Match:
    """Find the columns of a table.

    Parameters
    ----------
    noun
        Kind of table, a key of :data:`planner.inputs.headers.fields.FIELDS`.
    headers
        As they stand in the file, in order.
    forced
        Canonical field → header, from the scenario file; goes before recognition.
    cut
        Whether headers may have been cut short: then one that begins the names of a single field is taken for it.

    Returns
    -------
    Match
        Where several columns fit a field, the one that bears the canonical name or else the first is taken; one that only counts the
        rows (序号) gives way to any other.
    """
    fields = FIELDS[noun]
    stripped = [h.strip() for h in headers]
    columns = {f: stripped.index(h.strip()) for f, h in forced.items() if f in fields and h.strip() in stripped}
    taken = set(columns.values())
    fitting: dict[str, list[int]] = {}
    shortened: dict[str, int] = {}
    for at, header in enumerate(headers):
        if at not in taken:
            field = field_named(noun, header)
            if field is None and cut:
                field = _recognise_cut(noun, header)
                shortened.update({field: at} if field is not None else {})
            if field is not None:
                fitting.setdefault(field, []).append(at)
    rivals: dict[str, tuple[int, ...]] = {}
    for field, places in fitting.items():
        if field in columns:
            continue
        named = [at for at in places if stripped[at] not in words.RUNNING_NUMBERS] or places
        best = next((at for at in places if stripped[at].casefold() == field), named[0])
        columns[field] = best
        if len(places) > 1:
            rivals[field] = tuple(at for at in places if at != best)
    used = set(columns.values()) | {at for places in rivals.values() for at in places}
    return Match(
        columns={f: columns[f] for f in fields if f in columns},
        rivals=rivals,
        extras=tuple(at for at in range(len(headers)) if at not in used),
        unknown_fields=tuple(f for f in forced if f not in fields),
        shortened=tuple(f for f, at in shortened.items() if columns.get(f) == at),
        absent={f: h for f, h in forced.items() if f in fields and h.strip() not in stripped},
    )


def near_headers(noun: str, field: str, headers: Sequence[str]) -> list[str]:
    """Return the headers of a file that look most like a field's names, best first, at most three."""
    scored = [(_likeness(noun, field, h), h) for h in headers]
    return [h for score, h in sorted(scored, key=lambda pair: -pair[0]) if score >= 0.5][:3]


def propose(noun: str, headers: Sequence[str], match: Match) -> dict[str, str]:
    """Propose fields for headers that were not recognised: canonical field → the header that looks most like it.

    Each header is proposed once, for the field it resembles most; nothing is proposed below a likeness of 0.6. A proposal is never used
    before a person confirms it.
    """
    extras = [headers[at] for at in match.extras if headers[at].strip()]
    open_fields = [f for f in FIELDS[noun] if f not in match.columns]
    scored = [(_likeness(noun, f, h), f, h) for f in open_fields for h in extras]
    found: dict[str, str] = {}
    for score, field, header in sorted(scored, key=lambda entry: -entry[0]):
        if score >= _LIKE and field not in found and header not in found.values():
            found[field] = header
    return found


def _likeness(noun: str, field: str, header: str) -> float:
    name = plain_header(header)[0]
    return max(difflib.SequenceMatcher(None, name, known).ratio() for known in _names(noun, field))


def is_known_header(header: str) -> bool:
    """Return whether any kind of table knows a header."""
    name, _ = plain_header(header)
    names = _all_names()
    return name in names or any(name.endswith(u) and name[: -len(u)] in names for units in UNITS.values() for u in units)


@functools.cache
def _all_names() -> frozenset[str]:
    return frozenset(name for noun, fields in FIELDS.items() for field in fields for name in _names(noun, field))


@functools.cache
def _names(noun: str, field: str) -> frozenset[str]:
    return frozenset({plain_header(field)[0]} | {plain_header(alias)[0] for alias in FIELDS[noun][field][1]})


def field_named(noun: str, header: str) -> str | None:
    """Return the field of a kind of table that a header names; ``None`` where it names none."""
    name, _ = plain_header(header)
    fields = FIELDS[noun]
    exact = next((f for f in fields if name in _names(noun, f)), None)
    if exact is not None or not name:
        return exact
    for field, (kind, _aliases) in fields.items():  # a unit written behind the name without brackets
        if any(name.endswith(u) and name[: -len(u)] in _names(noun, field) for u in UNITS.get(kind, {})):
            return field
    return None


def _recognise_cut(noun: str, header: str) -> str | None:
    name, _ = plain_header(header)
    begun = [f for f in FIELDS[noun] if any(full.startswith(name) for full in _names(noun, f))]
    return begun[0] if len(begun) == 1 and len(name) >= _CUT_LEAST else None


def guess_noun(headers: Sequence[str], *, polygons: bool) -> tuple[str, dict[str, int]]:
    """Guess what kind of table a file is from how many of its headers each kind knows.

    Parameters
    ----------
    headers
        As they stand in the file.
    polygons
        Whether it holds areas; facilities and demand points rarely do.

    Returns
    -------
    tuple
        The best noun (empty where no header is known), and every noun's count.
    """
    scores: dict[str, int] = {}
    for noun in words.TELLING:  # streets are told by their shape
        match = match_headers(noun, headers, {})
        own = [f for f in match.columns if FIELDS[noun][f][0] not in {FieldKind.DEGREE, FieldKind.DATUM, FieldKind.PAIR}]
        telling = sum(any(word in header for word in words.TELLING[noun]) for header in headers)
        scores[noun] = 4 * len(own) + 6 * telling + 2 * (polygons == (noun in {"community", "parcel", "compound"}))
    best = max(scores, key=lambda noun: scores[noun])
    return (best if match_headers(best, headers, {}).columns else ""), scores
