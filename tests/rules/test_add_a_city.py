"""The page on adding a city: its YAML alone makes a fourth city, its cases hold, its override loads."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from planner.model import Verdict
from planner.rules import RulePack, judge, load_cases, subject_verdict, try_cases

from .support import one, parcel


@pytest.fixture
def blocks(repo: Path, tmp_path: Path) -> list[Path]:
    """The page's YAML blocks as files."""
    page = (repo / "docs" / "add-a-city.md").read_text(encoding="utf-8")
    found = re.findall(r"```yaml\n(.*?)```", page, flags=re.DOTALL)
    files = []
    for i, text in enumerate(found):
        path = tmp_path / f"block{i}.yaml"
        path.write_text(text, encoding="utf-8")
        files.append(path)
    return files


def test_a_fourth_city_needs_yaml_alone(blocks: list[Path]) -> None:
    pack = RulePack.load(blocks[0])
    tried = try_cases(pack, *load_cases(blocks[1]))
    assert len(tried) == 6
    assert [t for t in tried if t.misses] == []
    found = judge(pack, [parcel("1000", floor="299.9")], as_of=date(2024, 6, 1))
    assert subject_verdict(found) is Verdict.FAIL
    assert "GB50437-land" in {r.id for r in pack.rules}


def test_the_override_on_the_page_enters_a_value(blocks: list[Path]) -> None:
    pack = RulePack.load(blocks[2])
    assert one(parcel(floor="250"), "JC-quota", date(2024, 6, 1), pack).verdict is Verdict.PASS
    assert one(parcel(floor="250"), "JC-quota", date(2023, 12, 20), pack).verdict is Verdict.NEEDS_REVIEW
    assert pack.header.old_before_year == 2000


def test_every_kind_stands_on_the_page(repo: Path) -> None:
    from planner.rules import KINDS

    page = (repo / "docs" / "add-a-city.md").read_text(encoding="utf-8")
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []
