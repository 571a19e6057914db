"""Reading single cells: what people write, and that nothing ever raises or turns a blank into a zero."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.inputs import FieldKind, is_missing, parse_date, parse_number, parse_status, parse_urban
from planner.inputs.formats.ogr import texts
from planner.inputs.values.cells import parse_cell, parse_degree
from planner.model import Operation


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("650 平方米", "650"), ("1,200", "1200"), ("１２００", "1200"),
        ("８６０", "860"), ("12张", "12"), ("1460 户", "1460"), ("0", "0"), ("0.0", "0"),
        (" 12.50 ", "12.5"), ("12.", "12"), ("166,835 平方米", "166835"),
        ("1.2E+03", "1200"), ("+5", "5"), ("1，200", "1200"), ("900m²", "900"),
    ],
)  # fmt: skip
def test_numbers(text: str, value: str) -> None:
    cell = parse_number(text, FieldKind.AREA if any(u in text for u in ("平方米", "m²")) else FieldKind.COUNT)
    assert cell.value == Decimal(value)
    assert not cell.doubt


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.2万平方米", 12_000), ("2公顷", 20_000), ("0.5万㎡", 5_000), ("3 ha", 30_000), ("1km²", 1_000_000), ("30亩", 20_000)],
)
def test_units_are_converted_aloud(text: str, value: int) -> None:
    cell = parse_number(text, FieldKind.AREA)
    assert float(str(cell.value)) == pytest.approx(value)
    assert cell.note == "number.converted"


def test_a_unit_in_the_cell_goes_before_the_header() -> None:
    assert parse_number("5", FieldKind.AREA, factor=Decimal(10_000)).value == 50_000
    assert parse_number("5平方米", FieldKind.AREA, factor=Decimal(10_000)).value == 5


@pytest.mark.parametrize(
    ("text", "kind", "doubt"),
    [
        ("约900㎡", FieldKind.AREA, "number.approximate"),
        ("900左右", FieldKind.AREA, "number.approximate"),
        ("500余㎡", FieldKind.AREA, "number.approximate"),
        ("≥750", FieldKind.AREA, "number.approximate"),
        ("-800", FieldKind.AREA, "number.negative"),
        ("－1", FieldKind.COUNT, "number.negative"),
        ("−5", FieldKind.COUNT, "number.negative"),
        ("nan", FieldKind.AREA, "number.unreadable"),
        ("inf", FieldKind.AREA, "number.unreadable"),
        ("500-600", FieldKind.AREA, "number.unreadable"),
        ("1,20", FieldKind.AREA, "number.unreadable"),
        ("见附件", FieldKind.AREA, "number.unreadable"),
        ("0x10", FieldKind.COUNT, "number.unreadable"),
        ("1_000", FieldKind.COUNT, "number.unreadable"),
        ("650平方米", FieldKind.COUNT, "number.unit"),
        ("300户", FieldKind.AREA, "number.unit"),
        ("1e300", FieldKind.AREA, "number.absurd"),
        ("无", FieldKind.AREA, "number.none_or_zero"),
        ("98", FieldKind.YEAR, "number.absurd"),
        ("50%", FieldKind.COUNT, "number.unreadable"),
    ],
)
def test_doubtful_numbers(text: str, kind: FieldKind, doubt: str) -> None:
    assert parse_number(text, kind).doubt == doubt


def test_years() -> None:
    assert parse_number("1998年", FieldKind.YEAR).value == 1998
    assert parse_number("2005年建成", FieldKind.YEAR).value == 2005


@pytest.mark.parametrize("text", ["", " ", "　", "暂无", "暂无资料", "暂无信息", "—", "——", "-", "/", "N/A", "NULL", "\ufeff", "　暂无　"])
def test_missing_is_neither_a_value_nor_a_doubt(text: str) -> None:
    assert is_missing(text)
    for kind in (
        FieldKind.AREA,
        FieldKind.COUNT,
        FieldKind.YEAR,
        FieldKind.DATE,
        FieldKind.STATUS,
        FieldKind.URBAN,
        FieldKind.DEGREE,
        FieldKind.TEXT,
    ):
        assert parse_cell(text, kind).missing


@given(st.text(max_size=30), st.sampled_from(list(FieldKind)))
def test_no_text_makes_a_reader_raise(text: str, kind: FieldKind) -> None:
    cell = parse_cell(text, kind)
    if is_missing(text) and kind not in {FieldKind.ID, FieldKind.NAME}:
        assert cell.value is None
    if kind in {FieldKind.AREA, FieldKind.COUNT} and cell.value == 0:
        assert "0" in text.translate(str.maketrans("０〇", "00")) or any(c.isdigit() for c in text)


@given(
    st.text("0123456789.,-+eE~约万亩户人平米㎡公顷 左右nainf", max_size=15),
    st.sampled_from([FieldKind.AREA, FieldKind.COUNT, FieldKind.YEAR]),
)
def test_nearly_numbers_never_raise(text: str, kind: FieldKind) -> None:
    cell = parse_number(text, kind)
    assert cell.value is None or isinstance(cell.value, Decimal)


@given(st.decimals(min_value=0, max_value=10**10, places=3))
def test_plain_decimals_come_back_exactly(value: Decimal) -> None:
    assert parse_number(f"{value:f}", FieldKind.AREA).value == value
    assert parse_number(f"{value:,f}", FieldKind.AREA).value == value
    assert parse_number(f"{value:f} 平方米", FieldKind.AREA).value == value


@given(st.floats(0, 1e10))
def test_floats_of_binary_layers_keep_their_shortest_digits(value: float) -> None:
    (text,) = texts(np.array([value]))
    assert float(text) == value
    assert parse_number(text, FieldKind.AREA).value == Decimal(text)


def test_binary_values_as_text() -> None:
    assert texts(np.array([1073.0, 0.1, np.nan])) == ["1073", "0.1", ""]
    assert texts(np.array([0.1], dtype=np.float32)) == ["0.1"]
    assert texts(np.array(["2023-10-01"], dtype="datetime64[ms]"))[0].startswith("2023-10-01")
    assert texts(np.array([None, True, 5, "x", np.float64("nan")], dtype=object)) == ["", "true", "5", "x", ""]


@pytest.mark.parametrize(
    "text",
    ["2023-10-01", "2023/10/1", "2023.10.1", "2023年10月1日", "20231001", "2023-10-01 00:00:00", "2023-10-01T08:30:00Z",
     "２０２３－１０－０１", "2023年10月01号", "2023/10/01 00:00:00+00"],
)  # fmt: skip
def test_dates(text: str) -> None:
    assert parse_date(text).value == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("2023-13-01", "date.unreadable"), ("2023-02-30", "date.unreadable"), ("2023年10月", "date.incomplete"), ("2023", "date.incomplete"),
     ("昨天", "date.unreadable"), ("45200", "date.unreadable"), ("1899-12-30", "date.absurd"), ("01/10/2023", "date.unreadable")],
)  # fmt: skip
def test_doubtful_dates(text: str, doubt: str) -> None:
    assert parse_date(text).doubt == doubt


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_date(day: date) -> None:
    for text in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}"):
        assert parse_date(text).value == day


@pytest.mark.parametrize(
    ("text", "status"),
    [("已建成并运营", Operation.OPEN), ("运营", Operation.OPEN),
     ("在营", Operation.OPEN), ("Open", Operation.OPEN), ("在建", Operation.BUILDING),
     ("规划", Operation.PLANNED), ("拟建", Operation.PLANNED), ("停用", Operation.CLOSED), ("关闭", Operation.CLOSED)],
)  # fmt: skip
def test_status(text: str, status: Operation) -> None:
    assert parse_status(text).value is status


def test_unknown_words_are_doubts() -> None:
    assert parse_status("改造").doubt == "status.unknown"
    assert parse_urban("园区").doubt == "urban.unknown"
    assert parse_urban("城镇").value is True
    assert parse_urban("行政村").value is False
    assert parse_urban("220").value is False


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("114.23", 114.23),
        ("114.23°E", 114.23),
        ("东经114°13′48″", 114.23),
        ("-3.5", -3.5),
        ("１１４．２３", 114.23),
        ("114度13分48秒", 114.23),
    ],
)
def test_degrees(text: str, value: float) -> None:
    assert float(str(parse_degree(text).value)) == pytest.approx(value)
