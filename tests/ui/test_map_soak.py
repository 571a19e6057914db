"""Ten officers at once, a click each five seconds for five minutes: the server stays quick and does not grow."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.ui.live import LiveMap, serving

OFFICERS, EVERY_S, MINUTES = 10, 5.0, 5.0
MOST_MS, MOST_GROWTH = 3000, 1.5
SIZE: ViewportSize = {"width": 1366, "height": 768}


def resident_mb(process: int) -> float:
    """Resident memory of a process of this machine."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


@pytest.mark.soak
def test_ten_officers_for_five_minutes(repo: Path, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    drafts = {"PLANNER_DRAFTS": str(tmp_path / "drafts")}
    with serving(repo, repo / "scenarios" / "baseline.yaml", drafts) as server:
        lives = [LiveMap.open(browser.new_context(viewport=SIZE).new_page(), server.address) for _ in range(OFFICERS)]
        drawn = [live.renders for live in lives]
        lat, lng, _ = lives[0].view()
        start, took, begin, clicks = resident_mb(server.process.pid), list[float](), time.monotonic(), 0
        while time.monotonic() - begin < MINUTES * 60:
            n, due = clicks % OFFICERS, begin + clicks * EVERY_S / OFFICERS
            time.sleep(max(0.0, due - time.monotonic()))
            live = lives[n]
            if clicks >= OFFICERS:  # what this officer did five seconds ago has come back by now, or is waited for
                live.rendered(drawn[n])
                took.append(float(live.root.get_attribute("data-server") or 0))
            drawn[n] = live.renders
            if clicks // OFFICERS % 3 == 2:
                live.do("undo").click()
            else:
                live.do("add").click()
                live.click(lng - 0.02 + 0.0007 * (clicks % 41), lat - 0.012 + 0.0007 * (clicks % 37))
            clicks += 1
        end = resident_mb(server.process.pid)
        for live in lives:
            live.page.context.close()
    p95 = statistics.quantiles(took, n=20)[-1]
    with capsys.disabled():
        print(f"\n{clicks} clicks, server median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms, memory {start:.0f} → {end:.0f} MB")  # noqa: T201
    assert p95 < MOST_MS
    assert end < start * MOST_GROWTH + 300
