"""The registry of formats: suffix → reader."""

from __future__ import annotations

from collections.abc import Mapping

from planner.inputs.layers import read_geojson, read_geoparquet, read_ogr, read_shapefile
from planner.inputs.source import Reader, Source, refuse
from planner.inputs.text_files import read_csv
from planner.model import InputSpec

READERS: Mapping[str, Reader] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".shp": read_shapefile,
    ".gpkg": read_ogr,
    ".parquet": read_geoparquet,
    ".geoparquet": read_geoparquet,
}


def load(spec: InputSpec) -> Source:
    """Read a file of any known format.

    Raises
    ------
    InputError
        If it is missing (``file.missing``), a folder, empty, of an unknown format, or cannot be read.
    """
    path = spec.path
    if not path.exists():
        raise refuse("file.missing", spec)
    if path.is_dir():
        raise refuse("file.folder", spec)
    reader = READERS.get(path.suffix.casefold())
    if reader is None:
        raise refuse("file.format", spec, value=path.suffix, known=" ".join(READERS))
    try:
        if path.stat().st_size == 0:
            raise refuse("file.empty", spec)
        return reader(spec)
    except OSError as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
