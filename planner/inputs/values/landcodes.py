"""Land-use codes: what a code means depends on the scheme it is written in, so every layer declares its scheme.

The same digits mean different things: 0702 is urban community-service land in the 2020/2023 national classification, and rural homesteads
in the third land survey. Without a declared scheme such a code says nothing. The schemes stand in ``landcodes.json`` beside this file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from planner.inputs.values.cells import is_missing, plain

SCHEMES: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {
        scheme: MappingProxyType(starts)
        for scheme, starts in json.loads(Path(__file__).with_name("landcodes.json").read_text(encoding="utf-8")).items()
    }
)
"""Scheme → beginning of a code → whether people live on such land, as ``landcodes.json`` says. The longest beginning counts."""

_CODE = re.compile(r"[0-9]{2,6}|[a-z]{1,2}[0-9]{0,3}")


def is_residential(text: str, scheme: str) -> bool | None:
    """Return whether land of a code is residential.

    Parameters
    ----------
    text
        Code as it stands, perhaps with its name behind it (``0701 城镇住宅用地``).
    scheme
        A key of :data:`SCHEMES`; empty where none was declared.

    Returns
    -------
    bool or None
        ``None`` where the cell is blank or holds no code, the scheme does not know it, or the schemes that could be meant differ.
    """
    found = _CODE.match(plain(text)) if not is_missing(text) else None
    if found is None:
        return None
    answers = {_answer(found[0], table) for name, table in SCHEMES.items() if scheme in {"", name}} - {None}
    return answers.pop() if len(answers) == 1 else None


def _answer(code: str, table: Mapping[str, bool]) -> bool | None:
    numbers = next(iter(table))[0].isdigit()
    if code[0].isdigit() != numbers:
        return None
    best = max((start for start in table if code.startswith(start)), key=len, default=None)
    if best is None:
        return False if numbers else None
    return table[best]


def undecided(texts: Sequence[str], scheme: str) -> list[int]:
    """Return the positions of codes that mean one thing in one scheme and another in the next, where no scheme was declared."""
    if scheme:
        return []
    return [at for at, text in enumerate(texts) if _CODE.match(plain(text)) and not is_missing(text) and is_residential(text, "") is None]
