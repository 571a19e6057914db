"""The kinds of rules, one evaluator each.

A new kind is a module here and one name in ``KINDS``; a new rule of a known kind is YAML only.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from planner.rules.kinds import count, range, ratio, steps  # noqa: A004 - the kind's own name
from planner.rules.kinds.base import Case, Kind, Outcome, Trouble

KINDS: Mapping[str, Kind] = MappingProxyType({k.name: k for k in (ratio.KIND, range.KIND, count.KIND, steps.KIND)})

__all__ = ["KINDS", "Case", "Kind", "Outcome", "Trouble"]
