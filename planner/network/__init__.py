"""Streets in: OSM files, OSMnx graphs and road layers become one kind of street graph, held as arrays.

``read``
    Readers: each gives :class:`Segments`; :func:`read_streets` picks one by file name.
``build``
    Segments become a :class:`StreetGraph`: :func:`street_graph`; ``join_roads`` adds planned roads.
``walls``
    ``apply_walls`` makes the streets of walled compounds private and joins them to the outside at gates only.

``save_walk`` and ``load_walk`` keep a graph on disk. Who may walk where is judged in :mod:`planner.network.walking` alone; ``gates`` reads
the barriers at nodes; ``jit`` says how kernels are compiled. Nothing here searches: that is ``planner.access``.
"""

from __future__ import annotations

from planner.network.build.heights import with_heights
from planner.network.build.join import JoinReport, join_roads
from planner.network.build.overlay import closed_streets, overlaid
from planner.network.gates import GateTable
from planner.network.graph import BRIDGE, CLOSED, GATE, PRIVATE, TUNNEL, StreetGraph, local_plane, plane_to_degrees
from planner.network.jit import inlined, kernel, part, telling_compilation
from planner.network.read.inspect import inspect_streets, is_street_file
from planner.network.read.lines import read_lines
from planner.network.read.origin import origin_of
from planner.network.read.osm import read_osm
from planner.network.read.osmnx_io import read_osmnx, to_networkx
from planner.network.read.place import read_place
from planner.network.read.source import read_segments, read_streets, segments_of, street_graph
from planner.network.segments import Segments
from planner.network.walkfile import load_walk, save_walk
from planner.network.walking import FILTER_STATEMENT, WalkAccess, walk_access
from planner.network.walls.cutting import NO_GATES, Gates, WallReport, apply_walls, without_walls

__all__ = [
    "BRIDGE",
    "CLOSED",
    "FILTER_STATEMENT",
    "GATE",
    "NO_GATES",
    "PRIVATE",
    "TUNNEL",
    "GateTable",
    "Gates",
    "JoinReport",
    "Segments",
    "StreetGraph",
    "WalkAccess",
    "WallReport",
    "apply_walls",
    "closed_streets",
    "inlined",
    "inspect_streets",
    "is_street_file",
    "join_roads",
    "kernel",
    "load_walk",
    "local_plane",
    "origin_of",
    "overlaid",
    "part",
    "plane_to_degrees",
    "read_lines",
    "read_osm",
    "read_osmnx",
    "read_place",
    "read_segments",
    "read_streets",
    "save_walk",
    "segments_of",
    "street_graph",
    "telling_compilation",
    "to_networkx",
    "walk_access",
    "with_heights",
    "without_walls",
]
