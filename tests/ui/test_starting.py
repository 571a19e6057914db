"""``planner app`` as an officer starts and ends it: every address opens, in Chinese from the first moment, and nothing is left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from planner.ui.app import PAGES
from planner.ui.serving.parts import SCRIPT
from tests.children import hear_all
from tests.runs import Run
from tests.ui.conftest import NewPage
from tests.ui.live import free_port

DEEP = [name for name in PAGES if name != "map"]
#: Starts the command with a page that fails.
FAULTY = """
import sys
import planner.ui.views.data as data

def show(ctx):
    raise KeyError("areas")

data.show = show
from planner.__main__ import main
main()
"""


@contextmanager
def started(repo: Path, place: Path, port: int, *, code: str = "") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start the command in a session of its own, wait for the address it prints; kill what is left of it afterwards."""
    command = [sys.executable, *(["-c", code] if code else ["-m", "planner"]), "app", str(place), "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(repo)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=repo, env=env, text=True, start_new_session=True, preexec_fn=hear_all, **pipes)  # type: ignore[call-overload]  # noqa: PLW1509
    assert process.stdout
    try:
        yield process.stdout.readline().strip(), process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate(timeout=30)


def stands(page: Page, name: str) -> None:
    """See the page of a name drawn, and marked among the links."""
    link = page.get_by_test_id("stTopNavLink").nth(list(PAGES).index(name))
    expect(link).to_have_attribute("aria-current", "page", timeout=60_000)
    expect(page.get_by_test_id("stMain").get_by_text("示例城区现状").first).to_be_visible(timeout=60_000)
    expect(page.get_by_test_id("stMain").locator("[data-testid=stVerticalBlock] [data-testid=stElementContainer]").nth(3)).to_be_attached()


def reopened(repo: Path, run: Run, new_page: NewPage, names: list[str]) -> None:
    """Open each page first after a start; and the same by F5 once another server stands there."""
    port, seen = free_port(), new_page(1366, 768)
    with started(repo, run.folder, port) as (address, _):
        seen.page.goto(f"{address}/{names[0]}")
        stands(seen.page, names[0])
        assert seen.errors == []
    for name in names:
        seen.page.goto("about:blank")
        with started(repo, run.folder, port) as (address, _):
            seen.page.goto(f"{address}/{name}")
            stands(seen.page, name)
        seen.errors.clear()  # the page asked a server that was gone
        with started(repo, run.folder, port):
            seen.page.reload()
            seen.errors.clear()
            stands(seen.page, name)
            assert seen.errors == []
            assert seen.outside == []


def test_no_folder_that_streamlit_takes_for_pages(repo: Path) -> None:
    assert SCRIPT.is_file()
    assert not SCRIPT.with_name("pages").exists()
    assert not (repo / "pages").exists()


def test_any_address_opens_first_and_after_a_restart(repo: Path, example_run: Run, new_page: NewPage) -> None:
    reopened(repo, example_run, new_page, ["parcels"])


@pytest.mark.soak
def test_every_address_opens_first_and_after_a_restart(repo: Path, example_run: Run, new_page: NewPage) -> None:
    reopened(repo, example_run, new_page, DEEP)


def test_the_address_is_printed_when_it_answers_and_every_page_opens(repo: Path, example_run: Run, new_page: NewPage) -> None:
    with started(repo, example_run.folder, free_port()) as (address, _):
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:  # noqa: S310 - this machine
            assert answer.status == 200
        for name in DEEP:
            seen = new_page(1366, 768)
            seen.page.goto(f"{address}/{name}")
            stands(seen.page, name)
            assert seen.errors == []
        for unknown in ("map", "nonsense", "nonsense/parcels", "parcels/nonsense?x=1"):
            seen.page.goto(f"{address}/{unknown}")
            stands(seen.page, "map")
            expect(seen.page).to_have_url(f"{address}/")
            expect(seen.page.get_by_role("dialog")).to_have_count(0)
        assert seen.errors == []


def test_the_first_moment_is_chinese(repo: Path, example_run: Run, new_page: NewPage) -> None:
    """What stands there before any script of Streamlit has come; then the language of the page follows the switch."""
    with started(repo, example_run.folder, free_port()) as (address, _):
        page = new_page(1366, 768).page

        def later(route: Route) -> None:
            route.abort()

        page.route("**/static/js/**", later)
        page.goto(f"{address}/parcels", wait_until="commit")
        expect(page.get_by_text("正在打开……")).to_be_visible()
        assert page.title() == "15 分钟养老服务圈与配建核查"
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert not re.search(r"[A-Za-z]{3}", page.locator("body").inner_text())
        page.unroute("**/static/js/**", later)
        page.reload()
        stands(page, "parcels")
        expect(page.locator("#planner-first")).to_have_count(0)
        page.get_by_text("English", exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_fault_and_a_lost_server_are_told_in_chinese(repo: Path, example_run: Run, new_page: NewPage) -> None:
    with started(repo, example_run.folder, free_port(), code=FAULTY) as (address, process):
        page = new_page(1366, 768).page
        page.goto(f"{address}/data")
        main = page.get_by_test_id("stMain")
        expect(main.get_by_text("这一步出错了")).to_be_visible(timeout=60_000)
        expect(main.get_by_text("KeyError: 'areas'")).to_be_visible()
        number = re.search(r"编号 ([0-9A-F]{8})", main.inner_text())
        assert number
        hosts = {a.evaluate("a => a.host") for a in page.locator("a").all()}
        assert hosts == {address.removeprefix("http://")}
        page.get_by_test_id("stTopNavLink").nth(1).click()
        stands(page, "parcels")
        process.terminate()
        _, log = process.communicate(timeout=30)
        assert number[1] in log
        assert "Traceback" in log
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("与程序的连接断开了", timeout=60_000)
        assert "Streamlit" not in dialog.inner_text()


def ended(repo: Path, run: Run, number: signal.Signals, port: int) -> tuple[int, str]:
    """Start, end by a signal, and see that no process and no port is left; give the exit code and what was said."""
    with started(repo, run.folder, port) as (address, process):
        assert address == f"http://localhost:{port}"
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)  # the session's own group: the command and any child it might have had
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://localhost:{port}/", timeout=2)
        return process.returncode, said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals; a closed console ends its one process there")
@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 143)])
def test_ended_by_a_signal_nothing_is_left(repo: Path, example_run: Run, name: str, code: int) -> None:
    number = signal.Signals[name]
    got, said = ended(repo, example_run, number, free_port())
    assert got == code
    assert "已中断" in said
    assert "地图已关闭" in said
    assert "Traceback" not in said


@pytest.mark.soak
@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
def test_ten_starts_on_one_port(repo: Path, example_run: Run) -> None:
    port = free_port()
    for name in ("SIGTERM", "SIGTERM", "SIGINT", "SIGTERM", "SIGHUP", "SIGTERM", "SIGKILL", "SIGTERM", "SIGINT", "SIGTERM"):
        ended(repo, example_run, signal.Signals[name], port)
