"""What is remembered goes when its owner goes: papers made again and again hold one run at the most, memory stays flat."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.report import FinishedRun, read_finished, write_reports
from planner.report.book.ledgers import county_ledger
from planner.run import Memory
from tests.runs import Run, run_into
from tests.searching import examples
from tests.town import build


def runs_alive() -> int:
    gc.collect()
    return sum(isinstance(thing, FinishedRun) for thing in gc.get_objects())


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


def held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_ledgers_six_times_hold_one_run_at_the_most(tmp_path: Path) -> None:
    folder = run_into(build(tmp_path / "town"), tmp_path / "out").folder
    before = runs_alive()
    for _ in range(6):
        assert write_reports(folder, what=["ledgers"])
        assert runs_alive() - before <= 1


@pytest.mark.usefixtures("traced")
def test_ledgers_six_times_leave_memory_flat(example_run: Run) -> None:
    def once() -> int:
        run = read_finished(example_run.folder)
        counties = sorted({row["county"] for row in run.rows("communities") if row["county"]})
        assert all(county_ledger(run, county, day=run.as_of) for county in counties)
        return held()

    once()
    start = held()
    one_run = once() - start
    assert one_run > 1_000_000  # a run weighs something, so that what follows can fail
    for _ in range(4):
        once()
    assert held() - start < one_run / 4


def test_what_papers_worked_out_is_worked_out_once_a_run(example_run: Run) -> None:
    run, made = read_finished(example_run.folder), list[int]()

    def make() -> int:
        made.append(1)
        return len(made)

    assert [run.memory.get("places", "", make) for _ in range(3)] == [1, 1, 1]


@settings(deadline=None, max_examples=examples(80))
@given(st.lists(st.lists(st.integers(0, 40), max_size=25), max_size=8), st.integers(1, 30))
def test_each_is_what_would_be_made_anew_and_is_bounded(asked: list[list[int]], most: int) -> None:
    memory, made = Memory({"square": most}), list[int]()

    def square(key: int) -> int:
        made.append(key)
        return key * key

    for keys in asked:
        before = len(made)
        assert memory.each("square", keys, square) == [key * key for key in keys]
        assert len(made[before:]) == len(set(made[before:]))
        assert len(memory._each["square"]) <= max(most, len(set(keys)))


def test_held_by_the_very_objects() -> None:
    memory, made = Memory(usual=2), list[str]()

    def make(name: str) -> str:
        made.append(name)
        return name

    things = [[1], [2], [3]]
    for at in (0, 1, 0, 2, 0, 1):
        assert memory.held("shape", "zh", [things[at]], lambda at=at: make(str(at))) == str(at)  # type: ignore[misc]
    assert made == ["0", "1", "2", "1"]
    assert memory.held("shape", "zh", [[1]], lambda: make("another")) == "another"  # equal, but not the same object


def test_pinned_results_stay() -> None:
    memory = Memory(usual=1)
    assert memory.get("stage", "first", lambda: 1) == 1
    memory.pin()
    for key in range(5):
        memory.get("stage", key, lambda: 0)
    assert memory.get("stage", "first", lambda: 2) == 1
