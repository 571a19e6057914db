"""The example with a bureau's own files: every table they bring, read as an officer would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.support import check_trace
from tests.runs import Run, shared_run


@pytest.fixture(scope="module")
def bureau(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return shared_run(repo / "scenarios/bureau/bureau.yaml", "bureau", tmp_path_factory)


def test_reviews_stand_beside_the_machine(bureau: Run) -> None:
    parcels = bureau.by_id("parcels", "parcel_id")
    assert bureau.summary["reviews"] == {"given": 2, "applied": 2, "dropped": 0}
    assert (parcels["P033"]["verdict"], parcels["P033"]["reviewed_verdict"]) == ("needs_review", "pass")
    assert (parcels["P025"]["verdict"], parcels["P025"]["reviewed_verdict"]) == ("needs_review", "fail")
    assert bureau.findings("P033")["LF21-quota"]["review_by"] == "示例·王某"


def test_a_shared_facility_answers_for_a_project(bureau: Run) -> None:
    found = bureau.findings("示例·东岸雅苑")["LF21-project"]
    assert (found["verdict"], found["required"], found["provided"]) == ("pass", "515", "689.3")
    assert "23.7" in found["reason"]
    lines = bureau.rows("ledger")
    for facility in {r["facility_id"] for r in lines}:
        for what in ("floor", "land"):
            mine = [r for r in lines if (r["facility_id"], r["what"]) == (facility, what)]
            if mine:
                credited = sum(float(r["credited_m2"]) for r in mine)
                assert credited + float(mine[-1]["left_in_facility_m2"]) == pytest.approx(float(mine[0]["facility_area_m2"]))


def test_quotas_too_small_find_neighbours_within_a_walk(bureau: Run) -> None:
    groups, usable = bureau.rows("sharing"), bureau.by_id("usable", "parcel_id")
    assert groups
    seen: set[str] = set()
    for g in groups:
        ids = g["parcel_ids"].split(";")
        assert not seen & set(ids)
        seen |= set(ids)
        assert float(g["due_together_m2"]) == pytest.approx(sum(float(usable[i]["due_m2"]) for i in ids))
        assert 500 <= float(g["due_together_m2"]) <= 2000
        assert float(g["farthest_min"]) <= 15
        assert {usable[i]["sharing"] for i in ids} == {g["sharing"]}
        assert {usable[i]["standing"] for i in ids} == {"too_small"}
    counts = bureau.summary["usable"]
    assert counts["usable"] + counts["too_small"] + counts["unknown"] == len(usable)
    assert (counts["sharing_groups"], counts["sharing_parcels"]) == (len(groups), len(seen))
    traces = {t["subject"]["id"]: t for t in bureau.traces if t["rule"]["id"] == "LF21-quota"}
    for name, row in usable.items():
        assert traces[name]["usable"]["standing"] == row["standing"]
        assert (traces[name]["usable"]["sharing"] or "") == row["sharing"]
        check_trace(traces[name])


def test_old_compounds_come_in_order_the_large_ones_first(bureau: Run) -> None:
    rows = bureau.rows("old_compounds")
    ranked = [r for r in rows if r["place"]]
    assert [int(r["place"]) for r in ranked] == list(range(1, len(ranked) + 1))
    assert [(int(r["rank"]), -float(r["floor_area_m2"])) for r in ranked] == sorted(
        (int(r["rank"]), -float(r["floor_area_m2"])) for r in ranked
    )
    assert all((float(r["floor_area_m2"]) >= 200_000) == (r["rank"] == "1") for r in ranked)
    assert {r["rank"] for r in ranked} == {"1", "2"}
    assert all(int(r["year_built"]) < 2000 for r in rows)
    assert not any("不符合" in r["reason"] for r in rows)


def test_care_and_health_side_by_side_by_walking(bureau: Run) -> None:
    beside = bureau.by_id("adjacent", "facility_id")
    found = {r["subject_id"]: r for r in bureau.rows("findings") if r["rule_id"] == "LF22-adjacent"}
    assert found["F003"]["verdict"] == "pass"
    assert found["F001"]["verdict"] == "fail"
    assert "未达引导性要求" in found["F001"]["reason"]
    assert all(r["partner_id"] != "H04" for r in beside.values()), "what is being built does not stand"
    for name, row in beside.items():
        assert float(found[name]["provided"]) == float(row["walk_m"])
    trace = next(t for t in bureau.traces if t["rule"]["id"] == "LF22-adjacent" and t["subject"]["id"] == "F003")
    assert "H02" in trace["inputs"]["partner_distance_m"]["note"]


def test_subsidies_project_by_project_and_summed(bureau: Run) -> None:
    rows = bureau.rows("subsidies")
    one = {(r["project"], r["rule_id"]): r for r in rows if r["level"] == "project"}
    assert one["B01", "LF21-build"]["low_yuan"] == "400000"
    assert one["B02", "LF21-build"]["low_yuan"] == "300000"
    assert "min(2300, 1500)" in one["B02", "LF21-build"]["formula"]
    assert [one[b, "LF21-bed"]["city_low_yuan"] for b in ("B02", "B03")] == ["13200", "16320"]
    assert [one[b, "LF21-bed"]["county_low_yuan"] for b in ("B02", "B03")] == ["52800", "24480"]
    for rule in ("LF21-build", "LF21-operate", "LF21-bed"):
        total = next(r for r in rows if r["level"] == "all" and r["rule_id"] == rule)
        for column in ("low_yuan", "high_yuan", "city_low_yuan", "city_high_yuan"):
            assert float(total[column]) == sum(float(r[column] or 0) for (_, r_id), r in one.items() if r_id == rule)
            assert float(total[column]) == sum(float(r[column]) for r in rows if r["level"] == "county" and r["rule_id"] == rule)
    assert {r["project"] for r in rows if r["source"] == "facilities"} == {"F010", "F018", "F021", "F035"}


def test_conditions_are_drafted_for_parcels_at_the_first_stage(bureau: Run) -> None:
    rows = bureau.by_id("conditions", "parcel_id")
    given, derived = rows["P009"], rows["P010"]
    assert given["households_low"] == given["households_high"] == "1115"
    assert "估算" in derived["households_basis"]
    assert int(derived["households_low"]) < int(derived["households"]) < int(derived["households_high"])
    assert derived["rules_as_of"] == "2024-03-11"
    assert f"不少于 {derived['households_high']} 户" in derived["clause"]
    assert derived["clause"] in derived["letter"]
    assert derived["letter"].startswith("民政局")
