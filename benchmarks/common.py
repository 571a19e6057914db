"""What several benchmarks share: where the data lies, which machine this is, fair timing of two rivals, and how figures are printed."""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

PAIRS = 9
_SHORTEST_S = 0.03  # shorter work is repeated within a measurement: clocks and interrupts would drown it

#: ``ptr`` (sources + 1), ``node``, ``mm``: what each source reaches, as ragged rows.
Found = tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]
Work = Callable[[], object]


def data() -> Path:
    """Folder of the large test data: ``PLANNER_TEST_DATA``, else ``../shared/data`` beside the repository."""
    folder = Path(os.environ.get("PLANNER_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    if not (folder / "README.md").is_file():
        sys.exit("the benchmarks need the large test data: set PLANNER_TEST_DATA to its folder, or place it in ../shared/data")
    return folder


def heading(title: str) -> None:
    load = ", ".join(f"{v:.1f}" for v in os.getloadavg()) if hasattr(os, "getloadavg") else "?"
    print(f"## {title}\n\n{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load}\n")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for row in (head, ["---"] * len(head), *rows):
        print("| " + " | ".join(row) + " |", flush=True)


class Asked(NamedTuple):
    """What a ratio is held against: at least this, or, where ``at_most``, no more."""

    bound: float
    aim: float
    at_most: bool = False

    def __str__(self) -> str:
        sign = "≤" if self.at_most else "≥"
        return f"{sign} {self.bound:g}" + (f" · {sign} {self.aim:g}" if self.aim != self.bound else "")

    def verdict(self, ratio: float) -> str:
        """Say whether the aim, what is asked, or neither is reached."""
        if self.at_most:
            return "aim" if ratio <= self.aim else "yes" if ratio <= self.bound else "**no**"
        return "aim" if ratio >= self.aim else "yes" if ratio >= self.bound else "**no**"


class Pairs(NamedTuple):
    """Seconds of two rivals, measured in turns."""

    ours: list[float]
    theirs: list[float]

    def cells(self, asked: Asked) -> list[str]:
        """Milliseconds of both, median and spread of the ratio of each pair, what is asked, whether it is reached."""
        higher, lower = (self.ours, self.theirs) if asked.at_most else (self.theirs, self.ours)
        ratios = [a / b for a, b in zip(higher, lower, strict=True)]
        median, digits = statistics.median(ratios), 2 if statistics.median(ratios) < 10 else 1
        spread = f"{median:.{digits}f} ({min(ratios):.{digits}f}–{max(ratios):.{digits}f})"
        return [*(f"{1000 * statistics.median(side):,.1f}" for side in self), spread, str(asked), asked.verdict(median)]


FASTER = ["against", "ours ms", "theirs ms", "times faster: median (least–most)", "at least · aim", "reached"]
SLOWER = ["against", "ours ms", "its ms", "times its time: median (least–most)", "at most · aim", "reached"]


def interleaved(ours: Work, theirs: Work, pairs: int = PAIRS) -> Pairs:
    """CPU seconds of two rivals, one after the other and again, so that what disturbs one disturbs both."""
    often = _repeats(ours), _repeats(theirs)
    gc.collect()
    gc.disable()
    try:
        taken = [(_seconds(ours, often[0]), _seconds(theirs, often[1])) for _ in range(pairs)]
    finally:
        gc.enable()
    return Pairs([a for a, _ in taken], [b for _, b in taken])


def same_found(name: str, ours: Found, theirs: Found, *, off_mm: int = 0) -> None:
    """Stop unless both reach the same nodes over the same millimetres: nothing is timed that gives other answers."""
    (ptr, node, mm), (their_ptr, their_node, their_mm) = in_order(ours), in_order(theirs)
    if not np.array_equal(ptr, their_ptr) or not np.array_equal(node, their_node) or np.abs(mm - their_mm).max(initial=0) > off_mm:
        sys.exit(f"{name} does not give the same answers")


def in_order(found: Found, *, by_distance: bool = False) -> Found:
    """Give the rows of each source sorted by node, or by distance, then node."""
    ptr, node, mm = found
    source = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    order = np.lexsort((node, mm, source) if by_distance else (mm, node, source))
    return ptr, node[order], mm[order]


def ragged(source: npt.NDArray[Any], node: npt.NDArray[Any], mm: npt.NDArray[Any], n_sources: int) -> Found:
    """Join columns sorted by source to ragged rows."""
    ptr = np.zeros(n_sources + 1, dtype=np.int64)
    np.cumsum(np.bincount(source, minlength=n_sources), out=ptr[1:])
    return ptr, node, np.rint(mm).astype(np.int64)


def _repeats(work: Work) -> int:
    """How often work is to be done within one measurement; the first of these runs also leaves caches and compiled code warm."""
    work()
    return max(1, math.ceil(_SHORTEST_S / max(_seconds(work, 1), 1e-6)))


def _seconds(work: Work, times: int) -> float:
    begin = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begin) / times


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{names[0]} ({platform.machine()})" if names else platform.machine()
