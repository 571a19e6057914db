"""Whose streets they are: OpenStreetMap's, made up, or a layer of the bureau's own; the credit on every map rests on it."""

from __future__ import annotations

import gzip
import re
import warnings
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pyogrio

from planner.inputs.formats import load, only_kept_drivers
from planner.model import InputSpec
from planner.network.read.linefile import LINE_SUFFIXES
from planner.texts.reading.streets import MADE_UP

Origin = Literal["osm", "made", "layer"]
_MADE = re.compile(MADE_UP, re.IGNORECASE)
_HEAD_BYTES = 2048
#: Columns that a layer cut out of OpenStreetMap carries: its own numbers, or the ends and key of OSMnx.
_OSM_COLUMNS = ({"osmid"}, {"osm_id"}, {"osm_way_id"}, {"u", "v", "key"})
_PARQUET = frozenset({".parquet", ".geoparquet"})


def origin_of(path: Path) -> Origin:
    """Return where a file's streets come from; OpenStreetMap where it cannot be told, so that credit is never withheld.

    Parameters
    ----------
    path
        As a scenario names it: OSM data, a layer of lines, or a ``.walk`` file.

    Returns
    -------
    str
        ``made`` where the head of an OSM file calls its data synthetic (合成), ``layer`` for a layer of lines without OpenStreetMap's
        numbers, else ``osm``.
    """
    name = path.name.lower()
    if name.endswith((".osm", ".osm.gz", ".xml", ".xml.gz")):
        return "made" if _MADE.search(_head(path)) else "osm"
    if path.suffix.lower() not in LINE_SUFFIXES and path.suffix.lower() not in _PARQUET:
        return "osm"
    columns = _columns(path)
    return "osm" if columns is None or any(known <= columns for known in _OSM_COLUMNS) else "layer"


def _head(path: Path) -> str:
    try:
        with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as file:
            return file.read(_HEAD_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _columns(path: Path) -> set[str] | None:
    """Names of a layer's columns in small letters; ``None`` where they cannot be told without reading it whole."""
    try:
        if path.suffix.lower() in _PARQUET:
            return {str(n).lower() for n in pq.read_schema(path).names}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the reader of the layer itself tells what is odd about the file
            if path.suffix.lower() in {".geojson", ".json"}:  # its members could make GDAL fetch something
                return {header.lower() for header in load(InputSpec(path)).headers}
            only_kept_drivers()
            return {str(n).lower() for n in pyogrio.read_info(path)["fields"]}
    except (OSError, ValueError, pyogrio.errors.DataSourceError):
        return None
