"""Pieces of the map that are sent to a browser once: each named by its content, so that what did not change is never sent again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import shapely

from planner.report import map as ml
from planner.report.map import CIRCLE_TOLERANCE
from planner.run import Memory

#: Parts of a degree in which places are sent: about one metre.
SCALE = 100_000


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the map: its name, made from its content, and the content as JSON."""

    name: str
    body: bytes


def map_memory() -> Memory:
    """Return an empty memory for what is made for the map and may be needed again: shapes by the thousand, whole layers by the dozen."""
    return Memory({"homes": 200, "communities": 16, "ground": 16, "names": 16}, usual=4000)


class LiveSheet(ml.MapSheet):
    """Layers without cards: a shape carries the kind and id of what it shows, and the card is asked for when it is clicked."""

    def __init__(self, lang: str, made: Memory) -> None:
        super().__init__(lang)
        self.made = made

    def shape(self, geometry: Any) -> Any:
        """Return a shape as the browser reads it."""
        return self.made.held("shape", "", [geometry], lambda: compact(geometry))

    def circle(self, geometry: Any) -> Block:
        """Return a facility's circle as a block of its own."""
        return self.made.held("circle", "", [geometry], lambda: block([[compact(shapely.simplify(geometry, CIRCLE_TOLERANCE)), -1]]))

    def card(self, of: ml.CardSubject, badge: ml.Badge | None, rows: ml.Rows, findings: ml.Findings) -> str:  # noqa: ARG002 - no card here
        """Return kind and id of a subject."""
        return f"{of.kind}:{of.id}"


def block(content: Any) -> Block:
    """Make a block."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Block(digest(body), body)


def digest(content: bytes) -> str:
    """Name a content."""
    return blake2b(content, digest_size=9).hexdigest()


def compact(geometry: Any) -> list[Any]:
    """Return a point as two whole numbers, lines and rings as steps from point to point, latitude first, in parts of a degree.

    A line is a list of paths, an area a list of areas, each a list of rings without their closing point.
    """
    if geometry.geom_type == "Point":
        return [round(geometry.y * SCALE), round(geometry.x * SCALE)]
    parts = shapely.get_parts(geometry)
    if geometry.geom_type.endswith("LineString"):
        return paths(parts)
    areas = [p for p in parts if p.geom_type == "Polygon"]
    return [paths([area.exterior, *area.interiors], closed=True) for area in areas]


def paths(lines: Iterable[Any], *, closed: bool = False) -> list[list[int]]:
    """Return lines as steps: the first point, then differences; points that fall together are left out."""
    xy, which = shapely.get_coordinates(np.asarray(lines, dtype=object), return_index=True)
    if not len(xy):
        return []
    places = np.rint(xy[:, ::-1] * SCALE).astype(np.int64)
    first = np.r_[True, which[1:] != which[:-1]]
    steps = np.diff(places, axis=0, prepend=places[:1])
    steps[first] = places[first]
    keep = first | steps.any(axis=1)
    if closed:
        keep &= first | ~np.r_[first[1:], True]
    flat, starts = steps[keep].ravel().tolist(), np.flatnonzero(first[keep]) * 2
    return [flat[a:b] for a, b in zip(starts, [*starts[1:], len(flat)], strict=True)]
