"""What is remembered, so that it is not computed again: one bounded store, asked in one way by runs, papers and the live map.

A stage of a run is asked by its inputs (``memory(stage, *inputs)``): stages are pure functions, and inputs count as the same when they
are the same object or, for plain values, equal; so a run that finds everything remembered gives the same bytes as one that finds
nothing. Anything else is asked by a key (:meth:`Memory.get`), by the very objects it was made of (:meth:`Memory.held`), or many at once
(:meth:`Memory.each`). Of every name so many results are remembered; the oldest is forgotten first. Whoever owns a store (a workspace, a
finished run, the app) takes what it holds along when it goes.

Two things are made of parts: :class:`RowStore` remembers the rows of a frame by the thing they belong to, :class:`LazyTables` makes each
of its tables when it is first asked for.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date
from threading import RLock
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from planner.scenario import WalkSettings

P = ParamSpec("P")
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Frame = TypeVar("Frame", bound=pd.DataFrame)
Maker = Callable[[], pd.DataFrame]

#: So many results of one name are remembered unless said otherwise, besides those that are pinned.
MOST = 6
_VALUES = (str, int, float, bool, bytes, type(None), date, WalkSettings)


class Memory:
    """Results by name and key. Safe to share between threads.

    Parameters
    ----------
    most
        How many results of a name are remembered where ``usual`` is not right.
    usual
        How many of any other name.
    """

    def __init__(self, most: Mapping[Hashable, int] | None = None, *, usual: int = MOST) -> None:
        self._most, self._usual = dict(most or {}), usual
        self._entries: dict[Hashable, OrderedDict[Hashable, tuple[Any, tuple[Any, ...]]]] = {}
        self._each: dict[Hashable, dict[Any, Any]] = {}
        self._pinned: dict[Hashable, set[Hashable]] = {}
        self._lock = RLock()

    def __call__(self, stage: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Return what a stage makes of its inputs, computed if it was not asked with these before."""
        inputs = (*args, *options.values())
        key = (*map(_identity, args), *((name, _identity(value)) for name, value in options.items()))
        return self._get(stage, key, inputs, lambda: stage(*args, **options))

    def get(self, name: Hashable, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made under a name and key, or make it now: equal keys must mean equal things."""
        return self._get(name, key, (), make)

    def same(self, name: Hashable, key: Hashable, thing: T) -> T:
        """Return the first thing that came with this name and key: equal things built anew get the identity of the first."""
        return self._get(name, key, (), lambda: thing)

    def held(self, name: Hashable, key: Hashable, things: Sequence[object], make: Callable[[], T]) -> T:
        """Return what was made under a name and key of these very objects; quicker than to look at what they hold."""
        things = tuple(things)
        return self._get(name, (key, *map(id, things)), things, make)

    def each(self, name: Hashable, keys: Sequence[K], make: Callable[[K], T]) -> list[T]:
        """Return what belongs to each of many keys, in their order; only what is new is made.

        Where this name holds more than is remembered, those not asked for this time are forgotten.
        """
        with self._lock:
            known = self._each.setdefault(name, {})
        new = {key: make(key) for key in dict.fromkeys(keys) if key not in known}
        with self._lock:
            if len(known) + len(new) > self._most.get(name, self._usual):
                known = self._each[name] = {key: known[key] for key in keys if key in known}
            known |= new
        return [known[key] for key in keys]

    def pin(self) -> None:
        """Never forget what is remembered now."""
        with self._lock:
            self._pinned = {name: set(found) for name, found in self._entries.items()}

    def _get(self, name: Hashable, key: Hashable, inputs: tuple[Any, ...], make: Callable[[], T]) -> T:
        with self._lock:
            found = self._entries.setdefault(name, OrderedDict())
            if key in found:
                found.move_to_end(key)
                kept: T = found[key][0]
                return kept
        made = make()
        with self._lock:
            made, _ = found.setdefault(key, (made, inputs))  # the inputs stay alive as long as their identity is a key
            pinned = self._pinned.get(name, set())
            for old in list(found):
                if len(found) - len(pinned) <= self._most.get(name, self._usual):
                    break
                if old not in pinned and old != key:
                    del found[old]
        return made


def _identity(value: Any) -> Hashable:
    if isinstance(value, _VALUES):
        return (type(value), value)
    if isinstance(value, tuple):
        return tuple(map(_identity, value))
    return ("object", id(value))


#: So many times the things asked for are remembered beside them: other officers ask for others.
_BESIDE = 4


class RowStore:
    """Rows of a frame by the thing they belong to; those of things that were asked for before are taken over. Safe to share."""

    def __init__(self) -> None:
        self._known: tuple[dict[Hashable, int], npt.NDArray[np.int64], Any] = ({}, np.zeros(1, dtype=np.int64), None)

    def __call__(
        self, keys: Sequence[Hashable], make: Callable[[npt.NDArray[np.int64]], tuple[npt.NDArray[np.int64], Frame]]
    ) -> tuple[npt.NDArray[np.int64], Frame]:
        """Return the rows of all things, in their order: ``(ptr, frame)``, those of thing ``i`` being ``ptr[i]:ptr[i + 1]``.

        Parameters
        ----------
        keys
            One per thing; equal keys have equal rows.
        make
            Makes the rows of things by their numbers, likewise.
        """
        place, ptr, frame = self._known
        new = np.asarray([i for i, key in enumerate(keys) if key not in place], dtype=np.int64)
        if frame is None or len(new):
            more_ptr, more = make(new)
            place = place | {keys[i]: len(ptr) - 1 + at for at, i in enumerate(new.tolist())}
            ptr = np.concatenate([ptr, ptr[-1] + more_ptr[1:]])
            frame = more if frame is None else pd.concat([frame, more], ignore_index=True)
        ends, rows = _picked(ptr, np.asarray([place[key] for key in keys], dtype=np.int64))
        whole: Frame = frame if np.array_equal(rows, np.arange(len(frame))) else frame.take(rows).reset_index(drop=True)
        crowded = len(place) > (1 + _BESIDE) * len(keys) + 100
        self._known = ({key: i for i, key in enumerate(keys)}, ends, whole) if crowded else (place, ptr, frame)
        return ends, whole


def _picked(ptr: npt.NDArray[np.int64], at: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where the rows of some things begin and end once they stand in their order, and which rows they are."""
    count = ptr[at + 1] - ptr[at]
    ends = np.cumsum(count)
    rows = np.repeat(ptr[at] - (ends - count), count) + np.arange(count.sum())
    return np.concatenate([[0], ends]).astype(np.int64), rows


class LazyTables(Mapping[str, pd.DataFrame]):
    """Tables by name, each made once. Safe to share between threads.

    Parameters
    ----------
    makers
        Table, or what makes it, by name; the order is kept.
    """

    def __init__(self, makers: Mapping[str, Maker | pd.DataFrame]) -> None:
        self._made: dict[str, Maker | pd.DataFrame] = dict(makers)
        self._lock = RLock()

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table."""
        found = self._made[name]
        if isinstance(found, pd.DataFrame):
            return found
        with self._lock:
            found = self._made[name]
            if not isinstance(found, pd.DataFrame):
                found = self._made[name] = found()
        return found

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self._made)

    def __len__(self) -> int:
        """Count the tables."""
        return len(self._made)
