"""Which datum a file stands on: the lists and boundaries at hand, and small made files whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from planner.errors import InputError, Severity
from planner.geo import Datum, wgs84_to_bd09
from planner.inputs import Against, Inspection, adopted, inspect_file, layer_against, read
from planner.model import InputSpec

from ..geo.test_detector import town
from . import made
from .conftest import Write

COUNTIES = "boundaries/mapchina_counties_140400_140500_141000_wgs84.geojson"
DATAV = "boundaries/chinaGeoMaps_141000.json"


@pytest.fixture(scope="module")
def wuhan(data: Path) -> Against:
    return layer_against(InputSpec(data / "osm/wuhan_8989_original.parquet", crs="EPSG:32650", shown="路网"))


@pytest.fixture(scope="module")
def streets() -> Against:
    return Against("路网", town()[0])


def best(found: Inspection) -> tuple[str, str, bool, bool]:
    assert found.detection is not None
    assert found.detection.best is not None
    reading = found.detection.best.reading
    return reading.crs, str(reading.datum), reading.swapped, found.detection.sure


def told(found: Inspection) -> set[str]:
    return {p.code for p in found.problems if p.code.startswith("datum.")}


@pytest.mark.parametrize("name", ["compounds/wuhan_compounds.csv", "cases/wuhan/compounds.csv"])
def test_the_compounds_of_wuhan_are_bd_09(data: Path, wuhan: Against, name: str) -> None:
    found = inspect_file(data / name, against=wuhan)
    assert best(found) == ("", "BD-09", False, True)
    assert found.detection is not None
    apart = {str(fit.reading.datum): fit.apart_m for fit in found.detection.fits}
    assert 850 < apart["GCJ-02"] < 950
    assert 1_150 < apart["WGS84"] < 1_280
    assert "datum.found" in told(found)


def test_the_compounds_of_linfen_cannot_be_told_from_counties_alone(data: Path) -> None:
    found = inspect_file(data / "compounds/linfen_compounds.csv", against=layer_against(InputSpec(data / COUNTIES)))
    assert not best(found)[-1]
    assert told(found) == {"datum.undeclared", "datum.unsure"}


def test_both_boundary_files_are_told_by_each_other(data: Path) -> None:
    shifted = inspect_file(data / DATAV, against=layer_against(InputSpec(data / COUNTIES)))
    assert best(shifted) == ("", "GCJ-02", False, True)
    straight = inspect_file(data / COUNTIES, against=layer_against(InputSpec(data / DATAV, datum="GCJ-02")))
    assert best(straight) == ("", "WGS84", False, True)


def test_parcels_of_a_stated_zone_are_not_contradicted(data: Path, wuhan: Against) -> None:
    path = data / "cases/wuhan/parcels_cgcs2000_gbk/dikuai.shp"
    found = inspect_file(path, against=wuhan)
    assert best(found)[:3] == ("EPSG:4547", "WGS84", False)
    assert told(found) == {"datum.not_contradicted"}
    assert inspect_file(path, spec=InputSpec(path, crs="EPSG:4546"), against=wuhan).problems[-1].code in {
        "datum.unsure",
        "datum.contradicted",
    }


@pytest.mark.parametrize("name", ["facilities.csv", "facilities_gbk.csv"])
def test_rows_that_name_their_own_datum_are_compared_as_they_say(data: Path, wuhan: Against, name: str) -> None:
    found = inspect_file(data / "cases/wuhan" / name, against=wuhan)
    assert best(found)[:3] == ("", "WGS84", False)
    assert told(found) >= {"datum.not_contradicted"}
    assert found.datum_guess == "BD-09, CGCS2000, GCJ-02, WGS84"
    assert found.encoding.startswith("GB18030" if "gbk" in name else "UTF-8")


def listing(x: np.ndarray, y: np.ndarray) -> str:
    frame = pd.DataFrame({"编号": [f"C{i}" for i in range(len(x))], "名称": "某小区", "总户数": 100, "经度": x, "纬度": y})
    return str(frame.to_csv(index=False))


def test_a_stated_datum_that_the_streets_contradict_is_a_doubt(write: Write, streets: Against) -> None:
    spec = write(listing(*wgs84_to_bd09(*town()[1].T)), datum="GCJ-02")
    found = inspect_file(spec.path, spec=spec, against=streets)
    (problem,) = [p for p in found.problems if p.code.startswith("datum.")]
    assert (problem.code, problem.severity) == ("datum.contradicted", Severity.DOUBT)
    assert "BD-09" in problem.what()


def test_rows_that_name_a_wrong_datum_are_contradicted_and_right_ones_agree(write: Write, streets: Against) -> None:
    rows = listing(*wgs84_to_bd09(*town()[1].T)).splitlines()
    for name, code in (("百度", "datum.agrees"), ("高德", "datum.contradicted")):
        text = "\n".join([rows[0] + ",坐标系", *(f"{row},{name}" for row in rows[1:])])
        found = inspect_file(write(text).path, against=streets)
        assert code in told(found)


def test_an_undeclared_list_is_adopted_where_the_streets_are_sure(write: Write, streets: Against) -> None:
    spec = write(listing(*wgs84_to_bd09(*town()[1].T)))
    with pytest.raises(InputError) as caught:
        read("compound", spec)
    found = adopted("compound", spec, caught.value.problems, streets)
    assert found is not None
    settled, problem = found
    assert (settled.datum, problem.code, problem.severity) == (str(Datum.BD09), "datum.adopted", Severity.DOUBT)
    placed = shapely.get_coordinates(read("compound", settled).frame.geometry.to_numpy())
    assert np.abs(placed - town()[1]).max() < 1e-8


def test_what_is_not_sure_or_not_only_undeclared_is_never_adopted(write: Write, streets: Against) -> None:
    x, y = wgs84_to_bd09(*town()[1].T)
    for text in (listing(x[:10], y[:10]), listing(y, x), listing(x, y).replace("经度", "横坐标值")):
        spec = write(text)
        with pytest.raises(InputError) as caught:
            read("compound", spec)
        assert adopted("compound", spec, caught.value.problems, streets) is None


def test_a_reference_without_lines_or_place_is_refused(write: Write) -> None:
    point = '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [114, 30]}}'
    for text, name in (
        ("编号,经度,纬度\nA,114,30\n", "a.csv"),
        ('{"type": "FeatureCollection", "features": [' + point + "]}", "b.geojson"),
    ):
        with pytest.raises(InputError) as caught:
            layer_against(write(text, name))
        assert caught.value.problems[0].code == "against.no_shapes"


def test_a_reference_of_unknown_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        layer_against(InputSpec(made.shapefile(tmp_path, prj=False)))
    assert caught.value.problems[0].code == "against.place"
