"""The same rows in another file format and encoding give the same results, on the large case; a town in the gate shows it too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runs import Row, Run, shared_run

pytestmark = pytest.mark.soak
CSVS = ("parcels", "communities", "facilities", "findings", "coverage", "quality")


@pytest.fixture(scope="session")
def twin_run(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """Run the Wuhan case with one input exchanged."""

    def _run(name: str, old: str, new: str) -> Run:
        folder = tmp_path_factory.mktemp(name)
        (folder / "osm").symlink_to(shared_data / "osm")
        (folder / "wuhan").symlink_to(shared_data / "cases" / "wuhan")
        text = (shared_data / "cases" / "wuhan" / "baseline.yaml").read_text(encoding="utf-8")
        assert text.count(old) == 1
        text = text.replace(old, new).replace("../../osm/", "osm/")
        for file in ("communities.geojson", "facilities.csv", "facilities_gbk.csv", "compounds.csv", "parcels_cgcs2000_gbk/dikuai.shp"):
            text = text.replace(f" {file}", f" wuhan/{file}")
        text = text.replace(" parcels.geojson", " wuhan/parcels.geojson")
        scenario = folder / "twin.yaml"
        scenario.write_text(text, encoding="utf-8")
        return shared_run(scenario, name, tmp_path_factory)

    return _run


def nameless(rows: list[Row]) -> list[tuple[tuple[str, str], ...]]:
    """Rows without the column that names the file, in an order that does not follow from it."""
    return sorted(tuple((k, v) for k, v in row.items() if k != "file") for row in rows)


def test_the_gbk_twin_of_the_facilities_gives_the_same_tables(wuhan_run: Run, twin_run: Callable[..., Run]) -> None:
    twin = twin_run("gbk", "facilities: facilities.csv", "facilities: facilities_gbk.csv")
    for name in CSVS:
        here, there = wuhan_run.rows(name), twin.rows(name)
        if name == "quality":
            added = [row for row in there if row["code"] == "encoding.used"]
            assert [row["file"] for row in added] == ["wuhan/facilities_gbk.csv"]
            there = [row for row in there if row not in added]
            assert nameless(here) == nameless(there)
        else:
            assert here == there, name
    theirs = twin.summary
    assert theirs["inputs"]["facilities"]["sha256"] != wuhan_run.summary["inputs"]["facilities"]["sha256"]
    for key in ("parcels", "communities", "facilities", "coverage"):
        assert theirs[key] == wuhan_run.summary[key]


def test_the_shapefile_twin_of_the_parcels_gives_the_same_figures(wuhan_run: Run, twin_run: Callable[..., Run]) -> None:
    """It carries no stage dates: the findings of the four steps are not applicable there, and no parcel fails or waits for them."""
    twin = twin_run("shapefile", "parcels: parcels.geojson", "parcels: parcels_cgcs2000_gbk/dikuai.shp")
    figures = ("verdict", "required", "provided", "shortfall", "unit", "judged_on")
    for rule in ("LF21-quota", "LF23-land"):
        here, there = (
            {r["subject_id"]: tuple(r[c] for c in figures) for r in run.rows("findings") if r["rule_id"] == rule}
            for run in (wuhan_run, twin)
        )
        assert len(here) == 60
        assert plain(here) == plain(there)
    steps = {r["verdict"] for r in twin.rows("findings") if r["rule_id"] == "LF21-sync"}
    assert steps == {"not_applicable"}
    parcels, twins = (run.by_id("parcels", "parcel_id") for run in (wuhan_run, twin))
    differ = {p for p, row in parcels.items() if row["verdict"] != twins[p]["verdict"]}
    assert differ == {"P059", "P060"}
    assert {twins[p]["verdict"] for p in differ} == {"pass"}
    assert {p: r["nearest_centre_id"] for p, r in parcels.items()} == {p: r["nearest_centre_id"] for p, r in twins.items()}
    for name in ("communities", "facilities", "coverage"):
        assert wuhan_run.rows(name) == twin.rows(name)


def plain(rows: dict[str, tuple[str, ...]]) -> dict[str, tuple[object, ...]]:
    """Figures as numbers: a shapefile cannot tell 240.0 from 240."""
    return {key: tuple(float(v) if v.replace(".", "", 1).isdigit() else v for v in row) for key, row in rows.items()}
