"""The kinds of rules, one evaluator each.

A new kind is a module here and one name in ``KINDS``; a new rule of a known kind is YAML only.

``ratio`` per household or person · ``range`` · ``count`` at least so many · ``presence`` of kinds · ``steps`` dates or papers in step ·
``flags`` · ``share`` within minutes · ``adjacency`` · ``priority`` · ``ledger`` shares of a common duty · ``minimums`` several figures at
once · ``reference`` and ``money``, which are read and not judged.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planner.rules.kinds import (
    adjacency,
    count,
    flags,
    ledger,
    minimums,
    presence,
    priority,
    range,  # noqa: A004 - the kind's own name
    ratio,
    share,
    stated,
    steps,
)
from planner.rules.kinds.base import Outcome, RuleKind, RuleOnSubject, Trouble

_ALL = (
    ratio.KIND,
    range.KIND,
    count.KIND,
    presence.KIND,
    steps.KIND,
    flags.KIND,
    share.KIND,
    adjacency.KIND,
    priority.KIND,
    ledger.KIND,
    minimums.KIND,
    stated.REFERENCE,
    stated.MONEY,
)
KINDS: Mapping[str, RuleKind] = MappingProxyType({k.name: k for k in _ALL})

__all__ = ["KINDS", "Outcome", "RuleKind", "RuleOnSubject", "Trouble"]
