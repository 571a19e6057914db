"""A new district as a planning office hands it over: twelve parcels, nine streets, two facilities; made from a seed, all invented.

Streets lie on a grid of five by four; the link, from the start of the first street to ``origin``, meets a street that is there. A parcel
stands nearer to the street on its south side than to any other, so that the walk from its middle can be reckoned by hand.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import shapely
from pyproj import Geod

from planner.texts.comparing import CHANGE_FIELDS, CHANGE_SHEETS

GEOD = Geod(ellps="WGS84")
COLUMNS, ROWS, WIDE_M, HIGH_M = 4, 3, 240.0, 210.0
#: Parcel's number → what its figures lack: floor area, land, both, or the land is not stated.
PLANTED: Mapping[int, str] = {2: "floor", 5: "land", 8: "both", 11: "unknown"}
At = tuple[float, float]


@dataclass(frozen=True)
class Parcel:
    """A parcel: its figures, its ring (degrees), and what the rules must say."""

    id: str
    households: int
    population: int
    floor_m2: Decimal
    land_m2: Decimal | None
    ring: tuple[At, ...]
    verdict: str


@dataclass(frozen=True)
class District:
    """Everything the files say."""

    parcels: tuple[Parcel, ...]
    roads: Mapping[str, tuple[At, ...]]
    facilities: tuple[Mapping[str, Any], ...]

    @property
    def persons(self) -> int:
        """People of all parcels."""
        return sum(p.population for p in self.parcels)


def move(at: At, east_m: float, north_m: float) -> At:
    """Go so far east and north, along the ellipsoid."""
    lon, lat, _ = GEOD.fwd(*at, 90 if east_m >= 0 else 270, abs(east_m))
    lon, lat, _ = GEOD.fwd(lon, lat, 0 if north_m >= 0 else 180, abs(north_m))
    return round(lon, 8), round(lat, 8)


def make(origin: At, seed: int, *, link_m: float = 60.0) -> District:
    """Make a district north-east of a place on a street."""
    rng = random.Random(seed)  # noqa: S311 - made-up figures
    south_west = move(origin, 0, link_m)
    node = [[move(south_west, i * WIDE_M, j * HIGH_M) for j in range(ROWS + 1)] for i in range(COLUMNS + 1)]
    roads = {f"纵{i + 1}": tuple(node[i]) for i in range(COLUMNS + 1)}
    roads["纵1"] = (origin, *roads["纵1"])
    roads |= {f"横{j + 1}": tuple(node[i][j] for i in range(COLUMNS + 1)) for j in range(ROWS + 1)}
    parcels = [_parcel(rng, 1 + i + COLUMNS * j, node[i][j]) for j in range(ROWS) for i in range(COLUMNS)]
    facilities = (
        _facility("XQ-1", "新区养老服务中心", "社区养老服务中心", 800, move(node[1][2], 90, -4)),
        _facility("XQ-2", "新区养老服务站", "社区养老服务站", 300, move(node[0][0], 40, -4)),
    )
    return District(tuple(parcels), roads, facilities)


def _facility(name: str, title: str, kind: str, floor_m2: int, at: At) -> Mapping[str, Any]:
    return {"id": name, "name": title, "kind": kind, "floor_area_m2": floor_m2, "at": at}


def _parcel(rng: random.Random, number: int, corner: At) -> Parcel:
    """Figures that pass to the square metre, or lack what is planted; the south edge keeps 12 m from its street, the others more."""
    households = rng.randrange(300, 1200, 5)
    population = round(households * 2.6)
    floor, land = Decimal(households) / 100 * 20, Decimal(population) * Decimal("0.2")
    lacks = PLANTED.get(number, "")
    floor -= Decimal("0.1") if lacks in {"floor", "both"} else 0
    land -= Decimal("0.1") if lacks in {"land", "both"} else 0
    ring = [(30, 12), (WIDE_M - 30 - rng.uniform(0, 8), 12), (WIDE_M - 30, HIGH_M - 60), (30 + rng.uniform(0, 8), HIGH_M - 60)]
    verdict = {"": "pass", "unknown": "needs_review"}.get(lacks, "fail")
    corners = tuple(move(corner, x, y) for x, y in ring)
    return Parcel(f"D{number:02}", households, population, floor, None if lacks == "unknown" else land, corners, verdict)


def write_shapes(district: District, folder: Path) -> None:
    """Write ``outlines.geojson`` and ``roads.geojson``, as an office exports them from its drawing."""
    outlines = [_feature({"id": p.id}, "Polygon", [[*p.ring, p.ring[0]]]) for p in district.parcels]
    roads = [_feature({"name": name, "highway": "residential"}, "LineString", line) for name, line in district.roads.items()]
    for name, features in (("outlines", outlines), ("roads", roads)):
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")


def _feature(about: Mapping[str, Any], kind: str, coordinates: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": dict(about), "geometry": {"type": kind, "coordinates": coordinates}}


def fill(book: Path, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Enter changes into a workbook that ``planner scenario to-excel`` wrote, under its Chinese headers, as an officer does."""
    made = openpyxl.load_workbook(book)
    for kind, entries in rows.items():
        sheet = made[CHANGE_SHEETS[kind]]
        at = {str(cell.value): cell.column for cell in sheet[1]}
        for row, entry in enumerate(entries, start=sheet.max_row + 1):
            for field, value in entry.items():
                sheet.cell(row, at[CHANGE_FIELDS[field]], value)
    made.save(book)


