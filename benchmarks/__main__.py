"""Run the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from benchmarks import circles, files, growth, livemap, papers, reach, reading, scenarios, with_pandana, wuhan
from benchmarks.page import Tee, update

BENCHMARKS: dict[str, Callable[[], None]] = {
    "wuhan": wuhan.run,
    "files": files.run,
    "reading": reading.run,
    "reach": reach.run,
    "growth": growth.run,
    "circles": circles.run,
    "scenarios": scenarios.run,
    "livemap": livemap.run,
    "papers": papers.run,
    "pandana": with_pandana.run,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one or more of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--list", action="store_true", help="list the names")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="also put the tables into this page, each between its own marks")
    asked = parser.parse_args()
    if asked.list:
        for name, run in BENCHMARKS.items():
            print(f"{name:10}{(sys.modules[run.__module__].__doc__ or '').splitlines()[0]}")
        return 0
    unknown = [name for name in asked.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    if asked.markdown and not asked.markdown.is_file():
        parser.error(f"no page {asked.markdown}")
    for name in asked.names or BENCHMARKS:
        shown = Tee(sys.stdout)
        with redirect_stdout(shown):
            BENCHMARKS[name]()
        print()
        if asked.markdown:
            update(asked.markdown, name, shown.text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
