"""A town small enough to follow by hand: a grid of streets, six communities in a row, every centre status once."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

WEST, SOUTH, BLOCK = 111.5, 36.08, 0.002
"""South-west corner and street spacing in degrees: about 180 m from west to east, 222 m from south to north."""

SCENARIO = """\
name: {name}
city: linfen
as_of: 2024-06-01
inputs:
  network: streets.geojson
  communities: {{path: communities.geojson, datum: WGS84}}
  facilities: {{path: facilities.csv, datum: WGS84}}
  parcels: {{path: parcels.geojson, datum: WGS84}}
  compounds: {{path: compounds.csv, datum: WGS84}}
walk: {{minutes: [5, 10, 15]}}
"""
COMMUNITIES: tuple[Mapping[str, Any], ...] = (
    {"id": "A", "name": "甲社区", "urban": "城镇", "population": 1000, "elderly_60": 200},
    {"id": "B", "name": "乙社区", "urban": "城镇", "population": 700, "elderly_60": 100},
    {"id": "C", "name": "丙社区", "urban": "城镇", "population": 600, "elderly_60": 90},
    {"id": "D", "name": "丁社区", "urban": "城镇", "population": 500, "elderly_60": 80},
    {"id": "E", "name": "戊社区", "urban": "城镇", "population": 400, "elderly_60": 70},
    {"id": "V", "name": "己村", "urban": "乡村", "population": 300, "elderly_60": 60},
)
FACILITIES = """\
id,name,kind,floor_area_m2,lon,lat
F1,甲中心,社区养老服务中心,800,111.5045,36.0845
F2,乙站,社区养老服务站,300,111.5145,36.0845
F3,丙中心,社区养老服务中心,2500,111.5245,36.0845
F5,戊中心,社区养老服务中心,,111.5445,36.0845
F6,己食堂,老年助餐点,100,111.5545,36.0845
"""
COMPOUNDS = """\
id,name,households,lon,lat
A1,甲一小区,100,111.5021,36.0821
A2,甲二小区,,111.5061,36.0861
A3,甲三小区,300,111.5081,36.0881
B1,乙一小区,200,111.5121,36.0821
D1,丁一小区,150,111.5321,36.0821
E1,戊一小区,80,111.5421,36.0821
V1,己村一组,60,111.5521,36.0821
"""


def features(shapes: Sequence[tuple[Mapping[str, Any], str, Any]]) -> str:
    """Lay properties, geometry type and coordinates out as GeoJSON."""
    made = [{"type": "Feature", "properties": dict(p), "geometry": {"type": kind, "coordinates": at}} for p, kind, at in shapes]
    return json.dumps({"type": "FeatureCollection", "features": made}, ensure_ascii=False)


def square(west: float, south: float, wide: float, high: float) -> list[list[list[float]]]:
    """Give the ring of a rectangle."""
    east, north = west + wide, south + high
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def streets() -> str:
    """Give a grid of 31 by 6 crossings."""

    def at(i: int, j: int) -> list[float]:
        return [round(WEST + i * BLOCK, 6), round(SOUTH + j * BLOCK, 6)]

    east = [[at(i, j), at(i + 1, j)] for i in range(30) for j in range(6)]
    north = [[at(i, j), at(i, j + 1)] for i in range(31) for j in range(5)]
    return features([({"highway": "residential"}, "LineString", line) for line in east + north])


def communities(rows: Sequence[Mapping[str, Any]] = COMMUNITIES) -> str:
    """Give squares of five blocks side by side."""
    more = {"township": "东街", "county": "尧都区"}
    return features([({**more, **row}, "Polygon", square(WEST + 5 * k * BLOCK, SOUTH, 5 * BLOCK, 5 * BLOCK)) for k, row in enumerate(rows)])


def parcel(name: str, k: int = 0, **more: Any) -> tuple[Mapping[str, Any], str, Any]:
    """Give one parcel that passes but for what ``more`` says."""
    good = {"households": 1000, "population": 2500, "elderly_floor_area_m2": 200, "elderly_land_area_m2": 500}
    return {"id": name, "name": f"地块{name}", **good, **more}, "Polygon", square(WEST + 0.0005 + k * BLOCK, SOUTH + 0.0005, 0.001, 0.001)


def build(folder: Path, *, name: str = "小镇", scenario: str = SCENARIO, **files: str) -> Path:
    """Write the town.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    name, scenario
        Of the scenario file.
    files
        Text of ``streets``, ``communities``, ``facilities``, ``parcels``, ``compounds`` or ``demand`` other than the usual.

    Returns
    -------
    pathlib.Path
        The scenario file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    usual: dict[str, Callable[[], str]] = {
        "streets": streets,
        "communities": communities,
        "facilities": lambda: FACILITIES,
        "parcels": lambda: features([parcel("P1"), parcel("P2", 5, elderly_floor_area_m2="199.9")]),
        "compounds": lambda: COMPOUNDS,
    }
    for noun in usual | files:
        suffix = "geojson" if noun in {"streets", "communities", "parcels"} else "csv"
        text = files[noun] if noun in files else usual[noun]()
        (folder / f"{noun}.{suffix}").write_text(text, encoding="utf-8")
    path = folder / "town.yaml"
    path.write_text(scenario.format(name=name), encoding="utf-8")
    return path
