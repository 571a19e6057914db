"""The Newport case: nothing outside China is shifted, and headers may be English."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import Severity
from planner.inputs import read
from planner.model import InputSpec

from .conftest import codes, read_case


def test_facilities_are_not_shifted_and_keep_their_extra_columns(cases: Path) -> None:
    table = read_case(cases, "facility", "newport/facilities.csv", datum="WGS84")
    assert len(table.frame) == 6
    point = table.frame.geometry["n10293689213"]
    assert (point.x, point.y) == (-3.0047124, 51.5899185)
    assert table.raw.loc["w1002174491", "site_area_m2"] == "994.0"
    assert "site_area_m2" not in table.frame.columns
    assert table.frame.loc["w855915472", "name"] == ""
    extras = next(p for p in table.problems if p.code == "column.extras")
    assert "site_area_m2" in extras.value
    assert extras.severity is Severity.NOTE


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_even_a_wrong_datum_shifts_nothing_outside_china(cases: Path, datum: str) -> None:
    table = read_case(cases, "facility", "newport/facilities.csv", datum=datum)
    assert table.frame.geometry["n10293689213"].x == -3.0047124


def test_no_datum_is_needed_outside_china(cases: Path) -> None:
    table = read("facility", InputSpec(cases / "newport/facilities.csv"))
    assert "datum.assumed" in codes(table)
    assert table.frame.geometry.notna().all()


def test_demand_is_read_whole(cases: Path) -> None:
    table = read_case(cases, "demand", "newport/demand.csv", datum="WGS84")
    assert len(table.frame) == 21_710
    assert table.frame["persons"].sum() == pytest.approx(69_663, abs=1)
    assert codes(table) == {"column.extras"}
    assert table.frame.geometry.notna().all()


def test_communities(cases: Path) -> None:
    table = read_case(cases, "community", "newport/communities.geojson")
    assert len(table.frame) == 47
    assert not table.problems
    assert {s.kind for s in table.subjects()} == {"community"}
