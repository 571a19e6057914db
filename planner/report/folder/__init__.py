"""The result folder: written whole or not at all, read back, explained.

``results`` writes it; ``csvfiles``, ``geopackage`` (styles in ``qml``) and ``papers`` its parts; ``fileguide`` the page that says
what each file is; ``finished`` reads a folder back; ``shelf`` keeps papers that somebody has changed.
"""

from __future__ import annotations

from planner.report.folder.shelf import PAPERS_FOLDER, paper_states

__all__ = ["PAPERS_FOLDER", "paper_states"]
