"""Every parcel of the example city gets the verdict it was made for."""

from __future__ import annotations

import csv
from datetime import date
from itertools import groupby
from pathlib import Path

from planner.inputs import read
from planner.model import InputSpec
from planner.rules import RulePack, judge, subject_verdict


def test_parcels_get_the_verdicts_they_were_made_for(example_data: Path) -> None:
    table = read("parcel", InputSpec(example_data / "parcels/parcels.geojson", datum="WGS84"))
    findings = judge(RulePack.load("linfen"), table.subjects(), as_of=date(2024, 6, 1), judge_on="conditions_date")
    given = {parcel: str(subject_verdict(own)) for parcel, own in groupby(findings, key=lambda f: f.subject_id)}
    with (example_data / "parcels/intended.csv").open(encoding="utf-8-sig", newline="") as file:
        assert given == {row["id"]: row["verdict"] for row in csv.DictReader(file)}
