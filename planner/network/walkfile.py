"""``.walk`` files: a street graph on disk, mapped into memory instead of parsed.

Layout: the magic line, one line of JSON (version, sizes, payload hash, facts, problems, gates' texts), the hash of that line, zero padding
to a multiple of 64 bytes, then the arrays one after another, each aligned to 64 bytes, little-endian. Opening reads and checks the header
and maps the rest, so several processes share one copy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from planner.errors import NetworkError, Problem, Severity
from planner.files import whole_file
from planner.network.gates import GateTable
from planner.network.graph import StreetGraph

MAGIC = b"PLANNER-WALK\n"
VERSION = 2
_ALIGN = 64
_ARRAYS: tuple[tuple[str, str], ...] = (
    ("node_x", "<f8"),
    ("node_y", "<f8"),
    ("node_flags", "|u1"),
    ("edge_u", "<i4"),
    ("edge_v", "<i4"),
    ("edge_mm", "<i4"),
    ("steps_mm", "<i4"),
    ("crossings", "<i4"),
    ("edge_kind", "<u2"),
    ("edge_flags", "|u1"),
    ("edge_way", "<i8"),
    ("island", "<i4"),
    ("shape_start", "<i4"),
    ("shape_x", "<f8"),
    ("shape_y", "<f8"),
    ("shape_z", "<f4"),
    ("gates.node", "<i8"),
    ("gates.locked", "|b1"),
    ("gates.private", "|b1"),
    ("gates.lon", "<f8"),
    ("gates.lat", "<f8"),
)
_TEXTS = ("kind", "access", "hours")


def save_walk(graph: StreetGraph, path: Path) -> None:
    """Write a street graph with its problems; the same graph gives the same bytes.

    The file is written beside its place and moved there, so that a reader never sees half of it.
    """
    arrays = [np.ascontiguousarray(_field(graph, name), dtype=dtype) for name, dtype in _ARRAYS]
    digest = hashlib.sha256()
    for block in (b for array in arrays for b in (array.tobytes(), _padding(array.nbytes))):
        digest.update(block)
    header = {
        "version": VERSION,
        "sizes": [len(a) for a in arrays],
        "sha256": digest.hexdigest(),
        "crs": graph.crs,
        "kinds": list(graph.kinds),
        "about": dict(graph.about),
        "problems": [{**asdict(_plain(p)), "params": dict(p.params)} for p in graph.problems],
        "gates": {name: list(getattr(graph.gates, name)) for name in _TEXTS},
    }
    text = json.dumps(header, ensure_ascii=False, sort_keys=True, default=_as_plain).encode()
    front = MAGIC + text + b"\n" + hashlib.sha256(text).hexdigest().encode() + b"\n"
    with whole_file(path) as part, part.open("wb") as out:
        out.write(front + _padding(len(front)))
        for array in arrays:
            out.write(array.tobytes())
            out.write(_padding(array.nbytes))


def load_walk(path: Path, *, verify: bool = False, name: str = "") -> StreetGraph:
    """Open a ``.walk`` file; arrays are read-only maps of it. Its header is checked against its hash.

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
        If the file is missing, is no ``.walk`` file, has another version, is cut short, or (header; with ``verify`` all) was changed.
    """
    shown = name or path.name
    header, start = _header(path, shown)
    sizes = [count * np.dtype(dtype).itemsize for (_, dtype), count in zip(_ARRAYS, header["sizes"], strict=True)]
    starts = list(accumulate((size + len(_padding(size)) for size in sizes), initial=start))
    found = path.stat().st_size
    if found != starts[-1]:
        raise _refused(shown, f"cut short or added to: {found} bytes, expected {starts[-1]}")
    if verify and _hash_from(path, start) != header["sha256"]:
        raise _refused(shown, "payload differs from its hash")
    arrays = {
        array: _mapped(path, dtype, at, count) for (array, dtype), at, count in zip(_ARRAYS, starts[:-1], header["sizes"], strict=True)
    }
    gates: dict[str, Any] = {name.removeprefix("gates."): arrays.pop(name) for name, _ in _ARRAYS if name.startswith("gates.")}
    gates |= {name: tuple(header["gates"][name]) for name in _TEXTS}
    return StreetGraph(
        crs=header["crs"],
        kinds=tuple(header["kinds"]),
        about=MappingProxyType(header["about"]),
        problems=tuple(_problem(p) for p in header["problems"]),
        gates=GateTable(**gates),
        **arrays,
    )


def _field(graph: StreetGraph, name: str) -> Any:
    owner, _, field = name.rpartition(".")
    return getattr(graph.gates if owner else graph, field)


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _ALIGN)


def _plain(problem: Problem) -> Problem:
    """Give a problem without its params, which ``asdict`` cannot copy."""
    return Problem(problem.code, problem.severity, problem.file, problem.row, problem.field, problem.subject, problem.value, {})


def _problem(saved: Mapping[str, Any]) -> Problem:
    return Problem(**{**saved, "severity": Severity(saved["severity"]), "params": MappingProxyType(saved["params"])})


def _as_plain(value: Any) -> Any:
    """Give numpy numbers and read-only mappings as JSON knows them."""
    return value.item() if isinstance(value, np.generic) else dict(value)


def _mapped(path: Path, dtype: str, start: int, count: int) -> Any:
    if count:
        return np.memmap(path, dtype=dtype, mode="r", offset=start, shape=(count,))
    empty = np.zeros(0, dtype=dtype)
    empty.flags.writeable = False
    return empty


def _hash_from(path: Path, start: int) -> str:
    with path.open("rb") as file:
        file.seek(start)
        return hashlib.file_digest(file, "sha256").hexdigest()


def _header(path: Path, shown: str) -> tuple[dict[str, Any], int]:
    """Read and check the header; also says where the payload begins."""
    try:
        with path.open("rb") as file:
            if file.readline(len(MAGIC)) != MAGIC:
                raise _refused(shown, "not a .walk file")
            text = file.readline().removesuffix(b"\n")
            digest = file.readline(65)
            start = file.tell()
        header = json.loads(text)
    except NetworkError:
        raise
    except FileNotFoundError as error:
        raise NetworkError([Problem("network.missing", Severity.ERROR, file=shown)]) from error
    except (OSError, ValueError) as error:
        raise _refused(shown, f"header damaged: {error}") from error
    version = header.get("version") if isinstance(header, dict) else None
    if version != VERSION:
        raise _refused(shown, f"version {version}, expected {VERSION}")
    if digest != hashlib.sha256(text).hexdigest().encode() + b"\n" or len(header["sizes"]) != len(_ARRAYS):
        raise _refused(shown, "header damaged")
    return header, start + len(_padding(start))


def _refused(shown: str, detail: str) -> NetworkError:
    return NetworkError([Problem("network.walk_file", Severity.ERROR, file=shown, params={"detail": detail})])
