"""Tables as they come out of offices, where a figure would be taken by accident: each kind with its right value."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from planner.errors import InputError
from planner.inputs import read
from planner.inputs.headers.fields import FieldKind
from planner.inputs.values.cells import parse_number
from planner.model import InputSpec

from .conftest import Write, codes

_HEAD = ("编号", "名称", "户数", "养老设施建筑面积")


def _saved(path: Path, rows: list[tuple[object, ...]], *, merged: str = "", hidden: int = 0) -> InputSpec:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (_HEAD, *rows):
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    if hidden:
        sheet.row_dimensions[hidden].hidden = True
    book.save(path)
    return InputSpec(path)


@pytest.mark.parametrize(
    "text",
    [
        'id,name,households\n1,"甲,100\n2,乙,200\n3,丙"地块,300\n',
        'id,name,households\n1,甲,100\n2,"乙,200\n3,丙,300\n',
        'id;name;households\n1;"甲;100\n2;乙;200\n3;丙;300\n',
        'id\tname\thouseholds\n1\t甲\t100\n2\t"乙\t200\n3\t丙\t300\n4\t"丁\t1\n',
    ],
)
def test_a_quotation_mark_that_swallows_lines_is_refused_with_its_line(write: Write, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read("parcel", write(text))
    assert {p.code for p in caught.value.problems} == {"row.quote"}
    assert caught.value.problems[0].row in {2, 3}


def test_the_stray_quote_of_nine_parcels_is_refused(shared_data: Path) -> None:
    with pytest.raises(InputError, match=r"row\.quote"):
        read("parcel", InputSpec(shared_data / "faults" / "files" / "one_stray_quote.csv"))


def test_a_quoted_line_break_is_still_read(write: Write) -> None:
    table = read("parcel", write('编号,名称,户数\n1,"甲地块\n（一期）, 北区",100\n2,乙,200\n'))
    assert table.frame["households"].tolist() == [100, 200]


@pytest.mark.parametrize(
    ("merged", "doubted"),
    [("D2:D4", {"1", "2", "3"}), ("D3:D4", {"2", "3"}), ("C2:C3", {"1", "2"}), ("B2:B4", set())],
)
def test_a_figure_merged_over_rows_is_a_doubt_for_each(tmp_path: Path, merged: str, doubted: set[str]) -> None:
    table = read("parcel", _saved(tmp_path / "a.xlsx", [(1, "甲", 100, 60), (2, "乙", 200, 60), (3, "丙", 300, 60)], merged=merged))
    assert {name for (name, _), code in table.doubts.items() if code == "number.merged"} == doubted
    assert {p.subject for p in table.problems if p.code == "number.merged"} == doubted


def test_one_area_merged_over_three_phases_judges_none(shared_data: Path) -> None:
    table = read("parcel", InputSpec(shared_data / "faults" / "files" / "merged_area_shared_by_three.xlsx"))
    assert {name for (name, _), code in table.doubts.items() if code == "number.merged"} == set(table.frame.index)


def test_rows_that_are_hidden_are_told(tmp_path: Path, shared_data: Path) -> None:
    rows: list[tuple[object, ...]] = [(1, "甲", 100, 60), (2, "乙", 200, 60)]
    table = read("parcel", _saved(tmp_path / "a.xlsx", rows, hidden=3))
    assert [p.value for p in table.problems if p.code == "sheet.hidden_rows"] == ["3"]
    assert "sheet.hidden_rows" not in codes(read("parcel", _saved(tmp_path / "b.xlsx", rows)))
    assert "sheet.hidden_rows" in codes(read("parcel", InputSpec(shared_data / "faults" / "files" / "hidden_row.xlsx")))


@pytest.mark.parametrize("text", ["24①", "24²", "24¹", "1200⑴", "30 40", "1200 40", "3 0", "12 34㎡"])
def test_marks_of_footnotes_and_two_numbers_are_no_figure(text: str) -> None:
    cell = parse_number(text, FieldKind.AREA)
    assert (cell.value, cell.doubt) == (None, "number.unreadable")


@pytest.mark.parametrize(("text", "value"), [("24m²", 24), ("1 200", 1200), ("1 200 300", 1_200_300), ("24 平方米", 24), ("24㎡", 24)])
def test_units_and_groups_of_thousands_still_read(text: str, value: int) -> None:
    assert parse_number(text, FieldKind.AREA).value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "doubt"), [("3100人", "number.unit"), ("300床", "number.unit"), ("3.1万人", "number.unit"), ("3100户", "")]
)
def test_persons_in_a_column_of_households_are_a_doubt(write: Write, text: str, doubt: str) -> None:
    table = read("parcel", write(f"编号,名称,户数\n1,甲,{text}\n"))
    assert table.doubts.get(("1", "households"), "") == doubt


def test_esri_json_is_named(shared_data: Path) -> None:
    with pytest.raises(InputError, match=r"file\.esri_json"):
        read("parcel", InputSpec(shared_data / "faults" / "files" / "esri_json.json"))


@pytest.mark.parametrize("name", ["宗地!.gpkg", "宗地;甲.gpkg", "a!b!.gpkg"])
def test_a_name_with_signs_reads_like_any_other(shared_data: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes((shared_data / "faults" / "files" / "name_with_!.gpkg").read_bytes())
    assert len(read("parcel", InputSpec(tmp_path / name)).frame) == 3
