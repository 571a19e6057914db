"""Can our older people walk to care? Service circles, parcel checks and community gaps on the real street network.

The public names are imported on first use, so that ``import planner`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from planner.version import __version__

if TYPE_CHECKING:
    from planner.access import WalkNetwork
    from planner.report import write_results
    from planner.rules import RulePack
    from planner.run import RunResult, Scenario, Workspace

__all__ = ["RulePack", "RunResult", "Scenario", "WalkNetwork", "Workspace", "__version__", "write_results"]

_HOMES = {
    "RulePack": "planner.rules",
    "RunResult": "planner.run",
    "Scenario": "planner.run",
    "WalkNetwork": "planner.access",
    "Workspace": "planner.run",
    "write_results": "planner.report",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'planner' has no attribute {name!r}")
