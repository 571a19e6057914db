"""Every standing a community can have, in the small town and in the example city; villages told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runs import Run, run_into
from tests.town import FACILITIES, build, features, parcel


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("town")
    return run_into(build(folder), folder / "out")


def test_every_standing_occurs_once_in_the_town(town: Run) -> None:
    standing = {r["community_id"]: (r["centre_status"], r["centre_ids"], r["centre_area_m2"]) for r in town.rows("communities")}
    assert standing == {
        "A": ("ok", "F1", "800"),
        "B": ("too_small", "F2", "300"),
        "C": ("too_large", "F3", "2500"),
        "D": ("missing", "", ""),
        "E": ("needs_review", "F5", ""),
        "V": ("missing", "", ""),
    }


def test_villages_are_counted_apart(town: Run) -> None:
    assert town.summary["communities"] == {"total": 6, "ok": 1, "needs_review": 1, "too_small": 1, "too_large": 1, "missing": 2}
    assert town.summary["communities_urban"] == {"total": 5, "ok": 1, "needs_review": 1, "too_small": 1, "too_large": 1, "missing": 1}
    assert {r["community_id"]: r["urban"] for r in town.rows("communities")}["V"] == "no"


def test_reached_by_hand(town: Run) -> None:
    """B1 stands 180 m west and 222 m south of F2's corner; its people walk the grid, nobody walks from D."""
    rows = town.by_id("communities", "community_id")
    shares = {name: [rows[name][f"share_within_{m}"] for m in (5, 10, 15)] for name in "BDE"}
    assert {name: [float(s) for s in told] for name, told in shares.items()} == {"B": [0, 1, 1], "D": [0, 0, 0], "E": [0, 1, 1]}
    assert float(rows["B"]["qualified_centre_share_within_15"]) == 0
    assert 7 < float(rows["B"]["nearest_centre_min"]) < 10


def test_every_standing_occurs_in_the_example_city(example_run: Run) -> None:
    rows = example_run.rows("communities")
    assert {r["centre_status"] for r in rows} == {"ok", "needs_review", "too_small", "too_large", "missing"}
    assert {r["urban"] for r in rows} == {"yes", "no"}
    assert 0 < example_run.summary["communities_urban"]["total"] < example_run.summary["communities"]["total"] == len(rows)
    for row in rows:
        ids, sizes = (row[c].split(";") if row[c] else [] for c in ("centre_ids", "centre_area_m2"))
        good = [s for s in sizes if 500 <= float(s) <= 2000]
        assert (row["centre_status"] == "ok") == bool(good) or row["centre_status"] == "needs_review"
        assert len(ids) >= len(sizes)
        if row["centre_status"] == "missing":
            assert not ids


def test_only_what_stands_and_works_counts(tmp_path: Path) -> None:
    lines = FACILITIES.splitlines()
    words = ["status", "在建", "规划", "停用", "已建成并运营", "已建成并运营"]
    text = "\n".join(f"{line},{word}" for line, word in zip(lines, words, strict=True)) + "\n"
    run = run_into(build(tmp_path, facilities=text), tmp_path / "out")
    facilities = run.by_id("facilities", "facility_id")
    assert {f: r["why_not"] for f, r in facilities.items()} == {"F1": "not_open", "F2": "not_open", "F3": "not_open", "F5": "", "F6": ""}
    standing = {r["community_id"]: r["centre_status"] for r in run.rows("communities")}
    assert standing == {"A": "missing", "B": "missing", "C": "missing", "D": "missing", "E": "needs_review", "V": "missing"}
    assert float(run.by_id("communities", "community_id")["A"]["share_within_15"]) == 0


def test_a_parcel_and_a_facility_of_one_id_keep_their_findings_apart(tmp_path: Path) -> None:
    """Lists are often numbered 1, 2, 3: the findings of facility F2 and community B are none of parcel F2's and B's."""
    parcels = features([parcel("F2"), parcel("B", 5, elderly_land_area_m2="1")])
    run = run_into(build(tmp_path, parcels=parcels), tmp_path / "out")
    rows = run.by_id("parcels", "parcel_id")
    assert (rows["F2"]["verdict"], rows["F2"]["fails"], rows["F2"]["needs_review"]) == ("pass", "", "")
    assert (rows["B"]["verdict"], rows["B"]["fails"]) == ("fail", "LF23-land;LF22-percapita")
    kinds = {(r["subject_kind"], r["subject_id"]) for r in run.rows("findings")}
    assert {("parcel", "F2"), ("facility", "F2"), ("parcel", "B"), ("community", "B")} <= kinds


def test_nearest_centre_of_a_parcel_beyond_the_search_reads_more_than_an_hour(tmp_path: Path) -> None:
    scenario = build(tmp_path, facilities=FACILITIES.splitlines()[0] + "\nF1,甲中心,社区养老服务中心,800,111.5045,36.0845\n")
    far = features([parcel("near"), parcel("far", 28), parcel("off", 60)])
    (tmp_path / "parcels.geojson").write_text(far, encoding="utf-8")
    rows = run_into(scenario, tmp_path / "out").by_id("parcels", "parcel_id")
    assert {p: r["nearest_centre_min"] for p, r in rows.items() if p != "near"} == {"far": ">60", "off": ""}
    assert 5 < float(rows["near"]["nearest_centre_min"]) < 20


def test_a_run_without_parcels_says_nothing_of_them(newport_run: Run) -> None:
    assert newport_run.rows("parcels") == []
    assert newport_run.summary["parcels"]["total"] == 0
