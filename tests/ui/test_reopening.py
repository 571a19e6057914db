"""From a finished result back to its scenario: found where text and inputs are the same, else the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.ui.reopening import ResultOrigin, origin_of, usual_places
from tests.runs import Run, run_into
from tests.town import COMPOUNDS, build


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("origin") / "town")


@pytest.fixture(scope="module")
def run(town: Path) -> Run:
    return run_into(town, town.parent.parent / "out" / "town")


def found(run: Run, *places: Path) -> ResultOrigin:
    summary = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    return origin_of(run.folder, summary, places)


def test_the_scenario_is_found_among_others(run: Run, town: Path) -> None:
    town.with_name("a-first.yaml").write_text(f"name: 别的\nextends: {town.name}\nchanges: []\n", encoding="utf-8")
    town.with_name("b-broken.yaml").write_text("{{{", encoding="utf-8")
    origin = found(run, town.parent / "none", town.parent)
    assert origin == ResultOrigin(town.resolve())
    assert origin.whole
    assert origin.why_not("zh") == ""


def test_none_that_says_the_same(run: Run, tmp_path: Path) -> None:
    other = build(tmp_path / "other", name="别处")
    origin = found(run, other.parent)
    assert (origin.scenario, origin.whole) == (None, False)
    assert "没有找到" in origin.why_not("zh")


def test_inputs_that_are_not_as_they_were_are_named(run: Run, town: Path, tmp_path: Path) -> None:
    changed = build(tmp_path / "changed", compounds=COMPOUNDS.replace("100", "101", 1))
    (changed.parent / "parcels.geojson").unlink()
    origin = found(run, changed.parent)
    assert origin.scenario is None  # a scenario whose files are not there cannot be opened at all
    changed = build(tmp_path / "changed", compounds=COMPOUNDS.replace("100", "101", 1))
    origin = found(run, changed.parent)
    assert (origin.scenario, origin.changed) == (changed.resolve(), ("compounds.csv",))
    assert "compounds.csv" in origin.why_not("zh")
    assert found(run, changed.parent, town.parent).whole  # one whose inputs are as they were goes before


def test_a_result_without_its_text_has_no_origin(run: Run, town: Path, tmp_path: Path) -> None:
    summary = json.loads((run.folder / "summary.json").read_text(encoding="utf-8"))
    assert origin_of(tmp_path, summary, [town.parent]) == ResultOrigin(None)


def test_it_is_looked_for_near_the_result_and_the_program(tmp_path: Path) -> None:
    places = usual_places(tmp_path / "out" / "a")
    assert tmp_path / "scenarios" in places
    assert Path.cwd() / "scenarios" in places
