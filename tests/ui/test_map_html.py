"""``map.html`` in a browser with every other host blocked: it draws, counts what the files count, and takes no text for markup."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Page

from planner.report.map.layers import street_rows
from planner.texts import word
from tests.runs import AnyRun, Run, run_into
from tests.town import FACILITIES, build, features, parcel
from tests.ui.conftest import NewPage, Watched

SIZES = [(1366, 768), (1920, 1080)]
EVIL = "</script><img src='http://elsewhere.example/x' onerror='window.hacked=1'><script>window.hacked=1</script>"
#: Opens the card of a shape of a layer as a click on it does.
_CLICK = """([layer, n]) => {
  const map = Object.values(window).find((v) => v instanceof L.Map);
  const data = JSON.parse(document.getElementById("planner-data").textContent);
  const found = data.groups.flatMap((g) => g.layers).find((l) => l.id === layer);
  const box = document.querySelector(`input[data-layer="${layer}"]`);
  if (!box.checked) box.click();
  const group = Object.values(window).filter((v) => v instanceof L.FeatureGroup && map.hasLayer(v));
  const wanted = JSON.stringify(data.shapes[found.items[n][0]]);
  const flat = (p) => [Math.round(p.lat * 1e5) / 1e5, Math.round(p.lng * 1e5) / 1e5];
  for (const g of group) for (const s of g.getLayers()) {
    const at = s.getLatLng ? JSON.stringify(flat(s.getLatLng())) : JSON.stringify(s.getLatLngs().map((a) => a.map((r) => r.map(flat))));
    if (s.options.interactive && at === wanted) {
      s.fire("click", { latlng: s.getLatLng ? s.getLatLng() : s.getBounds().getCenter() });
      return true;
    }
  }
  return false;
}"""


def opened(new_page: NewPage, folder: Path, size: tuple[int, int] = SIZES[0]) -> Watched:
    seen = new_page(*size)
    seen.page.goto((folder / "map.html").as_uri())
    seen.page.wait_for_selector("[data-ready=yes]")
    return seen


def legend(page: Page) -> dict[str, int]:
    """Layer → the number of its legend's count."""
    texts = page.eval_on_selector_all("[data-count]", "nodes => nodes.map((n) => [n.dataset.count, n.textContent])")
    return {name: int(re.sub(r"[^0-9]", "", text) or 0) for name, text in texts}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", ["example", "wuhan", "newport"])
def test_opens_alone_and_says_what_it_is(any_run: AnyRun, new_page: NewPage, case: str, size: tuple[int, int]) -> None:
    run = any_run(case)
    seen = opened(new_page, run.folder, size)
    page = seen.page
    for button in page.locator("[data-theme]").all():
        button.click()
        assert button.get_attribute("aria-pressed") == "true"
    assert seen.outside == []
    assert seen.errors == []
    title = page.locator(".pm-title").inner_text()
    assert run.summary["name"] in title
    assert run.summary["as_of"] in title
    assert run.summary["rule_pack"]["version"] in title
    assert (word("synthetic") in title) == (case != "newport")
    credit = "合成数据·仅供测试" if case == "example" else "© OpenStreetMap contributors (ODbL)"
    assert credit in page.locator(".leaflet-control-attribution").inner_text()
    assert page.locator(".leaflet-control-scale-line").is_visible()
    assert page.locator(".pm-north").is_visible()
    boxes = [page.locator(s).bounding_box() for s in (".pm-title", ".pm-panel")]
    assert all(b and b["x"] >= 0 and b["x"] + b["width"] <= size[0] and b["y"] + b["height"] <= size[1] for b in boxes)


