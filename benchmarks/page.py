"""Keep a Markdown page up to date: every benchmark's tables between its own marks, and a list of what falls short."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TextIO

MISSED = "**no**"
_SHORT = "shortfalls"


class Tee(io.StringIO):
    """Text that is shown and kept."""

    def __init__(self, shown: TextIO) -> None:
        super().__init__()
        self._shown = shown

    def write(self, text: str, /) -> int:
        """Show it at once, and keep it."""
        self._shown.write(text)
        self._shown.flush()
        return super().write(text)

    def text(self) -> str:
        """All that was written."""
        return self.getvalue()


def update(page: Path, name: str, tables: str) -> None:
    """Put tables between the marks of a benchmark and gather anew, from the whole page, the rows that miss what is asked."""
    text = _between(page.read_text(encoding="utf-8"), name, tables)
    page.write_text(_between(text, _SHORT, shortfalls(text)), encoding="utf-8")


def shortfalls(text: str) -> str:
    """List the table rows that miss what is asked, with the heading they stand under and the names of their columns."""
    heading, head, before, found = "", [""], [""], []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("#"):
            heading = line.lstrip("# ").partition(":")[0]
        elif line.startswith("| ---"):
            head = before
        elif line.startswith("| ") and cells[-1] == MISSED:
            figures = ", ".join(f"{name} {cell}" for name, cell in zip(head[1:-1], cells[1:-1], strict=True))
            found.append(f"- {heading}, {cells[0]}: {figures}")
        before = cells
    return "\n".join(found) or "Nothing."


def _between(text: str, name: str, new: str) -> str:
    begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if len(pattern.findall(text)) != 1:
        sys.exit(f"the page must hold once, in this order: {begin} and {end}")
    return pattern.sub(lambda _: f"{begin}\n{new.strip()}\n{end}", text)
