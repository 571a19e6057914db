"""docs/formats-and-traps.md says what the tests show: every test it names is there and speaks of the codes of its row."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from planner.inputs.formats.registry import PACKED, READERS, REFUSED
from planner.network.read.linefile import LINE_SUFFIXES

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "formats-and-traps.md"
_CODE = re.compile(r"`([a-z]+\.[a-z_0-9]+)`")


def rows() -> list[list[str]]:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "::" in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def source_of(test: str) -> str:
    """The text of a test, its parameters and helpers' names included."""
    name, function = test.split("::")
    text = (HERE / name).resolve().read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    raise AssertionError(f"{test} is named on the page and is not there")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[-1].split("::")[1])
def test_each_row_is_tested_and_its_codes_are_what_the_test_sees(row: list[str]) -> None:
    text = source_of(row[-1])
    for code in _CODE.findall(row[-2]):
        assert f'"{code}"' in text, code


def test_every_suffix_the_program_knows_stands_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`(\.[a-z0-9]+)`", page))
    assert {*READERS, *PACKED, *REFUSED, *LINE_SUFFIXES} <= named


def test_the_page_has_no_row_without_a_test() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and " code |" not in line]
    assert [line for line in lines if "::test_" not in line] == []
