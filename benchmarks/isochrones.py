"""Circles as others draw them: OSMnx's way, Valhalla's isochrone in a process of its own, and the exact shape by brute force."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import numpy.typing as npt
import osmnx
import shapely

from benchmarks.common import data
from planner.access import Reach, WalkNetwork
from planner.access.draw.circles import WIDTH_M

Shapes = npt.NDArray[np.object_]
_STEP_M = 2.0  # between the points of which the exact shape is the union of disks

#: Runs under another interpreter, with nothing of this project: builds tiles once, then answers each line read with the CPU seconds all
#: isochrones took; to the line ``shapes`` with their GeoJSON.
_VALHALLA = """
import json, os, subprocess, sys, time
from pathlib import Path
import valhalla
folder, pbf, minutes = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
(folder / "tiles").mkdir()
(folder / "none.tar").touch()
config = valhalla.get_config(tile_extract=str(folder / "none.tar"), tile_dir=str(folder / "tiles"), verbose=False)
config["mjolnir"].pop("tile_extract")
config["mjolnir"]["concurrency"] = 1
(folder / "config.json").write_text(json.dumps(config))
build = Path(valhalla.__file__).parent / "bin" / "valhalla_build_tiles"
subprocess.run([build, "-c", folder / "config.json", pbf], check=True, capture_output=True)
actor = valhalla.Actor(config)
asked = [
    {"locations": [{"lon": lon, "lat": lat}], "costing": "pedestrian", "contours": [{"time": minutes}], "polygons": True,
     "costing_options": {"pedestrian": {"walking_speed": 3.6}}}
    for lon, lat in json.loads(sys.stdin.readline())
]
print(json.dumps(valhalla.__version__), flush=True)
for line in sys.stdin:
    begin = time.process_time()
    found = [actor.isochrone(query) for query in asked]
    taken = time.process_time() - begin
    print(json.dumps([f["features"][0]["geometry"] for f in found] if line.strip() == "shapes" else taken), flush=True)
"""


def osmnx_graph(net: WalkNetwork) -> nx.MultiDiGraph:
    """Give our streets as OSMnx has them, projected as its examples do."""
    return osmnx.project_graph(net.to_networkx(), to_crs=net.streets.crs)


def osmnx_circle(graph: nx.MultiDiGraph, node: int, limit_m: float) -> Any:
    """Draw a circle as the isochrone example of OSMnx does: nodes and edges of the ego graph buffered, and all of it unioned."""
    reached = nx.ego_graph(graph, node, radius=limit_m, distance="length")
    spots = [shapely.Point(d["x"], d["y"]) for _, d in reached.nodes(data=True)]
    nodes = gpd.GeoDataFrame({"id": list(reached.nodes)}, geometry=spots).set_index("id")
    lines = []
    for u, v in reached.edges():
        straight = shapely.LineString([nodes.loc[u].geometry, nodes.loc[v].geometry])
        lines.append(graph.get_edge_data(u, v)[0].get("geometry", straight))
    parts = [*nodes.buffer(WIDTH_M).geometry, *gpd.GeoSeries(lines).buffer(WIDTH_M).geometry]
    return gpd.GeoSeries(parts).union_all()


class Valhalla:
    """A running Valhalla that draws the same circles again and again."""

    def __init__(self, process: subprocess.Popen[str], version: str) -> None:
        self._process, self.version = process, version

    def seconds(self) -> float:
        """CPU seconds of drawing all circles once."""
        return float(self._ask("again"))

    def shapes(self) -> Shapes:
        """Give the circles, degrees."""
        return np.asarray([shapely.from_geojson(json.dumps(g)) for g in self._ask("shapes")], dtype=object)

    def _ask(self, line: str) -> Any:
        assert self._process.stdin is not None  # noqa: S101 - both are pipes
        assert self._process.stdout is not None  # noqa: S101
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def valhalla(lonlat: npt.NDArray[np.float64], minutes: float) -> Iterator[Valhalla | None]:
    """Start Valhalla on Porto's streets; ``None`` where ``PLANNER_VALHALLA_PYTHON`` names no interpreter that has pyvalhalla."""
    python = os.environ.get("PLANNER_VALHALLA_PYTHON", "")
    if not python or subprocess.run([python, "-c", "import valhalla"], capture_output=True, check=False).returncode:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        command = [python, "-c", _VALHALLA, folder, str(data() / "osm" / "porto_portugal.osm.pbf"), str(minutes)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            running = Valhalla(process, "")
            running.version = running._ask(json.dumps(lonlat.tolist()))
            yield running
            process.communicate()


def exact_circle(reach: Reach, source: Any, limit_m: float) -> Any:
    """Shape by definition: the union of disks of radius ``min(width, limit - walk)`` about points close together on all that is walked."""
    lines = reach.lines()
    lines = lines[lines["source"] == source].to_crs(reach._network.streets.crs)
    discs = []
    for shape, start, end in zip(lines.geometry, lines["from_s"], lines["to_s"], strict=True):
        share = np.linspace(0, 1, int(shape.length / _STEP_M) + 2)
        radius = np.minimum(WIDTH_M, limit_m - (start + share * (end - start)) * reach.profile.speed_m_s)
        spots = shapely.line_interpolate_point(shape, share, normalized=True)
        discs.append(shapely.buffer(spots[radius > 0], radius[radius > 0], quad_segs=24))
    return shapely.union_all(np.concatenate(discs))


def shared(a: Shapes, b: Shapes) -> npt.NDArray[np.float64]:
    """Area two shapes share, of what they cover together."""
    return np.asarray(shapely.area(shapely.intersection(a, b)) / shapely.area(shapely.union(a, b)))
