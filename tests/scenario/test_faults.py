"""Scenario files and inputs that are wrong: every fault named at once, with file, line, key, and how to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from planner.errors import InputError, Problem, Severity
from planner.model import InputSpec
from planner.run import Scenario, check_communities, check_parcels
from tests.runs import run_into
from tests.town import COMPOUNDS, FACILITIES, SCENARIO, build, communities, features, parcel, streets

PLAIN = SCENARIO.format(name="小镇")
DEMAND = "id,persons,older_persons,lon,lat\nh1,600,120,111.5021,36.0821\n"


def faults_of_text(tmp_path: Path, text: str | bytes) -> list[Problem]:
    """Load a scenario file of that text beside the town's inputs; give what is wrong with it."""
    path = build(tmp_path)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    for problem in caught.value.problems:
        assert problem.severity is Severity.ERROR
        for lang in ("zh", "en"):
            assert problem.what(lang)
            assert problem.mend(lang)
            assert "{" not in problem.line(lang)
    return list(caught.value.problems)


def told(problems: list[Problem]) -> list[tuple[str, int | None, str]]:
    return [(p.code, p.row, p.field) for p in problems]


def test_the_plain_town_is_sound(tmp_path: Path) -> None:
    assert Scenario.load(build(tmp_path)).as_of == date(2024, 6, 1)


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "field"),
    [
        ("city: linfen", "city: linfen\ncolour: red", "scenario.unknown_key", 3, "colour"),
        ("network:", "netwrok: streets.geojson\n  network:", "scenario.unknown_key", 5, "inputs.netwrok"),
        ("{path: facilities.csv, datum: WGS84}", "{path: facilities.csv, date: x}", "scenario.unknown_key", 7, "inputs.facilities.date"),
        ("{minutes: [5, 10, 15]}", "{minuets: [5]}", "scenario.unknown_key", 10, "walk.minuets"),
        ("as_of:", "city: taiyuan\nas_of:", "yaml.duplicate_key", 3, "city"),
        ("walk:", "walk: {}\nwalk:", "yaml.duplicate_key", 11, "walk"),
        ("city: linfen\n", "", "scenario.missing_key", 1, "city"),
        ("  facilities: {path: facilities.csv, datum: WGS84}\n", "", "scenario.missing_key", 4, "inputs.facilities"),
        ("{path: facilities.csv, datum: WGS84}", "{datum: WGS84}", "scenario.missing_key", 7, "inputs.facilities.path"),
        ("2024-06-01", "2024-13-01", "scenario.bad_value", 3, "as_of"),
        ("2024-06-01", "明天", "scenario.bad_value", 3, "as_of"),
        ("2024-06-01", "", "scenario.bad_value", 3, "as_of"),
        ("[5, 10, 15]", "[15, 5]", "scenario.bad_value", 10, "walk.minutes"),
        ("[5, 10, 15]", "[5, 5]", "scenario.bad_value", 10, "walk.minutes"),
        ("[5, 10, 15]", "[]", "scenario.bad_value", 10, "walk.minutes"),
        ("[5, 10, 15]", "[-5]", "scenario.bad_value", 10, "walk.minutes.0"),
        ("[5, 10, 15]", "[5, 61]", "scenario.bad_value", 10, "walk.minutes.1"),
        ("[5, 10, 15]", "[nan]", "scenario.bad_value", 10, "walk.minutes.0"),
        ("[5, 10, 15]", "十五", "scenario.bad_value", 10, "walk.minutes"),
        ("[5, 10, 15]", "[5, 10, 15], profile: marathon", "scenario.bad_value", 10, "walk.profile"),
        ("[5, 10, 15]", "[5, 10, 15], max_snap_m: 0", "scenario.bad_value", 10, "walk.max_snap_m"),
        ("[5, 10, 15]", "[5, 10, 15], search_limit_min: 10", "scenario.bad_value", 10, "walk.search_limit_min"),
        ("walk:", "judge_on: birthday\nwalk:", "scenario.bad_value", 10, "judge_on"),
        ("{path: compounds.csv, datum: WGS84}", "nowhere.csv", "scenario.input_missing", 9, "inputs.compounds"),
        ("{path: compounds.csv, datum: WGS84}", "{path: nowhere.csv}", "scenario.input_missing", 9, "inputs.compounds"),
    ],
)  # fmt: skip
def test_one_fault_with_its_line(tmp_path: Path, old: str, new: str, code: str, row: int, field: str) -> None:
    assert PLAIN.count(old) == 1
    assert told(faults_of_text(tmp_path, PLAIN.replace(old, new))) == [(code, row, field)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("2024-06-01", "2024-13-01", ["2024-13-01", "2024-06-01"]),
        ("[5, 10, 15]", "[15, 5]", ["15, 5", "由小到大"]),
        ("[5, 10, 15]", "[5, 61]", ["61", "不应大于 60"]),
        ("[5, 10, 15]", "[五]", ["五", "数字"]),
        ("[5, 10, 15]", "[5], profile: marathon", ["marathon", "standard elderly frail"]),
        ("[5, 10, 15]", "[5, 10, 15], search_limit_min: 10", ["10", "最长时限", "15"]),
        ("walk:", "judge_on: birthday\nwalk:", ["birthday", "conditions_date"]),
        ("city: linfen", "city: linfen\ncolour: red", ["拼写", "as_of"]),
    ],
)
def test_a_fault_is_said_in_chinese_with_the_value_and_what_would_do(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    line = faults_of_text(tmp_path, PLAIN.replace(old, new))[0].line()
    assert all(word in line for word in [*words, "town.yaml", "第 "])
    assert "Input should" not in line


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    text = PLAIN.replace("city: linfen", "city: linfen\ncity: taiyuan\ncolour: red").replace("2024-06-01", "soon")
    text = text.replace("parcels.geojson", "plots.geojson").replace("[5, 10, 15]", "[0], profile: x").replace("facilities.csv", "f.csv")
    assert sorted(told(faults_of_text(tmp_path, text)), key=str) == sorted(
        [
            ("yaml.duplicate_key", 3, "city"),
            ("scenario.unknown_key", 4, "colour"),
            ("scenario.bad_value", 5, "as_of"),
            ("scenario.input_missing", 9, "inputs.facilities"),
            ("scenario.input_missing", 10, "inputs.parcels"),
            ("scenario.bad_value", 12, "walk.minutes.0"),
            ("scenario.bad_value", 12, "walk.profile"),
        ],
        key=str,
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "scenario.empty"),
        ("# nothing\n", "scenario.empty"),
        ("- a list\n", "scenario.empty"),
        ("name: [unclosed\n", "yaml.syntax"),
        (PLAIN.encode("gb18030"), "scenario.not_utf8"),
        (b"\xff\xfe\x00n", "scenario.not_utf8"),
    ],
)
def test_a_file_that_is_no_scenario(tmp_path: Path, text: str | bytes, code: str) -> None:
    assert [p.code for p in faults_of_text(tmp_path, text)] == [code]


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = build(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert Scenario.load(path).name == "小镇"


@pytest.mark.parametrize("name", ["no.yaml", "."])
def test_a_scenario_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        Scenario.load(tmp_path / name)
    assert [p.code for p in caught.value.problems] == ["scenario.missing"]


def faults_of_run(tmp_path: Path, **files: str) -> list[Problem]:
    """Run the town with other inputs; give what is wrong with them."""
    scenario = build(tmp_path, **files)
    with pytest.raises(InputError) as caught:
        Scenario.load(scenario).run()
    return list(caught.value.problems)


def test_an_unknown_city_names_the_known_ones(tmp_path: Path) -> None:
    problems = faults_of_run(tmp_path, scenario=SCENARIO.replace("city: linfen", "city: atlantis"))
    assert len(problems) == 1
    assert "atlantis" in problems[0].line()
    assert "linfen" in problems[0].line()


def test_a_day_before_the_rules_begin_is_an_error_never_a_silent_default(tmp_path: Path) -> None:
    problems = faults_of_run(tmp_path, scenario=SCENARIO.replace("2024-06-01", "2015-01-01"))
    assert [p.code for p in problems] == ["rules.no_centre_range"] or all("2015-01-01" in p.line() for p in problems)
    found = check_parcels(InputSpec(tmp_path / "parcels.geojson", datum="WGS84"), rules="linfen", as_of=date(2015, 1, 1))
    assert set(found.findings["verdict"]) == {"not_applicable"}
    assert set(found.subjects["verdict"]) == {"not_applicable"}


def test_faults_of_all_inputs_at_once(tmp_path: Path) -> None:
    """Communities, facilities and streets that cannot be read, compounds that stand nowhere, a city that is not known: one answer."""
    problems = faults_of_run(
        tmp_path,
        scenario=SCENARIO.replace("city: linfen", "city: atlantis"),
        communities='{"type": "Topology"}',
        facilities=FACILITIES.replace("lon,lat", "横,竖"),
        streets="not a layer",
        compounds=COMPOUNDS.replace("lon,lat", "here,there"),
    )
    files = {p.file for p in problems}
    assert {"communities.geojson", "facilities.csv", "streets.geojson", "compounds.csv"} <= files
    assert any("atlantis" in p.line() for p in problems)


@pytest.mark.parametrize("noun", ["facilities", "compounds", "demand"])
def test_a_place_column_that_is_missing_names_headers_near_it(tmp_path: Path, noun: str) -> None:
    usual = {"facilities": FACILITIES, "compounds": COMPOUNDS, "demand": DEMAND}[noun]
    scenario = SCENARIO.replace("walk:", "  population: {{path: demand.csv, datum: WGS84}}\nwalk:")
    texts = {"demand": DEMAND, noun: usual.replace("lon,lat", "longitud,latitud")}
    problems = faults_of_run(tmp_path, scenario=scenario, **texts)
    assert [(p.code, p.file) for p in problems] == [("column.no_place", f"{noun}.csv")]
    assert "longitud" in problems[0].line()


def test_demand_without_persons_cannot_be_counted(tmp_path: Path) -> None:
    scenario = SCENARIO.replace("walk:", "  population: {{path: demand.csv, datum: WGS84}}\nwalk:")
    problems = faults_of_run(tmp_path, scenario=scenario, demand=DEMAND.replace("persons,older_persons", "perosns,older_persons"))
    assert [(p.code, p.file, p.field) for p in problems] == [("demand.no_persons", "demand.csv", "persons")]


@pytest.mark.parametrize(
    ("noun", "old", "new", "field"),
    [
        ("facilities", "floor_area_m2", "floor_aera", "floor_area_m2"),
        ("facilities", "kind", "kidn", "kind"),
        ("compounds", "households", "hosueholds", "households"),
        ("communities", '"township"', '"towsnhip"', "township"),
        ("parcels", '"households"', '"huoseholds"', "households"),
        ("parcels", '"elderly_land_area_m2"', '"elderly_land"', "elderly_land_area_m2"),
    ],
)  # fmt: skip
def test_a_header_misspelt_is_told_and_goes_to_review(tmp_path: Path, noun: str, old: str, new: str, field: str) -> None:
    usual = {
        "facilities": FACILITIES,
        "compounds": COMPOUNDS,
        "communities": communities(),
        "parcels": features([parcel("P1"), parcel("P2", 5)]),
    }[noun]
    run = run_into(build(tmp_path, **{noun: usual.replace(old, new)}), tmp_path / "out")
    told = [d for d in run.rows("quality") if d["code"] == "column.absent"]
    assert [(Path(d["file"]).stem, d["field"], d["severity"]) for d in told] == [(noun, field, "doubt")]
    if noun == "parcels":
        assert {r["verdict"] for r in run.rows("parcels")} == {"needs_review"}
    if field == "floor_area_m2":
        assert {r["centre_status"] for r in run.rows("communities")} == {"needs_review", "missing"}
    if field == "kind":
        assert {r["centre_status"] for r in run.rows("communities")} == {"missing"}


def test_streets_without_a_walkable_one(tmp_path: Path) -> None:
    problems = faults_of_run(tmp_path, streets=streets().replace("residential", "motorway"))
    assert {p.file for p in problems} == {"streets.geojson"}


def test_checks_without_a_run(tmp_path: Path) -> None:
    build(tmp_path)
    spec = {n: InputSpec(tmp_path / n, datum="WGS84") for n in ("communities.geojson", "facilities.csv")}
    found = check_communities(*spec.values(), rules="linfen", as_of=date(2024, 6, 1))
    standing = dict(zip(found.subjects["community_id"], found.subjects["centre_status"], strict=True))
    assert standing == {"A": "ok", "B": "too_small", "C": "too_large", "D": "missing", "E": "needs_review", "V": "missing"}
    with pytest.raises(InputError):
        check_parcels(InputSpec(tmp_path / "nothing.geojson"), rules="linfen", as_of=date(2024, 6, 1))
