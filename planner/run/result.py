"""What a run gives: frames and plain data, nothing of it changes afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """A finished run.

    Every frame has the columns of the file of the same name that :func:`planner.report.write_results` writes; the spatial ones carry WGS84
    geometry besides.

    Attributes
    ----------
    summary
        Headline figures, settings, versions and hashes; plain JSON data.
    resolved
        The scenario as it was run, plain YAML data; paths as written.
    findings
        One row per rule and subject.
    traces
        For each row of ``findings`` the data from which its verdict follows.
    parcels, communities, facilities
        One row per subject.
    coverage
        One row per community and limit.
    demand
        One row per demand point: persons, nearest facility and centre, minutes.
    circles
        One polygon per existing facility on the network and limit, of the scenario's profile.
    lines
        Reached street pieces per existing facility within the longest limit.
    streets
        The walked streets, one MultiLineString per value of ``highway`` (column ``kind``) with its kilometres: a background of maps.
    ground
        Water, railways and walls where the scenario gives them (column ``kind``: ``water``, ``rail``, ``wall``): a background too.
    quality
        Every doubt: file, row, field, what, what was done.
    explanations
        Further tables by the name of their file: ``why_not``, ``why_not_homes``, ``small_changes``, ``straight_line``, ``catchments``,
        ``confidence``, and of the rules ``readings``, ``ledger`` and others as their data is there.
    """

    summary: Mapping[str, Any]
    resolved: Mapping[str, Any]
    findings: pd.DataFrame
    traces: tuple[Mapping[str, Any], ...]
    parcels: gpd.GeoDataFrame
    communities: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    coverage: pd.DataFrame
    demand: gpd.GeoDataFrame
    circles: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    quality: pd.DataFrame
    explanations: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))
