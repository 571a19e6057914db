"""Order places along a Hilbert curve, so that neighbours on the ground are neighbours in memory."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_ORDER = 16


def hilbert_order(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the permutation that sorts places along a Hilbert curve of 65 536 × 65 536 cells.

    Places in one cell are sorted by ``x``, then ``y``: the order depends on the places alone, not on the order they come in.

    Parameters
    ----------
    x, y
        Places, shape (n,).

    Returns
    -------
    numpy.ndarray
        Indices, shape (n,).

    Notes
    -----
    The rotation scheme of the classical curve (Hilbert 1891) in the bitwise form of Skilling (2004) for two dimensions.
    """
    if not len(x):
        return np.zeros(0, dtype=np.int64)
    side = 1 << _ORDER
    span = max(float(np.ptp(x)), float(np.ptp(y)), 1e-9)
    cx = np.minimum((x - x.min()) / span * side, side - 1).astype(np.int64)
    cy = np.minimum((y - y.min()) / span * side, side - 1).astype(np.int64)
    key = np.zeros(len(x), dtype=np.int64)
    s = side >> 1
    while s:
        rx = ((cx & s) > 0).astype(np.int64)
        ry = ((cy & s) > 0).astype(np.int64)
        key += s * s * ((3 * rx) ^ ry)
        flip = (ry == 0) & (rx == 1)
        cx = np.where(flip, side - 1 - cx, cx)
        cy = np.where(flip, side - 1 - cy, cy)
        turn = ry == 0
        cx, cy = np.where(turn, cy, cx), np.where(turn, cx, cy)
        s >>= 1
    return np.lexsort((y, x, key))
