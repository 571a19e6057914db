"""packfile."""

from __future__ import annotations

from planner.rules.packfile.schema import entry_on

__all__ = ["entry_on"]
