"""Small changes that would help: a gate opened, a wall passed, a short path, each with the people it would serve.

``changes``
    What is worth a try, and the cheapest change for each home.
``links``
    Walks over a new link, measured without searching anew.
"""

from __future__ import annotations

from planner.access.improve.changes import CandidateChanges, Changes, NearStreets, cheapest_changes, near_streets, worth_trying

__all__ = ["CandidateChanges", "Changes", "NearStreets", "cheapest_changes", "near_streets", "worth_trying"]
