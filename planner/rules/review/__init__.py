"""review."""

from __future__ import annotations

from planner.rules.review.mending import mending

__all__ = ["mending"]
