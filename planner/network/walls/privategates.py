"""Gates for those who belong there (``access=private`` and the like): others do not walk through.

A gate's tags do not say which side it guards. Two cases can be told apart by the streets themselves. Where streets can be reached through
such gates alone, these streets are the guarded ground: they become private, walked only to or from places that lie on them, and the gate
lets these walks pass. Where both sides can be reached without the gate, it is a short cut for those who belong there, and is closed. A gate
tagged on a junction of three or more streets does not say which of them it bars and bars none.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from planner.errors import Problem, Severity
from planner.network.build.islands import Int32, islands
from planner.network.segments import IntArray, Segments


def apply_private_gates(segments: Segments, *, file: str) -> Segments:
    """Make streets behind private gates private, and close private gates that would be short cuts.

    Parameters
    ----------
    segments
        Streets with their gates.
    file
        Name for messages.

    Returns
    -------
    Segments
        With ``private`` and ``closed`` set; what was done is reported in ``problems``.
    """
    table = segments.gates
    marked = table.node[table.private & ~table.locked & (table.node >= 0)]
    public = np.flatnonzero(~segments.private)
    ends = np.concatenate([segments.a[public], segments.b[public]])
    gate = np.zeros(len(segments.lon), dtype=bool)
    gate[marked] = True
    gate &= (np.bincount(ends, minlength=len(gate)) == 2) & ~segments.closed
    if not gate.any():
        return segments
    metres = segments.lengths_m()[public]
    whole = _parted(ends, segments.closed, metres)
    piece = _parted(ends, segments.closed | gate, metres)
    outside = np.full(int(whole.max()) + 1, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(outside, whole, piece)
    guarded = piece != outside[whole]
    leads_in = np.zeros(len(gate), dtype=bool)
    leads_in[ends[np.tile(guarded, 2)]] = True
    shut = gate & ~leads_in
    private = segments.private.copy()
    private[public[guarded]] = True
    km = round(float(metres[guarded].sum()) / 1000, 1)
    counts = {"count": int(gate.sum()), "guarding": int((gate & leads_in).sum()), "shut": int(shut.sum())}
    note = Problem("network.private_gates", Severity.NOTE, file=file, params={**counts, "km": km})
    return replace(segments, private=private, closed=segments.closed | shut, problems=(*segments.problems, note))


def _parted(ends: IntArray, apart: npt.NDArray[np.bool_], metres: npt.NDArray[np.float64]) -> Int32:
    """Return the connected piece of each street when none meet at some vertices; 0 is the longest."""
    at = np.flatnonzero(apart[ends])
    own = ends.copy()
    own[at] = len(apart) + np.arange(len(at))
    half = len(ends) // 2
    return islands(own[:half], own[half:], metres, len(apart) + len(at))
