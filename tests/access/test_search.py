"""The compiled searches against scipy on made graphs: any arcs, any limits, more of everything than there is room for at first."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from planner.access.search.costs import Costs
from planner.access.search.graph import SearchGraph
from planner.access.search.runner import Search
from tests.searching import examples

Int64 = npt.NDArray[np.int64]


def graph_of(n: int, tail: Int64, head: Int64) -> SearchGraph:
    """A search graph of arcs alone: each is a street of its own, walked one way."""
    order = np.argsort(tail, kind="stable")
    ptr = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=n))]).astype(np.int64)
    none: Any = np.zeros(0, dtype=np.int32)
    along = np.ones(len(tail), dtype=bool)
    return SearchGraph(ptr[:-1], ptr[1:], head[order].astype(np.int32), order.astype(np.int32), along, none, none, none, none, ptr, ptr)


def distances(n: int, arcs: tuple[Int64, Int64, Int64], sources: Int64) -> npt.NDArray[np.float64]:
    """Second opinion: scipy on the least of parallel arcs, zeros lifted to a ten-thousandth so that they count as arcs."""
    tail, head, cost = arcs
    dense: dict[tuple[int, int], int] = {}
    for a, b, c in zip(tail.tolist(), head.tolist(), cost.tolist(), strict=True):
        dense[a, b] = min(c, dense.get((a, b), c))
    at = np.asarray(list(dense)).reshape(-1, 2)
    matrix = csr_array((np.maximum(np.asarray(list(dense.values()), dtype=float), 1e-4), (at[:, 0], at[:, 1])), shape=(n, n))
    return np.asarray(np.rint(dijkstra(matrix, indices=sources)))


def as_table(rows: tuple[Any, Any, Any], n: int) -> npt.NDArray[np.float64]:
    ptr, node, mm = rows
    table = np.full((len(ptr) - 1, n), np.inf)
    row = np.repeat(np.arange(len(ptr) - 1), np.diff(ptr))
    assert len({*zip(row.tolist(), node.tolist(), strict=True)}) == len(node), "a node stands twice"
    table[row, node] = mm
    return table


@st.composite
def made(draw: st.DrawFn) -> tuple[int, tuple[Int64, Int64, Int64], Int64]:
    n = draw(st.integers(2, 30))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    m = draw(st.integers(1, 4 * n))
    largest = draw(st.sampled_from([3, 5_000, 200_000, 50_000_000]))
    arcs = rng.integers(0, n, m), rng.integers(0, n, m), rng.integers(0, largest, m)
    return n, arcs, rng.integers(0, n, draw(st.integers(1, 8)))


@settings(deadline=None, max_examples=examples(150))
@given(made(), st.integers(0, 60_000_000), st.integers(0, 100_000))
def test_bounded_and_nearest_equal_scipy(town: tuple[int, tuple[Int64, Int64, Int64], Int64], limit: int, start: int) -> None:
    n, (tail, head, cost), sources = town
    search = Search(graph_of(n, tail, head), Costs(cost, cost, cost))
    k = len(sources)
    seeds = (np.arange(k + 1), sources, np.full(k, start))
    table = distances(n, (tail, head, cost), sources) + start
    expected = np.where(table <= limit, table, np.inf)
    for _ in range(2):  # the second time with what the first left behind
        np.testing.assert_array_equal(as_table(search.within(seeds, np.full(k, limit), threads=1), n), expected)
        mm, owner = search.nearest(seeds, limit)
        np.testing.assert_array_equal(np.where(mm < 0, np.inf, mm), expected.min(axis=0))
        reached = np.isfinite(expected.min(axis=0))
        np.testing.assert_array_equal(owner[reached], expected.argmin(axis=0)[reached])
        assert (owner[~reached] == -1).all()


@pytest.fixture(scope="module")
def grid() -> tuple[int, tuple[Int64, Int64, Int64], Search]:
    """A hundred by a hundred junctions, a hundred metres apart more or less."""
    side = 100
    number = np.arange(side * side).reshape(side, side)
    u = np.concatenate([number[:, :-1].ravel(), number[:-1].ravel()])
    v = np.concatenate([number[:, 1:].ravel(), number[1:].ravel()])
    cost = np.random.default_rng(5).integers(20_000, 180_000, len(u))
    arcs = np.concatenate([u, v]), np.concatenate([v, u]), np.tile(cost, 2)
    return side * side, arcs, Search(graph_of(side * side, arcs[0], arcs[1]), Costs(arcs[2], arcs[2], arcs[2]))


def test_limits_of_their_own_and_more_than_there_is_room_for(grid: tuple[int, tuple[Int64, Int64, Int64], Search]) -> None:
    n, arcs, search = grid
    sources = np.random.default_rng(6).integers(0, n, 40)
    limits = np.random.default_rng(7).integers(0, 12_000_000, 40)
    limits[3] = 30_000_000  # everything: far above the first room for results and entries
    seeds = (np.arange(41), sources, np.zeros(40, dtype=np.int64))
    table = distances(n, arcs, sources)
    expected = np.where(table <= limits[:, None], table, np.inf)
    assert np.isfinite(expected).sum(axis=1).max() == n
    np.testing.assert_array_equal(as_table(search.within(seeds, limits, threads=1), n), expected)


def test_threads_and_repeats_give_the_same_bytes(grid: tuple[int, tuple[Int64, Int64, Int64], Search]) -> None:
    n, _, search = grid
    sources = np.random.default_rng(8).integers(0, n, 300)
    seeds = (np.arange(301), sources, np.zeros(300, dtype=np.int64))
    limits = np.full(300, 900_000)
    first = [part.tobytes() for part in search.within(seeds, limits, threads=1)]
    for threads in (1, 2, 2, 5, None):
        assert [part.tobytes() for part in search.within(seeds, limits, threads=threads)] == first
