"""A folder of messy files ends as a finished run, with the same findings as the tidy files they were made from."""

from __future__ import annotations

import csv
from pathlib import Path

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from planner.geo import wgs84_to_gcj02

from ..inputs import made, made_xls
from ..town import build
from .test_cli import Call, call

__all__ = ["call"]

NAMES = {
    "id": "社区编码",
    "name": "社区名称",
    "urban": "城乡",
    "population": "常住人口",
    "elderly_60": "60岁以上人口数",
    "township": "所属街道办",
    "county": "县区",
}


def gbk_shapefile(layer: gpd.GeoDataFrame, path: Path, *, prj: bool = False) -> None:
    """Zone 37 with its prefix, GBK, no ``.cpg``, names cut after ten bytes."""
    raw = layer.to_crs(4525).rename(columns=lambda c: c if c == "geometry" else c.encode("gbk")[:10].decode("latin-1"))
    for column in raw.columns.drop("geometry"):
        raw[column] = [str(text).encode("gbk").decode("latin-1") for text in raw[column]]
    pyogrio.write_dataframe(raw, path, encoding="ISO-8859-1")
    for suffix in (".cpg",) if prj else (".cpg", ".prj"):
        path.with_suffix(suffix).unlink()


def corners(parcels: gpd.GeoDataFrame, path: Path) -> None:
    lines = ["[属性描述]", "坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=37", "[地块坐标]"]
    for row in parcels.to_crs(4525).to_dict("records"):
        ring = np.asarray(row["geometry"].exterior.coords)
        lines.append(f"{len(ring)},1.0,{row['id']},{row['name']},面,,住宅用地,,@")
        lines += [f"J{at + 1},1,{north:.3f},{east:.3f}" for at, (east, north) in enumerate(ring)]
    path.write_bytes("\r\n".join(lines).encode("gbk"))


def list_of_a_phone_map(table: pd.DataFrame, path: Path) -> None:
    """Title, two header rows of which the upper says 高德, totals; an old workbook."""
    x, y = wgs84_to_gcj02(table["lon"].to_numpy(), table["lat"].to_numpy())
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["养老服务设施一览表"])
    sheet.append(["编号", "机构名称", "机构类型", "建筑面积（㎡）", "位置（高德）"])
    sheet.append([None, None, None, None, "经度", "纬度"])
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("E2:F2")
    for column in range(1, 5):
        sheet.merge_cells(start_row=2, end_row=3, start_column=column, end_column=column)
    for row, lon, lat in zip(table.to_dict("records"), x.tolist(), y.tolist(), strict=True):
        area = None if np.isnan(row["floor_area_m2"]) else row["floor_area_m2"]
        sheet.append([row["id"], row["name"], row["kind"], area, lon, lat])
    sheet.append(["合计"])
    book.save(path.with_suffix(".xlsx"))
    made_xls.old_workbook(path.with_suffix(".xlsx"), path)
    path.with_suffix(".xlsx").unlink()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The town, tidy, and its files as a bureau has them."""
    tidy = build(tmp_path / "town").parent
    messy = tmp_path / "资料"
    messy.mkdir()
    gbk_shapefile(gpd.read_file(tidy / "communities.geojson").rename(columns=NAMES), messy / "社区边界.shp")
    list_of_a_phone_map(pd.read_csv(tidy / "facilities.csv"), messy / "设施一览表.xls")
    parcels = gpd.read_file(tidy / "parcels.geojson")
    corners(parcels, messy / "界址点.txt")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["宗地编号", "规划总户数(户)", "居住人口(人)", "养老服务用房面积(㎡)", "养老用地面积(㎡)"])
    for row in parcels.to_dict("records"):
        sheet.append(
            [row[field] for field in ("id", "households", "population")] + [float(row[f"elderly_{w}_area_m2"]) for w in ("floor", "land")]
        )
    book.save(messy / "指标.xlsx")
    homes = pd.read_csv(tidy / "compounds.csv", dtype=str, keep_default_na=False)
    x, y = wgs84_to_gcj02(homes["lon"].astype(float).to_numpy(), homes["lat"].astype(float).to_numpy())
    text = "小区编号,小区名称,户数,高德坐标\n"
    for home, lon, lat in zip(homes.to_dict("records"), x.tolist(), y.tolist(), strict=True):
        households = f"{home['households']}户" if home["households"] else ""
        text += f'{home["id"]},{home["name"]},{households},"{lon:.7f},{lat:.7f}"\n'
    (messy / "小区台账.csv").write_bytes(text.encode("gbk"))
    gbk_shapefile(gpd.read_file(tidy / "streets.geojson").assign(道路等级="街巷").drop(columns="highway"), tmp_path / "道路.shp", prj=True)
    made.zipped(sorted(tmp_path.glob("道路.*")), messy / "道路.zip")
    (messy / "说明.docx").write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verdicts(path: Path, key: str, column: str) -> dict[str, str]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {row[key]: row[column] for row in csv.DictReader(stream)}


def test_a_folder_of_messy_files_becomes_a_finished_run(call: Call, folder: Path) -> None:
    told = call("inspect", "资料", "--draft", "我的县.yaml")
    assert told.code == 0
    assert "说明.docx：读不了" in told.out
    drafted = (folder / "我的县.yaml").read_text(encoding="utf-8")
    assert "planner inspect 资料/社区边界.shp --crs EPSG:4525 --save" in drafted
    assert "planner inspect 资料/界址点.txt --join 资料/指标.xlsx" in drafted
    stopped = call("run", "我的县.yaml")
    assert stopped.code == 2
    assert "EPSG:4525" in stopped.err
    assert call("inspect", "资料/社区边界.shp", "--crs", "EPSG:4525", "--save").code == 0
    assert call("inspect", "资料/界址点.txt", "--join", "资料/指标.xlsx").code == 0
    (folder / "我的县.yaml").write_text(drafted.replace(drafted.split("as_of: ")[1][:10], "2024-06-01"), encoding="utf-8")
    assert call("run", "我的县.yaml", "--out", "out/messy").code == 0
    assert verdicts(folder / "out/messy/parcels.csv", "parcel_id", "verdict") == {"P1": "pass", "P2": "fail"}
    communities = verdicts(folder / "out/messy/communities.csv", "community_id", "centre_status")
    assert {name: communities[name] for name in "ABCDE"} == dict(
        zip("ABCDE", ("ok", "too_small", "too_large", "missing", "needs_review"), strict=True)
    )
    reached = verdicts(folder / "out/messy/communities.csv", "community_id", "share_within_15")
    assert float(reached["A"]) > 0.9  # half a kilometre of phone-map shift would put the centre into the next community


def test_a_draft_never_overwrites_and_says_what_is_lacking(call: Call, folder: Path) -> None:
    (folder / "资料" / "道路.zip").unlink()
    assert call("inspect", "资料", "--draft", "a.yaml").code == 0
    assert "# network: 还缺这一份" in (folder / "a.yaml").read_text(encoding="utf-8")
    before = (folder / "a.yaml").read_bytes()
    assert call("inspect", "资料", "--draft", "a.yaml").code == 2
    assert (folder / "a.yaml").read_bytes() == before
    assert "--draft" in call("inspect", "资料").out
