"""Looking at the compounds of Wuhan: reading the list, and finding its datum by a comparison with the streets."""

from __future__ import annotations

import statistics
import time

from benchmarks.common import data, heading, table
from planner.inputs import inspect_file, layer_against
from planner.model import InputSpec

REPEATS = 7
AIM_S = 2.0


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
    rows = []
    for name, times in (
        ("reading the streets compared with", [a for a, _ in taken[1:]]),
        ("reading the list and finding its datum", [b for _, b in taken[1:]]),
        ("both", [a + b for a, b in taken[1:]]),
    ):
        middle = statistics.median(times)
        rows.append([name, f"{middle:.2f} ({min(times):.2f}–{max(times):.2f})", f"≤ {AIM_S:g}", "yes" if middle <= AIM_S else "**no**"])
    table(["what", "median (range)", "aim", "reached"], rows)
