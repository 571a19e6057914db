"""A command that is interrupted says so, and says what is kept."""

from __future__ import annotations

import signal
from typing import Any

import typer
from typer.core import TyperGroup

from planner.files import Stopped, exit_code
from planner.texts import word
from planner.texts.cli import SAY


class Interrupted(Exception):  # noqa: N818 - no error: somebody asked for it
    """A command was interrupted; its cause is what interrupted it."""


class InterruptibleGroup(TyperGroup):
    """Commands whose interrupt comes through to the caller: Typer itself would end without a word."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command.

        Raises
        ------
        Interrupted
            If it was interrupted.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            raise Interrupted from stop


def tell_interrupted(stop: BaseException) -> int:
    """Report that a command was interrupted and what is kept.

    Parameters
    ----------
    stop
        What interrupted it, or the error it became on its way.

    Returns
    -------
    int
        The exit code: 130 for Ctrl-C, 128 and its number for another signal.
    """
    cause = stop if isinstance(stop, KeyboardInterrupt) else stop.__cause__
    typer.echo(SAY["interrupting.tell_interrupted.interrupted"], err=True)
    for line in getattr(cause, "__notes__", None) or [word("stop.kept")]:
        typer.echo(line, err=True)
    return exit_code(cause.number if isinstance(cause, Stopped) else signal.SIGINT)
