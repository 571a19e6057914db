"""Finding the columns: names people use, units in headers, rivals, overrides, near misses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import InputError, Severity
from planner.inputs import FIELDS, read
from planner.inputs.headers.match import header_factor, match_headers, plain_header

from .conftest import Write, codes


@pytest.mark.parametrize(
    ("noun", "header", "field"),
    [
        ("facility", "设施编号", "id"), ("facility", "ID", "id"), ("facility", " 设施名称 ", "name"), ("facility", "设施类型", "kind"),
        ("facility", "建筑面积（㎡）", "floor_area_m2"),
        ("facility", "建筑面积(平方米)", "floor_area_m2"), ("facility", "占地面积", "land_area_m2"),
        ("facility", "用地面积", "land_area_m2"), ("facility", "床位数", "beds"),
        ("facility", "床位数（张）", "beds"), ("facility", "经纬度", "lonlat"),
        ("facility", "运营状态", "status"), ("facility", "坐标系", "datum"),
        ("facility", "Longitude", "lon"), ("facility", "floor_area", "floor_area_m2"),
        ("community", "县(市、区)", "county"), ("community", "县区", "county"),
        ("community", "乡镇/街道", "township"), ("community", "乡镇（街道）", "township"),
        ("community", "60岁以上人口", "elderly_60"),
        ("community", "60岁及以上人口（人）", "elderly_60"), ("community", "常住人口", "population"),
        ("parcel", "规划户数", "households"), ("parcel", "总户数", "households"),
        ("parcel", "规划人口", "population"), ("parcel", "养老建面", "elderly_floor_area_m2"),
        ("parcel", "养老服务设施建筑面积(㎡)", "elderly_floor_area_m2"), ("parcel", "养老用地", "elderly_land_area_m2"),
        ("parcel", "住宅建面", "residential_floor_area_m2"),
        ("parcel", "出让日期", "granted_on"), ("parcel", "规划条件日期", "conditions_date"),
        ("parcel", "所属社区", "community_id"), ("parcel", "项目", "project"),
        ("parcel", "阶段", "stage"), ("parcel", "住宅交付日期", "housing_deliver_on"),
        ("parcel", "养老设施验收日期", "facility_accept_on"), ("compound", "年代", "year_built"), ("compound", "建成年份", "year_built"),
        ("compound", "总户数", "households"), ("demand", "人口", "persons"), ("demand", "60岁以上人口", "older_persons"),
    ],
)  # fmt: skip
def test_headers_people_use(noun: str, header: str, field: str) -> None:
    assert match_headers(noun, [header], {}).columns == {field: 0}


@pytest.mark.parametrize("noun", list(FIELDS))
def test_no_name_belongs_to_two_fields(noun: str) -> None:
    names = [(plain_header(n)[0], field) for field, (_, aliases) in FIELDS[noun].items() for n in (field, *aliases)]
    assert len(dict(names)) == len({*names})


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("建筑面积（万平方米）", 10_000),
        ("建筑面积(公顷)", 10_000),
        ("建筑面积_万㎡", 10_000),
        ("建筑面积", 1),
        ("floor_area_m2", 1),
        ("建筑面积（单位：公顷）", 10_000),
    ],
)
def test_units_in_headers(header: str, factor: int) -> None:
    assert header_factor("facility", "floor_area_m2", header) == Decimal(factor)


def test_a_unit_in_the_header_is_applied_and_told(write: Write) -> None:
    table = read("parcel", write("编号,户数,人口,养老建面（万㎡）,养老用地(公顷)\nP1,100,250,0.05,0.1\n"))
    assert table.frame.loc["P1", "elderly_floor_area_m2"] == 500
    assert table.frame.loc["P1", "elderly_land_area_m2"] == 1_000
    assert table.subjects()[0].fact("elderly_floor_area_m2").value == Decimal(500)
    assert "column.converted" in codes(table)
    assert "place.none" in codes(table)


def test_rivals_are_told_and_differing_rows_doubted(write: Write) -> None:
    table = read("facility", write("编号,建筑面积,总建筑面积,经度,纬度,坐标系\nA,500,500,114.3,30.6,WGS84\nB,500,700,114.3,30.6,WGS84\n"))
    rivals = next(p for p in table.problems if p.code == "column.rivals")
    assert (rivals.value, rivals.params["others"], rivals.severity) == ("建筑面积", "总建筑面积", Severity.DOUBT)
    assert dict(table.doubts) == {("B", "floor_area_m2"): "column.rivals"}


def test_a_column_that_only_counts_the_rows_gives_way() -> None:
    assert match_headers("facility", ["序号", "设施编号", "名称"], {}).columns["id"] == 1
    assert match_headers("facility", ["设施编号", "序号", "名称"], {}).columns["id"] == 0
    assert match_headers("facility", ["序号", "名称"], {}).columns["id"] == 0


def test_columns_of_the_spec_go_first(write: Write) -> None:
    spec = write("编号,建筑面积,使用面积,经度,纬度,坐标系\nA,500,400,114.3,30.6,WGS84\n", columns={"floor_area_m2": "使用面积"})
    table = read("facility", spec)
    assert table.frame.loc["A", "floor_area_m2"] == 400
    assert table.headers["floor_area_m2"] == "使用面积"


def test_a_column_that_is_not_there_is_an_error_with_near_misses(write: Write) -> None:
    spec = write("编号,建筑面积m,经度,纬度,坐标系\nA,500,114.3,30.6,WGS84\n", columns={"floor_area_m2": "建筑面积", "colour": "编号"})
    with pytest.raises(InputError) as caught:
        read("facility", spec)
    problems = {p.code: p for p in caught.value.problems}
    assert set(problems) == {"column.missing", "column.unknown_field"}
    assert "建筑面积m" in problems["column.missing"].mend()
    assert "建筑面积m" in str(problems["column.missing"].params["near"])


def test_no_place_is_an_error_naming_the_headers(write: Write) -> None:
    with pytest.raises(InputError) as caught:
        read("facility", write("编号,名称,经渡\nA,甲,114.3\n"))
    (problem,) = caught.value.problems
    assert problem.code == "column.no_place"
    assert "编号、名称、经渡" in problem.mend()
    assert "经渡" in str(problem.params["near"])


def test_extra_columns_make_one_note(write: Write) -> None:
    table = read("facility", write("编号,建筑面积,电话,负责人,经度,纬度,坐标系\nA,500,1,2,114.3,30.6,WGS84\n"))
    assert [p.value for p in table.problems if p.code == "column.extras"] == ["电话、负责人"]
    assert table.raw.loc["A", "电话"] == "1"
    assert "column.absent" in codes(table)


@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(list(FIELDS)))
def test_matching_never_raises_and_uses_each_column_once(headers: list[str], noun: str) -> None:
    match = match_headers(noun, headers, {})
    used = [*match.columns.values(), *(at for places in match.rivals.values() for at in places), *match.extras]
    assert sorted(used) == list(range(len(headers)))


def test_unknown_nouns_are_refused(write: Write) -> None:
    with pytest.raises(ValueError, match="unknown noun"):
        read("road", write("a\n1\n"))
