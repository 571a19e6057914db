"""What people conclude, beside the machine's verdicts.

``reviews`` reads conclusions and lays them over findings; ``reviewfile`` keeps them in a file, whole or not at all; ``mending`` says what
would mend a finding.
"""

from __future__ import annotations

from planner.rules.review.remedies import mending

__all__ = ["mending"]
