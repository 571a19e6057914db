"""LibreOffice as a second opinion: the workbook and the ledgers recalculated from nothing, Word papers laid out with all their text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest

from planner.report import Wanted, write_reports
from tests.report.papers import copied, hostile_town
from tests.runs import AnyRun, Run, run_into


def office(*files: Path, to: str, out: Path) -> list[Path]:
    """Convert files with LibreOffice. Absent: the test is skipped, but under CI it fails."""
    program = shutil.which("soffice")
    if program is None:
        word = "soffice is not installed (apt-get install libreoffice-calc libreoffice-writer)"
        if os.environ.get("CI"):
            pytest.fail(word, pytrace=False)
        pytest.skip(word)
    home = f"-env:UserInstallation={(out / 'profile').as_uri()}"
    command = [program, home, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / f"{file.stem}.{to}" for file in files]


def forgetful(file: Path, to: Path) -> Path:
    """The same workbook without the results of its formulas, so that whoever reads it must reckon."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            new.writestr(name, content)
    return to


def compare(told: Path, reckoned: Path) -> int:
    """Hold every formula's stored figure against the recalculated one; gives how many there are."""
    formulas, before, after = (openpyxl.load_workbook(f, data_only=d) for f, d in ((told, False), (told, True), (reckoned, True)))
    count = 0
    for page in formulas.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    a, b = before[page.title][cell.coordinate].value, after[page.title][cell.coordinate].value
                    # Sums in summary.json are rounded to a tenth, shares to six digits.
                    assert float(b) == pytest.approx(float(a), abs=0.06 if abs(float(a)) > 1 else 1e-6), (
                        page.title,
                        cell.coordinate,
                        cell.value,
                    )
                    count += 1
    return count


def test_recalculated_to_the_same_figures(any_run: AnyRun, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    folders = {case: any_run(case).folder for case in ("example", "wuhan", "newport")}
    bare = [forgetful(folder / "report.xlsx", tmp_path / f"{case}.xlsx") for case, folder in folders.items()]
    own = copied(folders["example"], tmp_path / "run")
    ledgers = write_reports(own, what=["ledgers"])
    bare += [forgetful(file, tmp_path / f"ledger{k}.xlsx") for k, file in enumerate(ledgers)]
    reckoned = office(*bare, to="xlsx", out=tmp_path / "out")
    counts = [compare(told, done) for told, done in zip([f / "report.xlsx" for f in folders.values()] + ledgers, reckoned, strict=True)]
    assert counts[0] > 200
    assert counts[1] > 400
    assert counts[2] > 20
    assert sum(counts[3:]) > 50


def test_word_papers_are_laid_out_whole(example_run: Run, tmp_path: Path) -> None:
    folder = copied(example_run.folder, tmp_path / "run")
    made = write_reports(folder, what=["run", "parcel"], wanted=Wanted(parcels=("P007",), plates=True))
    hostile = run_into(hostile_town(tmp_path / "town"), tmp_path / "hostile").folder
    made += [file.rename(file.with_stem(f"H{file.stem}")) for file in write_reports(hostile, what=["parcel"])]
    for file in office(*made, to="pdf", out=tmp_path / "out"):
        text = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout
        pages = text.count("\f")
        assert 4 <= pages <= 40, (file.name, pages)
        assert "审定人" in text
        assert "资料来源与版本" in text
        sheets = text.split("\f")[:-1]
        assert all(len(sheet.split()) > 2 for sheet in sheets), file.name
