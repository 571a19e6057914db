"""The registry of formats: suffix → reader; and formats that are known but cannot be read, with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from planner.inputs.formats.border import border, require_storable
from planner.inputs.formats.containers import read_zip
from planner.inputs.formats.excel import read_excel
from planner.inputs.formats.geojson import read_geojson
from planner.inputs.formats.layers import read_geoparquet, read_shapefile
from planner.inputs.formats.ogr import read_dxf, read_kml, read_ogr
from planner.inputs.formats.source import FileContent, Reader, refuse
from planner.inputs.formats.text_files import read_csv
from planner.model import InputSpec

READERS: Mapping[str, Reader] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".txt": read_csv,
    ".geojson": read_geojson,
    ".json": read_geojson,
    ".shp": read_shapefile,
    ".gpkg": partial(read_ogr, name="GeoPackage"),
    ".gdb": partial(read_ogr, name="FileGDB"),
    ".fgb": partial(read_ogr, name="FlatGeobuf"),
    ".kml": read_kml,
    ".dxf": read_dxf,
    ".xlsx": read_excel,
    ".xlsm": read_excel,
    ".xls": read_excel,
    ".et": read_excel,
    ".parquet": read_geoparquet,
    ".geoparquet": read_geoparquet,
}

PACKED: Mapping[str, tuple[str, ...]] = {".zip": (), ".kmz": (".kml",)}
"""Formats that pack others: suffix → what may be inside; empty for any format."""

FOLDERS = frozenset({".gdb"})
"""Formats that are folders."""

REFUSED: Mapping[str, str] = {
    ".dwg": "file.dwg",
    **dict.fromkeys((".xlsb", ".ods", ".numbers"), "file.old_sheet"),
    **dict.fromkeys((".mdb", ".accdb", ".tab", ".mif", ".wl", ".wt", ".wp", ".mpj", ".vct", ".e00"), "file.other_gis"),
    **dict.fromkeys((".doc", ".docx", ".wps", ".pdf", ".jpg", ".png", ".tif"), "file.not_data"),
    **dict.fromkeys((".rar", ".7z"), "file.other_archive"),
}
"""Formats that are known, but have to be saved as another first: suffix → problem that says how."""


def load(spec: InputSpec, *, header_rows: tuple[int, int] | None = None) -> FileContent:
    """Read a file of any known format.

    Parameters
    ----------
    spec
        The file.
    header_rows
        First and last header row of a sheet, counted from 1, where a person said so.

    Raises
    ------
    InputError
        If it is missing (``file.missing``), a folder, empty, of an unknown format, or cannot be read: whatever a library raises.
    """
    path = spec.path
    if not path.exists():
        raise refuse("file.missing", spec)
    suffix = path.suffix.casefold()
    if path.is_dir() != (suffix in FOLDERS):
        raise refuse("file.folder", spec)
    if suffix in REFUSED:
        raise refuse(REFUSED[suffix], spec, value=path.suffix)
    if suffix in PACKED:
        with border(spec):
            return read_zip(spec, suffixes=PACKED[suffix] or tuple(READERS), read=partial(load, header_rows=header_rows))
    reader = READERS.get(suffix)
    if reader is None:
        raise refuse("file.format", spec, value=path.suffix, known=" ".join((*READERS, *PACKED)))
    with border(spec):
        if path.stat().st_size == 0:
            raise refuse("file.empty", spec)
        source = read_excel(spec, header_rows=header_rows) if reader is read_excel else reader(spec)
        require_storable(source, spec)
    return source
