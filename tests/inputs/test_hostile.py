"""Files made to harm or damaged on the way: none calls another machine or opens another file, each is a sentence or is read right."""

from __future__ import annotations

import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import openpyxl
import pyogrio
import pytest

from planner.errors import InputError
from planner.inputs import inspect_file, read
from planner.inputs.formats import READERS, border
from planner.inputs.formats.gdal import KEPT, only_kept_drivers
from planner.model import InputSpec
from planner.network import inspect_streets

from .conftest import Write

_GDAL_READ = (".shp", ".gpkg", ".fgb", ".kml", ".dxf", ".geojson", ".json")
_INSIDE = "no-one-may-read-this"


@pytest.fixture(scope="module")
def calls() -> Iterator[tuple[str, list[str]]]:
    """Listen on this machine: the address, and every path that was asked for."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def _instructions(address: str, secret: Path) -> dict[str, str]:
    """Texts that GDAL takes as orders to open something else, by what they are."""
    source = "<SrcDataSource>{1}</SrcDataSource><SrcLayer>{0}</SrcLayer>"
    vrt = f"<OGRVRTDataSource><OGRVRTLayer name='{{0}}'>{source}</OGRVRTLayer></OGRVRTDataSource>"
    order = f"gdal vector pipeline ! read /vsicurl/{address}/a.geojson"
    return {
        "vrt": vrt.format("a", f"/vsicurl/{address}/a.csv"),
        "vrt of a local file": vrt.format(secret.stem, secret),
        "vrt in kml": f"<kml/><!-- -->{vrt.format('a', f'/vsicurl/{address}/b.csv')}",
        "wfs": f"<OGRWFSDataSource><URL>{address}/wfs</URL></OGRWFSDataSource>",
        "csw": f"<OGRCSWDataSource><URL>{address}/csw</URL></OGRCSWDataSource>",
        "wms": f"<GDAL_WMS><Service name='WMS'><ServerUrl>{address}/wms</ServerUrl></Service></GDAL_WMS>",
        "pipeline": json.dumps({"type": "gdal_streamed_alg", "command_line": order}),
        "stac": json.dumps(
            {"type": "FeatureCollection", "stac_version": "1.0.0", "links": [{"rel": "next", "href": f"{address}/next"}], "features": []}
        ),
    }


def _linked(address: str) -> dict[str, dict[str, Any]]:
    """Collections whose reference system is written down somewhere else."""
    point: dict[str, Any] = {"type": "Point", "coordinates": [111.5, 36.0]}
    feature = {"type": "Feature", "properties": {"id": "a"}, "geometry": point}
    link = {"type": "link", "properties": {"href": f"{address}/crs", "type": "proj4"}}
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": [feature]}
    return {
        "link": {**collection, "crs": link},
        "url": {**collection, "crs": {"type": "url", "properties": {"url": f"{address}/crs"}}},
        "name": {**collection, "crs": {"type": "name", "properties": {"name": f"{address}/crs"}}},
        "in the shape": {**collection, "features": [{**feature, "geometry": {**point, "crs": link}}]},
    }


def test_no_file_of_any_kind_calls_another_machine_or_opens_another_file(calls: tuple[str, list[str]], tmp_path: Path) -> None:
    address, asked = calls
    secret = tmp_path / "secret.csv"
    secret.write_text(f"id,name,lon,lat\n1,{_INSIDE},111.5,36.0\n", encoding="utf-8")
    texts = {**_instructions(address, secret), **{name: json.dumps(document) for name, document in _linked(address).items()}}
    for at, (what, text) in enumerate(texts.items()):
        for suffix in READERS:
            if suffix == ".gdb":
                continue
            path = tmp_path / f"f{at}{suffix}"
            path.write_text(text, encoding="utf-8")
            packed = tmp_path / f"f{at}{suffix}.zip"
            with zipfile.ZipFile(packed, "w") as archive:
                archive.write(path, path.name)
            for file in (path, packed):
                found = inspect_file(file)
                assert _INSIDE not in repr(found), (what, suffix)
                if suffix in _GDAL_READ and what != "in the shape":
                    assert not found.format, (what, suffix)
    assert asked == []


def test_a_shape_that_names_a_link_is_read_without_it(calls: tuple[str, list[str]], write: Write) -> None:
    address, asked = calls
    spec = write(json.dumps(_linked(address)["in the shape"]), "a.geojson")
    assert read("demand", InputSpec(spec.path)).frame.geometry.tolist()[0].coords[0] == (111.5, 36.0)
    assert asked == []


def test_only_drivers_that_read_the_file_they_are_given_stay() -> None:
    only_kept_drivers()
    assert set(pyogrio.list_drivers()) <= KEPT


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bad_wkb.parquet", "file.unreadable"),
        ("damaged_sheet_xml.xlsx", "file.unreadable"),
        ("deep_mapping.csv", "mapping.unreadable"),
        ("deep_nesting.geojson", "file.unreadable"),
        ("geojson_crs_link_calls_network.geojson", "crs.linked"),
        ("lone_surrogate_in_name.geojson", "text.half_character"),
        ("properties_not_an_object.geojson", "file.not_geojson"),
        ("vrt_named_kml_calls_network.kml", "file.not_its_kind"),
    ],
)
def test_hostile_files_are_refused_in_words(shared_data: Path, name: str, code: str) -> None:
    found = inspect_file(shared_data / "faults" / "hostile" / name)
    assert not found.format
    assert {p.code for p in found.problems} == {code}
    for problem in found.problems:
        assert problem.mend()
        assert problem.mend("en")
        assert str(shared_data) not in problem.line()


def test_a_cpg_that_names_nothing_does_not_stop_a_shapefile(shared_data: Path) -> None:
    assert inspect_file(shared_data / "faults" / "hostile" / "cpg_with_nul.zip").rows == 60


@pytest.mark.parametrize("name", ["osm_bad_coordinate.osm", "osm_latitude_136.osm"])
def test_streets_off_the_earth_are_refused_in_words(shared_data: Path, name: str) -> None:
    found = inspect_streets(InputSpec(shared_data / "faults" / "hostile" / name))
    assert {p.code for p in found.problems} & {"network.unreadable", "network.empty"}


@pytest.mark.parametrize(("cell", "merged"), [("XFD1048576", ""), ("A1048576", ""), ("", "A3:XFD1048576"), ("", "E3:E1048576")])
def test_work_follows_the_cells_that_are_filled(tmp_path: Path, cell: str, merged: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("编号", "名称", "经度", "纬度", "坐标系"), ("A", "甲站", 114.3, 30.6, "WGS84")):
        sheet.append(row)
    if cell:
        sheet[cell] = " "
    book.save(tmp_path / "a.xlsx")
    if merged:
        _add_merge(tmp_path / "a.xlsx", merged)
    assert inspect_file(tmp_path / "a.xlsx", noun="demand").rows == 1


def _add_merge(path: Path, merged: str) -> None:
    """Declare a merged cell without writing the cells it covers, as other programs do."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    mark = f'</sheetData><mergeCells count="1"><mergeCell ref="{merged}"/></mergeCells>'.encode()
    parts[sheet] = parts[sheet].replace(b"</sheetData>", mark)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    "fault", [RecursionError("deep"), MemoryError(), KeyError("x"), SyntaxError("not well-formed"), OSError("/a/b/c.csv")]
)
def test_whatever_a_library_raises_is_a_sentence(fault: Exception) -> None:
    with pytest.raises(InputError) as caught, border(InputSpec(Path("a.csv"))):
        raise fault
    assert [p.code for p in caught.value.problems] == ["file.unreadable"]
    assert "/a/b" not in str(caught.value)
