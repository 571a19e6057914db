"""Drafts on disk: what was tried comes back as it was, once, and nothing that lies there by mistake is taken for one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.ui.live.drafts import Drafts
from planner.ui.state import Change

CHANGE: Change = {"close_facility": {"id": "F1", "name": "<script>甲</script>"}}


def gone(_: str) -> bool:
    return False


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_a_draft_comes_back_as_it_was(drafts: Drafts) -> None:
    drafts.write("s1", "/a.yaml", (CHANGE,))
    drafts.write("s2", "/b.yaml", (CHANGE, CHANGE))
    [draft] = drafts.left("/a.yaml", gone)
    assert (draft.session, draft.scenario, draft.changes) == ("s1", "/a.yaml", (CHANGE,))
    assert not list(drafts.folder.glob(".part-*"))


def test_one_whose_session_is_at_work_is_not_offered(drafts: Drafts) -> None:
    drafts.write("s1", "/a.yaml", (CHANGE,))
    assert drafts.left("/a.yaml", {"s1"}.__contains__) == []


def test_nothing_tried_leaves_no_draft(drafts: Drafts) -> None:
    drafts.write("s1", "/a.yaml", (CHANGE,))
    drafts.write("s1", "/a.yaml", ())
    drafts.write("s1", "/a.yaml", ())
    assert drafts.left("/a.yaml", gone) == []


def test_of_two_who_ask_one_gets_it(drafts: Drafts) -> None:
    drafts.write("s1", "/a.yaml", (CHANGE,))
    assert [drafts.drop("s1"), drafts.drop("s1")] == [True, False]


@given(name=st.text(min_size=1, max_size=90))
def test_no_session_name_leads_out_of_the_folder(name: str) -> None:
    assert Drafts(Path("drafts"))._file(name).parent == Path("drafts")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"scenario": "/a.yaml"}', '{"scenario": "/a.yaml", "changes": [], "saved_at": "never"}'])
def test_files_that_are_no_drafts_are_passed_over(drafts: Drafts, text: str) -> None:
    drafts.folder.mkdir()
    (drafts.folder / "x.json").write_text(text, encoding="utf-8")
    assert drafts.left("/a.yaml", gone) == []


def test_what_is_no_change_is_left_out(drafts: Drafts) -> None:
    drafts.write("s1", "/a.yaml", (CHANGE,))
    file = drafts.folder / "s1.json"
    data = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**data, "changes": [7, {}, {"a": 1, "b": 2}, CHANGE]}), encoding="utf-8")
    assert [d.changes for d in drafts.left("/a.yaml", gone)] == [(CHANGE,)]


def test_a_shape_lies_there_once_under_a_name_from_its_content(drafts: Drafts) -> None:
    shape = {"type": "Point", "coordinates": [111.5, 36.0]}
    first, again = drafts.shape(shape), drafts.shape(dict(reversed(shape.items())))
    other = drafts.shape({"type": "Point", "coordinates": [111.5, 36.1]})
    assert first == again != other
    assert json.loads(first.read_text(encoding="utf-8"))["features"][0]["geometry"] == shape


def test_the_usual_folder_is_the_one_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PLANNER_DRAFTS", str(tmp_path))
    assert Drafts.usual().folder == tmp_path
    monkeypatch.delenv("PLANNER_DRAFTS")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert Drafts.usual().folder == tmp_path / "local" / "planner" / "drafts"
