#!/usr/bin/env python3
"""Make the example city 示例城区（合成数据） again: the same bytes on every run.

Everything in it is invented. Run ``make example``, or ``python data/make_example.py --out FOLDER`` to write elsewhere
(the scenario files then go to FOLDER/scenarios).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _example.city import make_city, write_city
from _example.scenarios import write_scenarios

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the synthetic example city.")
    parser.add_argument("--out", type=Path, help="folder to write to (default: data/ and scenarios/)")
    asked = parser.parse_args().out
    out, scenarios = (HERE, HERE.parent / "scenarios") if asked is None else (asked, asked / "scenarios")
    city = make_city()
    counts = write_city(city, out)
    write_scenarios(city, scenarios)
    print(
        f"{counts['nodes']} nodes, {counts['ways']} ways, {len(city.compounds)} compounds, "
        f"{sum(len(c.gates) for c in city.compounds)} gates, {len(city.communities)} communities, {len(city.facilities)} facilities, "
        f"{len(city.parcels)} parcels, {len(city.homes)} homes with {sum(h.persons for h in city.homes)} persons, "
        f"{sum(h.older for h in city.homes)} of them 60 or older"
    )


if __name__ == "__main__":
    main()
