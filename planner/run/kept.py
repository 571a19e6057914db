"""What stages of a run gave before: asked again with the very same inputs, a stage is not computed again.

Stages are pure functions. Inputs count as the same when they are the same object, or, for plain values, equal; so a run that finds
everything kept gives the same bytes as one that finds nothing. :meth:`Kept.same` gives equal things built anew the identity of the first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from threading import RLock
from typing import Any, ParamSpec, TypeVar

from planner.scenario import WalkSettings

P = ParamSpec("P")
T = TypeVar("T")

#: So many results of one stage are remembered unless said otherwise, besides those that are pinned.
MOST = 6
_VALUES = (str, int, float, bool, bytes, type(None), date, WalkSettings)


class Kept:
    """Results of stages by their inputs. Safe to share between threads.

    Parameters
    ----------
    most
        How many results of a stage are remembered where :data:`MOST` is not right.
    """

    def __init__(self, most: Mapping[Hashable, int] | None = None) -> None:
        self._most = dict(most or {})
        self._entries: dict[Hashable, OrderedDict[Hashable, tuple[Any, tuple[Any, ...]]]] = {}
        self._pinned: dict[Hashable, set[Hashable]] = {}
        self._lock = RLock()

    def __call__(self, stage: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        """Return what a stage makes of its inputs, computed if it was not asked with these before."""
        inputs = (*args, *options.values())
        key = (*map(_identity, args), *((name, _identity(value)) for name, value in options.items()))
        return self._get(stage, key, inputs, lambda: stage(*args, **options))

    def same(self, name: str, key: Hashable, thing: T) -> T:
        """Return the first thing that came with this name and key: equal keys must mean equal things."""
        return self._get(name, key, (), lambda: thing)

    def pin(self) -> None:
        """Never forget what is remembered now."""
        with self._lock:
            self._pinned = {stage: set(found) for stage, found in self._entries.items()}

    def _get(self, stage: Hashable, key: Hashable, inputs: tuple[Any, ...], make: Callable[[], T]) -> T:
        with self._lock:
            found = self._entries.setdefault(stage, OrderedDict())
            if key in found:
                found.move_to_end(key)
                kept: T = found[key][0]
                return kept
        made = make()
        with self._lock:
            made, _ = found.setdefault(key, (made, inputs))  # the inputs stay alive as long as their identity is a key
            pinned = self._pinned.get(stage, set())
            for old in list(found):
                if len(found) - len(pinned) <= self._most.get(stage, MOST):
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
