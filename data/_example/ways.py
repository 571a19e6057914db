"""Streets as OSM ways: drawn, joined where they cross on the same level, cut into pieces, numbered."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import shapely

from _example.plane import Point, densify, lonlat

JOIN_M = 0.3  # two vertices closer than this on one level are one node


@dataclass
class Way:
    """A line with tags. ``level`` keeps bridges apart from what they cross; ``ends`` are the levels of first and last node."""

    points: list[Point]
    tags: dict[str, str]
    level: int = 0
    ends: tuple[int, int] = (0, 0)
    touches: dict[Point, int] = field(default_factory=dict)  # vertices that stand on another level (a level crossing)

    def level_of(self, k: int) -> int:
        if self.points[k] in self.touches:
            return self.touches[self.points[k]]
        if k == 0:
            return self.ends[0]
        return self.ends[1] if k == len(self.points) - 1 else self.level


class Streets:
    """All ways of the city, and the tags of single nodes (gates, crossings)."""

    def __init__(self) -> None:
        self.ways: list[Way] = []
        self.node_tags: dict[Point, dict[str, str]] = {}

    def add(self, points: list[Point], level: int = 0, ends: tuple[int, int] | None = None, **tags: str) -> Way:
        clean = [(round(x, 2), round(y, 2)) for x, y in points]
        way = Way(clean, {k.replace("__", ":"): v for k, v in tags.items()}, level, (level, level) if ends is None else ends)
        self.ways.append(way)
        return way

    def tag_node(self, point: Point, **tags: str) -> None:
        self.node_tags[(round(point[0], 2), round(point[1], 2))] = tags

    def join_crossings(self) -> None:
        """Give ways of level 0 a common vertex wherever they cross or touch."""
        flat = [w for w in self.ways if w.level == 0 and "highway" in w.tags]
        pieces = [(i, k, w.points[k], w.points[k + 1]) for i, w in enumerate(flat) for k in range(len(w.points) - 1)]
        tree = shapely.STRtree([shapely.LineString([a, b]).buffer(JOIN_M) for _, _, a, b in pieces])
        found: dict[tuple[int, int], list[Point]] = {}
        boxes = shapely.box(
            *zip(*[(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])) for _, _, a, b in pieces], strict=True)
        )
        for m, n in sorted(zip(*tree.query(boxes).tolist(), strict=True)):
            if m >= n:
                continue
            (i, k, a, b), (j, q, c, d) = pieces[m], pieces[n]
            for point in _meetings(a, b, c, d):
                found.setdefault((i, k), []).append(point)
                found.setdefault((j, q), []).append(point)
        for i, way in enumerate(flat):
            points: list[Point] = []
            for k in range(len(way.points) - 1):
                start = way.points[k]
                points += [start, *sorted(set(found.get((i, k), [])), key=lambda p, s=start: math.dist(p, s))]
            way.points = _without_repeats([*points, way.points[-1]])


def _meetings(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    """Points where two pieces cross or touch (end on piece within ``JOIN_M``)."""
    touching = [p for p in (a, b) if _distance(p, c, d) <= JOIN_M] + [p for p in (c, d) if _distance(p, a, b) <= JOIN_M]
    if touching:
        return touching
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-9:
        return []
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    if 0 < t < 1 and 0 < u < 1:
        return [(round(a[0] + t * rx, 2), round(a[1] + t * ry, 2))]
    return []


def _distance(p: Point, a: Point, b: Point) -> float:
    rx, ry = b[0] - a[0], b[1] - a[1]
    size = rx * rx + ry * ry
    t = 0.0 if size == 0 else max(0.0, min(1.0, ((p[0] - a[0]) * rx + (p[1] - a[1]) * ry) / size))
    return math.dist(p, (a[0] + t * rx, a[1] + t * ry))


def _without_repeats(points: list[Point]) -> list[Point]:
    out = points[:1]
    for p in points[1:]:
        if math.dist(p, out[-1]) > JOIN_M:
            out.append(p)
    if len(out) == 1 and len(points) > 1:
        out.append(points[-1])
    return out


class Nodes:
    """Numbers nodes: one per place and level."""

    def __init__(self) -> None:
        self.places: list[Point] = []
        self._grid: dict[tuple[int, int, int], list[int]] = {}

    def number(self, point: Point, level: int) -> int:
        """Give the number (from 1) of the node at a plan point, a new one where none stands within ``JOIN_M``."""
        cx, cy = math.floor(point[0]), math.floor(point[1])
        for gx in (cx - 1, cx, cx + 1):
            for gy in (cy - 1, cy, cy + 1):
                for known in self._grid.get((gx, gy, level), []):
                    if math.dist(self.places[known - 1], point) <= JOIN_M:
                        return known
        self.places.append(point)
        self._grid.setdefault((cx, cy, level), []).append(len(self.places))
        return len(self.places)


_HEAD = """<?xml version='1.0' encoding='UTF-8'?>
<!-- 示例城区（合成数据）: an invented city made by data/make_example.py. SYNTHETIC: no real place, not OpenStreetMap data. -->
<osm version="0.6" generator="planner data/make_example.py (synthetic example city, 合成数据)">
"""
_STAMP = 'version="1" timestamp="2024-05-01T00:00:00Z" changeset="1" uid="1" user="synthetic" visible="true"'


def osm_xml(streets: Streets) -> tuple[str, dict[str, int]]:
    """Write all ways as OSM XML; also count nodes and ways."""
    nodes, lines = Nodes(), []
    for number, way in enumerate(streets.ways, start=1):
        refs: list[int] = []
        last = len(way.points) - 1
        for k in range(last):
            refs.append(nodes.number(way.points[k], way.level_of(k)))
            refs += [nodes.number(p, way.level) for p in densify(way.points[k : k + 2])[1:-1]]
        refs.append(nodes.number(way.points[last], way.level_of(last)))
        refs = [r for k, r in enumerate(refs) if k == 0 or r != refs[k - 1]]
        lines.append(f'  <way id="{number}" {_STAMP}>')
        lines += [f'    <nd ref="{r}"/>' for r in refs]
        lines += [f"    {_tag(k, v)}" for k, v in sorted(way.tags.items())]
        lines.append("  </way>")
    tags = {nodes.number(point, 0): t for point, t in streets.node_tags.items()}
    spots, heads = [lonlat(p) for p in nodes.places], []
    for number, (lon, lat) in enumerate(spots, start=1):
        head = f'  <node id="{number}" {_STAMP} lat="{lat:.7f}" lon="{lon:.7f}"'
        if number in tags:
            heads += [head + ">", *[f"    {_tag(k, v)}" for k, v in sorted(tags[number].items())], "  </node>"]
        else:
            heads.append(head + "/>")
    lons, lats = zip(*spots, strict=True)
    bounds = f'  <bounds minlat="{min(lats):.7f}" minlon="{min(lons):.7f}" maxlat="{max(lats):.7f}" maxlon="{max(lons):.7f}"/>'
    text = _HEAD + "\n".join([bounds, *heads, *lines]) + "\n</osm>\n"
    return text, {"nodes": len(spots), "ways": len(streets.ways)}


def _tag(key: str, value: str) -> str:
    safe = value.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return f'<tag k="{key}" v="{safe}"/>'
