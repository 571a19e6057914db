"""What every writer says when the disk refuses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planner.errors import OutputError, Problem, Severity


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a refusal of the disk while ``path`` is written into the error a user reads.

    Raises
    ------
    OutputError
        Naming the file and what the system said.
    """
    try:
        yield
    except OutputError:
        raise
    except OSError as error:
        problem = Problem("result.not_written", Severity.ERROR, value=path.name, params={"detail": error.strerror or str(error)})
        raise OutputError(problem.line()) from error
