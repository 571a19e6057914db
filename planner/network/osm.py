"""Read the streets of an OpenStreetMap file (``.osm.pbf``, ``.osm``, ``.osm.gz``) in one pass with pyosmium."""

from __future__ import annotations

import warnings
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
from osmium.filter import EntityFilter, KeyFilter

from planner.errors import NetworkError, Problem, Severity
from planner.network.segments import IntArray, Segments, geodesic_m, require_streets
from planner.network.walking import TAG_KEYS, Walk, is_locked, walk_access

SUFFIXES = (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2", ".pbf")
_NO_PLACE = 2_147_483_647  # the coordinate osmium gives a node that the file does not hold
_DEGREE = 1e-7  # OSM stores places in steps of 1e-7 degrees
_FALSE = frozenset({"", "no"})


class _Ways:
    """Collects kept ways as flat lists; one instance per file."""

    def __init__(self) -> None:
        self.refs: list[int] = []
        self.xs: list[int] = []
        self.ys: list[int] = []
        self.sizes: list[int] = []
        self.rows: list[tuple[int, str, bool, bool, bool]] = []
        self.gates: list[int] = []
        self.locked: list[int] = []
        self.dropped: dict[str, list[tuple[int, int, int, int]]] = defaultdict(list)

    def add(self, way: osmium.osm.Way) -> None:
        """Keep one way, or note the length of a dropped one."""
        tags = {k: way.tags[k] for k in TAG_KEYS if k in way.tags}
        if "highway" not in tags:
            return
        walk = walk_access(tags)
        if walk is Walk.NONE:
            self._drop(tags["highway"], way)
            return
        before = len(self.refs)
        for node in way.nodes:
            place = node.location
            self.refs.append(node.ref)
            self.xs.append(place.x)
            self.ys.append(place.y)
        self.sizes.append(len(self.refs) - before)
        bridge = way.tags.get("bridge", "") not in _FALSE
        tunnel = way.tags.get("tunnel", "") not in _FALSE
        self.rows.append((way.id, tags["highway"], walk is Walk.PRIVATE, bridge, tunnel))

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
                    (ways.locked if is_locked(dict(thing.tags)) else ways.gates).append(thing.id)
    except (RuntimeError, OSError, ValueError) as error:
        raise NetworkError([Problem("network.unreadable", Severity.ERROR, file=shown, params={"detail": str(error)})]) from error
    return require_streets(_assemble(ways, shown), shown)


def _assemble(ways: _Ways, name: str) -> Segments:
    """Turn the flat lists into arrays: unique vertices, segments between neighbours of one way."""
    refs = np.asarray(ways.refs, dtype=np.int64)
    x = np.asarray(ways.xs, dtype=np.int64)
    sizes = np.asarray(ways.sizes, dtype=np.int64)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    known = x != _NO_PLACE
    ids, first, vertex = np.unique(refs, return_index=True, return_inverse=True)
    if len(refs) < 2:
        pair = np.zeros(0, dtype=np.int64)
    else:
        pair = np.flatnonzero((owner[:-1] == owner[1:]) & known[:-1] & known[1:] & (vertex[:-1] != vertex[1:]))
    names = tuple(sorted({row[1] for row in ways.rows}))
    code = {kind: i for i, kind in enumerate(names)}
    of = owner[pair]
    columns = [np.asarray([row[i] for row in ways.rows]) for i in (0, 2, 3, 4)] if ways.rows else [np.zeros(0, dtype=bool)] * 4
    missing = int(np.count_nonzero(~known))
    problems: tuple[Problem, ...] = (
        (Problem("network.nodes_missing", Severity.NOTE, file=name, params={"count": missing}),) if missing else ()
    )
    locked = np.isin(ids, np.asarray(ways.locked, dtype=np.int64))
    used, ends = np.unique(np.concatenate([vertex[pair], vertex[pair + 1]]), return_inverse=True)
    if locked[used].any():
        problems += (Problem("network.locked_gates", Severity.NOTE, file=name, params={"count": int(locked[used].sum())}),)
    return Segments(
        lon=x[first[used]] * _DEGREE,
        lat=np.asarray(ways.ys, dtype=np.int64)[first[used]] * _DEGREE,
        gate=np.isin(ids[used], np.asarray(ways.gates + ways.locked, dtype=np.int64)),
        closed=locked[used],
        a=ends[: len(pair)],
        b=ends[len(pair) :],
        way=columns[0][of].astype(np.int64),
        kind=np.asarray([code[row[1]] for row in ways.rows], dtype=np.uint8)[of],
        private=columns[1][of].astype(bool),
        bridge=columns[2][of].astype(bool),
        tunnel=columns[3][of].astype(bool),
        kinds=names,
        dropped_m={k: _metres(v) for k, v in sorted(ways.dropped.items()) if v},
        problems=problems,
    )


def _metres(pieces: list[tuple[int, int, int, int]]) -> float:
    ends: IntArray = np.asarray(pieces, dtype=np.int64)
    ends = ends[(ends[:, 0] != _NO_PLACE) & (ends[:, 2] != _NO_PLACE)]
    lon_a, lat_a, lon_b, lat_b = (ends * _DEGREE).T
    return round(float(geodesic_m(lon_a, lat_a, lon_b, lat_b).sum()), 2)
