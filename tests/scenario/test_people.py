"""Where people live: totals spread over compounds, points from a file, and what is done where either does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from planner.inputs import InputTable, read
from planner.model import InputSpec
from planner.run.areas import Areas
from planner.run.people import People, people
from tests.runs import Run, number, run_into
from tests.searching import examples
from tests.town import COMMUNITIES, COMPOUNDS, SCENARIO, build, communities

WITHOUT_COMPOUNDS = SCENARIO.replace("  compounds: {{path: compounds.csv, datum: WGS84}}\n", "")
WITH_DEMAND = WITHOUT_COMPOUNDS.replace("walk:", "  population: {{path: demand.csv, datum: WGS84}}\nwalk:")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("town")).parent


@pytest.fixture(scope="module")
def tables(town: Path) -> Mapping[str, InputTable]:
    specs = {"community": "communities.geojson", "compound": "compounds.csv"}
    return {noun: read(noun, InputSpec(town / name, datum="WGS84", shown=name)) for noun, name in specs.items()}


def spread(
    tables: Mapping[str, InputTable], *, population: Sequence[float], elderly: Sequence[float], households: Sequence[float]
) -> People:
    """Spread totals over compounds with the columns given."""
    frame = tables["community"].frame.assign(population=population, elderly_60=elderly)
    homes = tables["compound"].frame.assign(households=households)
    found = replace(tables["community"], frame=frame)
    return people(found, Areas(frame), population=None, compounds=replace(tables["compound"], frame=homes))


counts = st.one_of(st.just(float("nan")), st.integers(0, 500_000).map(float))


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    population=st.lists(counts, min_size=6, max_size=6),
    elderly=st.lists(counts, min_size=6, max_size=6),
    households=st.lists(st.one_of(counts, st.just(-5.0)), min_size=7, max_size=7),
)
def test_totals_are_kept_exactly(tables: Mapping[str, InputTable], population: Any, elderly: Any, households: Any) -> None:
    placed = spread(tables, population=population, elderly=elderly, households=households)
    sums = placed.demand.groupby("community")[["persons", "older_persons"]].sum()
    stated = [(p, e) for p, e in zip(population, elderly, strict=True) if p > 0 and e == e]  # noqa: PLR0124 - NaN is not itself
    share = min(sum(e for _, e in stated) / sum(p for p, _ in stated), 1.0) if stated else 0.0
    filled = np.where(np.isnan(elderly), np.nan_to_num(population) * share, elderly)
    for name, persons, older in zip(tables["community"].frame.index, np.nan_to_num(population), filled, strict=True):
        told = sums.loc[name] if name in sums.index else {"persons": 0.0, "older_persons": 0.0}
        assert told["persons"] == pytest.approx(persons, rel=1e-12, abs=1e-9)
        if persons > 0:
            assert told["older_persons"] == pytest.approx(older, rel=1e-12, abs=1e-9)
    assert (placed.demand["persons"] >= 0).all()
    assert placed.demand.index.is_unique
    assert set(placed.demand.index[placed.demand["doubtful"]]) == ({"C@"} if population[2] > 0 else set())


def test_persons_follow_households_and_the_median_stands_in(tables: Mapping[str, InputTable]) -> None:
    nan = float("nan")
    placed = spread(tables, population=[900, 0, 0, 0, 0, 0], elderly=[90] + [0] * 5, households=[100, nan, 300, 500, 250, nan, -5])
    # Known are 100, 250, 300 and 500: the median 275 stands in for A2, so A's people fall 100 : 275 : 300.
    given = placed.demand.loc[["A1", "A2", "A3"], "persons"].tolist()
    assert given == pytest.approx([900 * w / 675 for w in (100, 275, 300)])
    told = next(p for p in placed.problems if p.code == "compound.households_assumed")
    assert dict(told.params) == {"count": 3, "median": "275"}


def test_no_households_at_all_spread_evenly(tables: Mapping[str, InputTable]) -> None:
    placed = spread(tables, population=[900] + [0] * 5, elderly=[0] * 6, households=[float("nan")] * 7)
    assert placed.demand.loc[["A1", "A2", "A3"], "persons"].tolist() == pytest.approx([300, 300, 300])


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The town without compounds."""
    folder = tmp_path_factory.mktemp("bare")
    return run_into(build(folder, scenario=WITHOUT_COMPOUNDS), folder / "out")


def test_a_community_without_compounds_stands_at_one_doubtful_point(bare: Run) -> None:
    for row in bare.rows("communities"):
        assert row["persons"] == row["doubtful_persons"]
        assert {v for k, v in row.items() if "share" in k} == {""}
        assert row["nearest_facility_min"] == ""
    assert {d["subject"] for d in bare.rows("quality") if d["code"] == "community.no_compounds"} == set("ABCDEV")
    coverage = bare.summary["coverage"]
    assert coverage["persons"] == coverage["doubtful_persons"] == 3500
    assert all(told["persons"] == 0 for limits in coverage["facility"].values() for told in limits.values())


