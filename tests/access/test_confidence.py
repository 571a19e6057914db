"""Levels of data confidence: counted by hand on a drawn town, and the thresholds from both sides."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.access import WalkNetwork
from planner.access.count.confidence import GATES_HIGH, GATES_MIDDLE, LEVELS, WAYS_HIGH, WAYS_MIDDLE, confidence_table, small_way_lengths
from planner.network import read_lines, street_graph

from .made import CRS, EAST, NORTH, layer

AREAS = gpd.GeoSeries(
    [shapely.box(EAST + 1000 * i, NORTH - 500, EAST + 1000 * (i + 1), NORTH + 500) for i in range(3)], index=["A", "B", "empty"], crs=CRS
)


def test_streets_count_where_their_middle_lies() -> None:
    lines = layer([((0, 0), (900, 0)), ((100, 50), (400, 50)), ((900, 10), (1300, 10)), ((1500, 0), (1900, 0)), ((5000, 0), (6000, 0))])
    lines["highway"] = ["primary", "footway", "service", "primary", "path"]
    net = WalkNetwork(street_graph(read_lines(lines), source="made"))
    told = small_way_lengths(net.streets, AREAS.to_crs(4326))
    assert told.index.tolist() == ["A", "B", "empty"]
    assert told["streets_km"].tolist() == pytest.approx([1.2, 0.8, 0.0], rel=1e-3)
    assert told["small_ways_km"].tolist() == pytest.approx([0.3, 0.4, 0.0], rel=1e-3)
    assert told["area_km2"].tolist() == pytest.approx([1.0, 1.0, 1.0], rel=1e-3)


def level(small: float | None, gated: float, *, point: bool = False) -> tuple[str, str]:
    """Level and what keeps it down for shares of small ways and of gated compounds in a hundred of each."""
    ways = pd.DataFrame({"streets_km": [0.0 if small is None else 100.0], "small_ways_km": [100 * (small or 0.0)]}, index=["A"])
    known = round(100 * gated)
    compounds = pd.DataFrame({"community": "A", "walled": not point, "gated": [True] * known + [False] * (100 - known)})
    table = confidence_table(ways, compounds, communities=pd.Index(["A"]))
    return str(table["confidence"].iloc[0]), str(table["confidence_by"].iloc[0])


@pytest.mark.parametrize(
    ("small", "gated", "told"),
    [
        (WAYS_HIGH, GATES_HIGH, ("high", "")),
        (WAYS_HIGH - 0.001, 1.0, ("middle", "small_ways")),
        (WAYS_MIDDLE, 1.0, ("middle", "small_ways")),
        (WAYS_MIDDLE - 0.001, 1.0, ("low", "small_ways")),
        (1.0, GATES_HIGH - 0.01, ("middle", "gates")),
        (1.0, GATES_MIDDLE, ("middle", "gates")),
        (1.0, GATES_MIDDLE - 0.01, ("low", "gates")),
        (None, 1.0, ("low", "small_ways")),
    ],
)
def test_the_lower_of_two_measures_decides(small: float | None, gated: float, told: tuple[str, str]) -> None:
    assert level(small, gated) == told


def test_compounds_without_outlines_keep_a_level_at_middle() -> None:
    assert level(1.0, 1.0, point=True) == ("middle", "no_outlines")
    ways = pd.DataFrame({"streets_km": [1.0], "small_ways_km": [1.0]}, index=["A"])
    assert confidence_table(ways, None, communities=pd.Index(["A"]))["confidence"].tolist() == ["middle"]


def test_a_village_without_walls_is_judged_by_its_ways() -> None:
    ways = pd.DataFrame({"streets_km": [10.0, 10.0], "small_ways_km": [9.0, 9.0]}, index=["A", "V"])
    compounds = pd.DataFrame({"community": ["A", "A", ""], "walled": [True, True, True], "gated": [True, False, False]})
    table = confidence_table(ways, compounds, communities=pd.Index(["A", "V"]))
    assert table[["compounds", "walled_compounds", "gated_compounds"]].to_numpy().tolist() == [[2, 2, 1], [0, 0, 0]]
    assert table["gates_share"].iloc[0] == 0.5
    assert np.isnan(table["gates_share"].iloc[1])
    assert table["confidence"].tolist() == ["middle", "high"]
    assert set(table["confidence"]) <= set(LEVELS)
