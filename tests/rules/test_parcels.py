"""The boundary parcels P036–P060 of the Wuhan case, by hand: what each planted row must come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.model import Subject, Verdict
from planner.rules import judge, subject_verdict

from .support import AS_OF, LINFEN, dated, findings, parcel, recompute

P, F, N, R = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NEEDS_REVIEW

# households, population, floor area, land → quota, land, parcel; "?" after a figure marks a doubt its reader would note
TABLE = {
    "P036": ("1000", "2500", "200", "500", P, P, P),
    "P037": ("1155", "3100", "231", "650", P, P, P),
    "P038": ("1111", "2999", "277.7", "599.8", P, P, P),
    "P039": ("1143", "3086", "228.6", "685.8", P, P, P),
    "P040": ("900", "2500", "179.9", "520", F, P, F),
    "P041": ("1100", "3000", "240", "599.9", P, F, F),
    "P042": ("640", "1700", "128.1", "340.1", P, P, P),
    "P043": ("87", "230", "17.4", "46", P, P, P),
    "P044": ("2365", "6622", "473", "1324.4", P, P, P),
    "P045": (None, "4616", "422.2", "1209.7", R, P, R),
    "P046": ("1759", None, "522.3", "1589.8", P, R, R),
    "P047": ("1191", "2985", None, "703.7", R, P, R),
    "P048": ("1135", "3536", "240.0", None, P, R, R),
    "P049": ("-500", "1961", "214.8", "450.0", R, P, R),
    "P050": ("341", "831", "-120", "185.8", R, P, R),
    "P051": ("412", "1185", "0", "347.8", F, P, F),
    "P052": ("1874", "5403", "0", "0", F, F, F),
    "P053": ("0", "1200", "633.6", "1757.8", R, P, R),
    "P054": ("800", "0", "659.1", "1589.0", P, R, R),
    "P055": ("500?", "50000?", "198.9", "320", R, R, R),
    "P056": (None, None, None, None, R, R, R),
    "P057": ("1080", "2698", "305.6", "751.4", P, P, P),
    "P058": ("1574", "4686", "480.5", "1196.7", P, P, P),
}


def by_hand(id: str) -> Subject:  # noqa: A002
    row = TABLE[id][:4]
    names = ("households", "population", "elderly_floor_area_m2", "elderly_land_area_m2")
    doubts = {name: "number.absurd" for name, text in zip(names, row, strict=True) if text and text.endswith("?")}
    return parcel(*(text.rstrip("?") if text else None for text in row), doubts=doubts, id=id)


@pytest.mark.parametrize("id", TABLE)
def test_boundary(id: str) -> None:  # noqa: A002
    found = findings(by_hand(id))
    quota, land, whole = TABLE[id][4:]
    assert (found["LF21-quota"].verdict, found["LF23-land"].verdict) == (quota, land)
    assert subject_verdict(found.values()) is whole
    assert all(recompute(f.trace) is f.verdict for f in found.values())


def test_p059_areas_pass_but_steps_do_not() -> None:
    subject = dated("2021-05-01 2021-09-01 2023-06-01 2023-08-01", "2021-05-01 2022-09-01 2024-02-01 -")
    found = findings(subject)
    assert [found[r].verdict for r in ("LF21-quota", "LF23-land", "LF21-sync")] == [P, P, F]
    assert subject_verdict(found.values()) is F


def test_p060_dates_run_backwards() -> None:
    found = findings(dated("2022-04-01 2022-03-01 - -", "2022-04-01 2022-03-01 - -"))
    assert found["LF21-sync"].verdict is R
    assert "倒置" in found["LF21-sync"].reason
    assert subject_verdict(found.values()) is R


def test_advisory_and_uncounted_rules_have_no_say() -> None:
    rules = tuple(r.model_copy(update={"counts_for_parcel": False}) if r.id == "LF23-land" else r for r in LINFEN.rules)
    found = judge(replace(LINFEN, rules=rules), [parcel(land="0")], as_of=AS_OF)
    assert [f.verdict for f in found[:3]] == [P, F, N]
    own = [f for f in found if f.rule_id != "LF22-percapita"]
    assert subject_verdict(own) is P


def test_verdict_of_nothing_and_of_two() -> None:
    assert subject_verdict([]) is N
    assert subject_verdict(judge(LINFEN, [parcel()], as_of=date(2021, 1, 1))) is N
    with pytest.raises(ValueError, match="one parcel"):
        subject_verdict(judge(LINFEN, [parcel(), parcel(id="P002")], as_of=AS_OF))
