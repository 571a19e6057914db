"""formats."""

from __future__ import annotations

from planner.inputs.formats.registry import FOLDERS, PACKED, READERS, load
from planner.inputs.formats.source import FileContent

__all__ = ["FOLDERS", "PACKED", "READERS", "FileContent", "load"]
