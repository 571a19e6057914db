"""What a user gets works: the wheel and its extras in an environment of its own, with nothing of the developers' beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.installed.conftest import Ended, Machine
from tests.runs import Run, contents
from tests.ui.conftest import NewPage
from tests.ui.live import LiveMap, free_port

#: Packages that only the developers' extra brings.
DEVELOPERS = ("pytest", "hypothesis", "mypy", "ruff", "playwright", "hatchling")


def _well(ended: Ended) -> Ended:
    assert ended.code == 0, ended.said
    assert "Traceback" not in ended.said
    return ended


@pytest.fixture(scope="module")
def result(machine: Machine) -> Path:
    """The example, run by the user."""
    folder = machine.folder / "out" / "baseline"
    if not folder.is_dir():
        _well(machine.planner("run", "scenarios/baseline.yaml", "--out", folder))
    return folder


def test_the_environment_holds_the_wheel_and_no_tool_of_the_developers(machine: Machine, repo: Path) -> None:
    where = _well(machine.ran(machine.python, "-c", "import planner; print(planner.__file__)")).out.strip()
    assert Path(where).is_relative_to(machine.venv)
    assert not (machine.folder / "planner").exists()
    find = "from importlib.util import find_spec; import sys; print([n for n in sys.argv[1:] if find_spec(n)])"
    assert _well(machine.ran(machine.python, "-c", find, *DEVELOPERS)).out.strip() == "[]"


def test_a_run_gives_the_bytes_it_gives_in_the_checkout(result: Path, example_run: Run) -> None:
    assert contents(result) == contents(example_run.folder)


def test_inspect_check_and_compare(machine: Machine, result: Path) -> None:
    assert "facilities.csv" in _well(machine.planner("inspect", "data/facilities/facilities.csv")).said
    assert "（40）" in _well(machine.planner("check", "parcels", "data/parcels/parcels.geojson")).said
    _well(machine.planner("compare", result, "scenarios/shortfall-2030.yaml", "--out", "out/compared"))
    for name in ("comparison.xlsx", "comparison.gpkg", "map.html"):
        assert (machine.folder / "out" / "compared" / name).stat().st_size > 0


def test_report_with_plates(machine: Machine, result: Path) -> None:
    _well(machine.planner("report", result, "--plates", "--what", "parcel,ledgers,plates", "--parcel", "P001", "--community", "C001"))
    papers = result / "papers"
    for kind in ("*.docx", "*.xlsx", "*.png"):
        assert list(papers.rglob(kind)), f"no {kind} among {sorted(p.name for p in papers.rglob('*'))}"


@contextmanager
def _app(machine: Machine, place: Path) -> Iterator[str]:
    """Serve the app from the user's environment; every process of it ends with the block."""
    port = free_port()
    command = [*machine.command, "app", place, "--port", str(port)]
    log = machine.folder / "app.log"
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=machine.folder, env=machine.env, stdout=file, stderr=file, start_new_session=True)
    try:
        address = f"http://localhost:{port}"
        for _ in range(400):
            assert process.poll() is None, log.read_text(encoding="utf-8")
            try:
                with urllib.request.urlopen(address, timeout=2):
                    break
            except OSError:
                time.sleep(0.2)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


def test_the_app_draws_a_finished_run(machine: Machine, result: Path, new_page: NewPage) -> None:
    with _app(machine, result) as address:
        seen = new_page(1366, 768)
        seen.page.goto(address)
        seen.page.frame_locator("iframe").locator("[data-ready=yes]").wait_for(timeout=120_000)
        assert seen.outside == []
        assert seen.errors == []


def test_the_app_draws_the_live_map(machine: Machine, new_page: NewPage) -> None:
    with _app(machine, machine.folder / "scenarios" / "baseline.yaml") as address:
        seen = new_page(1366, 768)
        live = LiveMap.open(seen.page, address)
        assert live.count("facility-centre_open") > 0
        assert seen.outside == []
        assert seen.errors == []


@pytest.mark.parametrize("extra", ["report", "terrain", "app"])
def test_an_extra_left_out_is_named(extra: str, machine: Machine, result: Path, wheelhouse: Path, wheelhouse_tool: Path) -> None:
    without = machine.without(extra, wheelhouse=wheelhouse, tool=wheelhouse_tool)
    _results_or_sentence(without, result, {extra})


def test_the_core_alone_gives_results(machine: Machine, result: Path, wheelhouse: Path, wheelhouse_tool: Path) -> None:
    alone = machine.without("app", "report", "terrain", wheelhouse=wheelhouse, tool=wheelhouse_tool)
    ended = _well(alone.planner("run", "scenarios/baseline.yaml", "--out", "out/alone"))
    for extra in ("report", "terrain"):
        assert f"planner[{extra}]" in ended.said, ended.said
    made = contents(alone.folder / "out" / "alone")
    assert {"summary.json", "parcels.csv", "communities.csv", "results.gpkg", "traces.jsonl"} <= set(made)
    _well(alone.planner("inspect", "data/facilities/facilities.csv"))
    _well(alone.planner("check", "parcels", "data/parcels/parcels.geojson"))
    _results_or_sentence(alone, result, {"app", "report", "terrain"})
    _one_of_both(alone.planner("compare", result, "scenarios/shortfall-2030.yaml", "--out", "out/alone-compared"), {"report", "terrain"})


def _results_or_sentence(machine: Machine, result: Path, absent: set[str]) -> None:
    """Ask for what needs the extras."""
    words: dict[str, tuple[str | Path, ...]] = {
        "report": ("report", result, "--what", "parcel,plates", "--parcel", "P002", "--community", "C002"),
        "terrain": ("run", _hilly(machine), "--out", f"out/hilly-{machine.venv.name}"),
        "app": ("app", result, "--port", str(free_port())),
    }
    for extra in sorted(absent):
        _one_of_both(machine.planner(*words[extra]), {extra})


def _hilly(machine: Machine) -> Path:
    """A small scenario that asks for heights."""
    scenario = machine.folder / "scenarios" / "hilly.yaml"
    wanted = ("name", "city", "as_of", "inputs", "  network", "  communities", "  facilities", "  dem")
    lines = (machine.folder / "scenarios" / "baseline.yaml").read_text(encoding="utf-8").splitlines()
    scenario.write_text("\n".join(line for line in lines if line.startswith(wanted)) + "\n", encoding="utf-8")
    return scenario


def _one_of_both(ended: Ended, extras: set[str]) -> None:
    """Either results, or exit 2 with a sentence that names an extra; never a stack of calls."""
    assert "Traceback" not in ended.said, ended.said
    assert ended.code in {0, 2}, ended.said
    if ended.code == 2:
        assert any(f"planner[{extra}]" in ended.said for extra in extras), ended.said
