"""Core alone, and each extra left out in turn: every command ends in results or in a sentence that names the extra to install."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.errors import EXTRAS

#: Runs the command line where modules are not installed: no finder knows them, as in an environment without them.
_BLOCKED = """
import sys
from importlib import util
absent = frozenset(sys.argv[1].split(","))
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent())
known = util.find_spec
util.find_spec = lambda name, package=None: None if name.partition(".")[0] in absent else known(name, package)
sys.argv = ["planner", *sys.argv[2:]]
from planner.cli import main
main()
"""
_ALONE = tuple(EXTRAS)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def without(extras: Iterable[str], *arguments: str | Path, cwd: Path) -> Done:
    absent = ",".join(module for extra in extras for module in EXTRAS[extra])
    done = subprocess.run(
        [sys.executable, "-c", _BLOCKED, absent, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, check=False, timeout=300
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def core_run(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the example, but for its heights, made with the core alone."""
    folder = tmp_path_factory.mktemp("core")
    out = folder / "baseline"
    text = (repo / "scenarios/baseline.yaml").read_text(encoding="utf-8").replace("../data", str(repo / "data"))
    flat = "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("dem:"))
    assert flat != text
    (folder / "flat.yaml").write_text(flat, encoding="utf-8")
    done = without(_ALONE, "run", folder / "flat.yaml", "--out", out, cwd=folder)
    assert done.code == 0, done.err
    for file in ("report.docx", "report.xlsx", "map.html"):
        assert f"{file}" in done.err
        assert not (out / file).exists()
    assert done.err.count("planner[report]") == 3
    assert (out / "results.gpkg").is_file()
    assert "map.html" not in (out / "说明.txt").read_text(encoding="utf-8-sig").partition("【")[0]
    return out


@pytest.mark.parametrize(
    "arguments",
    [("--help",), ("rules", "list"), ("rules", "show", "linfen"), ("inspect", "data/facilities/facilities.csv"),
     ("check", "parcels", "data/parcels/parcels.geojson", "--as-of", "2024-06-01")],
)  # fmt: skip
def test_the_core_alone_does_what_needs_no_extra(repo: Path, arguments: tuple[str, ...]) -> None:
    done = without(_ALONE, *arguments, cwd=repo)
    assert done.code == 0, done.err
    assert done.out


def test_the_core_alone_compares(core_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "compared"
    out.mkdir()
    (out / "comparison.xlsx").write_bytes(b"of an earlier comparison")
    done = without(_ALONE, "compare", core_run, core_run, "--out", out, cwd=tmp_path)
    assert done.code == 0, done.err
    assert done.err.count("planner[report]") == 2
    assert (out / "comparison.gpkg").is_file()
    assert not (out / "comparison.xlsx").exists()
    assert not (out / "map.html").exists()
    assert "comparison.xlsx" not in (out / "说明.txt").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("left_out", [_ALONE, ("report",)], ids=["core alone", "report left out"])
@pytest.mark.parametrize(
    "arguments",
    [("report", "{run}"), ("report", "{run}", "--plates"), ("report", "{run}", "--what", "ledgers"), ("report", "--new-template", "parcel"),
     ("scenario", "to-excel", "{repo}/scenarios/shortfall-2030.yaml", "--out", "changes.xlsx")],
)  # fmt: skip
def test_without_report_the_sentence_names_it(
    core_run: Path, repo: Path, tmp_path: Path, left_out: tuple[str, ...], arguments: tuple[str, ...]
) -> None:
    done = without(left_out, *(a.format(run=core_run, repo=repo) for a in arguments), cwd=tmp_path)
    assert done.code == 2
    assert "planner[report]" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("left_out", [_ALONE, ("app",)], ids=["core alone", "app left out"])
def test_without_app_the_sentence_names_it(core_run: Path, tmp_path: Path, left_out: tuple[str, ...]) -> None:
    done = without(left_out, "app", core_run, cwd=tmp_path)
    assert done.code == 2
    assert "planner[app]" in done.err


@pytest.mark.parametrize("left_out", [_ALONE, ("terrain",)], ids=["core alone", "terrain left out"])
def test_without_terrain_the_sentence_names_it(repo: Path, tmp_path: Path, left_out: tuple[str, ...]) -> None:
    """A scenario that asks for heights is not answered without them."""
    done = without(left_out, "run", repo / "scenarios/baseline.yaml", "--out", tmp_path / "out", cwd=tmp_path)
    assert done.code == 2, done.err
    assert "planner[terrain]" in done.err
    assert "hill.asc" in done.err
    assert not (tmp_path / "out").exists()


def test_the_app_opens_a_map_without_report(repo: Path, tmp_path: Path) -> None:
    """Every page of the app can be imported where ``report`` is not installed, and so can the live map's scripts."""
    program = _BLOCKED.replace("from planner.cli import main\nmain()\n", (
        "import importlib, pkgutil, planner.ui\n"
        "names = [m.name for m in pkgutil.walk_packages(planner.ui.__path__, 'planner.ui.') if m.name != 'planner.ui.app']\n"
        "for name in names: importlib.import_module(name)\n"
        "from planner.ui.live.component import _js\n"
        "print(len(names), 'leaflet' in _js())\n"
    ))  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", program, ",".join(EXTRAS["report"])], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    count, there = done.stdout.split()
    assert int(count) > 30
    assert there == "True"
