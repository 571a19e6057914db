"""Walking times measured on the ground: read with every fault named, put in place of the computed ones, told with their source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.model import InputSpec
from planner.run.reading.measured import Measured, read_measured
from tests.runs import Run, number, run_into
from tests.town import FACILITIES, SCENARIO, build

WITH_MEASURED = SCENARIO.replace("walk:", "  measured: measured.csv\nwalk:")
HEADER = "居民点编号,社区编号,设施编号,实测分钟,日期,来源\n"


def read(folder: Path, text: str) -> Measured:
    path = folder / "measured.csv"
    path.write_text(text, encoding="utf-8")
    return read_measured(InputSpec(path))


def run_with(folder: Path, rows: str) -> Run:
    return run_into(build(folder, scenario=WITH_MEASURED, measured=HEADER + rows), folder / "out")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("plain")
    return run_into(build(folder), folder / "out")


def test_good_rows_are_read_whatever_the_headers_are_called(tmp_path: Path) -> None:
    told = read(tmp_path, "home_id,facility_id,minutes,date,name\nA1,F1,12.5,2024-05-01,王某\n")
    (walk,) = told.walks
    assert (walk.row, walk.home, walk.facility, walk.minutes, walk.on) == (2, "A1", "F1", Decimal("12.5"), date(2024, 5, 1))
    assert walk.source_shown() == "实测 2024-05-01 王某"
    assert not told.problems


def test_every_faulty_row_is_named_and_not_used(tmp_path: Path) -> None:
    good, bad = ["A1,,F1,12,2024-05-01,王某"], [",,F1,12,,王某", "A1,,,12,,", "A1,,F1,-3,,王某", "A1,,F1,很久,,王某", "A1,,F1,181,,王某"]
    rows = [*good, *bad, "A1,,F1,,,王某", ",B,F2,9,不记得,李某"]
    told = read(tmp_path, HEADER + "\n".join(rows) + "\n")
    assert [(w.row, w.home, w.community) for w in told.walks] == [(2, "A1", ""), (9, "", "B")]
    assert [(p.row, p.code, p.field) for p in told.problems] == [
        (3, "measured.no_home", "居民点编号"),
        (4, "measured.blank", "设施编号"),
        (4, "measured.blank", "来源"),
        *((row, "measured.minutes", "实测分钟") for row in (5, 6, 7, 8)),
        (9, "measured.date", "日期"),
    ]
    assert told.walks[1].on is None


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, "日期\n2024-05-01\n")
    assert [p.field for p in error.value.problems] == ["设施编号", "实测分钟", "来源", "居民点编号/社区编号"]


def test_a_measured_walk_replaces_the_computed_one_and_names_its_source(tmp_path: Path, plain: Run) -> None:
    run = run_with(tmp_path, "D1,,F2,14.5,2024-05-01,王某\nA1,,F1,59,,李某\n")
    before, after = ({r["demand_id"]: r for r in r.rows("why_not_homes") if r["set"] == "facility"} for r in (plain, run))
    assert "D1" in before
    assert "D1" not in after
    persons = number(before["D1"]["persons"])
    was, now = ({(r["community_id"], r["minutes"]): r for r in r.rows("coverage")} for r in (plain, run))
    gained = number(now["D", "15"]["reached_persons_standard"]) - number(was["D", "15"]["reached_persons_standard"])
    assert gained == pytest.approx(persons)
    assert number(now["D", "15"]["reached_persons_elderly"]) == number(was["D", "15"]["reached_persons_elderly"])
    assert "A1" not in before
    assert number(after["A1"]["walk_min"]) < 59  # F1 is far as measured: the next facility is nearer now
    notes = [r for r in run.rows("quality") if r["code"] == "measured.used"]
    assert [(r["row"], r["subject"]) for r in notes] == [("2", "D1"), ("3", "A1")]
    assert "实测 2024-05-01 王某" in notes[0]["what"]
    caught = {r["facility_id"]: number(r["nearest_persons_standard"]) for r in run.rows("catchments") if r["minutes"] == "15"}
    total = sum(number(r["reached_persons_standard"]) for (_, m), r in now.items() if m == "15")
    assert sum(caught.values()) == pytest.approx(total)


def test_a_community_s_walk_holds_for_its_homes_but_not_for_one_measured_itself(tmp_path: Path) -> None:
    run = run_with(tmp_path, "A1,,F1,3,,王某\n,A,F1,14.9,,李某\n")
    row = {r["minutes"]: r for r in run.rows("coverage") if r["community_id"] == "A"}
    homes = {r["demand_id"]: r for r in run.rows("why_not_homes") if r["community_id"] == "A" and r["set"] == "facility"}
    assert not homes
    assert number(row["10"]["reached_homes_standard"]) == 1
    assert number(row["15"]["reached_homes_standard"]) == number(row["15"]["homes"]) == 3


def test_what_fits_nothing_is_named(tmp_path: Path) -> None:
    shut = FACILITIES.replace("floor_area_m2,lon", "floor_area_m2,status,lon").replace("800,111", "800,停用,111")
    shut = "\n".join(
        line if i == 0 or "停用" in line else line.replace(",111", ",已建成并运营,111") for i, line in enumerate(shut.splitlines())
    )
    rows = "X9,,F2,5,,王某\n,Q,F2,5,,王某\nA1,,F9,5,,王某\nA1,,F1,5,,王某\n"
    run = run_into(build(tmp_path, scenario=WITH_MEASURED, measured=HEADER + rows, facilities=shut), tmp_path / "out")
    told = [(r["row"], r["code"], r["value"]) for r in run.rows("quality") if r["code"].startswith("measured")]
    assert told == [
        ("2", "measured.unknown_home", "X9"), ("3", "measured.unknown_home", "Q"), ("4", "measured.unknown_facility", "F9"),
        ("5", "measured.not_open", "F1"),
    ]  # fmt: skip
