"""Line layers: crossings without a vertex, gaps at ends, lines drawn twice, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import NetworkError, Severity
from planner.model import InputSpec
from planner.network import read_lines, read_segments, street_graph
from planner.network.read.lines import HEAL_M, Crossings
from tests.network.made import Spot, roads, seconds
from tests.searching import examples

EAST_WEST: list[Spot] = [(-200.0, 0.0), (200.0, 0.0)]
NORTH_SOUTH: list[Spot] = [(0.0, -200.0), (0.0, 200.0)]
WEST, NORTH = (-200.0, 0.0), (0.0, 200.0)


@pytest.mark.parametrize(
    ("columns", "asked", "met"),
    [
        ({}, "auto", False),
        ({}, "split", True),
        ({}, "keep", False),
        ({"bridge": ["", ""]}, "auto", True),
        ({"bridge": ["", ""]}, "keep", False),
        ({"bridge": ["", "yes"]}, "auto", False),
        ({"bridge": ["", "yes"]}, "split", False),
        ({"bridge": ["F", "T"]}, "auto", False),
        ({"tunnel": ["yes", "no"]}, "auto", False),
        ({"layer": ["", "1"]}, "auto", False),
        ({"layer": ["0", ""]}, "auto", True),
        ({"layer": ["1.0", "1"]}, "auto", True),
        ({"level": ["0", "-1"]}, "split", False),
    ],
)
def test_lines_that_cross_without_a_vertex(columns: dict[str, list[str]], asked: Crossings, met: bool) -> None:
    segments = read_lines(roads([EAST_WEST, NORTH_SOUTH], **columns), crossings=asked)
    walk = seconds(segments, WEST, NORTH)
    assert walk == pytest.approx(400, rel=2e-3) if met else np.isnan(walk)


def test_crossings_are_told_with_their_rows() -> None:
    doubt = read_lines(roads([EAST_WEST, NORTH_SOUTH]), name="roads.shp").problems
    assert [(p.code, p.severity, p.file, p.params["count"], p.params["rows"]) for p in doubt] == [
        ("network.crossings_kept", Severity.DOUBT, "roads.shp", 1, "1×2")
    ]
    assert "crossings: split" in doubt[0].mend("en")
    note = read_lines(roads([EAST_WEST, NORTH_SOUTH], bridge=["", ""])).problems
    assert [(p.code, p.severity, p.params["count"]) for p in note] == [("network.crossings_split", Severity.NOTE, 1)]


def test_the_scenario_may_ask_and_may_name_columns(tmp_path: Path) -> None:
    roads([EAST_WEST, NORTH_SOUTH], 桥=["", "是"]).to_parquet(tmp_path / "roads.parquet")

    def walk(**columns: str) -> float:
        return seconds(read_segments(InputSpec(tmp_path / "roads.parquet", columns=columns)), WEST, NORTH)

    assert np.isnan(walk())
    assert walk(crossings="split") == pytest.approx(400, rel=2e-3)
    assert np.isnan(walk(crossings="split", bridge="桥"))
    with pytest.raises(NetworkError) as caught:
        walk(crossings="maybe")
    assert [(p.code, p.value) for p in caught.value.problems] == [("network.crossings_unknown", "maybe")]


@pytest.mark.parametrize(("gap", "healed"), [(0.0, True), (0.03, True), (HEAL_M - 0.1, True), (HEAL_M + 0.1, False)])
@pytest.mark.parametrize("x", [0.0, 199.99, 200.0])
def test_an_end_near_another_line_meets_it(gap: float, healed: bool, x: float) -> None:
    segments = read_lines(roads([EAST_WEST, [(x, gap), (x, 200.0)]]))
    walk = seconds(segments, WEST, (x, 200.0))
    assert walk == pytest.approx(400 + x, rel=2e-3) if healed else np.isnan(walk)
    told = [(p.code, p.params["count"]) for p in segments.problems]
    assert told == ([("network.healed", 1)] if healed and (gap or x != 200.0) else [])


def test_healing_can_be_switched_off_and_widened() -> None:
    layer = roads([EAST_WEST, [(0.0, 5.0), (0.0, 200.0)]])
    assert np.isnan(seconds(read_lines(layer, heal_m=0), WEST, NORTH))
    assert seconds(read_lines(layer, heal_m=6), WEST, NORTH) == pytest.approx(400, rel=2e-3)


def test_an_end_on_a_bridge_or_close_to_its_own_street_is_left_alone() -> None:
    below = roads([EAST_WEST, [(0.0, 1.0), (0.0, 200.0)]], bridge=["yes", ""])
    assert np.isnan(seconds(read_lines(below), WEST, NORTH))
    hook = read_lines(roads([[(0.0, 0.0), (100.0, 0.0), (100.0, 1.0), (99.0, 1.0)]]))
    assert not hook.problems


def test_two_lines_that_end_on_a_third_meet_it() -> None:
    """The joint of two lines is no dead end, yet it stands on the street."""
    segments = read_lines(roads([EAST_WEST, [(0.0, 0.0), (0.0, 200.0)], [(0.0, 0.0), (50.0, 200.0)]]))
    assert seconds(segments, WEST, NORTH) == pytest.approx(400, rel=2e-3)


def test_lines_drawn_again_are_told_row_by_row_or_all_at_once() -> None:
    few = read_lines(roads([EAST_WEST, EAST_WEST[::-1], [(0.0, 50.0), (0.0, 90.0)], EAST_WEST])).problems
    assert [(p.code, p.row, p.params["first"]) for p in few] == [("network.repeated_line", 2, 1), ("network.repeated_line", 4, 1)]
    many = read_lines(roads([EAST_WEST] * 30)).problems
    assert [(p.code, p.params["count"]) for p in many] == [("network.repeated_lines", 29)]


def test_a_column_of_names_taken_for_kinds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.network.read.lines._MOST_KINDS", 2)
    with pytest.raises(NetworkError) as caught:
        read_lines(roads([EAST_WEST] * 3, highway=["residential", "b", "c"]))
    assert caught.value.problems[-1].code == "network.too_many_kinds"


spots = st.tuples(st.integers(-90, 90), st.integers(-90, 90)).map(lambda p: (p[0] + 0.25 * p[1] / 90, p[1] - 0.2 * p[0] / 90))


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(st.tuples(spots, spots).filter(lambda s: np.hypot(s[0][0] - s[1][0], s[0][1] - s[1][1]) > 30), min_size=2, max_size=7))
def test_split_lines_meet_where_shapely_says_they_cross(lines: list[tuple[Spot, Spot]]) -> None:
    """After splitting, streets are in as many pieces as the union of the lines; no length is won or lost."""
    layer = roads(lines, bridge=[""] * len(lines))
    segments = read_lines(layer, heal_m=0)
    together = shapely.get_parts(shapely.line_merge(shapely.union_all(layer.geometry.to_numpy())))
    graph = street_graph(segments, source="made")
    touching = shapely.STRtree(together).query(together, predicate="dwithin", distance=1e-6)
    expected = len(_pieces(touching, len(together)))
    assert int(graph.island.max()) + 1 == expected
    assert segments.lengths_m().sum() == pytest.approx(read_lines(layer, heal_m=0, crossings="keep").lengths_m().sum(), rel=1e-3, abs=1.0)


def _pieces(pairs: np.ndarray, n: int) -> set[int]:
    parent = list(range(n))
    for _ in range(n):
        for a, b in pairs.T.tolist():
            parent[a] = parent[b] = min(parent[a], parent[b])
    return set(parent)
