"""Plates: every sign in the font, labels apart, counts as the tables have them, a true scale, 200 dots an inch, the same bytes."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pyproj import Geod

from planner.report import read_finished
from planner.report.carriers import font_file
from planner.report.folder.finished import FinishedRun
from planner.report.plates import Plate, PlateScene, city_plates, clean, community_plate, parcel_plate
from planner.report.plates.fonts import shortened, width
from planner.report.plates.labels import Label, place
from planner.report.plates.paper import round_length
from planner.report.plates.shapes import Plane, widened
from planner.texts import word
from tests.report.papers import HOSTILE, hostile_town
from tests.runs import Run, run_into


def plates_of(run: FinishedRun, *, most: int = 2) -> list[Plate]:
    scene = PlateScene.read(run)
    near = [parcel_plate(scene, row, pdf=False) for row in run.rows("parcels")[:most]]
    around = [community_plate(scene, row, pdf=False) for row in run.rows("communities")[4:6]]
    return [*city_plates(scene, pdf=False), *(p for p in (*near, *around) if p)]


@pytest.fixture(scope="module")
def example(example_run: Run) -> list[Plate]:
    return plates_of(read_finished(example_run.folder))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> list[Plate]:
    folder = tmp_path_factory.mktemp("plates")
    return plates_of(read_finished(run_into(hostile_town(folder / "town"), folder / "out").folder), most=9)


def test_every_sign_is_in_the_font(example: list[Plate], hostile: list[Plate]) -> None:
    with TTFont(font_file()) as font:
        held = set(font.getBestCmap())
    for plate in (*example, *hostile):
        assert plate.texts
        for text in plate.texts:
            assert {ord(sign) for sign in text} <= held, text


def test_hostile_names_are_drawn_as_they_are(hostile: list[Plate]) -> None:
    titles = [plate.title for plate in hostile if plate.name.startswith("parcel")]
    assert len(titles) == len(HOSTILE)
    assert titles[0].startswith("<script>alert(1)</script>")
    assert titles[4].startswith("□养老□中心")
    assert titles[5].startswith("（未命名）")
    assert "$x^2$" in titles[8]


def test_the_picture_is_fine_enough_and_not_empty(example: list[Plate]) -> None:
    for plate in example:
        with Image.open(io.BytesIO(plate.png)) as picture:
            assert picture.info["dpi"][0] == pytest.approx(200, abs=0.1)
            assert picture.width == pytest.approx(plate.width_mm / 25.4 * 200, abs=1)
            assert len(picture.convert("RGB").resize((400, 300)).getcolors(1 << 24) or []) > 50


def test_marks_sources_and_versions_stand_on_every_plate(example: list[Plate], example_run: Run) -> None:
    pack = example_run.summary["rule_pack"]
    for plate in example:
        texts = "\n".join(plate.texts)
        for said in (
            "合成数据·仅供测试",
            "2024-06-01",
            f"{pack['id']} {pack['version']}",
            "WGS84",
            "道路数据：合成数据·仅供测试",
            word("map.north"),
        ):
            assert said in texts, (plate.name, said)
        assert "OpenStreetMap" not in texts


def test_counts_of_the_legend(example: list[Plate], example_run: Run) -> None:
    gaps = next(plate for plate in example if plate.name == "city-gaps").texts
    counts = example_run.summary["communities_urban"]
    for status in ("ok", "too_small", "missing", "needs_review"):
        assert gaps[gaps.index(word(f"centre.{status}")) + 1] == str(counts[status])
    parcels = next(plate for plate in example if plate.name == "city-parcels").texts
    for verdict in ("pass", "fail", "needs_review"):
        assert parcels[parcels.index(word(f"verdict.{verdict}")) + 1] == str(example_run.summary["parcels"][verdict])
    circles = next(plate for plate in example if plate.name == "city-circles").texts
    at = example_run.summary["coverage"]["facility"]["15"]["standard"]
    assert circles[circles.index(word("map.within").format(m="15")) + 1] == f"{at['persons']:,.0f} 人 {at['share']:.1%}"


def test_the_same_run_gives_the_same_bytes(example_run: Run) -> None:
    run = read_finished(example_run.folder)
    first, second = (next(city_plates(PlateScene.read(run), views=("gaps",))) for _ in range(2))
    assert (first.png, first.pdf) == (second.png, second.pdf)
    assert b"NotoSansSC" in first.pdf
    assert b"CreationDate" not in first.pdf


def test_a_run_without_parcels_streets_or_names(newport_run: Run, tmp_path: Path) -> None:
    made = list(city_plates(PlateScene.read(read_finished(newport_run.folder)), pdf=False))
    assert [plate.name for plate in made] == ["city-circles", "city-gaps"]
    assert all("测试·不代表当地适用" in plate.texts for plate in made)


boxes = st.floats(min_value=0, max_value=400, allow_nan=False)


@given(st.lists(st.tuples(boxes, boxes, st.integers(1, 12)), max_size=60))
def test_labels_never_meet_nor_leave_the_frame(points: list[tuple[float, float, int]]) -> None:
    frame = (0.0, 0.0, 400.0, 300.0)
    taken = [(x - 2, y - 2, x + 2, y + 2) for x, y, _ in points]
    placed = place([Label("名" * n, x, y, 7.0 * n, 9.0, 3.0, weight=n) for x, y, n in points], frame, taken)
    found = [p.box for p in placed]
    for k, a in enumerate(found):
        assert a[0] >= 0
        assert a[1] >= 0
        assert a[2] <= 400
        assert a[3] <= 300
        for b in (*found[k + 1 :], *taken):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_lone_label_finds_room_and_heavier_ones_come_first() -> None:
    light, heavy = (Label(name, 50, 50, 30, 10, 3, weight=w) for name, w in (("轻", 0), ("重", 9)))
    assert [p.label.text for p in place([light, heavy], (0, 0, 100, 100))] == ["重", "轻"]
    assert [p.label.text for p in place([light, heavy], (45, 40, 90, 60))] == ["重"]


@given(st.floats(18, 50), st.floats(75, 133), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_the_plane_is_true_to_scale(lat: float, lon: float, east: float, north: float) -> None:
    """Against geodesics: within three in a thousand over thirty kilometres and more."""
    from shapely import Point

    there = Plane(lon, lat).metres(Point(lon + east, lat + north))
    _, _, geodesic = Geod(ellps="WGS84").inv(lon, lat, lon + east, lat + north)
    assert np.hypot(there.x, there.y) == pytest.approx(geodesic, rel=6e-3, abs=1.0)


@given(st.floats(0.2, 1e6))
def test_the_bar_is_round_and_fits(most: float) -> None:
    length = round_length(most)
    assert most / 2.5 <= length <= most * (1 + 1e-9)
    assert f"{length:e}"[0] in "125"


@given(st.tuples(boxes, boxes), st.tuples(boxes, boxes), st.floats(0.5, 3))
def test_a_widened_box_holds_the_old_one(a: tuple[float, float], b: tuple[float, float], ratio: float) -> None:
    box = (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
    west, south, east, north = widened(box, ratio)
    assert west <= box[0]
    assert south <= box[1]
    assert east >= box[2]
    assert north >= box[3]
    assert (east - west) / (north - south) == pytest.approx(ratio)


@given(st.text(max_size=60))
def test_texts_are_made_drawable_and_fit(text: str) -> None:
    said = clean(text)
    assert clean(said) == said
    assert width(shortened(said, 10)) <= 10 + 1e-9
