"""Reading lists of thousands of rows, and finding the datum of one by a comparison with the streets."""

from __future__ import annotations

import statistics
import time

from benchmarks.common import data, heading, table
from planner.geo import Datum
from planner.inputs import inspect_file, layer_against, read
from planner.model import InputSpec

REPEATS = 7
AIM_S, LIST_AIM_S = 2.0, 1.0
LISTS: tuple[tuple[str, str, Datum], ...] = (
    ("compound", "wuhan/compounds.csv", Datum.BD09),
    ("demand", "newport/demand.csv", Datum.WGS84),
)


def run() -> None:
    heading("Wuhan's compounds read, their datum found, seconds of CPU with warm imports")
    streets = InputSpec(data() / "osm" / "wuhan_8989_original.parquet", crs="EPSG:32650")
    path = data() / "cases" / "wuhan" / "compounds.csv"
    taken: list[tuple[float, float]] = []
    for _ in range(REPEATS + 1):
        begin = time.process_time()
        against = layer_against(streets)
        middle = time.process_time()
        found = inspect_file(path, against=against)
        taken.append((middle - begin, time.process_time() - middle))
    best = found.detection.best if found.detection is not None else None
    if best is None or str(best.reading.datum) != "BD-09":
        raise SystemExit("the datum found is not BD-09")
    rows = [
        _row("reading the streets compared with", [a for a, _ in taken[1:]], AIM_S),
        _row("reading the list and finding its datum", [b for _, b in taken[1:]], AIM_S),
        _row("both", [a + b for a, b in taken[1:]], AIM_S),
    ]
    table(["what", "median (range)", "aim", "reached"], rows)
    heading("Long lists read into clean tables, seconds of CPU")
    table(["what", "median (range)", "aim", "reached"], [_list_read(*one) for one in LISTS])


def _list_read(noun: str, name: str, datum: Datum) -> list[str]:
    spec = InputSpec(data() / "cases" / name, datum=datum)
    taken = []
    for _ in range(REPEATS + 1):
        begin = time.process_time()
        rows = len(read(noun, spec).frame)
        taken.append(time.process_time() - begin)
    return _row(f"{name}, {rows:,} rows", taken[1:], LIST_AIM_S)


def _row(what: str, seconds: list[float], aim_s: float) -> list[str]:
    middle = statistics.median(seconds)
    return [what, f"{middle:.2f} ({min(seconds):.2f}–{max(seconds):.2f})", f"≤ {aim_s:g}", "yes" if middle <= aim_s else "**no**"]
