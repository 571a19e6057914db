"""Run the benchmarks named on the command line, or all of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from benchmarks import reach, wuhan

BENCHMARKS: dict[str, Callable[[], None]] = {"wuhan": wuhan.run, "reach": reach.run}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"one or more of: {', '.join(BENCHMARKS)}")
    parser.add_argument("--list", action="store_true", help="list the names")
    asked = parser.parse_args()
    if asked.list:
        print("\n".join(BENCHMARKS))
        return 0
    unknown = [name for name in asked.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; known: {', '.join(BENCHMARKS)}")
    for name in asked.names or BENCHMARKS:
        BENCHMARKS[name]()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
