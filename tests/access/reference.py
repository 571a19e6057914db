"""A slow, plain second opinion: networkx on the uncontracted streets, snapping by brute force. Shares no code with the search."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.network.segments import Segments

START, PUBLIC, END = 0, 1, 2


class Reference:
    """Walks on raw segments. A private segment may be walked before any public one (START) or after the last (END)."""

    def __init__(self, segments: Segments, crs: str) -> None:
        self.s = segments
        x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(segments.lon, segments.lat)
        ends = np.stack([np.column_stack([x[segments.a], y[segments.a]]), np.column_stack([x[segments.b], y[segments.b]])], axis=1)
        self.lines = shapely.linestrings(ends)
        self.tree = shapely.STRtree(self.lines)
        self.length = segments.lengths_m()
        self.graph = nx.MultiDiGraph()
        for a, b, m, private in zip(segments.a.tolist(), segments.b.tolist(), self.length.tolist(), segments.private.tolist(), strict=True):
            for level in (START, END) if private else (PUBLIC,):
                self.graph.add_edge((a, level), (b, level), length=m)
                self.graph.add_edge((b, level), (a, level), length=m)
            if private:
                for node in (a, b):
                    self.graph.add_edge((node, START), (node, PUBLIC), length=0.0)
                    self.graph.add_edge((node, PUBLIC), (node, END), length=0.0)

    def snap(self, xy: npt.NDArray[np.float64], limit_m: float = 150.0) -> list[tuple[int, float, float] | None]:
        """Segment, metres along it, metres of access leg, for each point."""
        out: list[tuple[int, float, float] | None] = []
        for point in shapely.points(xy):
            near = self.tree.query(point, predicate="dwithin", distance=limit_m)
            if not len(near):
                out.append(None)
                continue
            distance = shapely.distance(self.lines[near], point)
            seg = int(near[distance == distance.min()].min())
            share = float(shapely.line_locate_point(self.lines[seg], point, normalized=True))
            out.append((seg, share * self.length[seg], float(distance.min())))
        return out

    def walks_to(
        self, facility: tuple[int, float, float], homes: list[tuple[int, float, float] | None], limit_m: float
    ) -> dict[int, float]:
        """Metres from every home to one facility, inside the limit: search backwards from the facility."""
        seg, along, leg = facility
        level = END if self.s.private[seg] else PUBLIC
        ends = ((self.s.a[seg], along), (self.s.b[seg], self.length[seg] - along))
        graph = self.graph.reverse(copy=False)
        best: dict[tuple[int, int], float] = defaultdict(lambda: np.inf)
        for node, first in ends:
            if leg + first > limit_m:
                continue
            start = (int(node), level)
            for reached, metres in nx.single_source_dijkstra_path_length(
                graph, start, cutoff=limit_m - leg - first, weight="length"
            ).items():
                best[reached] = min(best[reached], leg + first + metres)
        out = {}
        for i, home in enumerate(homes):
            if home is None:
                continue
            h_seg, h_along, h_leg = home
            h_level = START if self.s.private[h_seg] else PUBLIC
            a, b = (int(self.s.a[h_seg]), h_level), (int(self.s.b[h_seg]), h_level)
            metres = h_leg + min(best[a] + h_along, best[b] + self.length[h_seg] - h_along)
            if h_seg == seg:
                metres = min(metres, h_leg + abs(h_along - along) + leg)
            if metres <= limit_m:
                out[i] = metres
        return out
