"""A run that is killed, or whose disk refuses, leaves results whole: the old ones or the new, and strangers' files untouched."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from planner.errors import InputError, OutputError
from planner.report import FILES, SOMETIMES, refuse_strange, write_results
from planner.report import results as results_module
from planner.scenario import RunResult, Scenario
from tests.runs import contents
from tests.town import build

FOREIGN = {"批注.docx": b"an officer's own work", "~$parcels.csv": b"lock"}


@dataclass(frozen=True)
class Pair:
    """Two results with what they are on disk."""

    a: RunResult
    b: RunResult
    files_a: dict[str, str]
    files_b: dict[str, str]
    scenarios: tuple[Path, Path]
    size: int


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    base = tmp_path_factory.mktemp("pair")
    paths = build(base / "a", name="甲案"), build(base / "b", name="乙案")
    a, b = (Scenario.load(path).run() for path in paths)
    files_a, files_b = (contents(write_results(result, base / f"out-{k}")) for k, result in enumerate((a, b)))
    found = Pair(a, b, files_a, files_b, paths, size=sum(file.stat().st_size for file in (base / "out-0").iterdir()))
    assert found.files_a.keys() == found.files_b.keys()
    assert set(FILES) <= found.files_a.keys() <= {*FILES, *SOMETIMES}
    assert found.files_a["summary.json"] != found.files_b["summary.json"]
    return found


def own(folder: Path) -> dict[str, str]:
    """Contents without the strangers, whose own bytes are looked at on the way."""
    found = contents(folder)
    for name, content in FOREIGN.items():
        if name in found:
            assert (folder / name).read_bytes() == content
            del found[name]
    return found


def strangers(folder: Path) -> set[str]:
    """Names of the strangers' files that are in a folder."""
    return {name for name in FOREIGN if (folder / name).is_file()}


@dataclass(frozen=True)
class Writer:
    """The process that writes; see :mod:`tests.report.writer`."""

    process: subprocess.Popen[str]
    folder: Path

    def begin(self, command: str) -> int:
        """Give a command; returns the id of the process that carries it out."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ended(self) -> int:
        """Wait for its end."""
        assert self.process.stdout
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def writer(pair: Pair, tmp_path_factory: pytest.TempPathFactory, repo: Path) -> Iterator[Writer]:
    folder = tmp_path_factory.mktemp("killed") / "结果"
    command = [sys.executable, "-m", "tests.report.writer", *map(str, pair.scenarios), str(folder)]
    with subprocess.Popen(command, cwd=repo, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield Writer(process, folder)
        assert process.stdin
        process.stdin.close()


def fresh(folder: Path, result: RunResult) -> None:
    """Begin with one result and the strangers' files."""
    shutil.rmtree(folder, ignore_errors=True)
    write_results(result, folder)
    for name, content in FOREIGN.items():
        (folder / name).write_bytes(content)


def check_whole(folder: Path, pair: Pair) -> str:
    """What stands there after a kill is one of the two, whole, here or put aside; the next write makes all good."""
    aside = folder.with_name(f".{folder.name}.old")
    standing = folder if folder.is_dir() else aside
    state = "there" if folder.is_dir() else "aside"
    assert own(standing) in (pair.files_a, pair.files_b)
    assert strangers(folder) | strangers(aside) == set(FOREIGN)
    write_results(pair.a, folder)
    assert own(folder) == pair.files_a
    assert strangers(folder) == set(FOREIGN)
    assert not aside.exists()
    return state


