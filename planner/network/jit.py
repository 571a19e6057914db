"""One way to compile kernels, with the compiled code cached on disk where that is possible."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numba

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
    try:
        return numba.njit(cache=True, nogil=True, boundscheck=False, no_cfunc_wrapper=True, **options)(function)
    except RuntimeError:  # numba found no folder it may write
        _tell_once()
        return numba.njit(nogil=True, boundscheck=False, no_cfunc_wrapper=True, **options)(function)


@cache
def _tell_once() -> None:
    """Say once per process that nothing is kept; there is no result yet that could carry it as a problem."""
    note = Problem("network.no_kernel_cache", Severity.NOTE)
    sys.stderr.write(f"{note.line('zh')} / {note.what('en')}; {note.mend('en')}\n")


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a function into every kernel that calls it.

    For a small one in an inner loop, where the call would cost more than the work; and for one with a single caller, which so is
    compiled once instead of twice.
    """
    return numba.njit(inline="always")(function)
