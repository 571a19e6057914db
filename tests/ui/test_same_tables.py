"""A run just computed and the same run read back from its folder show the same tables in the app: list, order, headers, rows, figures."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from planner.report import columns_of, shown, write_results
from planner.run import Scenario
from planner.tables import schemas
from planner.ui.context import Shown, from_result
from planner.ui.folder import read_folder
from planner.ui.views.data import described_columns
from tests.town import build


@pytest.fixture(scope="module", params=["example", "town"])
def both(request: pytest.FixtureRequest, repo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Shown]:
    """A run live, and read back."""
    folder = tmp_path_factory.mktemp("tables")
    path = repo / "scenarios" / "baseline.yaml" if request.param == "example" else build(folder / "town")
    result = Scenario.load(path).run()
    return from_result(result), read_folder(write_results(result, folder / "out"))


def headers(view: Shown, lang: str) -> dict[str, list[str]]:
    """Every table in the order of the page, with its headers from the left."""
    return {n: [c.header(lang) for c in columns_of(n, described_columns(t, n).columns, lang=lang)] for n, t in view.tables.items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_same_tables_in_the_same_order_with_the_same_headers(both: tuple[Shown, Shown], lang: str) -> None:
    live, finished = (headers(view, lang) for view in both)
    assert list(live) == list(finished) == [name for name in schemas() if name in live]
    assert live == finished
    assert {"why_not_homes", "readings", "usable", "catchments", "quality"} <= set(live)


def test_the_same_words_and_figures(both: tuple[Shown, Shown]) -> None:
    for name in both[0].tables:
        live, finished = (described_columns(view.tables[name], name).head(40) for view in both)
        assert len(both[0].tables[name]) == len(both[1].tables[name])
        for column in columns_of(name, live.columns):
            told = [[shown(column, value) for value in frame[column.name].tolist()] for frame in (live, finished)]
            assert told[0] == told[1], (name, column.name)


def test_the_page_lists_them_and_shows_each(both: tuple[Shown, Shown]) -> None:
    def page(view: object) -> None:
        from planner.ui.context import Context, Shown
        from planner.ui.state import SessionState
        from planner.ui.views import data

        assert isinstance(view, Shown)
        data.show(Context("zh", view, None, SessionState({})))

    listed = []
    for view in both:
        seen = AppTest.from_function(page, kwargs={"view": view}, default_timeout=120).run()
        assert not seen.exception
        choice = next(box for box in seen.selectbox if box.label == "表")
        listed.append(choice.options)
        for name in ("usable", "quality", "why_not"):
            frames = list(choice.set_value(name).run().dataframe)
            assert not seen.exception
            assert any(len(f.value) == len(view.tables[name]) for f in frames), name
    assert listed[0] == listed[1]
    assert len(listed[0]) == len(both[0].tables)


def test_a_formula_like_text_reads_as_it_was_given(tmp_path: Path) -> None:
    facilities = "id,name,kind,floor_area_m2,lon,lat\nF1,=SUM(甲),社区养老服务中心,800,111.5045,36.0845\n"
    result = Scenario.load(build(tmp_path / "town", facilities=facilities)).run()
    finished = read_folder(write_results(result, tmp_path / "out"))
    assert finished.facilities["name"].tolist() == from_result(result).facilities["name"].tolist() == ["=SUM(甲)"]
    assert "'=SUM(甲)" in (tmp_path / "out" / "facilities.csv").read_text(encoding="utf-8-sig")


def test_a_file_of_others_in_the_folder_does_no_harm(tmp_path: Path) -> None:
    folder = write_results(Scenario.load(build(tmp_path / "town")).run(), tmp_path / "out")
    (folder / "台账.csv").write_bytes("编号,名称\n1,甲".encode("gbk"))
    assert isinstance(read_folder(folder).communities, pd.DataFrame)
