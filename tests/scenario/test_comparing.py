"""Scenarios side by side: persons and homes add up, verdicts turn for the reason their traces give, files read back say the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from planner.cli import app, comparing
from planner.compare import compare
from planner.errors import InputError
from planner.model import villages_of
from planner.report import read_result, write_comparison, write_results
from planner.report.comparison import adding_up
from planner.report.map.difference import difference_data
from planner.report.subjects import credit
from planner.run import Workspace
from planner.texts import word

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


def test_every_category_has_a_row_and_the_rows_add_up(space: Workspace) -> None:
    figures = compare([space.result, space.result]).figures.set_index("figure")
    for room, key in (("parcels", "parcels"), ("communities", "communities_urban")):
        rows = [f for f in figures.index if str(f).startswith(f"{room}_")]
        assert figures.loc[rows, "1"].sum() == space.result.summary[key]["total"]


def test_differences_on_paper_are_those_of_the_figures_shown() -> None:
    frame = pd.DataFrame({"figure": ["off_network_persons", "share_a"], "1": [40.4, 0.6245], "2": [40.6, None], "2-1": [0.2, None]})
    assert adding_up(frame)["2-1"].tolist()[0] == 1
    assert np.isnan(adding_up(frame)["2-1"].tolist()[1])
    communities = pd.DataFrame({"reached_before": [40.6, 7.0], "reached": [40.5, 6.6], "change": [-0.1, -0.4]})
    assert [f"{v:+g}" for v in adding_up(communities)["change"]] == ["+0", "+0"]


def test_villages_are_not_listed_as_judged(space: Workspace) -> None:
    told = compare([space.result, space.run(changes(space), name="二")]).communities.set_index("community_id")
    urban = space.result.communities.set_index("community_id")["urban"].reindex(told.index)
    villages = ~urban.astype(bool)
    assert villages.any()
    for column in ("centre_status_before", "centre_status"):
        assert set(told.loc[villages, column]) == {"village"}
        assert "village" not in set(told.loc[~villages, column])


def test_the_terminal_says_once_what_turned_alike(space: Workspace) -> None:
    first = str(space.result.facilities["facility_id"].iloc[0])
    two = [{"resize_facility": {"id": first, "floor_area_m2": 120}}]
    four = [*two, {"resize_facility": {"id": str(space.result.facilities["facility_id"].iloc[1]), "floor_area_m2": 900}}]
    told = compare([space.result, space.run(two, name="二"), space.run(two, name="三"), space.run(four, name="四")])
    lines = list(comparing._turned(told))
    said = [line for line in lines if line.startswith("  ")]
    assert len(said) == len(set(said))
    assert sum(f" {first} " in line and "→ 120" in line for line in said) == len(
        {rule for rule, name in told.verdicts[["rule_id", "subject_id"]].itertuples(index=False) if name == first}
    )
    assert lines[0].startswith("方案 2、3、4 相同的判定变化")


def test_the_map_credits_what_the_runs_do(space: Workspace) -> None:
    result = space.result
    made = replace(result, summary={**result.summary, "network": {**result.summary["network"], "origin": "made"}})
    assert difference_data(compare([made, made]))["attribution"] == word("synthetic")
    assert difference_data(compare([result, result]))["attribution"] == credit(result.summary)


def test_closing_one_place_of_a_list_without_standings_says_nothing_of_the_others(space: Workspace) -> None:
    one, two = (str(i) for i in space.result.facilities["facility_id"].iloc[:2])
    told = compare([space.result, space.run([{"close_facility": {"id": two}}], name="二")]).verdicts
    facilities = told[told["subject_kind"] == "facility"]
    assert set(facilities["subject_id"]) == {two}
    assert one != two


def test_a_place_whose_flag_is_missing_is_no_village() -> None:
    flags = pd.Series([False, "no", "False", np.False_, True, "yes", None, pd.NA, float("nan"), ""], dtype=object)
    assert villages_of(flags).tolist() == [True] * 4 + [False] * 6
