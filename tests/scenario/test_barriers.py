"""Barriers in a run: ways to the street respect them, and the result says what was checked and why a place is not used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.runs import Run, number, run_into
from tests.town import SCENARIO, build, features, square

WITH_BARRIERS = SCENARIO.replace("walk:", "  barriers: {{path: barriers.geojson, datum: WGS84}}\nwalk:")
#: Around F1 (111.5045, 36.0845), in the middle of its block.
AROUND_F1 = ("围墙", "LineString", square(111.5043, 36.0843, 0.0004, 0.0004)[0])
#: West and south of the home A1 (111.5021, 36.0821), between it and the two streets that are nearest.
BESIDE_A1 = ("铁路", "LineString", [[111.50205, 36.0835], [111.50205, 36.08205], [111.5035, 36.08205]])
#: Round the home B1 (111.5121, 36.0821).
POND_B1 = ("水域", "Polygon", square(111.51205, 36.08205, 0.0001, 0.0001))


def run_with(folder: Path, *barriers: tuple[str, str, Any], scenario: str = WITH_BARRIERS, **files: str) -> Run:
    folder.mkdir(exist_ok=True)
    layer = features([({"id": f"K{i}", "kind": kind}, shape, at) for i, (kind, shape, at) in enumerate(barriers)])
    (folder / "barriers.geojson").write_text(layer, encoding="utf-8")
    return run_into(build(folder, scenario=scenario, **files), folder / "out")


@pytest.fixture(scope="module")
def barred(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run_with(tmp_path_factory.mktemp("barred"), AROUND_F1, BESIDE_A1, POND_B1)


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("free")
    return run_into(build(folder), folder / "out")


def codes(run: Run) -> set[str]:
    return {row["code"] for row in run.rows("quality")}


def test_a_facility_behind_a_wall_is_not_used_and_the_list_says_why(barred: Run, free: Run) -> None:
    before, after = (run.by_id("facilities", "facility_id") for run in (free, barred))
    assert (before["F1"]["used"], before["F1"]["why_not"]) == ("yes", "")
    assert (after["F1"]["used"], after["F1"]["why_not"], after["F1"]["snap_edge"]) == ("no", "barrier", "")
    assert float(after["F1"]["snap_distance_m"]) == pytest.approx(45, abs=1)
    assert [(d["code"], d["file"], d["row"]) for d in barred.doubts("F1")] == [("snap.barrier", "facilities.csv", "2")]
    assert {f: r["used"] for f, r in after.items() if f != "F1"} == {f: r["used"] for f, r in before.items() if f != "F1"}


def test_a_home_beside_a_railway_walks_round_it(barred: Run, free: Run) -> None:
    """A1's ways to the streets 9 m west and 11 m south are cut; the next street is more than 150 m away."""
    assert float(free.by_id("communities", "community_id")["A"]["off_network_persons"]) == 0
    assert float(barred.by_id("communities", "community_id")["A"]["off_network_persons"]) > 0
    told = [d for d in barred.rows("quality") if d["code"] == "snap.barrier_many"]
    assert [(d["severity"], d["file"]) for d in told] == [("doubt", "compounds.csv")]


def test_a_home_drawn_in_water_stays_reachable_and_is_told(barred: Run, free: Run) -> None:
    before, after = (run.by_id("communities", "community_id")["B"] for run in (free, barred))
    assert before["persons"] == after["persons"]
    assert float(after["off_network_persons"]) == 0
    assert "snap.in_water_many" in codes(barred) - codes(free)


def test_the_result_says_what_was_checked(barred: Run, free: Run) -> None:
    said, unsaid = (" ".join(r["en"] for r in run.summary["remarks"]) for run in (barred, free))
    assert "barriers not checked" in unsaid
    assert "cross no water, railway, wall" in said
    assert "drawn circles cross none of these either" in said
    assert "barriers not checked" not in said
    note = next(d for d in barred.rows("quality") if d["code"] == "barriers.legs")
    assert (note["severity"], note["file"]) == ("note", "barriers.geojson")
    assert note["what_en"].startswith("barriers: 1 of water, 1 of railway, 1 walls, 0 others; 0 more")


def test_what_was_not_given_was_not_checked(tmp_path: Path) -> None:
    run = run_with(tmp_path / "town", POND_B1)
    said = " ".join(r["en"] for r in run.summary["remarks"])
    assert "cross no water" in said
    assert "barriers not checked: railway" in said


def test_a_barrier_of_another_kind_bars_and_is_told(tmp_path: Path) -> None:
    run = run_with(tmp_path / "town", ("绿篱", *AROUND_F1[1:]))
    assert run.by_id("facilities", "facility_id")["F1"]["why_not"] == "barrier"
    told = next(d for d in run.rows("quality") if d["code"] == "barriers.unknown_kind")
    assert (told["severity"], told["field"]) == ("doubt", "kind")


def test_a_compound_without_a_street_is_left_through_its_gate(tmp_path: Path) -> None:
    """Through the gate in the east; with a locked gate not at all; where no gate is known, straight to the street in the west."""
    folder = tmp_path / "town"
    scenario = WITH_BARRIERS.replace("compounds.csv", "compounds.geojson").replace(
        "  barriers:", "  gates: {{path: gates.csv, datum: WGS84}}\n  barriers:"
    )
    yard = ({"id": "A1", "name": "甲一小区", "households": 100}, "Polygon", square(111.5022, 36.0823, 0.0008, 0.0014))
    folder.mkdir()
    (folder / "compounds.geojson").write_text(features([yard]), encoding="utf-8")
    told = {}
    for name, gate in {"open": "yes,111.5030", "locked": "no,111.5030", "unknown": "yes,111.5330"}.items():
        (folder / "gates.csv").write_text(f"id,compound_id,foot,lon,lat\nG1,A1,{gate},36.0830\n", encoding="utf-8")
        run = run_with(folder, ("围墙", "LineString", yard[2][0]), scenario=scenario)
        row = run.by_id("communities", "community_id")["A"]
        said = codes(run) & {"walls.through_gates", "walls.straight", "snap.barrier_many"}
        told[name] = (float(row["off_network_persons"]), number(row["nearest_facility_min"]), said)
    assert (told["open"][0], told["open"][2]) == (0, {"walls.through_gates"})
    assert (told["locked"][0], told["locked"][2]) == (1000, {"walls.through_gates", "snap.barrier_many"})
    assert (told["unknown"][0], told["unknown"][2]) == (0, {"walls.straight"})
    assert "gates.no_state" not in codes(run)
    (folder / "gates.csv").write_text("id,compound_id,lon,lat\nG1,A1,111.5030,36.0830\n", encoding="utf-8")
    assert "gates.no_state" in codes(run_with(folder, ("围墙", "LineString", yard[2][0]), scenario=scenario))
    # F1 stands north-east of the yard: the gate in the east spares the way back from the street in the west.
    assert told["unknown"][1] > told["open"][1] > 5
