"""Persons add up: in every community, for every limit, profile and set of facilities, and in the headline figures."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import pytest

from tests.runs import AnyRun, Row, number

CASES = ("wuhan", "newport", "example")
SETS = {"": "facility", "centre_": "centre", "qualified_": "qualified_centre"}
PROFILES = ("standard", "elderly")


def close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_every_person_is_counted_once(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    rows = run.rows("coverage")
    assert len(rows) % 3 == 0
    assert len({(r["community_id"], r["minutes"]) for r in rows}) == len(rows)
    for row in rows:
        persons, off, doubtful = (number(row[c]) for c in ("persons", "off_network_persons", "doubtful_persons"))
        for start in SETS:
            for profile in PROFILES:
                reached, far = (number(row[f"{start}{c}_persons_{profile}"]) for c in ("reached", "too_far"))
                assert close(persons, reached + far + off + doubtful), (row["community_id"], row["minutes"], start, profile)
                assert min(reached, far, off, doubtful) >= 0
                older = number(row[f"{start}reached_older_{profile}"])
                assert -1e-9 <= older <= number(row["older_persons"]) + 1e-6


@pytest.mark.parametrize("case", CASES)
def test_headline_figures_are_the_sums(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    coverage = run.summary["coverage"]
    by_limit: dict[str, list[Row]] = defaultdict(list)
    for row in run.rows("coverage"):
        by_limit[row["minutes"]].append(row)
    assert list(by_limit) == ["5", "10", "15"]
    for limit, rows in by_limit.items():
        for name in ("persons", "older_persons", "off_network_persons", "doubtful_persons"):
            assert coverage[name] == pytest.approx(sum(number(r[name]) for r in rows), abs=0.06)
        for start, group in SETS.items():
            for profile in PROFILES:
                told = coverage[group][limit][profile]
                reached = sum(number(r[f"{start}reached_persons_{profile}"]) for r in rows)
                older = sum(number(r[f"{start}reached_older_{profile}"]) for r in rows)
                far = sum(number(r[f"{start}too_far_persons_{profile}"]) for r in rows)
                assert told["persons"] == pytest.approx(reached, abs=0.06)
                assert told["older_persons"] == pytest.approx(older, abs=0.06)
                assert told["share"] == pytest.approx(reached / coverage["persons"], abs=6e-5)
                assert told["share_older"] == pytest.approx(older / coverage["older_persons"], abs=6e-5)
                lost = coverage["off_network_persons"] + coverage["doubtful_persons"]
                assert coverage["persons"] == pytest.approx(reached + far + lost, abs=0.3)


@pytest.mark.parametrize("case", CASES)
def test_more_minutes_faster_walkers_and_more_facilities_reach_more(any_run: AnyRun, case: str) -> None:
    rows = {(r["community_id"], r["minutes"]): r for r in any_run(case).rows("coverage")}
    seen = Counter[str]()
    for (community, minutes), row in rows.items():
        for start in SETS:
            standard, elderly = (number(row[f"{start}reached_persons_{p}"]) for p in PROFILES)
            assert elderly <= standard + 1e-9
            seen["slower"] += elderly < standard
            if minutes != "5":
                earlier = rows[community, {"10": "5", "15": "10"}[minutes]]
                for profile in PROFILES:
                    column = f"{start}reached_persons_{profile}"
                    assert number(earlier[column]) <= number(row[column]) + 1e-9
                    seen["longer"] += number(earlier[column]) < number(row[column])
        for profile in PROFILES:
            every, centres, right = (number(row[f"{s}reached_persons_{profile}"]) for s in SETS)
            assert right <= centres + 1e-9 <= every + 2e-9
    assert min(seen["slower"], seen["longer"]) > 0


@pytest.mark.parametrize("case", CASES)
def test_shares_of_communities_are_those_of_the_coverage(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    rows = {(r["community_id"], r["minutes"]): r for r in run.rows("coverage")}
    communities = run.rows("communities")
    assert {c for c, _ in rows} - {""} == {r["community_id"] for r in communities}
    for community in communities:
        for minutes in ("5", "10", "15"):
            row = rows[community["community_id"], minutes]
            assert number(community["persons"]) == pytest.approx(number(row["persons"]), abs=1e-4)
            for start, prefix in {"": "share", "centre_": "centre_share", "qualified_": "qualified_centre_share"}.items():
                told, counted = number(community[f"{prefix}_within_{minutes}"]), number(row[f"{start}share_standard"])
                assert (math.isnan(told) and math.isnan(counted)) or told == pytest.approx(counted, abs=6e-5)
                if not math.isnan(counted):
                    assert close(counted, number(row[f"{start}reached_persons_standard"]) / number(row["persons"]))


@pytest.mark.parametrize("case", CASES)
def test_tables_agree_with_the_summary(any_run: AnyRun, case: str) -> None:
    run = any_run(case)
    summary, communities, facilities = run.summary, run.rows("communities"), run.rows("facilities")

    def counted(name: str, values: list[str]) -> None:
        told = {k: v for k, v in summary[name].items() if v and k != "total"}
        assert told == Counter(values)
        assert summary[name]["total"] == len(values)

    counted("parcels", [r["verdict"] for r in run.rows("parcels")])
    counted("communities", [r["centre_status"] for r in communities])
    counted("communities_urban", [r["centre_status"] for r in communities if r["urban"] != "no"])
    counted("quality", [r["severity"] for r in run.rows("quality")])
    centres = [r for r in facilities if r["is_centre"] == "yes"]
    used = sum(r["used"] == "yes" for r in facilities)
    running = [r for r in centres if r["status"] == "open"]
    off = sum(r["why_not"] in {"off_network", "barrier", "island"} for r in running)
    reached = sum(r["used"] == "yes" for r in running)
    assert summary["facilities"] == {
        "total": len(facilities), "used": used, "centres": len(centres), "centres_in_operation": len(running),
        "centres_not_placed": len(running) - off - reached, "centres_off_network": off, "centres_used": reached,
    }  # fmt: skip
    assert all((r["used"] == "yes") == (r["why_not"] == "") for r in facilities)
    for noun, told in summary["inputs"].items():
        if noun in {"communities", "facilities", "parcels"}:
            assert told["rows"] == len(run.rows(noun))
