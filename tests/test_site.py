"""The documentation site builds without a warning and without internet, and asks no other machine for anything."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

#: What a browser fetches by itself; a link that a person may follow is not among them.
FETCHED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data", "use": "href"}


class _Fetched(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.names.add(given.get("id") or "")
        if tag in FETCHED and given.get(FETCHED[tag]):
            self.found.append(str(given[FETCHED[tag]]))


@pytest.fixture(scope="module")
def site(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    made = subprocess.run(command, cwd=repo, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


def test_every_page_is_there(repo: Path, site: Path) -> None:
    pages = {page.stem for page in (repo / "docs").glob("*.md")}
    assert {page.stem for page in site.glob("*.html")} == pages | {"404"}


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    asked = []
    for page in sorted(site.glob("*.html")):
        reader = _Fetched()
        reader.feed(page.read_text(encoding="utf-8"))
        assert reader.found, page.name
        asked += [(page.name, address) for address in reader.found if re.match(r"(\w+:)?//", address)]
        here = [address.partition("?")[0] for address in reader.found if not address.startswith(("data:", "/"))]
        assert [address for address in here if not (site / address).exists()] == [], page.name
    for sheet in sorted(site.rglob("*.css")):
        asked += [(sheet.name, found) for found in re.findall(r"(?:@import\s+|url\()['\"]?((?:\w+:)?//[^'\")]+)", sheet.read_text("utf-8"))]
    assert asked == []


def test_every_name_of_the_reference_has_its_chapter(repo: Path, site: Path) -> None:
    asked = re.findall(r"^::: ([\w.]+)$", (repo / "docs" / "reference.md").read_text(encoding="utf-8"), re.MULTILINE)
    reader = _Fetched()
    reader.feed((site / "reference.html").read_text(encoding="utf-8"))
    assert len(asked) > 20
    assert [name for name in asked if name not in reader.names] == []
