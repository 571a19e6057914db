"""Why not, catchments and straight lines of whole runs: everything adds up to the coverage, for every community, profile and limit."""

from __future__ import annotations

import math
from collections import defaultdict
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from scipy.spatial import cKDTree

from planner.access.count.reasons import REASONS
from tests.runs import AnyRun, Run, number, run_into
from tests.town import SCENARIO, build, streets

CASES = ("wuhan", "newport", "example")
SETS = {"": "facility", "centre_": "centre", "qualified_": "qualified_centre"}
PROFILES = ("standard", "elderly")
METRIC = {"wuhan": 32650, "newport": 27700, "example": 32649}


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-5)


@pytest.mark.parametrize("case", CASES)
def test_reasons_add_up_to_those_not_reached(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    told = {(r["community_id"], r["set"], r["profile"], r["minutes"]): r for r in run.rows("why_not")}
    coverage = run.rows("coverage")
    assert len(told) == len(coverage) * len(SETS) * len(PROFILES)
    for row in coverage:
        for (start, group), profile in ((s, p) for s in SETS.items() for p in PROFILES):
            why = told[row["community_id"], group, profile, row["minutes"]]
            for what in ("persons", "homes"):
                missed = number(row[what]) - number(row[f"{start}reached_{what}_{profile}"])
                assert close(missed, number(why[f"unreached_{what}"]))
                assert close(missed, sum(number(why[f"{reason}_{what}"]) for reason in REASONS))
            far, off, doubtful = (number(row[c]) for c in (f"{start}too_far_persons_{profile}", "off_network_persons", "doubtful_persons"))
            assert close(number(why["unreached_persons"]), far + off + doubtful)
            assert close(number(why["data_doubtful_persons"]), doubtful)
            lost = sum(number(why[f"{reason}_persons"]) for reason in ("barrier", "no_street"))
            assert lost <= off + 1e-5


@pytest.mark.parametrize("case", CASES)
def test_homes_are_listed_with_the_reason_they_are_counted_under(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    sums: dict[tuple[str, str, str], float] = defaultdict(float)
    mended: dict[tuple[str, str], float] = defaultdict(float)
    for row in run.rows("why_not_homes"):
        sums[row["community_id"], row["set"], row["reason"]] += number(row["persons"])
        assert row["what"]
        assert row["what_en"]
        assert "?" not in row["what"] + row["what_en"]
        if row["excess_m"]:
            assert number(row["excess_m"]) == pytest.approx(number(row["walk_min"]) * 60 - 900, abs=0.5)
        if row["change"]:
            mended[row["community_id"], row["set"]] += number(row["persons"])
            assert number(row["change_min"]) <= 15
            assert row["reason"] in {"too_far", "gate_closed", "no_street", "not_connected", "barrier"}
            assert number(row["straight_m"]) <= 900
    for row in run.rows("why_not"):
        if (row["profile"], row["minutes"]) == ("standard", "15"):
            key = row["community_id"], row["set"]
            assert number(row["mendable_persons"]) == pytest.approx(mended[key], abs=0.1)
            for reason in REASONS:
                assert number(row[f"{reason}_persons"]) == pytest.approx(sums[*key, reason], abs=0.1)
    assert mended


@pytest.mark.parametrize("case", CASES)
def test_own_catchments_and_straight_circles_add_up_to_the_coverage(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    reached: dict[tuple[str, str], float] = defaultdict(float)
    for row in run.rows("coverage"):
        for profile in PROFILES:
            told = number(row[f"reached_persons_{profile}"])
            reached[row["minutes"], profile] += told
            only, more = (number(row[f"{way}_only_persons_{profile}"]) for way in ("straight", "network"))
            assert close(told, number(row["straight_persons"]) - only + more)
    own: dict[tuple[str, str], float] = defaultdict(float)
    for row in run.rows("catchments"):
        for profile in PROFILES:
            own[row["minutes"], profile] += number(row[f"nearest_persons_{profile}"])
            assert number(row[f"within_persons_{profile}"]) >= number(row[f"nearest_persons_{profile}"]) - 1e-6
    assert own == pytest.approx(reached, abs=0.1)
    for row in run.rows("straight_line"):
        persons, inside, hit = (number(row[c]) for c in ("persons", "persons_straight", "persons_network"))
        assert hit == pytest.approx(inside - number(row["persons_straight_only"]) + number(row["persons_network_only"]), abs=0.3)
        parts = sum(number(row[f"persons_straight_only_{reason}"]) for reason in REASONS)
        assert parts == pytest.approx(number(row["persons_straight_only"]), abs=1)
        assert number(row["persons_share_network"]) == pytest.approx(hit / persons, abs=1e-5)
        if row["set"] == "facility":
            assert hit == pytest.approx(reached[row["minutes"], row["profile"]], abs=0.1)


@pytest.mark.parametrize("case", CASES)
def test_straight_circles_are_those_that_anybody_would_draw(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    homes = gpd.read_file(run.folder / "results.gpkg", layer="demand").to_crs(METRIC[case])
    facilities = gpd.read_file(run.folder / "results.gpkg", layer="facilities").to_crs(METRIC[case])
    standing = facilities[facilities["why_not"].isin(["", "off_network", "barrier", "island"]) & facilities.geometry.notna()]
    placed = homes[(homes["place"] != "place_doubtful") & homes.geometry.notna()]
    ends = np.column_stack([standing.geometry.x, standing.geometry.y])
    away = cKDTree(ends).query(np.column_stack([placed.geometry.x, placed.geometry.y]))[0]
    for row in run.rows("straight_line"):
        if (row["set"], row["profile"], row["minutes"]) == ("facility", "standard", "15"):
            radius = number(row["radius_m"])
            low, high = (float(placed["persons"].to_numpy()[away <= radius * k].sum()) for k in (0.999, 1.001))
            assert low - 1 <= number(row["persons_straight"]) <= high + 1


def test_households_of_wuhan_are_those_its_communities_state(wuhan_run: Run) -> None:
    stated = {r["community_id"]: number(r["households"]) for r in wuhan_run.rows("communities")}
    counted = {r["community_id"]: number(r["households"]) for r in wuhan_run.rows("coverage") if r["minutes"] == "15"}
    assert counted == pytest.approx(stated)
    row = next(
        r
        for r in wuhan_run.rows("straight_line")
        if (r["set"], r["profile"], r["minutes"], r["radius_m"]) == ("qualified_centre", "standard", "15", "1000")
    )
    assert number(row["households"]) == pytest.approx(sum(stated.values()), abs=1)
    assert number(row["households_share_network"]) < number(row["households_share_straight"])


@pytest.mark.parametrize("case", CASES)
def test_confidence_is_told_by_community(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    levels = {r["community_id"]: r for r in run.rows("confidence")}
    assert {r["community_id"]: r["confidence"] for r in run.rows("communities")} == {c: r["confidence"] for c, r in levels.items()}
    low = [c for c, r in levels.items() if r["confidence"] == "low"]
    named = [r for r in run.rows("quality") if r["code"] == "confidence.low"]
    assert bool(low) == bool(named)
    assert all(str(len(low)) in r["what"] for r in named)
    assert all((r["reason"] == "") == (r["confidence"] == "high") for r in levels.values())


def test_the_example_knows_its_gates_and_a_closed_one_is_the_cheapest_change(example_run: Run) -> None:
    behind = [r for r in example_run.rows("why_not_homes") if r["reason"] == "gate_closed" and r["set"] == "facility"]
    assert behind
    assert {r["change"] for r in behind} == {"open_gate"}
    change = [r for r in example_run.rows("small_changes") if r["set"] == "facility" and r["kind"] == "open_gate"]
    assert [number(r["persons"]) for r in change] == [pytest.approx(sum(number(r["persons"]) for r in behind))]


@pytest.mark.parametrize("case", ["example", "wuhan", "newport"])
def test_every_change_names_a_community_of_homes_it_covers(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    communities = {r["community_id"] for r in run.rows("communities")}
    homes = [r for r in run.rows("why_not_homes") if r["change"]]
    served = {(r["set"], r["community_id"]) for r in homes}
    changes = run.rows("small_changes")
    assert changes
    for change in changes:
        assert change["community_id"] in communities
        assert (change["set"], change["community_id"]) in served


def test_verdicts_on_circles_wait_where_small_ways_are_not_on_the_map_and_nothing_else_does(tmp_path: Path) -> None:
    asked = (
        SCENARIO
        + "changes:\n"
        + "".join(
            f"  - override_rule: {{{{id: {rule}, value: 60, source: 局务会议纪要}}}}\n" for rule in ("LF21-circle-community", "LF21-circle")
        )
    )
    good = run_into(build(tmp_path / "good", scenario=asked), tmp_path / "good" / "out")
    poor = run_into(
        build(tmp_path / "poor", scenario=asked, streets=streets().replace("residential", "primary")), tmp_path / "poor" / "out"
    )
    before, after = ({(r["rule_id"], r["subject_id"]): r for r in run.rows("findings")} for run in (good, poor))
    assert before.keys() == after.keys()
    circles = {key for key in before if key[0] in {"LF21-circle-community", "LF21-circle"}}
    assert {before[key]["verdict"] for key in circles} == {"pass", "fail"}
    assert {after[key]["verdict"] for key in circles} == {"needs_review"}
    assert all("小路只占道路长度的 0%" in after[key]["reason"] or "可信度低" in after[key]["reason"] for key in circles)
    assert all(before[key]["verdict"] == after[key]["verdict"] for key in before.keys() - circles)
    for column in ("centre_status", "share_within_15"):
        assert [r[column] for r in good.rows("communities")] == [r[column] for r in poor.rows("communities")]
    assert {r["confidence"] for r in good.rows("communities")} == {"middle"}
    assert {r["confidence"] for r in poor.rows("communities")} == {"low"}


def test_runs_say_whose_streets_they_walk_on(any_run: AnyRun) -> None:
    told = {case: any_run(case).summary["network"]["origin"] for case in ("example", "wuhan", "newport")}
    assert told == {"example": "made", "wuhan": "osm", "newport": "osm"}
