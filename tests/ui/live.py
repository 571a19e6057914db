"""The live map as a test drives it: a server of the app, and what a hand does on the map."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

#: Finds the map inside the page's shadow roots.
_ROOT = """const find = (r) => { const here = r.querySelector('.pl-root'); if (here) return here;
  for (const e of r.querySelectorAll('*')) { const f = e.shadowRoot && find(e.shadowRoot); if (f) return f; } return null; };"""
_RENDERED = f"""(n) => {{ {_ROOT} const host = find(document);
  return host && Number(host.dataset.renders || 0) > n && host.dataset.busy !== 'yes'; }}"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running app."""

    address: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Stop it as a power cut would."""
        self.process.kill()
        self.process.wait(timeout=20)


@contextmanager
def serving(repo: Path, place: Path, env: Mapping[str, str] | None = None, *, where: Path | None = None) -> Iterator[Server]:
    """Start the app as a user would, on a free port of this machine; stop it afterwards."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(repo / "app.py"), f"--server.port={port}", "--server.address=localhost"]
    command += ["--server.headless=true", "--browser.gatherUsageStats=false", "--", str(place)]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    clean = {**clean, "PYTHONPATH": str(repo), **(env or {})}
    process = subprocess.Popen(command, cwd=where or repo, env=clean, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(400):
            assert process.poll() is None, "the app's server stopped"
            try:
                with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                time.sleep(0.15)
        yield Server(f"http://localhost:{port}", process)
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class LiveMap:
    """The live map on a page."""

    page: Page

    @classmethod
    def open(cls, page: Page, address: str) -> LiveMap:
        """Open the app and wait until the map is drawn."""
        live = cls(page)
        page.goto(address)
        live.rendered(0)
        return live

    @property
    def root(self) -> Locator:
        return self.page.locator(".pl-root")

    @property
    def renders(self) -> int:
        """How often the map was drawn from a message."""
        return int(self.root.get_attribute("data-renders") or 0)

    def rendered(self, before: int) -> None:
        """Wait for a drawing after ``before``, with nothing left to come."""
        self.page.wait_for_function(_RENDERED, arg=before, timeout=120_000, polling=50)

    def after(self, done: Callable[[], None]) -> float:
        """Do something that asks the server, wait for the map, and give the milliseconds between as the browser measured them."""
        before = self.renders
        done()
        self.rendered(before)
        return float(self.root.get_attribute("data-took") or 0)

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place lies on the screen."""
        box = self.root.locator(".pl-map").first.bounding_box()
        assert box
        x, y = self.root.evaluate(
            "(h, [lat, lng]) => { const p = h.plannerMap.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }", [lat, lon]
        )
        return box["x"] + x, box["y"] + y

    def go(self, lon: float, lat: float, zoom: float) -> None:
        """Look at a place."""
        self.root.evaluate("(h, [lat, lng, zoom]) => { h.plannerMap.setView([lat, lng], zoom, { animate: false }); }", [lat, lon, zoom])

    def click(self, lon: float, lat: float) -> None:
        self.page.mouse.click(*self.point(lon, lat))

    def do(self, name: str) -> Locator:
        """A button by what it does."""
        return self.root.locator(f"[data-do={name}]").first

    def layer(self, name: str) -> None:
        """Switch a layer on or off."""
        self.root.locator(f"input[data-layer={name}]").click()

    @property
    def mode(self) -> str:
        """The tool in hand; ``choose`` for none."""
        return str(self.root.locator(".pl-sheet").first.get_attribute("data-mode") or "choose")

    def count(self, name: str) -> int:
        """The number beside a layer."""
        return int(re.sub(r"[^0-9]", "", self.root.locator(f"[data-count={name}]").inner_text()) or 0)

    def figure(self, name: str) -> str:
        """A headline figure with what stands beside it."""
        return self.root.locator(f"[data-figure={name}]").inner_text()

    @property
    def card(self) -> Locator:
        return self.root.locator("[data-card]")

    def view(self) -> tuple[float, float, float]:
        """Middle and zoom."""
        lat, lng, zoom = self.root.evaluate("(h) => { const c = h.plannerMap.getCenter(); return [c.lat, c.lng, h.plannerMap.getZoom()]; }")
        return lat, lng, zoom

    def painted(self) -> dict[str, int]:
        """Sheet of the map → shapes drawn on it."""
        counts: dict[str, int] = self.root.evaluate(
            """(h) => { const out = {};
            h.plannerMap.eachLayer((l) => { const p = l.options.pane; if (p && l.setStyle) out[p] = (out[p] || 0) + 1; });
            return out; }"""
        )
        return counts


def row(run: Any, table: str, key: str, value: str) -> dict[str, str]:
    """A row of a run's table."""
    return next(r for r in run.rows(table) if r[key] == value)