def kill_at_random(writer: Writer, pair: Pair, trials: int, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - when to kill, not a secret
    fresh(writer.folder, pair.a)
    for _ in range(trials):
        child = writer.begin("forever")
        time.sleep(chance.uniform(0.0, 0.6))
        os.kill(child, signal.SIGKILL)
        assert writer.ended() == -signal.SIGKILL
        state = check_whole(writer.folder, pair)
        assert state == "there" or sys.platform != "linux"  # Linux swaps two folders in one step


def test_killed_at_any_moment(writer: Writer, pair: Pair) -> None:
    kill_at_random(writer, pair, trials=12, seed=20240601)


@pytest.mark.soak
def test_killed_at_many_moments(writer: Writer, pair: Pair) -> None:
    kill_at_random(writer, pair, trials=50, seed=7)


@pytest.mark.parametrize(("renames", "state"), [(1, "aside"), (2, "there")])
def test_killed_between_the_moves(writer: Writer, pair: Pair, renames: int, state: str) -> None:
    """Where folders cannot be swapped in one step: after the first move the old results lie aside, after the second the new ones stand."""
    fresh(writer.folder, pair.a)
    writer.begin(f"stop {renames}")
    assert writer.ended() == -signal.SIGKILL
    assert check_whole(writer.folder, pair) == state


def test_a_write_that_is_not_killed_leaves_nothing_beside(pair: Pair, tmp_path: Path) -> None:
    fresh(tmp_path / "out", pair.a)
    write_results(pair.b, tmp_path / "out")
    assert own(tmp_path / "out") == pair.files_b
    assert strangers(tmp_path / "out") == set(FOREIGN)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_what_a_killed_run_left_goes_away_with_the_next(writer: Writer, pair: Pair, tmp_path: Path) -> None:
    """Killed in the middle of writing, at once and not after days; what another machine may still be writing stays for days."""
    fresh(writer.folder, pair.a)
    beside = writer.folder.parent
    for _ in range(20):
        child = writer.begin("forever")
        until = time.monotonic() + 20
        while not list(beside.glob(f".part-*-{child}-*")) and time.monotonic() < until:
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        assert writer.ended() == -signal.SIGKILL
        if list(beside.glob(f".part-*-{child}-*")):
            break
    else:
        pytest.fail("no kill left anything")
    elsewhere = [beside / ".part-00000000-1-1-new", beside / ".part-00000000-1-1-old"]
    for folder in elsewhere:
        folder.mkdir()
    os.utime(elsewhere[1], (0, 0))
    write_results(pair.b, writer.folder)
    assert sorted(p.name for p in beside.iterdir()) == [".part-00000000-1-1-new", writer.folder.name]
    elsewhere[0].rmdir()


@pytest.mark.parametrize("make", ["file_inside", "stranger_summary", "broken_summary", "file_itself"])
def test_a_place_that_is_not_ours_is_refused(pair: Pair, tmp_path: Path, make: str) -> None:
    out = tmp_path / "out"
    if make == "file_itself":
        out.write_text("not a folder")
    else:
        out.mkdir()
        name = "thesis.docx" if make == "file_inside" else "summary.json"
        (out / name).write_text({"broken_summary": '{"software": {', "stranger_summary": '{"software": "sewage model"}'}.get(make, "x"))
    before = contents(tmp_path) if make == "file_itself" else contents(out)
    for refuse in (refuse_strange, lambda folder: write_results(pair.a, folder)):
        with pytest.raises(InputError) as caught:
            refuse(out)
        assert [p.code for p in caught.value.problems] == ["result.not_ours"]
        assert "空文件夹" in str(caught.value)
    assert (contents(tmp_path) if make == "file_itself" else contents(out)) == before
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_an_empty_folder_and_a_deep_one_are_taken(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        assert contents(write_results(pair.a, out)) == pair.files_a


def test_a_link_to_a_folder_stays_a_link(pair: Pair, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for result, files in ((pair.a, pair.files_a), (pair.b, pair.files_b), (pair.a, pair.files_a)):
        write_results(result, tmp_path / "link")
        assert (tmp_path / "link").is_symlink()
        assert contents(tmp_path / "real") == files
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link", "real"]


@pytest.mark.parametrize("step", ["first", "second", "disk"])
def test_a_disk_that_refuses_leaves_the_old_results(pair: Pair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    out = tmp_path / "out"
    fresh(out, pair.a)
    real, done = Path.rename, 0

    def refusing(self: Path, target: Any) -> Path:
        nonlocal done
        done += 1
        if done == {"first": 1, "second": 2}[step]:
            raise OSError(errno.EACCES, "in use by another program")
        return real(self, target)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "disk":
        monkeypatch.setattr(results_module, "write_geopackage", full)
    else:
        monkeypatch.setattr(results_module, "_exchange", lambda *_: False)
        monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OutputError, match=r"result\.not_written"):
        write_results(pair.b, out)
    monkeypatch.undo()
    assert own(out) == pair.files_a
    assert strangers(out) == set(FOREIGN)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


@pytest.fixture
def tiny_disk(pair: Pair, tmp_path: Path) -> Iterator[Path]:
    """A disk that holds the results two and a half times; only where the machine lets us have one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={int(2.5 * pair.size)}", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        pytest.skip("a small disk can be had only as root with leave to mount")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_fills_up_leaves_the_old_results(pair: Pair, tiny_disk: Path) -> None:
    out = tiny_disk / "out"
    fresh(out, pair.a)
    failed = 0
    for free in range(0, 2 * pair.size, pair.size // 20):
        # Leave a little more room each time, so that the disk fills up in every file and in every layer of the GeoPackage.
        stat = os.statvfs(tiny_disk)
        ballast = tiny_disk / "ballast"
        ballast.write_bytes(bytes(max(0, stat.f_bavail * stat.f_frsize - free)))
        try:
            write_results(pair.b, out)
        except OutputError as error:
            failed += 1
            assert "result.not_written" in str(error)  # noqa: PT017 - it may also fit
            assert own(out) == pair.files_a
            assert [p.name for p in tiny_disk.iterdir() if p != ballast] == ["out"]
        else:
            assert own(out) == pair.files_b
            break
        finally:
            ballast.unlink()
    assert strangers(out) == set(FOREIGN)
    assert failed >= 10
    assert own(out) == pair.files_b
