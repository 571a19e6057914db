"""The straight-line circle of practice beside the walk, as headline figures: how much it promises too much, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from planner.access import profile_of
from planner.access.count import REASONS, radius_m
from planner.scenario import WalkSettings
from planner.texts import word
from planner.texts.access import STRAIGHT_LINE
from planner.texts.figures import percent, thousands

#: The set the remark is about is the first of these that has a facility.
_SETS = ("qualified_centre", "centre", "facility")

#: A reason that holds for less than this share is not named.
_TOLD = 0.005


def straight_figures(table: pd.DataFrame, walk: WalkSettings) -> dict[str, Any]:
    """Share within the longest limit on foot and by the circle that practice draws for it, for each set; the scenario's own profile.

    Parameters
    ----------
    table
        ``straight_line`` of :func:`planner.run.why.explain.explain`.
    walk
        Settings.

    Returns
    -------
    dict
        ``minutes``, ``profile``, ``radius_m``, ``limit_m``, ``counted`` (``"households"`` where they are known, else ``"persons"``), and
        for each set ``total``, ``network``, ``straight``, ``share_network``, ``share_straight``, ``network_only``, ``straight_only`` and
        the reasons of the last, which add up to it.
    """
    minutes = max(walk.minutes)
    own = (table["minutes"] == minutes) & (table["radius_m"] == radius_m(minutes)) & (table["profile"] == walk.profile)
    rows: dict[Any, dict[Any, Any]] = table[own].set_index("set").to_dict("index")
    known = any(row.get("households", 0) > 0 for row in rows.values())
    what = "households" if known else "persons"
    limit_m = profile_of(walk.profile).limit_mm(minutes) / 1000
    out: dict[str, Any] = {"minutes": _plain(minutes), "profile": walk.profile, "counted": what}
    out |= {"radius_m": _plain(radius_m(minutes)), "limit_m": _plain(limit_m)}
    for name in _SETS:
        row = {key.removeprefix(f"{what}_"): value for key, value in rows[name].items() if key.startswith(what)}
        out[name] = {
            "total": float(row[what]),
            **{k: float(row[k]) for k in ("network", "straight", "network_only", "straight_only")},
            **{k: None if pd.isna(row[k]) else float(row[k]) for k in ("share_network", "share_straight")},
            "why": {reason: float(row[f"straight_only_{reason}"]) for reason in REASONS if row[f"straight_only_{reason}"]},
        }
    return out


def straight_remark(figures: Mapping[str, Any]) -> list[dict[str, str]]:
    """Describe in a sentence what a straight-line circle would promise too much, and why; nothing where there is no facility."""
    name = next((s for s in _SETS if figures[s]["straight"] > 0), None)
    if name is None or figures[name]["share_straight"] is None:
        return []
    told = figures[name]
    over = told["straight_only"]
    said = {}
    for lang in ("zh", "en"):
        limit = f"{figures['limit_m']:g}"
        parts = sorted(((r, n / over) for r, n in told["why"].items() if n >= _TOLD * over), key=lambda pair: (-pair[1], pair[0]))
        names = {
            r: STRAIGHT_LINE["beyond"][lang].format(limit=limit) if r == "no_facility_near" else word(f"reason.{r}", lang) for r, _ in parts
        }
        why = ("、" if lang == "zh" else ", ").join(f"{names[r]} {share:.0%}" for r, share in parts)
        params = {
            "set": word(f"set.{name}", lang),
            "what": word(f"counted.{figures['counted']}", lang),
            "minutes": f"{figures['minutes']:g}",
            "radius": f"{figures['radius_m']:g}",
            "on_foot": percent(told["share_network"]),
            "circle": percent(told["share_straight"]),
            "over": thousands(over),
            "why": STRAIGHT_LINE["why"][lang].format(why=why) if why else "",
        }
        said[lang] = STRAIGHT_LINE["remark"][lang].format_map(params)
    return [said]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value
