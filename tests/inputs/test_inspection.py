"""Looking at a file without judging it, and the catalogue of sentences."""

from __future__ import annotations

import json
import re
from pathlib import Path

import planner.inputs
from planner.inputs import inspect_file
from planner.texts.inputs import PROBLEMS

from .conftest import Write


def test_the_case_files_are_recognised(cases: Path) -> None:
    expected = {
        "wuhan/facilities.csv": ("facility", "BD-09, CGCS2000, GCJ-02, WGS84"),
        "wuhan/facilities_gbk.csv": ("facility", "BD-09, CGCS2000, GCJ-02, WGS84"),
        "wuhan/compounds.csv": ("compound", ""),
        "wuhan/parcels.geojson": ("parcel", "WGS84"),
        "wuhan/parcels_cgcs2000_gbk/dikuai.shp": ("parcel", "CGCS2000"),
        "wuhan/communities.geojson": ("community", "WGS84"),
        "newport/facilities.csv": ("facility", "WGS84"),
        "newport/demand.csv": ("demand", "WGS84"),
        "newport/communities.geojson": ("community", "WGS84"),
    }
    for name, (noun, datum) in expected.items():
        found = inspect_file(cases / name)
        assert (found.noun, found.datum_guess, found.guessed) == (noun, datum, True), name
        assert json.loads(json.dumps(found.as_data()))["rows"] == found.rows


def test_a_file_of_unknown_datum_says_everything_at_once(cases: Path) -> None:
    found = inspect_file(cases / "wuhan/compounds.csv", noun="compound")
    codes = {p.code for p in found.problems}
    assert {"datum.undeclared", "value.missing_many", "number.negative"} <= codes
    assert found.encoding == "UTF-8"
    assert found.headers["households"] == "总户数"
    assert "物业类型" in found.unrecognised
    assert not found.guessed


def test_an_unreadable_file_is_inspected_too(write: Write, tmp_path: Path) -> None:
    assert [p.code for p in inspect_file(tmp_path / "none.csv").problems] == ["file.missing"]
    found = inspect_file(write("a,b\n1,2\n").path)
    assert found.noun == ""
    assert found.unrecognised == ("a", "b")


def test_every_code_in_the_room_has_its_four_sentences() -> None:
    folder = Path(planner.inputs.__file__).parent
    rooms = [*folder.rglob("*.py"), *(folder.parent / "geo").glob("*.py")]
    used = {code for path in rooms for code in re.findall(r'"([a-z]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))}
    prefixes = {code.split(".")[0] for code in PROBLEMS}
    assert {code for code in used if code.split(".")[0] in prefixes} == set(PROBLEMS)
    for code, sentences in PROBLEMS.items():
        assert set(sentences) == {"what_zh", "mend_zh", "what_en", "mend_en"}, code
        assert all(sentences.values()), code
