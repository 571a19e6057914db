"""``docs/architecture.md`` names every room, and no file that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

#: Names that stand for any of a kind.
ANY = ("CITY", "KIND", "NAME", "PAGE")


@pytest.fixture(scope="module")
def page(repo: Path) -> str:
    return (repo / "docs" / "architecture.md").read_text(encoding="utf-8")


def test_every_room_and_every_room_inside_stands_on_the_page(repo: Path, page: str) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    rooms = sorted(p.parent for p in (repo / "planner").glob("*/__init__.py"))
    assert [room.name for room in rooms if room.name not in rows] == []
    inside = [(room.name, sub.parent.name) for room in rooms for sub in sorted(room.glob("*/__init__.py"))]
    assert [pair for pair in inside if f"`{pair[1]}`" not in rows[pair[0]]] == []


def test_files_beside_the_rooms_inside_are_there(repo: Path, page: str) -> None:
    for room, row in re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE):
        names = re.findall(r"`(\w+)`", row.partition("beside them")[2] or (row if room in {"scenario", "compare"} else ""))
        assert [name for name in names if not (repo / "planner" / room / f"{name}.py").is_file()] == []


def test_whatever_is_to_be_touched_is_there(repo: Path, page: str) -> None:
    named = {name for name in re.findall(r"`((?:planner|tests|docs)/[^`]*)`", page) if not any(word in name for word in ANY)}
    assert len(named) > 25
    assert [name for name in sorted(named) if not (repo / name).exists()] == []


def test_lists_to_be_lengthened_are_where_the_page_says(repo: Path, page: str) -> None:
    found = re.findall(r"`([A-Z_]+)` (?:of|in) `(planner/[^`]*\.py)`", page)
    assert len(found) >= 4
    assert [
        pair for pair in found if not re.search(rf"^{pair[0]}\b|\b{pair[0]},$", (repo / pair[1]).read_text("utf-8"), re.MULTILINE)
    ] == []
