"""The bounded shortest-path search: who is reached within a limit, exactly.

``graph``
    The arcs; a street's private part stands twice, so that nobody passes through it.
``costs``
    What a street costs a profile each way, in millimetres of flat walk.
``ends``
    Sources and targets hung on the nodes of their streets.
``kernels``
    The compiled searches.
``runner``
    :class:`Search` runs them: memory kept between calls, blocks of sources over threads.

Where compiled code cannot be had, ``scipy.sparse.csgraph.dijkstra(limit=)`` on the same arcs is the fall-back: with one more node per
source, and arcs from it to its seeds, it gives the same times to the millimetre (``tests/access/test_search.py`` holds the kernels to it).
On towns it takes three to five times as long, and a whole row of nodes for each source.
"""

from __future__ import annotations

from planner.access.search.runner import Search

__all__ = ["Search"]
