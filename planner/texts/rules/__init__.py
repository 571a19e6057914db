"""Words of the rules.

``sentences`` holds problems of packs, names of fields and units, and the sentences of findings; ``kinds`` those of single kinds of rules;
``facts`` the headers and words of lists that only rules read, and notes on facts; ``mending`` what would mend a finding.
"""

from __future__ import annotations

from planner.texts.rules.facts import FACT_WORDS
from planner.texts.rules.sentences import PROBLEMS

__all__ = ["FACT_WORDS", "PROBLEMS"]
