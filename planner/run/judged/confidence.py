"""How far the data of each community can be trusted, and the verdicts on circles that wait until it is better."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from planner.access.count import confidence_table, small_way_lengths
from planner.errors import Problem, Severity
from planner.inputs import InputTable
from planner.model import Finding
from planner.network import StreetGraph
from planner.network.walls import GATE_M
from planner.rules import RulePack
from planner.run.areas import Areas
from planner.run.judged.withheld import Withheld, withhold
from planner.texts import word

WITHHELD_LEVEL = "low"
"""Level at which coverage is shown and its verdict withheld."""
MOST_LOW_PERSONS = 0.5
"""Share of all persons in communities of that level, above which the whole city's circle is not judged either."""
_CITY = "city"


def data_confidence(
    communities: InputTable, areas: Areas, compounds: InputTable | None, gates: InputTable | None, streets: StreetGraph
) -> pd.DataFrame:
    """Return each community a level, see :func:`planner.access.count.confidence.confidence_table`; index community id.

    Parameters
    ----------
    communities, areas
        Communities, and the same as areas.
    compounds, gates
        Their outlines and known gates, where given; gates the street data knows count too.
    streets
        The walked streets.
    """
    ways = small_way_lengths(streets, communities.frame.geometry)
    known = None if compounds is None else _compounds(compounds.frame, areas, _gates_xy(gates, streets), streets)
    return confidence_table(ways, known, communities=communities.frame.index)


def _gates_xy(gates: InputTable | None, streets: StreetGraph) -> npt.NDArray[np.float64]:
    """Every known gate, open or shut, metres."""
    return np.concatenate([gate_places(gates, streets), np.column_stack(streets.to_plane(streets.gates.lon, streets.gates.lat))])


def gate_places(gates: InputTable | None, streets: StreetGraph) -> npt.NDArray[np.float64]:
    """Gates of the input, open or shut, metres in the plane of the streets, shape (gates, 2)."""
    if gates is None:
        return np.zeros((0, 2))
    placed = gates.frame[gates.frame.geometry.notna()].geometry
    return np.column_stack(streets.to_plane(placed.x.to_numpy(), placed.y.to_numpy()))


def _compounds(frame: gpd.GeoDataFrame, areas: Areas, gates_xy: npt.NDArray[np.float64], streets: StreetGraph) -> pd.DataFrame:
    shapes = frame.geometry.to_crs(streets.crs).to_numpy()
    walled = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    gated = np.zeros(len(frame), dtype=bool)
    if len(gates_xy) and walled.any():
        rows = np.flatnonzero(walled)
        near = shapely.STRtree(shapely.points(gates_xy)).query(shapely.boundary(shapes[rows]), predicate="dwithin", distance=GATE_M)[0]
        gated[rows[near]] = True
    return pd.DataFrame({"community": areas.of(frame.geometry.to_numpy()), "walled": walled, "gated": gated})


def confidence_frame(levels: pd.DataFrame) -> pd.DataFrame:
    """Lay the levels out as they are written: figures rounded, and why a level is not high, in words."""
    out = levels.round({"gates_share": 4, "small_ways_share": 4, "streets_km": 3, "small_ways_km": 3})
    out["reason"] = [reason_text(by, row) for by, row in zip(levels["confidence_by"], levels.to_dict("records"), strict=True)]
    return out.rename_axis("community_id").reset_index()


def reason_text(by: str, row: Mapping[Hashable, Any], lang: str = "zh") -> str:
    """Describe what keeps a level down, with its figure; empty for a high one."""
    if not by:
        return ""
    value = row.get(f"{by}_share")
    share = f"{value:.0%}" if isinstance(value, float) and np.isfinite(value) else "0%"
    return word(f"confidence_by.{by}", lang).format_map({"share": share})


def confidence_problems(levels: pd.DataFrame, communities: InputTable) -> Iterator[Problem]:
    """Name the communities whose data is poor, in one line."""
    low = levels.index[levels["confidence"] == WITHHELD_LEVEL]
    if len(low):
        more = "…" if len(low) > 5 else ""
        params = {"count": len(low), "total": len(levels), "more": more}
        yield Problem("confidence.low", Severity.DOUBT, communities.spec.name, subject="、".join(map(str, low[:5])), params=params)


def withhold_circles(findings: Sequence[Finding], levels: pd.DataFrame, persons: pd.Series, pack: RulePack) -> list[Finding]:
    """Send verdicts on shares reached to review where the data is poor; nothing else is touched.

    Parameters
    ----------
    findings
        All findings.
    levels
        Of :func:`data_confidence`.
    persons
        Persons by community, for the verdict on the whole city.
    pack
        Its rules of kind ``share`` are those concerned.
    """
    circles = {rule.id for rule in pack.rules if rule.kind == "share"}
    low = levels[levels["confidence"] == WITHHELD_LEVEL]
    reasons = {str(i): reason_text(str(row["confidence_by"]), row) for i, row in low.to_dict("index").items()}
    whole = float(persons.sum())
    share = float(persons.reindex(low.index).sum()) / whole if whole > 0 else 0.0
    city = word("fact.poor_data").format(share=share) if share > MOST_LOW_PERSONS else ""
    out: list[Finding] = []
    for finding in findings:
        why = {_CITY: city, "community": reasons.get(finding.subject_id, "")}.get(finding.subject_kind, "")
        out += _kept_back(finding, why) if why and finding.rule_id in circles else [finding]
    return out


def _kept_back(finding: Finding, why: str) -> list[Finding]:
    problem = Problem("confidence.withheld", Severity.DOUBT, subject=finding.subject_id, params={"why": why})
    return withhold([finding], Withheld(frozenset({finding.subject_kind}), (problem,)))
