"""Gaps as tables for a reader: shares reached side by side in every profile, and the reasons people do not reach, summed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from planner.model import villages_of

SETS: Mapping[str, str] = {"facility": "", "centre": "centre_", "qualified_centre": "qualified_"}
"""Set of facilities counted → how its columns of ``coverage`` begin."""
REASONS = ("data_doubtful", "gate_closed", "barrier", "no_street", "not_connected", "no_facility_near", "too_far")
_COMMUNITY_COLUMNS = (
    "community_id", "name", "centre_status", "centre_area_m2", "nearest_centre_min", "county", "township", "urban", "persons",
    "older_persons", "households", "confidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """How many people do not reach for one reason."""

    code: str
    persons: float
    homes: int
    share: float


def reach_table(communities: pd.DataFrame, coverage: pd.DataFrame, counted: str, profiles: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """Lay the share of persons who reach a facility beside each community, for every limit and profile.

    Parameters
    ----------
    communities, coverage
        As a run gives them.
    counted
        Which facilities: a key of :data:`SETS`.
    profiles
        In the order wanted.

    Returns
    -------
    tuple
        The communities with columns ``share_5_standard`` … after those of the community itself, and the names of these columns.
    """
    start = SETS[counted]
    out = pd.DataFrame({c: communities[c] for c in _COMMUNITY_COLUMNS if c in communities})
    added = []
    ids = out["community_id"].astype(str)
    for limit in sorted(coverage["minutes"].unique()):
        rows = coverage[coverage["minutes"] == limit]
        named = rows["community_id"].fillna("").astype(str)
        for profile in profiles:
            column = f"{start}share_{profile}"
            if column not in rows:
                continue
            by_id = dict(zip(named, rows[column].tolist(), strict=True))
            name = f"share_{limit:g}_{profile}"
            out[name] = [by_id.get(i) for i in ids]
            added.append(name)
    front = [c for c in ("community_id", "name", "centre_status", "centre_area_m2", "nearest_centre_min") if c in out]
    return out[[*front, *added, *(c for c in out if c not in {*front, *added})]], added


def is_village(communities: pd.DataFrame) -> pd.Series:
    """Return which rows are villages, which the standard of urban communities does not judge."""
    return villages_of(communities["urban"]) if "urban" in communities else pd.Series(data=False, index=communities.index)


def reasons(why_not: pd.DataFrame, *, counted: str, minutes: float, profile: str, only: Collection[str] | None = None) -> list[Reason]:
    """Sum the reasons over communities, most persons first; reasons that hold for nobody are left out.

    Parameters
    ----------
    why_not
        As a run gives it.
    counted, minutes, profile
        Which facilities, within how many minutes, walking how.
    only
        Ids of the communities to sum over; all by default.
    """
    rows = rows_of(why_not, counted=counted, minutes=minutes, profile=profile)
    if only is not None:
        rows = rows[rows["community_id"].fillna("").astype(str).isin(set(only))]
    total = float(rows["unreached_persons"].sum())
    found = []
    for code in REASONS:
        persons = float(rows[f"{code}_persons"].sum()) if f"{code}_persons" in rows else 0.0
        homes = int(rows[f"{code}_homes"].sum()) if f"{code}_homes" in rows else 0
        if persons or homes:
            found.append(Reason(code, persons, homes, persons / total if total else 0.0))
    return sorted(found, key=lambda reason: -reason.persons)


def rows_of(table: pd.DataFrame, *, counted: str, minutes: float, profile: str) -> pd.DataFrame:
    """Return the rows of one set, limit and profile."""
    keep = (table["set"] == counted) & (table["minutes"].astype(float) == float(minutes)) & (table["profile"] == profile)
    return table[keep]
