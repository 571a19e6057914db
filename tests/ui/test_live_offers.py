"""Small changes a card offers: the run's own row for a home, those that begin in a community, each as an act of the map."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from planner.ui.live.improve import MOST, for_community, for_home, offers
from planner.ui.live.places import gate_state

COLUMNS = ["set", "minutes", "profile", "kind", "length_m", "from_lon", "from_lat", "to_lon", "to_lat", "homes", "persons"]
CHANGES = pd.DataFrame(
    [
        ["facility", 15.0, "standard", "path", 18.0, 111.5, 36.0, 111.5002, 36.0, 3, 120.0],
        ["facility", 15.0, "standard", "path", 18.0, 111.6, 36.0, 111.6002, 36.0, 9, 900.0],
        ["centre", 15.0, "standard", "path", 18.0, 111.5, 36.0, 111.5002, 36.0, 3, 120.0],
        ["facility", 15.0, "standard", "open_gate", 0.0, 111.5001, 36.0001, 111.5001, 36.0001, 5, 1500.0],
    ],
    columns=COLUMNS,
)
GATES = gpd.GeoDataFrame(index=["G1", "G2"], geometry=gpd.points_from_xy([111.7, 111.50011], [36.0, 36.0001]), crs=4326)
HOME = shapely.Point(111.5003, 36.0001)


def told(*rows: tuple[str, str, float]) -> dict[str, pd.DataFrame]:
    homes = pd.DataFrame(
        [["H1", which, 15.0, "standard", kind, length] for which, kind, length in rows],
        columns=["demand_id", "set", "minutes", "profile", "change", "change_m"],
    )
    return {"why_not_homes": homes, "small_changes": CHANGES}


def acts(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [offer["act"] for offer in found]


def test_of_two_changes_of_one_length_the_near_one_is_meant_and_offered_once() -> None:
    found = for_home(told(("facility", "path", 18.0), ("centre", "path", 18.0)), "H1", HOME, None, "zh")
    assert acts(found) == [{"do": "add_road", "line": [[111.5, 36.0], [111.5002, 36.0]]}]
    assert "18 米" in found[0]["text"]
    assert "120 人" in found[0]["text"]


def test_a_gate_is_the_known_one_that_stands_there() -> None:
    tables = told(("facility", "open_gate", 0.0))
    assert acts(for_home(tables, "H1", HOME, GATES, "en")) == [{"do": "open_gate", "id": "G2"}]
    assert for_home(tables, "H1", HOME, None, "en") == []
    assert for_home(tables, "H1", HOME, GATES.iloc[:1], "en") == []


@pytest.mark.parametrize("rows", [(), (("facility", "", 0.0),), (("facility", "path", 55.0),), (("facility", "open_wall", 0.0),)])
def test_a_home_without_such_a_change_is_offered_none(rows: tuple[tuple[str, str, float], ...]) -> None:
    assert for_home(told(*rows), "H1", HOME, GATES, "zh") == []
    assert for_home(told(("facility", "path", 18.0)), "H2", HOME, GATES, "zh") == []
    assert offers({}, "demand", "H1", HOME, GATES, "zh") == []


def test_a_community_is_offered_what_begins_inside_most_persons_first() -> None:
    area = shapely.box(111.49, 35.99, 111.51, 36.01)
    assert [a["do"] for a in acts(for_community(CHANGES, area, GATES, "zh"))] == ["open_gate", "add_road"]
    wide = shapely.box(111, 35, 112, 37)
    many = pd.concat([CHANGES.assign(to_lat=36.0 + n / 1000) for n in range(9)])
    assert len(for_community(many, wide, GATES, "zh")) <= MOST
    assert for_community(None, area, GATES, "zh") == []
    assert for_community(CHANGES, shapely.Polygon(), GATES, "zh") == []


def test_a_gate_is_as_the_list_has_it_until_a_change_says_otherwise() -> None:
    opened, shut = {"open_gate": {"id": "G1"}}, {"close_gate": {"id": "G1"}}
    assert [gate_state(foot, "G1", []) for foot in ("yes", "", "no", "否", "private")] == ["open", "open", "shut", "shut", "private"]
    assert gate_state("no", "G1", [shut, opened]) == "open"
    assert gate_state("yes", "G1", [opened, shut]) == "shut"
    assert gate_state("no", "G1", [{"open_gate": {"id": "G2"}}]) == "shut"
