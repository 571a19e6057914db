"""Files that people bring: taken in within limits, under harmless names, kept apart by content so that nobody overwrites another's."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from planner.files import write_whole, writing

#: Datums that may be declared for a file which names none.
DATUMS = ("WGS84", "CGCS2000", "GCJ-02", "BD-09")
MOST_FILES = 20
MOST_MB = 100
_MOST_UNPACKED = 1_000_000_000
_SIDECARS = frozenset({".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml", ".qmd", ".cst"})
_MAPPING = ".mapping.yaml"
_BAD = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


class Brought(Protocol):
    """A file as the browser sends it."""

    @property
    def name(self) -> str:
        """Name on the person's machine."""

    @property
    def size(self) -> int:
        """Bytes."""

    def getvalue(self) -> bytes:
        """Give the content."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What was taken in.

    Attributes
    ----------
    folder
        Where the files lie; ``None`` where none was taken.
    files
        Those that can be looked at; parts of a shapefile stand behind their ``.shp``.
    refused
        ``(key of the sentence, name)`` of those that were not.
    """

    folder: Path | None
    files: tuple[Path, ...]
    refused: tuple[tuple[str, str], ...]


def take_in(brought: Sequence[Brought], place: Path) -> Intake:
    """Write files into a folder of their own below a place.

    Parameters
    ----------
    brought
        In the order given; those beyond :data:`MOST_FILES` and those larger than :data:`MOST_MB` are refused.
    place
        Made if it is not there. The folder's name follows from names and contents: the same files twice stand there once.

    Raises
    ------
    OSError
        If they cannot be written.
    """
    refused = [("page.data.too_many", f.name) for f in brought[MOST_FILES:]]
    kept: dict[str, bytes] = {}
    for file in brought[:MOST_FILES]:
        name = safe_name(file.name)
        if file.size > MOST_MB * 1_000_000:
            refused.append(("page.data.too_large", file.name))
        elif not name:
            refused.append(("page.data.bad_name", file.name))
        else:
            content = file.getvalue()
            if _swells(name, content):
                refused.append(("page.data.swells", file.name))
            else:
                kept[name] = content
    if not kept:
        return Intake(None, (), tuple(refused))
    mark = hashlib.sha256()
    for name, content in sorted(kept.items()):
        mark.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    folder = place / mark.hexdigest()[:12]
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in kept.items():
            write_whole(folder / name, content)
    return Intake(folder, readable(folder), tuple(refused))


def readable(folder: Path) -> tuple[Path, ...]:
    """List the files of a folder that can be looked at, by name."""
    found = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".") and not p.name.endswith(_MAPPING))
    shapes = {p.stem.casefold() for p in found if p.suffix.casefold() == ".shp"}
    return tuple(p for p in found if p.suffix.casefold() not in _SIDECARS or p.name.split(".")[0].casefold() not in shapes)


def safe_name(name: str) -> str:
    """Give a file's name as any system can keep it; empty where nothing of it is left.

    Only the last part counts, so that no name leads out of the folder; signs that some systems refuse become ``_``.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = _BAD.sub("_", last).strip(" .")
    if not plain or _RESERVED.fullmatch(plain) or plain.endswith(_MAPPING):
        return ""
    return plain if len(plain.encode()) <= 200 else ""


def upload_place(scenario: Path | None) -> Path:
    """Say where brought files are kept: ``uploads`` beside the scenario that is open, else a folder of this machine's temporary ones."""
    named = os.environ.get("PLANNER_UPLOADS", "")
    if named:
        return Path(named)
    return scenario.parent / "uploads" if scenario is not None else Path(tempfile.gettempdir()) / "planner-uploads"


def _swells(name: str, content: bytes) -> bool:
    """Tell a packed file that would not fit when unpacked; a damaged one is left to its reader."""
    if not name.casefold().endswith((".zip", ".kmz", ".xlsx", ".xlsm")):
        return False
    import io

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED
    except zipfile.BadZipFile:
        return False
