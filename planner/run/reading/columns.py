"""Headers and flags of the lists that only rules read, whatever their width, blanks and capitals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from planner.errors import InputError, Problem, Severity
from planner.inputs.formats import FileContent
from planner.model import InputSpec
from planner.texts.rules.facts import NO_WORDS, YES_WORDS


def plain(text: str) -> str:
    """Return a text without width, blanks and capitals."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def flag(text: str) -> bool | None:
    """Return what a cell of a column of flags says; ``None`` where it says neither yes nor no."""
    said = plain(text)
    return True if said in YES_WORDS else False if said in NO_WORDS else None


def field_of(header: str, known: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the field a header stands for, by its own name or one of the words for it."""
    text = plain(header)
    return next((field for field, words in known.items() if text in {field, *map(plain, words)}), None)


def columns_of(
    source: FileContent, known: Mapping[str, tuple[str, ...]], spec: InputSpec, *, optional: frozenset[str] = frozenset()
) -> dict[str, int]:
    """Find the column of each field; of several words for one field the first named wins.

    Raises
    ------
    InputError
        If a column that is not optional is missing.
    """
    headers = [plain(h) for h in source.headers]
    found = {field: headers.index(plain(word)) for field, words in known.items() for word in reversed(words) if plain(word) in headers}
    missing = [words[0] for field, words in known.items() if field not in found and field not in optional]
    if missing:
        params = {"known": "、".join(w[0] for w in known.values())}
        raise InputError([Problem("facts.missing_column", Severity.ERROR, spec.name, value="、".join(missing), params=params)])
    return found
