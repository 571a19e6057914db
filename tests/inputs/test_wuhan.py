"""The Wuhan case: every planted defect is named, the twins agree, and large tables give no wall of notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from planner.errors import Severity
from planner.inputs import InputTable, file_hash
from planner.model import Fact

from .conftest import codes, read_case


@pytest.fixture(scope="module")
def communities(cases: Path) -> InputTable:
    return read_case(cases, "community", "wuhan/communities.geojson")


@pytest.fixture(scope="module")
def facilities(cases: Path, communities: InputTable) -> InputTable:
    area = shapely.buffer(shapely.union_all(communities.frame.geometry.to_numpy()), 0.02)
    return read_case(cases, "facility", "wuhan/facilities.csv", area=area)


@pytest.fixture(scope="module")
def parcels(cases: Path) -> InputTable:
    return read_case(cases, "parcel", "wuhan/parcels.geojson")


@pytest.fixture(scope="module")
def compounds(cases: Path) -> InputTable:
    return read_case(cases, "compound", "wuhan/compounds.csv", datum="BD-09")


def fact(table: InputTable, subject: str, field: str) -> Fact:
    return next(s for s in table.subjects() if s.id == subject).fact(field)


def row_of(table: InputTable, subject: str, code: str) -> int | None:
    return next(p.row for p in table.problems if p.subject == subject and p.code == code)


def test_communities_are_read_whole(communities: InputTable) -> None:
    assert len(communities.frame) == 250
    assert communities.frame["households"].sum() == 3_177_572
    assert communities.frame["population"].sum() == 7_943_927
    assert communities.frame["elderly_60"].sum() == 1_501_409
    assert codes(communities) == {"column.extras", "datum.by_rule"}
    assert not communities.doubts
    assert communities.frame.crs.to_epsg() == 4326
    assert communities.frame["township"].nunique() < 250


def test_facilities_keep_every_row_but_the_repeated_one(facilities: InputTable) -> None:
    assert len(facilities.frame) == 139
    assert facilities.frame.index.is_unique
    assert facilities.frame.index.name == "id"
    assert row_of(facilities, "F024", "row.duplicate") == 140
    assert {"F011", "F011#2"} <= set(facilities.frame.index)
    assert row_of(facilities, "F011", "id.duplicate") == 12
    assert row_of(facilities, "F011#2", "id.duplicate") == 141
    assert facilities.doubts["F011", "id"] == facilities.doubts["F011#2", "id"] == "id.duplicate"
    assert facilities.frame.loc["F011#2", "name"] == "重复编号养老院（模拟）"
    assert "facility.no_status" in codes(facilities)


@pytest.mark.parametrize("subject", ["F006", "F009", "F010", "F013", "F015", "F017", "F046", "F066", "F116", "F128"])
def test_blank_floor_areas_are_missing_never_zero(facilities: InputTable, subject: str) -> None:
    assert np.isnan(facilities.frame.loc[subject, "floor_area_m2"])
    assert "value.missing" in codes(facilities, subject)
    assert fact(facilities, subject, "floor_area_m2").value is None


@pytest.mark.parametrize(
    ("subject", "field", "value"),
    [
        ("F001", "floor_area_m2", "500"), ("F002", "floor_area_m2", "2000"), ("F003", "floor_area_m2", "499.9"),
        ("F004", "floor_area_m2", "2000.5"), ("F026", "floor_area_m2", "650"), ("F027", "floor_area_m2", "1200"),
        ("F028", "floor_area_m2", "860"), ("F117", "beds", "12"),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(facilities: InputTable, subject: str, field: str, value: str) -> None:
    found = fact(facilities, subject, field)
    assert found.value == Decimal(value)
    assert not found.doubt
    assert facilities.frame.loc[subject, field] == float(value)


@pytest.mark.parametrize("subject", ["F026", "F027", "F028", "F117"])
def test_tidied_numbers_are_told(facilities: InputTable, subject: str) -> None:
    assert "number.tidied" in codes(facilities, subject)


def test_doubtful_numbers(facilities: InputTable) -> None:
    assert facilities.doubts["F020", "floor_area_m2"] == "number.negative"
    assert np.isnan(facilities.frame.loc["F020", "floor_area_m2"])
    assert facilities.raw.loc["F020", "floor_area_m2"] == "-800"
    assert facilities.doubts["F021", "floor_area_m2"] == "facility.no_floor"
    assert facilities.doubts["F030", "floor_area_m2"] == "number.approximate"
    assert facilities.frame.loc["F030", "floor_area_m2"] == 900
    origin = fact(facilities, "F030", "floor_area_m2").origin
    assert origin is not None
    assert (origin.file, origin.row, origin.field, origin.raw) == ("wuhan/facilities.csv", 31, "建筑面积", "约900㎡")


def test_names_are_trimmed_aloud(facilities: InputTable) -> None:
    assert facilities.frame.loc["F025", "name"] == "小东门片区老年助餐点025（模拟）"
    assert "text.trimmed" in codes(facilities, "F025")


@pytest.mark.parametrize("subject", ["F019", "F051", "F056", "F082", "F093", "F099", "F109", "F124"])
def test_odd_names_of_datums_are_understood(facilities: InputTable, subject: str) -> None:
    assert codes(facilities, subject) == {"datum.alias"}
    assert facilities.frame.geometry[subject] is not None


def test_a_blank_datum_gives_no_place_but_its_candidates(facilities: InputTable) -> None:
    assert facilities.frame.geometry["F032"] is None
    assert facilities.frame.loc["F032", "place_doubt"] == "datum.blank"
    assert shapely.get_num_geometries(facilities.frame.loc["F032", "candidates"]) == 3


def test_swapped_coordinates_are_offered_not_used(facilities: InputTable) -> None:
    assert facilities.frame.geometry["F036"] is None
    assert facilities.frame.loc["F036", "place_doubt"] == "place.swapped"
    point = shapely.get_geometry(facilities.frame.loc["F036", "candidates"], 0)
    assert (point.x, point.y) == (114.26734, 30.577009)
    assert "114.267340, 30.577009" in next(p for p in facilities.problems if p.subject == "F036").what()


def test_a_lost_digit_is_outside(facilities: InputTable) -> None:
    assert facilities.frame.geometry["F047"] is None
    assert facilities.frame.loc["F047", "place_doubt"] == "place.outside"
    assert facilities.frame.loc["F047", "candidates"] is None


def test_every_other_facility_lies_in_a_community(facilities: InputTable, communities: InputTable) -> None:
    placed = facilities.frame[facilities.frame.geometry.notna()]
    assert set(facilities.frame.index) - set(placed.index) == {"F032", "F036", "F047"}
    inside = gpd.sjoin(placed, communities.frame[["geometry"]], predicate="within")
    # Facilities stand at least 20 m inside their community, so a slip in a datum would leave some outside all of them.
    assert set(inside.index) == set(placed.index)
    assert inside.loc["F041", "id_right" if "id_right" in inside.columns else "index_right"] == "SQ175"


def test_the_gbk_twin_gives_the_same_frame(cases: Path, facilities: InputTable) -> None:
    twin = read_case(cases, "facility", "wuhan/facilities_gbk.csv")
    here = read_case(cases, "facility", "wuhan/facilities.csv")
    assert twin.frame.equals(here.frame)
    pd.testing.assert_frame_equal(twin.raw, here.raw)
    assert twin.doubts == here.doubts
    assert codes(twin) - codes(here) == {"encoding.used"}
    assert twin.sha256 != here.sha256


@pytest.mark.parametrize(
    ("subject", "field", "code"),
    [
        ("P049", "households", "number.negative"), ("P050", "elderly_floor_area_m2", "number.negative"),
        ("P053", "households", "parcel.no_households"), ("P054", "population", "parcel.no_people"),
        ("P055", "households", "parcel.crowded"), ("P055", "population", "parcel.crowded"),
        ("P060", "housing_build_on", "dates.backwards"), ("P060", "facility_build_on", "dates.backwards"),
    ],
)  # fmt: skip
def test_planted_doubts_of_parcels(parcels: InputTable, subject: str, field: str, code: str) -> None:
    assert parcels.doubts[subject, field] == code
    assert fact(parcels, subject, field).doubt == code
    assert any(p.code == code and p.subject == subject and p.field == field and p.severity is Severity.DOUBT for p in parcels.problems)


def test_no_other_parcel_is_doubted(parcels: InputTable) -> None:
    assert {subject for subject, _ in parcels.doubts} == {"P049", "P050", "P053", "P054", "P055", "P060"}


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("P045", {"households"}), ("P046", {"population"}), ("P047", {"elderly_floor_area_m2"}), ("P048", {"elderly_land_area_m2"}),
        ("P056", {"households", "population", "elderly_floor_area_m2", "elderly_land_area_m2"}), ("P057", {"granted_on"}),
    ],
)  # fmt: skip
def test_planted_gaps_of_parcels(parcels: InputTable, subject: str, fields: set[str]) -> None:
    assert {p.field for p in parcels.problems if p.subject == subject and p.code == "value.missing"} == fields
    for field in fields:
        assert fact(parcels, subject, field).value is None


def test_zero_is_not_missing(parcels: InputTable) -> None:
    assert fact(parcels, "P051", "elderly_floor_area_m2").value == 0
    assert fact(parcels, "P052", "elderly_land_area_m2").value == 0
    assert not codes(parcels, "P051")
    assert not codes(parcels, "P052")


def test_dates_and_decimals_of_parcels(parcels: InputTable) -> None:
    assert fact(parcels, "P058", "granted_on").value == date(2025, 3, 15)
    assert fact(parcels, "P038", "elderly_land_area_m2").value == Decimal("599.8")
    assert parcels.frame.loc["P059", "facility_deliver_on"] is None
    assert parcels.frame.loc["P059", "facility_build_on"] == date(2022, 9, 1)
    assert str(fact(parcels, "P059", "county").value) == "洪山区"


def test_the_shapefile_twin_agrees(cases: Path, parcels: InputTable) -> None:
    twin = read_case(cases, "parcel", "wuhan/parcels_cgcs2000_gbk/dikuai.shp")
    assert list(twin.frame.index) == list(parcels.frame.index)
    for field in twin.headers.keys() - {"id"}:
        pd.testing.assert_series_equal(twin.frame[field], parcels.frame[field])
    here, there = parcels.frame.geometry.to_crs(4547), twin.frame.geometry.to_crs(4547)
    assert here.hausdorff_distance(there).max() < 0.01
    theirs = {s.id: s for s in twin.subjects()}
    for subject in parcels.subjects():
        for field in ("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2"):
            assert theirs[subject.id].fact(field).value == subject.fact(field).value


def test_compounds_come_without_a_wall_of_notes(compounds: InputTable) -> None:
    assert len(compounds.frame) == 4_597
    assert compounds.frame["households"].notna().sum() == 1_915
    assert compounds.frame["households"].sum() == 1_836_572
    assert compounds.frame["floor_area_m2"].notna().sum() == 2_210 - 1
    assert compounds.frame["site_area_m2"].notna().sum() == 1_998 - 1
    assert len(compounds.problems) <= 12
    many = next(p for p in compounds.problems if p.code == "value.missing_many" and p.field == "总户数")
    assert (many.params["count"], many.params["total"], many.severity) == (2_682, 4_597, Severity.NOTE)
    assert set(compounds.doubts) == {("C1028", "floor_area_m2"), ("C1028", "site_area_m2")}


def test_every_sentence_can_be_said_in_both_languages(
    facilities: InputTable, parcels: InputTable, compounds: InputTable, communities: InputTable
) -> None:
    for table in (facilities, parcels, compounds, communities):
        for problem in table.problems:
            for lang in ("zh", "en"):
                assert problem.what(lang)
                assert problem.mend(lang)
                assert "{" not in problem.line(lang)


def test_reading_five_times_gives_the_same(cases: Path, facilities: InputTable) -> None:
    again = [read_case(cases, "facility", "wuhan/facilities.csv") for _ in range(5)]
    assert all(t.frame.equals(again[0].frame) and t.problems == again[0].problems for t in again)


def test_the_hash_of_a_shapefile_covers_its_parts(cases: Path, tmp_path: Path) -> None:
    folder = cases / "wuhan" / "parcels_cgcs2000_gbk"
    for part in folder.iterdir():
        (tmp_path / f"copy{part.suffix}").write_bytes(part.read_bytes())
    before = file_hash(tmp_path / "copy.shp")
    assert before == file_hash(folder / "dikuai.shp")
    (tmp_path / "copy.cpg").write_text("UTF-8")
    assert file_hash(tmp_path / "copy.shp") != before
