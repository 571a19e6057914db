"""The live map on Wuhan in a real browser: first map, a facility placed, panning; server's share and payloads."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.common import data, heading, table

REPEATS = 7
FIRST_S, CLICK_MS, FRAME_MS = 3.0, 500.0, 50.0
_FIND = """const find = (r) => { const here = r.querySelector('.pl-root'); if (here) return here;
  for (const e of r.querySelectorAll('*')) { const f = e.shadowRoot && find(e.shadowRoot); if (f) return f; } return null; };"""
_DRAWN = f"(n) => {{ {_FIND} const h = find(document); return h && Number(h.dataset.renders || 0) > n && h.dataset.busy !== 'yes'; }}"
#: Milliseconds between frames while the map is moved by hand for two seconds; then the same while it is zoomed.
_MOVING = """(h) => new Promise((done) => {
  const map = h.plannerMap; const gaps = []; let last = performance.now(); let n = 0;
  const step = () => { const now = performance.now(); gaps.push(now - last); last = now; n += 1;
    if (n > 60) { done(gaps.slice(2)); return; }
    map.panBy([n % 40 < 20 ? 14 : -14, 5], { animate: false }); requestAnimationFrame(step); };
  requestAnimationFrame(step); })"""
#: 2 000 polygons and 50 000 street pieces of our own, in the same map.
_MANY = """(h) => { const store = window.plannerStore; const data = JSON.parse(JSON.stringify(h.plannerData));
  const c = h.plannerMap.getCenter();
  const [lat, lng] = [Math.round(c.lat * 1e5), Math.round(c.lng * 1e5)]; const pieces = []; const areas = [];
  for (let i = 0; i < 50000; i += 1) { const x = (i % 250) * 60 - 7500; const y = Math.floor(i / 250) * 60 - 6000;
    pieces.push([lat + y, lng + x, (i % 2) * 55, 55 - (i % 2) * 55]); }
  for (let i = 0; i < 2000; i += 1) { const x = (i % 50) * 300 - 7500; const y = Math.floor(i / 50) * 300 - 6000;
    areas.push([[[[lat + y, lng + x, 0, 250, 240, 30, 10, -260]]], 'community:x' + i]); }
  store.blocks.set('many-streets', [pieces, [], []]); store.blocks.set('many-areas', areas);
  data.layers.forEach((l) => { if (l.id === 'streets') l.parts = ['many-streets'];
    if (l.id === 'centre-missing') l.parts = ['many-areas']; });
  data.blocks = {}; h.planner.update(data, () => {}); }"""


class Timed(NamedTuple):
    """What was measured."""

    first_s: list[float]
    first_bytes: int
    click_ms: list[float]
    server_ms: list[float]
    click_bytes: int
    reruns: int
    frames_ms: list[float]
    many_ms: list[float]


def run() -> None:
    heading(f"Live map: Wuhan, warm server, Chromium at 1366 × 768, {REPEATS} times")
    seen = measured(data() / "cases" / "wuhan" / "baseline.yaml")
    table(
        ["what", "median", "spread", "asked"],
        [
            ["first map on a warm server, s", *_spread(seen.first_s, 2), f"≤ {FIRST_S:g}"],
            ["facility placed → circle and figures, ms", *_spread(seen.click_ms, 0), f"≤ {CLICK_MS:g}"],
            ["… of which the server, ms", *_spread(seen.server_ms, 0), ""],
            ["between frames while panning, ms", *_spread(seen.frames_ms, 0), f"≤ {FRAME_MS:g}"],
            ["… with 2 000 polygons and 50 000 street pieces, ms", *_spread(seen.many_ms, 0), f"≤ {FRAME_MS:g}"],
            ["messages while panning and zooming", f"{seen.reruns}", "", "0"],
            ["payload of the first map, kB", f"{seen.first_bytes / 1000:.0f}", "", ""],
            ["payload of a click, kB", f"{seen.click_bytes / 1000:.0f}", "", ""],
        ],
    )


def measured(scenario: Path) -> Timed:
    """Measure the live map of a scenario."""
    from playwright.sync_api import Browser, Page, sync_playwright

    from tests.ui.live import serving

    def opened(browser: Browser, address: str) -> tuple[Page, float]:
        page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
        begin = time.perf_counter()
        page.goto(address)
        page.wait_for_function(_DRAWN, arg=0, timeout=240_000)
        return page, time.perf_counter() - begin

    first, click, server = [], [], []
    with (
        tempfile.TemporaryDirectory() as drafts,
        serving(Path.cwd(), scenario, {"PLANNER_DRAFTS": drafts}) as app,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        opened(browser, app.address)[0].context.close()
        for _ in range(REPEATS):
            page, seconds = opened(browser, app.address)
            first.append(seconds)
            root = page.locator(".pl-root")
            first_bytes = int(root.get_attribute("data-bytes") or 0)
            if len(first) < REPEATS:
                page.context.close()
        box = root.bounding_box() or {"x": 0.0, "y": 0.0}
        for n in range(REPEATS):
            drawn = int(root.get_attribute("data-renders") or 0)
            root.locator("[data-do=add]").click()
            page.mouse.click(box["x"] + 560 + 37 * n, box["y"] + 250 + 29 * n)
            page.wait_for_function(_DRAWN, arg=drawn, timeout=120_000)
            click.append(float(root.get_attribute("data-took") or 0))
            server.append(float(root.get_attribute("data-server") or 0))
        click_bytes, drawn = int(root.get_attribute("data-bytes") or 0), int(root.get_attribute("data-renders") or 0)
        frames = root.evaluate(_MOVING)
        page.mouse.wheel(0, -300)
        page.wait_for_timeout(800)
        reruns = int(root.get_attribute("data-renders") or 0) - drawn
        root.locator("[data-theme=gaps]").click()
        root.evaluate(_MANY)
        page.wait_for_timeout(1500)
        many = root.evaluate(_MOVING)
        browser.close()
    return Timed(first, first_bytes, click, server, click_bytes, reruns, frames, many)


def _spread(values: Sequence[float], digits: int) -> tuple[str, str]:
    return f"{statistics.median(values):.{digits}f}", f"{min(values):.{digits}f}–{max(values):.{digits}f}"
