"""Data too poor for a verdict gives none; a datum nobody stated is found against the streets, and said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from planner.errors import InputError
from planner.run.reading.intake import read_base
from planner.scenario.load import load_file

from ..runs import run_into
from ..town import COMMUNITIES, COMPOUNDS, FACILITIES, build, communities

NOWHERE = "\n".join(["id,name,kind,floor_area_m2,lon,lat", *(f"X{i},某站{i},社区养老服务站,600,," for i in range(6))]) + "\n"


def test_with_too_few_facilities_placed_no_community_is_judged(tmp_path: Path) -> None:
    good = run_into(build(tmp_path / "a"), tmp_path / "good")
    poor = run_into(build(tmp_path / "b", facilities=FACILITIES + NOWHERE.split("\n", 1)[1]), tmp_path / "poor")
    before, after = (run.by_id("communities", "community_id") for run in (good, poor))
    assert {before[c]["centre_status"] for c in "ABCD"} == {"ok", "too_small", "too_large", "missing"}
    assert {after[c]["centre_status"] for c in "ABCDE"} == {"needs_review"}
    judged = [f for f in poor.rows("findings") if f["subject_kind"] == "community"]
    assert judged
    assert not [f for f in judged if f["verdict"] in {"pass", "fail"}]
    assert [f for f in poor.rows("findings") if f["subject_kind"] == "parcel" and f["verdict"] == "pass"]
    told = [d for d in poor.rows("quality") if d["code"] == "quality.facilities_unplaced"]
    assert len(told) == 1
    assert "45%" in told[0]["what"]
    assert "80%" in told[0]["what"]
    assert any("位置" in f["reason"] for f in judged)


def test_communities_that_overlap_are_named_and_not_judged(tmp_path: Path) -> None:
    doubled = [*COMMUNITIES, {"id": "A2", "name": "甲社区二", "urban": "城镇", "population": 10, "elderly_60": 1}]
    text = communities(doubled)
    shifted = text.replace("111.56", "111.50").replace("111.57", "111.51")  # the seventh square laid over the first
    assert shifted != text
    run = run_into(build(tmp_path, communities=shifted), tmp_path / "out")
    codes = {(d["code"], d["subject"]) for d in run.rows("quality")}
    assert ("area.overlap", "A") in codes
    assert "quality.communities_overlap" in {code for code, _ in codes}
    assert run.by_id("communities", "community_id")["C"]["centre_status"] == "needs_review"


def test_old_rows_and_people_at_the_edge_of_the_map_are_counted(tmp_path: Path) -> None:
    dated = "\n".join(
        line + (",数据日期" if at == 0 else ",2020-01-01" if at == 1 else ",2024-01-01") for at, line in enumerate(COMPOUNDS.split())
    )
    run = run_into(build(tmp_path, compounds=dated + "\n"), tmp_path / "out")
    told = {d["code"]: d for d in run.rows("quality")}
    assert "7 行中有 1 行" in told["date.stale"]["what"]
    assert told["date.stale"]["subject"] == "A1"
    assert "coverage.map_edge" in told  # the town is smaller than the longest walk


def scenario(folder: Path, cases: Path, compounds: str) -> Path:
    path = folder / "s.yaml"
    wuhan = cases / "wuhan"
    lines = ["name: 测试", "city: linfen", "as_of: 2024-06-01", "inputs:"]
    lines += [f"  network: {{path: {cases.parent}/osm/wuhan_8989_original.parquet, crs: 'EPSG:32650'}}"]
    lines += [f"  communities: {wuhan}/communities.geojson", f"  facilities: {wuhan}/facilities.csv", f"  compounds: {compounds}"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_run_finds_the_datum_of_a_list_that_states_none(shared_data: Path, tmp_path: Path) -> None:
    cases = shared_data / "cases"
    tables = read_base(load_file(scenario(tmp_path, cases, f"{cases}/wuhan/compounds.csv")), lambda *_: None).tables
    stated = read_base(load_file(scenario(tmp_path, cases, f"{{path: {cases}/wuhan/compounds.csv, datum: BD-09}}")), lambda *_: None).tables
    found = shapely.get_coordinates(tables["compounds"].frame.geometry.to_numpy())
    assert np.array_equal(found, shapely.get_coordinates(stated["compounds"].frame.geometry.to_numpy()))
    (told,) = [p for p in tables["compounds"].problems if p.code == "datum.adopted"]
    assert "BD-09" in told.what()
    assert "GCJ-02" in told.what()
    parcels = cases / "wuhan" / "parcels_cgcs2000_gbk"
    for part in parcels.iterdir():
        if part.suffix != ".prj":
            (tmp_path / f"a{part.suffix}").write_bytes(part.read_bytes())
    path = scenario(tmp_path, cases, f"{cases}/wuhan/compounds.csv")
    path.write_text(path.read_text(encoding="utf-8") + "  parcels: a.shp\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_base(load_file(path), lambda *_: None)
    assert [p.code for p in caught.value.problems] == ["crs.looks_metres", "datum.unsure"]
    assert "EPSG:4547" in caught.value.problems[1].what()
    few = tmp_path / "few.csv"
    few.write_text("编号,名称,总户数,经度,纬度\nA,甲,10,114.3,30.6\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_base(load_file(scenario(tmp_path, cases, str(few))), lambda *_: None)
    assert {p.code for p in caught.value.problems} == {"datum.undeclared"}
