"""A new district from files to compared results with commands alone, held against a plain reckoning of the same files."""

from __future__ import annotations

import csv
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyogrio
import pytest
from typer.testing import CliRunner

from planner.cli import app

from .. import district, town

Row = dict[str, str]
#: A street end with empty ground to its north-east: in the town, and on the real network.
TOWN_ORIGIN = (round(town.WEST + 15 * town.BLOCK, 6), round(town.SOUTH + 5 * town.BLOCK, 6))
WUHAN_ORIGINS = {8: (114.127998, 30.562065), 9: (114.434579, 30.662304)}


def planner(*words: str | Path) -> str:
    done = CliRunner().invoke(app, [str(w) for w in words])
    assert done.exit_code == 0, done.output
    return done.output


def rows(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def through_commands(base: Path, made: district.District, folder: Path) -> Path:
    """Do what an officer does: shapes beside a scenario file, figures entered in a workbook, taken back, compared."""
    district.write_shapes(made, folder)
    land, full = folder / "新区道路地块.yaml", folder / "新区设施.yaml"
    land.write_text(f"name: 新区·道路与地块\nextends: {json.dumps(str(base))}  # 现状\nchanges:\n", encoding="utf-8")
    full.write_text(f"name: 新区·加两处设施\nextends: {land.name}\nchanges:\n", encoding="utf-8")
    for file, entered in ((land, district.land_rows(made)), (full, district.facility_rows(made))):
        book = file.with_suffix(".xlsx")
        planner("scenario", "to-excel", file, "-o", book)
        district.fill(book, entered)
        told = planner("scenario", "from-excel", book, file, "-o", file)
        assert told.count("新增") >= sum(map(len, entered.values()))
    out = folder / "对比"
    told = planner("compare", base, land, full, "--out", out)
    assert "百分点" in told
    return out


def check(out: Path, made: district.District) -> None:
    """Hold every figure of the comparison against the district's own files."""
    figures = {r["figure"]: {k: Decimal(v) for k, v in r.items() if k[0].isdigit() and v} for r in rows(out, "figures")}
    assert figures["persons"]["2-1"] == figures["persons"]["3-1"] == made.persons
    assert figures["facilities_used"]["2-1"] == 0
    assert figures["facilities_used"]["3-1"] == 2
    wanted = Counter(p.verdict for p in made.parcels)
    for number in ("2", "3"):
        assert {v: int(figures[f"parcels_{v}"][f"{number}-1"]) for v in ("pass", "fail", "needs_review")} == dict(wanted)
    parcels = {(r["scenario"], r["parcel_id"]): r for r in rows(out, "parcels")}
    assert {k: r["after"] for k, r in parcels.items()} == {(n, p.id): p.verdict for n in ("2", "3") for p in made.parcels}
    homes = [r for r in rows(out, "homes") if r["set"] == "facility"]
    for number in ("2", "3"):
        mine = [r for r in homes if r["scenario"] == number]
        sums = {
            w: sum(Decimal(r["persons"]) for r in mine if r["what"] == w)
            for w in ("gained", "lost", "new_reached", "new_unreached", "gone")
        }
        assert sums["new_reached"] + sums["new_unreached"] == made.persons
        assert sums["gone"] == 0
        change = figures["reached_facility_15_standard"][f"{number}-1"]
        assert abs(sums["gained"] + sums["new_reached"] - sums["lost"] - change) < 1
        moved = sum(Decimal(r["change"]) for r in rows(out, "communities") if r["scenario"] == number)
        assert abs(moved - change) < 1
    walks_as_reckoned(homes, made)


def walks_as_reckoned(homes: list[Row], made: district.District) -> None:
    """The minutes of each new home to a new facility are those of a plain search over the district's own streets."""
    plain = district.walks_s(made)
    new = {r["demand_id"].split("@")[0]: r for r in homes if r["scenario"] == "3" and r["what"].startswith("new")}
    assert set(new) == set(plain)
    ours = {name: r for name, r in new.items() if r["facility"] in {f["id"] for f in made.facilities}}
    assert len(ours) >= 6
    for name, row in ours.items():
        assert float(row["minutes"]) == pytest.approx(plain[name] / 60, abs=0.06), name
        assert row["what"] == ("new_reached" if plain[name] <= 900 else "new_unreached")
    for name, row in new.items():  # an older facility is never farther than a new one
        assert float(row["minutes"] or "inf") <= plain[name] / 60 + 0.06


def looks(out: Path) -> None:
    """What is opened besides tables is there and whole."""
    path = out / "comparison.gpkg"
    counts = {str(n): pyogrio.read_info(path, layer=n)["features"] for n, _ in pyogrio.list_layers(path)}
    assert counts["parcels"] == 24
    assert counts["facilities"] == 2
    assert counts["roads"] == 2
    assert "http://" not in (out / "map.html").read_text(encoding="utf-8").split('id="planner-data">')[1].split("</script>")[0]


def test_on_a_town(tmp_path: Path) -> None:
    north = {"id": "N", "name": "北区", "urban": "城镇", "population": 0, "elderly_60": 0, "township": "东街", "county": "尧都区"}
    shapes = json.loads(town.communities())
    ring = town.square(town.WEST, town.SOUTH + 5 * town.BLOCK, 30 * town.BLOCK, 5 * town.BLOCK)
    shapes["features"].append({"type": "Feature", "properties": north, "geometry": {"type": "Polygon", "coordinates": ring}})
    base = town.build(tmp_path / "town", communities=json.dumps(shapes, ensure_ascii=False))
    made = district.make(TOWN_ORIGIN, 8)
    folder = tmp_path / "新区"
    folder.mkdir()
    out = through_commands(base, made, folder)
    check(out, made)
    looks(out)


@pytest.mark.soak
@pytest.mark.parametrize("seed", WUHAN_ORIGINS)
def test_on_wuhan(tmp_path: Path, shared_data: Path, seed: int) -> None:
    base = shared_data / "cases" / "wuhan" / "baseline.yaml"
    made = district.make(WUHAN_ORIGINS[seed], seed)
    out = through_commands(base, made, tmp_path)
    check(out, made)
    looks(out)
    gained = [r for r in rows(out, "homes") if r["what"] == "gained" and r["set"] == "facility"]
    assert gained  # homes that stand nearby and had nothing within a walk
    assert {r["facility"] for r in gained} <= {f["id"] for f in made.facilities}
    assert all(float(r["minutes"]) <= 15 < float(r["minutes_before"] or "inf") for r in gained)


@pytest.mark.soak
def test_the_page_says_what_the_example_gives(repo: Path, tmp_path: Path) -> None:
    page = (repo / "docs" / "new-district.zh.md").read_text(encoding="utf-8")
    command = next(line for line in page.splitlines() if line.startswith("planner compare"))
    places = [repo / word for word in command.split() if word.endswith(".yaml")]
    planner("compare", *places, "--out", tmp_path)
    figures = {r["figure"]: r for r in rows(tmp_path, "figures")}
    homes = [r for r in rows(tmp_path, "homes") if r["scenario"] == "2" and r["set"] == "facility"]
    gained = [Decimal(r["persons"]) for r in homes if r["what"] == "gained"]
    reached, share = figures["reached_facility_15_standard"], figures["share_facility_15_standard"]
    said = [
        f"总人口 +{Decimal(figures['persons']['2-1']):,.0f}",
        f"+{Decimal(reached['2-1']):,.0f}",
        f"{sum(gained):,.0f} 人（{len(gained)} 处）",
        f"{Decimal(share['1']):.1%} → {Decimal(share['2']):.1%}（+{100 * Decimal(share['2-1']):.1f} 百分点）",
    ]
    assert all(text in page for text in said), said
