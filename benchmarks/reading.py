"""Reading and simplifying Porto's streets: our reader against OSMnx, each run a process of its own.

OSMnx reads XML only, so the streets our filter keeps are written as XML beforehand, which is not timed: OSMnx gets the easier file, ours
reads the whole ``.osm.pbf`` and filters it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import osmium

from benchmarks.common import FASTER, Asked, Pairs, data, heading, table
from planner.network.walking import TAG_KEYS, WalkAccess, walk_access

PAIRS = 7
TIME, MEMORY = Asked(25, 40), Asked(4, 4)
SMALLER = ["against", "ours MB", "theirs MB", "times smaller: median (least–most)", "at least", "reached"]
_SAME_LENGTH = 0.005  # OSMnx measures on a sphere, which is off by up to three in a thousand


class Read(NamedTuple):
    """What one process read, and what it took."""

    seconds: float
    peak_mb: float
    nodes: int
    km: float


def run() -> None:
    source = data() / "osm" / "porto_portugal.osm.pbf"
    heading("Reading and simplifying Porto's streets, against OSMnx")
    with tempfile.TemporaryDirectory() as scratch:
        xml = Path(scratch) / "porto.osm"
        _write_walkable(source, xml)
        turns = [_pair(source, xml) for _ in range(PAIRS)]
    ours, theirs = turns[0]
    print(f"Ours {ours.nodes:,} nodes, {ours.km:,.0f} km; OSMnx {theirs.nodes:,} nodes, {theirs.km:,.0f} km. {PAIRS} pairs of processes")
    print("in turns; CPU time of reading, imports not counted; peak memory of the whole process\n")
    seconds = Pairs([a.seconds for a, _ in turns], [b.seconds for _, b in turns])
    memory = Pairs([a.peak_mb / 1000 for a, _ in turns], [b.peak_mb / 1000 for _, b in turns])
    what = "osmnx.graph_from_xml, simplified"
    table(FASTER, [[what, *seconds.cells(TIME)]])
    print()
    table(SMALLER, [[what, *memory.cells(MEMORY)]])


def _write_walkable(source: Path, target: Path) -> None:
    """Write the ways our filter keeps, and their nodes, as XML."""
    with osmium.BackReferenceWriter(str(target), ref_src=str(source), overwrite=True) as writer:
        for way in osmium.FileProcessor(str(source), osmium.osm.WAY).with_filter(osmium.filter.KeyFilter("highway")):
            if walk_access({key: way.tags[key] for key in TAG_KEYS if key in way.tags}) is not WalkAccess.NONE:
                writer.add(way)


def _pair(source: Path, xml: Path) -> tuple[Read, Read]:
    """Read with both; stop where they do not give the same streets."""
    ours, theirs = _process("ours", source), _process("osmnx", xml)
    if abs(ours.km / theirs.km - 1) > _SAME_LENGTH:
        sys.exit(f"not the same streets: {ours.km:.0f} km against {theirs.km:.0f} km")
    return ours, theirs


def _process(who: str, path: Path) -> Read:
    done = subprocess.run([sys.executable, "-m", "benchmarks.reading", who, str(path)], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"reading with {who} ended with {done.returncode}:\n{done.stderr}")
    return Read(*json.loads(done.stdout.splitlines()[-1]))


def _with_ours(path: Path) -> Callable[[], tuple[int, float]]:
    network: Any = import_module("planner.access").WalkNetwork

    def read() -> tuple[int, float]:
        streets = network.from_osm(path).streets
        return streets.n_nodes, float(streets.edge_mm.sum(dtype="int64")) / 1e6

    return read


def _with_osmnx(path: Path) -> Callable[[], tuple[int, float]]:
    osmnx: Any = import_module("osmnx")

    def read() -> tuple[int, float]:
        graph = osmnx.graph_from_xml(path, bidirectional=True, simplify=True, retain_all=True)
        return len(graph), sum(length for *_, length in graph.edges(data="length")) / 2000

    return read


def _peak_mb() -> float:
    """Most memory this process ever held. Linux also counts in ``ru_maxrss`` what the parent held before it started this process."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def main(who: str, path: Path) -> None:
    """Read once and print what :class:`Read` holds."""
    read = {"ours": _with_ours, "osmnx": _with_osmnx}[who](path)
    begin = time.process_time()
    nodes, km = read()
    print(json.dumps([time.process_time() - begin, _peak_mb(), nodes, km]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
