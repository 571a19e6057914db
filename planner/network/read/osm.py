"""Read the streets of an OpenStreetMap file (``.osm.pbf``, ``.osm``, ``.osm.gz``) in one pass with pyosmium."""

from __future__ import annotations

import warnings
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from osmium.filter import EntityFilter, KeyFilter

from planner.errors import NetworkError, Problem, Severity
from planner.network.gates import GATE_KEYS, gate_notes, gate_table
from planner.network.read.roadclasses import road_class, unknown_classes
from planner.network.segments import IntArray, Segments, crossing_shares, geodesic_m, require_streets
from planner.network.walking import CROSSING_KEYS, TAG_KEYS, WalkAccess, is_crossing, walk_access
from planner.network.walls.privategates import apply_private_gates

SUFFIXES = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")
_NO_PLACE = 2_147_483_647  # the coordinate osmium gives a node that the file does not hold
_MOST_LON, _MOST_LAT = 1_800_000_000, 900_000_000
_DEGREE = 1e-7  # OSM stores places in steps of 1e-7 degrees
_WAY_KEYS = (*TAG_KEYS, *CROSSING_KEYS)
_FALSE = frozenset({"", "no"})


class _Ways:
    """Collects kept ways as flat lists; one instance per file."""

    def __init__(self) -> None:
        self.refs: list[int] = []
        self.xs: list[int] = []
        self.ys: list[int] = []
        self.sizes: list[int] = []
        self.rows: list[tuple[int, str, bool, bool, bool, bool]] = []
        self.gates: dict[int, dict[str, str]] = {}
        self.unknown: Counter[str] = Counter()
        self.dropped: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)

    def add(self, way: osmium.osm.Way) -> None:
        """Keep one way, or note the length of a dropped one."""
        tag = way.tags.get
        tags = {k: value for k in _WAY_KEYS if (value := tag(k)) is not None}
        if "highway" not in tags:
            return
        known = road_class(tags["highway"]) is not None
        if not known:
            self.unknown[tags["highway"]] += 1
        walk = walk_access(tags) if known else WalkAccess.NONE
        if walk is WalkAccess.NONE:
            self._drop(tags["highway"], way)
            return
        before = len(self.refs)
        ref, x, y = self.refs.append, self.xs.append, self.ys.append
        for node in way.nodes:
            place = node.location
            ref(node.ref)
            x(place.x)
            y(place.y)
        self.sizes.append(len(self.refs) - before)
        bridge, tunnel = tag("bridge", "") not in _FALSE, tag("tunnel", "") not in _FALSE
        self.rows.append((way.id, tags["highway"], walk is WalkAccess.PRIVATE, bridge, tunnel, is_crossing(tags)))

    def _drop(self, highway: str, way: osmium.osm.Way) -> None:
        places = [(n.location.x, n.location.y) for n in way.nodes]
        self.dropped[highway].extend((*p, *q) for p, q in pairwise(places))


def read_osm(path: Path, *, name: str = "") -> Segments:
    """Read the walkable streets of an OSM file.

    Parameters
    ----------
    path
        ``.osm.pbf``, ``.osm``, ``.osm.gz`` or ``.osm.bz2``.
    name
        Name for messages; the file's own name by default.

    Returns
    -------
    Segments
        Straight pieces between OSM nodes in WGS84; private ways flagged, gates marked.

    Raises
    ------
    NetworkError
        If the file cannot be read to its end (truncated, not OSM) or holds no walkable street.
    """
    shown = name or path.name
    ways = _Ways()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            kinds = EntityFilter(osmium.osm.NODE | osmium.osm.WAY)
            for thing in osmium.FileProcessor(str(path)).with_locations().with_filter(kinds).with_filter(KeyFilter("highway", "barrier")):
                if isinstance(thing, osmium.osm.Way):
                    ways.add(thing)
                elif "barrier" in thing.tags:
                    ways.gates[thing.id] = {k: thing.tags[k] for k in GATE_KEYS if k in thing.tags}
    except Exception as error:  # a damaged file makes the library raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.unreadable", Severity.ERROR, file=shown, params={"detail": str(error)})]) from error
    return apply_private_gates(require_streets(_assemble(ways, shown), shown), file=shown)


