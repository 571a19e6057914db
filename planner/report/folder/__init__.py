"""folder."""

from __future__ import annotations

from planner.report.folder.shelf import PAPERS_FOLDER, paper_states

__all__ = ["PAPERS_FOLDER", "paper_states"]
