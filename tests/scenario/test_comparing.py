"""Scenarios side by side: persons and homes add up, verdicts turn for the reason their traces give, files read back say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import InputError
from planner.report import read_result, write_comparison, write_results
from planner.scenario import Workspace, compare

from ..runs import contents
from ..town import build


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(build(tmp_path_factory.mktemp("town")))


def changes(space: Workspace) -> list[dict[str, Any]]:
    home = space.result.demand.geometry.iloc[0]
    near = [float(round(home.x, 6)), float(round(home.y, 6))]
    first = str(space.result.facilities["facility_id"].iloc[0])
    return [
        {"add_facility": {"id": "新", "kind": "社区养老服务中心", "floor_area_m2": 800, "at": near}},
        {"resize_facility": {"id": first, "floor_area_m2": 120}},
        {"grow_population": {"to_year": 2030, "rate": 0.01}},
    ]


def test_differences_add_up_and_say_why(space: Workspace) -> None:
    other = space.run(changes(space), name="二")
    told = compare([space.result, other])
    figures = told.figures.set_index("figure")
    longest = f"{max(other.summary['walk']['minutes']):g}"
    reached = figures.loc[f"reached_facility_{longest}_standard"]
    assert reached["2-1"] == pytest.approx(reached["2"] - reached["1"])
    urban = other.summary["communities_urban"]
    assert urban["total"] < other.summary["communities"]["total"]  # villages are not judged, so they are not counted here either
    assert {n: figures.loc[f"communities_{n}", "2"] for n in ("ok", "missing", "too_small")} == {
        n: urban[n] for n in ("ok", "missing", "too_small")
    }
    assert told.communities["change"].sum() == pytest.approx(reached["2-1"], abs=0.5)
    assert set(told.homes["what"]) <= {"gained", "lost", "new_reached", "new_unreached", "gone"}
    resized = told.verdicts[told.verdicts["subject_id"] == str(space.result.facilities["facility_id"].iloc[0])]
    assert len(resized)
    assert resized["why"].str.contains("→ 120").any()
    assert set(told.facilities["what"]) == {"added", "resized"}


def test_a_scenario_held_against_itself_differs_in_nothing(space: Workspace) -> None:
    told = compare([space.result, space.result, space.result])
    assert not len(told.communities) + len(told.homes) + len(told.verdicts) + len(told.facilities)
    changes = told.figures[["2-1", "3-1"]].to_numpy(dtype=float)
    assert (np.nan_to_num(changes) == 0).all()


def test_files_read_back_compare_as_the_runs_do(space: Workspace, tmp_path: Path) -> None:
    other = space.run(changes(space), name="二")
    folders = [write_results(r, tmp_path / name) for r, name in ((space.result, "a"), (other, "b"))]
    live, read = compare([space.result, other]), compare([read_result(f) for f in folders])
    pd.testing.assert_frame_equal(live.figures, read.figures, check_dtype=False)
    pd.testing.assert_frame_equal(live.verdicts, read.verdicts, check_dtype=False)
    for name in ("communities", "homes"):
        one, two = (getattr(c, name).drop(columns="geometry") for c in (live, read))
        pd.testing.assert_frame_equal(one, two, check_dtype=False)
    twice = [contents(write_comparison(read, tmp_path / name)) for name in ("c", "d")]
    assert twice[0] == twice[1]
    assert {"figures.csv", "comparison.gpkg", "comparison.xlsx", "homes.csv", "verdicts.csv"} <= set(twice[0])


def test_the_command_takes_files_and_folders(space: Workspace, tmp_path: Path) -> None:
    trial = space.path.with_name("b.yaml")
    trial.write_text(space.text(changes(space), name="二"), encoding="utf-8")
    folder = write_results(space.result, tmp_path / "a")
    done = CliRunner().invoke(app, ["compare", str(folder), str(trial), "--out", str(tmp_path / "out"), "--json"])
    assert done.exit_code == 0, done.output
    assert [s["name"] for s in json.loads(done.output)["scenarios"]][1] == "二"
    plain = CliRunner().invoke(app, ["compare", str(space.path), str(trial)])
    assert plain.exit_code == 0
    assert "方案 2 与方案 1 相比" in plain.output


def test_what_cannot_be_compared_is_told(space: Workspace, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        compare([space.result])
    assert caught.value.problems[0].code == "compare.count"
    with pytest.raises(InputError) as caught:
        read_result(tmp_path)
    assert caught.value.problems[0].code == "report.no_run"
    longer = space.path.with_name("longer.yaml")
    longer.write_text(f"extends: {space.path.name}\nwalk: {{minutes: [5, 20]}}\n", encoding="utf-8")
    result = space.run_file(longer)
    assert result is not None
    with pytest.raises(InputError) as caught:
        compare([space.result, result])
    assert caught.value.problems[0].code == "compare.other_limits"
