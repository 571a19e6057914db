"""Our bounded search against pandana, both in one process and in turns.

pandana is under the AGPL and so no dependency of this project. It is measured where it is importable: in this interpreter, or in the one
that ``PLANNER_BENCH_PYTHON`` names, which must be able to import this project's dependencies too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from contextlib import redirect_stdout
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.cases import LIMIT_MM, Case, porto
from benchmarks.common import FASTER, PAIRS, Asked, Found, heading, interleaved, ragged, same_found, table
from benchmarks.ours import ours
from benchmarks.rivals import cheapest

PUBLIC, CORE = Asked(60, 80), Asked(4, 6)
_NUDGE_MM = 0.25  # pandana cuts lengths off to whole thousandths: a little more keeps each at its millimetre
_ZERO_ARCS_MM = 2  # it gives an arc of no length a thousandth; a walk holds two at most, out of a private part and into another


def run() -> None:
    python = os.environ.get("PLANNER_BENCH_PYTHON") or (sys.executable if find_spec("pandana") else "")
    if not python or subprocess.run([python, "-c", "import pandana"], capture_output=True, check=False).returncode:
        heading("pandana")
        table(FASTER, [["pandana nodes_in_range", *["not installed"] * 5]])
        print("\nIt runs where `PLANNER_BENCH_PYTHON` names an interpreter that has pandana beside this project's dependencies.")
        return
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "tables.md"  # its C++ part writes to standard output, so the tables cannot
        command = [python, "-m", "benchmarks.with_pandana", str(written)]
        done = subprocess.run(command, env={**os.environ, "OMP_NUM_THREADS": "1"}, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        print(written.read_text(encoding="utf-8").rstrip())


def measure() -> None:
    pandana = import_module("pandana")
    case = porto()
    heading(f"pandana {pandana.__version__}. {case.title()}")
    print(f"Both in one process; CPU time of one thread, {PAIRS} interleaved pairs; building pandana's hierarchy is not counted\n")
    table(FASTER, _rows(case, _network(pandana, case)))
    print("\nNo made grid: on one of 100,000 nodes the hierarchy was not built after more than three minutes of CPU time.")


def _network(pandana: Any, case: Case) -> Any:
    tail, head, mm = cheapest(case.arcs)
    number = pd.Series(np.arange(len(case.arcs.indptr) - 1, dtype=np.float64))
    lengths = pd.DataFrame({"m": (mm + _NUDGE_MM) / 1000})
    return pandana.Network(number, number, pd.Series(tail), pd.Series(head), lengths, twoway=False)


def _rows(case: Case, network: Any) -> list[list[str]]:
    limit_m, every = LIMIT_MM / 1000, np.arange(len(case.arcs.indptr) - 1)

    def search() -> Found:
        return ours(case.net, case.nodes, LIMIT_MM)

    def public() -> pd.DataFrame:
        frame: pd.DataFrame = network.nodes_in_range(case.nodes, limit_m)
        return frame

    def core() -> list[list[tuple[int, float]]]:
        found: list[list[tuple[int, float]]] = network.net.nodes_in_range(case.nodes, limit_m, 0, every)
        return found

    same_found("pandana", search(), _from_frame(public(), case), off_mm=_ZERO_ARCS_MM)
    same_found("pandana's core", search(), _from_lists(core()), off_mm=_ZERO_ARCS_MM)
    return [
        ["pandana nodes_in_range, the public call", *interleaved(search, public).cells(PUBLIC)],
        ["the C++ call beneath it", *interleaved(search, core).cells(CORE)],
    ]


def _from_frame(frame: pd.DataFrame, case: Case) -> Found:
    """Ragged rows of the public call's table; our facilities are sorted and differ, so that sources can be looked up."""
    source = np.searchsorted(case.nodes, frame["source"].to_numpy())
    return ragged(source, frame["destination"].to_numpy(), 1000 * frame["m"].to_numpy(), len(case.nodes))


def _from_lists(rows: list[list[tuple[int, float]]]) -> Found:
    source = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
    node, metres = (np.asarray(column) for column in zip(*(pair for row in rows for pair in row), strict=True))
    return ragged(source, node, 1000 * metres, len(rows))


if __name__ == "__main__":
    with Path(sys.argv[1]).open("w", encoding="utf-8") as file, redirect_stdout(file):
        measure()
