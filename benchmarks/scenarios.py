"""Changed scenarios on the Wuhan case: one facility more on inputs that are held open, and six scenarios compared, against a full run."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.common import FASTER, SLOWER, Asked, data, heading, interleaved, table
from planner.compare import compare
from planner.run import RunResult, Scenario, Workspace

PAIRS, COMPARED_PAIRS = 9, 7
ONE_MORE, SIX = Asked(10, 10), Asked(2, 2, at_most=True)


def _places() -> Iterator[dict[str, Any]]:
    """Give a new centre, each time at another place, so that nothing is known of it."""
    for number in itertools.count():
        at = [114.25 + 0.0037 * (number % 25), 30.52 + 0.0041 * (number // 25 % 30)]
        yield {"add_facility": {"id": f"N{number}", "kind": "社区养老服务中心", "floor_area_m2": 800, "beds": 12, "at": at}}


def _whole(result: RunResult) -> None:
    """Make every table: those that nothing else rests on are made when they are asked for."""
    if not all(len(table.columns) for table in result.explanations.values()):
        raise RuntimeError("a table without columns")


def run() -> None:
    heading("Wuhan: changed scenarios against a full run")
    base = data() / "cases" / "wuhan" / "baseline.yaml"
    changes = _places()
    space = Workspace.open(base)
    quick = interleaved(lambda: _whole(space.run([next(changes)])), lambda: _whole(Scenario.load(base).run()), PAIRS)
    table(FASTER, [["a full run: one facility more, all tables of the result", *quick.cells(ONE_MORE)]])
    print()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)

        def six() -> None:
            opened = Workspace.open(base)
            sides = [opened.result]
            for number in range(5):
                file = folder / f"{number}.yaml"
                lines = "".join(f"- {kind}: {body}\n" for kind, body in next(changes).items())
                file.write_text(f"name: 方案{number}\nextends: {base.as_posix()}\nchanges:\n{lines}", encoding="utf-8")
                found = opened.run_file(file)
                if found is None:
                    raise RuntimeError("a scenario on the same inputs was not taken")
                sides.append(found)
            compare(sides)

        compared = interleaved(six, lambda: _whole(Scenario.load(base).run()), COMPARED_PAIRS)
    table(SLOWER, [["one full run: six scenarios read, run and compared", *compared.cells(SIX)]])
