"""Rules in a whole run: other cities, columns that only rules know, what-ifs of a scenario, and subjects beside parcels and centres."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.errors import InputError
from planner.run import Scenario
from tests.runs import Run, run_into
from tests.town import COMMUNITIES, FACILITIES, SCENARIO, build, features, parcel, square

HERE = Path(__file__).parent


def town(tmp_path: Path, scenario: str = SCENARIO, **files: str) -> Run:
    return run_into(build(tmp_path / "town", scenario=scenario, **files), tmp_path / "out")


def with_columns(**more: object) -> str:
    """The town's communities with further columns, all alike."""
    shapes = [({**c, **more}, "Polygon", square(111.5 + 0.01 * i, 36.08, 0.01, 0.01)) for i, c in enumerate(COMMUNITIES)]
    return features(shapes)


@pytest.mark.parametrize("city", ["changzhi", "jincheng"])
def test_a_city_silent_on_size_runs(tmp_path: Path, city: str) -> None:
    run = town(tmp_path, SCENARIO.replace("city: linfen", f"city: {city}"))
    assert {r["rule_id"][:2] for r in run.rows("findings")} <= {"CZ", "JC"}
    assert run.summary["communities"]["too_small"] == 0
    assert run.summary["communities"]["ok"] > 0
    reasons = {r["centre_reason"] for r in run.rows("communities") if r["centre_status"] == "ok"}
    assert all("未规定规模" in reason for reason in reasons)


def test_columns_that_only_rules_know_reach_their_rules(tmp_path: Path) -> None:
    more: dict[str, Any] = {"规划设计审查通过": "否", "住宅规划文号": "晋规1号", "养老设施规划文号": "晋规1号"}
    parcels = features([parcel("P1", **more), parcel("P2", 5, 规划设计审查通过="也许")])
    run = town(tmp_path, SCENARIO.replace("city: linfen", "city: jincheng"), parcels=parcels)
    first, second = run.findings("P1"), run.findings("P2")
    assert (first["JC-gate"]["verdict"], first["JC-sync"]["verdict"]) == ("fail", "pass")
    assert (second["JC-gate"]["verdict"], second["JC-sync"]["verdict"]) == ("needs_review", "not_applicable")
    assert "也许" in second["JC-gate"]["reason"]
    trace = next(t for t in run.traces if t["rule"]["id"] == "JC-gate" and t["subject"]["id"] == "P1")
    told = trace["inputs"]["plan_review_passed"]
    assert (told["row"], told["header"], told["raw"]) == (1, "规划设计审查通过", "否")


def test_shared_land_counts_and_is_told(tmp_path: Path) -> None:
    shares: dict[str, Any] = {"elderly_land_area_m2": 300, "共享用地分摊面积": "200"}
    run = town(tmp_path, parcels=features([parcel("P1", **shares), parcel("P2", 5, elderly_land_area_m2=300)]))
    assert [run.findings(p)["LF23-land"]["verdict"] for p in ("P1", "P2")] == ["pass", "fail"]


def test_parcels_of_one_project_are_judged_together(tmp_path: Path) -> None:
    parcels = features([parcel("P1", project="甲", elderly_floor_area_m2=400), parcel("P2", 5, project="甲", elderly_floor_area_m2=0)])
    run = town(tmp_path, parcels=parcels)
    assert run.findings("甲")["LF21-project"]["verdict"] == "pass"
    assert run.by_id("parcels", "parcel_id")["P2"]["verdict"] == "fail", "a parcel's own verdict does not change"


def test_the_city_is_told_the_share_it_reaches_and_nobody_is_judged_by_it(tmp_path: Path) -> None:
    run = town(tmp_path)
    found = [r for r in run.rows("findings") if r["rule_id"].startswith("LF21-circle")]
    assert [(r["subject_kind"], r["verdict"]) for r in found] == [("city", "needs_review")]
    reached = run.summary["coverage"]["facility"]["15"]["standard"]["share"]
    assert float(found[0]["provided"]) == pytest.approx(100 * reached, abs=0.01)


WHAT_IF = "changes:\n  - override_rule: {{id: LF21-circle-community, value: 60, source: 方案测算}}\n"


