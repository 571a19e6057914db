"""Slips of the pen in scenario files: the message is Chinese, names the line, has a stable code and guesses what was meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.errors import InputError
from planner.rules import read_source
from planner.run import Scenario

from ..town import FACILITIES, build

HEAD = "extends: town.yaml\nchanges:\n"
AT = "kind: 社区养老服务中心, at: [111.51, 36.081]"
SLIPS = {
    "name：二期\nextends: town.yaml\n": ("yaml.full_width", 1, "半角“:”"),
    "extends: town.yaml\nname：二期\n": ("yaml.full_width", 2, "半角“:”"),
    f"{HEAD}  - add_facility：{{id: F9, {AT}}}\n": ("yaml.full_width", 3, "半角“:”"),
    f"{HEAD}  - add_facility: {{id： F9, {AT}}}\n": ("yaml.full_width", 3, "半角“:”"),
    f"{HEAD}  - add_facility: {{id: F9， {AT}}}\n": ("yaml.full_width", 3, "半角“,”"),
    f"{HEAD}  - add_facility: {{id: F9, kind: 社区养老服务中心, at: [111.51，36.081]}}\n": ("yaml.full_width", 3, "半角“,”"),
    "extends: town.yaml\nwlak: {minutes: [5]}\n": ("scenario.unknown_key", 2, "是不是 walk？"),
    f"{HEAD}  - add_facilty: {{id: F9, {AT}}}\n": ("change.unknown", 3, "是不是 add_facility？"),
    f"{HEAD}  - add_facility: {{id: F9, florr_area_m2: 5, {AT}}}\n": ("scenario.unknown_key", 3, "是不是 floor_area_m2？"),
    f"{HEAD}  - change_facility: {{id: F1}}\n": ("change.unknown", 3, "move_facility、resize_facility、close_facility 之一？"),
    f"{HEAD}  - shut_gate: {{id: G1}}\n": ("change.unknown", 3, "是不是 open_gate、close_gate 之一？"),
    f"{HEAD}  - clse_gate: {{id: G1}}\n": ("change.unknown", 3, "是不是 close_gate？"),
    f"{HEAD}  - close_facility: {{id: F11}}\n": ("change.unknown_id", 3, "相近的编号：F1"),
    f"{HEAD}  - close_facility: {{id: 没有}}\n": ("change.unknown_id", 3, "没有相近的编号，现有编号如 F1、F2、F3"),
    f"{HEAD}  - add_facility: {{id: F9, kind: 社区养老服务中心, at: [111.51]}}\n": ("scenario.bad_value", 3, "[经度, 纬度]"),
    f"{HEAD}  - resize_facility: {{id: F1, floor_area_m2: 一千五}}\n": ("scenario.bad_value", 3, "应为数字"),
    f"{HEAD}  - override_rule: {{id: LF21-quotta, value: 3, source: 会议纪要}}\n": ("change.unknown_rule", 3, "是不是 LF21-quota？"),
    f"{HEAD}  - add_parcel: {{id: N, geometry: {{type: Polygon, coordinates: [[[111.51, 36.081], [111.52, 36.081], [111.51, 36.081],"
    " [111.51, 36.081]]]}}\n": ("change.no_area", 3, "没有面积"),
}


@pytest.mark.parametrize(("text", "told"), SLIPS.items())
def test_a_slip_is_told_in_chinese_with_its_line(tmp_path: Path, text: str, told: tuple[str, int, str]) -> None:
    code, row, words = told
    build(tmp_path)
    slip = tmp_path / "slip.yaml"
    slip.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(slip).run()
    found = [p for p in caught.value.problems if p.code == code]
    assert [p.row for p in found] == [row]
    assert words in found[0].what() + found[0].mend()


@pytest.mark.parametrize(
    "text",
    [
        'name: "一期：南区，北区"',
        "name: 一期：南区，北区",
        "# name：旧\nname: 新",
        "note: '宽， 窄'",
        "changes: [{id: 甲，乙}]",
        "name: 甲，乙, 丙",
    ],
)
def test_full_width_signs_in_words_are_left_alone(text: str) -> None:
    assert read_source(text + "\n", "a.yaml").problems == []


def test_a_kind_nearly_known_is_a_doubt_with_its_row(tmp_path: Path) -> None:
    text = FACILITIES.replace("F2,乙站,社区养老服务站,", "F2,乙站,社区养老服务战,").replace("老年助餐点", "游泳馆")
    quality = Scenario.load(build(tmp_path, facilities=text)).run().quality
    rows = {r["value"]: r for r in quality[quality["code"] == "facility.unknown_kind"].to_dict("records")}
    assert (rows["社区养老服务战"]["severity"], rows["社区养老服务战"]["row"]) == ("doubt", 3)
    assert "社区养老服务站" in rows["社区养老服务战"]["done"]
    assert "F2" in rows["社区养老服务战"]["what"]
    assert rows["游泳馆"]["severity"] == "note"


def test_a_wrong_city_is_told_with_everything_else(tmp_path: Path) -> None:
    path = build(tmp_path)
    text = path.read_text(encoding="utf-8").replace("city: linfen", "city: linfan").replace("facilities.csv", "nofac.csv")
    path.write_text(text + "changes:\n  - change_facility: {id: F1}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        Scenario.load(path)
    found = {p.code: p.row for p in caught.value.problems}
    assert set(found) == {"rulepack.not_found", "scenario.input_missing", "change.unknown"}
    assert found["rulepack.not_found"] == next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith("city:"))
