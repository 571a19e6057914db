"""Service circles on Porto against OSMnx's way, Valhalla and union_all; one added facility; accuracy against time."""

from __future__ import annotations

import statistics
import time
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from benchmarks.cases import Case, porto
from benchmarks.common import FASTER, PAIRS, Asked, Pairs, heading, interleaved, table
from benchmarks.isochrones import exact_circle, osmnx_circle, osmnx_graph, shared, valhalla
from planner.access import Reach, Snaps, WalkNetwork
from planner.access.draw.circles import CELL_M, FINE_CELL_M, SCREENING_CELL_M, Drawing, circle_shapes
from planner.access.join.legs import access_legs
from planner.access.search.ends import hang_targets, target_times

MINUTES, LIMIT_M = 15, 900.0
DRAWN, EXACT, HOMES, COMMUNITIES = 40, 20, 20_000, 200
OSMNX, VALHALLA, UNION, ADDED, QUICK = Asked(75, 150), Asked(1, 2), Asked(4, 4), Asked(3, 3, at_most=True), Asked(30, 30, at_most=True)


def run() -> None:
    case = porto()
    heading(f"Circles of {MINUTES} minutes on Porto: {case.net.streets.n_nodes:,} nodes")
    print(f"Ours from the points to polygons in degrees, all at once; CPU time of one thread, {PAIRS} interleaved pairs\n")
    few = _places(case, DRAWN)
    truth = _exact(case.net, _places(case, EXACT))
    rows, notes = _against_others(case, few, truth)
    table(FASTER, [*rows, _dissolved(case)])
    print("\n" + " ".join(notes) + "\n")
    _added(case)
    _frontier(case, truth)


