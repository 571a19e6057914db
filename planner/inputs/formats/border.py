"""The border: whatever a library raises while a file is read becomes a sentence with the file and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from planner.errors import InputError, PlannerError, Problem, Severity
from planner.inputs.formats.source import FileContent, refuse
from planner.model import InputSpec


@contextmanager
def border(spec: InputSpec, code: str = "file.unreadable") -> Iterator[None]:
    """Turn every fault of a library into one error of the file; errors of this package pass as they are.

    Parameters
    ----------
    spec
        The file.
    code
        ``file.unreadable`` while its bytes are taken apart, ``file.stumbled`` while what it holds is made sense of.

    Raises
    ------
    InputError
        With that code.
    """
    try:
        yield
    except PlannerError:
        raise
    except Exception as error:  # damaged bytes make libraries raise whatever the parsing stumbles over
        raise refuse(code, spec, why=_why(error)) from error


def require_storable(source: FileContent, spec: InputSpec) -> None:
    """Refuse texts that no file can hold: halves of characters, which damaged exports leave behind.

    Raises
    ------
    InputError
        ``text.half_character`` with every row and column that has one.
    """
    columns = zip(source.headers, source.cells, strict=True)
    spoilt = [(header, column) for header, column in columns if not _storable(header) or not _storable("".join(column))]
    faults = [
        Problem("text.half_character", Severity.ERROR, spec.name, row, _shown(header), value=_shown(text)[:80])
        for header, column in spoilt
        for row, text in zip(source.rows.tolist(), column, strict=True)
        if not _storable(text)
    ]
    faults += [Problem("text.half_character", Severity.ERROR, spec.name, value=_shown(h)) for h, _ in spoilt if not _storable(h)]
    if faults:
        raise InputError(faults)


def _storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(text: str) -> str:
    return text.encode("utf-8", errors="replace").decode("utf-8")


def _why(error: Exception) -> str:
    """Return the kind of a fault and the first line it says, without folders of this machine."""
    said = next(iter(str(error).splitlines()), "")
    plain = " ".join(word.replace("\\", "/").rsplit("/", 1)[-1] if "/" in word or "\\" in word else word for word in said.split(" "))
    return f"{type(error).__name__}: {_shown(plain)[:160]}" if plain else type(error).__name__
