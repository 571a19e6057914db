"""What is taken over from one run to the next is what would be made anew."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.model import Fact, Subject
from planner.rules import RulePack, judge, read_source
from planner.run import Workspace
from planner.run.judged.judging import Judge
from planner.run.memory import RowStore
from planner.scenario.chain import read_lines
from tests.searching import examples

keys = st.lists(st.integers(0, 400), max_size=60, unique=True)


def rows_of(key: int) -> list[tuple[int, int]]:
    """Between none and three rows."""
    return [(key, part) for part in range(key % 4)]


@settings(deadline=None, max_examples=examples(60))
@given(st.lists(keys, min_size=1, max_size=12))
def test_rows_are_those_of_the_things_asked_for_whoever_asked_before(asked: list[list[int]]) -> None:
    rows, made = RowStore(), list[int]()
    for wanted in asked:

        def make(numbers: np.ndarray[Any, Any], wanted: list[int] = wanted) -> tuple[Any, pd.DataFrame]:
            new = [wanted[n] for n in numbers.tolist()]
            made.extend(new)
            parts = [rows_of(key) for key in new]
            ptr = np.concatenate([[0], np.cumsum([len(p) for p in parts])]).astype(np.int64)
            return ptr, pd.DataFrame([row for part in parts for row in part], columns=["key", "part"]).astype(np.int64)

        ptr, frame = rows(wanted, make)
        assert list(map(tuple, frame.to_numpy().tolist())) == [row for key in wanted for row in rows_of(key)]
        assert np.diff(ptr).tolist() == [len(rows_of(key)) for key in wanted]
    if len({k for part in asked for k in part}) <= 100:
        assert len(made) == len(set(made))


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=6), inner, max_size=3),
    max_leaves=8,
)
bodies = st.dictionaries(st.text(alphabet="abc_编号 :{}\"'#-", min_size=1, max_size=8), plain, max_size=4)


@settings(deadline=None, max_examples=examples(80))
@given(st.lists(bodies, max_size=6), st.none() | st.text(max_size=10))
def test_changes_read_line_by_line_are_what_the_whole_text_says(told: list[dict[str, Any]], name: str | None) -> None:
    text = Workspace.text(_Named(), [{"add_facility": body} for body in told], name=name)  # type: ignore[arg-type]
    quick, slow = read_lines(text, "试算.yaml"), read_source(text, "试算.yaml")
    assert (quick.data, quick.lines, quick.problems) == (slow.data, slow.lines, slow.problems)


class _Named:
    """As much of a workspace as writing changes down needs."""

    class path:  # noqa: N801 - stands for an attribute
        name = "基准: 方案.yaml"


@settings(deadline=None, max_examples=examples(30))
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 20)), min_size=1, max_size=40))
def test_a_subject_that_was_judged_before_has_the_findings_it_would_have_now(asked: list[tuple[str, int]]) -> None:
    pack, day = RulePack.load("linfen"), date(2024, 6, 1)
    remembering = Judge(pack, day)
    for name, count in asked:
        counts = {"centre_count": Fact(Decimal(count % 3)), "centre_count_possible": Fact(Decimal(count // 3))}
        subject = Subject("community", name, "", {**counts, "urban": Fact(True)})
        assert remembering([subject]) == judge(pack, [subject], as_of=day)
