"""The scenario store: what is saved is whole, nobody's work is lost, and everybody is told."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from planner import files as files_module
from planner.errors import InputError, OutputError
from planner.files import write_whole
from planner.scenario import store as store_module
from planner.scenario.store import NAMELESS_S, STALE_S, ScenarioConflictError, ScenarioStore

from .store_worker import text_of

TEXT = "name: 甲案  # 注释要留下\nextends: base.yaml\nchanges:\n  # 关掉一处\n  - close_facility: {id: F001}\n"


def store_in(folder: Path) -> ScenarioStore:
    return ScenarioStore(folder, now=lambda: datetime(2026, 11, 24, 8, tzinfo=UTC))


def test_what_is_saved_is_read_back_to_the_byte_with_its_story(tmp_path: Path) -> None:
    store = store_in(tmp_path / "库")
    first = store.save("甲案", TEXT, read_hash="", author="张三", note="初稿", base_hash="b1")
    assert (tmp_path / "库" / "甲案.yaml").read_bytes() == TEXT.encode()
    second = store.save("甲案", TEXT + "# 再改\n", read_hash=first.hash, author="李四", note="再改")
    (entry,) = store.entries()
    assert (entry.author, entry.note, entry.version, entry.saved_at) == ("李四", "再改", 2, "2026-11-24T08:00:00+00:00")
    assert [(v.version, v.author, v.base_hash) for v in store.versions("甲案")] == [(1, "张三", "b1"), (2, "李四", "")]
    back = store.restore("甲案", 1)
    assert (back.version, back.text, store.read("甲案").text) == (3, TEXT, TEXT)
    assert store.save("甲案", TEXT, read_hash="whatever", author="王五") == store.read("甲案")  # nothing new: no conflict, no version
    assert second.hash in {v.hash for v in store.versions("甲案")}


def test_the_second_writer_is_told_and_both_are_kept(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    read = store.save("甲案", TEXT, read_hash="", author="张三")
    store.save("甲案", TEXT + "# 李四\n", read_hash=read.hash, author="李四", note="改床位")
    with pytest.raises(ScenarioConflictError) as caught:
        store.save("甲案", TEXT + "# 王五\n", read_hash=read.hash, author="王五")
    assert "李四" in str(caught.value)
    assert store.read("甲案").text.endswith("# 李四\n")
    assert store.read(caught.value.kept.name).text.endswith("# 王五\n")
    assert caught.value.kept.name == "甲案（王五）"


def test_what_an_editor_wrote_is_kept_as_a_version(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    read = store.save("甲案", TEXT, read_hash="", author="张三")
    (tmp_path / "甲案.yaml").write_text(TEXT + "# 记事本\n", encoding="utf-8")
    assert store.read("甲案").version == 0
    with pytest.raises(ScenarioConflictError):
        store.save("甲案", TEXT + "# 张三再改\n", read_hash=read.hash, author="张三")
    assert [v.text[-6:] for v in store.versions("甲案")][-1] == "# 记事本\n"[-6:]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".藏", "a:b", "尾 ", "x" * 81])
def test_names_that_are_no_file_names_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        store_in(tmp_path).save(name, TEXT, read_hash="", author="张三")
    assert caught.value.problems[0].code == "store.bad_name"


def test_what_is_no_scenario_is_refused(tmp_path: Path) -> None:
    store = store_in(tmp_path)
    for text in ("", "- 1\n", "a: [\n"):
        with pytest.raises(InputError):
            store.save("甲案", text, read_hash="", author="张三")
    with pytest.raises(InputError):
        store.read("没有")
    with pytest.raises(InputError):
        store.restore("甲案", 3)
    assert not list(tmp_path.glob("*.yaml"))


def test_a_lock_is_shown_with_owner_and_age_and_falls_when_stale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = store_in(tmp_path)
    marker = tmp_path / ".甲案.lock"
    marker.write_text(f"{os.getpid()}\nsome-other-host\n", encoding="utf-8")
    (lock,) = store.locks()
    assert (lock.name, lock.host, lock.pid, lock.stale) == ("甲案", "some-other-host", os.getpid(), False)
    monkeypatch.setattr("planner.scenario.store.WAIT_S", 0.2)
    with pytest.raises(OutputError) as caught:
        store.save("甲案", TEXT, read_hash="", author="张三")
    assert "some-other-host" in str(caught.value)
    old = time.time() - STALE_S - 1
    os.utime(marker, (old, old))
    assert store.save("甲案", TEXT, read_hash="", author="张三").version == 1
    assert store.locks() == []
    marker.write_text("", encoding="utf-8")  # its maker was killed before it wrote its name
    nameless = time.time() - NAMELESS_S - 1
    os.utime(marker, (nameless, nameless))
    assert store.restore("甲案", 1).version == 1
    assert store.locks() == []


class Worker:
    """A process of :mod:`tests.scenario.store_worker`."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.scenario.store_worker"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        assert self.line() == "ready"

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def tell(self, *words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def ask(self, *words: object) -> str:
        self.tell(*words)
        return self.line()


@contextmanager
def workers(count: int) -> Iterator[list[Worker]]:
    running = [Worker() for _ in range(count)]
    try:
        yield running
    finally:
        for worker in running:
            assert worker.process.stdin is not None
            worker.process.stdin.close()
            worker.process.wait(30)
            assert worker.process.stdout is not None
            worker.process.stdout.close()


def whole(store: ScenarioStore, name: str = "方案") -> int:
    """Number of a text, which must be whole."""
    text = store.read(name).text
    number = int(text.split("第")[1].split("稿")[0])
    assert text == text_of(number)
    return number


def two_writers(folder: Path, trials: int) -> None:
    with workers(2) as pair:
        for trial in range(trials):
            store = ScenarioStore(folder / str(trial))
            read = store.save("方案", text_of(0), read_hash="", author="丙")
            for i, worker in enumerate(pair):
                worker.tell("save", store.folder, f"写{i}", read.hash, trial * 2 + i + 1)
            answers = [worker.line() for worker in pair]
            assert sorted(a.split()[0] for a in answers) == ["conflict", "saved"], answers
            winner = answers.index(next(a for a in answers if a.startswith("saved")))
            _, told, kept = answers[1 - winner].split()
            assert told == f"写{winner}"
            assert {whole(store), whole(store, kept)} == {trial * 2 + 1, trial * 2 + 2}
            assert whole(store) == trial * 2 + winner + 1
            assert store.locks() == []


def killed(folder: Path, trials: int) -> None:
    rng = random.Random(8)  # noqa: S311 - no secret
    store = ScenarioStore(folder)
    store.save("方案", text_of(0), read_hash="", author="丙")
    with workers(1) as (worker,):
        for _ in range(trials):
            child = int(worker.ask("run", folder))
            time.sleep(rng.uniform(0.005, 0.12))
            os.kill(child, signal.SIGKILL)
            assert worker.line() == "ended"
            told = [0, *map(int, (folder / "told.txt").read_text().split())] if (folder / "told.txt").exists() else [0]
            assert whole(store) in {max(told), max(told) + 1}  # what was told is there, or the one after it
            kept = {v.hash for v in store.versions("方案")}
            assert store.read("方案").hash in kept
        numbers = [int(v.text.split("第")[1].split("稿")[0]) for v in store.versions("方案")]
        assert set(told) <= set(numbers)
        current = store.read("方案")
        assert store.save("方案", TEXT, read_hash=current.hash, author="丁").author == "丁"  # a dead process's lock is no lock


def full(folder: Path, trials: int) -> None:
    rng = random.Random(9)  # noqa: S311 - no secret
    store = ScenarioStore(folder)
    read = store.save("方案", text_of(0), read_hash="", author="丙")
    size = len(text_of(0).encode())
    with workers(1) as (worker,):
        for trial in range(trials):
            answer = worker.ask("full", folder, rng.choice([0, 10, rng.randrange(size)]), trial + 1)
            assert answer.startswith("refused"), answer
            assert worker.line() == "ended"
            assert store.read("方案") == read
            assert not list(folder.rglob(".part-*"))
            assert store.locks() == []
        assert worker.ask("full", folder, 10 * size, 7).startswith("saved")
        assert worker.line() == "ended"


def test_two_writers_at_once(tmp_path: Path) -> None:
    two_writers(tmp_path, 3)


def test_a_writer_killed_in_mid_save(tmp_path: Path) -> None:
    killed(tmp_path, 5)


def test_a_full_disk(tmp_path: Path) -> None:
    full(tmp_path, 5)


@pytest.mark.soak
def test_two_writers_fifty_times(tmp_path: Path) -> None:
    two_writers(tmp_path, 50)


@pytest.mark.soak
def test_fifty_writers_killed(tmp_path: Path) -> None:
    killed(tmp_path, 50)


@pytest.mark.soak
def test_fifty_full_disks(tmp_path: Path) -> None:
    full(tmp_path, 50)


class FullDisk:
    """A disk that is full at one step of a save, or from it on: a write stops half way, nothing can be made, synced or moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int, *, stays: bool) -> None:
        self.steps = 0
        self.at, self.stays = at, stays
        for owner, name in ((os, "fsync"), (os, "open"), (Path, "replace"), (Path, "chmod"), (Path, "mkdir")):
            monkeypatch.setattr(owner, name, self._refusing(getattr(owner, name)))
        monkeypatch.setattr(files_module, "open", self._opened, raising=False)

    def step(self) -> None:
        """Take one step, refused where the disk is full."""
        here = self.steps
        self.steps += 1
        if here == self.at or (self.stays and 0 <= self.at < here):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def _refusing(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def tried(*args: Any, **more: Any) -> Any:
            self.step()
            return real(*args, **more)

        return tried

    def _opened(self, *args: Any, **more: Any) -> Any:
        file = open(*args, **more)  # noqa: PTH123, SIM115 - the caller closes it
        disk = self

        class Half:
            def __enter__(self) -> Half:
                return self

            def __exit__(self, *_: object) -> None:
                file.close()

            def write(self, data: memoryview) -> int:
                half = max(len(data) // 2, 1)
                written = int(file.write(data[:half]))
                disk.step()
                return written

        return Half()


@pytest.mark.parametrize("stays", [False, True])
def test_a_disk_full_at_any_step_loses_nothing(tmp_path: Path, stays: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        disk = FullDisk(patch, -1, stays=False)
        store_in(tmp_path / "whole").save("甲案", TEXT, read_hash="", author="张三")
        steps = disk.steps
    assert steps > 20  # every write of both files of a version and of the scenario, their syncs and moves
    for at in range(steps):
        folder = tmp_path / f"{stays}-{at}"
        store = store_in(folder)
        first = store.save("甲案", TEXT, read_hash="", author="张三")
        new = TEXT + f"# {at}\n"
        with pytest.MonkeyPatch.context() as patch:
            FullDisk(patch, at, stays=stays)
            try:
                told = store.save("甲案", new, read_hash=first.hash, author="李四").text
                why = ""
            except OutputError as error:
                told, why = "", str(error)
        assert bool(told) != ("store.not_written" in why)
        text = store.read("甲案").text
        assert text in {TEXT, new}, at
        assert not told or text == new
        assert {v.text for v in store.versions("甲案")} <= {TEXT, new}
        assert [p.name for p in folder.rglob(".part-*")] == []
        assert store.locks() == []
        again = store.save("甲案", new + "# 有空间了\n", read_hash=store.read("甲案").hash, author="李四")
        assert store.read("甲案").text == again.text


def test_a_lock_names_its_author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = store_in(tmp_path), store_in(tmp_path)
    seen: list[str] = []
    real = write_whole

    def watched(path: Path, text: str) -> None:
        seen.extend(lock.author for lock in other.locks())
        real(path, text)

    monkeypatch.setattr(store_module, "write_whole", watched)
    store.save("甲案", TEXT, read_hash="", author="张三")
    assert set(seen) == {"张三"}
    assert list(tmp_path.glob(".*.holder")) == []
    (tmp_path / ".甲案.lock").write_text("1\nhost\n", encoding="utf-8")
    (tmp_path / ".甲案.holder").write_text("2\n李四\n", encoding="utf-8")  # left by another lock
    assert [lock.author for lock in store.locks()] == [""]
    (tmp_path / ".甲案.holder").write_text("1\n李四\n", encoding="utf-8")
    monkeypatch.setattr("planner.scenario.store.WAIT_S", 0.1)
    with pytest.raises(OutputError, match="李四"):
        store.save("甲案", TEXT + "#\n", read_hash="", author="王五")
