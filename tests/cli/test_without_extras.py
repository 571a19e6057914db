"""Core alone, and each extra left out in turn: every command ends in results or in a sentence that names the extra to install."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.errors import EXTRAS

#: Runs command lines, one after the other, where modules are not installed: no finder knows them, as in an environment without them.
_BLOCKED = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from importlib import util
absent = frozenset(sys.argv[1].split(","))
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
known = util.find_spec
util.find_spec = lambda name, package=None: None if name.partition(".")[0] in absent else known(name, package)
"""
_CALLED = """
from planner.cli import main
for words in json.loads(sys.argv[2]):
    sys.argv, out, err, code = ["planner", *words], io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""
_ALONE = tuple(EXTRAS)
Commands = tuple[tuple[str, ...], ...]
CORE = (
    ("--help",),
    ("rules", "list"),
    ("rules", "show", "linfen"),
    ("inspect", "{repo}/data/facilities/facilities.csv"),
    ("check", "parcels", "{repo}/data/parcels/parcels.geojson", "--as-of", "2024-06-01"),
)
REPORT = (
    ("report", "{run}"),
    ("report", "{run}", "--plates"),
    ("report", "{run}", "--what", "ledgers"),
    ("report", "--new-template", "parcel"),
    ("scenario", "to-excel", "{repo}/scenarios/shortfall-2030.yaml", "--out", "changes.xlsx"),
)
APP = (("app", "{run}"),)
TERRAIN = (("run", "{repo}/scenarios/baseline.yaml", "--out", "out"),)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def without(extras: Iterable[str], *commands: Iterable[str | Path], cwd: Path) -> list[Done]:
    """Run commands in one process that lacks what only these extras bring."""
    absent = ",".join(module for extra in extras for module in EXTRAS[extra])
    words = json.dumps([[str(word) for word in command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", _BLOCKED + _CALLED, absent, words], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    ended = [Done(*json.loads(line)) for line in done.stdout.splitlines()]
    assert len(ended) == len(commands)
    for one in ended:
        assert "Traceback" not in one.err, one.err
    return ended


@pytest.fixture(scope="module")
def core_run(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the example, but for its heights, made with the core alone."""
    folder = tmp_path_factory.mktemp("core")
    out = folder / "baseline"
    text = (repo / "scenarios/baseline.yaml").read_text(encoding="utf-8").replace("../data", str(repo / "data"))
    flat = "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("dem:"))
    assert flat != text
    (folder / "flat.yaml").write_text(flat, encoding="utf-8")
    [done] = without(_ALONE, ("run", folder / "flat.yaml", "--out", out), cwd=folder)
    assert done.code == 0, done.err
    for file in ("report.docx", "report.xlsx", "map.html"):
        assert f"{file}" in done.err
        assert not (out / file).exists()
    assert done.err.count("planner[report]") == 3
    assert (out / "results.gpkg").is_file()
    assert "map.html" not in (out / "说明.txt").read_text(encoding="utf-8-sig").partition("【")[0]
    return out


Ends = dict[tuple[str, ...], Done]


@pytest.fixture(scope="module")
def core_ends(core_run: Path, repo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Ends, Path]:
    """How every command ends where the core is alone, and the folder they were called in."""
    return ends(_ALONE, (*CORE, *REPORT, *APP, *TERRAIN), core_run, repo, tmp_path_factory.mktemp("core"))


def ends(left_out: tuple[str, ...], commands: Commands, run: Path, repo: Path, cwd: Path) -> tuple[Ends, Path]:
    filled = [[word.format(run=run, repo=repo) for word in command] for command in commands]
    return dict(zip(commands, without(left_out, *filled, cwd=cwd), strict=True)), cwd


@pytest.mark.parametrize("command", CORE)
def test_the_core_alone_does_what_needs_no_extra(core_ends: tuple[Ends, Path], command: tuple[str, ...]) -> None:
    done = core_ends[0][command]
    assert done.code == 0, done.err
    assert done.out


def test_the_core_alone_compares(core_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "compared"
    out.mkdir()
    (out / "comparison.xlsx").write_bytes(b"of an earlier comparison")
    [done] = without(_ALONE, ("compare", core_run, core_run, "--out", out), cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.err.count("planner[report]") == 2
    assert (out / "comparison.gpkg").is_file()
    assert not (out / "comparison.xlsx").exists()
    assert not (out / "map.html").exists()
    assert "comparison.xlsx" not in (out / "说明.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("command", [*REPORT, *APP, *TERRAIN])
def test_the_core_alone_names_what_is_missing(core_ends: tuple[Ends, Path], command: tuple[str, ...]) -> None:
    done = core_ends[0][command]
    extra = "report" if command in REPORT else "app" if command in APP else "terrain"
    assert done.code == 2, done.err
    assert f"planner[{extra}]" in done.err
    assert list(core_ends[1].iterdir()) == []


@pytest.mark.parametrize(
    ("left_out", "commands"), [("report", REPORT), ("app", APP), ("terrain", TERRAIN)], ids=["report", "app", "terrain"]
)
def test_an_extra_left_out_is_named(core_run: Path, repo: Path, tmp_path: Path, left_out: str, commands: Commands) -> None:
    """Nothing is written; a scenario that asks for heights is not answered without them."""
    found, _ = ends((left_out,), commands, core_run, repo, tmp_path)
    for command, done in found.items():
        assert done.code == 2, (command, done.err)
        assert f"planner[{left_out}]" in done.err
    assert list(tmp_path.iterdir()) == []
    if left_out == "terrain":
        assert "hill.asc" in done.err


def test_the_app_opens_a_map_without_report(repo: Path, tmp_path: Path) -> None:
    """Every page of the app can be imported where ``report`` is not installed, and so can the live map's scripts."""
    program = _BLOCKED + (
        "import importlib, pkgutil, planner.ui\n"
        "names = [m.name for m in pkgutil.walk_packages(planner.ui.__path__, 'planner.ui.') if m.name != 'planner.ui.app']\n"
        "for name in names: importlib.import_module(name)\n"
        "from planner.ui.live.component import _js\n"
        "print(len(names), 'leaflet' in _js())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, ",".join(EXTRAS["report"])], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    count, there = done.stdout.split()
    assert int(count) > 30
    assert there == "True"