def land_rows(district: District) -> dict[str, list[dict[str, Any]]]:
    """Give streets and parcels as rows of the workbook."""
    parcels: list[dict[str, Any]] = [
        {
            "id": p.id, "name": f"新区 {p.id} 地块", "file": "outlines.geojson", "households": p.households, "population": p.population,
            "elderly_floor_area_m2": float(p.floor_m2), "conditions_date": "2024-04-15",
            **({} if p.land_m2 is None else {"elderly_land_area_m2": float(p.land_m2)}),
        }
        for p in district.parcels
    ]  # fmt: skip
    return {"add_road": [{"id": "新区道路", "file": "roads.geojson"}], "add_parcel": parcels}


def facility_rows(district: District) -> dict[str, list[dict[str, Any]]]:
    """Give facilities as rows of the workbook."""
    rows = [{**{k: v for k, v in f.items() if k != "at"}, "lon": f["at"][0], "lat": f["at"][1]} for f in district.facilities]
    return {"add_facility": rows}


def walks_s(district: District) -> dict[str, float]:
    """Seconds from each parcel's middle to the nearest new facility along the new streets at 1 m/s: a plain search, nothing of ours."""
    graph = nx.Graph()
    for line in district.roads.values():
        for a, b in pairwise(line):
            graph.add_edge(a, b, weight=GEOD.inv(*a, *b)[2])
    for f in district.facilities:
        _hang(graph, f["id"], f["at"])
    for p in district.parcels:
        _hang(graph, p.id, _middle(p))
    reach = nx.multi_source_dijkstra_path_length(graph, {f["id"] for f in district.facilities})
    return {p.id: reach[p.id] for p in district.parcels}


def _middle(parcel: Parcel) -> At:
    point = shapely.point_on_surface(shapely.Polygon(parcel.ring))
    return point.x, point.y


def _hang(graph: nx.Graph, name: str, at: At) -> None:
    """Join a place to the nearest point of the nearest street; several places on one street piece are joined to each other, too."""
    best = min(_feet(graph, at), key=lambda foot: foot[0])
    away, a, b, share = best
    whole = graph.edges[a, b]["weight"]
    foot = ("foot", name)
    graph.remove_edge(a, b)
    graph.add_edge(a, foot, weight=whole * share)
    graph.add_edge(foot, b, weight=whole * (1 - share))
    graph.nodes[foot]["at"] = _between(graph, a, b, share)
    graph.add_edge(foot, name, weight=away)


def _where(graph: nx.Graph, node: Any) -> At:
    at: At = graph.nodes[node].get("at", node)
    return at


def _between(graph: nx.Graph, a: Any, b: Any, share: float) -> At:
    (x0, y0), (x1, y1) = _where(graph, a), _where(graph, b)
    return x0 + share * (x1 - x0), y0 + share * (y1 - y0)


def _feet(graph: nx.Graph, at: At) -> Iterator[tuple[float, Any, Any, float]]:
    """Give metres away, street piece and share along it, for every piece that is a street."""
    scale = GEOD.inv(at[0], at[1], at[0] + 1e-4, at[1])[2], GEOD.inv(at[0], at[1], at[0], at[1] + 1e-4)[2]
    for a, b in graph.edges:
        if isinstance(a, str) or isinstance(b, str):
            continue
        (x0, y0), (x1, y1) = _where(graph, a), _where(graph, b)
        ax, ay = (x0 - at[0]) * 1e4 * scale[0], (y0 - at[1]) * 1e4 * scale[1]
        dx, dy = (x1 - x0) * 1e4 * scale[0], (y1 - y0) * 1e4 * scale[1]
        share = min(max(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0), 1.0)
        yield ((ax + share * dx) ** 2 + (ay + share * dy) ** 2) ** 0.5, a, b, share
