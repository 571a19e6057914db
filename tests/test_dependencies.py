"""Declared is what is imported: the core's packages by what runs without an extra, an extra's by its own rooms, and nothing besides."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import NamedTuple

import pytest

from planner.errors import EXTRAS

REPO = Path(__file__).resolve().parents[1]
#: Extra → the rooms that may import what it brings. All else is the core, at work wherever the package is installed.
ROOMS: Mapping[str, tuple[str, ...]] = {
    "app": ("planner.ui",),
    "report": (
        "planner.report.plates", "planner.report.word", "planner.report.book.pen", "planner.report.comparison",
        "planner.report.book.formulas", "planner.report.map.page", "planner.report.book.scenario", "planner.report.book.tablefile",
    ),
    "terrain": ("planner.network.build.heights",),
}  # fmt: skip
#: Modules that ask :func:`planner.errors.absent_modules` before they come to their imports of an extra's rooms.
ASKING = frozenset({"planner.report.kinds", "planner.ui.serving.launch"})
#: Packages for developers that no file imports: tools of the Makefile, types for mypy, what builds an editable installation.
TOOLS = frozenset({"editables", "mypy", "pandas-stubs", "pytest-xdist", "ruff", "scipy-stubs"})
#: Packages that make the documentation site: no file imports them.
SITE = frozenset({"mkdocs", "mkdocstrings-python", "pymdown-extensions"})
#: A benchmark that measures against another package, where somebody has installed it.
RIVALS = frozenset({"with_pandana.py"})
DEVELOPERS = ("tests", "benchmarks", "tools", "data")


class Import(NamedTuple):
    """One import: the module it names, whether it is made when the file is, and whether inside ``with needing(extra)``."""

    module: str
    at_once: bool
    needing: str


class _Finder(ast.NodeVisitor):
    """Every import of a file but those for types alone."""

    def __init__(self) -> None:
        self.found: list[Import] = []
        self._at_once, self._needing = True, ""

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        kept, self._at_once = self._at_once, False
        self.generic_visit(node)
        self._at_once = kept

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_If(self, node: ast.If) -> None:
        if ast.unparse(node.test) not in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            self.generic_visit(node)

    def visit_With(self, node: ast.With) -> None:
        call = node.items[0].context_expr
        kept = self._needing
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "needing" and isinstance(call.args[0], ast.Constant):
            self._needing = str(call.args[0].value)
        self.generic_visit(node)
        self._needing = kept

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._add(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level or node.module is None:
            return  # one's own neighbours; the package itself imports by full names
        self._add(node.module)
        for alias in node.names:
            if f"{node.module}.{alias.name}" in modules():
                self._add(f"{node.module}.{alias.name}")

    def visit_Call(self, node: ast.Call) -> None:
        """Take names given as texts: ``import_module("x")``, ``find_spec("x")``, ``distribution("x")``, ``files("x")``."""
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in {"import_module", "find_spec", "distribution", "files", "__import__"} and node.args:
            given = node.args[0]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                self._add(given.value)
        self.generic_visit(node)

    def _add(self, module: str) -> None:
        self.found.append(Import(module, self._at_once, self._needing))


@cache
def modules() -> dict[str, Path]:
    """Every module of the package → its file."""
    found = {}
    for file in sorted((REPO / "planner").rglob("*.py")):
        parts = file.relative_to(REPO).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


@cache
def imports(file: Path) -> tuple[Import, ...]:
    finder = _Finder()
    finder.visit(ast.parse(file.read_text(encoding="utf-8")))
    return tuple(finder.found)


def third_party(file: Path) -> Iterator[Import]:
    """Imports of neither the standard library nor this repository."""
    own = {"planner", "tests", "benchmarks", "_example", "wheelhouse"}
    for found in imports(file):
        if found.module.partition(".")[0] not in {*sys.stdlib_module_names, *own}:
            yield found


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def installed() -> Mapping[str, list[str]]:
    """Import name → distributions that bring it."""
    return packages_distributions()


@cache
def distribution_of(module: str) -> str:
    top = module.partition(".")[0]
    names = {normal(name) for name in installed().get(top, ())}
    assert len(names) == 1, f"{module} is of {names or 'no installed package'}"
    return names.pop()


@cache
def declared() -> dict[str, frozenset[str]]:
    """``core`` and each extra → its distributions."""
    table = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = {"core": table["dependencies"], **table["optional-dependencies"]}
    return {part: frozenset(normal(re.split(r"[^A-Za-z0-9._-]", line)[0]) for line in lines) for part, lines in lists.items()}


def room_of(module: str) -> str:
    """Give the extra whose room a module stands in, or ``core``."""
    return next((extra for extra, rooms in ROOMS.items() if any(f"{module}.".startswith(f"{room}.") for room in rooms)), "core")


def used() -> dict[str, set[str]]:
    """``core`` and each extra → the distributions that are imported for it: an extra's room may use the core's too."""
    out: dict[str, set[str]] = {part: set() for part in ("core", *ROOMS)}
    for module, file in modules().items():
        for found in third_party(file):
            name = distribution_of(found.module)
            room = room_of(module)
            out[room if room != "core" and name in declared()[room] else "core"].add(name)
    return out


@pytest.mark.parametrize("part", ["core", *ROOMS])
def test_each_part_declares_what_it_imports_and_nothing_else(part: str) -> None:
    assert declared()[part] == used()[part]


def test_developers_declare_what_tests_and_tools_import_beyond_the_package() -> None:
    table = declared()
    users = frozenset().union(*(table[part] for part in ("core", *ROOMS)))
    files = [file for folder in DEVELOPERS for file in sorted((REPO / folder).rglob("*.py")) if file.name not in RIVALS]
    wanted = {distribution_of(found.module) for file in files for found in third_party(file)} - users
    assert table["dev"] == wanted | TOOLS
    assert not table["dev"] & users


def test_the_site_declares_what_its_settings_name() -> None:
    settings = (REPO / "mkdocs.yml").read_text(encoding="utf-8")
    assert declared()["docs"] == SITE
    assert "mkdocstrings:" in settings
    assert "pymdownx." in settings
    asking = {found.module.partition(".")[0] for file in modules().values() for found in third_party(file)}
    assert not asking & {"mkdocs", "mkdocstrings", "pymdownx", "griffe", "markdown", "yaml"}


def test_nothing_is_declared_twice() -> None:
    parts = [part for part in declared() if part != "dev"]
    assert sum(len(declared()[part]) for part in parts) == len(frozenset().union(*(declared()[part] for part in parts)))


@pytest.mark.parametrize("extra", list(ROOMS))
def test_the_table_of_extras_in_the_package_is_that_of_the_project(extra: str) -> None:
    """What :data:`planner.errors.EXTRAS` looks for are the modules of the declared packages."""
    assert {distribution_of(module) for module in EXTRAS[extra]} == declared()[extra]


def parents(module: str) -> list[str]:
    """Give a module and the packages it stands in: Python imports them all."""
    parts = module.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts) + 1)]


@cache
def comes_with(module: str) -> dict[str, str]:
    """Extra that importing a module asks for at once → the file that does, with everything imported on the way."""
    asked: dict[str, str] = {}
    todo, seen = parents(module), set[str]()
    while todo:
        name = todo.pop()
        if name in seen or name not in modules():
            continue
        seen.add(name)
        for found in imports(modules()[name]):
            if found.at_once and found.module.partition(".")[0] == "planner":
                todo += parents(found.module)
        for found in third_party(modules()[name]):
            home = next((part for part in ROOMS if distribution_of(found.module) in declared()[part]), "")
            if home and found.at_once:
                asked.setdefault(home, name)
    return asked


def test_what_belongs_to_no_extra_can_be_imported_with_the_core_alone() -> None:
    open_doors = ("planner", "planner.cli", "planner.report", "planner.ui.serving.launch", "planner.cli.console", "planner.report.carriers")
    assert {module: comes_with(module) for module in open_doors if comes_with(module)} == {}
    free = [m for m in modules() if not m.startswith(("planner.ui", "planner.report"))]
    assert {module: comes_with(module) for module in free if comes_with(module)} == {}


def test_an_extra_asks_for_no_other_extra() -> None:
    """``planner[app]`` opens the map without ``report``: the app writes papers, but is no paper."""
    mixed = {m: asked for m in modules() if m.startswith("planner.ui") and (asked := comes_with(m)) and set(asked) != {"app"}}
    assert mixed == {}


def test_every_late_import_of_an_extra_is_told_by_name() -> None:
    """Outside its rooms, and in a room that can be entered without it, an extra is imported inside ``with needing(…)``."""
    bare = []
    for module, file in modules().items():
        at_hand = set(comes_with(module)) | ({"report", "app"} if module in ASKING else set())
        for found in imports(file):
            if found.at_once:
                continue
            if found.module.partition(".")[0] == "planner":
                wanted = set(comes_with(found.module))
            else:
                known = found.module.partition(".")[0] not in sys.stdlib_module_names
                wanted = {part for part in ROOMS if known and distribution_of(found.module) in declared()[part]}
            bare += [(module, found.module, extra) for extra in wanted - at_hand - {found.needing}]
    assert bare == []
