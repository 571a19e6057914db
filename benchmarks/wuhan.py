"""The Wuhan case end to end, each run a whole process: warm, and the first run that compiles; and how soon help is shown."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.common import data, heading, table

REPEATS = 3
WARM_S, FIRST_RATIO, HELP_S, PEAK_GB = 15.0, 2.0, 0.5, 2.0
DEPENDENCIES = (
    "numpy, pandas, geopandas, shapely, pyproj, pyogrio, pyarrow, numba, osmium, networkx, contourpy, pydantic, ruamel.yaml, typer"
)


class Run(NamedTuple):
    """What one process took."""

    seconds: float
    peak_gb: float


def process(arguments: Sequence[str], **environment: str) -> Run:
    """Wall-clock seconds and peak resident memory of one Python process."""
    begin = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments], env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    errors = child.stderr.read() if child.stderr else b""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {child.returncode}:\n{errors.decode(errors='replace')}")
    return Run(seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9)


def run() -> None:
    heading("Wuhan, `planner run` as a whole process")
    with tempfile.TemporaryDirectory() as scratch:
        case = ["-m", "planner", "run", str(data() / "cases" / "wuhan" / "baseline.yaml"), "--out", str(Path(scratch) / "out")]
        process(case)  # leaves every cache warm
        warm = [process(case) for _ in range(REPEATS)]
        imports = [process(["-c", f"import {DEPENDENCIES}"]) for _ in range(REPEATS)]
        caches = [Path(scratch) / f"numba{turn}" for turn in range(REPEATS)]
        first = [process(case, NUMBA_CACHE_DIR=str(cache)) for cache in caches]  # numba then looks nowhere else for compiled code
        compiled = sum(1 for _ in caches[0].rglob("*.nbc"))
        asking = [process(["-m", "planner", *words, "--help"]) for words in ([], ["run"]) for _ in range(REPEATS)]
    if not compiled:
        sys.exit("the first run compiled nothing: it does not show what a first run costs")
    bound = FIRST_RATIO * statistics.median(r.seconds for r in warm)
    table(
        ["run", "seconds", "peak memory", "aim", "reached"],
        [
            _row(f"warm caches, median of {REPEATS}", warm, WARM_S),
            _row(f"first run, {compiled} kernels compiled, median of {REPEATS}; aim: {FIRST_RATIO:g} × warm", first, bound),
            _row("`planner --help` and `planner run --help`, median", asking, HELP_S),
            _row(f"importing the dependencies alone, median of {REPEATS}", imports, None),
        ],
    )


def _row(name: str, runs: Sequence[Run], aim_s: float | None) -> list[str]:
    seconds, peak = statistics.median(r.seconds for r in runs), max(r.peak_gb for r in runs)
    spread = f" ({min(r.seconds for r in runs):.1f}–{max(r.seconds for r in runs):.1f})" if len(runs) > 1 else ""
    shown = [name, f"{seconds:.3g}{spread}", f"{peak:.2f} GB"]
    if aim_s is None:
        return [*shown, "–", "–"]
    return [*shown, f"≤ {aim_s:.3g} s, < {PEAK_GB:.0f} GB", "yes" if seconds <= aim_s and peak < PEAK_GB else "**no**"]
