"""The bounded shortest-path search: who is reached within a limit, exactly.

``graph`` holds the arcs, each private part standing twice; ``costs`` says what a street costs a profile each way; ``ends`` hangs sources
and targets on nodes; ``kernels`` are the compiled searches and ``search`` runs them. ``scipy.sparse.csgraph.dijkstra(limit=)`` on the same
arcs gives the same times, 5 to 14 times slower for a few sources at a time: the fall-back where compiled code cannot be had.
"""
