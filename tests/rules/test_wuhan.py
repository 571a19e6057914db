"""All sixty parcels of the Wuhan case, read with nothing but JSON: counts, and the planted ones as its README says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from planner.model import Fact, FactValue, Origin, Subject, Verdict
from planner.rules import judge, subject_verdict

from .support import AS_OF, LINFEN, recompute
from .test_parcels import TABLE


def subjects(folder: Path) -> list[Subject]:
    file = folder / "cases" / "wuhan" / "parcels.geojson"
    features = json.loads(file.read_text(encoding="utf-8"), parse_float=Decimal, parse_int=Decimal)["features"]
    found = []
    for row, feature in enumerate(features, 1):
        facts = {}
        for name, raw in feature["properties"].items():
            value: FactValue = date.fromisoformat(raw) if raw and name.endswith("_on") else raw
            facts[name] = Fact(value, Origin(file.name, row, name, "" if raw is None else str(raw)))
        found.append(Subject("parcel", feature["properties"]["id"], feature["properties"]["name"], facts))
    return found


def test_sixty_parcels(shared_data: Path) -> None:
    found = judge(LINFEN, subjects(shared_data), as_of=AS_OF)
    assert len(found) == 60 * 6
    assert all(recompute(f.trace) is f.verdict for f in found)
    by_parcel = {f.subject_id: {g.rule_id: g.verdict for g in found if g.subject_id == f.subject_id} for f in found}
    whole = {id: subject_verdict([f for f in found if f.subject_id == id]) for id in by_parcel}  # noqa: A001
    ids = sorted(by_parcel)
    assert {whole[i] for i in ids[:20]} == {Verdict.PASS}
    assert {whole[i] for i in ids[20:35]} == {Verdict.FAIL}
    pairs = [{(by_parcel[i]["LF21-quota"], by_parcel[i]["LF23-land"]) for i in ids[a : a + 5]} for a in (20, 25, 30)]
    assert pairs == [{(Verdict.FAIL, Verdict.PASS)}, {(Verdict.PASS, Verdict.FAIL)}, {(Verdict.FAIL, Verdict.FAIL)}]
    # P055 (100 persons per household) is absurd only to a reader who compares two fields and marks the doubt.
    assert {i: whole[i] for i in TABLE if i != "P055"} == {i: row[6] for i, row in TABLE.items() if i != "P055"}
    assert (whole["P059"], whole["P060"]) == (Verdict.FAIL, Verdict.NEEDS_REVIEW)
    assert Counter(whole[i] for i in ids if i != "P055") == {Verdict.PASS: 29, Verdict.FAIL: 20, Verdict.NEEDS_REVIEW: 10}
