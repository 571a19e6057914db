"""Borders of fields against contourpy's, and what lies inside against the field itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import contourpy
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.access.draw.contours import polygons, trace
from planner.access.draw.sight import cells_in, cuts_of
from tests.searching import examples

from .support import FloatArray

GRID = (100.0, -50.0, 10.0, 24, 17)
X, Y = GRID[0] + GRID[2] * np.arange(GRID[3]), GRID[1] + GRID[2] * np.arange(GRID[4])
NO_CUTS = np.zeros((4, 0, 0), dtype=np.float32)


def rough(seed: int, *, smooth: int = 0) -> FloatArray:
    """A random field, positive along its rim."""
    field = np.random.default_rng(seed).normal(0, 1, (GRID[4], GRID[3]))
    for _ in range(smooth):
        field = (field + np.roll(field, 1, 0) + np.roll(field, 1, 1) + np.roll(field, (1, 1), (0, 1))) / 4
    field[[0, -1]], field[:, [0, -1]] = 1.0, 1.0
    return field.astype(np.float32).astype(np.float64)


def ours(field: FloatArray, cuts: Any = NO_CUTS) -> Any:
    points, start, outline = trace(field.astype(np.float32), cuts, GRID)
    return polygons(points, start, outline, np.zeros(len(outline), dtype=np.int64), 1)[0]


def theirs(field: FloatArray) -> Any:
    filled: Any = contourpy.contour_generator(X, Y, field, fill_type=contourpy.FillType.OuterOffset).filled(-np.inf, 0.0)
    points, offsets = filled
    parts = []
    for ring, at in zip(points, offsets, strict=True):
        rings = [ring[a:b] for a, b in pairwise(at)]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return shapely.make_valid(shapely.MultiPolygon(parts), method="structure")


@given(st.integers(0, 2**32 - 1), st.integers(0, 3))
@settings(max_examples=examples(150), deadline=None)
def test_the_same_borders_as_contourpy(seed: int, smooth: int) -> None:
    field = rough(seed, smooth=smooth)
    drawn, expected = ours(field), theirs(field)
    assert drawn.is_valid
    assert shapely.symmetric_difference(drawn, expected).area < 0.01 * GRID[2] ** 2 * field.size
    x, y = np.meshgrid(X, Y)
    assert (shapely.contains_xy(drawn, x, y) == (field <= 0)).all(), "a cell's centre is inside where its value says so"


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=examples(60), deadline=None)
def test_parts_and_holes_of_smooth_fields_are_as_many(seed: int) -> None:
    field = rough(seed, smooth=3)
    drawn, expected = ours(field), theirs(field)
    assert len(drawn.geoms) == len(shapely.get_parts(expected))
    assert sum(len(p.interiors) for p in drawn.geoms) == sum(len(p.interiors) for p in shapely.get_parts(expected))


def test_holes_within_parts_within_holes() -> None:
    field = np.ones((GRID[4], GRID[3]))
    field[1:-1, 1:-1], field[3:-3, 3:-3], field[5:-5, 5:-5], field[7:-7, 7:-7] = -1, 1, -1, 1
    drawn = ours(field)
    assert sorted(len(p.interiors) for p in drawn.geoms) == [1, 1]
    assert drawn.is_valid


def test_a_border_ends_at_the_first_barrier() -> None:
    field = np.ones((GRID[4], GRID[3]))
    field[4:12, 4:10] = -9.0
    wall = np.asarray([[X[9] + 3.0, -50.0, X[9] + 3.0, 200.0]])
    assert abs(ours(field).bounds[2] - (X[9] + 9.0)) < 1e-4
    drawn = ours(field, cuts_of(wall, GRID))
    assert abs(drawn.bounds[2] - wall[0, 0]) < 1e-4
    assert abs(drawn.bounds[0] - (X[4] - 9.0)) < 1e-4


@given(st.integers(0, 2**32 - 1), st.integers(3, 9))
@settings(max_examples=examples(60), deadline=None)
def test_cells_in_areas_are_those_whose_centre_shapely_finds_inside(seed: int, corners: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [shapely.Polygon(rng.uniform((90, -60), (350, 130), (corners, 2))).buffer(0) for _ in range(2)]
    rows = []
    for number, area in enumerate(areas):
        for ring in shapely.get_parts(area.boundary):
            xy = shapely.get_coordinates(ring)
            rows.append(np.column_stack([xy[:-1], xy[1:], np.full(len(xy) - 1, number)]))
    found = cells_in(np.concatenate(rows), GRID)
    x, y = np.meshgrid(X, Y)
    assert (found == (shapely.contains_xy(areas[0], x, y) | shapely.contains_xy(areas[1], x, y))).all()
