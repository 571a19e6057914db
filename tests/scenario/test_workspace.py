"""A scenario held open and run with more changes gives the same bytes as a full run of the same changes from their file."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from planner.errors import InputError, Problem
from planner.report import write_results
from planner.run import RunResult, Scenario, Workspace
from planner.run.walks import walking
from planner.texts.run import TRIAL

from ..runs import contents
from ..town import build

Change = dict[str, Any]
Maker = Callable[[random.Random, Workspace, int], Change]


def some_place(rng: random.Random, space: Workspace) -> list[float]:
    west, south, east, north = space.result.communities.total_bounds
    return [round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)]


def some_facility(rng: random.Random, space: Workspace) -> str:
    return str(rng.choice(space.result.facilities["facility_id"].tolist()))


def add_facility(rng: random.Random, space: Workspace, at: int) -> Change:
    kind = rng.choice(["社区养老服务中心", "社区养老服务站", "老年助餐点"])
    return {"add_facility": {"id": f"新{at}", "kind": kind, "floor_area_m2": rng.choice([300, 500, 800.5]), "at": some_place(rng, space)}}


def move_facility(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"move_facility": {"id": some_facility(rng, space), "at": some_place(rng, space)}}


def resize_facility(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"resize_facility": {"id": some_facility(rng, space), "floor_area_m2": rng.choice([200, 500, 2000, 2500])}}


def close_facility(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"close_facility": {"id": some_facility(rng, space)}}


def grow(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"grow_population": {"to_year": rng.choice([2026, 2030]), "rate": rng.choice([-0.002, 0.01]), "older_rate": 0.03}}


def override(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"override_rule": {"id": "LF21-quota", "value": rng.choice([15, 25]), "source": "试"}}


def drawn(rng: random.Random, space: Workspace, folder: Path, name: str, *, line: bool) -> str:
    """Draw a square or a crooked line into a file beside the scenario."""
    x, y = some_place(rng, space)
    side = 0.0015
    if line:
        shape: dict[str, Any] = {"type": "LineString", "coordinates": [[x, y], [x + 2 * side, y + side / 3], [x + 4 * side, y - side]]}
    else:
        shape = {"type": "Polygon", "coordinates": [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]}
    feature = {"type": "Feature", "properties": {"id": name, "highway": "residential"}, "geometry": shape}
    (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return f"{name}.geojson"


def add_parcel(rng: random.Random, space: Workspace, at: int) -> Change:
    file = drawn(rng, space, space.path.parent, f"P-{at}-{rng.randrange(10**6)}", line=False)
    return {"add_parcel": {"id": f"地{at}", "file": file, "households": 900, "population": 2500, "elderly_floor_area_m2": 180}}


def add_compound(rng: random.Random, space: Workspace, at: int) -> Change:
    file = drawn(rng, space, space.path.parent, f"X-{at}-{rng.randrange(10**6)}", line=False)
    return {"add_compound": {"id": f"小区{at}", "file": file, "households": 500, "population": 1400}}


def add_road(rng: random.Random, space: Workspace, at: int) -> Change:
    return {"add_road": {"file": drawn(rng, space, space.path.parent, f"R-{at}-{rng.randrange(10**6)}", line=True)}}


def gate(rng: random.Random, space: Workspace, at: int) -> Change:
    return {rng.choice(["open_gate", "close_gate"]): {"id": f"G-{rng.randrange(1, 60):03}"}}


EVERYWHERE: list[Maker] = [
    add_facility, add_facility, move_facility, resize_facility, close_facility, grow, override, add_parcel, add_compound, add_road,
]  # fmt: skip


def stand_in(folder: Path, base: Path) -> Path:
    """A scenario of our own on a base, so that what is drawn lies in a folder of our own."""
    path = folder / "mine.yaml"
    path.write_text(f"name: 我的方案\nextends: {json.dumps(base.as_posix())}\n", encoding="utf-8")
    return path


def full_run(path: Path) -> RunResult:
    return Scenario.load(path).run()


def told_or_run(run: Callable[[], RunResult]) -> RunResult | tuple[Problem, ...]:
    try:
        return run()
    except InputError as error:
        return error.problems


def check_lists(space: Workspace, seed: int, count: int, makers: list[Maker], folder: Path) -> int:
    """Run random lists both ways; give how many applied."""
    rng, applied = random.Random(seed), 0  # noqa: S311 - no secret
    changes: list[Change] = []
    for number in range(count):
        if rng.random() < 0.5:  # a new list, or one change more than before
            changes = []
        changes = [*changes, *(rng.choice(makers)(rng, space, number * 10 + i) for i in range(rng.randint(1, 3)))]
        trial = space.path.with_name(TRIAL)
        trial.write_text(space.text(changes), encoding="utf-8")
        full, quick = (told_or_run(run) for run in (partial(full_run, trial), partial(space.run, changes)))
        if not isinstance(full, RunResult) or not isinstance(quick, RunResult):
            assert full == quick
            changes = []
            continue
        applied += 1
        one, two = (contents(write_results(r, folder / name)) for r, name in ((full, "full"), (quick, "quick")))
        assert one == two, (seed, number, changes)
    return applied


def test_a_run_with_more_changes_gives_the_bytes_of_a_full_one(tmp_path: Path) -> None:
    space = Workspace.open(stand_in(tmp_path, build(tmp_path / "town")))
    assert check_lists(space, 1, 3, EVERYWHERE, tmp_path) >= 2


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_random_changes_to_the_example_city(repo: Path, tmp_path: Path, seed: int) -> None:
    space = Workspace.open(stand_in(tmp_path, repo / "scenarios" / "baseline.yaml"))
    assert check_lists(space, 100 + seed, 10, [*EVERYWHERE, gate], tmp_path) >= 6


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(5))
def test_random_changes_to_wuhan(shared_data: Path, tmp_path: Path, seed: int) -> None:
    space = Workspace.open(stand_in(tmp_path, shared_data / "cases" / "wuhan" / "baseline.yaml"))
    assert check_lists(space, 200 + seed, 10, EVERYWHERE, tmp_path) >= 6


def test_the_network_with_changes_is_the_one_the_run_walks_on(repo: Path, tmp_path: Path) -> None:
    space = Workspace.open(stand_in(tmp_path, repo / "scenarios" / "baseline.yaml"))
    frame = space.result.demand
    far = frame[frame["why_facility"] == "too_far"].iloc[0]
    goal = space.result.facilities.set_index("facility_id").geometry[far["nearest_facility_id"]]
    line = {"type": "LineString", "coordinates": [[far.geometry.x, far.geometry.y], [goal.x, goal.y]]}
    changes = [{"add_road": {"geometry": line}}]
    now = space.run(changes).demand.set_index("demand_id").loc[far["demand_id"]]
    how = space.loaded.file.walk
    walk = space.network_with(changes).walk(far.geometry, goal, profile=walking(how, "standard"), max_snap_m=how.max_snap_m)
    assert walk is not None
    assert round(walk.seconds / 60, 2) == pytest.approx(now["nearest_facility_min"], abs=0.011)
    assert now["nearest_facility_min"] < far["nearest_facility_min"] - 1
    assert space.network_with([]) is space.network


def test_changes_that_apply_to_nothing_are_told_as_in_a_file(repo: Path, tmp_path: Path) -> None:
    space = Workspace.open(stand_in(tmp_path, repo / "scenarios" / "baseline.yaml"))
    with pytest.raises(InputError) as caught:
        space.run([{"close_facility": {"id": "F001"}}, {"close_facility": {"id": "F0x1"}}])
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.row) == ("change.unknown_id", TRIAL, 4)
    same = space.run([])
    assert same.coverage.equals(space.result.coverage)
    assert isinstance(same.streets, gpd.GeoDataFrame)


def test_a_planned_road_of_a_class_nobody_knows_is_told(tmp_path: Path) -> None:
    town = build(tmp_path / "town")
    lines = [[[111.502, 36.0805], [111.506, 36.0815]], [[111.512, 36.0805], [111.516, 36.0815]]]
    features = [
        {"type": "Feature", "properties": {"道路等级": word}, "geometry": {"type": "LineString", "coordinates": line}}
        for word, line in zip(("支路", "某某"), lines, strict=True)
    ]
    (tmp_path / "roads.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    path = stand_in(tmp_path, town)
    path.write_text(path.read_text(encoding="utf-8") + "changes:\n  - add_road: {file: roads.geojson}\n", encoding="utf-8")
    quality = full_run(path).quality
    told = quality.loc[quality["code"] == "network.unknown_class", "what"].tolist()
    assert len(told) == 1, told
    assert "某某 0.4" in told[0]
