"""One path to a verdict: what a command says of a parcel, a project or a community is what a run says of it, figure by figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from planner.model import InputSpec
from planner.run import check_communities, check_facts, check_parcels
from tests.cli.test_cli import Call, call
from tests.runs import Row, Run, run_into
from tests.town import SCENARIO, build, features, parcel

__all__ = ["call"]

FIGURES = ("subject_kind", "subject_id", "rule_id", "force", "verdict", "required", "provided", "shortfall", "unit", "judged_on", "reason")
LINES = ("row", "what", "facility_id", "parcel_id", "project", "entered_m2", "credited_m2", "not_credited_m2", "left_in_facility_m2")


def town(folder: Path, *, parcels: str, ledger: str, as_of: str, city: str = "linfen") -> Path:
    """Build the little town with other parcels and a ledger: verdicts on land need none of its streets."""
    text = SCENARIO.replace("walk:", "  ledger: ledger.csv\nwalk:").replace("as_of: 2024-06-01", f"as_of: {as_of}")
    scenario = build(folder, scenario=text.replace("city: linfen", f"city: {city}"), parcels=parcels)
    (folder / "ledger.csv").write_text(ledger, encoding="utf-8")
    return scenario


def told_by_run(run: Run, *kinds: str, without: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    rows = [r for r in run.rows("findings") if r["subject_kind"] in kinds and r["rule_id"] not in without]
    return [tuple(r[c] for c in FIGURES) for r in rows]


def told_by_check(frame: pd.DataFrame, *kinds: str) -> list[tuple[str, ...]]:
    rows = frame[frame["subject_kind"].isin(kinds)][list(FIGURES)]
    return [tuple("" if pd.isna(v) else str(v) for v in row) for row in rows.itertuples(index=False)]


def told_by_traces(traces: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    parts = ("verdict", "required", "provided", "shortfall", "unit")
    return [
        (t["subject"]["kind"], t["subject"]["id"], t["rule"]["id"], *("" if t["result"][p] is None else t["result"][p] for p in parts))
        for t in traces
    ]


def same(found: pd.DataFrame, rows: list[Row], columns: tuple[str, ...]) -> bool:
    shown = [tuple("" if pd.isna(v) else str(v) for v in row) for row in found[list(columns)].itertuples(index=False)]
    return bool(shown) and shown == [tuple(r[c] for c in columns) for r in rows]


@pytest.fixture(params=["run3", "two_projects", "bureau"])
def case(request: pytest.FixtureRequest, tmp_path: Path, shared_data: Path, repo: Path) -> tuple[Path, date]:
    """Parcels and ledgers on which a command and a run said two things."""
    faults, folder = shared_data / "faults", tmp_path / "town"
    example = repo / "data" / "parcels" / "parcels.geojson"
    if request.param == "run3":
        parcels, ledger, day, city = faults / "rules" / "parc3.geojson", faults / "rules" / "led3.csv", "2026-11-30", "linfen"
    elif request.param == "two_projects":
        parcels, ledger, day, city = example, faults / "papers" / "共担台账_两项目.csv", "2024-06-01", "linfen"
    else:
        bureau = repo / "scenarios" / "bureau"
        parcels, ledger, day, city = example, bureau / "ledger.csv", "2024-06-01", str(bureau / "rules.yaml")
    texts = {"parcels": parcels.read_text(encoding="utf-8"), "ledger": ledger.read_text(encoding="utf-8-sig")}
    scenario = town(folder, **texts, as_of=day, city="rules.yaml" if city != "linfen" else city)
    if city != "linfen":
        (folder / "rules.yaml").write_text(Path(city).read_text(encoding="utf-8"), encoding="utf-8")
    return scenario, date.fromisoformat(day)


def test_ledger_and_check_say_what_the_run_says(case: tuple[Path, date], call: Call, tmp_path: Path) -> None:
    scenario, day = case
    run, folder = run_into(scenario, tmp_path / "out"), scenario.parent
    rules = str(folder / "rules.yaml") if (folder / "rules.yaml").is_file() else "linfen"
    parcels, ledger = folder / "parcels.geojson", folder / "ledger.csv"

    commanded = call("rules", "ledger", rules, str(parcels), str(ledger), "--as-of", day.isoformat(), "--json").data
    projects = [t for t in run.traces if t["subject"]["kind"] == "project"]
    assert told_by_traces(commanded) == told_by_traces(projects)
    assert projects, "a case without a project shows nothing"

    found = check_parcels(InputSpec(parcels, datum="WGS84"), rules=rules, as_of=day, ledger=InputSpec(ledger))
    assert told_by_check(found.findings, "parcel", "project") == told_by_run(run, "parcel", "project")
    assert found.ledger is not None
    assert same(found.ledger, run.rows("ledger"), LINES)


def test_what_made_command_and_run_contradict_each_other(tmp_path: Path) -> None:
    """A parcel that the ledger does not speak of answers with its own area, and rules are those of the day its conditions were given."""
    both = features(
        [
            parcel("P1", project="甲", elderly_floor_area_m2=0, conditions_date="2024-03-01"),
            parcel("P2", 5, project="甲", elderly_floor_area_m2=400, conditions_date="2021-06-10"),
        ]
    )
    (tmp_path / "p.geojson").write_text(both, encoding="utf-8")
    (tmp_path / "l.csv").write_text("设施编号,设施建筑面积,地块编号,分摊建筑面积\nS,90,P9,90\n", encoding="utf-8")
    day, spec, ledger = date(2024, 6, 1), InputSpec(tmp_path / "p.geojson", datum="WGS84"), InputSpec(tmp_path / "l.csv")
    project = check_parcels(spec, rules="linfen", as_of=day, ledger=ledger).judged[-1]
    assert (project.subject_id, project.required, project.provided) == ("甲", Decimal(200), Decimal(400)), (
        "P2 was given its conditions before the rule"
    )
    project = check_parcels(spec, rules="linfen", as_of=day, judge_on="as_of", ledger=ledger).judged[-1]
    assert (project.required, project.provided) == (Decimal(400), Decimal(400))


def test_check_communities_says_what_the_run_says(tmp_path: Path) -> None:
    scenario = build(tmp_path / "town")
    folder = scenario.parent
    text = (folder / "communities.geojson").read_text(encoding="utf-8").replace('"name"', '"new_area": "是", "name"', 1)
    (folder / "communities.geojson").write_text(text, encoding="utf-8")
    run = run_into(scenario, tmp_path / "out")
    specs = [InputSpec(folder / name, datum="WGS84") for name in ("communities.geojson", "facilities.csv")]
    found = check_communities(*specs, rules="linfen", as_of=date(2024, 6, 1))
    walked = frozenset(t["rule"]["id"] for t in run.traces if t["rule"]["kind"] == "share")
    assert told_by_check(found.findings, "community", "facility") == told_by_run(run, "community", "facility", without=walked)
    assert any(f.rule_id == "LF23-new" and f.verdict == "fail" for f in found.judged), "columns that only rules know are read"


def test_facilities_without_a_place_keep_verdicts_back_in_both(tmp_path: Path) -> None:
    rows = "编号,名称,类型,建筑面积,状态,经度,纬度\n" + "".join(f"G{i},无处{i},社区养老服务中心,800,已运营,,\n" for i in range(3))
    scenario = build(tmp_path / "town", facilities=rows + "G9,有处,社区养老服务中心,800,已运营,111.5105,36.0805\n")
    run = run_into(scenario, tmp_path / "out")
    specs = [InputSpec(scenario.parent / name, datum="WGS84") for name in ("communities.geojson", "facilities.csv")]
    found = check_communities(*specs, rules="linfen", as_of=date(2024, 6, 1))
    assert told_by_check(found.findings, "community", "facility") == told_by_run(run, "community", "facility")
    status = {r["community_id"]: r["centre_status"] for r in run.rows("communities")}
    assert dict(zip(found.subjects["community_id"], found.subjects["centre_status"], strict=True)) == status
    assert "missing" not in status.values()


def test_parcels_in_a_list_of_facts_are_dated_as_those_of_a_file(tmp_path: Path) -> None:
    facts = {"households": "1000", "population": "2500", "elderly_floor_area_m2": "100", "elderly_land_area_m2": "500"}
    facts |= {"conditions_date": "2021-06-10"}
    lines = ["主体类型,主体,指标,数值", *(f"地块,P1,{field},{value}" for field, value in facts.items())]
    (tmp_path / "f.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    shape = features([parcel("P1", elderly_floor_area_m2=100, conditions_date="2021-06-10")])
    (tmp_path / "p.geojson").write_text(shape, encoding="utf-8")
    listed, _ = check_facts(InputSpec(tmp_path / "f.csv"), rules="linfen", as_of=date(2024, 6, 1))
    filed = check_parcels(InputSpec(tmp_path / "p.geojson", datum="WGS84"), rules="linfen", as_of=date(2024, 6, 1))
    assert [(f.rule_id, f.verdict, f.required, f.judged_on) for f in listed] == [
        (f.rule_id, f.verdict, f.required, f.judged_on) for f in filed.judged
    ]
    assert {f.judged_on for f in listed} == {date(2021, 6, 10)}


def test_conditions_are_drafted_by_the_rules_a_run_reads(call: Call, tmp_path: Path) -> None:
    shape = features([parcel("P1", households=None, residential_floor_area_m2=110000, conditions_date="2021-06-10")])
    run = run_into(build(tmp_path / "town", parcels=shape), tmp_path / "out")
    drafted = run.by_id("conditions", "parcel_id")["P1"]
    file = str(tmp_path / "town" / "parcels.geojson")
    data = call("rules", "conditions", "linfen", "--name", "P1", "--parcels", file, "--as-of", "2024-06-01", "--json").data
    assert (data["clause"]["zh"], data["letter"]["zh"]) == (drafted["clause"], drafted["letter"])
    assert drafted["rules_as_of"] == "2021-06-10"


def test_the_money_list_says_what_the_run_says(call: Call, tmp_path: Path, repo: Path, shared_data: Path) -> None:
    projects = shared_data / "faults" / "rules" / "projects.csv"
    text = SCENARIO.replace("walk:", "  subsidies: projects.csv\nwalk:")
    scenario = build(tmp_path / "town", scenario=text, parcels=features([parcel("P1", population=None)]))
    (scenario.parent / "projects.csv").write_bytes(projects.read_bytes())
    run = run_into(scenario, tmp_path / "out")
    listed = [r for r in run.rows("subsidies") if (r["level"], r["source"]) == ("project", "list")]
    data = call("rules", "money", "linfen", str(projects), "--as-of", "2024-06-01", "--json").data
    assert [(a["project"], a["rule_id"], a["low"] or "", a["formula"]["zh"]) for a in data["amounts"]] == [
        (r["project"], r["rule_id"], r["low_yuan"], r["formula"]) for r in listed
    ]
    assert listed
