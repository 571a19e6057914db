"""A process that writes results until it is killed: ``python -m tests.report.writer SCENARIO_A SCENARIO_B FOLDER``.

Reads one command a line, forks a child that carries it out, and prints the child's process id and, once it is gone, how it ended.
``forever``: write A and B in turn without end. ``stop N``: write B once by moving folders one after the
other, and die of SIGKILL after the N-th move.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from planner.report import write_results
from planner.report.folder import results as results_module
from planner.run import RunResult, Scenario


def forever(results: list[RunResult], folder: Path) -> None:
    """Write in turn."""
    while True:
        for result in results:
            write_results(result, folder)


def stop_after(renames: int, result: RunResult, folder: Path) -> None:
    """Write once and die on the way."""
    results_module._exchange = lambda *_: False  # as on a system that cannot swap two folders
    real, done = Path.rename, 0

    def counted(self: Path, target: Any) -> Path:
        nonlocal done
        moved = real(self, target)
        done += 1
        if done == renames:
            os.kill(os.getpid(), signal.SIGKILL)
        return moved

    Path.rename = counted  # type: ignore[method-assign,assignment]
    write_results(result, folder)


def main() -> None:
    """Serve commands."""
    results = [Scenario.load(path).run() for path in sys.argv[1:3]]
    folder = Path(sys.argv[3])
    print("ready", flush=True)  # noqa: T201
    for line in sys.stdin:
        command, *more = line.split()
        child = os.fork()
        if child == 0:
            if command == "forever":
                forever(results, folder)
            stop_after(int(more[0]), results[1], folder)
            os._exit(0)
        print(child, flush=True)  # noqa: T201
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
