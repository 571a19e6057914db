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


@pytest.fixture(params=["example", "wuhan"])
def place(request: pytest.FixtureRequest, repo: Path) -> Path:
    """The scenario the officers work on."""
    if request.param == "example":
        return repo / "scenarios" / "baseline.yaml"
    shared: Path = request.getfixturevalue("shared_data")
    return shared / "cases" / "wuhan" / "baseline.yaml"


@pytest.mark.soak
def test_ten_officers_for_five_minutes(
    repo: Path, place: Path, tmp_path: Path, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts = {"PLANNER_DRAFTS": str(tmp_path / "drafts")}
    with serving(repo, place, drafts) as server:
        lives = [LiveMap.open(browser.new_context(viewport=SIZE).new_page(), server.address) for _ in range(OFFICERS)]
        drawn = [live.renders for live in lives]
        lat, lng, _ = lives[0].view()
        start, took, begin, clicks = resident_mb(server.process.pid), list[float](), time.monotonic(), 0
        trips, memory = list[float](), [start]
        while time.monotonic() - begin < MINUTES * 60:
            n, due = clicks % OFFICERS, begin + clicks * EVERY_S / OFFICERS
            time.sleep(max(0.0, due - time.monotonic()))
            live = lives[n]
            if clicks >= OFFICERS:  # what this officer did five seconds ago has come back by now, or is waited for
                live.rendered(drawn[n])
                took.append(float(live.root.get_attribute("data-server") or 0))
                trips.append(float(live.root.get_attribute("data-took") or 0))
            drawn[n] = live.renders
            if clicks // OFFICERS % 3 == 2:
                live.do("undo").click()
            else:
                live.do("add").click()
                live.click(lng - 0.02 + 0.0007 * (clicks % 41), lat - 0.012 + 0.0007 * (clicks % 37))
            clicks += 1
            if clicks % (OFFICERS * 12) == 0:
                memory.append(resident_mb(server.process.pid))
        end = resident_mb(server.process.pid)
        for live in lives:
            live.page.context.close()
    p95, p95_trip = (statistics.quantiles(values, n=20)[-1] for values in (took, trips))
    with capsys.disabled():
        print(  # noqa: T201
            f"\n{place.parent.name}: {clicks} clicks, server median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms; click to picture "
            f"median {statistics.median(trips):.0f} ms, p95 {p95_trip:.0f} ms; memory each minute {[round(m) for m in memory]} MB"
        )
    assert clicks >= 0.98 * OFFICERS * MINUTES * 60 / EVERY_S  # nobody's click waited for another's
    assert p95 < MOST_MS
    assert end < start * MOST_GROWTH + 300
