"""The house as DESIGN draws it: floors, doors, sizes, one meaning for each name, words in the catalogue. Computed from the source alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from itertools import groupby
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
#: Room → floor. A room may use rooms of its own floor and of lower ones.
FLOORS = {
    **dict.fromkeys(("geo", "errors", "model", "style", "texts", "tables", "version", "files"), 0),
    **dict.fromkeys(("network", "inputs"), 1),
    **dict.fromkeys(("access", "rules"), 2),
    "scenario": 3,
    "run": 4,
    "compare": 5,
    "report": 6,
    **dict.fromkeys(("ui", "cli"), 8),
    "__main__": 9,
}
#: The one room without a door: the catalogue is looked up file by file.
OPEN = frozenset({"texts"})
MOST_FILES, MOST_LINES = 20, 400
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: Rooms where Chinese words may stand in code.
WORDS = ("texts", "tables")

FILES = tuple(file.relative_to(REPO) for file in sorted((REPO / "planner").rglob("*.py")))


@cache
def text(path: Path) -> str:
    return (REPO / path).read_text(encoding="utf-8")


@cache
def trees() -> dict[Path, ast.Module]:
    """Every module of the package, by its path from the repository."""
    return {path: ast.parse(text(path)) for path in FILES}


@cache
def modules() -> dict[str, Path]:
    return {".".join(path.with_suffix("").parts).removesuffix(".__init__"): path for path in FILES}


def room(path: Path) -> str:
    return path.parts[1].removesuffix(".py")


def targets(path: Path) -> Iterator[Path]:
    """Files of the package that a file imports, wherever in it the import stands. What a door offers by name is the door's."""
    for node in ast.walk(trees()[path]):
        named: list[tuple[str, str]] = []
        if isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno}: imports stand with their whole name"
            named = [(node.module or "", alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            named = [(alias.name, "") for alias in node.names]
        for module, name in named:
            if module.partition(".")[0] == "planner":
                found = modules()[module] if name in offered(modules()[module]) else modules().get(f"{module}.{name}") or modules()[module]
                if found != path:
                    yield found


@cache
def offered(path: Path) -> frozenset[str]:
    """``__all__`` of a door; empty for every other file."""
    for node in trees()[path].body if path.name == "__init__.py" else ():
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


@cache
def links() -> tuple[tuple[Path, Path], ...]:
    """Every import from one room of another."""
    pairs = ((path, target) for path in trees() if room(path) != "__init__" for target in targets(path))
    return tuple((path, target) for path, target in pairs if room(path) != room(target))


def test_every_room_stands_on_a_floor() -> None:
    assert {room(path) for path in FILES} - set(FLOORS) == {"__init__"}


def test_no_import_runs_up_a_floor() -> None:
    assert [f"{a} -> {b}" for a, b in links() if FLOORS.get(room(b), 0) > FLOORS.get(room(a), 9)] == []


def test_rooms_do_not_import_each_other_in_a_circle() -> None:
    rooms: dict[str, set[str]] = {}
    for a, b in links():
        rooms.setdefault(room(a), set()).add(room(b))
    order = list(TopologicalSorter(rooms).static_order())  # a circle raises, and is named
    assert set(order) >= set(rooms)


def test_rooms_are_entered_by_their_doors() -> None:
    """From another room only what stands in an ``__init__`` is imported, of the room or of a room inside it."""
    past = [f"{a} -> {b}" for a, b in links() if len(b.parts) > 2 and b.name != "__init__.py" and room(b) not in OPEN]
    assert past == []


def test_no_folder_is_flat_and_no_file_long() -> None:
    folders = groupby(sorted(path.parent for path in FILES if path.name != "__init__.py"))
    assert [str(folder) for folder, files in folders if len(list(files)) > MOST_FILES] == []
    assert [str(path) for path in FILES if len(text(path).splitlines()) > MOST_LINES] == []


def test_a_public_class_name_means_one_thing() -> None:
    places: dict[str, set[Path]] = {}
    for path, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, set()).add(path)
    assert {name: sorted(map(str, files)) for name, files in places.items() if len(files) > 1} == {}


def chinese_in(path: Path) -> bool:
    """Whether a text in a file's code, docstrings aside, holds Chinese."""
    if not CHINESE.search(text(path)):
        return False
    docs: set[int] = set()
    for node in ast.walk(trees()[path]):  # a docstring's owner comes before it
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and isinstance(node.body[0], ast.Expr):
            docs.add(id(node.body[0].value))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs and CHINESE.search(node.value):
            return True
    return False


def test_words_for_users_stand_in_the_catalogue() -> None:
    spoken = {path.as_posix() for path in FILES if room(path) not in WORDS and chinese_in(path)}
    assert spoken == set(), "these hold Chinese: move it to planner/texts"


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "__init__.py"], ids=str)
def test_a_door_says_what_lives_behind_it(path: Path) -> None:
    said = ast.get_docstring(trees()[path]) or ""
    assert len(said.split()) >= 4, "a docstring that tells a stranger what lives here"
