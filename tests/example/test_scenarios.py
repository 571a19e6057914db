"""The example scenarios run and tell their story: streets join, people move in, centres turn communities ok, coverage grows."""

from __future__ import annotations

import re
from pathlib import Path

import pyogrio
import pytest
from ruamel.yaml import YAML

from planner import Scenario
from tests.runs import Row, Run, number, shared_run

DISTRICT = {"SQ001", "SQ002", "SQ003"}
#: Communities that 补短板2030 names: those without a centre, with one too small, with one of unknown size.
BUILT = {"SQ011", "SQ022", "SQ025", "SQ044", "SQ054", "SQ056", "SQ062"}
ENLARGED = {"SQ012", "SQ027", "SQ039", "SQ041", "SQ060"}
MEASURED = {"SQ043"}
LIMITS = (5, 10, 15)


@pytest.fixture(scope="session")
def base(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return shared_run(repo / "scenarios/baseline.yaml", "example", tmp_path_factory)


@pytest.fixture(scope="session")
def first(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return shared_run(repo / "scenarios/new-district-1.yaml", "new-district-1", tmp_path_factory)


@pytest.fixture(scope="session")
def second(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return shared_run(repo / "scenarios/new-district-2.yaml", "new-district-2", tmp_path_factory)


@pytest.fixture(scope="session")
def shortfall(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return shared_run(repo / "scenarios/shortfall-2030.yaml", "shortfall-2030", tmp_path_factory)


def communities(run: Run) -> dict[str, Row]:
    return run.by_id("communities", "community_id")


def joints(run: Run) -> list[int]:
    """Joints of every file of roads, in the order of the changes."""
    found = [row for row in run.rows("quality") if row["code"] == "network.joined"]
    return [int(match[1]) for row in found if (match := re.search(r"at (\d+) places", row["what_en"]))]


def moved_in(run: Run) -> dict[str, float]:
    """People of the scenario's new parcels and compounds, by id."""
    changes = YAML(typ="safe").load((run.folder / "scenario.resolved.yaml").read_text(encoding="utf-8"))["changes"]
    bodies = [body for change in changes for name, body in change.items() if name in {"add_parcel", "add_compound"}]
    return {body["id"]: float(body["population"]) for body in bodies}


def total(run: Run, column: str) -> float:
    return sum(number(row[column]) for row in run.rows("communities"))


def never_less(before: Run, after: Run, *, but: set[str]) -> None:
    old, new = communities(before), communities(after)
    for column in (f"{kind}_within_{m}" for kind in ("share", "centre_share", "qualified_centre_share") for m in LIMITS):
        for community in set(old) - but:
            assert number(new[community][column]) >= number(old[community][column]), (community, column)


def test_streets_of_the_district_join_those_of_the_city(first: Run, second: Run) -> None:
    assert joints(first) >= [3]
    phase_1, phase_2 = joints(second)
    assert phase_1 == joints(first)[0]
    assert phase_2 > phase_1
    assert not [row for row in second.rows("quality") if row["code"] == "network.not_joined"]


def test_people_who_move_in_are_counted_and_reach_the_city(base: Run, first: Run, second: Run) -> None:
    for run in (first, second):
        newcomers = moved_in(run)
        assert total(run, "persons") - total(base, "persons") == pytest.approx(sum(newcomers.values()), abs=0.01)
        demand = pyogrio.read_dataframe(run.folder / "results.gpkg", layer="demand").set_index("demand_id")
        homes = demand.loc[[f"{name}@new" for name in newcomers]]
        assert (homes["place"] == "on_network").all()
        assert homes["nearest_centre_min"].notna().all()
    assert len(moved_in(second)) > len(moved_in(first)) > 0


def test_hardly_anybody_in_the_district_reaches_a_centre_before_one_is_built(repo: Path, tmp_path: Path, first: Run) -> None:
    scenario = tmp_path / "before.yaml"
    built_on = (repo / "scenarios/new-district-1.yaml").as_posix()
    scenario.write_text(f"name: before\nextends: {built_on}\nchanges:\n  - close_facility: {{id: F-XQ-1}}\n", encoding="utf-8")
    before = Scenario.load(scenario).run().communities.set_index("community_id")
    after = communities(first)
    for community in ("SQ001", "SQ002"):
        assert before.loc[community, "centre_share_within_15"] < 0.02
        assert number(str(before.loc[community, "nearest_centre_min"])) > 15  # far, but not cut off
        assert number(after[community]["centre_share_within_15"]) > 0.95


def test_parcels_of_the_district_get_the_verdicts_they_were_made_for(second: Run) -> None:
    parcels = second.by_id("parcels", "parcel_id")
    assert {name: parcels[name]["verdict"] for name in ("PN-1", "PN-2", "PN-3", "PN-4")} == {
        "PN-1": "pass",
        "PN-2": "fail",
        "PN-3": "needs_review",
        "PN-4": "pass",
    }


def test_the_district_gets_its_centres(first: Run, second: Run) -> None:
    status = {run: [communities(run)[c]["centre_status"] for c in sorted(DISTRICT)] for run in (first, second)}
    assert status[first] == ["missing", "ok", "missing"]
    assert status[second] == ["ok", "ok", "too_small"]
    assert second.by_id("facilities", "facility_id")["F-XQ-1"]["floor_area_m2"] == "1500"


def test_the_district_takes_nothing_from_the_rest_of_the_city(base: Run, first: Run, second: Run) -> None:
    never_less(base, first, but=DISTRICT)
    never_less(first, second, but=DISTRICT)


def test_communities_named_in_the_list_of_shortfalls_turn_ok(base: Run, shortfall: Run) -> None:
    before, after = communities(base), communities(shortfall)
    assert {before[c]["centre_status"] for c in BUILT} == {"missing"}
    assert {before[c]["centre_status"] for c in ENLARGED} == {"too_small"}
    assert {before[c]["centre_status"] for c in MEASURED} == {"needs_review"}
    named = BUILT | ENLARGED | MEASURED
    assert {after[c]["centre_status"] for c in named} == {"ok"}
    assert all(after[c]["centre_status"] == before[c]["centre_status"] for c in set(before) - named)


def test_meeting_shortfalls_never_takes_coverage_away(base: Run, shortfall: Run) -> None:
    homes = pyogrio.read_dataframe(base.folder / "results.gpkg", layer="demand", read_geometry=False)
    lost = homes[(homes["nearest_facility_id"] == "F023") | (homes["nearest_centre_id"] == "F023")]  # the station that is closed
    assert "SQ060" in set(lost["community_id"])
    never_less(base, shortfall, but=set(lost["community_id"]))
    before, after = communities(base)["SQ060"], communities(shortfall)["SQ060"]
    assert number(after["qualified_centre_share_within_15"]) > number(before["qualified_centre_share_within_15"])
    assert number(after["nearest_centre_min"]) > number(before["nearest_centre_min"])


def test_people_of_2030_are_fewer_and_older(base: Run, shortfall: Run) -> None:
    assert total(shortfall, "persons") == pytest.approx(total(base, "persons") * 0.998**6, abs=0.1)
    assert total(shortfall, "older_persons") == pytest.approx(total(base, "older_persons") * 1.03**6, abs=0.1)


def test_an_opened_gate_shortens_walks(repo: Path, tmp_path: Path, base: Run) -> None:
    scenario = tmp_path / "gate.yaml"
    built_on = (repo / "scenarios/baseline.yaml").as_posix()
    scenario.write_text(f"name: gate\nextends: {built_on}\nchanges:\n  - open_gate: {{id: G-056}}\n", encoding="utf-8")
    opened = Scenario.load(scenario).run().communities.set_index("community_id")
    assert opened.loc["SQ050", "centre_share_within_15"] > number(communities(base)["SQ050"]["centre_share_within_15"]) + 0.3
