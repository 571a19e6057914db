"""Tables that Excel opens: Chinese legible, figures exact, nothing taken for a formula."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.report import write_csv
from planner.report.folder.csvfiles import harmless
from tests.runs import AnyRun, read_rows, run_into
from tests.town import FACILITIES, build


def written(tmp_path: Path, **columns: object) -> list[dict[str, str]]:
    write_csv(pd.DataFrame(columns), tmp_path / "t.csv")
    return read_rows(tmp_path / "t.csv")


def column(tmp_path: Path, values: object) -> list[str]:
    return [row["x"] for row in written(tmp_path, x=values)]


def test_byte_order_mark_and_plain_line_ends(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"名称": ["甲"], "数": [1]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == "\ufeff名称,数\n甲,1\n".encode()


@pytest.mark.parametrize("case", ["wuhan", "example"])
def test_every_table_of_a_run_has_them(any_run: AnyRun, case: str) -> None:
    tables = sorted(any_run(case).folder.glob("*.csv"))
    assert len(tables) >= 6
    for file in tables:
        content = file.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = list(csv.reader(opened))
        assert {len(row) for row in rows} == {len(rows[0])}
        assert len(set(rows[0])) == len(rows[0])


def test_whole_columns_carry_no_decimal_point(tmp_path: Path) -> None:
    assert column(tmp_path, [1.0, 2.0, np.nan, -0.0]) == ["1", "2", "", "0"]
    assert column(tmp_path, [1.5, 2.0]) == ["1.5", "2.0"]
    assert column(tmp_path, pd.array([1, None], dtype="Int64")) == ["1", ""]
    assert column(tmp_path, [np.inf, 3.0]) == ["", "3"]
    assert column(tmp_path, np.array([3.0, "甲", None], dtype=object)) == ["3", "甲", ""]


@pytest.mark.parametrize("case", ["wuhan", "example"])
def test_no_table_of_a_run_has_a_column_of_point_noughts(any_run: AnyRun, case: str) -> None:
    for file in sorted(any_run(case).folder.glob("*.csv")):
        rows = read_rows(file)
        for name in rows[0] if rows else ():
            values = {row[name] for row in rows if row[name]}
            assert not values or not all(v.endswith(".0") for v in values), (file.name, name)


def test_decimals_are_exact(tmp_path: Path) -> None:
    texts = ["599.8", "0.1", "1E-7", "123456789012345678901234567890.12345", "-0.20", "1E+3"]
    values = np.array([Decimal(t) for t in texts], dtype=object)
    plain = ["599.8", "0.1", "0.0000001", "123456789012345678901234567890.12345", "-0.20", "1000"]
    assert column(tmp_path, values) == plain


def test_flags_dates_and_nothing(tmp_path: Path) -> None:
    values = np.array([True, False, np.bool_(True), None, pd.NA, pd.NaT, date(2024, 6, 1), ""], dtype=object)
    assert column(tmp_path, values) == ["yes", "no", "yes", "", "", "", "2024-06-01", ""]


def test_geometry_stays_out(tmp_path: Path) -> None:
    write_csv(gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 2)], crs="EPSG:4326"), tmp_path / "t.csv")
    assert read_rows(tmp_path / "t.csv") == [{"a": "1"}]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("http://x")'])
def test_formulas_are_not_run(tmp_path: Path, text: str) -> None:
    assert column(tmp_path, [text]) == ["'" + text]


def test_a_carriage_return_ends_no_row(tmp_path: Path) -> None:
    assert column(tmp_path, ["\r=1", "甲\r乙", "甲\r\n乙", "丙"]) == ["'\n=1", "甲\n乙", "甲\n乙", "丙"]


@pytest.mark.parametrize("text", ["-800", "+12.50", "甲=乙", "a@b", "F-1", "'x", "－５"])
def test_other_text_stays_as_it_is(tmp_path: Path, text: str) -> None:
    assert column(tmp_path, [text]) == [text]


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30))
def test_no_cell_begins_a_formula_and_text_survives(text: str) -> None:
    safe = harmless(text)
    assert safe in {text, "'" + text}
    if safe[:1] in {"=", "@", "\t", "\r", "\n"}:
        raise AssertionError(safe)
    if safe[:1] in {"+", "-"}:
        float(safe)


NASTY = "<script>alert('甲')</script> \"引号\", 逗号; 👵🏻 𠮷 O'Brien &amp;"


def test_awkward_names_go_through_a_run(tmp_path: Path) -> None:
    quoted = '"' + NASTY.replace('"', '""') + '"'
    text = FACILITIES.replace("甲中心", quoted).replace("乙站", "=1+1")
    run = run_into(build(tmp_path, facilities=text, name="'A & B: =1'"), tmp_path / "out")
    names = {f: r["name"] for f, r in run.by_id("facilities", "facility_id").items()}
    assert names["F1"] == NASTY
    assert names["F2"] == "'=1+1"
    layer = gpd.read_file(run.folder / "results.gpkg", layer="facilities").set_index("facility_id")
    assert layer.loc["F1", "name"] == NASTY
    assert layer.loc["F2", "name"] == "=1+1"
    assert run.summary["name"] == "A & B: =1"
