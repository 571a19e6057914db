"""What a straight-line circle promises too much stands in the summary of a run, and adds up."""

from __future__ import annotations

import pytest

from planner.access.count.reasons import REASONS
from planner.run.why.straight import straight_figures, straight_remark
from planner.scenario.schema import WalkSettings
from tests.runs import AnyRun, Run, number


@pytest.mark.parametrize("case", ["wuhan", "newport", "example"])
def test_the_summary_says_what_the_table_says(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    told = run.summary["straight_line"]
    rows = {r["set"]: r for r in run.rows("straight_line") if (r["profile"], r["minutes"], r["radius_m"]) == ("standard", "15", "1000")}
    for name in ("facility", "centre", "qualified_centre"):
        one, row, what = told[name], rows[name], told["counted"]
        assert one["network"] == number(row[f"{what}_network"])
        assert one["network"] == pytest.approx(one["straight"] - one["straight_only"] + one["network_only"], abs=0.3)
        assert sum(one["why"].values()) == pytest.approx(one["straight_only"], abs=1)
        assert set(one["why"]) <= set(REASONS)
    assert told["facility"]["share_network"] == pytest.approx(run.summary["coverage"]["facility"]["15"]["standard"]["share"], abs=0.02)


def test_households_of_wuhan_within_reach_of_a_centre_of_the_right_size(wuhan_run: Run) -> None:
    """The figure of the whole city, and what explains that the circle of practice promises more than twice as much."""
    told = wuhan_run.summary["straight_line"]
    centre = told["qualified_centre"]
    assert (told["counted"], told["minutes"], told["radius_m"], told["limit_m"]) == ("households", 15, 1000, 900)
    assert (centre["share_network"], centre["share_straight"]) == (0.105262, 0.230469)
    assert {k: round(v / centre["straight_only"], 2) for k, v in centre["why"].items()} == {
        "too_far": 0.73,
        "no_facility_near": 0.23,
        "no_street": 0.04,
    }
    assert "步行可达 10.5%，按 1000 米直线圈则为 23.0%（按户计）" in wuhan_run.summary["remarks"][-1]["zh"]
    assert "直线距离已超过 900 米 23%" in wuhan_run.summary["remarks"][-1]["zh"]


def test_nothing_is_said_where_there_is_no_facility(newport_run: Run) -> None:
    """Newport has no centre: the sentence is about all facilities; without any there is none."""
    told = newport_run.summary["straight_line"]
    assert told["centre"]["straight"] == 0
    assert "所有养老服务设施" in newport_run.summary["remarks"][-1]["zh"]
    nowhere = {**told, "facility": {**told["facility"], "straight": 0.0}}
    assert straight_remark(nowhere) == []


def test_other_limits_are_held_against_the_circle_of_theirs() -> None:
    import pandas as pd

    counts = {f"persons_straight_only_{reason}": 0.0 for reason in REASONS}
    row = {"persons": 10.0, "persons_straight": 4.0, "persons_network": 4.0, "persons_straight_only": 0.0, "persons_network_only": 0.0}
    row |= {"persons_share_straight": 0.4, "persons_share_network": 0.4, **counts}
    where = {"profile": "elderly", "minutes": 8.0, "radius_m": 500.0, "limit_m": 384.0}
    table = pd.DataFrame([{"set": name, **where, **row} for name in ("facility", "centre", "qualified_centre")])
    told = straight_figures(table, WalkSettings(minutes=(8.0,), profile="elderly"))
    assert (told["radius_m"], told["limit_m"], told["counted"]) == (500, 384, "persons")
    (said,) = straight_remark(told)
    assert said["en"].endswith("0 persons inside the circle are not reached")
