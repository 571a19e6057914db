"""What a file holds before anyone asks what it means, and the registry of formats that can be read.

A reader takes a path and the spec and gives a :class:`FileContent`; to add a format, write a reader and one row of ``READERS``
in :mod:`planner.inputs.formats.registry`; messages count features instead of lines for the endings in :mod:`planner.errors`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyproj
from numpy.typing import NDArray

from planner.errors import InputError, Problem, Severity
from planner.model import InputSpec

MAPPING_SUFFIX = ".mapping.yaml"
_SHAPEFILE_PARTS = (".cpg", ".dbf", ".prj", ".shp", ".shx")


@dataclass(frozen=True, slots=True)
class FileContent:
    """The content of a file, uninterpreted.

    Attributes
    ----------
    format
        Name of the format, for example ``"CSV"``.
    headers
        Column headers in order, as they stand.
    cells
        One list of texts per header, all of one length; a missing value is an empty text.
    rows
        int64, shape (n,): line where each record starts, or feature number from 1.
    geometry
        shapely objects or ``None``, shape (n,), x before y, in ``crs``; ``None`` for a table without geometry.
    crs
        What the file says of its reference system; ``None`` where it says nothing.
    crs_by_rule
        True where the reference system is not written in the file but laid down by its format (GeoJSON).
    datum
        A datum named in the file itself; empty where none is.
    encoding
        Text encoding used; empty where the format leaves no choice.
    layer, layers
        Layer read, and all layers of the file.
    cut_headers
        True where the format cuts headers short (ten bytes in a shapefile).
    ragged
        Positions (not row numbers) of records with more cells than headers.
    short
        Positions of records with fewer cells than headers.
    merged
        Position of the record and column of each cell whose text stands in a cell merged over several records.
    problems
        What the reader noticed.
    """

    format: str
    headers: tuple[str, ...]
    cells: tuple[list[str], ...]
    rows: NDArray[np.int64]
    geometry: NDArray[np.object_] | None = None
    crs: pyproj.CRS | None = None
    crs_by_rule: bool = False
    datum: str = ""
    encoding: str = ""
    layer: str = ""
    layers: tuple[str, ...] = ()
    cut_headers: bool = False
    ragged: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    merged: tuple[tuple[int, int], ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    def __len__(self) -> int:
        return int(self.rows.size)


Reader = Callable[[InputSpec], FileContent]


def refuse(code: str, spec: InputSpec, *, field: str = "", value: str = "", **params: object) -> InputError:
    """Build the error for a file that cannot be read at all."""
    return InputError([Problem(code, Severity.ERROR, file=spec.name, field=field, value=value, params=params)])


def file_hash(path: Path) -> str:
    """Hash the content of an input.

    Parameters
    ----------
    path
        A file; of a shapefile the ``.shp``, whose other parts (``.cpg .dbf .prj .shp .shx``) are hashed with it in that order; a
        geodatabase folder; a mapping file beside it is part of the input.

    Returns
    -------
    str
        SHA-256 in hexadecimal digits; depends on the content alone, not on name or time.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    digest = hashlib.sha256()
    for part in file_parts(path):
        with part.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def file_parts(path: Path) -> list[Path]:
    """List the files that make up an input: one, the parts of a shapefile, the files of a geodatabase; then the mapping beside it."""
    mapping = path.with_name(path.name + MAPPING_SUFFIX)
    more = [mapping] if mapping.is_file() else []
    if path.is_dir():
        return [*sorted(p for p in path.iterdir() if p.is_file() and p.suffix.casefold() != ".lock"), *more]
    if path.suffix.casefold() != ".shp":
        return [path, *more]
    siblings = {p.suffix.casefold(): p for p in path.parent.iterdir() if p.stem == path.stem}
    return [*(siblings[suffix] for suffix in _SHAPEFILE_PARTS if suffix in siblings), *more]
