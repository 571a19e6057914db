"""Run searches: memory kept between calls, blocks of sources over threads, results the same on one thread or many."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.access.search.costs import Costs
from planner.access.search.graph import SearchGraph
from planner.access.search.kernels import UNSEEN, bounded_search, nearest_search

Rows = tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], npt.NDArray[np.int32]]
Seeds = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]

#: Fewer sources than this are one block: a thread would cost more than it brings.
BLOCK = 64
_LAST_ROUND = (1 << 31) - 1
_MAX_BUCKETS = 1 << 16
_WIDTH_BITS = 12  # buckets of about four metres


class Search:
    """Searches over one graph with one set of costs. Safe to use from several threads.

    Parameters
    ----------
    graph
        Arcs.
    costs
        What each street costs each way, in search direction.
    """

    def __init__(self, graph: SearchGraph, costs: Costs) -> None:
        self._arcs = _packed(graph, costs)
        self._rows = (graph.row_end.astype(np.uint64) << np.uint64(32)) | graph.row_start.astype(np.uint64)
        self._idle: list[_Workspace] = []

    def within(self, seeds: Seeds, limits: npt.NDArray[np.int64], *, threads: int | None = None) -> Rows:
        """Find every node within the limit of each source.

        Parameters
        ----------
        seeds
            ``(ptr, node, mm)``: where each source starts, and with what distance.
        limits
            Inclusive, millimetres, one per source.
        threads
            At most so many at a time; as many as there are cores by default.

        Returns
        -------
        tuple
            ``ptr`` (sources + 1), ``node``, ``mm``: ragged rows, one per source, in an order that depends on nothing but the network.
        """
        n = len(limits)
        workers = min(threads or os.cpu_count() or 1, max(1, n // BLOCK))
        if workers == 1:
            return self._block(seeds, limits)
        cuts = np.linspace(0, n, 1 + min(4 * workers, n // BLOCK)).astype(np.int64)
        blocks = [(_cut(seeds, a, b), limits[a:b]) for a, b in pairwise(cuts.tolist())]
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(lambda block: self._block(*block), blocks))
        counts = np.concatenate([np.diff(ptr) for ptr, _, _ in found])
        ptr = np.concatenate([[0], np.cumsum(counts)])
        return ptr, np.concatenate([node for _, node, _ in found]), np.concatenate([mm for _, _, mm in found])

    def nearest(self, seeds: Seeds, limit: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Find the nearest source of every node, of equally near ones the first.

        Returns
        -------
        tuple
            ``mm`` and ``source`` (nodes,), -1 beyond the limit.
        """
        work = self._idle.pop() if self._idle else _Workspace(self._rows)
        labels = work.nearest(self._arcs, seeds, limit)
        self._idle.append(work)
        seen = labels != UNSEEN
        mm = np.where(seen, (labels >> np.uint64(32)).astype(np.int64), -1)
        return mm, np.where(seen, (labels & np.uint64(0xFFFF_FFFF)).astype(np.int64), -1)

    def _block(self, seeds: Seeds, limits: npt.NDArray[np.int64]) -> Rows:
        work = self._idle.pop() if self._idle else _Workspace(self._rows)
        rows = work.within(self._arcs, seeds, limits)
        self._idle.append(work)
        return rows


class _Workspace:
    """Memory of one running search; it grows to what searches need and stays."""

    def __init__(self, rows: npt.NDArray[np.uint64]) -> None:
        self._records = np.empty(2 * len(rows), dtype=np.uint64)
        self._records[0::2] = UNSEEN
        self._records[1::2] = rows
        self._round = _LAST_ROUND
        self._shift = -1
        self._first = np.zeros(0, dtype=np.uint32)
        self._bits = np.zeros(0, dtype=np.uint64)
        self._entries = _entries(4096)
        self._found = _found(4096)

    def within(self, arcs: Any, seeds: Seeds, limits: npt.NDArray[np.int64]) -> Rows:
        """Search around each source, with more room where it runs out."""
        self._buckets(int(limits.max(initial=0)))
        if self._round < 2 * len(limits) + 64:
            self._forget()
        ptr = np.zeros(len(limits) + 1, dtype=np.int64)
        at = (0, 0)
        while True:
            work = (self._records, self._round, self._shift, (self._first, self._bits, *self._entries))
            source, place = bounded_search(arcs, seeds, limits, work, (ptr, *self._found), at)
            at = (int(source), int(place))
            if at[0] == len(limits):
                break
            self._grow(at)
        self._round -= len(limits)
        return ptr, self._found[0][: at[1]].copy(), self._found[1][: at[1]].copy()

    def nearest(self, arcs: Any, seeds: Seeds, limit: int) -> npt.NDArray[np.uint64]:
        """Labels of every node as the kernel leaves them."""
        self._forget()
        self._buckets(limit)
        while not nearest_search(arcs, seeds, limit, (self._records, self._shift, (self._first, self._bits, *self._entries))):
            self._entries = _entries(4 * len(self._entries[2]))
            self._clear()
            self._forget()
        labels = self._records[0::2].copy()
        self._forget()
        return labels

    def _buckets(self, limit: int) -> None:
        shift = max(_WIDTH_BITS, (max(limit, 1) // _MAX_BUCKETS).bit_length())
        words = ((limit >> shift) >> 6) + 1
        if shift != self._shift or words > len(self._bits):
            self._shift = shift
            self._first = np.zeros(64 * words, dtype=np.uint32)
            self._bits = np.zeros(words, dtype=np.uint64)

    def _grow(self, at: tuple[int, int]) -> None:
        """More room for results and entries; the labels of the source that ran out are given up with its round."""
        old = self._found
        self._found = _found(2 * len(old[0]))
        for new, kept in zip(self._found, old, strict=True):
            new[: at[1]] = kept[: at[1]]
        self._entries = _entries(2 * len(self._entries[2]))
        self._clear()
        self._round -= 1

    def _clear(self) -> None:
        self._first[:] = 0
        self._bits[:] = 0

    def _forget(self) -> None:
        self._records[0::2] = UNSEEN
        self._round = _LAST_ROUND


def _packed(graph: SearchGraph, costs: Costs) -> npt.NDArray[np.uint64]:
    """Arcs as the kernels read them: cost in the upper half, head in the lower."""
    edge = graph.arc_edge
    cost = np.where(graph.arc_along, costs.forward_mm[edge], costs.backward_mm[edge])
    cost[edge < 0] = 0
    return (cost.astype(np.uint64) << np.uint64(32)) | graph.head.astype(np.uint64)


def _cut(seeds: Seeds, first: int, last: int) -> Seeds:
    """Seeds of some of the sources."""
    ptr, node, mm = seeds
    return ptr[first : last + 1] - ptr[first], node[ptr[first] : ptr[last]], mm[ptr[first] : ptr[last]]


def _entries(size: int) -> tuple[Any, Any, Any]:
    return np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.uint32), np.zeros(size, dtype=np.uint32)


def _found(size: int) -> tuple[Any, Any]:
    return np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
