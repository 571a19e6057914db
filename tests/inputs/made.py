"""Files as bureaus have them, made by the tests themselves: one small list of facilities or parcels, written in every format and trap."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import shapely

CELLS_PER_SIDE_M = 200.0
CORNER_EN_M = (500_000.0, 3_387_000.0)  # easting, northing in EPSG:4547: 114 E, about 30.6 N
HEADERS = ("地块编号", "规划户数", "规划人口", "养老建面", "养老用地")
ROWS = (("P1", "100", "260", "20.1", "52"), ("P2", "500", "1300", "100", "260"), ("P3", "1240", "3224", "200", "700"))


def squares(count: int = len(ROWS), *, corner: tuple[float, float] = CORNER_EN_M) -> list[shapely.Polygon]:
    """Squares in a row, 200 m a side, 100 m apart, in metres."""
    east, north = corner
    return [shapely.box(east + 300 * i, north, east + 300 * i + CELLS_PER_SIDE_M, north + CELLS_PER_SIDE_M) for i in range(count)]


def parcels(crs: str | int | None = 4547) -> gpd.GeoDataFrame:
    """The parcels as a layer; figures as numbers."""
    columns = {h: [row[at] for row in ROWS] for at, h in enumerate(HEADERS)}
    frame = gpd.GeoDataFrame(columns, geometry=squares(), crs=4547)
    for header in HEADERS[1:]:
        frame[header] = frame[header].astype(float)
    return frame if crs == 4547 else frame.to_crs(crs) if crs is not None else frame


def shapefile(
    folder: Path, *, stem: str = "地块", encoding: str = "GBK", prj: bool = True, cpg: bool = True, layer: gpd.GeoDataFrame | None = None
) -> Path:
    """Write the parcels as a shapefile as other programs do: names cut after ten bytes, text in a Chinese encoding."""
    path = folder / f"{stem}.shp"
    layer = parcels() if layer is None else layer
    names = {h: h.encode(encoding)[:10].decode("latin-1") for h in HEADERS}
    pyogrio.write_dataframe(layer.rename(columns=names), path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg:
        path.with_suffix(".cpg").write_text(encoding)
    if not prj:
        path.with_suffix(".prj").unlink()
    return path


def zipped(paths: list[Path], target: Path, *, names: str = "gbk", folder: str = "资料") -> Path:
    """Zip files as Chinese Windows does: names in GBK, without the mark that says UTF-8."""
    with zipfile.ZipFile(target, "w") as packed:
        for path in paths:
            info = zipfile.ZipInfo(f"{folder}/{path.name}".encode(names).decode("cp437") if names == "gbk" else f"{folder}/{path.name}")
            packed.writestr(info, path.read_bytes())
    if names == "gbk":  # zipfile marks names beyond ASCII as UTF-8 and writes them so: put the raw bytes back
        _raw_names(target, [f"{folder}/{path.name}" for path in paths])
    return target


def _raw_names(target: Path, names: list[str]) -> None:
    data = target.read_bytes()
    with zipfile.ZipFile(target) as packed:
        contents = [packed.read(info) for info in packed.infolist()]
    del data
    records, directory, offset = [], [], 0
    for name, content in zip(names, contents, strict=True):
        raw = name.encode("gbk")
        crc = zlib.crc32(content)
        common = (20).to_bytes(2, "little") + bytes(4) + bytes([0, 0, 0x21, 0x50])
        sizes = crc.to_bytes(4, "little") + len(content).to_bytes(4, "little") * 2 + len(raw).to_bytes(2, "little")
        record = b"PK\x03\x04" + common + sizes + bytes(2) + raw + content
        directory.append(b"PK\x01\x02" + (20).to_bytes(2, "little") + common + sizes + bytes(12) + offset.to_bytes(4, "little") + raw)
        records.append(record)
        offset += len(record)
    central = b"".join(directory)
    count = len(names).to_bytes(2, "little")
    end = b"PK\x05\x06" + bytes(4) + count * 2 + len(central).to_bytes(4, "little") + offset.to_bytes(4, "little") + bytes(2)
    target.write_bytes(b"".join(records) + central + end)


def workbook(path: Path, *, title: bool = True, two_rows: bool = True, totals: bool = True, sheets: tuple[str, ...] = ()) -> Path:
    """Write a facility list as an office does: title and notes above, a header of two rows with merged cells, totals, a signature."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "一览表"
    at = 1
    if title:
        sheet.cell(1, 1, "某市养老服务设施一览表")
        sheet.merge_cells("A1:G1")
        sheet.cell(2, 1, "填报单位：某市民政局")
        at = 3
    if two_rows:
        for column, text in enumerate(("编号", "名称", "类型"), start=1):
            sheet.cell(at, column, text)
            sheet.merge_cells(start_row=at, end_row=at + 1, start_column=column, end_column=column)
        sheet.cell(at, 4, "规模")
        sheet.merge_cells(start_row=at, end_row=at, start_column=4, end_column=5)
        sheet.cell(at + 1, 4, "建筑面积(㎡)")
        sheet.cell(at + 1, 5, "床位数")
        sheet.cell(at, 6, "位置")
        sheet.merge_cells(start_row=at, end_row=at, start_column=6, end_column=7)
        sheet.cell(at + 1, 6, "经度")
        sheet.cell(at + 1, 7, "纬度")
        at += 2
    else:
        for column, text in enumerate(("编号", "名称", "类型", "建筑面积", "床位数", "经度", "纬度"), start=1):
            sheet.cell(at, column, text)
        at += 1
    for row in (("A", "甲站", "社区养老服务站", 500.1, 10, 114.3, 30.6), ("B", "乙中心", "社区养老服务中心", 1200, 30, 114.31, 30.61)):
        for column, value in enumerate(row, start=1):
            sheet.cell(at, column, value)
        at += 1
    if totals:
        sheet.cell(at, 1, "合计")
        sheet.cell(at, 4, 1700.1)
        sheet.cell(at + 1, 1, "填表人：张三")
    for name in sheets:
        book.create_sheet(name)["A1"] = "备用"
    book.create_sheet("Sheet2")
    book.save(path)
    return path


