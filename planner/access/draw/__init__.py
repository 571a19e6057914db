"""Drawing what is reached: street pieces cut at the limit, service circles as contours of a field of walking time.

``pieces`` cuts streets; ``field`` and ``fields`` lay walking time over a grid, ``sight`` keeps it from crossing barriers; ``contours``
traces the rims; ``circles``, ``dissolve`` and ``split`` make the polygons. A picture only: verdicts rest on times.
"""

from __future__ import annotations

from planner.access.draw.circles import CELL_M, DECK_M, FINE_CELL_M, SCREENING_CELL_M, WIDTH_M

__all__ = ["CELL_M", "DECK_M", "FINE_CELL_M", "SCREENING_CELL_M", "WIDTH_M"]
