"""Rows, ids, blanks, and values that make no sense together."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.errors import Severity
from planner.inputs import read
from tests.searching import examples

from .conftest import Write, codes

HEAD = "编号,类型,建筑面积,经度,纬度,坐标系\n"
PLACE = "114.3,30.6,WGS84\n"


def test_a_file_without_ids_is_called_after_its_rows(write: Write) -> None:
    table = read("facility", write(f"名称,类型,建筑面积,经度,纬度,坐标系\n甲,站,500,{PLACE}乙,站,500,{PLACE}"))
    assert table.frame.index.tolist() == ["row2", "row3"]
    assert "id.made" in codes(table)


def test_a_blank_id_is_called_after_its_row(write: Write) -> None:
    table = read("facility", write(f"{HEAD},站,500,{PLACE}row2,站,600,{PLACE}"))
    assert table.frame.index.is_unique
    assert "id.blank" in codes(table)


def test_three_rows_of_one_id_and_a_name_already_taken(write: Write) -> None:
    table = read("facility", write(f"{HEAD}A,站,1,{PLACE}A,站,2,{PLACE}A#2,站,3,{PLACE}A,站,4,{PLACE}A,站,4,{PLACE}"))
    assert table.frame.index.tolist() == ["A", "A#3", "A#2", "A#4"]
    assert {s for s, f in table.doubts if f == "id"} == {"A", "A#3", "A#4"}
    assert sum(p.code == "row.duplicate" for p in table.problems) == 1


def test_equal_demand_points_without_ids_are_all_kept(write: Write) -> None:
    table = read("demand", write("persons,lon,lat\n2,-3,51\n2,-3,51\n"))
    assert table.frame["persons"].sum() == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40))
@given(st.lists(st.tuples(st.sampled_from(["A", "B", "A#2", ""]), st.integers(0, 3)), min_size=1, max_size=8))
def test_no_row_is_lost_silently(write: Write, records: list[tuple[str, int]]) -> None:
    table = read("facility", write(HEAD + "".join(f"{name},站,{area},{PLACE}" for name, area in records)))
    assert table.frame.index.is_unique
    assert len(table.frame) + sum(p.code == "row.duplicate" for p in table.problems) == len(records)
    assert len(table.frame) == len(set(records))


def test_many_doubts_of_facilities_are_listed_and_of_compounds_counted(write: Write) -> None:
    rows = "".join(f"A{i},站,-1,{PLACE}" for i in range(30))
    assert sum(p.code == "number.negative" for p in read("facility", write(HEAD + rows)).problems) == 30
    rows = "".join(f"C{i},-1,114.3,30.6\n" for i in range(30))
    table = read("compound", write("编号,总户数,经度,纬度\n" + rows, datum="WGS84"))
    (problem,) = [p for p in table.problems if p.code == "number.negative"]
    assert problem.params["count"] == 30
    assert problem.subject == "C0, C1, C2 … (30)"
    assert len(table.doubts) == 30


def test_an_empty_column_is_one_line(write: Write) -> None:
    table = read("facility", write(f"编号,类型,建筑面积,占地面积,经度,纬度,坐标系\nA,站,500,,{PLACE}B,站,600,暂无,{PLACE}"))
    assert [p.code for p in table.problems if p.field == "占地面积"] == ["column.empty"]
    assert np.isnan(table.frame["land_area_m2"]).all()


def test_status(write: Write) -> None:
    rows = "".join(
        f"{name},站,{area},{status},{PLACE}"
        for name, area, status in [("A", 500, "运营"), ("B", 0, "规划"), ("C", 500, "改造"), ("D", 0, "")]
    )
    table = read("facility", write("编号,类型,建筑面积,运营状态,经度,纬度,坐标系\n" + rows))
    assert table.frame["status"].tolist() == ["open", "planned", "", ""]
    assert dict(table.doubts) == {("C", "status"): "status.unknown", ("D", "floor_area_m2"): "facility.no_floor"}
    assert "facility.no_status" not in codes(table)
    assert table.subjects()[0].fact("status").value == "open"
    assert next(p for p in table.problems if p.code == "value.missing").severity is Severity.DOUBT


def test_communities_urban_and_elderly(write: Write) -> None:
    text = "编号,名称,乡镇,县区,城乡,常住人口,60岁以上人口,经度,纬度\n"
    text += "A,甲,乙,丙,城镇,100,20,111,36\nB,甲,乙,丙,村,100,200,111,36\nC,甲,乙,丙,园区,100,20,111,36\n"
    table = read("community", write(text, datum="CGCS2000"))
    assert table.frame["urban"].tolist() == [True, False, None]
    assert dict(table.doubts) == {("B", "elderly_60"): "people.part_over_whole", ("C", "urban"): "urban.unknown"}


def test_steps_running_backwards_doubt_the_later_step_of_their_own_track(write: Write) -> None:
    head = "编号,户数,人口,养老建面,养老用地,住宅规划日期,住宅建设日期,住宅验收日期,养老设施规划日期,养老设施验收日期\n"
    table = read("parcel", write(head + "P1,1,2,3,4,2022-05-01,,2022-04-01,2022-01-01,2023-01-01\nP2,1,2,3,4,2022年13月1日,,,,\n"))
    assert table.doubts["P1", "housing_accept_on"] == "dates.backwards"
    assert table.doubts["P2", "housing_plan_on"] == "date.unreadable"
    assert len(table.doubts) == 2
    assert "住宅规划日期" in next(p for p in table.problems if p.code == "dates.backwards").what()
