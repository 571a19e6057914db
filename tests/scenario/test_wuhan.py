"""The Wuhan case from its files to its results: every planted row is found again, with the right meaning."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.runs import Run

#: Facility → row of the file, code in quality.csv ("" none), status of its community ("" not asked), verdict of LF21-size ("" no centre).
FACILITIES = {
    "F001": (2, "", "ok", "pass"),
    "F002": (3, "", "ok", "pass"),
    "F003": (4, "", "too_small", "fail"),
    "F004": (5, "", "too_large", "fail"),
    "F006": (7, "value.missing", "needs_review", "needs_review"),
    "F009": (10, "value.missing", "needs_review", "needs_review"),
    "F010": (11, "value.missing", "needs_review", "needs_review"),
    "F011": (12, "id.duplicate", "", ""),
    "F013": (14, "value.missing", "needs_review", "needs_review"),
    "F015": (16, "value.missing", "needs_review", "needs_review"),
    "F017": (18, "value.missing", "needs_review", "needs_review"),
    "F019": (20, "datum.alias", "", ""),
    "F020": (21, "number.negative", "needs_review", "needs_review"),
    "F021": (22, "facility.no_floor", "needs_review", "needs_review"),
    "F024": (140, "row.duplicate", "ok", "pass"),
    "F025": (26, "text.trimmed", "", ""),
    "F026": (27, "number.tidied", "ok", "pass"),
    "F027": (28, "number.tidied", "ok", "pass"),
    "F028": (29, "number.tidied", "ok", "pass"),
    "F030": (31, "number.approximate", "needs_review", "needs_review"),
    "F032": (33, "datum.blank", "needs_review", "pass"),
    "F036": (37, "place.swapped", "needs_review", "pass"),
    "F041": (42, "snap.off_network", "ok", "pass"),
    "F046": (47, "value.missing", "", ""),
    "F047": (48, "place.outside", "", "pass"),
    "F051": (52, "datum.alias", "", ""),
    "F056": (57, "datum.alias", "ok", "pass"),
    "F066": (67, "value.missing", "", ""),
    "F082": (83, "datum.alias", "", ""),
    "F093": (94, "datum.alias", "too_large", "fail"),
    "F099": (100, "datum.alias", "too_small", "fail"),
    "F109": (110, "datum.alias", "", ""),
    "F116": (117, "value.missing", "", ""),
    "F117": (118, "number.tidied", "", ""),
    "F124": (125, "datum.alias", "", ""),
    "F128": (129, "value.missing", "", ""),
}
#: Parcel → verdict; verdict, required, provided and shortfall of LF21-quota and LF23-land; codes and fields in quality.csv.
PARCELS = {
    "P036": ("pass", "pass 200 200 0", "pass 500 500 0", ""),
    "P037": ("pass", "pass 231 231 0", "pass 620 650 0", ""),
    "P038": ("pass", "pass 222.2 277.7 0", "pass 599.8 599.8 0", ""),
    "P039": ("pass", "pass 228.6 228.6 0", "pass 617.2 685.8 0", ""),
    "P040": ("fail", "fail 180 179.9 0.1", "pass 500 520 0", ""),
    "P041": ("fail", "pass 220 240 0", "fail 600 599.9 0.1", ""),
    "P042": ("pass", "pass 128 128.1 0", "pass 340 340.1 0", ""),
    "P043": ("pass", "pass 17.4 17.4 0", "pass 46 46 0", ""),
    "P044": ("pass", "pass 473 473 0", "pass 1324.4 1324.4 0", ""),
    "P045": ("needs_review", "needs_review - 422.2 -", "pass 923.2 1209.7 0", "value.missing households"),
    "P046": ("needs_review", "pass 351.8 522.3 0", "needs_review - 1589.8 -", "value.missing population"),
    "P047": ("needs_review", "needs_review 238.2 - -", "pass 597 703.7 0", "value.missing elderly_floor_area_m2"),
    "P048": ("needs_review", "pass 227 240.0 0", "needs_review 707.2 - -", "value.missing elderly_land_area_m2"),
    "P049": ("needs_review", "needs_review - 214.8 -", "pass 392.2 450.0 0", "number.negative households"),
    "P050": ("needs_review", "needs_review 68.2 - -", "pass 166.2 185.8 0", "number.negative elderly_floor_area_m2"),
    "P051": ("fail", "fail 82.4 0 82.4", "pass 237 347.8 0", ""),
    "P052": ("fail", "fail 374.8 0 374.8", "fail 1080.6 0 1080.6", ""),
    "P053": ("needs_review", "needs_review - 633.6 -", "pass 240 1757.8 0", "parcel.no_households households"),
    "P054": ("needs_review", "pass 160 659.1 0", "needs_review - 1589.0 -", "parcel.no_people population"),
    "P055": ("needs_review", "needs_review - 198.9 -", "needs_review - 320 -", "parcel.crowded households, parcel.crowded population"),
    "P056": (
        "needs_review",
        "needs_review - - -",
        "needs_review - - -",
        "value.missing elderly_floor_area_m2, value.missing elderly_land_area_m2, value.missing households, value.missing population",
    ),
    "P057": ("pass", "pass 216 305.6 0", "pass 539.6 751.4 0", "value.missing granted_on"),
    "P058": ("pass", "pass 314.8 480.5 0", "pass 937.2 1196.7 0", "parcel.granted_later granted_on"),
    "P059": ("fail", "pass 102 129.4 0", "pass 268 361.8 0", ""),
    "P060": (
        "needs_review",
        "pass 464.2 630.1 0",
        "pass 1342.8 1991.4 0",
        "dates.backwards facility_build_on, dates.backwards housing_build_on",
    ),
}


def planted(readme: Path, letter: str) -> set[str]:
    """Ids of the planted rows as the case's own README lists them."""
    return set(re.findall(rf"^\| ({letter}\d{{3}}) \|", readme.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_tables_here_hold_every_planted_row(shared_data: Path) -> None:
    readme = shared_data / "cases" / "wuhan" / "README.md"
    assert planted(readme, "F") == set(FACILITIES)
    assert planted(readme, "P") == set(PARCELS)
    assert (len(FACILITIES), len(PARCELS)) == (36, 25)


def test_parcels_by_verdict(wuhan_run: Run) -> None:
    assert Counter(row["verdict"] for row in wuhan_run.rows("parcels")) == {"pass": 29, "fail": 20, "needs_review": 11}
    assert wuhan_run.summary["parcels"] == {"total": 60, "pass": 29, "fail": 20, "needs_review": 11, "not_applicable": 0}


def test_communities_by_centre_status(wuhan_run: Run) -> None:
    counts = {"ok": 32, "needs_review": 11, "too_small": 18, "too_large": 5, "missing": 184}
    assert Counter(row["centre_status"] for row in wuhan_run.rows("communities")) == counts
    assert wuhan_run.summary["communities"] == {"total": 250, **counts}


def communities_of(run: Run, facility: str) -> list[dict[str, str]]:
    """Communities a centre stands in, or may: by its place, else by the sentence that names it."""
    home = run.by_id("facilities", "facility_id")[facility]["community_id"]
    rows = run.rows("communities")
    return [r for r in rows if r["community_id"] == home] if home else [r for r in rows if facility in r["centre_reason"]]


@pytest.mark.parametrize("facility", FACILITIES)
def test_planted_facilities(wuhan_run: Run, facility: str) -> None:
    row, code, status, size = FACILITIES[facility]
    told = [(d["file"], int(d["row"]), d["code"]) for d in wuhan_run.doubts(facility)]
    assert told == ([("facilities.csv", row, code)] if code else [])
    if status:
        homes = communities_of(wuhan_run, facility)
        assert {r["centre_status"] for r in homes} == {status}
    found = wuhan_run.findings(facility)
    assert ({"LF21-size": size} if size else {}) == {rule: f["verdict"] for rule, f in found.items() if rule == "LF21-size"}


@pytest.mark.parametrize("facility", [f for f, planted in FACILITIES.items() if planted[2] == "needs_review"])
def test_a_doubtful_centre_is_the_reason_its_community_gives(wuhan_run: Run, facility: str) -> None:
    assert all(facility in row["centre_reason"] for row in communities_of(wuhan_run, facility))


def test_doubt_is_said_with_its_severity(wuhan_run: Run) -> None:
    notes = {f for f, planted in FACILITIES.items() if planted[1] in {"datum.alias", "number.tidied", "text.trimmed", "row.duplicate"}}
    for facility in FACILITIES:
        assert {d["severity"] for d in wuhan_run.doubts(facility)} <= {"note" if facility in notes else "doubt"}


def test_sizes_as_they_were_read(wuhan_run: Run) -> None:
    facilities = wuhan_run.by_id("facilities", "facility_id")
    read = {f: facilities[f]["floor_area_m2"] for f in ("F001", "F002", "F003", "F004", "F026", "F027", "F028", "F030")}
    assert {f: float(t) for f, t in read.items()} == {
        "F001": 500, "F002": 2000, "F003": 499.9, "F004": 2000.5, "F026": 650, "F027": 1200, "F028": 860, "F030": 900
    }  # fmt: skip
    assert all(facilities[f]["floor_area_m2"] == "" for f in ("F006", "F009", "F010", "F013", "F015", "F017", "F020", "F046", "F128"))
    assert facilities["F117"]["beds"] == "12"
    assert facilities["F025"]["name"] == "小东门片区老年助餐点025（模拟）"


def test_one_id_for_two_places_is_kept_twice(wuhan_run: Run) -> None:
    facilities = wuhan_run.by_id("facilities", "facility_id")
    first, second = facilities["F011"], facilities["F011#2"]
    assert (first["kind"], second["kind"]) == ("日间照料中心", "养老院")
    assert (first["lon"], first["lat"]) != (second["lon"], second["lat"])
    assert first["used"] == second["used"] == "yes"
    assert [(d["row"], d["code"]) for d in wuhan_run.doubts("F011#2")] == [("141", "id.duplicate")]


def test_an_exact_repetition_is_dropped_once_and_told(wuhan_run: Run) -> None:
    names = [row["facility_id"] for row in wuhan_run.rows("facilities")]
    assert len(names) == 139
    assert [n for n in names if n.startswith("F024")] == ["F024"]
    assert wuhan_run.by_id("communities", "community_id")["SQ076"]["centre_ids"].split(";").count("F024") == 1


def test_off_the_network_reaches_nobody_but_stands_in_its_community(wuhan_run: Run) -> None:
    row = wuhan_run.by_id("facilities", "facility_id")["F041"]
    assert (row["used"], row["why_not"], row["community_id"]) == ("no", "off_network", "SQ175")
    assert float(row["snap_distance_m"]) == pytest.approx(1484, abs=2)
    assert wuhan_run.by_id("communities", "community_id")["SQ175"]["centre_ids"] == "F041"


def test_doubtful_places_are_not_used(wuhan_run: Run) -> None:
    facilities = wuhan_run.by_id("facilities", "facility_id")
    for facility, why in {"F032": "datum.blank", "F036": "place.swapped", "F047": "place.outside"}.items():
        row = facilities[facility]
        assert (row["used"], row["why_not"], row["lon"], row["community_id"]) == ("no", why, "", "")
    assert sum(row["used"] == "no" for row in facilities.values()) == 4


def test_centres_that_cannot_be_placed_stand_as_one_warning(wuhan_run: Run) -> None:
    told = [d for d in wuhan_run.rows("quality") if d["code"] == "facility.unplaced_centres"]
    assert len(told) == 1
    assert "F047" in told[0]["what"]
    assert "F032" not in told[0]["what"]
    assert told[0]["severity"] == "doubt"


@pytest.mark.parametrize("parcel", PARCELS)
def test_planted_parcels(wuhan_run: Run, parcel: str) -> None:
    verdict, quota, land, doubts = PARCELS[parcel]
    found = wuhan_run.findings(parcel)

    def figures(rule: str) -> str:
        return " ".join(found[rule][c] or "-" for c in ("verdict", "required", "provided", "shortfall"))

    assert (figures("LF21-quota"), figures("LF23-land")) == (quota, land)
    row = wuhan_run.by_id("parcels", "parcel_id")[parcel]
    assert row["verdict"] == verdict
    told = wuhan_run.doubts(parcel)
    assert ", ".join(sorted(f"{d['code']} {d['field']}" for d in told)) == doubts
    assert {(d["file"], d["row"]) for d in told} <= {("parcels.geojson", str(int(parcel[1:])))}
    for rule in ("LF21-quota", "LF23-land", "LF21-sync"):
        assert (rule in row["fails"].split(";")) == (found[rule]["verdict"] == "fail")
        assert (rule in row["needs_review"].split(";")) == (found[rule]["verdict"] == "needs_review")


def test_stages_of_the_last_two(wuhan_run: Run) -> None:
    assert wuhan_run.findings("P059")["LF21-sync"]["verdict"] == "fail"
    assert wuhan_run.findings("P060")["LF21-sync"]["verdict"] == "needs_review"


@pytest.mark.parametrize(
    ("first", "last", "verdict", "fails"),
    [(1, 20, "pass", ""), (21, 25, "fail", "LF21-quota"), (26, 30, "fail", "LF23-land"), (31, 35, "fail", "LF21-quota;LF23-land")],
)
def test_the_other_parcels(wuhan_run: Run, first: int, last: int, verdict: str, fails: str) -> None:
    parcels = wuhan_run.by_id("parcels", "parcel_id")
    for k in range(first, last + 1):
        row = parcels[f"P{k:03}"]
        failed = [rule for rule in row["fails"].split(";") if rule in {"LF21-quota", "LF23-land", "LF21-sync"}]
        assert (row["verdict"], ";".join(failed), row["needs_review"]) == (verdict, fails, "")


def test_compounds_off_the_network(wuhan_run: Run) -> None:
    told = [d for d in wuhan_run.rows("quality") if d["code"] == "snap.off_network_many"]
    assert len(told) == 1
    assert told[0]["file"] == "compounds.csv"
    assert told[0]["what"].startswith("480 个居民点")
    persons = re.search(r"（(\d+) 人）", told[0]["what"])
    assert persons
    assert float(persons[1]) == pytest.approx(wuhan_run.summary["coverage"]["off_network_persons"], abs=1)


def test_persons_in_total(wuhan_run: Run) -> None:
    assert wuhan_run.summary["coverage"]["persons"] == 7_943_927
    assert wuhan_run.summary["coverage"]["older_persons"] == 1_501_409
    assert sum(float(row["persons"]) for row in wuhan_run.rows("communities")) == pytest.approx(7_943_927, abs=0.5)


def test_every_doubt_can_be_found_and_says_what_to_do(wuhan_run: Run) -> None:
    rows = wuhan_run.rows("quality")
    assert Counter(row["severity"] for row in rows) == {k: v for k, v in wuhan_run.summary["quality"].items() if k != "total" and v}
    for row in rows:
        assert all(row[c] for c in ("file", "code", "severity", "what", "done", "what_en", "done_en")), row
        assert not row["row"] or int(row["row"]) > 0


def test_low_confidence_is_counted_beside_the_headline_figures(wuhan_run: Run) -> None:
    levels = [row["confidence"] for row in wuhan_run.rows("communities")]
    told = wuhan_run.summary["confidence"]
    assert told == {"total": len(levels), **{level: levels.count(level) for level in ("low", "middle", "high")}}
    assert told["low"] > 0
