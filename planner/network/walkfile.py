"""``.walk`` files: a street graph on disk, mapped into memory instead of parsed.

Layout: the magic line, one line of JSON (version, sizes, payload hash, facts), zero padding to a multiple of 64 bytes, then the arrays one
after another, each aligned to 64 bytes, little-endian. Opening reads the header and maps the rest, so several processes share one copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from planner.errors import NetworkError, Problem, Severity
from planner.network.graph import StreetGraph

MAGIC = b"PLANNER-WALK\n"
VERSION = 1
_ALIGN = 64
_ARRAYS: tuple[tuple[str, str], ...] = (
    ("node_x", "<f8"),
    ("node_y", "<f8"),
    ("node_flags", "|u1"),
    ("edge_u", "<i4"),
    ("edge_v", "<i4"),
    ("edge_mm", "<i4"),
    ("steps_mm", "<i4"),
    ("edge_kind", "|u1"),
    ("edge_flags", "|u1"),
    ("edge_way", "<i8"),
    ("shape_start", "<i4"),
    ("shape_x", "<f8"),
    ("shape_y", "<f8"),
)


def save_walk(graph: StreetGraph, path: Path) -> None:
    """Write a street graph; the same graph gives the same bytes.

    The file is written beside its place and moved there, so that a reader never sees half of it.
    """
    arrays = [np.ascontiguousarray(getattr(graph, name), dtype=dtype) for name, dtype in _ARRAYS]
    digest = hashlib.sha256()
    for array in arrays:
        digest.update(array.tobytes())
    header = {
        "version": VERSION,
        "sizes": [len(a) for a in arrays],
        "sha256": digest.hexdigest(),
        "crs": graph.crs,
        "kinds": list(graph.kinds),
        "about": dict(graph.about),
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True).encode() + b"\n"
    scratch = path.with_name(path.name + ".part")
    with scratch.open("wb") as out:
        out.write(MAGIC + text)
        for array in arrays:
            out.write(b"\0" * (-out.tell() % _ALIGN))
            out.write(array.tobytes())
    scratch.replace(path)


def load_walk(path: Path, *, verify: bool = False, name: str = "") -> StreetGraph:
    """Open a ``.walk`` file; arrays are read-only maps of it.

    Parameters
    ----------
    path
        The file.
    verify
        Also hash the payload and compare it with the header.
    name
        Name for messages.

    Raises
    ------
    NetworkError
        If the file is missing, is no ``.walk`` file, has another version, is cut short, or (with ``verify``) was changed.
    """
    shown = name or path.name
    header, start = _header(path, shown)
    arrays: dict[str, Any] = {}
    digest = hashlib.sha256()
    size = path.stat().st_size
    for (array, dtype), count in zip(_ARRAYS, header["sizes"], strict=True):
        start += -start % _ALIGN
        bytes_ = count * np.dtype(dtype).itemsize
        if start + bytes_ > size:
            raise _refused(shown, "cut short")
        arrays[array] = np.memmap(path, dtype=dtype, mode="r", offset=start, shape=(count,)) if count else np.zeros(0, dtype=dtype)
        if verify:
            digest.update(arrays[array].tobytes())
        start += bytes_
    if verify and digest.hexdigest() != header["sha256"]:
        raise _refused(shown, "payload differs from its hash")
    return StreetGraph(crs=header["crs"], kinds=tuple(header["kinds"]), about=MappingProxyType(header["about"]), **arrays)


def _header(path: Path, shown: str) -> tuple[dict[str, Any], int]:
    try:
        with path.open("rb") as file:
            if file.readline() != MAGIC:
                raise _refused(shown, "not a .walk file")
            header = json.loads(file.readline())
            start = file.tell()
    except NetworkError:
        raise
    except FileNotFoundError as error:
        raise NetworkError([Problem("network.missing", Severity.ERROR, file=shown)]) from error
    except (OSError, ValueError) as error:
        raise _refused(shown, str(error)) from error
    version = header.get("version") if isinstance(header, dict) else None
    if version != VERSION:
        raise _refused(shown, f"version {version}, expected {VERSION}")
    if not _well_formed(header):
        raise _refused(shown, "header damaged")
    return header, start


def _well_formed(header: Mapping[str, Any]) -> bool:
    """Tell whether a header says all that opening needs."""
    kinds = {"sizes": list, "sha256": str, "crs": str, "kinds": list, "about": dict}
    return (
        all(isinstance(header.get(key), kind) for key, kind in kinds.items())
        and len(header["sizes"]) == len(_ARRAYS)
        and all(isinstance(size, int) and size >= 0 for size in header["sizes"])
    )


def _refused(shown: str, detail: str) -> NetworkError:
    return NetworkError([Problem("network.walk_file", Severity.ERROR, file=shown, params={"detail": detail})])
