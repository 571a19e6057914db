"""What a scenario names is read here, each kind of file in a module of its own; nothing is judged.

``intake`` reads everything and applies the changes (:class:`~planner.run.reading.intake.RunInputs`); ``streets`` builds the walk networks
in both readings of walls; ``datums`` settles coordinates that no file declares; ``measured`` holds walking times taken on the ground;
``bureau`` the lists a bureau keeps itself (``ledger`` of shared duties, ``projects`` to subsidise, reviews); ``facts`` single figures given
in a list; ``columns`` the headers those lists share.
"""

from __future__ import annotations

from planner.run.reading.bureau import BureauLists
from planner.run.reading.facts import read_facts
from planner.run.reading.ledger import LedgerFile, read_ledger
from planner.run.reading.projects import read_projects
from planner.run.reading.streets import barrier_frame

__all__ = ["BureauLists", "LedgerFile", "barrier_frame", "read_facts", "read_ledger", "read_projects"]
