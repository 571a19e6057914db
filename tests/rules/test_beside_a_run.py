"""What a bureau lays beside its data, inside a whole run: conclusions of reviews and the ledger of shared duties."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.cli.console import print_summary
from planner.errors import InputError
from planner.rules import withdraw_review, write_review
from planner.run import Scenario
from tests.rules.support import check_trace
from tests.runs import Run, run_into
from tests.town import SCENARIO, build, features, parcel

SAID: dict[str, Any] = {"basis": "现场实测", "name": "王某", "on": date(2024, 6, 20), "attachment": "附件.pdf"}
LEDGER = "设施编号,设施建筑面积,地块编号,分摊建筑面积,设施用地面积,分摊用地面积\n"


def with_input(line: str) -> str:
    return SCENARIO.replace("walk:", f"  {line}\nwalk:")


def parcels(**first: Any) -> str:
    return features([parcel("P1", **first), parcel("P2", 5)])


def trace(run: Run, rule: str, subject: str = "P1") -> Any:
    return next(t for t in run.traces if t["rule"]["id"] == rule and t["subject"]["id"] == subject)


def test_a_review_stands_beside_the_machines_verdict_and_is_carried_and_dropped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = build(tmp_path / "t", parcels=parcels(population=None))
    first = run_into(scenario, tmp_path / "out")
    assert first.by_id("parcels", "parcel_id")["P1"]["verdict"] == "needs_review"
    assert {r["review_verdict"] for r in first.rows("findings")} == {""}
    file = scenario.with_name("town.reviews.yaml")
    for rule in ("LF23-land", "LF22-percapita"):
        write_review(file, trace(first, rule), conclusion="符合", **SAID)

    again = run_into(scenario, tmp_path / "out")
    row, parcel_row = again.findings("P1")["LF23-land"], again.by_id("parcels", "parcel_id")["P1"]
    assert (row["verdict"], row["review_verdict"], row["review_by"], row["review_on"]) == ("needs_review", "pass", "王某", "2024-06-20")
    assert (parcel_row["verdict"], parcel_row["reviewed_verdict"]) == ("needs_review", "pass")
    assert again.by_id("parcels", "parcel_id")["P2"]["reviewed_verdict"] == ""
    told = trace(again, "LF23-land")
    check_trace(told)
    assert told["review"]["basis"] == "现场实测"
    assert told["result"]["verdict"] == "needs_review"
    assert again.summary["reviews"] == {"given": 2, "applied": 2, "dropped": 0}
    assert again.summary["inputs"]["reviews"]["file"] == "town.reviews.yaml"
    assert [r["code"] for r in again.rows("quality") if r["code"].startswith("review.")] == ["review.beside"]

    (scenario.parent / "parcels.geojson").write_text(parcels(population=2500, elderly_land_area_m2=490), encoding="utf-8")
    changed = run_into(scenario, tmp_path / "out")
    assert changed.summary["reviews"] == {"given": 2, "applied": 0, "dropped": 2}
    capsys.readouterr()
    print_summary(Scenario.load(scenario).run(), tmp_path)
    assert "人工复核 reviews 2 条：已采用 applied 0" in capsys.readouterr().out
    stale = [r for r in changed.rows("quality") if r["code"] == "review.stale"]
    assert len(stale) == 2
    assert all("王某" in r["what"] and r["subject"] == "P1" for r in stale)
    assert changed.by_id("parcels", "parcel_id")["P1"]["reviewed_verdict"] == ""
    assert withdraw_review(file, told)


def test_a_named_review_file_goes_before_one_beside(tmp_path: Path) -> None:
    scenario = build(tmp_path / "t", scenario=with_input("reviews: mine.yaml"), parcels=parcels(population=None))
    with pytest.raises(InputError, match="reviews"):
        Scenario.load(scenario)
    (tmp_path / "t" / "mine.yaml").write_text('schema: "1"\nreviews: []\n', encoding="utf-8")
    (tmp_path / "t" / "town.reviews.yaml").write_text("nonsense: true\n", encoding="utf-8")
    run = run_into(scenario, tmp_path / "out")
    assert run.summary["reviews"] == {"given": 0, "applied": 0, "dropped": 0}
    (tmp_path / "t" / "mine.yaml").write_text('schema: "1"\nreviews:\n  - {subject: P1}\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(scenario).run()
    assert {p.file for p in caught.value.problems} == {"mine.yaml"}
    assert all(p.row for p in caught.value.problems)


def test_a_ledger_shares_a_facility_and_credits_no_metre_twice(tmp_path: Path) -> None:
    both = features(
        [
            parcel("P1", project="甲", elderly_floor_area_m2=400, elderly_land_area_m2=300),
            parcel("P2", 5, project="甲", elderly_floor_area_m2=0, elderly_land_area_m2=300),
        ]
    )
    scenario = build(tmp_path / "t", scenario=with_input("ledger: ledger.csv"), parcels=both)
    file = scenario.parent / "ledger.csv"
    file.write_text(LEDGER + "S1,400,P1,250,500,200\nS1,400,P2,250,500,200\n", encoding="utf-8")
    run = run_into(scenario, tmp_path / "out")
    found = run.findings("甲")["LF21-project"]
    assert (found["verdict"], found["required"], found["provided"]) == ("pass", "400", "400"), "400 m² stand there, not 500"
    lines = run.rows("ledger")
    floor = [(r["entered_m2"], r["credited_m2"], r["not_credited_m2"], r["parcel_due_m2"]) for r in lines if r["what"] == "floor"]
    assert floor == [("250", "250", "0", "200"), ("250", "150", "100", "200")]
    assert [r["code"] for r in run.rows("quality") if r["code"] == "ledger.overdrawn"] == ["ledger.overdrawn"]
    land = trace(run, "LF23-land")["inputs"]["shared_land_area_m2"]
    assert (land["value"], land["file"], land["row"]) == ("200", "ledger.csv", 2)
    read = {
        (r["option"], r["used"]): (r["verdict"], r["provided"])
        for r in run.rows("readings")
        if (r["subject_id"], r["rule_id"]) == ("P1", "LF23-land")
    }
    assert read[("own_site", "no")] == ("fail", "300")
    assert read[("own_and_shared", "yes")] == ("pass", "500")
    assert ("with_embedded", "no") in read
    assert run.summary["inputs"]["ledger"]["file"] == "ledger.csv"


def test_without_a_ledger_nothing_of_it_is_written(tmp_path: Path) -> None:
    run = run_into(build(tmp_path / "t"), tmp_path / "out")
    assert not (run.folder / "ledger.csv").exists()
    assert "reviews" not in run.summary


def test_a_bad_ledger_is_refused_with_the_other_files(tmp_path: Path) -> None:
    scenario = build(tmp_path / "t", scenario=with_input("ledger: ledger.csv"), facilities="a,b\n1,2\n")
    (scenario.parent / "ledger.csv").write_text("设施,地块\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(scenario).run()
    assert {p.file for p in caught.value.problems} == {"ledger.csv", "facilities.csv"}


def test_a_pack_of_the_bureau_lies_beside_the_scenario(tmp_path: Path) -> None:
    scenario = build(tmp_path / "t", scenario=SCENARIO.replace("city: linfen", "city: bureau.yaml"))
    (scenario.parent / "bureau.yaml").write_text(
        'schema: 1\noverrides: linfen\nversion: "1"\nsource: 某局\nvalues:\n  - {rule: LF21-quota, value: 25, source: 某局}\n',
        encoding="utf-8",
    )
    run = run_into(scenario, tmp_path / "out")
    assert run.findings("P1")["LF21-quota"]["required"] == "250"
