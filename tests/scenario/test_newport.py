"""The Newport case: who reaches a care home within fifteen minutes, counted once more without the run's own machinery."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import pytest

from planner import WalkNetwork
from tests.runs import Run


@pytest.fixture(scope="module")
def network(shared_data: Path) -> WalkNetwork:
    return WalkNetwork.from_osm(shared_data / "osm" / "newport-2023-06-13.osm.pbf")


def places(path: Path) -> gpd.GeoDataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    points = gpd.points_from_xy([float(r["lon"]) for r in rows], [float(r["lat"]) for r in rows], crs="EPSG:4326")
    return gpd.GeoDataFrame({k: [r[k] for r in rows] for k in rows[0]}, geometry=points, index=[r["id"] for r in rows])


@pytest.mark.parametrize("profile", ["standard", "elderly"])
def test_share_of_persons_within_fifteen_minutes(
    shared_data: Path, network: WalkNetwork, newport_run: Run, profile: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = shared_data / "cases" / "newport"
    facilities, demand = places(case / "facilities.csv"), places(case / "demand.csv")
    pairs = network.reach(facilities, minutes=15, profile=profile).times(demand)
    assert (pairs["seconds"] <= 900 + 1e-9).all()
    reached = set(pairs["target"])
    persons = {name: float(p) for name, p in demand["persons"].items()}
    inside = sum(p for name, p in persons.items() if name in reached)
    total = sum(persons.values())
    told = newport_run.summary["coverage"]["facility"]["15"][profile]
    with capsys.disabled():
        print(f"\nNewport, {profile}: {inside:,.0f} of {total:,.0f} persons within 15 minutes, {inside / total:.2%}")  # noqa: T201
    assert 0.05 < inside / total < 0.5
    assert told["persons"] == pytest.approx(inside, abs=0.06)
    assert told["share"] == pytest.approx(inside / total, abs=5e-5)


def test_nothing_was_shifted(newport_run: Run) -> None:
    assert not [row for row in newport_run.rows("quality") if row["code"].startswith(("datum.", "place."))]
    told = newport_run.summary["facilities"]
    assert (told["total"], told["used"], told["centres"], told["centres_in_operation"], told["centres_used"]) == (6, 6, 0, 0, 0)
    assert newport_run.summary["coverage"]["persons"] == pytest.approx(69_663, abs=1)
