"""A real browser without any way out, and the finished runs it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.runs import any_run, example_run, newport_run, wuhan_run

__all__ = ["any_run", "example_run", "newport_run", "wuhan_run"]


@dataclass
class Watched:
    """A page, and what went wrong on it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


NewPage = Callable[[int, int], Watched]


def watched(browser: Browser, width: int, height: int) -> Watched:
    """Open an empty page of a size; every request to another machine is noted and refused, every console error noted."""
    page = browser.new_page(viewport={"width": width, "height": height})
    seen = Watched(page)

    def gate(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in {"file", "data", "blob", "about"} or parts.hostname in {"localhost", "127.0.0.1"}:
            route.continue_()
        else:
            seen.outside.append(route.request.url)
            route.abort()

    def told(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    page.route("**/*", gate)
    page.on("console", told)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    return seen


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Open pages as :func:`watched` does, and close them after the test."""
    pages: list[Page] = []

    def _new(width: int, height: int) -> Watched:
        seen = watched(browser, width, height)
        pages.append(seen.page)
        return seen

    yield _new
    for page in pages:
        page.close()
