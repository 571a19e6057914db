"""Access legs as they are walked: straight, or through the gate of a compound."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.access.join.compounds import Courts
from planner.access.join.snaps import Snaps

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: A leg longer than the straight way by more than this leads round by a gate, metres.
_ROUND_M = 0.01


def access_legs(snaps: Snaps, courts: Courts, delay_mm: IntArray, limits_mm: IntArray) -> FloatArray:
    """Arrange the access legs of sources that fit their limit.

    Parameters
    ----------
    snaps
        Where the sources join the network.
    courts
        Compounds that one leaves through a gate.
    delay_mm, limits_mm
        Of each source, millimetres of walk.

    Returns
    -------
    numpy.ndarray
        Source (ascending), start x, y, end x, y, metres of walk at both; shape (legs, 7). A leg through a gate is two.
    """
    start, end = np.column_stack([snaps.x, snaps.y]), np.column_stack([snaps.snap_x, snaps.snap_y])
    delay, leg = delay_mm[snaps.owner] / 1000, snaps.leg_mm / 1000
    zero = np.zeros(len(leg))
    rows = np.column_stack([snaps.owner, start, end, delay, delay + leg])
    round_ = np.flatnonzero(leg > np.hypot(*(end - start).T) + _ROUND_M) if len(courts.areas) else zero[:0].astype(np.int64)
    if len(round_):
        gate = _gates_of(start[round_], end[round_], leg[round_], courts)
        out = np.hypot(*(gate - start[round_]).T)
        second = rows[round_].copy()
        second[:, 1:3], second[:, 5] = gate, delay[round_] + out
        rows[round_, 3:5], rows[round_, 6] = gate, delay[round_] + out
        rows = np.concatenate([rows, second])
        snap = np.concatenate([np.arange(len(leg)), round_])
    else:
        snap = np.arange(len(leg))
    fits = (snaps.leg_mm + delay_mm[snaps.owner] <= limits_mm[snaps.owner])[snap]
    return np.asarray(rows[fits][np.lexsort((snap[fits], rows[fits, 0]))])


def leg_points(snaps: Snaps, entry: int, courts: Courts) -> FloatArray:
    """Vertices of one access leg from the place to its street, shape (2 or 3, 2): straight, or bent at the gate it leads through."""
    at = slice(entry, entry + 1)
    start, end = np.column_stack([snaps.x[at], snaps.y[at]]), np.column_stack([snaps.snap_x[at], snaps.snap_y[at]])
    leg = snaps.leg_mm[at] / 1000
    if not len(courts.areas) or leg[0] <= np.hypot(*(end - start).T)[0] + _ROUND_M:
        return np.concatenate([start, end])
    return np.concatenate([start, _gates_of(start, end, leg, courts), end])


def _gates_of(start: FloatArray, end: FloatArray, leg: FloatArray, courts: Courts) -> FloatArray:
    """Gate that each leg leads through: of those of its court the one that makes the leg as long as it is; else the middle of the way."""
    row, gate = courts.ways(courts.of(start))
    at = courts.gate_xy[gate]
    off = np.abs(np.hypot(*(at - start[row]).T) + np.hypot(*(end[row] - at).T) - leg[row])
    out: Any = (start + end) / 2
    order = np.lexsort((gate, off, row))
    first = order[np.unique(row[order], return_index=True)[1]]
    out[row[first]] = at[first]
    return np.asarray(out)
