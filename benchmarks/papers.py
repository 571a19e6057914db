"""Papers of a finished run: parcel opinions in Word without and with plates, the report on the run, the workbook."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.common import Asked, data, heading, table
from planner.report import Wanted, read_finished, write_reports, write_results
from planner.report.kinds import Desk
from planner.run import Scenario

REPEATS = 3
PLAIN, PLATES = Asked(5, 5), Asked(1, 1)


def run() -> None:
    heading("Papers of the Wuhan case (60 parcels)")
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_results(Scenario.load(data() / "cases" / "wuhan" / "baseline.yaml").run(), Path(scratch) / "out")
        parcels = [row["parcel_id"] for row in read_finished(folder).rows("parcels")]
        write_reports(folder, what=["parcel"], wanted=Wanted(parcels=tuple(parcels[:1]), plates=True))  # leaves fonts and templates warm
        print(f"CPU time of one process, reading the folder and drawing the ground included; median of {REPEATS}\n")
        rows = []
        for name, plates, asked in (("parcel opinions", False, PLAIN), ("parcel opinions with plates", True, PLATES)):
            spent = _cpu(lambda plates=plates: write_reports(folder, what=["parcel"], wanted=Wanted(plates=plates)))  # type: ignore[misc]
            rate = len(parcels) / statistics.median(spent)
            rows.append([name, f"{statistics.median(spent):.1f}", f"{rate:.1f}", f"{asked} a second", asked.verdict(rate)])
        for name, work in _single(folder).items():
            rows.append([name, f"{statistics.median(_cpu(work)):.2f}", "–", "–", "–"])
    table(["paper", "seconds", "a second", "asked", "reached"], rows)


def _single(folder: Path) -> dict[str, Callable[[], object]]:
    from planner.report.book.workbook import write_workbook
    from planner.report.word import run_document

    run = read_finished(folder)
    desk = Desk(run, Wanted())
    return {
        "reading the folder": lambda: read_finished(folder),
        "report on the run": lambda: run_document(run, day=desk.day),
        "workbook": lambda: write_workbook(run, folder / "again.xlsx", day=desk.day),
        "ledgers of all counties": lambda: write_reports(folder, what=["ledgers"]),
    }


def _cpu(work: Callable[[], object]) -> Sequence[float]:
    spent = []
    for _ in range(REPEATS):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return spent
