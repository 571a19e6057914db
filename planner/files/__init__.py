"""Writing whole or not at all: what a user is told when the disk refuses, and what is left when a command is stopped.

``write_whole`` takes bytes or text in hand; ``whole_file`` and ``whole_files`` give a scratch place to write to and move it into place;
``writing`` turns a refusal of the disk into an :class:`~planner.errors.OutputError`. ``scratch`` names what is being written by its
owner, so that ``sweep`` takes away what a killed program left. Everything the program writes goes
through here. ``listen`` lets signals end a command in order; ``keeping`` says what became of its files.
"""

from __future__ import annotations

from planner.files.scratch import scratch_prefix, sweep
from planner.files.stopping import SIGNALS, Stopped, exit_code, keeping, listen, stop_listening
from planner.files.whole import whole_file, whole_files, write_whole, writing

__all__ = [
    "SIGNALS",
    "Stopped",
    "exit_code",
    "keeping",
    "listen",
    "scratch_prefix",
    "stop_listening",
    "sweep",
    "whole_file",
    "whole_files",
    "write_whole",
    "writing",
]
