"""What is done on the map as changes of a scenario: what is taken, what is refused, how it is told."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.scenario.changes import CHANGES
from planner.ui.live.edits import EDITS, MOST_CORNERS, MOST_LETTERS, RefusedError, change_of, changes_of, step, taken_by, told
from planner.ui.state import SessionState

SQUARE = [[111.5, 36.0], [111.51, 36.0], [111.51, 36.01], [111.5, 36.01]]


class Shelf:
    """Keeps shapes as a test sees them."""

    def __init__(self) -> None:
        self.kept: list[Mapping[str, Any]] = []

    def __call__(self, geometry: Mapping[str, Any]) -> Path:
        self.kept.append(geometry)
        return Path(f"shape-{len(self.kept)}.geojson")


def nothing(_: str) -> bool:
    return False


def made(act: Mapping[str, Any], *, shelf: Shelf | None = None) -> Mapping[str, Any]:
    change = change_of(act, nothing, "zh", shelf or Shelf())
    ((kind, body),) = change.items()
    assert kind == act["do"]
    return dict(body)


def test_a_facility_takes_the_first_free_id_and_its_figures() -> None:
    act = {
        "do": "add_facility",
        "kind": "站",
        "floor_area_m2": "800",
        "beds": "",
        "name": "  新 站 ",
        "at": [111.5000001, 36.0],
    }
    change = change_of(act, {"F-new-1", "F-new-2"}.__contains__, "zh", Shelf())
    body = {"id": "F-new-3", "name": "新 站", "kind": "站", "floor_area_m2": 800, "at": [111.5, 36.0]}
    assert change == {"add_facility": body}


def test_a_parcel_is_kept_as_a_closed_outline() -> None:
    shelf = Shelf()
    body = made({"do": "add_parcel", "ring": SQUARE, "households": "1000"}, shelf=shelf)
    assert body == {"id": "P-new-1", "file": "shape-1.geojson", "households": 1000}
    assert shapely.from_geojson(json.dumps(shelf.kept[0])).equals(shapely.Polygon(SQUARE))


def test_an_outline_that_crosses_itself_is_mended() -> None:
    shelf = Shelf()
    bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    made({"do": "add_parcel", "ring": bow, "households": 1}, shelf=shelf)
    shape = shapely.from_geojson(json.dumps(shelf.kept[0]))
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    "act",
    [
        {},
        {"do": "run_code"},
        {"do": "add_facility"},
        {"do": "add_facility", "kind": "", "at": [111.5, 36.0]},
        {"do": "add_facility", "kind": "站", "at": [111.5]},
        {"do": "add_facility", "kind": "站", "at": "somewhere"},
        {"do": "add_facility", "kind": "站", "at": [111.5, 136.0]},
        {"do": "add_facility", "kind": "站", "at": [float("nan"), 36.0]},
        {"do": "add_facility", "kind": "站", "at": [111.5, 36.0], "floor_area_m2": -1},
        {"do": "add_facility", "kind": "站", "at": [111.5, 36.0], "floor_area_m2": "inf"},
        {"do": "add_facility", "kind": "站", "at": [111.5, 36.0], "beds": "many"},
        {"do": "move_facility", "at": [111.5, 36.0]},
        {"do": "add_parcel", "ring": SQUARE[:2], "households": 1},
        {"do": "add_parcel", "ring": [[0, 0], [1, 1], [2, 2]], "households": 1},
        {"do": "add_parcel", "ring": SQUARE * (MOST_CORNERS // 4 + 1), "households": 1},
        {"do": "add_parcel", "geometry": {"type": "Polygon", "coordinates": "none"}},
        {"do": "add_road", "line": [[111.5, 36.0]]},
        {"do": "add_road", "line": [[111.5, 36.0], [111.5, 36.0]]},
    ],
)
def test_what_cannot_be_a_change_is_refused_in_words(act: Mapping[str, Any]) -> None:
    with pytest.raises(RefusedError, match=r"."):
        change_of(act, nothing, "zh", Shelf())


@given(name=st.text(max_size=400))
def test_a_name_is_one_line_of_bounded_length(name: str) -> None:
    body = made({"do": "add_facility", "kind": "站", "at": [111.5, 36.0], "name": name})
    kept = body.get("name", "")
    assert kept == " ".join(name.split())[:MOST_LETTERS] or not kept
    assert "\n" not in kept


def test_every_edit_of_the_map_is_a_change_of_a_scenario() -> None:
    assert set(CHANGES) >= EDITS - {"add_parcels"}


def test_parcels_of_a_file_keep_their_ids_where_these_are_free_and_come_all_or_none() -> None:
    parcels = [{"id": i, "ring": SQUARE, "households": n} for i, n in (("P1", 5), ("P2", 6), ("P2", 7), ("", 8))]
    act = {"do": "add_parcels", "parcels": parcels}
    made = changes_of(act, [], frozenset({"P1"}), "zh", Shelf())
    assert [c["add_parcel"]["id"] for c in made] == ["P-new-1", "P2", "P-new-2", "P-new-3"]
    assert [c["add_parcel"]["households"] for c in made] == [5, 6, 7, 8]
    for wrong in ([*parcels, {"ring": SQUARE, "households": -1}], [], "P1"):
        with pytest.raises(RefusedError):
            changes_of({**act, "parcels": wrong}, [], frozenset(), "zh", Shelf())


def test_ids_in_use_are_those_of_run_and_changes() -> None:
    taken = taken_by([{"add_facility": {"id": "F-new-1"}}, {"grow_population": {"to_year": 2030}}], frozenset({"F1"}))
    assert [taken(name) for name in ("F-new-1", "F1", "F-new-2")] == [True, True, False]


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_every_change_can_be_told(kind: str) -> None:
    for lang in ("zh", "en"):
        assert "<b>X</b>" in told({kind: {"id": "X1", "name": "<b>X</b>", "households": 1200}}, lang)
        assert "1,200" in told({kind: {"id": "X1", "households": 1200}}, lang)


def after(state: SessionState, **act: Any) -> tuple[Mapping[str, Any], ...]:
    assert step(state, act)
    return state.changes


def test_steps_are_undone_redone_dropped_and_cleared() -> None:
    state = SessionState({})
    one, two = {"close_facility": {"id": "F1"}}, {"close_facility": {"id": "F2"}}
    state.change(one)
    state.change(two)
    assert after(state, do="undo") == (one,)
    assert after(state, do="redo") == (one, two)
    for wrong in (7, -1, "0", None):
        assert after(state, do="drop", n=wrong) == (one, two)
    assert after(state, do="drop", n=0) == (two,)
    assert after(state, do="clear") == ()
    assert after(state, do="undo") == (two,)
    assert not step(state, {"do": "select"})
