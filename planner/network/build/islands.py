"""Connected pieces of a network."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from planner.network.jit import kernel

Int32 = npt.NDArray[np.int32]


def islands(u: npt.NDArray[np.integer], v: npt.NDArray[np.integer], weight: npt.NDArray[np.number], n_nodes: int) -> Int32:
    """Return numbers to the connected pieces of a graph by weight.

    Parameters
    ----------
    u, v
        End nodes of each edge.
    weight
        Of each edge, its length for instance.
    n_nodes
        Number of nodes.

    Returns
    -------
    numpy.ndarray
        Piece of each edge: 0 the heaviest; of equal ones the one with the lowest node first.
    """
    if not len(u):
        return np.zeros(0, dtype=np.int32)
    root = _roots(u.astype(np.int64), v.astype(np.int64), n_nodes)[u]
    name, piece = np.unique(root, return_inverse=True)
    total = np.bincount(piece, weights=weight)
    rank = np.empty(len(name), dtype=np.int32)
    rank[np.lexsort((name, -total))] = np.arange(len(name), dtype=np.int32)
    return rank[piece]


@kernel
def _roots(u: Any, v: Any, n: Any) -> Any:
    """Return the lowest node of the piece each node lies in (union by the lower number, paths halved)."""
    parent = np.arange(n)
    for e in range(len(u)):
        a = u[e]
        while parent[a] != a:
            parent[a] = parent[parent[a]]
            a = parent[a]
        b = v[e]
        while parent[b] != b:
            parent[b] = parent[parent[b]]
            b = parent[b]
        if a < b:
            parent[b] = a
        else:
            parent[a] = b
    for i in range(n):
        parent[i] = parent[parent[i]]
    return parent
