"""The app in a browser with every other host blocked: a finished run with its map, tables and findings."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.runs import Run, run_into
from tests.town import build, features, parcel
from tests.ui.conftest import NewPage, Watched

EVIL = "![x](http://elsewhere.example/x.png)<img src='http://elsewhere.example/y' onerror='window.hacked=1'>:red[甲]"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _serve(repo: Path, folder: Path) -> Iterator[str]:
    """Start the app as a user would, on a free port of this machine; stop it afterwards."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--", str(folder)]
    env = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    server = subprocess.Popen(command, cwd=repo, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(240):
            assert server.poll() is None, "the app's server stopped"
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.25)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def app(repo: Path, example_run: Run) -> Iterator[str]:
    """The app on the example city."""
    yield from _serve(repo, example_run.folder)


def opened(new_page: NewPage, address: str, size: tuple[int, int] = (1366, 768)) -> Watched:
    seen = new_page(*size)
    seen.page.goto(address)
    expect(pages(seen.page).first).to_be_visible(timeout=60_000)
    seen.page.frame_locator("iframe").locator("[data-ready=yes]").wait_for(timeout=60_000)
    return seen


def pages(page: Page, name: str = "") -> Locator:
    """Links to the pages, or the one of a name."""
    links = page.get_by_test_id("stTopNavLink")
    return links.filter(has_text=name) if name else links


def go(page: Page, name: str) -> Locator:
    """Open a page of the app and give what it shows."""
    pages(page, name).click()
    expect(page.get_by_test_id("stDataFrame").first).to_be_visible(timeout=30_000)
    return page.get_by_test_id("stMain")


def test_title_figures_map_and_tabs(app: str, example_run: Run, new_page: NewPage) -> None:
    seen = opened(new_page, app)
    page, summary = seen.page, example_run.summary
    expect(page.get_by_text(summary["name"]).first).to_be_visible()
    expect(page.get_by_text("合成数据·仅供测试").first).to_be_visible()
    figures = page.locator(".pc-figures").inner_text()
    assert f"{summary['coverage']['facility']['15']['standard']['share']:.1%}" in figures
    assert f"{summary['parcels']['fail']}\n共 {summary['parcels']['total']} 宗" in figures
    for name in ("地块核查", "社区缺口", "设施", "数据"):
        expect(go(page, name).get_by_test_id("stDataFrame").first).to_be_visible()
    assert seen.outside == []
    assert seen.errors == []


def test_english_by_a_switch(app: str, new_page: NewPage) -> None:
    seen = opened(new_page, app)
    seen.page.get_by_text("English", exact=True).click()
    expect(pages(seen.page, "Community gaps")).to_be_visible()
    expect(seen.page.get_by_text("Parcels failing")).to_be_visible()
    assert seen.errors == []


def test_names_are_text_and_nothing_is_fetched_for_them(repo: Path, tmp_path: Path, new_page: NewPage) -> None:
    properties, kind, place = parcel("P1")
    shapes = features([({**properties, "name": EVIL}, kind, place)])
    run = run_into(build(tmp_path / "town", parcels=shapes), tmp_path / "out")
    for address in _serve(repo, run.folder):
        seen = opened(new_page, address)
        expect(go(seen.page, "地块核查").locator(".pc-card").first).to_contain_text(EVIL)
        assert seen.page.evaluate("window.hacked") is None
        assert seen.outside == []
