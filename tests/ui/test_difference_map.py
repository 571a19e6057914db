"""``map.html`` of a comparison in a browser with every other host blocked: each scenario has a view, names stay text."""

from __future__ import annotations

import re
from pathlib import Path

from planner.compare import compare
from planner.report import write_comparison
from planner.run import Workspace
from tests.town import BLOCK, SOUTH, WEST, build
from tests.ui.conftest import NewPage

EVIL = "</script><img src='http://elsewhere.example/x' onerror='window.hacked=1'>{{ 7*7 }}"


def test_views_counts_cards_and_hostile_names(tmp_path: Path, new_page: NewPage) -> None:
    space = Workspace.open(build(tmp_path))
    at = [WEST + 20 * BLOCK + 0.0005, SOUTH + BLOCK]
    added = {"add_facility": {"id": "新", "name": EVIL, "kind": "社区养老服务中心", "floor_area_m2": 800, "at": at}}
    told = compare([space.result, space.run([added], name=EVIL), space.run([{"close_facility": {"id": "F1"}}], name="三")])
    page_file = write_comparison(told, tmp_path / "out") / "map.html"
    seen = new_page(1366, 768)
    page = seen.page
    page.goto(page_file.as_uri())
    page.wait_for_selector("[data-ready=yes]")
    assert page.locator("[data-theme]").all_text_contents() == ["方案 2", "方案 3"]
    assert page.locator('[data-layer="s2-facility"]').is_checked()
    assert not page.locator('[data-layer="s3-facility"]').is_visible()
    page.click('[data-theme="s3"]')
    assert page.locator('[data-layer="s3-facility"]').is_checked()
    lost = told.homes[(told.homes["scenario"] == 3) & (told.homes["set"] == "centre") & (told.homes["what"] == "lost")]
    assert len(lost)
    count = str(page.locator('[data-count="s3-centre-lost"]').text_content())
    assert re.sub(r"[^0-9 ]", "", count.replace("·", " ")).split() == [str(len(lost)), f"{lost['persons'].sum():.0f}"]
    assert EVIL in str(page.locator(".pm-title").text_content())
    assert page.evaluate("window.hacked") is None
    assert page.locator(".leaflet-control-scale-line").count() == 1
    assert page.locator(".pm-north").count() == 1
    assert (seen.outside, seen.errors) == ([], [])
