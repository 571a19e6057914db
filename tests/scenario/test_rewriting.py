"""Changes edited in the text of a scenario: what is not edited stays to the byte; the way through a workbook gives the same scenario."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import InputError
from planner.report.book.scenario import read_scenario_book, write_scenario_book
from planner.scenario.chain import read_chain
from planner.scenario.rewriting import ChangeEdit, changes_of, rewritten

TEXT = """# 顶上的注释
name: 甲案   # 名称
extends: base.yaml
changes:            # 按顺序
  # 第一项
  - add_facility: {id: F-1, kind: 社区养老服务中心, floor_area_m2: 800.50, beds: 12,
      at: [111.50, 36.08]}   # 位置待定
  - resize_facility:
      id: F002
      beds: 20            # 床位
      floor_area_m2: 900
  # 第三项
  - close_facility: {id: F003}
walk: {minutes: [5, 10, 15]}  # 末尾
"""


def test_edits_leave_everything_else_to_the_byte() -> None:
    edits = [
        ChangeEdit(0, "add_facility", {"beds": "15", "at": ["111.51", "36.09"]}, {}),
        ChangeEdit(1, "resize_facility", {"beds": "30", "land_area_m2": "500"}, {}),
    ]
    wanted = TEXT.replace("beds: 12", "beds: 15").replace("[111.50, 36.08]", "[111.51, 36.09]").replace("beds: 20 ", "beds: 30 ")
    wanted = wanted.replace("      floor_area_m2: 900\n", "      floor_area_m2: 900\n      land_area_m2: 500\n")
    assert rewritten(TEXT, edits) == wanted
    assert rewritten(TEXT, []) == TEXT


def test_changes_are_dropped_added_and_fields_taken_out() -> None:
    text = rewritten(TEXT, [ChangeEdit(2, "close_facility", {}, {}), ChangeEdit(None, "open_gate", {"id": "=G 1: #"}, {})])
    assert [k for k, _ in changes_of(text)] == ["add_facility", "resize_facility", "open_gate"]
    assert changes_of(text)[2][1] == {"id": "=G 1: #"}
    assert "# 第三项" in text
    assert text.endswith("walk: {minutes: [5, 10, 15]}  # 末尾\n")
    less = rewritten(TEXT, [ChangeEdit(1, "resize_facility", {"beds": None}, {})])
    assert changes_of(less)[1][1] == {"id": "F002", "floor_area_m2": "900"}
    for head in ("extends: b.yaml\n", "extends: b.yaml\nchanges:\n", "changes: []\nextends: b.yaml", "changes:\n# 空\nextends: b.yaml\n"):
        more = rewritten(head, [ChangeEdit(None, "close_facility", {"id": "007"}, {}), ChangeEdit(None, "open_gate", {"id": "no"}, {})])
        assert changes_of(more) == [("close_facility", {"id": "007"}), ("open_gate", {"id": "no"})]
        assert "extends: b.yaml" in more


@pytest.mark.parametrize("name", ["new-district-1", "new-district-2", "shortfall-2030"])
def test_a_workbook_not_edited_changes_nothing(repo: Path, tmp_path: Path, name: str) -> None:
    text = (repo / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    write_scenario_book(text, tmp_path / "a.xlsx", title=name)
    found = read_scenario_book(tmp_path / "a.xlsx", text)
    assert found.lines == ()
    assert rewritten(text, found.edits) == text


def test_differences_are_told_before_they_are_taken(tmp_path: Path) -> None:
    write_scenario_book(TEXT, tmp_path / "a.xlsx", title="甲案.yaml")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    add = book["新增设施"]
    heads = [c.value for c in add[1]]
    add.cell(2, heads.index("床位") + 1).value = 18
    add.cell(3, heads.index("编号") + 1).value = "F-9"
    add.cell(3, heads.index("类型") + 1).value = "老年助餐点"
    add.cell(3, heads.index("经度") + 1).value, add.cell(3, heads.index("纬度") + 1).value = 111.5, 36.1
    book["停用设施"].delete_rows(2)
    book.save(tmp_path / "a.xlsx")
    found = read_scenario_book(tmp_path / "a.xlsx", TEXT)
    assert found.lines == (
        "~ 1 新增设施：床位 12 → 18",
        "− 3 停用设施：编号 F003",
        "+ 新增设施：编号 F-9，类型 老年助餐点，位置 (111.5, 36.1)",
    )
    (tmp_path / "甲案.yaml").write_text(TEXT, encoding="utf-8")
    runner = CliRunner()
    shown = runner.invoke(app, ["scenario", "from-excel", str(tmp_path / "a.xlsx"), str(tmp_path / "甲案.yaml")])
    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines() == list(found.lines)
    assert (tmp_path / "甲案.yaml").read_text(encoding="utf-8") == TEXT
    out = ["--out", str(tmp_path / "甲案.yaml")]
    assert runner.invoke(app, ["scenario", "from-excel", str(tmp_path / "a.xlsx"), str(tmp_path / "甲案.yaml"), *out]).exit_code == 0
    after = (tmp_path / "甲案.yaml").read_text(encoding="utf-8")
    assert [(k, body["id"]) for k, body in changes_of(after)] == [
        ("add_facility", "F-1"),
        ("resize_facility", "F002"),
        ("add_facility", "F-9"),
    ]
    assert "# 顶上的注释" in after
    assert "floor_area_m2: 800.50" in after


def test_what_is_no_such_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(b"no")
    with pytest.raises(InputError) as caught:
        read_scenario_book(tmp_path / "b.xlsx", TEXT)
    assert caught.value.problems[0].code == "book.unreadable"
    write_scenario_book(TEXT, tmp_path / "a.xlsx", title="甲案")
    with pytest.raises(InputError) as caught:
        read_scenario_book(tmp_path / "a.xlsx", "extends: base.yaml\n")
    assert {p.code for p in caught.value.problems} == {"book.unknown_row"}
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = next(s for s in book if s.max_row > 1 and s.cell(1, 1).value == "序号")
    sheet.append([c.value for c in sheet[2]])  # a row copied with its number
    book.save(tmp_path / "twice.xlsx")
    with pytest.raises(InputError) as caught:
        read_scenario_book(tmp_path / "twice.xlsx", TEXT)
    assert [p.code for p in caught.value.problems] == ["book.row_twice"]
    del book["停用设施"]
    book["新增设施"].cell(1, 2).value = "别的"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(InputError) as caught:
        read_scenario_book(tmp_path / "a.xlsx", TEXT)
    assert caught.value.problems[0].code == "book.header"


@pytest.mark.soak
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_value_changed_in_libreoffice_comes_back(repo: Path, tmp_path: Path) -> None:
    """Written out, a value changed, opened and saved by LibreOffice, taken back: that one value differs, and nothing else."""
    text = (repo / "scenarios" / "new-district-2.yaml").read_text(encoding="utf-8")
    write_scenario_book(text, tmp_path / "a.xlsx", title="二期")
    for way in ("ods", "xlsx"):  # into LibreOffice's own format, there the value is changed, and back
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        source = tmp_path / ("a.xlsx" if way == "ods" else "fods/a.fods")
        if way == "xlsx":
            flat = source.read_text(encoding="utf-8")
            assert flat.count('office:value="1500"') == 1
            source.write_text(
                flat.replace('office:value="1500"', 'office:value="1650"').replace("<text:p>1500</text:p>", "<text:p>1650</text:p>"),
                encoding="utf-8",
            )
        kind, into = ("fods", tmp_path / "fods") if way == "ods" else ("xlsx", tmp_path)
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(into), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = read_scenario_book(tmp_path / "a.xlsx", text)
    assert found.lines == ("~ 14 调整设施规模：建筑面积(㎡) 1500 → 1650",)
    after = rewritten(text, found.edits)
    assert after == text.replace("floor_area_m2: 1500", "floor_area_m2: 1650")
    copy = shutil.copytree(repo / "scenarios", tmp_path / "scenarios")
    (copy / "new-district-2.yaml").write_text(after, encoding="utf-8")
    sizes = [s.change for s in read_chain(copy / "new-district-2.yaml").steps if s.name == "resize_facility"]
    assert [str(getattr(c, "floor_area_m2", "")) for c in sizes] == ["1650"]


def test_a_scenario_workbook_holds_no_clock(tmp_path: Path) -> None:
    write_scenario_book(TEXT, tmp_path / "a.xlsx", title="甲案")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("docProps/core.xml").count(b"1980-01-01T00:00:00Z") == 2
