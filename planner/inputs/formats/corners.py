"""Parcel-corner text (界址点): a head of attributes, then parcels, each a line of facts and its corners, ring by ring.

Corners give X (northing) before Y (easting), as surveyors do. The zone and its prefix come from the head (带号) and from the eastings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from planner.errors import Problem, Severity
from planner.geo import Datum, parse_datum
from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec
from planner.texts.reading import layouts as words

_CORNER = re.compile(r"[A-Za-z]{0,3}[0-9]+")
_DATUMS = {"80": Datum.XIAN80, "54": Datum.BEIJING54, "2000": Datum.CGCS2000}
_PREFIXED_M = 1_000_000.0
_ZONE_3 = (25, 45, 4513, 4534)  # first and last zone, EPSG of the first with and without its prefix
_ZONE_6 = (13, 23, 4491, 4502)


@dataclass(slots=True)
class _Parcel:
    row: int
    facts: list[str]
    rings: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def is_corner_text(text: str) -> bool:
    """Tell parcel-corner text from other text files."""
    return words.CORNER_BODY in text


def read_corners(text: str, spec: InputSpec, encoding: str) -> FileContent:
    """Read parcel-corner text.

    Ring 1 of a parcel is its outline; a later ring inside an earlier one is a hole, one outside it a further part. The area of the line is
    in hectares unless the head names another unit (面积单位).

    Raises
    ------
    InputError
        ``corners.bad_line`` for lines that cannot be read, ``corners.zone`` where the head names no zone and the eastings give none,
        ``file.empty``.
    """
    head, _, body = text.partition(words.CORNER_BODY)
    said = dict(line.partition("=")[::2] for line in head.splitlines() if "=" in line)
    said = {key.strip(): value.strip() for key, value in said.items()}
    first = head.count("\n") + 1
    parcels, problems = _parcels(body, first, spec)
    if not parcels:
        raise refuse("file.empty", spec)
    shapes = np.array([_shape(parcel, spec, problems) for parcel in parcels], dtype=object)
    unit = said.get(words.CORNER_KEYS["unit"], words.HECTARE)
    headers = tuple(f"{name}（{unit}）" if name == words.CORNER_AREA else name for name in words.CORNER_FACTS)
    cells = tuple([p.facts[at] if at < len(p.facts) else "" for p in parcels] for at in range(len(words.CORNER_FACTS)))
    return FileContent(
        format=words.CORNER_FORMAT,
        headers=headers,
        cells=cells,
        rows=np.array([p.row for p in parcels], dtype=np.int64),
        geometry=shapes,
        crs=None if spec.crs else _crs(said, shapes, spec, problems),
        datum=_datum(said.get(words.CORNER_KEYS["datum"], "")),
        encoding=encoding,
        problems=tuple(problems),
    )


def _parcels(body: str, first: int, spec: InputSpec) -> tuple[list[_Parcel], list[Problem]]:
    parcels: list[_Parcel] = []
    problems: list[Problem] = []
    for at, line in enumerate(body.splitlines(), start=first):
        cells = [cell.strip() for cell in line.replace("，", ",").split(",")]
        if cells[-1] == "@":
            parcels.append(_Parcel(at, cells[:-1]))
        elif any(cells):
            corner = _corner(cells)
            if corner is None or not parcels:
                problems.append(Problem("corners.bad_line", Severity.ERROR, spec.name, at, value=line.strip()[:80]))
            else:
                ring, place = corner
                parcels[-1].rings.setdefault(ring, []).append(place)
    return parcels, problems


def _corner(cells: list[str]) -> tuple[str, tuple[float, float]] | None:
    """Read ``J1, ring, X, Y`` as ring and (easting, northing)."""
    if len(cells) < 4 or not _CORNER.fullmatch(cells[0]):
        return None
    try:
        north, east = float(cells[2]), float(cells[3])
    except ValueError:
        return None
    return (cells[1], (east, north)) if np.isfinite([north, east]).all() else None


def _shape(parcel: _Parcel, spec: InputSpec, problems: list[Problem]) -> shapely.Geometry | None:
    """Build the area of a parcel from its rings: what lies inside a ring read before it is a hole."""
    count = sum(len(ring) - (ring[0] == ring[-1] and len(ring) > 1) for ring in parcel.rings.values())
    stated = parcel.facts[0] if parcel.facts else ""
    if stated.isdigit() and int(stated) not in {count, sum(map(len, parcel.rings.values()))}:
        problems.append(Problem("corners.count", Severity.DOUBT, spec.name, parcel.row, value=stated, params={"count": count}))
    area: shapely.Geometry = shapely.Polygon()
    for ring in parcel.rings.values():
        if len(set(ring)) < 3:
            continue
        part = shapely.make_valid(shapely.Polygon(ring))
        area = area.symmetric_difference(part)
    return None if area.is_empty else area


def _datum(text: str) -> str:
    """Name the datum of the head: ``80国家大地坐标系``, ``2000国家大地坐标系``; as it stands where it is not known."""
    known = parse_datum(text) or next((datum for start, datum in _DATUMS.items() if text.startswith(start)), None)
    return text if known is None else str(known)


def _crs(said: dict[str, str], shapes: NDArray[np.object_], spec: InputSpec, problems: list[Problem]) -> pyproj.CRS | None:
    bounds = shapely.total_bounds(shapes)
    if not np.isfinite(bounds).all():
        return None
    first, last, with_prefix, bare = _ZONE_6 if said.get(words.CORNER_KEYS["width"], "3") == "6" else _ZONE_3
    prefix = int(bounds[0] // _PREFIXED_M)
    number = re.sub(r"\D", "", said.get(words.CORNER_KEYS["zone"], "")) or (str(prefix) if prefix else "")
    zone = int(number) if number else 0
    if not first <= zone <= last or (prefix and prefix != zone):
        problems.append(
            Problem(
                "corners.zone", Severity.ERROR, spec.name, value=said.get(words.CORNER_KEYS["zone"], ""), params={"prefix": prefix or "—"}
            )
        )
        return None
    return pyproj.CRS.from_epsg((with_prefix if prefix else bare) + zone - first)