def test_one_community_without_compounds_withholds_its_own_share_only(tmp_path: Path) -> None:
    run = run_into(build(tmp_path), tmp_path / "out")
    rows = run.by_id("communities", "community_id")
    assert {name for name, row in rows.items() if row["share_within_15"] == ""} == {"C"}
    assert run.summary["coverage"]["doubtful_persons"] == 600


def demand(tmp_path: Path, text: str, **files: str) -> Run:
    """Run the town with a population file."""
    return run_into(build(tmp_path, scenario=WITH_DEMAND, demand=text, **files), tmp_path / "out")


HOMES = """\
id,persons,older_persons,lon,lat
h1,600,120,111.5021,36.0821
h2,400,80,111.5081,36.0881
h3,700,100,111.5121,36.0821
h4,50,10,111.5121,36.1200
h5,30,5,,
"""


def test_demand_outside_all_communities_has_its_own_row(tmp_path: Path) -> None:
    run = demand(tmp_path, HOMES)
    outside = [r for r in run.rows("coverage") if r["community_id"] == ""]
    assert [r["minutes"] for r in outside] == ["5", "10", "15"]
    # h4 lies outside and off the network, h5 has no place: neither is in any community, both are counted.
    assert {(number(r["persons"]), number(r["off_network_persons"]), number(r["doubtful_persons"])) for r in outside} == {(80, 50, 30)}
    coverage = run.summary["coverage"]
    assert (coverage["persons"], coverage["older_persons"]) == (1780, 315)
    codes = {d["code"]: d["what"] for d in run.rows("quality") if d["file"] == "demand.csv"}
    assert "50 人" in codes["demand.outside"]
    assert "30 人" in codes["demand.unplaced"]
    assert sum(number(r["persons"]) for r in run.rows("communities")) == 1700


def test_unplaced_demand_is_doubtful_never_reached(tmp_path: Path) -> None:
    run = demand(tmp_path, "id,persons,older_persons,lon,lat\nh1,600,120,111.5045,36.0841\nh2,40,8,,\nh3,60,2,511.5,36.1\n")
    coverage = run.summary["coverage"]
    assert coverage["doubtful_persons"] == 100
    assert coverage["facility"]["15"]["standard"]["persons"] == 600
    assert coverage["facility"]["15"]["standard"]["share"] == round(600 / 700, 6)
    assert {d["subject"] for d in run.rows("quality") if d["file"] == "demand.csv" and d["severity"] == "doubt"} >= {"h3"}


def test_a_population_file_that_differs_from_the_totals_is_told(tmp_path: Path) -> None:
    run = demand(tmp_path, HOMES)
    told = {d["subject"]: d["what"] for d in run.rows("quality") if d["code"] == "community.population_differs"}
    assert set(told) == {"C", "D", "E", "V"}
    assert "600" in told["C"]


def test_older_persons_missing_are_estimated_aloud_never_zero(tmp_path: Path) -> None:
    run = demand(tmp_path, "id,persons,lon,lat\nh1,600,111.5021,36.0821\nh3,700,111.5121,36.0821\nh4,50,111.5121,36.1200\n")
    rows = run.by_id("communities", "community_id")
    assert (number(rows["A"]["older_persons"]), number(rows["B"]["older_persons"])) == (120, 100)
    told = next(d for d in run.rows("quality") if d["code"] == "demand.no_older")
    assert "3 个居民点" in told["what"]
    assert "1 个居民点按 0" in told["done"]
    assert told["severity"] == "doubt"


def test_older_persons_given_are_taken_as_they_stand(tmp_path: Path) -> None:
    run = demand(tmp_path, "id,persons,older_persons,lon,lat\nh1,600,17,111.5021,36.0821\nh2,400,,111.5081,36.0881\n")
    assert number(run.by_id("communities", "community_id")["A"]["older_persons"]) == 17 + 400 * 200 / 1000
    assert not [d for d in demand(tmp_path / "b", HOMES).rows("quality") if d["code"] == "demand.no_older"]


def test_communities_that_do_not_say_how_many_live_there(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [dict(row) for row in COMMUNITIES]
    rows[0]["population"] = None
    rows[1]["elderly_60"] = None
    run = run_into(build(tmp_path, communities=communities(rows)), tmp_path / "out")
    codes = {(d["code"], d["subject"]) for d in run.rows("quality") if d["file"] == "communities.geojson"}
    assert ("community.no_population", "A") in codes
    assert ("community.older_by_share", "") in codes
    assert run.summary["coverage"]["persons"] == 2500


def test_compounds_nowhere_get_nobody_and_are_told(tmp_path: Path) -> None:
    more = "Z1,城外小区,100,111.9,36.5\nZ2,无坐标小区,100,,\n"
    run = run_into(build(tmp_path, compounds=COMPOUNDS + more), tmp_path / "out")
    told = next(d for d in run.rows("quality") if d["code"] == "compound.outside")
    assert told["what"].startswith("2 个小区")
    assert run.summary["coverage"]["persons"] == 3500
