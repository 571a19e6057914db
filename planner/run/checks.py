"""Rules alone: parcels or communities judged without a network, for a quick answer."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd

from planner.access import PROFILES
from planner.inputs import read
from planner.model import InputSpec
from planner.rules import RulePack, judge
from planner.run.areas import Areas
from planner.run.centres import centre_subjects, community_subjects, sort_centres
from planner.run.judged.judging import Judge, judge_parcels
from planner.run.judged.ledger import shared_duty
from planner.run.judged.subjects import with_extras
from planner.run.reading.intake import study_area
from planner.run.tables import findings_frame, parcels_frame, quality_frame


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """Findings, one row per subject, and the doubts."""

    pack: RulePack
    as_of: date
    findings: pd.DataFrame
    subjects: gpd.GeoDataFrame
    quality: pd.DataFrame

    def as_data(self) -> dict[str, Any]:
        """Everything as plain JSON data; figures stay exact as text."""
        frames = {"subjects": self.subjects.drop(columns="geometry"), "findings": self.findings, "quality": self.quality}
        pack = {"id": self.pack.id, "version": self.pack.version, "sha256": self.pack.sha256}
        return {
            "rule_pack": pack,
            "as_of": self.as_of.isoformat(),
            **{name: [_plain_row(r) for r in frame.to_dict("records")] for name, frame in frames.items()},
        }


def _plain_row(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(k): None if v is None or v is pd.NA or v != v else v if isinstance(v, str | int) else str(v) for k, v in row.items()}  # noqa: PLR0124


def check_parcels(parcels: InputSpec, *, rules: str, as_of: date, judge_on: str | None = None) -> Check:
    """Judge a parcel file.

    Parameters
    ----------
    parcels
        The file.
    rules
        Name or path of the rule pack.
    as_of
        Day of judging.
    judge_on
        As in a scenario file; ``conditions_date`` by default if the parcels carry it.

    Raises
    ------
    InputError
        If the file or the pack cannot be used.
    """
    pack = RulePack.load(rules)
    table = read("parcel", parcels)
    basis = judge_on or ("conditions_date" if "conditions_date" in table.headers else "as_of")
    findings = judge_parcels(Judge(pack, as_of), shared_duty(with_extras(table, table.subjects()), None), basis)
    frame = parcels_frame(table, findings, None, PROFILES["standard"]).drop(
        columns=["nearest_centre_min", "nearest_centre_id", "reviewed_verdict"]
    )
    return Check(pack, as_of, findings_frame(findings), frame, quality_frame(table.problems))


def check_communities(communities: InputSpec, facilities: InputSpec, *, rules: str, as_of: date) -> Check:
    """Say what stands in each community.

    Parameters
    ----------
    communities, facilities
        The files.
    rules, as_of
        As for :func:`check_parcels`.

    Raises
    ------
    InputError
        If a file or the pack cannot be used.
    """
    pack = RulePack.load(rules)
    table = read("community", communities)
    stock = read("facility", facilities, area=study_area(table))
    centres = sort_centres(stock, Areas(table.frame), pack, as_of)
    findings = judge(pack, [*centre_subjects(stock, table, centres), *community_subjects(table, centres)], as_of=as_of)
    blank = pd.Series("", index=table.frame.index)
    columns = {c: table.frame.get(c, blank).to_numpy() for c in ("name", "township", "county", "urban")}
    status = centres.status
    frame = gpd.GeoDataFrame(
        {
            "community_id": table.frame.index.astype(str),
            **columns,
            "centre_status": status["status"].to_numpy(),
            "centre_ids": status["centre_ids"].to_numpy(),
            "centre_area_m2": status["centre_area_m2"].to_numpy(),
            "centre_reason": status["reason"].to_numpy(),
        },
        geometry=table.frame.geometry.array,
        crs="EPSG:4326",
    )
    return Check(pack, as_of, findings_frame(findings), frame, quality_frame([*table.problems, *stock.problems, *centres.problems]))
