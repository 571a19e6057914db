"""A local grid: coefficients come back from control points, and what does not fit is seen."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geo import Affine, fit_affine

ANGLE = st.floats(-3.1, 3.1)
SHIFT = st.floats(-5e5, 5e5)


@given(ANGLE, st.floats(0.9, 1.1), SHIFT, SHIFT)
def test_a_turned_and_scaled_grid_comes_back_from_its_control_points(angle: float, scale: float, east: float, north: float) -> None:
    truth = Affine(
        scale * np.cos(angle), -scale * np.sin(angle), 500_000 + east, scale * np.sin(angle), scale * np.cos(angle), 4_000_000 + north
    )
    x, y = np.array([0.0, 9_000.0, 0.0, 7_000.0]), np.array([0.0, 1_000.0, 8_000.0, 7_500.0])
    found, left = fit_affine([tuple(row) for row in np.column_stack([x, y, *truth.apply(x, y)]).tolist()])
    assert left.max() < 1e-6
    assert found.scale == pytest.approx(scale, rel=1e-9)
    assert np.allclose(
        found.apply(np.array([4_321.0]), np.array([1_234.0])), truth.apply(np.array([4_321.0]), np.array([1_234.0])), atol=1e-6
    )


def test_a_wrong_control_point_shows_in_what_is_left() -> None:
    good = [(0.0, 0.0, 10.0, 20.0), (100.0, 0.0, 110.0, 20.0), (0.0, 100.0, 10.0, 120.0), (100.0, 100.0, 110.0, 120.0)]
    assert fit_affine(good)[1].max() < 1e-9
    assert fit_affine([*good[:3], (100.0, 100.0, 115.0, 120.0)])[1].max() > 1.0


@pytest.mark.parametrize("points", [[], [(0.0, 0.0, 1.0, 1.0)] * 2, [(0.0, 0.0, 1.0, 1.0), (1.0, 1.0, 2.0, 2.0), (2.0, 2.0, 3.0, 3.0)]])
def test_too_few_points_or_points_on_a_line_are_refused(points: list[tuple[float, float, float, float]]) -> None:
    with pytest.raises(ValueError, match="control points"):
        fit_affine(points)