def _nodes(case: Case, count: int) -> npt.NDArray[np.int64]:
    """Pick some of the facilities; every second of twice as many."""
    if count == EXACT:
        return _nodes(case, DRAWN)[:: DRAWN // EXACT]
    return case.nodes[:: len(case.nodes) // count][:count]


def _places(case: Case, count: int) -> gpd.GeoSeries:
    s, at = case.net.streets, _nodes(case, count)
    return gpd.GeoSeries(gpd.points_from_xy(s.node_x[at], s.node_y[at]), crs=s.crs)


def _drawn(net: WalkNetwork, places: gpd.GeoSeries, **how: Any) -> gpd.GeoDataFrame:
    return net.reach(places, minutes=MINUTES, threads=1).circles([MINUTES], **how)


def _exact(net: WalkNetwork, places: gpd.GeoSeries) -> npt.NDArray[np.object_]:
    reach = net.reach(places, minutes=MINUTES, threads=1)
    return np.asarray([exact_circle(reach, source, LIMIT_M) for source in places.index], dtype=object)


def _against_others(case: Case, places: gpd.GeoSeries, truth: npt.NDArray[np.object_]) -> tuple[list[list[str]], list[str]]:
    net, graph = case.net, osmnx_graph(case.net)
    nodes = [int(n) for n in _nodes(case, DRAWN)]
    pairs = interleaved(lambda: _drawn(net, places), lambda: [osmnx_circle(graph, n, LIMIT_M) for n in nodes])
    rows = [[f"OSMnx's way, {DRAWN} circles", *pairs.cells(OSMNX)]]
    half = nodes[:: DRAWN // EXACT]
    notes = [_iou("ours", _plane(net, _drawn(net, _places(case, EXACT))), truth)]
    notes.append(_iou("OSMnx's way", np.asarray([osmnx_circle(graph, n, LIMIT_M) for n in half], dtype=object), truth))
    lonlat = shapely.get_coordinates(places.to_crs("EPSG:4326").to_numpy())
    with valhalla(lonlat, MINUTES) as rival:
        if rival is None:
            rows.append(["Valhalla's isochrone", *["not installed"] * 5])
            return rows, notes
        rows.append(
            [f"Valhalla {rival.version}, {DRAWN} isochrones", *_in_turns(lambda: _drawn(net, places), rival.seconds).cells(VALHALLA)]
        )
        alone = _in_turns(lambda: [_drawn(net, places.iloc[[i]]) for i in range(DRAWN)], rival.seconds)
        rows.append([f"the same, ours called {DRAWN} times", *alone.cells(VALHALLA)])
        theirs = gpd.GeoSeries(rival.shapes(), crs="EPSG:4326").to_crs(net.streets.crs).to_numpy()[:: DRAWN // EXACT]
        notes.append(_iou("Valhalla (its own idea of streets and of a circle)", theirs, truth))
    return rows, notes


def _in_turns(ours: Any, theirs: Any) -> Pairs:
    ours(), theirs()
    taken = []
    for _ in range(PAIRS):
        begin = time.process_time()
        ours()
        taken.append((time.process_time() - begin, theirs()))
    return Pairs([a for a, _ in taken], [b for _, b in taken])


def _plane(net: WalkNetwork, circles: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    return np.asarray(circles.to_crs(net.streets.crs).geometry.to_numpy())


def _iou(name: str, shapes: npt.NDArray[np.object_], truth: npt.NDArray[np.object_]) -> str:
    share = shared(shapes, truth)
    return f"IoU with the exact variable-width buffer, {name}: median {np.median(share):.4f}, least {share.min():.4f}."


def _dissolved(case: Case) -> list[str]:
    net, places = case.net, _places(case, len(case.nodes))

    def unioned() -> object:
        return shapely.union_all(_drawn(net, places).geometry.to_numpy())

    pairs = interleaved(lambda: _drawn(net, places, overlap="dissolve"), unioned)
    return [f"{len(places)} circles drawn singly, then union_all, against dissolved", *pairs.cells(UNION)]


class _Town(NamedTuple):
    """Homes that were joined before, their persons and communities."""

    net: WalkNetwork
    homes: Snaps
    persons: npt.NDArray[np.float64]
    community: npt.NDArray[np.int64]

    def sums(self, mm: npt.NDArray[np.int64]) -> list[Any]:
        """Persons by community within 5, 10 and 15 minutes."""
        out = []
        for limit in (300_000, 600_000, 900_000):
            near = (mm >= 0) & (mm <= limit)
            out.append(np.bincount(self.community[near], weights=self.persons[near], minlength=COMMUNITIES))
        return out


def _town(case: Case) -> _Town:
    s, rng = case.net.streets, np.random.default_rng(4)
    at = rng.choice(s.n_nodes, HOMES)
    beside = np.column_stack([s.node_x[at], s.node_y[at]]) + rng.normal(0, 15, (HOMES, 2))
    homes = case.net.snap(gpd.GeoSeries(gpd.points_from_xy(*beside.T), crs=s.crs))
    return _Town(case.net, homes, rng.integers(1, 200, HOMES).astype(float), rng.integers(0, COMMUNITIES, HOMES))


def _added(case: Case) -> None:
    town, places = _town(case), _places(case, DRAWN)
    one = [places.iloc[[i]] for i in range(DRAWN)]

    def whole() -> None:
        for place in one:
            reach = town.net.reach(place, minutes=MINUTES, threads=1)
            reach.circles([5, 10, MINUTES])
            town.sums(reach.nearest_mm(town.homes)[0])

    reaches = [town.net.reach(place, minutes=MINUTES, threads=1) for place in one]

    def apart() -> None:
        for place, reach in zip(one, reaches, strict=True):
            _ = town.net.reach(place, minutes=MINUTES, threads=1).rows
            reach.circles([5, 10, MINUTES])
            town.sums(reach.nearest_mm(town.homes)[0])

    bare = [_bare(town, reach) for reach in reaches]
    separate, kernels = interleaved(whole, apart), interleaved(whole, lambda: [work() for work in bare])
    each = Pairs([t / DRAWN for t in kernels.ours], [t / DRAWN for t in kernels.theirs])
    calls = Pairs([t / DRAWN for t in separate.ours], [t / DRAWN for t in separate.theirs])
    print(f"One added facility: reach, circles of 5, 10 and {MINUTES} minutes, persons of {HOMES:,} homes by community\n")
    head = ["against", "ours ms", "theirs ms", "times its time: median (least–most)", "at most", "reached"]
    table(
        head,
        [["the three asked for one by one", *calls.cells(ADDED)], ["their kernels alone, everything else prepared", *each.cells(ADDED)]],
    )
    taken = 1000 * statistics.median(each.ours)
    print(f"\n{taken:.1f} ms each, aim at most {QUICK.aim:g} ms: {QUICK.verdict(taken)}.\n")


def _bare(town: _Town, reach: Reach) -> Any:
    """Search, draw and add up for one facility with every array at hand."""
    net = town.net
    hooks = hang_targets(net.search, reach._costs, town.homes)
    segments, ptr = reach._segments(access_legs(reach.snaps, net.courts, reach._delay_mm, reach.limits_mm))
    limits = np.asarray([[300.0, 600.0, 900.0]])

    def work() -> None:
        rows = reach._search.within(reach._seeds, reach.limits_mm, threads=1)
        circle_shapes(segments, ptr, limits, Drawing(threads=1))
        _, target, mm = target_times(rows, hooks, reach._stands, reach.limits_mm)
        best = np.full(HOMES, -1, dtype=np.int64)
        best[target] = mm
        town.sums(best)

    return work


def _frontier(case: Case, truth: npt.NDArray[np.object_]) -> None:
    places, many = _places(case, EXACT), _places(case, 100)
    print("Accuracy against time, circles drawn 100 at once\n")
    rows = []
    for cell in (FINE_CELL_M, CELL_M, SCREENING_CELL_M):
        spent = []
        for _ in range(PAIRS):
            begin = time.process_time()
            _drawn(case.net, many, cell_m=cell)
            spent.append(time.process_time() - begin)
        share = shared(_plane(case.net, _drawn(case.net, places, cell_m=cell)), truth)
        rows.append([f"{cell:g} m", f"{10 * statistics.median(spent):.2f}", f"{np.median(share):.4f}", f"{share.min():.4f}"])
    table(["grid", "ms per circle", "IoU, median", "IoU, least"], rows)