def corner_text(*, datum: str = "2000国家大地坐标系", zone: str = "38", prefix: bool = True, count: str = "5") -> str:
    """Write the parcels as 界址点 text; the first has a courtyard."""
    head = ["[属性描述]", "格式版本号=1.01版本", "数据产生单位=测试", f"坐标系={datum}", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米"]
    head += [f"带号={zone}", "精度=0.001", "转换参数=0,0,0,0,0,0,0", "[地块坐标]"]
    body: list[str] = []
    for row, shape in zip(ROWS, squares(), strict=True):
        body.append(f"{count},4.0000,{row[0]},{row[0]}地块,面,,住宅用地,0701,@")
        rings = [np.asarray(shape.exterior.coords)]
        if row[0] == "P1":
            rings.append(np.asarray(shape.buffer(-50, join_style="mitre").exterior.coords))
        for number, ring in enumerate(rings, start=1):
            for at, (east, north) in enumerate(ring):
                body.append(f"J{at + 1},{number},{north:.3f},{east + (38_000_000 if prefix else 0):.3f}")
    return "\n".join(head + body) + "\n"


def drawing(path: Path) -> Path:
    """Write a DXF as CAD does: outlines as closed lines on one layer, labels as texts, roads on another; no reference system."""
    entities: list[str] = []
    for row, shape in zip(ROWS, squares(), strict=True):
        corners = list(shape.exterior.coords)[:-1]
        entities += ["0", "LWPOLYLINE", "5", f"A{row[0]}", "8", "宗地", "90", str(len(corners)), "70", "1"]
        for east, north in corners:
            entities += ["10", f"{east:.3f}", "20", f"{north:.3f}"]
        middle = shape.centroid
        entities += [
            "0",
            "TEXT",
            "5",
            f"B{row[0]}",
            "8",
            "注记",
            "10",
            f"{middle.x:.3f}",
            "20",
            f"{middle.y:.3f}",
            "40",
            "5.0",
            "1",
            row[0],
        ]
    entities += ["0", "LINE", "5", "C1", "8", "道路", "10", "499900", "20", "3386950", "11", "501000", "21", "3386950"]
    head = ["0", "SECTION", "2", "HEADER", "9", "$ACADVER", "1", "AC1015", "9", "$DWGCODEPAGE", "3", "ANSI_936", "0", "ENDSEC"]
    text = "\n".join([*head, "0", "SECTION", "2", "ENTITIES", *entities, "0", "ENDSEC", "0", "EOF"]) + "\n"
    path.write_bytes(text.encode("gbk"))
    return path
