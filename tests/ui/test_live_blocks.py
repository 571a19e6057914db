"""Pieces of the map: steps from point to point that give the shape back, names by content, what was made once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.run import Memory
from planner.ui.live.blocks import SCALE, block, compact, digest, paths

places = st.tuples(st.floats(100, 120), st.floats(20, 40))


def walked(steps: Sequence[int]) -> list[tuple[int, int]]:
    """Give the points of steps as the browser does."""
    return [(lat, lng) for lat, lng in np.cumsum(np.array(steps).reshape(-1, 2), axis=0).tolist()]


def rounded(points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Give points in parts of a degree, latitude first, each once where it stands twice in a row."""
    sent = [(round(y * SCALE), round(x * SCALE)) for x, y in points]
    return [p for n, p in enumerate(sent) if n == 0 or p != sent[n - 1]]


@given(lines=st.lists(st.lists(places, min_size=2, max_size=8), min_size=1, max_size=4))
def test_lines_come_back_to_a_metre(lines: list[list[tuple[float, float]]]) -> None:
    sent = paths([shapely.LineString(line) for line in lines])
    assert [walked(steps) for steps in sent] == [rounded(line) for line in lines]


@given(corners=st.lists(places, min_size=3, max_size=8, unique=True))
def test_a_ring_is_sent_without_its_closing_point(corners: list[tuple[float, float]]) -> None:
    ring = shapely.LinearRing(corners)
    [steps] = paths([ring], closed=True)
    wanted = rounded(list(ring.coords)[:-1])
    assert walked(steps)[: len(wanted)] == wanted


def test_points_areas_and_holes() -> None:
    assert compact(shapely.Point(111.5, 36.25)) == [3_625_000, 11_150_000]
    outer, hole = [(0, 0), (3, 0), (3, 3), (0, 3)], [(1, 1), (2, 1), (2, 2), (1, 2)]
    [area] = compact(shapely.Polygon(outer, [hole]))
    assert [set(walked(ring)) for ring in area] == [{(y * SCALE, x * SCALE) for x, y in ring} for ring in (outer, hole)]
    assert paths([]) == []
    mixed = shapely.GeometryCollection([shapely.Point(0, 0), shapely.Polygon(outer)])
    assert len(compact(mixed)) == 1


def test_a_block_is_named_by_its_content() -> None:
    one = block([[1, "社区"], None])
    assert json.loads(one.body) == [[1, "社区"], None]
    assert one.name == digest(one.body) == block([[1, "社区"], None]).name
    assert one.name != block([[1, "社 区"], None]).name
    with pytest.raises(ValueError, match="JSON"):
        block([float("nan")])


def test_a_memory_makes_once_and_forgets_the_oldest() -> None:
    made: list[Any] = []
    memory = Memory(usual=2)

    def get(key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return memory.get("shape", key, make)

    for key in ("a", "b", "a", "c", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "b"]  # "b" was the oldest when "c" came
