"""Streets in: OSM files, OSMnx graphs and road layers become one kind of street graph, held as arrays.

``read_streets`` picks the reader by file name; each reader gives :class:`Segments`; :func:`street_graph` contracts them into a
:class:`StreetGraph`; ``save_walk`` / ``load_walk`` keep it on disk. Who may walk where is judged in :mod:`planner.network.walking` alone.
Nothing here searches: that is ``planner.access``.
"""

from __future__ import annotations

from planner.network.contract import contract
from planner.network.graph import BRIDGE, GATE, PRIVATE, TUNNEL, StreetGraph
from planner.network.lines import read_lines
from planner.network.osm import read_osm
from planner.network.osmnx_io import fetch_place, read_osmnx, to_networkx
from planner.network.segments import Segments
from planner.network.source import clip_segments, read_streets, street_graph
from planner.network.walkfile import load_walk, save_walk
from planner.network.walking import FILTER_STATEMENT, Walk, walk_access

__all__ = [
    "BRIDGE",
    "FILTER_STATEMENT",
    "GATE",
    "PRIVATE",
    "TUNNEL",
    "Segments",
    "StreetGraph",
    "Walk",
    "clip_segments",
    "contract",
    "fetch_place",
    "load_walk",
    "read_lines",
    "read_osm",
    "read_osmnx",
    "read_streets",
    "save_walk",
    "street_graph",
    "to_networkx",
    "walk_access",
]
