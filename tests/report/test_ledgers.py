"""County ledgers read back: every problem once, in its county, with clause, bearer, task and date; binding and advisory apart."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from planner.report import read_finished
from planner.report.book.ledgers import county_ledger, ledger_counties
from planner.report.folder.finished import FinishedRun
from tests.report.papers import HOSTILE, hostile_town
from tests.runs import AnyRun, run_into

Lines = list[dict[str, object]]


def ledger(run: FinishedRun, county: str) -> dict[str, Lines]:
    """Sheets of a ledger by name, rows by header."""
    book = openpyxl.load_workbook(io.BytesIO(county_ledger(run, county, day=run.as_of)), data_only=True)
    out = {}
    for page in book.worksheets[1:]:
        rows = list(page.iter_rows(min_row=2, values_only=True))
        out[page.title] = [dict(zip([str(h) for h in rows[0]], row, strict=True)) for row in rows[1:]]
        assert page.freeze_panes == "C3"
        assert page.auto_filter.ref
        last = next(cell.column_letter for cell in page[2] if cell.value == "办结日期")
        assert page.print_area == f"'{page.title}'!$A$1:${last}${page.max_row}"  # what is filled in by hand is printed, too
        assert page.cell(2, page.max_column).value == "办结日期"
    return out


@pytest.mark.parametrize("case", ["example", "wuhan", "newport"])
def test_every_problem_stands_once(any_run: AnyRun, case: str) -> None:
    run = read_finished(any_run(case).folder)
    seen: Counter[tuple[str, str, str]] = Counter()
    for county in ledger_counties(run):
        for sheet, lines in ledger(run, county).items():
            assert lines
            assert [line["序号"] for line in lines] == list(range(1, len(lines) + 1))
            for line in lines:
                assert all(line[h] for h in ("问题", "依据", "责任单位", "任务", "时限说明"))
                assert (line["结论"] == "不符合") == (sheet == "不符合事项")
                assert line["时限"] is None or isinstance(line["时限"], date)
                seen[str(line["对象编号"]).lstrip("'"), str(line["核查事项"]), str(line["结论"])] += 1
    asked = sum(row["verdict"] in {"fail", "needs_review"} for row in run.rows("findings"))
    assert sum(seen.values()) == asked
    assert max(seen.values()) == 1


def test_problems_stand_in_their_own_county(any_run: AnyRun) -> None:
    run = read_finished(any_run("wuhan").folder)
    counties = {p["parcel_id"]: p["county"] for p in run.rows("parcels")} | {
        c["community_id"]: c["county"] for c in run.rows("communities")
    }
    found = 0
    for county in ledger_counties(run):
        for lines in ledger(run, county).values():
            for line in lines:
                if line["核查对象"] in {"地块", "社区（村）"}:
                    assert counties[str(line["对象编号"])] == county
                    found += 1
    assert found > 100


def test_shortfalls_and_targets(any_run: AnyRun) -> None:
    run = read_finished(any_run("example").folder)
    lines = {(str(x["对象编号"]), str(x["核查事项"])): x for c in ledger_counties(run) for s in ledger(run, c).values() for x in s}
    quota = lines["P007", "每百户配建面积"]
    assert (quota["要求"], quota["实际"], quota["缺口"]) == (196, 152.9, 43.1)
    assert quota["任务"] == "养老服务设施建筑面积尚缺43.1平方米，请予补足。"
    assert quota["时限说明"] == "所引条款未写明期限，由主办单位填写"
    one = next(x for (_, title), x in lines.items() if title.startswith("每个社区"))
    assert str(one["时限"])[:10] == "2025-12-31"


def test_hostile_names_stay_text_and_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = run_into(hostile_town(tmp_path / "town"), tmp_path / "out").folder
    run = read_finished(folder)
    names = set[str]()
    for county in ledger_counties(run):
        made = county_ledger(run, county, day=run.as_of)
        assert made == county_ledger(read_finished(folder), county, day=run.as_of)
        for page in openpyxl.load_workbook(io.BytesIO(made)).worksheets:
            for cell in (c for row in page.iter_rows() for c in row if c.value is not None):
                assert cell.data_type != "f" or "cmd" not in str(cell.value)
                names |= {name for name in HOSTILE if name and name[:200] in str(cell.value)}
    assert names == {name for name in HOSTILE if name}
