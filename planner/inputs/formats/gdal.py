"""The one door to GDAL: only the drivers that are needed, only for a file whose first bytes are of that format.

GDAL finds out by itself what a file is, and some of its formats are instructions to open other files or to call other machines (VRT, WFS,
WMS and kin). So every driver but :data:`KEPT` is taken out before the first file is opened, and a file that is not what its name says is
refused before GDAL sees it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyogrio

from planner.files import scratch_prefix
from planner.inputs.formats.source import file_parts, refuse
from planner.model import InputSpec

KEPT = frozenset({"DXF", "ESRI Shapefile", "FlatGeobuf", "GPKG", "GeoJSON", "KML", "LIBKML", "MEM", "OpenFileGDB"})
"""Drivers that stay: each reads the file it is given and nothing else."""

_HEAD_BYTES = 4096
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\])?\s*>\s*)*", re.DOTALL)
_KML_ROOT = re.compile(r"<(?:\w+:)?(?:kml|ogckml)[\s>/]", re.IGNORECASE)
_DXF = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:999\s*\n[^\n]*\n\s*)*0\s*\n\s*SECTION")
_ZIP_SIGNS = re.compile(r"[!;]|://")  # signs in a path that the library takes for an archive or an address


def _is_kml(head: bytes) -> bool:
    text = head.decode("utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8", errors="ignore").removeprefix("\ufeff")
    prolog = _PROLOG.match(text)
    return prolog is not None and _KML_ROOT.match(text, prolog.end()) is not None


def _is_dxf(head: bytes) -> bool:
    return head.startswith(b"AutoCAD Binary DXF") or _DXF.match(head) is not None


_HEADS: Mapping[str, Callable[[bytes], bool]] = {
    ".shp": lambda head: head.startswith(b"\x00\x00\x27\x0a"),
    ".gpkg": lambda head: head.startswith(b"SQLite format 3\x00"),
    ".fgb": lambda head: head.startswith(b"fgb"),
    ".kml": _is_kml,
    ".dxf": _is_dxf,
}


@contextmanager
def gdal_path(spec: InputSpec) -> Iterator[str]:
    """Give the path under which GDAL may open a file; a name with signs that its library would interpret is lent a harmless one.

    Raises
    ------
    InputError
        ``file.not_its_kind`` where the first bytes are not those of the format its name says.
    """
    only_kept_drivers()
    _require_head(spec)
    path = spec.path.absolute()
    if not _ZIP_SIGNS.search(str(path)):
        yield str(path)
        return
    with TemporaryDirectory(prefix=scratch_prefix()) as folder:
        lent = Path(folder) / f"layer{path.suffix}"
        if path.is_dir():
            shutil.copytree(path, lent)
        else:
            for part in file_parts(path):
                shutil.copyfile(part, lent if part == path else lent.with_suffix(part.suffix))
        yield str(lent)


@cache
def only_kept_drivers() -> None:
    """Take every driver but :data:`KEPT` out of GDAL, for the whole process; whatever build of GDAL is installed, and however often."""
    spare = sorted(set(pyogrio.list_drivers()) - KEPT)
    if spare:
        pyogrio.set_gdal_config_options({"GDAL_SKIP": ",".join(spare) + ","})
        # GDAL takes out what it was told to skip when drivers are registered; the library does so once, as it is imported
        pyogrio.core._register_drivers()


def _require_head(spec: InputSpec) -> None:
    suffix = spec.path.suffix.casefold()
    if spec.path.is_dir():
        if not any(part.suffix.casefold() == ".gdbtable" for part in spec.path.iterdir()):
            raise refuse("file.not_its_kind", spec, value=suffix)
        return
    with spec.path.open("rb") as stream:
        head = stream.read(_HEAD_BYTES)
    fits = _HEADS.get(suffix)
    if head and (fits is None or not fits(head)):
        raise refuse("file.not_its_kind", spec, value=suffix)
