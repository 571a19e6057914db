"""The memory floor: what a search must read and write at the least, without any deciding."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.network.jit import kernel


@kernel
def replay(arcs: Any, found: Any, label: Any = None) -> Any:
    """Read the arcs of every node found, in the order given, and write the same results.

    Parameters
    ----------
    arcs
        ``(indptr, head, mm)``.
    found
        ``(ptr, node, mm)`` of a search, each row in the order in which nodes are settled.
    label
        One entry per node; where it is given, that of every arc's head is read too, as a search cannot do without.

    Returns
    -------
    tuple
        ``ptr``, ``node``, ``mm`` again, and a sum over all arcs read, so that no reading can be left out.
    """
    indptr, head, cost = arcs
    ptr, node, mm = found
    out_ptr, out_node, out_mm = np.empty_like(ptr), np.empty_like(node), np.empty_like(mm)
    total = 0
    out_ptr[0] = 0
    for source in range(len(ptr) - 1):
        for i in range(ptr[source], ptr[source + 1]):
            here = node[i]
            for k in range(indptr[here], indptr[here + 1]):
                total += head[k] ^ cost[k]
                if label is not None:  # settled when this is compiled
                    total += label[head[k]]
            out_node[i] = here
            out_mm[i] = mm[i]
        out_ptr[source + 1] = ptr[source + 1]
    return out_ptr, out_node, out_mm, total
