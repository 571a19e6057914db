"""Writing whole or not at all, and what a user is told when the disk refuses.

``write_whole`` takes bytes or text in hand; ``whole_file`` and ``whole_files`` give a scratch place to write to and move it into place;
``writing`` turns a refusal of the disk into an :class:`~planner.errors.OutputError`. ``scratch`` names what is being written by its
owner, so that ``sweep`` takes away what a killed program left. Everything the program writes goes through here.
"""

from __future__ import annotations

from planner.files.scratch import scratch_prefix, sweep
from planner.files.whole import whole_file, whole_files, write_whole, writing

__all__ = ["scratch_prefix", "sweep", "whole_file", "whole_files", "write_whole", "writing"]
