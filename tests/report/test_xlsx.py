"""``report.xlsx`` read back: every figure as the CSV has it, Chinese words, nothing a formula, the same bytes."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from planner.model import Force, Verdict
from planner.report.columns import columns_of, field_label, finding_key, say
from planner.rules.judge.judging import spoken
from planner.tables import schemas, title_of
from planner.texts import word
from tests.runs import AnyRun, Run, run_into
from tests.town import build, features, parcel

TABLES = ("parcels", "communities", "facilities", "findings", "coverage", "quality")
SHEETS = ("summary", "parcels", "communities", "facilities", "findings", "coverage")
WHERE_THERE = (
    "why_not", "small_changes", "straight_line", "catchments", "confidence", "usable", "sharing", "adjacent", "old_compounds", "ledger",
    "subsidies",
)  # fmt: skip
CASES = ("example", "wuhan", "newport")


def sheet(run: Run, name: str) -> Worksheet:
    page = openpyxl.load_workbook(run.folder / "report.xlsx", data_only=True)[title_of(name)]
    assert isinstance(page, Worksheet)
    return page


def names(run: Run, table: str) -> list[str]:
    with (run.folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file))


def same(cell: Any, text: str) -> bool:
    if isinstance(cell, datetime):
        return cell.date().isoformat() == text
    if cell is None or isinstance(cell, str):
        return (cell or "") == text
    return float(text) == pytest.approx(float(cell), rel=1e-14, abs=1e-12)  # Excel keeps 15 to 16 digits


@pytest.mark.parametrize("case", CASES)
def test_sheets_and_their_layout(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    book = openpyxl.load_workbook(run.folder / "report.xlsx")
    described = [t.name for t in schemas().values() if t.sheet == "where_there"]
    assert [name for name in described if name in WHERE_THERE] == list(WHERE_THERE)  # a new table comes in without a change of theirs
    told = [name for name in described if (run.folder / f"{name}.csv").is_file() and run.rows(name)]
    assert book.sheetnames == [title_of(name) for name in (*SHEETS, *told, "quality", "sources")]
    for page in book.worksheets[1:-1]:
        assert not [cell.value for cell in page[2] if re.fullmatch(r"[a-z_0-9]+", str(cell.value))], page.title
    for table in TABLES:
        page = sheet(run, table)
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.paperSize == 9
        assert page.print_title_rows == "$1:$2"
        assert page.freeze_panes == "C3"
        assert page.auto_filter.ref is not None
        assert page["A1"].value.startswith(f"{title_of(table)} · {run.summary['name']}")
        assert ("合成数据·仅供测试" in page["A1"].value) == (case != "newport")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("case", CASES)
def test_every_cell_equals_the_table(any_run: AnyRun, case: str, table: str) -> None:
    run = any_run(case)
    page, rows = sheet(run, table), run.rows(table)
    titles = {t["rule"]["id"]: t["rule"]["title"]["zh"] for t in run.traces}
    headers = [cell.value for cell in page[2]]
    assert len(set(headers)) == len(headers)
    for column in columns_of(table, names(run, table)):
        at = headers.index(column.header())
        cells = [page.cell(row=3 + r, column=1 + at).value for r in range(len(rows))]
        for cell, row in zip(cells, rows, strict=True):
            text = row[column.name]
            if table == "parcels" and column.name in {"fails", "needs_review"}:
                assert cell == ("、".join(titles[rule] for rule in text.split(";")) if text else None)
            elif column.name == "verdict":
                assert cell == word(f"verdict.{finding_key(text, row.get('force', ''))}")
            elif column.name == "centre_status" and row["urban"] == "no":
                assert cell == word("centre.village")
            elif column.form == "code":
                assert (cell or "") == say(column.name, text, sheet=column.sheet)
            else:
                assert same(cell, text), (table, column.name, cell, text)


@pytest.mark.parametrize("case", CASES)
def test_what_is_printed(any_run: AnyRun, case: str) -> None:
    """One page wide, header on every page, no empty column; of sheets to look things up in the first page, and its foot says so."""
    book = openpyxl.load_workbook(any_run(case).folder / "report.xlsx", data_only=True)
    for page in book.worksheets[1:-1]:
        assert isinstance(page, Worksheet)
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (1, 0)
        assert page.print_title_rows == "$1:$2"
        assert "共 &N 页" in page.oddFooter.right.text
        area = re.fullmatch(r"'.+'!\$A\$1:\$([A-Z]+)\$(\d+)", page.print_area)
        assert area, page.print_area
        columns, last = page[f"{area[1]}1"].column, int(area[2])
        rows = page.max_row
        assert last == rows or (last == 38 and rows > 82 and f"共 {rows - 2:,} 行" in page.oddFooter.left.text), page.title
        printed = list(page.iter_rows(min_row=3, max_row=rows, max_col=columns, values_only=True))
        for at, name in enumerate(cell.value for cell in page[2][:columns]):
            assert at == 0 or rows == 2 or not printed or any(row[at] is not None for row in printed) or page["A3"].value == "无", (
                page.title,
                name,
            )
        widths = sum(page.column_dimensions[page.cell(2, c + 1).column_letter].width or 9 for c in range(columns))
        assert widths < 260, (page.title, widths)


def test_sheets_speak_chinese_where_the_tables_hold_names_of_fields_and_codes(example_run: Run) -> None:
    changes = sheet(example_run, "small_changes")
    rows = [dict(zip([c.value for c in changes[2]], row, strict=True)) for row in changes.iter_rows(min_row=3, values_only=True)]
    names = {r["community_id"]: r["name"] for r in example_run.rows("communities")}
    assert {row["改动"] for row in rows} == {"开放已有出入口", "连通步道"}
    assert {row["所在社区"] for row in rows} <= set(names.values())
    assert field_label("households") == "户数（households）"
    assert field_label("住宅户数") == "住宅户数"
    quality = sheet(example_run, "quality")
    at = [c.value for c in quality[2]].index("字段")
    told = {row[at] for row in quality.iter_rows(min_row=3, values_only=True)} - {None}
    assert told
    assert not [text for text in told if str(text).isascii()]


def test_the_first_page_names_the_sheets(any_run: AnyRun) -> None:
    for case in CASES:
        book = openpyxl.load_workbook(any_run(case).folder / "report.xlsx")
        told = {row[3]: row[4] for row in book.worksheets[0].iter_rows(values_only=True) if row[3] in book.sheetnames}
        assert set(told) == set(book.sheetnames[1:])
        assert all(
            int(str(told[page.title]).replace(",", "")) == page.max_row - 2 or page["A3"].value == "无" for page in book.worksheets[1:-1]
        )


def test_an_advisory_miss_is_never_called_a_violation(example_run: Run) -> None:
    page = sheet(example_run, "findings")
    headers = [cell.value for cell in page[2]]
    verdict, force = (headers.index(h) for h in ("核查结论", "约束程度"))
    pairs = {(row[verdict], row[force]) for row in page.iter_rows(min_row=3, values_only=True)}
    assert ("未达引导性要求", "引导性") in pairs
    assert {force for said, force in pairs if said == "不符合"} == {"约束性"}


def test_words_of_findings_are_those_of_the_rules() -> None:
    for verdict, force in product(Verdict, Force):
        assert word(f"verdict.{finding_key(str(verdict), str(force))}") == spoken(verdict, force)


def test_summary_and_sources(example_run: Run) -> None:
    cells = {str(row[0]): row[1:] for row in sheet(example_run, "summary").iter_rows(values_only=True) if row[0]}
    summary = example_run.summary
    assert cells["不符合"][0] == summary["parcels"]["fail"]
    assert cells["缺少中心"][0] == summary["communities_urban"]["missing"]
    assert cells["总人口（人）"][0] == summary["coverage"]["persons"]
    text = "\n".join(str(v) for row in sheet(example_run, "sources").iter_rows(values_only=True) for v in row if v)
    assert summary["rule_pack"]["sha256"] in text
    for entry in summary["inputs"].values():
        assert entry["sha256"] in text
    for row in example_run.rows("findings"):
        assert row["citation"] in text


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://elsewhere.example")', "\t=1+1"])
def test_nothing_is_a_formula(tmp_path: Path, name: str) -> None:
    properties, kind, place = parcel("P1")
    run = run_into(build(tmp_path / "town", parcels=features([({**properties, "name": name}, kind, place)])), tmp_path / "out")
    for page in openpyxl.load_workbook(run.folder / "report.xlsx").worksheets:
        for row in page.iter_rows():
            for cell in row:
                assert cell.hyperlink is None
                if cell.data_type == "f":
                    assert re.fullmatch(r"=(COUNTIFS|SUMIFS|MAX)\(.*|=[C-H]\d+/SUMIFS\(.*", cell.value), cell.value
                    assert not {"cmd", "HYPERLINK", "1+1", "2+3", "SUM(A1)"} & set(
                        re.findall(r"cmd|HYPERLINK|1\+1|2\+3|SUM\(A1\)", cell.value)
                    )
                else:
                    assert not isinstance(cell.value, str) or not cell.value.startswith(("=", "@"))
    with zipfile.ZipFile(run.folder / "report.xlsx") as book:
        assert not any(b"hyperlink" in book.read(part) for part in book.namelist() if part.endswith(".xml"))


def test_the_same_run_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town = build(tmp_path / "town")
    first = run_into(town, tmp_path / "a").folder
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    second = run_into(town, tmp_path / "b").folder
    for file in ("report.xlsx", "report.docx", "map.html"):
        assert (first / file).read_bytes() == (second / file).read_bytes()


def test_without_the_extra_a_run_is_whole_but_for_three_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from planner import errors
    from planner.report import missing_papers

    monkeypatch.setattr(errors, "find_spec", lambda _: None)
    run = run_into(build(tmp_path / "town"), tmp_path / "out")
    assert not {"report.xlsx", "report.docx", "map.html"} & {file.name for file in run.folder.iterdir()}
    assert (run.folder / "results.gpkg").is_file()
    lines = [problem.line() for problem in missing_papers()]
    assert len(lines) == 3
    assert all("planner[report]" in line for line in lines)
