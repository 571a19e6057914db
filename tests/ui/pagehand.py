"""What a hand does on the pages beside the map: opens one, picks a subject, clicks a figure or a row."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.ui.conftest import NewPage, Watched

_CELLS = """(frame) => [...frame.querySelectorAll('canvas tbody [role=row]')].map(
  (row) => [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent))"""
SIZES = [(1366, 768), (1920, 1080)]


def opened(new_page: NewPage, address: str, name: str, size: tuple[int, int] = SIZES[0]) -> Watched:
    """Open the app and go to a page by its link."""
    seen = new_page(*size)
    seen.page.goto(address)
    turn(seen.page, name)
    return seen


def turn(page: Page, name: str) -> Locator:
    """Go to a page by its link."""
    link = page.get_by_test_id("stTopNavLink").filter(has_text=name)
    expect(link).to_be_visible(timeout=90_000)
    link.click()
    expect(page.locator(f"a[href$='{link.get_attribute('href')}'][data-testid=stTopNavLink]")).to_be_visible()
    settled(page)
    return page.get_by_test_id("stMain")


def settled(page: Page) -> None:
    """Wait until the server has nothing more to say."""
    page.wait_for_timeout(150)
    page.wait_for_function(
        """() => !document.querySelector('[data-testid=stStatusWidget]')
        && document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'""",
        timeout=60_000,
    )
    page.wait_for_timeout(100)


def choose(page: Page, label: str, text: str) -> None:
    """Pick an entry of a choice by typing, as an officer would."""
    box = page.get_by_role("combobox", name=re.compile(label))
    box.click()
    box.fill(text)
    page.get_by_role("option", name=re.compile(re.escape(text))).first.click()
    page.keyboard.press("Escape")
    settled(page)


def unfold(page: Page, title: str) -> None:
    """Open a fold and let it finish: what is still unfolding takes no click."""
    page.get_by_text(title).first.click()
    page.wait_for_timeout(600)


def press(page: Page, button: Locator, done: Locator, *, gone: bool = False) -> None:
    """Click a button until what it does shows, or goes: a click into a page that is just being laid out anew can be lost."""
    for _ in range(3):
        button.click()
        settled(page)
        try:
            expect(done).to_have_count(0, timeout=8_000) if gone else expect(done).to_be_visible(timeout=8_000)
        except AssertionError:
            continue
        return
    expect(done).to_have_count(0) if gone else expect(done).to_be_visible()


def click_figure(page: Page, key: str) -> None:
    """Click a headline figure."""
    page.locator(f".st-key-fig-{key} button").click()
    settled(page)


def figure(page: Page, key: str) -> int:
    """Read a headline figure."""
    return int(page.locator(f".st-key-fig-{key} button p").first.inner_text().replace(",", ""))


def click_row(page: Page, table: Locator, row: int) -> None:
    """Click into a row of a table, counted from 0."""
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 120, box["y"] + 36 + 35 * row + 17)
    settled(page)


def cells(table: Locator) -> list[list[str]]:
    """Read the rows a table draws, as a screen reader does, once they stay the same for a moment."""
    before: list[list[str]] = []
    for _ in range(40):
        now: list[list[str]] = table.evaluate(_CELLS)
        if now and now == before:
            return now
        before = now
        table.page.wait_for_timeout(250)
    return before


def download(page: Page, button: Locator, folder: Path) -> Path:
    """Click a download and keep the file."""
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target
