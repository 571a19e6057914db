"""A slow, plain second opinion: networkx on the uncontracted streets, snapping by brute force. Shares no code with the search."""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

import networkx as nx
import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Transformer

from planner.network.segments import Segments

START, PUBLIC, END = 0, 1, 2

Snap = tuple[int, float, float]
Place = tuple[int, int]


class Reference:
    """Walks on raw segments. A private segment may be walked before any public one (START) or after the last (END).

    At a locked gate no two segments meet: each has an end of its own there.
    """

    def __init__(self, segments: Segments, crs: str, *, slower: npt.NDArray[np.float64] | None = None) -> None:
        """``slower``: metres that each segment costs besides its length."""
        self.s = segments
        x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(segments.lon, segments.lat)
        ends = np.stack([np.column_stack([x[segments.a], y[segments.a]]), np.column_stack([x[segments.b], y[segments.b]])], axis=1)
        self.lines = shapely.linestrings(ends)
        self.tree = shapely.STRtree(self.lines)
        self.length = segments.lengths_m() + (0.0 if slower is None else slower)
        self.ends: list[tuple[Place, Place]] = [
            (self._end(seg, int(a)), self._end(seg, int(b))) for seg, (a, b) in enumerate(zip(segments.a, segments.b, strict=True))
        ]
        self.first: dict[frozenset[int], int] = {}  # a street mapped there and back lies twice between the same vertices
        for seg in np.argsort(segments.private, kind="stable").tolist():
            self.first.setdefault(frozenset((int(segments.a[seg]), int(segments.b[seg]))), seg)
        self.graph = nx.MultiDiGraph()
        for (a, b), m, private in zip(self.ends, self.length.tolist(), segments.private.tolist(), strict=True):
            for level in (START, END) if private else (PUBLIC,):
                self.graph.add_edge((a, level), (b, level), length=m)
                self.graph.add_edge((b, level), (a, level), length=m)
            if private:
                for node in (a, b):
                    self.graph.add_edge((node, START), (node, PUBLIC), length=0.0)
                    self.graph.add_edge((node, PUBLIC), (node, END), length=0.0)

    def _end(self, seg: int, vertex: int) -> Place:
        return (vertex, seg) if self.s.closed[vertex] else (vertex, -1)

    def snap(self, xy: npt.NDArray[np.float64], limit_m: float = 150.0) -> list[Snap | None]:
        """Segment, metres along it, metres of access leg, for each point; of equally near ones a public one."""
        out: list[Snap | None] = []
        for point in shapely.points(xy):
            near = self.tree.query(point, predicate="dwithin", distance=limit_m)
            if not len(near):
                out.append(None)
                continue
            distance = shapely.distance(self.lines[near], point)
            tied = near[distance == distance.min()]
            seg = int(tied[np.lexsort((tied, self.s.private[tied]))[0]])
            share = float(shapely.line_locate_point(self.lines[seg], point, normalized=True))
            one = self.first[frozenset((int(self.s.a[seg]), int(self.s.b[seg])))]
            share = share if self.s.a[one] == self.s.a[seg] else 1 - share
            out.append((one, share * self.length[one], float(distance.min())))
        return out

    def walks(self, facility: Snap, homes: list[Snap | None], limit_m: float, *, direction: Literal["to", "from"]) -> dict[int, float]:
        """Metres between one facility and every home inside the limit: ``"to"`` it (searched backwards) or ``"from"`` it."""
        seg, along, leg = facility
        best, finish = self.labels(facility, limit_m, direction=direction)
        out = {}
        for i, home in enumerate(homes):
            if home is None:
                continue
            h_seg, h_along, h_leg = home
            level = finish if self.s.private[h_seg] else PUBLIC
            a, b = self.ends[h_seg]
            metres = h_leg + min(best[a, level] + h_along, best[b, level] + self.length[h_seg] - h_along)
            if h_seg == seg:
                metres = min(metres, h_leg + abs(h_along - along) + leg)
            if metres <= limit_m:
                out[i] = metres
        return out

    def labels(self, facility: Snap, limit_m: float, *, direction: Literal["to", "from"]) -> tuple[dict[tuple[Place, int], float], int]:
        """Metres between a facility and every end of a segment inside the limit, infinite elsewhere; and the level of private homes."""
        seg, along, leg = facility
        begin, finish = (END, START) if direction == "to" else (START, END)
        graph = self.graph.reverse(copy=False) if direction == "to" else self.graph
        best: dict[tuple[Place, int], float] = defaultdict(lambda: np.inf)
        for node, first in zip(self.ends[seg], (along, self.length[seg] - along), strict=True):
            if leg + first > limit_m:
                continue
            start = (node, begin if self.s.private[seg] else PUBLIC)
            found = nx.single_source_dijkstra_path_length(graph, start, cutoff=limit_m - leg - first, weight="length")
            for reached, metres in found.items():
                best[reached] = min(best[reached], leg + first + metres)
        return best, finish

    def walked(self, place: npt.NDArray[np.float64], facility: Snap, limit_m: float) -> npt.NDArray[np.float64]:
        """Points no more than two metres apart on all that is walked to a facility inside the limit: columns x, y, metres to it."""
        seg, along, leg = facility
        best, finish = self.labels(facility, limit_m, direction="to")
        x, y = shapely.get_coordinates(
            shapely.line_interpolate_point(self.lines[seg], along / max(self.length[seg], 1e-9), normalized=True)
        )[0]
        share = np.linspace(0, 1, int(leg) + 2)[:, None]
        out = [np.column_stack([place + share * ([x, y] - place), share * leg])]
        for near in self.tree.query(shapely.Point(place), predicate="dwithin", distance=1.1 * limit_m).tolist():
            length, level = self.length[near], finish if self.s.private[near] else PUBLIC
            a, b = (best[end, level] for end in self.ends[near])
            part = np.linspace(0, 1, int(length / 2) + 2)
            at = part * length
            walk = np.minimum(a + at, b + length - at)
            if near == seg:
                walk = np.minimum(walk, leg + np.abs(at - along))
            on = shapely.line_interpolate_point(self.lines[near], part, normalized=True)
            out.append(np.column_stack([shapely.get_coordinates(on), walk])[walk <= limit_m])
        return np.concatenate(out)