def _assemble(ways: _Ways, name: str) -> Segments:
    """Turn the flat lists into arrays: unique vertices, segments between neighbours of one way."""
    refs = np.asarray(ways.refs, dtype=np.int64)
    x = np.asarray(ways.xs, dtype=np.int64)
    sizes = np.asarray(ways.sizes, dtype=np.int64)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    y = np.asarray(ways.ys, dtype=np.int64)
    known = (x != _NO_PLACE) & (np.abs(x) <= _MOST_LON) & (np.abs(y) <= _MOST_LAT)
    off_earth = int(np.count_nonzero(~known & (x != _NO_PLACE)))
    ids, first, vertex = np.unique(refs, return_index=True, return_inverse=True)
    if len(refs) < 2:
        pair = np.zeros(0, dtype=np.int64)
    else:
        pair = np.flatnonzero((owner[:-1] == owner[1:]) & known[:-1] & known[1:] & (vertex[:-1] != vertex[1:]))
    names = tuple(sorted({row[1] for row in ways.rows}))
    code = {kind: i for i, kind in enumerate(names)}
    of = owner[pair]
    columns = [np.asarray([row[i] for row in ways.rows]) for i in (0, 2, 3, 4, 5)] if ways.rows else [np.zeros(0, dtype=bool)] * 5
    missing = int(np.count_nonzero(x == _NO_PLACE))
    problems: tuple[Problem, ...] = (
        (Problem("network.nodes_missing", Severity.NOTE, file=name, params={"count": missing}),) if missing else ()
    )
    dropped_m = {k: _metres(v) for k, v in sorted(ways.dropped.items()) if v}
    if ways.unknown:
        words = {word: dropped_m.get(word, 0.0) for word in ways.unknown}
        problems = (*problems, unknown_classes(words, ways.unknown.total(), "highway", name))
    if off_earth:
        problems += (Problem("network.nodes_off_earth", Severity.DOUBT, file=name, params={"count": off_earth}),)
    used, ends = np.unique(np.concatenate([vertex[pair], vertex[pair + 1]]), return_inverse=True)
    lon, lat = x[first[used]] * _DEGREE, np.asarray(ways.ys, dtype=np.int64)[first[used]] * _DEGREE
    standing = np.flatnonzero(np.isin(ids[used], np.fromiter(ways.gates, dtype=np.int64, count=len(ways.gates))))
    gates = gate_table([(i, ways.gates[n]) for i, n in zip(standing.tolist(), ids[used][standing].tolist(), strict=True)], lon, lat)
    gate = np.zeros(len(used), dtype=bool)
    gate[standing] = True
    closed = np.zeros(len(used), dtype=bool)
    closed[gates.node[gates.locked]] = True
    segments = Segments(
        lon=lon,
        lat=lat,
        gate=gate,
        closed=closed,
        a=ends[: len(pair)],
        b=ends[len(pair) :],
        way=columns[0][of].astype(np.int64),
        kind=np.asarray([code[row[1]] for row in ways.rows], dtype=np.uint16)[of],
        private=columns[1][of].astype(bool),
        bridge=columns[2][of].astype(bool),
        tunnel=columns[3][of].astype(bool),
        crossing=np.zeros(len(pair), dtype=np.float32),
        kinds=names,
        dropped_m=dropped_m,
        problems=(*problems, *gate_notes(gates, name)),
        gates=gates,
    )
    return crossing_shares(segments, columns[4][of].astype(bool))


def _metres(pieces: list[tuple[int, int, int, int]]) -> float:
    ends: IntArray = np.asarray(pieces, dtype=np.int64)
    ends = ends[(ends[:, 0] != _NO_PLACE) & (ends[:, 2] != _NO_PLACE)]
    lon_a, lat_a, lon_b, lat_b = (ends * _DEGREE).T
    return round(float(geodesic_m(lon_a, lat_a, lon_b, lat_b).sum()), 2)
