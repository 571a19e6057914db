"""One rule of rounding: a half goes away from zero on the terminal, the maps, the app and in Word, as in Excel; no minus before nought."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from planner.cli import console
from planner.compare.figures import shown_change
from planner.report.columns import Column, shown
from planner.report.map import page as maphtml
from planner.report.map.layers import MapSheet, facility_group
from planner.report.word.phrases import whole as word_whole
from planner.run import Scenario
from planner.texts.figures import percent, plain, signed, thousands, whole
from planner.ui.live.view import figures as headline
from planner.ui.views.map import figures
from tests.town import build

PERSONS = 1_569_554.5


def spread(persons: float) -> dict[str, Any]:
    """A summary in which every count of persons is the same half and every share lies halfway between two tenths of a per cent."""
    at = {"persons": persons, "share": 0.6245, "older_persons": persons, "share_older": 0.6245}
    reach = {"15": {"standard": at}}
    counts = dict.fromkeys(("total", "fail", "pass", "needs_review", "missing", "too_small"), 0)
    coverage = {"persons": persons, "older_persons": persons, "off_network_persons": 0, "doubtful_persons": persons}
    return {
        "walk": {"minutes": [15.0], "profile": "standard", "profiles_m_s": {"standard": 1.2}},
        "coverage": {**coverage, "facility": reach, "centre": reach, "qualified_centre": reach},
        "parcels": counts, "communities": counts, "communities_urban": counts, "quality": {"doubt": 0, "note": 0},
        "confidence": {"low": 0, "total": 0},
    }  # fmt: skip


def test_the_same_persons_are_the_same_figure_everywhere() -> None:
    summary = spread(PERSONS)
    paper = Console(width=200, record=True, file=io.StringIO())
    paper.print(console._coverage(summary))
    texts = [
        paper.export_text(),
        str(maphtml._figures(SimpleNamespace(summary=summary))),  # type: ignore[arg-type]
        str(headline(summary, summary, "zh")),
        str(figures(summary, "zh")),
        shown(Column("persons", "count"), PERSONS),
        f"{int(word_whole(PERSONS)):,}",
    ]
    for text in texts:
        assert "1,569,555" in text
        assert "1,569,554" not in text
    for text in texts[:4]:
        assert "62.5%" in text


def test_a_difference_is_that_of_the_figures_beside_it() -> None:
    assert headline(spread(41.5), spread(40.5), "zh")["rows"][0]["cells"][0]["delta"] == "+1 人"
    assert headline(spread(40.4), spread(40.0), "zh")["rows"][0]["cells"][0]["delta"] == ""
    assert shown_change("off_network_persons", 40.5, 40.4) == 1
    assert shown_change("share_facility_15_standard", 0.62449, 0.6245) == Decimal("-0.1")
    assert shown_change("persons", None, 1.0) is None


@pytest.mark.parametrize(("value", "said"), [(-0.4, "0"), (0.4, "0"), (-0.5, "-1"), (0.5, "+1"), (2.5, "+3"), (-1234.5, "-1,235")])
def test_signed(value: float, said: str) -> None:
    assert signed(value) == said


@given(st.integers(-(10**9), 10**9), st.integers(0, 9))
def test_halves_and_nothing_else_go_away_from_zero(units: int, tenth: int) -> None:
    text = f"{units}.{tenth}"
    up = abs(units) + (tenth >= 5)
    said = -up if units < 0 else up
    assert (whole(Decimal(text)), whole(float(text))) == (said, said)
    assert thousands(float(text)).replace(",", "") == plain(float(text)) == str(said)
    assert percent(Decimal(units) / 10_000, 1) == f"{plain(Decimal(units) / 100, 1)}%"


def test_the_legend_says_which_of_its_places_are_not_drawn_or_do_not_count(tmp_path: Path) -> None:
    result = Scenario.load(build(tmp_path)).run()
    there = result.facilities.copy()
    first, second = there.index[there["status"] == "open"][:2]
    there.loc[first, "geometry"] = None
    there.loc[[first, second], "why_not"] = ["no_place", "off_network"]
    group = facility_group(replace(result, facilities=there), MapSheet(), {})
    assert sum(int(str(layer["count"]).split()[0]) for layer in group["layers"]) == len(there)  # those not drawn are among them
    assert group["notes"] == [
        "已建成并运营的社区养老服务中心（站、点）4 处，其中计入可达 2 处，没有可用坐标 1 处，不在路网上 1 处",
        "其中 1 处没有可用坐标，未上图",
        "其中 1 处不计入可达：不在路网上",
    ]
