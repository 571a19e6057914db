"""Changes laid over a base: what is wrong with one is told with file, line and mending; what they do is traced to where they stand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from planner.errors import InputError
from planner.run import Scenario

BASE = "scenarios/baseline.yaml"
WRONG = {
    "{add_facility: {id: F-x, kind: 社区养老服务中心, at: [36.08, 111.50]}}": "change.swapped",
    "{add_facility: {id: F-x, kind: 社区养老服务中心, at: [121.5, 31.2]}}": "change.outside",
    "{add_facility: {id: F001, kind: 社区养老服务中心, at: [111.50, 36.08]}}": "change.id_taken",
    "{add_facility: {id: F-x, at: [111.50, 36.08]}}": "scenario.missing_key",
    "{move_facility: {id: F0x1, at: [111.50, 36.08]}}": "change.unknown_id",
    "{resize_facility: {id: F001}}": "change.nothing",
    "{resize_facility: {id: F001, floor_area_m2: -5}}": "scenario.bad_value",
    "{close_facility: {id: F001, why: old}}": "scenario.unknown_key",
    "{add_road: {file: nowhere.geojson}}": "change.file_missing",
    "{add_parcel: {id: P-x, file: nowhere.geojson}}": "change.file_missing",
    "{add_parcel: {id: P-x}}": "scenario.bad_value",
    "{add_compound: {id: X-x, file: a.geojson, geometry: {type: Polygon, coordinates: []}}}": "scenario.bad_value",
    "{add_parcel: {id: P-x, geometry: {type: LineString, coordinates: [[111.50, 36.08], [111.51, 36.08]]}}}": "change.no_outline",
    "{add_road: {geometry: {type: LineString, coordinates: [[111.50, far]]}}}": "scenario.bad_value",
    "{override_rule: {id: LF99-none, value: 1, source: 试}}": "change.unknown_rule",
    "{move_facility: {id: F001, at: [121.5, 31.2]}}": "change.outside",
    "{close_gate: {id: G-0x1}}": "change.unknown_id",
    "{open_gate: {id: G-none}}": "change.unknown_id",
    "{grow_population: {to_year: 2020, rate: 0.01}}": "change.past_year",
    "{grow: {to_year: 2030}}": "change.unknown",
    "{close_facility: {id: F001}, open_gate: {id: G-001}}": "change.not_one",
}


def written(folder: Path, repo: Path, *changes: str, name: str = "变更") -> Path:
    """A scenario that extends the example city."""
    path = folder / "mine.yaml"
    lines = "".join(f"  - {c}\n" for c in changes)
    path.write_text(f"name: {name}\nextends: {(repo / BASE).as_posix()}\nchanges:\n{lines}", encoding="utf-8")
    return path


@pytest.mark.parametrize(("change", "code"), WRONG.items())
def test_a_wrong_change_is_told(repo: Path, tmp_path: Path, change: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        Scenario.load(written(tmp_path, repo, change)).run()
    (problem,) = caught.value.problems
    assert (problem.code, problem.file, problem.row) == (code, "mine.yaml", 4)
    assert problem.mend()
    assert problem.mend("en")


def test_wrong_changes_are_told_together(repo: Path, tmp_path: Path) -> None:
    changes = [c for c, code in WRONG.items() if code.startswith("change.") and code not in {"change.unknown", "change.not_one"}]
    with pytest.raises(InputError) as caught:
        Scenario.load(written(tmp_path, repo, *changes)).run()
    assert [p.row for p in caught.value.problems] == list(range(4, 4 + len(changes)))


def test_scenarios_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for a, b in (("one", "two"), ("two", "one")):
        (tmp_path / f"{a}.yaml").write_text(f"name: {a}\nextends: {b}.yaml\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(tmp_path / "one.yaml")
    assert [p.code for p in caught.value.problems] == ["scenario.extends_cycle"]


def test_what_a_change_brings_is_traced_to_it(repo: Path, tmp_path: Path) -> None:
    """A new centre off the network, a resized one: doubts and traces name the scenario file and its line; made-up data stays marked."""
    far = "{add_facility: {id: F-far, kind: 社区养老服务中心, floor_area_m2: 900, at: [111.4700, 36.1040]}}"
    small = "{resize_facility: {id: F003, floor_area_m2: 480}}"
    result = Scenario.load(written(tmp_path, repo, far, small, name="我的方案")).run()
    assert result.summary["synthetic"] is True
    off = result.quality[(result.quality["code"] == "snap.off_network") & (result.quality["subject"] == "F-far")]
    assert off[["file", "row"]].to_numpy().tolist() == [["mine.yaml", 4]]
    inputs = result.summary["inputs"]["facilities"]
    assert inputs["rows"] == len(result.facilities) - 1
    at = result.findings.index[(result.findings["subject_id"] == "F003") & (result.findings["rule_id"] == "LF21-size")][0]
    area = result.traces[at]["inputs"]["floor_area_m2"]
    assert (area["file"], area["row"], area["raw"]) == ("mine.yaml", 5, "480")
    assert result.findings.loc[at, "verdict"] == "fail"


def test_drawn_shapes_are_what_their_files_would_be(repo: Path, tmp_path: Path) -> None:
    """A parcel, a compound and a road written down inside their changes judge and walk like those from files."""
    x, y = 111.4960, 36.0690
    ring = [[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001], [x, y]]
    line = [[x - 0.004, y - 0.0003], [x + 0.004, y - 0.0003]]
    shapes = {"P-9": {"type": "Polygon", "coordinates": [ring]}, "R-9": {"type": "LineString", "coordinates": line}}
    results = []
    for way in ("file", "geometry"):
        told = {}
        for name, shape in shapes.items():
            feature = {"type": "Feature", "properties": {"id": name, "highway": "residential"}, "geometry": shape}
            (tmp_path / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
            told[name] = f"{way}: {name}.geojson" if way == "file" else f"{way}: {json.dumps(shape)}"
        parcel = f"{{add_parcel: {{id: P-9, {told['P-9']}, households: 500, population: 1400, elderly_floor_area_m2: 100}}}}"
        results.append(Scenario.load(written(tmp_path, repo, f"{{add_road: {{id: R-9, {told['R-9']}}}}}", parcel)).run())
    one, two = results
    for name in ("coverage", "parcels", "findings"):
        assert getattr(one, name).equals(getattr(two, name)), name
    assert one.streets["length_km"].tolist() == two.streets["length_km"].tolist()
    assert len(two.summary["changes"][0]["sha256"]) == 64
    assert two.resolved["changes"][0]["add_road"]["geometry"]["type"] == "LineString"


def test_two_changes_to_one_subject_apply_in_order(repo: Path, tmp_path: Path) -> None:
    changes = ("{resize_facility: {id: F005, floor_area_m2: 300}}", "{resize_facility: {id: F005, floor_area_m2: 620}}")
    facilities = Scenario.load(written(tmp_path, repo, *changes)).run().facilities.set_index("facility_id")
    assert facilities.loc["F005", "floor_area_m2"] == 620
