"""Streets by the name of a place: fetched once through OSMnx, kept in a ``.walk`` file, read from there ever after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx

from planner.errors import NetworkError, Problem, Severity
from planner.network.gates import GATE_KEYS
from planner.network.graph import StreetGraph
from planner.network.read.osmnx_io import read_osmnx
from planner.network.read.source import street_graph
from planner.network.walkfile import load_walk, save_walk
from planner.network.walking import CROSSING_KEYS, TAG_KEYS


def read_place(place: str, *, saved: Path | None = None, refresh: bool = False) -> StreetGraph:
    """Return the streets of a place.

    Parameters
    ----------
    place
        As a person would search for it: ``"尧都区, 临汾市"``.
    saved
        The copy: where it stands and was made for this place, it is read and nothing is fetched; else what was fetched is written there.
    refresh
        Fetch again; a copy that stands there is replaced only once the new streets are whole.

    Returns
    -------
    StreetGraph
        A note among its problems says when a copy was used.

    Raises
    ------
    NetworkError
        ``network.place_failed``: not found, or no internet, and no copy; ``network.place_kept``: so, but the copy stands untouched.
    OSError
        If the copy cannot be written.
    """
    kept = None if saved is None else _copy(place, saved)
    if kept is not None and saved is not None and not refresh:
        day = datetime.fromtimestamp(saved.stat().st_mtime, tz=UTC).date()
        note = Problem("network.place_saved", Severity.NOTE, file=saved.name, value=place, params={"day": day.isoformat()})
        return replace(kept, problems=(*kept.problems, note))
    try:
        graph = street_graph(read_osmnx(fetch_place(place)), source=place)
    except NetworkError as error:
        if kept is None or saved is None:
            raise
        params = {"copy": saved.name, "detail": error.problems[0].params.get("detail", "")}
        raise NetworkError([Problem("network.place_kept", Severity.ERROR, value=place, params=params)]) from error
    if saved is not None:
        saved.parent.mkdir(parents=True, exist_ok=True)
        save_walk(graph, saved)
    return graph


def _copy(place: str, saved: Path) -> StreetGraph | None:
    """Open the copy, unless it is missing, damaged, or of another source."""
    try:
        graph = load_walk(saved, verify=True, name=saved.name)
    except NetworkError:
        return None
    return graph if graph.about.get("source") == place else None


def fetch_place(place: str) -> nx.MultiDiGraph:
    """Fetch every street of a place through OSMnx; needs the internet.

    Raises
    ------
    NetworkError
        If the place is not found or there is no internet.
    """
    import osmnx

    names = ("useful_tags_way", "useful_tags_node", "use_cache")
    before = {name: getattr(osmnx.settings, name) for name in names}
    osmnx.settings.useful_tags_way = sorted({*before["useful_tags_way"], *TAG_KEYS, *CROSSING_KEYS, "bridge", "tunnel"})
    osmnx.settings.useful_tags_node = sorted({*before["useful_tags_node"], *GATE_KEYS})
    osmnx.settings.use_cache = False  # it would leave a folder of replies where the command is run
    try:
        return osmnx.graph_from_place(place, custom_filter='["highway"]', retain_all=True)
    except Exception as error:  # OSMnx and its HTTP client raise many kinds; each means the same to the user
        raise NetworkError([Problem("network.place_failed", Severity.ERROR, value=place, params={"detail": str(error)[:200]})]) from error
    finally:
        for name, value in before.items():
            setattr(osmnx.settings, name, value)
