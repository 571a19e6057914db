"""``说明.txt``: every file of a result folder and every column of every table, in Chinese."""

from __future__ import annotations

import csv
import re

import pytest

from planner.report.folder.fileguide import GUIDE, write_guide
from planner.tables import codes_of, field_of
from tests.runs import AnyRun, Run

CASES = ("example", "wuhan", "newport")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("case", CASES)
def test_every_file_and_every_column_is_explained(any_run: AnyRun, case: str) -> None:
    folder = any_run(case).folder
    content = (folder / GUIDE).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").split("\r\n")
    said = {line.split("　")[0] for line in lines if "　" in line and not line.startswith(" ")}
    assert {file.name for file in folder.iterdir()} - {"papers"} <= said
    for file in sorted(folder.glob("*.csv")):
        start = lines.index(next(line for line in lines if line.startswith(f"【{file.name}】")))
        told = lines[start + 1 :][: lines[start + 1 :].index("")]
        with file.open(encoding="utf-8-sig", newline="") as table:
            header = next(csv.reader(table))
        assert [line.split("　")[0].strip() for line in told] == header, file.name
        for line in told:
            assert _CHINESE.search(line.split("　", 1)[1]), (file.name, line)


def test_codes_that_stand_in_the_tables_have_a_word_there(example_run: Run) -> None:
    for table, column in (
        ("parcels", "verdict"),
        ("communities", "centre_status"),
        ("facilities", "status"),
        ("findings", "subject_kind"),
        ("findings", "force"),
        ("quality", "severity"),
        ("small_changes", "kind"),
        ("why_not_homes", "reason"),
    ):
        written = {row[column] for row in example_run.rows(table)} - {""}
        assert written <= {code for code, _ in codes_of(field_of(column, table))}, (table, column)


def test_the_same_folder_gives_the_same_bytes(example_run: Run) -> None:
    before = (example_run.folder / GUIDE).read_bytes()
    write_guide(example_run.summary, example_run.folder)
    assert (example_run.folder / GUIDE).read_bytes() == before
