"""The detector against made-up streets whose place is known: every reading found, doubt where there must be doubt."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.geo import Datum, Why, area_reference, detect, line_reference, transformer, wgs84_to_bd09, wgs84_to_gcj02
from planner.geo.detector import Reference
from tests.searching import examples

WEST, SOUTH, SIDE = 114.2, 30.5, 0.12
_GIVEN = {Datum.WGS84: lambda x, y: (x, y), Datum.GCJ02: wgs84_to_gcj02, Datum.BD09: wgs84_to_bd09}


def town(seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Streets of uneven blocks, as WGS84 lines, and places 20 to 60 m beside them, shape (n, 2)."""
    rng = np.random.default_rng(seed)
    steps = np.cumsum(rng.uniform(0.002, 0.012, 18))
    across = WEST + steps[steps < SIDE]
    steps = np.cumsum(rng.uniform(0.002, 0.012, 18))
    along = SOUTH + steps[steps < SIDE]
    lines = [shapely.LineString([(x, SOUTH), (x, SOUTH + SIDE)]) for x in across]
    lines += [shapely.LineString([(WEST, y), (WEST + SIDE, y)]) for y in along]
    n = 400
    beside = rng.uniform(20, 60, n) / 111_000 * rng.choice([-1, 1], n)
    upright = rng.random(n) < 0.5
    x = np.where(upright, rng.choice(across, n) + beside / 0.86, rng.uniform(WEST, WEST + SIDE, n))
    y = np.where(upright, rng.uniform(SOUTH, SOUTH + SIDE, n), rng.choice(along, n) + beside)
    return np.array(lines, dtype=object), np.column_stack([x, y])


@pytest.fixture(scope="module")
def streets() -> Reference:
    return line_reference(town()[0])


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("datum", list(_GIVEN))
def test_degrees_of_every_datum_and_axis_order_are_found(streets: Reference, datum: Datum, swapped: bool) -> None:
    x, y = _GIVEN[datum](*town()[1].T)
    found = detect(*((y, x) if swapped else (x, y)), streets)
    assert found.sure
    assert found.best is not None
    assert (found.best.reading.datum, found.best.reading.swapped, found.best.reading.crs) == (datum, swapped, "")
    assert found.best.mean_m < 60
    assert all(fit.sigma > 4 and 300 < fit.apart_m < 1500 for fit in found.fits[1:])


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("epsg", [4546, 4547, 4525, 4526, 4497, 4498, 32649, 32650, 3857])
def test_metres_of_every_zone_with_and_without_prefix_are_found(streets: Reference, epsg: int, swapped: bool) -> None:
    x, y = transformer(4326, epsg).transform(*town()[1].T)
    found = detect(*((y, x) if swapped else (x, y)), streets)
    assert found.best is not None
    assert (found.best.reading.epsg, found.best.reading.datum, found.best.reading.swapped) == (epsg, Datum.WGS84, swapped)
    assert found.sure


def test_shifted_degrees_that_were_projected_are_found(streets: Reference) -> None:
    found = detect(*transformer(4326, 4547).transform(*wgs84_to_gcj02(*town()[1].T)), streets)
    assert found.best is not None
    assert (found.best.reading.epsg, found.best.reading.datum, found.sure) == (4547, Datum.GCJ02, True)


def test_few_points_places_elsewhere_and_nothing_are_never_sure(streets: Reference) -> None:
    x, y = town()[1].T
    assert detect(x[:10], y[:10], streets).why is Why.FEW
    assert detect(x + 5.0, y, streets).why is Why.NOWHERE
    assert detect(x + 5.0, y, streets).best is None
    nothing = np.full(3, np.nan)
    assert detect(nothing, nothing, streets).why is Why.FEW
    assert detect(x * 1e9, y * 1e9, streets).fits == ()


@settings(max_examples=examples(15), deadline=None)
@given(st.integers(0, 10_000))
def test_places_that_heed_no_street_are_never_sure(seed: int) -> None:
    rng = np.random.default_rng(seed)
    reference = line_reference(town()[0])
    found = detect(rng.uniform(WEST, WEST + SIDE, 400), rng.uniform(SOUTH, SOUTH + SIDE, 400), reference)
    assert not found.sure


def test_a_shift_that_no_reading_explains_is_not_passed_over(streets: Reference) -> None:
    east, north = transformer(4326, 4547).transform(*town()[1].T)
    found = detect(east + 110.0, north - 70.0, streets)
    assert not found.sure


def test_large_areas_leave_the_datum_open_and_still_tell_the_axis_order() -> None:
    county = np.array([shapely.box(WEST - 1, SOUTH - 1, WEST + 1, SOUTH + 1)], dtype=object)
    x, y = town()[1].T
    found = detect(y, x, area_reference(county))
    assert found.why is Why.RIVALS
    assert {fit.reading.datum for fit in found.fits if np.isfinite(fit.mean_m)} == {Datum.WGS84, Datum.GCJ02, Datum.BD09}
    assert all(fit.reading.swapped for fit in found.fits if np.isfinite(fit.mean_m))


def test_outside_china_no_shifted_datum_is_tried() -> None:
    lines = shapely.transform(town()[0], lambda xy: xy - [117.0, -21.0])
    x, y = (town()[1] - [117.0, -21.0]).T
    found = detect(x, y, line_reference(np.asarray(lines, dtype=object)))
    assert found.best is not None
    assert found.best.reading.datum is Datum.WGS84
    assert len(found.fits) <= 2


def test_the_same_question_gives_the_same_answer(streets: Reference) -> None:
    x, y = wgs84_to_bd09(*town()[1].T)
    assert len({detect(x, y, streets) for _ in range(5)}) == 1


def test_a_reference_must_hold_something() -> None:
    with pytest.raises(ValueError, match="no lines"):
        line_reference(np.array([shapely.Point(114, 30)], dtype=object))
    with pytest.raises(ValueError, match="no areas"):
        area_reference(np.array([shapely.Polygon()], dtype=object))
