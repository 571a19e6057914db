"""``python -m planner.tables [PAGE]``: make the tables of ``docs/file-formats.md`` anew."""

from __future__ import annotations

import sys
from pathlib import Path

from planner.tables.page import with_tables


def main(arguments: list[str]) -> None:
    """Write the page anew.

    Parameters
    ----------
    arguments
        The page, if it is another than ``docs/file-formats.md`` of the folder one stands in.
    """
    page = Path(arguments[0] if arguments else "docs/file-formats.md")
    page.write_text(with_tables(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