@pytest.mark.parametrize("case", ["example", "wuhan", "newport"])
def test_legend_counts_what_the_files_count(any_run: AnyRun, new_page: NewPage, case: str) -> None:
    run = any_run(case)
    shown = legend(opened(new_page, run.folder).page)
    communities = run.rows("communities")
    urban = Counter(r["centre_status"] for r in communities if r["urban"] != "no")
    assert {k.removeprefix("centre-"): v for k, v in shown.items() if k.startswith("centre-") and v} == dict(urban)
    assert shown.get("village", 0) == sum(r["urban"] == "no" for r in communities)
    assert shown["boundaries"] == len(communities)
    verdicts = Counter(r["verdict"] for r in run.rows("parcels"))
    assert {k.removeprefix("parcel-"): v for k, v in shown.items() if k.startswith("parcel-") and v} == dict(verdicts)
    facilities = Counter((r["is_centre"] == "yes", r["status"] == "open") for r in run.rows("facilities"))
    for name, key in {
        "centre_open": (True, True),
        "centre_shut": (True, False),
        "other_open": (False, True),
        "other_shut": (False, False),
    }.items():
        assert shown[f"facility-{name}"] == facilities[key]
    reached = run.summary["coverage"]["facility"]
    for minutes in run.summary["walk"]["minutes"]:
        assert shown[f"circle-{minutes}"] == round(reached[str(minutes)]["standard"]["persons"])


def test_a_parcels_card_says_its_findings(example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, example_run.folder).page
    failing = next(r for r in example_run.rows("parcels") if r["verdict"] == "fail")
    assert page.evaluate(_CLICK, ["parcel-fail", 0])
    card = page.locator(".pm-card").inner_text()
    assert failing["name"] in card
    for finding in example_run.findings(failing["parcel_id"]).values():
        if finding["verdict"] != "not_applicable":
            assert finding["reason"] in card
            assert finding["citation"] in card


def test_a_homes_card_says_why_it_may_lie_outside_its_circle(example_run: Run, new_page: NewPage) -> None:
    inside = {"street_m": 50.0, "nearest_facility_min": 3.0}
    assert street_rows(inside, 15, "zh") == [("到道路（米）", "50")]
    assert street_rows({"street_m": 80.0, "nearest_facility_min": 16.0}, 15, "zh") == [("到道路（米）", "80")]
    assert street_rows({"street_m": float("nan"), "nearest_facility_min": 3.0}, 15, "zh") == []
    assert "落在圈外" in street_rows({**inside, "street_m": 51.2}, 15, "zh")[0][1]
    page = opened(new_page, example_run.folder).page
    assert page.evaluate(_CLICK, ["home-0", 0])
    assert "到道路（米）" in page.locator(".pm-card").inner_text()


def test_an_advisory_miss_is_no_violation(example_run: Run, new_page: NewPage) -> None:
    page = opened(new_page, example_run.folder).page
    assert page.evaluate(_CLICK, ["centre-missing", 0])
    card = page.locator(".pm-card").inner_text()
    assert "未达引导性要求" in card
    assert "不符合" not in card


def test_names_are_text_and_never_markup(tmp_path: Path, new_page: NewPage) -> None:
    title = "<script>window.hacked=1</script>{{ 7*7 }}"
    stock = FACILITIES.splitlines()
    cells = stock[1].split(",")
    cells[stock[0].split(",").index("name")] = f'"{EVIL}"'
    stock[1] = ",".join(cells)
    named_so = zip((parcel("P1"), parcel("P2", 5)), (EVIL, "{{ 7*7 }}{% raw %}"), strict=True)
    shapes = features([({**p[0], "name": text}, *p[1:]) for p, text in named_so])
    run = run_into(build(tmp_path / "town", name=f"'{title}'", facilities="\n".join(stock) + "\n", parcels=shapes), tmp_path / "out")
    seen = opened(new_page, run.folder)
    for theme in seen.page.locator("[data-theme]").all():
        theme.click()
    first = next(r for r in run.rows("parcels") if r["name"] == EVIL)
    assert seen.page.evaluate(_CLICK, [f"parcel-{first['verdict']}", 0])
    assert EVIL in seen.page.locator(".pm-card h3").last.inner_text()
    assert seen.page.evaluate("window.hacked") is None
    assert seen.outside == []
    assert seen.errors == []
    assert title in seen.page.locator(".pm-title h1").inner_text()
    assert title == seen.page.title()
    assert seen.page.evaluate(_CLICK, [f"parcel-{run.by_id('parcels', 'parcel_id')['P2']['verdict']}", 1])
    assert "{{ 7*7 }}{% raw %}" in seen.page.locator(".pm-card h3").last.inner_text()


@pytest.mark.parametrize(("case", "most_mb"), [("example", 4), ("wuhan", 8), ("newport", 8)])
def test_the_file_stays_small(any_run: AnyRun, case: str, most_mb: int) -> None:
    assert (any_run(case).folder / "map.html").stat().st_size < most_mb * 1_000_000
