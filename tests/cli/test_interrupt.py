"""Ctrl-C at any moment of a command: it says so, says what is kept, leaves nothing half written, and ends with 130."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.children import hear_all
from tests.runs import contents
from tests.town import build

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no such signal to one process")
#: The command, interrupted by itself where a function of the library is called; ``AT`` and ``NUMBER`` are filled in.
AT_A_CALL = """
import signal, sys
from importlib import import_module

module, name = {at!r}.split(":")
place = import_module(module)
owner, _, attribute = name.rpartition(".")
owner = getattr(place, owner) if owner else place
real = getattr(owner, attribute)

def interrupted(*args, **kwargs):
    signal.raise_signal({number})
    return real(*args, **kwargs)

setattr(owner, attribute, interrupted)
from planner.__main__ import main
main()
"""


def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a child that hears signals, to its end."""
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=300, preexec_fn=hear_all, **options)


def call(at: str, *words: str, cwd: Path, repo: Path, number: int = signal.SIGINT) -> tuple[int, str]:
    code = AT_A_CALL.format(at=at, number=int(number))
    env = {**os.environ, "PYTHONPATH": str(repo)}
    ended = run([sys.executable, "-c", code, *words], cwd=cwd, env=env)
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, ended.stderr


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return build(tmp_path / "town").parent


def hidden(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob("*") if re.match(r"\.part-", p.name)]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("planner.run:Scenario.load", "没有写出 out"),
        ("planner.report.folder.results:write_geopackage", "没有写出 out"),
        ("planner.report.folder.results:_swap", "没有写出 out"),
        ("planner.cli.console:print_summary", "out 已写完，保留"),
    ],
)
def test_a_first_run(town: Path, repo: Path, at: str, said: str) -> None:
    code, told = call(at, "run", "town.yaml", "--out", "out", cwd=town, repo=repo)
    assert code == 130
    assert "已中断" in told
    assert said in told
    assert (town / "out").exists() == ("print_summary" in at)
    assert hidden(town) == []


def test_an_earlier_result_is_as_it_was(town: Path, repo: Path) -> None:
    plain = [sys.executable, "-m", "planner", "run", "town.yaml", "--out", "out"]
    subprocess.run(plain, cwd=town, env={**os.environ, "PYTHONPATH": str(repo)}, capture_output=True, check=True)
    before = contents(town / "out")
    code, told = call(
        "planner.report.folder.results:write_papers", "run", "town.yaml", "--out", "out", cwd=town, repo=repo, number=signal.SIGTERM
    )
    assert code == 143
    assert "已中断" in told
    assert "out 保持原样" in told
    assert contents(town / "out") == before
    assert hidden(town) == []
    code, told = call("planner.report.comparison:write_difference_map", "compare", "out", "town.yaml", "--out", "both", cwd=town, repo=repo)
    assert code == 130
    assert "没有写出 both" in told
    assert hidden(town) == []
    code, told = call("planner.report.folder.shelf:Shelf.put", "report", "out", cwd=town, repo=repo)
    assert code == 130
    assert "已中断" in told
    assert "--resume" in told


def test_a_command_that_writes_nothing(town: Path, repo: Path) -> None:
    code, told = call("planner.inputs:inspect_file", "inspect", "facilities.csv", cwd=town, repo=repo)
    assert code == 130
    assert "已中断" in told
    assert "原有的文件保持原样" in told


def test_an_interrupt_lost_in_a_finaliser_is_raised_again(repo: Path) -> None:
    script = (
        "import signal, time\n"
        "from planner.files import Stopped, listen\n"
        "listen()\n"
        "class Left:\n"
        "    def __del__(self): signal.raise_signal(signal.SIGINT)\n"
        "try:\n"
        "    left = Left(); del left\n"
        "    time.sleep(100)\n"
        "except Stopped as stop: print('stopped', stop.number)\n"
    )
    ended = run([sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(repo)})
    assert (ended.stdout.split(), ended.stderr) == (["stopped", "2"], "")


def at_moments(town: Path, repo: Path, moments: Callable[[float], list[float]]) -> None:
    """Interrupt a run at moments of its whole length, imports and compiling among them."""
    command = [sys.executable, "-m", "planner", "run", "town.yaml", "--out", "out"]
    env = {**os.environ, "PYTHONPATH": str(repo)}
    began = time.monotonic()
    subprocess.run(command, cwd=town, env=env, capture_output=True, check=True)
    whole = contents(town / "out")
    for moment in moments(time.monotonic() - began):
        pipes: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, cwd=town, env=env, preexec_fn=hear_all, **pipes) as process:  # noqa: PLW1509
            time.sleep(moment)
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=60)
        assert process.returncode in {0, 130}, (moment, told)
        assert "Traceback" not in told, (moment, told)
        assert process.returncode == 0 or "已中断" in told, (moment, told)
        assert contents(town / "out") == whole
        assert hidden(town) == []


def test_at_a_few_moments(town: Path, repo: Path) -> None:
    at_moments(town, repo, lambda length: [length * share for share in (0.2, 0.5, 0.8)])


@pytest.mark.soak
def test_at_many_moments(town: Path, repo: Path) -> None:
    at_moments(town, repo, lambda length: [0.15 + length * n / 30 for n in range(30)])
