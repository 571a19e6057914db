"""People to homes: kept to the last person, in proportion to what is known, and estimates that say what they rest on."""

from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.inputs.homes import USUAL_M2_PER_HOUSEHOLD, Basis, home_weights, older_by_share, share_out


@given(st.integers(0, 10**10).map(lambda tenths: tenths / 10), st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_nobody_is_lost_or_made_up(total: float, weights: list[float]) -> None:
    shares = share_out(total, np.array(weights))
    assert math.fsum(shares.tolist()) == total
    if sum(weights) > 0:
        assert np.allclose(shares, total * np.array(weights) / sum(weights), rtol=1e-9, atol=total * 1e-12)
        assert (shares >= 0).all() or total == 0


def test_unknown_weights_share_evenly() -> None:
    assert share_out(9.0, np.zeros(3)).tolist() == [3.0, 3.0, 3.0]


def homes(**columns: list[object]) -> gpd.GeoDataFrame:
    count = len(next(iter(columns.values())))
    side = 100 / 111_320
    shapes = [shapely.box(114 + i, 0, 114 + i + side, side) for i in range(count)]  # 100 m a side at the equator
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def test_each_home_weighs_by_the_best_that_is_known_of_it() -> None:
    nan = math.nan
    found = home_weights(homes(households=[100.0, 300.0, nan, nan, nan, -5.0], floor_area_m2=[8_000.0, 24_000.0, 4_000.0, nan, 0.0, nan],
                               storeys=[nan, 6.0, nan, 12.0, nan, nan]))  # fmt: skip
    assert found.m2_per_household[Basis.FLOOR_AREA] == 80.0
    assert found.m2_per_household[Basis.STOREYS] == pytest.approx(
        200.0, rel=0.01
    )  # 10 000 square metres of outline, 6 storeys, 300 households
    assert found.households[:3].tolist() == [100.0, 300.0, 50.0]
    assert found.households[3] == pytest.approx(600.0, rel=0.01)
    assert found.households[4:].tolist() == [200.0, 200.0]
    assert [str(b) for b in found.basis] == ["households", "households", "floor_area", "storeys", "median", "median"]
    assert found.count(Basis.MEDIAN) == 2


def test_without_any_household_count_the_usual_size_stands_in() -> None:
    found = home_weights(homes(floor_area_m2=[1_000.0, 3_000.0]))
    assert found.households.tolist() == [1_000 / USUAL_M2_PER_HOUSEHOLD, 3_000 / USUAL_M2_PER_HOUSEHOLD]
    assert home_weights(homes(name=["甲", "乙"])).households.tolist() == [1.0, 1.0]


def test_land_nobody_lives_on_weighs_nothing() -> None:
    found = home_weights(homes(households=[100.0, 100.0, 100.0], residential=[True, False, None]))
    assert found.households.tolist() == [100.0, 0.0, 100.0]


def test_older_persons_follow_the_share_of_those_who_state_them() -> None:
    persons, older = pd.Series([1000.0, 3000.0, 500.0, math.nan]), pd.Series([100.0, 700.0, math.nan, math.nan])
    filled, estimated = older_by_share(persons, older)
    assert filled.tolist()[:3] == [100.0, 700.0, 100.0]
    assert estimated.tolist() == [False, False, True, False]
    nothing, none = older_by_share(persons, pd.Series([math.nan] * 4))
    assert nothing.isna().all()
    assert not none.any()
