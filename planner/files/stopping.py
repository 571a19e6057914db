"""How a command ends before it is done: by Ctrl-C, by a signal that asks it to end, or with the console it was started from.

Imports nothing heavy: it stands ready before the command line is read.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

#: What asks a program to end: Ctrl-C, ``kill``, a closed terminal, and Windows' Ctrl-Break.
SIGNALS: tuple[signal.Signals, ...] = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)
)
#: So long after an interrupt that was lost inside a library's clean-up it is raised again.
_AGAIN_S = 0.05
#: So many files are named.
_NAMED = 6
_State = dict[str, tuple[int, int, int]] | None


class Stopped(KeyboardInterrupt):
    """The program was asked to end.

    Attributes
    ----------
    number
        Number of the signal.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


def exit_code(number: int) -> int:
    """Return the exit code of a program that a signal ended, as shells do: 130 for Ctrl-C, 143 for ``kill``, 129 for a closed terminal."""
    return 128 + number


def listen() -> None:
    """Let every signal of :data:`SIGNALS` end the program in order, with its clean-up; a second one ends it at once.

    A signal that is ignored (``nohup``) stays so. Where the interrupt is lost in a finaliser, it is raised again.
    """
    asked: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            os._exit(exit_code(number))
        raise Stopped(number)

    lost = sys.unraisablehook

    def raise_again(about: sys.UnraisableHookArgs) -> None:
        if not issubclass(about.exc_type, Stopped):
            lost(about)
            return
        number = asked.pop() if asked else signal.SIGINT
        again = threading.Timer(_AGAIN_S, _raise_in_main, [number])
        again.daemon = True
        again.start()

    sys.unraisablehook = raise_again
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            with suppress(ValueError):  # not the main thread: the caller's own handlers stand
                signal.signal(number, stop)


def _raise_in_main(number: int) -> None:
    """Raise a signal in the main thread, so that what it waits for is interrupted too."""
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, number)
    else:
        signal.raise_signal(number)


def stop_listening() -> None:
    """Hear no more signals: the command has said how it ended, and only Python itself is left to close."""
    for number in SIGNALS:
        with suppress(ValueError):
            signal.signal(number, signal.SIG_IGN)


@contextmanager
def keeping(*targets: Path) -> Iterator[None]:
    """Note on an interrupt what became of the files and folders that were to be written.

    Parameters
    ----------
    *targets
        Files, or folders of files. Each file must be written whole beside its place and moved there, so that a changed file is a whole one.

    Raises
    ------
    KeyboardInterrupt
        As it came, with a note for each target.
    """
    before = [_state(target) for target in targets]
    try:
        yield
    except KeyboardInterrupt as stop:
        for target, was in zip(targets, before, strict=True):
            stop.add_note(_told(target, was, _state(target)))
        raise


def _state(target: Path) -> _State:
    """Report the state of a file, or of the files of a folder; ``None`` where there is nothing."""
    try:
        files = [p for p in target.rglob("*") if p.is_file()] if target.is_dir() else [target]
        own = [p for p in files if not any(part.startswith(".") for part in p.relative_to(target).parts)]
        return {p.relative_to(target).as_posix(): (s.st_ino, s.st_mtime_ns, s.st_size) for p in own for s in [p.stat()]}
    except OSError:
        return None


def _told(target: Path, was: _State, now: _State) -> str:
    from planner.texts import word

    changed = [name for name, state in (now or {}).items() if (was or {}).get(name) != state]
    key = "nothing" if not now else "untouched" if not changed else "whole" if len(changed) == len(now) else "part"
    named = "、".join(sorted(changed)[:_NAMED]) + (" …" if len(changed) > _NAMED else "")
    return word(f"stop.{key}").format(target=target, n=len(changed), files=named)
