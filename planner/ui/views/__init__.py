"""Pages of the app: each module shows one with ``show(ctx)``; what they show comes from :class:`planner.ui.context.Context` alone."""

from __future__ import annotations

from planner.ui.views import communities, data, facilities, map, parcels, report, rules, scenarios  # noqa: A004 - the page of the map

__all__ = ["communities", "data", "facilities", "map", "parcels", "report", "rules", "scenarios"]
