"""Where the data lies, which machine this is, and how figures are printed."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path


def data() -> Path:
    """Folder of the large test data: ``PLANNER_TEST_DATA``, else ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("PLANNER_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not (folder / "README.md").is_file():
        sys.exit("the benchmarks need the large test data: set PLANNER_TEST_DATA to its folder, or place it in ../shared/data")
    return folder


def heading(title: str) -> None:
    load = ", ".join(f"{v:.1f}" for v in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    print(f"## {title}\n\n{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |", flush=True)
