"""Shares and reasons as pages show them: equal to the files of the run, summed plainly."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from planner.report.book.tablefile import table_csv, table_xlsx
from planner.report.gaps import REASONS, reach_table, reasons
from planner.ui.folder import read_folder
from tests.runs import AnyRun, Run, number


@pytest.mark.parametrize("case", ["example", "wuhan"])
def test_shares_are_those_of_the_coverage_file(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    shown = read_folder(run.folder)
    for counted, start in (("facility", ""), ("centre", "centre_"), ("qualified_centre", "qualified_")):
        table, added = reach_table(shown.communities, shown.coverage, counted, ("standard", "elderly"))
        assert added == [f"share_{m}_{p}" for m in (5, 10, 15) for p in ("standard", "elderly")]
        assert table["community_id"].tolist() == shown.communities["community_id"].tolist()
        wanted = {(r["community_id"], r["minutes"]): r for r in run.rows("coverage")}
        for row in table.to_dict("records")[::7]:
            for limit in (5, 10, 15):
                for profile in ("standard", "elderly"):
                    given = number(wanted[row["community_id"], str(limit)][f"{start}share_{profile}"])
                    assert row[f"share_{limit}_{profile}"] == pytest.approx(given, nan_ok=True)


@pytest.mark.parametrize("case", ["example", "wuhan"])
def test_reasons_add_up_to_those_who_do_not_reach(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    table = read_folder(run.folder).tables["why_not"]
    for counted in ("facility", "centre"):
        for profile in ("standard", "elderly"):
            told = reasons(table, counted=counted, minutes=15, profile=profile)
            rows = [r for r in run.rows("why_not") if (r["set"], r["profile"], r["minutes"]) == (counted, profile, "15")]
            unreached = sum(number(r["unreached_persons"]) for r in rows)
            assert sum(r.persons for r in told) == pytest.approx(unreached, abs=0.5)
            assert sum(r.homes for r in told) == sum(int(r["unreached_homes"]) for r in rows)
            assert sum(r.share for r in told) == pytest.approx(1, abs=1e-6)
            assert [r.persons for r in told] == sorted((r.persons for r in told), reverse=True)
            assert {r.code for r in told} <= set(REASONS)


def test_reasons_of_some_communities_only(example_run: Run) -> None:
    table = read_folder(example_run.folder).tables["why_not"]
    rows = example_run.rows("why_not")
    one = rows[0]["community_id"]
    told = reasons(table, counted="facility", minutes=5, profile="elderly", only=[one])
    wanted = next(r for r in rows if (r["community_id"], r["set"], r["profile"], r["minutes"]) == (one, "facility", "elderly", "5"))
    assert sum(r.persons for r in told) == pytest.approx(number(wanted["unreached_persons"]))
    assert reasons(table, counted="facility", minutes=5, profile="elderly", only=[]) == []


_HOSTILE = pd.DataFrame(
    {
        "parcel_id": ["P1", "P2"],
        "name": ["=cmd|' /C calc'!A0", "<script>alert(1)</script>\r\n甲,乙"],
        "verdict": ["fail", "needs_review"],
        "households": [1285.0, None],
        "elderly_floor_area_m2": [398.4, 0.0],
    }
)


def test_csv_is_read_back_and_runs_nothing() -> None:
    made = table_csv(_HOSTILE, "parcels")
    assert made.startswith(b"\xef\xbb\xbf")
    head, one, two = csv.reader(io.StringIO(made.decode("utf-8-sig")))
    at = {name: i for i, name in enumerate(head)}
    assert head[0] == "地块编号"
    assert one[at["核查结论"]] == "不符合"
    assert one[at["名称"]].startswith("'=")
    assert two[at["名称"]].startswith("<script>")
    assert two[at["户数（户）"]] == ""
    assert table_csv(_HOSTILE, "parcels") == made


def test_workbook_holds_figures_and_no_formula(tmp_path: Path) -> None:
    made = table_xlsx(_HOSTILE, "parcels", "地块核查", day=date(2024, 6, 1))
    assert made == table_xlsx(_HOSTILE, "parcels", "地块核查", day=date(2024, 6, 1))
    (tmp_path / "t.xlsx").write_bytes(made)
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["地块核查"]
    head, one, two = sheet.iter_rows(values_only=True)
    at = {name: i for i, name in enumerate(head)}
    assert one[at["户数（户）"]] == 1285
    assert two[at["户数（户）"]] is None
    assert one[at["养老设施建筑面积（㎡）"]] == pytest.approx(398.4)
    assert str(one[at["名称"]]).startswith("'=")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    table_xlsx(_HOSTILE.head(0), "parcels", "[a]:*?/\\" + "长" * 40, day=date(2024, 6, 1))
