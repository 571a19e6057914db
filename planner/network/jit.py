"""One way to compile kernels, with the compiled code cached on disk where that is possible."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numba
from numba.core import event

from planner.errors import Problem, Severity


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function to machine code that releases the interpreter lock, to be called from Python and from other kernels.

    The compiled code is cached beside the package, or in the user's cache folder; where neither can be written it is compiled
    anew in each process, which one line on the error stream says.
    """
    return _compiled(function)


def part(function: Callable[..., Any]) -> Any:
    """Compile a function that only kernels call: without the way in from Python, which takes longer to compile than many a function."""
    return _compiled(function, no_cpython_wrapper=True)


def _compiled(function: Callable[..., Any], **options: bool) -> Any:
    njit: Any = numba.njit  # its types do not know of the wrappers
    options |= {"nogil": True, "boundscheck": False, "no_cfunc_wrapper": True}
    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # numba found no folder it may write
        _tell_once()
        return njit(**options)(function)


@cache
def _tell_once() -> None:
    """Report once per process that nothing is kept; there is no result yet that could carry it as a problem."""
    note = Problem("network.no_kernel_cache", Severity.NOTE)
    sys.stderr.write(f"{note.line('zh')} / {note.what('en')}; {note.mend('en')}\n")


class _First(event.Listener):
    """Reports when the first kernel of ours is compiled, not those that are taken from the cache."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._tell: Callable[[], None] | None = tell

    def on_start(self, event: Any) -> None:
        """Report it once; where nothing is kept, another line has said that it will be so at each start."""
        if self._tell and event.data["dispatcher"].py_func.__module__.startswith("planner.") and not _tell_once.cache_info().currsize:
            tell, self._tell = self._tell, None
            tell()

    def on_end(self, event: Any) -> None:
        """Nothing to do."""


@contextmanager
def telling_compilation(tell: Callable[[], None]) -> Iterator[None]:
    """Within this, call once as soon as kernels have to be compiled: a new installation's first run waits for it and is to know why."""
    with event.install_listener("numba:compile", _First(tell)):
        yield


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function into every kernel that calls it.

    For a small one in an inner loop, where the call would cost more than the work; and for one with a single caller, which so is
    compiled once instead of twice.
    """
    return numba.njit(inline="always")(function)
