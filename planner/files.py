"""Writing a file whole or not at all, and what a user is told when the disk refuses.

A file is written beside its place under a scratch name of :mod:`planner.scratch`, seen onto the disk, and moved into place in one step: at
every moment a reader finds the old file or the new one. What a killed program left goes away with the next writing in the same folder.

``write_whole``
    Bytes or text in hand.
``whole_file``
    For a writer that wants a path: it is given a scratch path.
``whole_files``
    For files that belong together, or for libraries that look at a file's name: it is given a scratch folder.
``writing``
    The one translation of a refusal of the disk into an :class:`~planner.errors.OutputError`. The three above do not translate: a caller
    that makes folders or several files first wraps the whole in it.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from planner.errors import OutputError, Problem, Severity
from planner.scratch import scratch_prefix, sweep

_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY})
_WINDOWS_BUSY = frozenset({5, 32, 33})  # access denied, which replacing an open file gives; sharing violation; lock violation
_WINDOWS_LONG = 206


@contextmanager
def writing(path: Path, *, code: str = "result.not_written", name: str = "") -> Iterator[None]:
    """Turn a refusal of the disk while ``path`` is written into the error a user reads.

    Parameters
    ----------
    path
        File or folder that is written.
    code
        Problem for a full disk, missing rights and whatever has no problem of its own.
    name
        What the user knows it as; the last part of the path by default.

    Raises
    ------
    OutputError
        Naming the file and what the system said: ``write.is_folder``, ``write.name_too_long``, ``write.in_use``, else ``code``.
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        raise OutputError(_problem(error, path, code, name)) from error


def _problem(error: OSError, path: Path, code: str, name: str) -> Problem:
    windows = getattr(error, "winerror", None)
    if error.errno == errno.EISDIR:
        code = "write.is_folder"
    elif error.errno == errno.ENAMETOOLONG or windows == _WINDOWS_LONG:
        code = "write.name_too_long"
    elif error.errno in _BUSY or (windows in _WINDOWS_BUSY and path.is_file()):
        code = "write.in_use"
    return Problem(code, Severity.ERROR, value=name or path.name, params={"detail": error.strerror or str(error)})


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file whole or not at all, and see it onto the disk.

    Parameters
    ----------
    path
        The file; its folder must be there. A link is followed, and an older file's rights are kept.
    content
        Bytes, or text that becomes UTF-8 with its line ends as they are.

    Raises
    ------
    OSError
        As the disk refused; what stood there is untouched, and nothing is left beside it.
    """
    with whole_file(path) as part, open(part, "wb", buffering=0) as file:  # noqa: PTH123 - unbuffered: closing has nothing left to write
        left = memoryview(content.encode("utf-8") if isinstance(content, str) else content)
        while left:
            left = left[file.write(left) or 0 :]


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a scratch path to write to, and move it into place when all was written.

    Parameters
    ----------
    path
        The file, as in :func:`write_whole`. What is no file and no folder (a pipe, ``/dev/stdout``) is written to as it stands.

    Yields
    ------
    Path
        An empty file in the same folder. Whatever fails while it is written, it is gone afterwards.

    Raises
    ------
    OSError
        As the disk refused; ``IsADirectoryError`` where a folder has that name, ``PermissionError`` where the older file may only be read.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        yield path
        return
    target = path.resolve() if path.is_symlink() else path
    sweep(target.parent)
    part = _scratch_path(target.parent)
    there = target.exists()
    if there and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if there else 0o666))
    try:
        yield part
        _sync(part)
        if there:
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


@contextmanager
def whole_files(folder: Path) -> Iterator[Path]:
    """Give a scratch folder to write files to, and move each into ``folder`` when all were written, in the order of their names.

    Parameters
    ----------
    folder
        Where the files go; it must be there, and files of other names in it stay.

    Yields
    ------
    Path
        An empty folder on the same disk, gone afterwards.

    Raises
    ------
    OSError
        As the disk refused. Each file is the old one or the new one.
    """
    sweep(folder)
    scratch = _scratch_path(folder)
    scratch.mkdir()
    try:
        yield scratch
        files = sorted(scratch.iterdir())
        for file in files:
            _sync(file)
        for file in files:
            file.replace(folder / file.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _sync_folder(folder)


def _scratch_path(folder: Path) -> Path:
    return folder / f"{scratch_prefix()}{secrets.token_hex(4)}"


def _sync(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())


def _sync_folder(folder: Path) -> None:
    """See the move onto the disk, where the system has a way; the file itself is there and whole already."""
    if os.name != "posix":
        return  # Windows keeps no such handle; the move itself is journalled there
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
