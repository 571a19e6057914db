"""Zipped layers: unpacked into a temporary folder, read, and gone again."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory, gettempdir

from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec
from planner.scratch import scratch_prefix, sweep
from planner.texts.reading.layouts import LOCKED

_MOST_BYTES = 4_000_000_000
_ENCRYPTED, _UTF8 = 0x1, 0x800
_MAC_FOLDER = "__MACOSX"


def read_zip(spec: InputSpec, *, suffixes: Sequence[str], read: Callable[[InputSpec], FileContent]) -> FileContent:
    """Read the one layer in a zip file: a shapefile with its parts, a geodatabase, any other file that can be read.

    Parameters
    ----------
    spec
        The zip; where it holds several layers, ``layer`` names one by file name, with or without its suffix.
    suffixes
        Of files that can be read.
    read
        Reads an unpacked file.

    Raises
    ------
    InputError
        ``file.unreadable`` (damaged, or locked with a password), ``file.too_large``, ``file.empty``, ``layer.choose``, ``layer.missing``,
        and whatever reading the layer says.
    """
    try:
        sweep(Path(gettempdir()))
        with zipfile.ZipFile(spec.path) as packed, TemporaryDirectory(prefix=scratch_prefix()) as folder:
            if any(part.flag_bits & _ENCRYPTED for part in packed.infolist()):
                raise refuse("file.unreadable", spec, why=LOCKED)
            if sum(part.file_size for part in packed.infolist()) > _MOST_BYTES:
                raise refuse("file.too_large", spec)
            _unpack(packed, Path(folder))
            inner, layer = _chosen(Path(folder), spec, suffixes)
            source = read(replace(spec, path=inner, layer=layer, shown=spec.name))
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise refuse("file.unreadable", spec, why=str(error)) from error
    return replace(source, format=f"ZIP · {source.format}")


def _unpack(packed: zipfile.ZipFile, folder: Path) -> None:
    """Unpack every file under its own name; a name that would leave the folder keeps only its last part."""
    for part in packed.infolist():
        name = PurePosixPath(_name(part).replace("\\", "/"))
        if part.is_dir() or name.name.startswith(".") or _MAC_FOLDER in name.parts:
            continue
        inside = name if not name.is_absolute() and ".." not in name.parts and ":" not in str(name) else PurePosixPath(name.name)
        target = folder / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        with packed.open(part) as stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)


def _name(part: zipfile.ZipInfo) -> str:
    """Give a file's name as its author wrote it: Chinese systems pack GBK names without saying so."""
    if part.flag_bits & _UTF8 or part.filename.isascii():
        return part.filename
    data = part.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return part.filename


def _chosen(folder: Path, spec: InputSpec, suffixes: Sequence[str]) -> tuple[Path, str | None]:
    """Find the layer to read, and the layer inside it that the spec still has to name."""
    found = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.casefold() in suffixes
        and path.suffix.casefold() != ".zip"
        and not any(parent.suffix.casefold() == ".gdb" for parent in path.parents)
    )
    if not found:
        raise refuse("file.empty", spec)
    if len(found) == 1:
        own = spec.layer in {found[0].name, found[0].stem}
        return found[0], None if own else spec.layer
    names = "、".join(path.name for path in found)
    chosen = [path for path in found if spec.layer in {path.name, path.stem}]
    if len(chosen) != 1:
        raise refuse("layer.missing" if spec.layer else "layer.choose", spec, value=spec.layer or "", layers=names)
    return chosen[0], None
