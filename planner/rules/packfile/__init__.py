"""Rule packs as files: read, checked, compared.

``source`` reads YAML with lines and exact text; ``schema`` says what a pack may hold, ``checks`` finds every fault; ``loading`` lays packs
on packs, ``override`` a bureau's own values on a pack; ``pack`` is the pack in use; ``casefile`` runs the cases an officer writes;
``browsing`` shows a pack, what changed between two days, and the table of all rules.
"""

from __future__ import annotations

from planner.rules.packfile.schema import entry_on

__all__ = ["entry_on"]
