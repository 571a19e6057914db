"""One way to compile kernels, with the compiled code cached on disk where that is possible."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numba


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function to machine code that releases the interpreter lock.

    The compiled code is cached beside the package, or in the user's cache folder; where neither can be written it is compiled
    anew in each process.
    """
    try:
        return numba.njit(cache=True, nogil=True, boundscheck=False)(function)
    except RuntimeError:
        warnings.warn("no folder to cache compiled code in: it is compiled anew in each process", RuntimeWarning, stacklevel=2)
        return numba.njit(nogil=True, boundscheck=False)(function)