def test_a_what_if_of_a_scenario_judges_by_its_value_and_says_who_gave_it(tmp_path: Path) -> None:
    run = town(tmp_path, SCENARIO + WHAT_IF)
    found = [r for r in run.rows("findings") if r["rule_id"] == "LF21-circle-community"]
    assert len(found) == len(COMMUNITIES)
    assert {r["required"] for r in found} == {"60"}
    assert {r["verdict"] for r in found} <= {"pass", "fail"}
    trace = next(t for t in run.traces if t["rule"]["id"] == "LF21-circle-community")
    assert trace["parameters"]["threshold"]["source"] == "方案测算"
    assert run.summary["changes"][0]["change"] == "override_rule"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{{id: LF21-quota, value: 30}}", "source"),
        ("{{id: LF21-quota, value: -1, source: x}}", "value"),
        ("{{id: LF99-quota, value: 30, source: x}}", "LF99-quota"),
        ("{{id: LF21-quota, parameter: size, value: 30, source: x}}", "size"),
    ],
)
def test_a_wrong_what_if_is_refused_with_its_line(tmp_path: Path, change: str, said: str) -> None:
    path = build(tmp_path, scenario=SCENARIO + f"changes:\n  - override_rule: {change}\n")
    with pytest.raises(InputError) as caught:
        Scenario.load(path).run()
    line = caught.value.problems[0].line()
    assert said in line
    assert "town.yaml" in line
    assert caught.value.problems[0].row is not None


def test_a_quota_as_a_what_if_changes_parcels(tmp_path: Path) -> None:
    run = town(tmp_path, SCENARIO + "changes:\n  - override_rule: {{id: LF21-quota, value: 30, source: 方案测算}}\n")
    row = run.findings("P1")["LF21-quota"]
    assert (row["verdict"], row["required"]) == ("fail", "300")


def test_old_compounds_are_known_by_flag_or_by_the_bureaus_year(tmp_path: Path) -> None:
    compounds = "id,name,households,floor_area_m2,year_built,老旧小区,lon,lat\n"
    compounds += "A1,甲一,100,250000,1988,,111.5021,36.0821\nA2,甲二,100,9000,2015,是,111.5061,36.0861\n"
    run = town(tmp_path, compounds=compounds)
    assert {r["subject_id"] for r in run.rows("findings") if r["subject_kind"] == "compound"} == {"A2"}
    override = tmp_path / "bureau.yaml"
    override.write_text('schema: 1\noverrides: linfen\nversion: "1"\nsource: 某局\nold_before_year: 2000\n', encoding="utf-8")
    run = run_into(
        build(tmp_path / "b", scenario=SCENARIO.replace("city: linfen", f"city: {override}"), compounds=compounds), tmp_path / "o2"
    )
    found = {r["subject_id"]: r["verdict"] for r in run.rows("findings") if r["rule_id"] == "LF21-priority"}
    assert found == {"A1": "needs_review", "A2": "needs_review"}, "a point has no inside to count in"


def test_counties_and_townships_are_judged_where_the_list_knows_their_kinds(tmp_path: Path) -> None:
    facilities = FACILITIES.replace("lon,lat\n", "lon,lat\n", 1).replace("floor_area_m2,lon", "floor_area_m2,beds,lon")
    lines = facilities.splitlines()
    rows = [line if i == 0 else ",".join([*line.split(",")[:4], "", *line.split(",")[4:]]) for i, line in enumerate(lines)]
    rows += ["Y1,大院,养老院,4000,120,111.5046,36.0846", "U1,联合体,康养联合体,,,111.5047,36.0847"]
    communities = with_columns(county="尧都区", township="东城街道")
    run = town(tmp_path, facilities="\n".join(rows) + "\n", communities=communities)
    assert run.findings("尧都区")["LF22-county"]["verdict"] == "needs_review"
    assert run.findings("尧都区/东城街道")["LF23-township"]["verdict"] == "pass"
    bare = run_into(build(tmp_path / "bare", communities=communities), tmp_path / "bare_out")
    assert {r["subject_kind"] for r in bare.rows("findings")} == {"parcel", "facility", "community", "city"}


def test_a_new_community_wants_a_care_centre_and_a_canteen(tmp_path: Path) -> None:
    facilities = FACILITIES + "F8,甲照料,居家养老服务照料中心,600,111.5046,36.0846\nF9,甲食堂,老年食堂,90,111.5047,36.0847\n"
    run = town(tmp_path, communities=with_columns(新建社区="是"), facilities=facilities)
    found = {r["subject_id"]: r["verdict"] for r in run.rows("findings") if r["rule_id"] == "LF23-new"}
    assert found == {"A": "pass", "B": "fail", "C": "fail", "D": "fail", "E": "fail", "V": "fail"}
